/**
 * When QuickBooks returns a set unread (0x80040400), or always breaks off at it (vain.ts), one of its requests is to blame. The
 * culprit is found by halving: as long as there are suspicious codes, the first half of them makes the next set. If QuickBooks
 * reads that half, the culprit is in the other one; if not, it is in this one, and the others are suspicious no more. A code
 * that is refused by itself is the culprit, or QuickBooks refuses everything: until it has read another add in the session it
 * is not known which.
 */

/** Of `sent` codes these were not read: one of them it is, unless it was alone. */
export const suspectsOf = (unread: readonly string[], sent: number): readonly string[] =>
  sent > 1 ? unread : [];

/** The set with these codes was read. */
export const withoutRead = (suspicious: readonly string[], read: readonly string[]): readonly string[] =>
  suspicious.filter((code) => !read.includes(code));

/** How many of the suspicious codes that could be sent now make the next set. */
export const firstHalf = (count: number): number => Math.ceil(count / 2);

/**
 * How many codes lie between two culprits. Where there are many, a set of the usual size holds one nearly always, and its refusal tells
 * next to nothing: sets that are read as often as not find them with the fewest exchanges.
 */
export interface Culprits {
  /** So many codes were read before each of the last ones. */
  readonly runs: readonly number[];
  /** Read since the last one. */
  readonly since: number;
}

export const NO_CULPRITS: Culprits = { runs: [], since: 0 };

/** Fewer are an accident, not a share. */
const RUNS_NEEDED = 3;
const RUNS_KEPT = 12;
/** Of so many times the usual run a set is read as often as not (the logarithm of 2). */
const EVEN_CHANCE = Math.LN2;

/** A set of so many codes was read. */
export const afterRead = ({ runs, since }: Culprits, codes: number): Culprits => ({
  runs,
  since: Math.min(since + codes, Number.MAX_SAFE_INTEGER),
});

/** One was found. */
export const afterCulprit = ({ runs, since }: Culprits): Culprits => ({
  runs: [...runs, since].slice(-RUNS_KEPT),
  since: 0,
});

/** The largest set that is worth sending. */
export function groupSize({ runs, since }: Culprits): number {
  if (runs.length < RUNS_NEEDED) return Number.POSITIVE_INFINITY;
  const usual = runs.reduce((sum, run) => sum + run, 0) / runs.length;
  return Math.max(1, Math.floor(EVEN_CHANCE * Math.max(usual, since)));
}
