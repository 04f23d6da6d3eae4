/**
 * The one place that writes what a call of the connector has decided: in the order of the list, each document guarded by the
 * state in which it was read. A process that dies leaves a beginning of the list; whoever decides next goes on from what is
 * there.
 */
import type { Collection, New, Store, Stored } from '../store/port.ts';
import { inTurns } from '../turns.ts';

/** Documents of one collection, written at once. */
export interface Write {
  readonly collection: Collection<never>;
  readonly how: 'insert' | 'replace';
  readonly documents: readonly (Stored | New<Stored>)[];
  /** Whoever was quicker has written the same: nothing is lost if this write fails. */
  readonly mayFail: boolean;
  /** It goes with the one before it, in one round trip: a death leaves the one, the other, both or neither. */
  readonly joins: boolean;
}

/** Documents that are new. */
export const insert = <T extends Stored>(
  collection: Collection<T>,
  ...documents: readonly New<T>[]
): Write => ({
  collection,
  how: 'insert',
  documents,
  mayFail: false,
  joins: false,
});

/** Documents as they are from now on, if nobody has changed them since they were read. */
export const replace = <T extends Stored>(collection: Collection<T>, ...documents: readonly T[]): Write => ({
  collection,
  how: 'replace',
  documents,
  mayFail: false,
  joins: false,
});

/** The same, of what everybody else would write just so. */
export const note = (write: Write): Write => ({ ...write, mayFail: true });

/** The same, together with the one before it: neither means anything without what comes after them, or each does by itself. */
export const joining = (write: Write): Write => ({ ...write, joins: true });

/** Written by somebody else in between: what was read is old, so the call is decided anew. */
export class Conflict extends Error {
  override name = 'Conflict';
}

/** Tells each document as it is stored now; throws Conflict after the first that somebody else has changed. */
export async function commit(
  store: Store,
  writes: readonly Write[],
  onStored: (collection: Collection<never>, document: Stored) => void,
): Promise<void> {
  for (const together of groupsOf(writes)) {
    const ends = await Promise.allSettled(together.map((write) => writeOne(store, write, onStored)));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure) throw failure.reason;
  }
}

function groupsOf(writes: readonly Write[]): Write[][] {
  const groups: Write[][] = [];
  for (const write of writes) {
    const last = groups.at(-1);
    if (write.joins && last) last.push(write);
    else groups.push([write]);
  }
  return groups;
}

async function writeOne(
  store: Store,
  { collection, how, documents, mayFail }: Write,
  onStored: (collection: Collection<never>, document: Stored) => void,
): Promise<void> {
  for await (const slice of slicesOf(documents)) {
    const stored: (Stored | null)[] = await (how === 'insert'
      ? store.insert(collection as Collection<Stored>, slice)
      : store.replace(collection as Collection<Stored>, slice as Stored[]));
    for (const document of stored) if (document) onStored(collection, document);
    const taken = stored.indexOf(null);
    if (taken !== -1 && !mayFail) throw new Conflict(`${collection.name} ${slice[taken]?.id}`);
  }
}

/** One alone need not wait for its turn. */
function slicesOf<T>(documents: readonly T[]): Iterable<T[]> | AsyncIterable<T[]> {
  return documents.length === 1 ? [[...documents]] : inTurns(documents);
}
