/** When something is not a single code's fault: the help page tells these numbers, too. */

/** When so many codes are refused by themselves (0x80040400), with no add taken in between, it is not the codes' fault. */
export const REFUSED_MAX = 5;

/** When so many codes in a row are refused for good in the same words, it is hardly the codes' fault. */
export const ALIKE_MAX = 10;

/** The connector is late when it has not called for so many of its intervals. */
export const LATE_INTERVALS = 3;
