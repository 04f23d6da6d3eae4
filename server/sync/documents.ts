/** What the parts of an exchange share: the store, and writing under the guard of what was read. */
import type { Random } from '../codes/company.ts';
import type { Collection, Store, Stored } from '../store/port.ts';

export interface ExchangeContext {
  readonly store: Store;
  readonly random: Random;
  /** Where people look up what happened, for the messages. */
  readonly page: string;
  /** The most requests that a message set may have. */
  readonly setMax: number;
  /** RFC 3339, by the clock that all servers agree on. */
  readonly now: () => string;
}

/** Written by somebody else in between: what was read is old, so the call is worked out anew. */
export class Conflict extends Error {
  override name = 'Conflict';
}

const CONFLICTS_MAX = 20;

export async function put<T extends Stored>(
  store: Store,
  collection: Collection<T>,
  document: T,
): Promise<T> {
  const [stored] = await store.replace(collection, [document]);
  if (!stored) throw new Conflict(`${collection.name} ${document.id}`);
  return stored;
}

/** Works a call out anew as often as somebody else was quicker. */
export async function anew<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Conflict) || tries === CONFLICTS_MAX) throw error;
    }
  }
}

/** A base-36 number of 112 random bits: at most 23 characters (newMessageSetID). */
export function newSetName(random: Random): string {
  return BigInt(`0x${random(14).toString('hex')}`)
    .toString(36)
    .padStart(23, '0');
}
