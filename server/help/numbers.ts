/** Numbers in sentences for people. */

const WORDS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** Small numbers as words: "five". */
export const inWords = (number: number): string => WORDS[number] ?? String(number);

/** The same at the beginning of a sentence: "Five". */
export function InWords(number: number): string {
  const words = inWords(number);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const HOUR_MS = 60 * 60_000;

/** "an hour", "2 hours", with a word before the noun: "a whole hour". */
export function hours(ms: number, whole = ''): string {
  const count = ms / HOUR_MS;
  const noun = [whole, count === 1 ? 'hour' : 'hours'].filter(Boolean).join(' ');
  if (count !== 1) return `${inWords(count)} ${noun}`;
  return `${whole === '' ? 'an' : 'a'} ${noun}`;
}

/** "30 seconds". */
export const seconds = (ms: number): string => `${ms / 1_000} seconds`;
