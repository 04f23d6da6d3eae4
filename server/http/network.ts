/** Whose an address is: limits by address count all those that one holder may choose from. */
import { isIPv4, isIPv6 } from 'node:net';

/** Addresses come from proxies as they like; longer texts are none. */
const TEXT_MAX = 100;

/** One text for all addresses of a holder: an IPv4 address (also written as an IPv6 one), or the /64 of an IPv6 one (RFC 6177). */
export function networkOf(address: string): string {
  const text = address.slice(0, TEXT_MAX).replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(text)) return text;
  const [left = '', right] = text.split('::');
  const groups = left.split(':').filter((group) => group !== '');
  const behind = right?.split(':').filter((group) => group !== '') ?? [];
  // An IPv4 address at the end stands for two groups.
  const zeros = 8 - groups.length - behind.length - (text.includes('.') ? 1 : 0);
  const all = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
