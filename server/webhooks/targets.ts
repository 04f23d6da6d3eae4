/**
 * Where webhooks may lead. Whoever may add one makes this server call an address of their choice, from inside of the office's
 * network: so only public addresses are called, judged by what the name stands for at the moment of the call, and the connection goes to
 * the very address that was judged.
 */
import { BlockList, isIP } from 'node:net';

export const URL_MAX = 2_000;

/** IANA's registries of special-purpose addresses (RFC 6890), as of November 2026: what is not for everybody on the Internet. */
const SPECIAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  SPECIAL.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  // Protocol assignments, Teredo and ORCHID among them, documentation, 6to4, and what leads to IPv4 addresses of any kind.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  SPECIAL.addSubnet(network, bits, 'ipv6');

/** All IPv6 addresses of the Internet are in it. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address is one of the Internet. */
export function isPublic(address: string): boolean {
  const family = familyOf(address);
  if (family === 'ipv6' && !GLOBAL_UNICAST.check(address, family)) return false;
  return isIP(address) !== 0 && !SPECIAL.check(address, family);
}

const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && LOOPBACK.check(address, familyOf(address));

/** The host of an address as one would write it elsewhere: IPv6 without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Whether it says by itself that it means this machine. A name that leads here without saying so does not. */
const namesLoopback = (host: string): boolean => host === 'localhost' || isLoopback(host);

/** Null for an address that may be a webhook's, else what is wrong with it. What a name stands for is looked at with each call. */
export function whyNoTarget(text: string, allowsPrivate: boolean): string | null {
  const url = text.length <= URL_MAX ? URL.parse(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return 'Give an address that begins with https://.';
  if (url.username !== '' || url.password !== '')
    return 'The address must not hold a user name or a password.';
  const host = hostOf(url);
  if (url.protocol === 'http:' && !namesLoopback(host))
    return 'Give an address that begins with https://; http is for this machine only.';
  return isIP(host) === 0 ? null : whyNotCalled(host, host, allowsPrivate);
}

/** Null for an address that the host of a webhook may stand for, else why it is not called. */
export function whyNotCalled(host: string, address: string, allowsPrivate: boolean): string | null {
  if (isPublic(address) || allowsPrivate) return null;
  if (namesLoopback(host) && isLoopback(address)) return null;
  return `${host === address ? host : `${host} stands for ${address}, which`} is no address of the Internet, and webhooks lead to others only with WEBHOOK_PRIVATE=true.`;
}
