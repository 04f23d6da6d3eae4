/**
 * From where a company's connector calls: each stay at an address, the last one first. It is kept with what a poll writes anyway.
 * Two desktops that call in turns show as stays that go to and fro; one that has moved is at another address once.
 */

/** One after the other from one address. */
export interface Stay {
  readonly address: string;
  readonly since: string;
  /** The last call. */
  readonly at: string;
}

/** To and fro twice is six of them. */
const STAYS_KEPT = 6;
const ADDRESS_MAX = 100;

/** Where proxies in front are trusted it is what they say, whatever that is. IPv4 as people write it, also on a socket for both. */
export function shownAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').slice(0, ADDRESS_MAX);
}

/** With a call from this address; one whose caller had gone already tells nothing. */
export function withCall(stays: readonly Stay[], address: string, at: string): readonly Stay[] {
  if (address === '') return stays;
  const [last, ...before] = stays;
  if (last?.address === address) return [{ ...last, at }, ...before];
  return [{ address, since: at, at }, ...stays].slice(0, STAYS_KEPT);
}
