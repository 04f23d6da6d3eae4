/** When something is not a single code's fault: the help page tells these numbers, too. */

/** When so many codes are refused by themselves (0x80040400), with no add read in the session, it is not the codes' fault. */
export const REFUSED_MAX = 5;

/** When so many codes in a row are refused for good in the same words, it is hardly the codes' fault. */
export const ALIKE_MAX = 10;

/** What comes so often to the same bytes and cannot be used is a fact about these bytes. */
export const UNUSABLE_MAX = 3;

/** The connector is late when it has not called for so many of its intervals. */
export const LATE_INTERVALS = 3;

/** What breaks off in so many sessions is left alone for a day. */
export const READINGS_BROKEN_MAX = 3;
