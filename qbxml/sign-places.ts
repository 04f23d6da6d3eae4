/**
 * Where a character stands, as far as that decides what it means: Ø is a letter in "Rør" and a diameter in "Ø12".
 * The words of each place are those of the table in docs/signs.md.
 */

/** The text around a character, NEAR characters at most on each side; more would make long texts slow. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
  /** The text has a word in Greek letters, so that a Greek letter by itself may be one too. */
  readonly inGreekText: boolean;
}

export const NEAR = 12;
/** At least two Greek letters; Unicode counts the ohm sign as Greek, but it is not a Greek letter here. */
export const GREEK_WORD = /(?:(?!\u2126)\p{Script=Greek}\p{M}*){2}/u;

const GREEK = '(?!\\u2126)[\\p{Script=Greek}\\u00b5]';
const GREEK_LAST = new RegExp(`${GREEK}\\p{M}*$`, 'u');
const GREEK_NEXT = new RegExp(`^${GREEK}`, 'u');
const LETTER_LAST = /[\p{L}\p{M}]$/u;
const LETTER_NEXT = /^[\p{L}\p{M}]/u;
/** "2xØ12" and "12mmØ": what is before the sign belongs to the number. */
const MEASURE_LAST = /\d ?(?:[xX]|mm|cm|in)$/;
const NUMBER_NEXT = /^ ?[.,]?[\p{Nd}\p{No}]/u;
const NUMBER_LAST = /(?:[\p{Nd}\p{No}]["'\u2032\u2033\u2019\u201d]*|\d ?(?:mm|cm|in)\.?) ?$/u;
const MEASURE_NEXT = /^ ?\(?(?:mm|cm)(?!\p{L})/u;
/** What follows a number of phases: wires, volts and the like. */
const ELECTRICAL_NEXT = /^ \d+ ?(?:[WVAYP]|k[VWA]|HP|Hz)(?![a-z])/;
const RAISED_LAST = /[\u2070\u00b9\u00b2\u00b3\u2074-\u207e]$/;
const RAISED_NEXT = /^[\u2070\u00b9\u00b2\u00b3\u2074-\u207e]/;
const LOWERED_LAST = /[\u2080-\u208e]$/;
const SCALE_NEXT = /^[CFK](?!\p{L})/u;
const NUMERO_LAST = /(?:^|[^\p{L}])[Nn]$/u;

const isAlone = ({ before, after }: Surroundings) => !GREEK_LAST.test(before) && !GREEK_NEXT.test(after);
const isByNumber = ({ before, after }: Surroundings) => NUMBER_NEXT.test(after) || NUMBER_LAST.test(before);
const isInWord = ({ before, after }: Surroundings) =>
  LETTER_NEXT.test(after) || (LETTER_LAST.test(before) && !MEASURE_LAST.test(before));

export const PLACES = {
  anywhere: () => true,

  'by a number': isByNumber,
  'by a number, in no word': (place: Surroundings) =>
    !isInWord(place) && (isByNumber(place) || MEASURE_NEXT.test(place.after)),
  'straight before a number': ({ after }: Surroundings) => /^[.,]?[\p{Nd}\p{No}]/u.test(after),
  'straight after a digit': ({ before }: Surroundings) => /\p{Nd}$/u.test(before),
  'straight after 1 or 3, no size after it': ({ before, after }: Surroundings) =>
    /(?:^|[^\p{L}\p{M}\p{N}.,/\u2044-])[13]-?$/u.test(before) &&
    !LETTER_NEXT.test(after) &&
    (!NUMBER_NEXT.test(after) || ELECTRICAL_NEXT.test(after)),
  'before an angle in degrees': ({ after }: Surroundings) => /^ ?\d+(?:[.,]\d+)? ?[°˚º]/.test(after),

  'alone; in Greek text by a Latin letter or before a number': (place: Surroundings) =>
    isAlone(place) &&
    (!place.inGreekText ||
      /\p{Script=Latin}$/u.test(place.before) ||
      /^(?: ?[=<>\u2264\u2265]? ?\d|\p{Script=Latin})/u.test(place.after)),
  'alone, in no Greek text': (place: Surroundings) =>
    isAlone(place) && !place.inGreekText && !RAISED_NEXT.test(place.after),
  alone: isAlone,
  'after the prefix of a unit': ({ before, after }: Surroundings) =>
    /(?:^|[^\p{L}])[kKmMGT\u00b5\u03bc]$/u.test(before) && !GREEK_NEXT.test(after),
  'before a unit': ({ before, after }: Surroundings) =>
    !GREEK_LAST.test(before) && /^(?:\p{Script=Latin}|[\u03a9\u2126](?!\p{Script=Greek}))/u.test(after),
  'after a number, in no Greek text': (place: Surroundings) =>
    isAlone(place) && !place.inGreekText && /\d ?$/.test(place.before) && !RAISED_NEXT.test(place.after),
  'in a Greek word or text': (place: Surroundings) => !isAlone(place) || place.inGreekText,

  'before C, F or K': ({ after }: Surroundings) => SCALE_NEXT.test(after),
  'after N, before a number': ({ before, after }: Surroundings) =>
    NUMERO_LAST.test(before) && NUMBER_NEXT.test(after),
  'straight after a digit, by itself': ({ before, after }: Surroundings) =>
    /\d$/.test(before) && !RAISED_NEXT.test(after),
  'after two digits or more': ({ before }: Surroundings) => /\d[.,]?\d$/.test(before),

  'first above a fraction slash': ({ before, after }: Surroundings) =>
    !RAISED_LAST.test(before) &&
    /^[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]*(?:\u2044|[/\u2215][\u2080-\u2089])/.test(after),
  'first after a digit or bracket': ({ before }: Surroundings) => /[\d)\]]$/.test(before),
  'first of raised ones': ({ before }: Surroundings) => !RAISED_LAST.test(before),
  'first after a digit': ({ before }: Surroundings) => /\d$/.test(before) && !LOWERED_LAST.test(before),

  'between two l': ({ before, after }: Surroundings) => /l$/i.test(before) && /^l/i.test(after),
  'between blanks': ({ before, after }: Surroundings) => /[^ ] $/.test(before) && after.startsWith(' '),
} as const satisfies Readonly<Record<string, (place: Surroundings) => boolean>>;

export type Place = keyof typeof PLACES;

/** A raised 1, 2 or 3 whose neighbours QuickBooks cannot store: "10¹²" is one exponent, "10¹⁰" must not become "10¹0". */
export function isOfMixedExponent({ before, after }: Surroundings): boolean {
  return (
    /[\u2070\u2074-\u207e][\u00b9\u00b2\u00b3]*$/.test(before) ||
    /^[\u00b9\u00b2\u00b3]*(?:[\u2070\u2074-\u207e\u2044]|[/\u2215][\u2080-\u2089])/.test(after)
  );
}
