/** What spreadsheets make of codes that look like something else, recognised by the text that is left. */

/** Months as spreadsheets shorten them in the languages of the offices that we know of, without accents. */
const MONTHS = new Set(
  (
    'jan feb mar apr may jun jul aug sep sept oct nov dec ' +
    'january february march april june july august september october november december ' +
    'mrz mai okt dez janv fevr mars avr juin juil aout ene abr ago dic fev set out gen mag giu lug ott mrt mei'
  ).split(' '),
);

const DAY_MONTH = /^\d{1,2}\.?[-./ ]\s?(\p{L}{3,9})\.?(?:[-./ ]\d{2,4})?$/u;
const MONTH_YEAR = /^(\p{L}{3,9})\.?[-./ ](?:\d{2}|\d{4})$/u;
const TIME = String.raw`(?:[ T]\d{1,2}:\d{2}.*)?$`;
const YEAR_FIRST = new RegExp(String.raw`^(?:19|20)\d\d([-/.])(\d{1,2})\1(\d{1,2})${TIME}`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(?:(?:19|20)\d\d)${TIME}`);
const SHORT_YEAR = /^(\d{1,2})\/(\d{1,2})\/\d{2}$/;

/** `3-Oct`, `Jan-40`, `3/10/2026`, `2026-03-10`; not `01-02` and not `01.02.03`, which are codes. */
export function looksLikeDate(code: string): boolean {
  // Most codes are digits with separators and hold no year.
  if (/^[\d.\- ]*$/.test(code) && !/(?:19|20)\d\d/.test(code)) return false;
  const month = (DAY_MONTH.exec(code) ?? MONTH_YEAR.exec(code))?.[1];
  if (month !== undefined) return MONTHS.has(month.toLowerCase().normalize('NFD').replace(/\p{M}/gu, ''));
  const yearFirst = YEAR_FIRST.exec(code);
  if (yearFirst) return isDay(Number(yearFirst[2]), Number(yearFirst[3]));
  const yearLast = YEAR_LAST.exec(code);
  if (yearLast) return isDay(Number(yearLast[1]), Number(yearLast[3]));
  const short = SHORT_YEAR.exec(code);
  return short !== null && isDay(Number(short[1]), Number(short[2]));
}

/** In either order. */
const isDay = (a: number, b: number) => a >= 1 && b >= 1 && Math.min(a, b) <= 12 && Math.max(a, b) <= 31;

/** `1.00E+03`, as spreadsheets show a large number in a narrow column. */
export const looksLikeExponent = (code: string) => /^\d(?:[.,]\d+)?E[+-]\d{1,3}$/i.test(code);

const TOTAL = /^(?:(?:grand|sub|list|overall)[ -]?)?(?:totals?|sum|summe|gesamt|count)\b/i;

/** A row that sums up those above it. */
export const looksLikeTotal = (code: string, description: string) =>
  TOTAL.test(code) || (code === '' && TOTAL.test(description));
