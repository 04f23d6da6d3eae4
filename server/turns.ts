/**
 * Giving the thread back. Everything runs on one thread, and a call of the embedded store is done before its promise is
 * returned: awaiting it lets nobody else run. So whatever goes through many things takes a turn before each slice of them.
 */

/** So many codes are read, judged and written in a few milliseconds; with the longest texts and histories in some tens. */
export const SLICE = 200;

export type Turn = () => Promise<void>;

/** One line of those who wait; each round of the loop takes one of each line. */
export function createLine(): Turn {
  const waiting: (() => void)[] = [];
  function next(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
}

/**
 * Resolves when the loop has gone round. One at a time does, in the order of asking: however many go through long lists at once,
 * a round of the loop takes one slice of one of them.
 */
export const turn: Turn = createLine();

/** What is in memory, slice by slice, each in a turn of its own. */
export async function* inTurns<T>(all: Iterable<T>, size = SLICE): AsyncGenerator<T[]> {
  let slice: T[] = [];
  for (const each of all) {
    if (slice.length === 0) await turn();
    slice.push(each);
    if (slice.length < size) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

/** How many texts are sorted, or merged, in some milliseconds, where they are compared by the rules of a language. */
const SORTED_AT_ONCE = 500;
const MERGED_AT_ONCE = 4_000;

/** Sorts like Array.sort, stable, in slices: small ones are sorted, then merged two by two. */
export async function sortedInTurns<T>(
  all: readonly T[],
  compare: (one: T, other: T) => number,
): Promise<T[]> {
  let runs: T[][] = [];
  for await (const slice of inTurns(all, SORTED_AT_ONCE)) runs.push(slice.sort(compare));
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await mergedInTurns(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergedInTurns<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (one: T, other: T) => number,
): Promise<T[]> {
  const merged: T[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (merged.length < left.length + right.length) {
    if (merged.length % MERGED_AT_ONCE === 0) await turn();
    const isLeft =
      fromRight === right.length ||
      (fromLeft < left.length && compare(left[fromLeft] as T, right[fromRight] as T) <= 0);
    merged.push((isLeft ? left[fromLeft++] : right[fromRight++]) as T);
  }
  return merged;
}

/** Runs at most so many pieces of work at once; the others wait, in the order of asking. */
export function atMost(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places;
  const asking: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => asking.push(resolve));
    try {
      return await work();
    } finally {
      const next = asking.shift();
      if (next) next();
      else free++;
    }
  };
}
