/**
 * When QuickBooks returns a set unread (0x80040400), one of its requests is to blame. The culprit is found by halving: as long
 * as there are suspicious codes, the first half of them makes the next set. If QuickBooks reads that half, the culprit is in
 * the other one; if not, it is in this one, and the others are suspicious no more. A code that is refused by itself is the
 * culprit, or QuickBooks refuses everything: until it takes another add it is not known which.
 */

/** Whole set refused: one of these it is. */
export const suspectsOf = (codes: readonly string[]): readonly string[] => (codes.length > 1 ? codes : []);

/** The set with these codes was read. */
export const withoutRead = (suspicious: readonly string[], read: readonly string[]): readonly string[] =>
  suspicious.filter((code) => !read.includes(code));

/** How many of the suspicious codes that could be sent now make the next set. */
export const firstHalf = (count: number): number => Math.ceil(count / 2);
