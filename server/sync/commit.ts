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
}

/** A document that is new. */
export const insert = <T extends Stored>(collection: Collection<T>, document: New<T>): Write => ({
  collection,
  how: 'insert',
  documents: [document],
  mayFail: false,
});

/** Documents as they are from now on, if nobody has changed them since they were read. */
export const replace = <T extends Stored>(collection: Collection<T>, ...documents: readonly T[]): Write => ({
  collection,
  how: 'replace',
  documents,
  mayFail: false,
});

/** The same, of what everybody else would write just so. */
export const note = (write: Write): Write => ({ ...write, mayFail: true });

/** Written by somebody else in between: what was read is old, so the call is decided anew. */
export class Conflict extends Error {
  override name = 'Conflict';
}

/** Tells each document as it is stored now; throws Conflict at the first one that somebody else has changed. */
export async function commit(
  store: Store,
  writes: readonly Write[],
  onStored: (collection: Collection<never>, document: Stored) => void,
): Promise<void> {
  for (const { collection, how, documents, mayFail } of writes) {
    for await (const slice of slicesOf(documents)) {
      const stored: (Stored | null)[] = await (how === 'insert'
        ? store.insert(collection as Collection<Stored>, slice)
        : store.replace(collection as Collection<Stored>, slice as Stored[]));
      for (const document of stored) if (document) onStored(collection, document);
      const taken = stored.indexOf(null);
      if (taken !== -1 && !mayFail) throw new Conflict(`${collection.name} ${slice[taken]?.id}`);
    }
  }
}

/** One alone need not wait for its turn. */
function slicesOf<T>(documents: readonly T[]): Iterable<T[]> | AsyncIterable<T[]> {
  return documents.length === 1 ? [[...documents]] : inTurns(documents);
}
