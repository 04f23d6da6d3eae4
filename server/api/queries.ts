/** What calls take in their addresses behind the question mark. */
import { z } from 'zod';

const PAGE_MAX = 1_000;
const MOST = PAGE_MAX.toLocaleString('en');

/** A text that is given at most once. */
export const one = z.string('Give it once.').optional();
/** False where it is not given. */
export const flag = z
  .enum(['true', 'false'], 'true or false.')
  .optional()
  .transform((value) => value === 'true');
/** A search has at most so many characters. */
export const SEARCH_MAX = 500;
/** A part of what is looked for. */
export const search = z
  .string('Give it once.')
  .max(SEARCH_MAX, `At most ${SEARCH_MAX} characters.`)
  .optional();
/** One of a few words, or none. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `One of ${words.join(', ')}.`).optional();
/** How many of a list at once. */
export const limit = z.coerce
  .number(`A number from 1 to ${MOST}.`)
  .int(`A whole number from 1 to ${MOST}.`)
  .min(1, 'At least 1.')
  .max(PAGE_MAX, `At most ${MOST}.`)
  .default(100);
/** Which cost code list; the QuickBooks list by default. */
export const listQuery = z.object({ list: one });
