/** When something is not a single code's fault: the help page tells these numbers, too. */

/** So many codes refused by themselves (0x80040400), without an add taken in between, are not the codes' fault. */
export const REFUSED_MAX = 5;

/** So many codes in a row refused for good in the same words are hardly the codes' fault. */
export const ALIKE_MAX = 10;

/** The reading of an answer is given up where one step of it takes longer. */
export const READING_MS = 30_000;

/** The connector is late when it has not called for so many of its intervals. */
export const LATE_INTERVALS = 3;
