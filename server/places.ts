/** How many of something there may be at once: of one address, and of all together. */
import { isIPv6 } from 'node:net';

export interface Places {
  /** Takes a place; null where there is none. What it gives frees the place, once. */
  take(address: string): (() => void) | null;
  taken(): number;
}

export function createPlaces(limits: { readonly total: number; readonly ofOneAddress: number }): Places {
  const { total, ofOneAddress } = limits;
  const byNetwork = new Map<string, number>();
  let all = 0;
  return {
    take(address) {
      const network = networkOf(address);
      const here = byNetwork.get(network) ?? 0;
      if (all >= total || here >= ofOneAddress) return null;
      all++;
      byNetwork.set(network, here + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all--;
        const left = (byNetwork.get(network) ?? 1) - 1;
        if (left === 0) byNetwork.delete(network);
        else byNetwork.set(network, left);
      };
    },
    taken: () => all,
  };
}

/** An address of IPv4 as it is; of IPv6 its /64, which is what one subscriber gets and may choose addresses from (RFC 6177). */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  // Two parts with an address of IPv4 at the end are beyond the first four in any case.
  const [before = '', after] = plain.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  if (after !== undefined) {
    const behind = after === '' ? 0 : after.split(':').length + (after.includes('.') ? 1 : 0);
    while (groups.length + behind < 8) groups.push('0');
    groups.push(...after.split(':'));
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
