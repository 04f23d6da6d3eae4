/** Which entries share a document: by their ListIDs, so that a change in one place leaves all other documents as they are. */
import { createHash } from 'node:crypto';

/** So many entries a document on average: some tens of kilobytes. */
const FULL = 512;
/** The number of documents stays as it is while their average is between these. */
const LEAST = 64;
const MOST = 1_024;

/** How many buckets so many entries get, a power of two: the number that there were, as long as it will do. */
export function bucketCount(entries: number, before: number): number {
  const average = entries / Math.max(before, 1);
  if (before > 0 && average <= MOST && (average >= LEAST || before === 1)) return before;
  return 2 ** Math.max(0, Math.ceil(Math.log2(entries / FULL)));
}

/** Takes entries in whatever order they come, and gives them by bucket. A ListID that comes twice counts once, as it came last. */
export class Buckets<E extends { readonly listID: string }> {
  readonly #all: ReadonlyMap<number, Map<string, E>>;
  readonly #count: number;

  /** Of `count` buckets those of one group, every `groups`th: so many entries are in hand, and no more. */
  constructor(count: number, group = 0, groups = 1) {
    this.#count = count;
    const numbers = Array.from({ length: count }, (_, number) => number);
    this.#all = new Map(
      numbers.filter((number) => number % groups === group).map((number) => [number, new Map()]),
    );
  }

  take(entries: readonly E[]): void {
    for (const entry of entries) this.#all.get(placeOf(entry.listID, this.#count))?.set(entry.listID, entry);
  }

  /** Each in the same order whatever order they came in. */
  *inOrder(): Generator<E[]> {
    for (const bucket of this.#all.values())
      yield [...bucket.values()].sort((a, b) => (a.listID < b.listID ? -1 : Number(a.listID > b.listID)));
  }
}

/** FNV-1a: ListIDs are counted up, so their last digits alone would do as well. */
function placeOf(listID: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < listID.length; at++) hash = Math.imul(hash ^ listID.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}

/** The same for the same entries, whoever reads them; `json`: of them. */
export const digestOf = (kind: string, json: string): string =>
  createHash('sha256').update(`["${kind}",${json}]`).digest('base64url').slice(0, 32);
