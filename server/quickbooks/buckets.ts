/** Which entries share a document: by their ListIDs, so that a change in one place leaves all other documents as they are. */
import { createHash } from 'node:crypto';
import { inTurns } from '../turns.ts';

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

const TAKEN_AT_ONCE = 2_000;

/** The entries by bucket. A ListID that comes twice counts once, as it came last. */
export async function intoBuckets<E extends { readonly listID: string }>(
  entries: Iterable<E>,
  count: number,
): Promise<Iterable<E>[]> {
  const buckets = Array.from({ length: count }, () => new Map<string, E>());
  for await (const slice of inTurns(entries, TAKEN_AT_ONCE))
    for (const entry of slice) buckets[placeOf(entry.listID, count)]?.set(entry.listID, entry);
  return buckets.map((bucket) => bucket.values());
}

/** In the same order whatever order they came in. */
export const inBucket = <E extends { readonly listID: string }>(entries: Iterable<E>): E[] =>
  [...entries].sort((a, b) => (a.listID < b.listID ? -1 : Number(a.listID > b.listID)));

/** FNV-1a: ListIDs are counted up, so their last digits alone would do as well. */
function placeOf(listID: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < listID.length; at++) hash = Math.imul(hash ^ listID.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}

/** The same for the same entries, whoever reads them; `json`: of them. */
export const digestOf = (kind: string, json: string): string =>
  createHash('sha256').update(`["${kind}",${json}]`).digest('base64url').slice(0, 32);
