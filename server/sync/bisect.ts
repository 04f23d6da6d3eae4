/**
 * A set that QuickBooks gives back unread (0x80040400), or always breaks off at (vain.ts), is lost for one request of it. The culprit is found by halving: as long as
 * there are suspicious codes, the first half of them makes the next set. If QuickBooks reads that half, the culprit is in the
 * other one; if not, it is in this one, and the others are suspicious no more. A code that is refused by itself is the culprit,
 * or QuickBooks refuses everything: until it has read another add in the session it is not known which.
 */

/** Of `sent` codes these were not read: one of them it is, unless it was alone. */
export const suspectsOf = (unread: readonly string[], sent: number): readonly string[] =>
  sent > 1 ? unread : [];

/** The set with these codes was read. */
export const withoutRead = (suspicious: readonly string[], read: readonly string[]): readonly string[] =>
  suspicious.filter((code) => !read.includes(code));

/** How many of the suspicious codes that could be sent now make the next set. */
export const firstHalf = (count: number): number => Math.ceil(count / 2);
