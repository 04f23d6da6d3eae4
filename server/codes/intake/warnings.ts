/** What an import takes all the same, but a person should look at: codes that a spreadsheet has damaged, near twins, sums. */
import { cleanText } from '../../../qbxml/text.ts';
import type { ImportRow } from '../import.ts';
import { type CostCode, type ItemNaming, keyOf } from '../model.ts';
import { isErrorText, isFormula } from './cell.ts';
import { zerosLost } from './known-codes.ts';
import { looksLikeDate, looksLikeExponent, looksLikeTotal } from './spreadsheet-damage.ts';

export const WARNING_KINDS = [
  'date',
  'exponent',
  'leadingZeros',
  'trailingZeros',
  'nearTwin',
  'total',
  'multiline',
  'long',
  'rewritten',
  'error',
  'hidden',
] as const;
export type WarningKind = (typeof WARNING_KINDS)[number];

export interface RowWarning {
  readonly row: number;
  readonly code: string;
  readonly warning: string;
  readonly kind: WarningKind;
}

/** Procore takes at most so many, with the parents' codes. */
const LONG = 96;

export interface WarningFacts {
  readonly existing: ReadonlyMap<string, CostCode>;
  readonly naming: ItemNaming;
  /** Codes that the import leaves as they are; nothing is said of those. */
  readonly isUnchanged: (key: string) => boolean;
  /** Rows that are problems; what is told of them is only what helps to see why. */
  readonly isProblem: (row: number) => boolean;
}

/** The warnings of all rows, by row. */
export function warningsOf(rows: readonly ImportRow[], facts: WarningFacts): RowWarning[] {
  const warnings: RowWarning[] = [];
  const cleaned = rows.map((row) => {
    const code = cleanText(row.code);
    return { row, code, key: keyOf(code), description: cleanText(row.description) };
  });
  const sums = totals(cleaned);
  const twins = twinFinder([...facts.existing.values(), ...cleaned.map(({ code, key }) => ({ code, key }))]);
  const shortened = shortenedFinder(facts.existing, cleaned);
  const meant = zerosLost(facts.existing);
  const pathOf = pathFinder(facts.existing, cleaned);
  cleaned.forEach(({ row, code, key, description }, index) => {
    const tell = (kind: WarningKind, warning: string) => warnings.push({ row: row.row, code, warning, kind });
    if (code !== '' && facts.isUnchanged(key)) return;
    if (looksLikeDate(code))
      tell(
        'date',
        `${code} looks like a date that a spreadsheet has made of a code. If so, format the column as text and type the code again.`,
      );
    if (looksLikeExponent(code))
      tell(
        'exponent',
        `${code} looks like a number that a spreadsheet shows in a short form. If so, format the column as text and type the code again.`,
      );
    if (row.covers !== undefined)
      tell(
        'multiline',
        `A cell of this row covers lines ${row.covers} of the file. If those are rows of their own, a quotation mark (") is missing or too many.`,
      );
    if (sums.has(index)) tell('total', 'This row reads like a sum of the rows above it, not like a code.');
    if (facts.isProblem(row.row)) return;
    if (row.hidden) tell('hidden', 'This row is hidden or inactive where it comes from.');
    if (isErrorText(description) || isFormula(description))
      tell(
        'error',
        `The description is an error or a formula of a spreadsheet (${description.slice(0, 60)}).`,
      );
    const known = meant(key);
    if (known)
      tell(
        'leadingZeros',
        `${code} looks like ${known.code}, which is in the list, without its leading zeros. It would be added as a second code.`,
      );
    const longer = shortened(key, index);
    if (longer !== undefined)
      tell('trailingZeros', `${code} may be ${longer}, of which a spreadsheet has taken zeros at the end.`);
    const twin = facts.existing.has(key) ? undefined : twins(key);
    if (twin !== undefined && twin !== known?.code)
      tell(
        'nearTwin',
        `${code} differs from ${twin} only by blanks, dashes or punctuation. Is it the same code?`,
      );
    const length = `${pathOf(key)} ${description}`.length;
    if (length > LONG)
      tell(
        'long',
        `With its parents and its description it has ${length} characters; Procore takes at most ${LONG} and cuts the rest in its reports.`,
      );
  });
  return warnings;
}

interface Cleaned {
  readonly row: ImportRow;
  readonly code: string;
  readonly key: string;
  readonly description: string;
}

/** The last rows, as far as they read like sums. */
function totals(rows: readonly Cleaned[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (!row || !looksLikeTotal(row.code, row.description)) break;
    found.add(index);
  }
  return found;
}

/** So many codes of the same letters and digits are compared; more are the same many times over. */
const TWINS_MAX = 8;

/** Another code that is the same but for blanks, dashes and punctuation; `1-11` and `11-1` are not, whose parts differ. */
function twinFinder(
  codes: readonly { readonly code: string; readonly key: string }[],
): (key: string) => string | undefined {
  const byText = new Map<string, Map<string, string>>();
  for (const { code, key } of codes) {
    const text = partsOf(key).join('');
    if (text === '') continue;
    const same = byText.get(text) ?? new Map<string, string>();
    if (same.size < TWINS_MAX && !same.has(key)) same.set(key, code);
    byText.set(text, same);
  }
  return (key) => {
    const parts = partsOf(key);
    for (const [other, code] of byText.get(parts.join('')) ?? []) {
      if (other === key) continue;
      const others = partsOf(other);
      if (parts.length === 1 || others.length === 1 || parts.join(' ') === others.join(' ')) return code;
    }
    return undefined;
  };
}

const partsOf = (key: string) =>
  key
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');

/** A number that stands with more zeros at its end in the list, or further down in the file. */
function shortenedFinder(
  existing: ReadonlyMap<string, CostCode>,
  rows: readonly Cleaned[],
): (key: string, index: number) => string | undefined {
  const withoutEnd = (key: string) =>
    /^\d+(?:\.\d+)?$/.test(key) ? key.replace(/\.0+$|(\.\d*?)0+$/, '$1') : undefined;
  const longest = new Map<string, { code: string; index: number }>();
  const see = (code: string, key: string, index: number) => {
    const value = withoutEnd(key);
    if (value === undefined || !key.includes('.')) return;
    const before = longest.get(value);
    if (!before || before.code.length <= code.length) longest.set(value, { code, index });
  };
  rows.forEach(({ code, key }, index) => {
    see(code, key, index);
  });
  for (const [key, { code }] of existing) see(code, key, Number.POSITIVE_INFINITY);
  return (key, index) => {
    const other = longest.get(withoutEnd(key) ?? '');
    return other && other.index > index && other.code.length > key.length && !existing.has(key)
      ? other.code
      : undefined;
  };
}

/** The codes of the parents and the code itself, as the item's full name shows them. */
function pathFinder(
  existing: ReadonlyMap<string, CostCode>,
  rows: readonly Cleaned[],
): (key: string) => string {
  const own = new Map(rows.map((row) => [row.key, row]));
  const paths = new Map<string, string>();
  const pathOf = (key: string): string => {
    const found = paths.get(key);
    if (found !== undefined) return found;
    const row = own.get(key);
    const known = existing.get(key);
    const code = row?.code ?? known?.code ?? key;
    // Set first, so that a circle ends.
    paths.set(key, code);
    const parent = row?.row.parent === undefined ? (known?.parent ?? '') : keyOf(row.row.parent);
    const path = parent === '' ? code : `${pathOf(parent)}:${code}`;
    paths.set(key, path);
    return path;
  };
  return pathOf;
}
