/**
 * Where wrong guesses come from. Each address may make thirty of them at once and one a second: beyond that they are told to
 * come back later. An IPv6 address counts by its first 64 bits, all of which its holder has.
 */
const FREE = 30;
const EACH_MS = 1_000;
export const ADDRESSES_MAX = 5_000;
export interface Addresses {
  /** Counts a guess. Null if its network still has guesses left; else in how many seconds it has one again. */
  count(network: string): number | null;
  /** The guess was right after all. */
  giveBack(network: string): void;
  readonly size: number;
}

/** `now` in milliseconds; only differences count. */
export function createAddresses(now: () => number): Addresses {
  /** When what was counted will be forgiven, as if there were one each second. The longest unused are the first. */
  const paidUntil = new Map<string, number>();

  function set(network: string, until: number): void {
    paidUntil.delete(network);
    paidUntil.set(network, until);
    for (const [other, its] of paidUntil) {
      // Forgiven ones matter no more. Of the others the one unused for longest goes: whoever wants to be forgotten early needs thousands of networks.
      if (its > now() && paidUntil.size <= ADDRESSES_MAX) break;
      if (other !== network) paidUntil.delete(other);
      else break;
    }
  }

  return {
    count(network) {
      const until = Math.max(paidUntil.get(network) ?? 0, now());
      const over = until + EACH_MS - now() - FREE * EACH_MS;
      if (over > 0) return Math.max(1, Math.ceil(over / 1_000));
      set(network, until + EACH_MS);
      return null;
    },
    giveBack(network) {
      const until = paidUntil.get(network);
      if (until !== undefined) set(network, until - EACH_MS);
    },
    get size() {
      return paidUntil.size;
    },
  };
}
