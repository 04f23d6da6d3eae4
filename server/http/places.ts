/** How many of something there may be at once: of one address, and of all together. */
import { networkOf } from './network.ts';

export interface Places {
  /** Takes a place; null where there is none. What it gives frees the place, once. */
  take(address: string): (() => void) | null;
  taken(): number;
}

/** Places under these limits. Addresses of one network count as one address (networkOf). */
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
