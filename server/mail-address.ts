/** Mail addresses as people have them: the forms of RFC 5321 without its quoted and its literal ones. */

const ADDRESS_MAX = 254;
const LOCAL_MAX = 64;
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;

/** Whether a text is one mail address and nothing else. */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return text.length <= ADDRESS_MAX && local.length <= LOCAL_MAX && LOCAL.test(local) && DOMAIN.test(domain);
}
