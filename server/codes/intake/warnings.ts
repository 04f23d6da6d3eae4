/** What an import takes all the same, but a person should look at: codes that a spreadsheet has damaged, near twins, sums. */
import { cleanText, rewritten, toName } from '../../../qbxml/text.ts';
import type { ImportRow } from '../import.ts';
import { CODE_MAX, type CostCode, type ItemNaming, keyOf } from '../model.ts';
import { isErrorText, isFormula } from './cell.ts';
import { hasInFront, joined } from './joining.ts';
import { withoutZeros, zerosLost } from './known-codes.ts';
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
  /** The good rows by key. */
  readonly rows: ReadonlyMap<string, ImportRow>;
}

/** The warnings of all rows, by row. */
export function warningsOf(rows: readonly ImportRow[], facts: WarningFacts): RowWarning[] {
  const warnings: RowWarning[] = [];
  const cleaned = rows.map((row) => {
    const code = cleanText(row.code);
    return { row, code, key: keyOf(code), description: cleanText(row.description) };
  });
  const sums = totals(cleaned);
  const twins = twinFinder(facts.existing, cleaned);
  const shortened = shortenedFinder(facts.existing, cleaned);
  const meant = zerosLost(facts.existing);
  const joinedBelow = joinedBelowFinder(facts.existing);
  cleaned.forEach(({ row, code, key, description }, index) => {
    const tell = (kind: WarningKind, warning: string) => warnings.push({ row: row.row, code, warning, kind });
    if (code !== '' && facts.isUnchanged(key)) return;
    if (row.covers !== undefined)
      tell(
        'multiline',
        `A cell of this row covers lines ${row.covers} of the file. If those are rows of their own, a quotation mark (") is missing, or there is one too many.`,
      );
    if (sums.has(index)) tell('total', 'This row reads like a sum of the rows above it, not like a code.');
    if (facts.isProblem(row.row)) return;
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
    if (row.hidden) tell('hidden', 'This row is hidden or inactive where it comes from.');
    if (isErrorText(description) || isFormula(description))
      tell(
        'error',
        `The description is an error or a formula of a spreadsheet (${description.slice(0, 60)}).`,
      );
    const signs = rewrittenIn(code, description, facts.naming);
    const spelling = otherNameIn(row, code, facts.naming);
    if (signs !== '') tell('rewritten', `QuickBooks gets ${signs}.${spelling}`);
    else if (spelling !== '') tell('rewritten', spelling.trim());
    const known = meant(key).map((each) => each.code);
    if (known.length > 0)
      tell(
        'leadingZeros',
        known.length === 1
          ? `${code} looks like ${known[0]}, which is in the list, without its leading zeros. It would be added as a second code.`
          : `${code} looks like ${inWords(known)}, which are in the list, without leading zeros. Write the one that is meant; as it is, it would be added as another code.`,
      );
    const above = facts.existing.has(key) && row.parent ? meant(keyOf(row.parent)) : [];
    if (above.length > 0)
      tell(
        'leadingZeros',
        `${code} would move below ${row.parent}, which looks like ${inWords(above.map((each) => each.code))} without its leading zeros.`,
      );
    const longer = shortened(key, index);
    if (longer !== undefined)
      tell('trailingZeros', `${code} may be ${longer}, of which a spreadsheet has taken zeros at the end.`);
    const twin = facts.existing.has(key) ? undefined : twins(key);
    if (twin !== undefined && !known.includes(twin))
      tell(
        'nearTwin',
        `${code} differs from ${twin} only by blanks, dashes or punctuation. Is it the same code?`,
      );
    const other = facts.existing.has(key) ? undefined : joinedBelow(row.parent ?? '', code);
    if (other !== undefined)
      tell(
        'nearTwin',
        `${code} stands below ${row.parent}, whose codes in the list begin with it, such as ${other}. Is ${joined(row.parent ?? '', code)} meant?`,
      );
    const length = pathLength(key, facts) + 1 + description.length;
    if (length > LONG)
      tell(
        'long',
        `With its parents and its description it has ${length} characters; Procore takes at most ${LONG} and cuts the rest in its reports.`,
      );
  });
  return warnings;
}

/** `01-05 or 1-05`, of many the first. */
const inWords = (codes: readonly string[]): string =>
  codes.length > KNOWN_MAX ? `${codes.slice(0, KNOWN_MAX).join(', ')} and others` : codes.join(' or ');
const KNOWN_MAX = 3;

/** So many are named. */
const SIGNS_MAX = 6;

/** `⌀ as dia, Ω as ohm`: what the item's name and its description say in other letters. */
function rewrittenIn(code: string, description: string, naming: ItemNaming): string {
  const inName = naming === 'code' ? code : naming === 'description' ? description : `${code} ${description}`;
  const all = [...rewritten(inName, 'name'), ...rewritten(description, 'description')];
  if (all.length === 0) return '';
  const words = [...new Set(all.map(({ from, to }) => `${from} as ${to}`))];
  const more = words.length - SIGNS_MAX;
  return words.slice(0, SIGNS_MAX).join(', ') + (more > 0 ? ` and ${more} more in other letters` : '');
}

/**
 * Of a code whose item has another name, letter for letter: lists come from QuickBooks, too, so an item of the very text may be
 * there, and which names QuickBooks takes for the same is not known.
 */
function otherNameIn(row: ImportRow, code: string, naming: ItemNaming): string {
  if (naming !== 'code' || code.length > CODE_MAX) return '';
  const written = (row.written ?? row.code).trim();
  const isSpaced = / {2}/.test(written) && cleanText(written) === code;
  const sent = toName(code);
  const name = sent.ok ? cleanText(sent.text) : code;
  return name === code && !isSpaced
    ? ''
    : ` Its item is called "${name}": if QuickBooks has "${isSpaced ? written : code}", it may be added beside that one.`;
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
  existing: ReadonlyMap<string, CostCode>,
  rows: readonly Cleaned[],
): (key: string) => string | undefined {
  // Nearly all texts have one code: a list is made for the second one only.
  const byText = new Map<
    string,
    { readonly key: string; readonly code: string; more?: Map<string, string> }
  >();
  const see = (key: string, code: string) => {
    const text = lettersOf(key);
    const first = byText.get(text);
    if (!first) byText.set(text, { key, code });
    else if (first.key !== key) {
      first.more ??= new Map();
      if (first.more.size < TWINS_MAX && !first.more.has(key)) first.more.set(key, code);
    }
  };
  for (const { key, code } of existing.values()) see(key, code);
  for (const { key, code } of rows) if (code !== '') see(key, code);
  return (key) => {
    const first = byText.get(lettersOf(key));
    if (!first?.more) return undefined;
    const parts = partsOf(key);
    for (const [other, code] of [[first.key, first.code], ...first.more] as const) {
      if (other === key) continue;
      const others = partsOf(other);
      if (parts.length === 1 || others.length === 1 || parts.join(' ') === others.join(' ')) return code;
    }
    return undefined;
  };
}

const lettersOf = (key: string) =>
  /^[\x20-\x7e]*$/.test(key) ? key.replace(/[^a-z0-9]+/g, '') : partsOf(key).join('');

/** Longer keys are those of rows that are problems; NFKC may make runs of marks of what was none. */
const partsOf = (key: string) =>
  key
    .slice(0, CODE_MAX)
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');

/** A code of the list below `parent`, if all of them begin with it and `code` does not. */
function joinedBelowFinder(
  existing: ReadonlyMap<string, CostCode>,
): (parent: string, code: string) => string | undefined {
  const below = new Map<string, string | null>();
  for (const { parent, code } of existing.values()) {
    const division = parent === '' ? undefined : existing.get(parent)?.code;
    if (division === undefined || below.get(parent) === null) continue;
    below.set(parent, hasInFront(division, code) ? code : null);
  }
  return (parent, code) => {
    const other = parent === '' ? undefined : below.get(keyOf(parent));
    const isBelow = () => hasInFront(withoutZeros(keyOf(parent)), withoutZeros(keyOf(code)));
    return other === undefined || other === null || isBelow() ? undefined : other;
  };
}

/** A number that stands with more zeros at its end in the list, or further down in the file. */
function shortenedFinder(
  existing: ReadonlyMap<string, CostCode>,
  rows: readonly Cleaned[],
): (key: string, index: number) => string | undefined {
  const withoutEnd = (key: string) =>
    /^\d+(?:\.\d+)?$/.test(key) ? key.replace(/\.0+$|(\.\d*?)0+$/, '$1') : undefined;
  const longest = new Map<string, { code: string; index: number }>();
  const see = (code: string, key: string, index: number) => {
    const value = key.includes('.') ? withoutEnd(key) : undefined;
    if (value === undefined) return;
    const before = longest.get(value);
    if (!before || before.code.length <= code.length) longest.set(value, { code, index });
  };
  rows.forEach(({ code, key }, index) => {
    see(code, key, index);
  });
  for (const [key, { code }] of existing) see(code, key, Number.POSITIVE_INFINITY);
  if (longest.size === 0) return () => undefined;
  return (key, index) => {
    const other = longest.get(withoutEnd(key) ?? '');
    return other && other.index > index && other.code.length > key.length && !existing.has(key)
      ? other.code
      : undefined;
  };
}

/** Of the code with those of its parents and the colons between, as the item's full name shows them. Good rows make no circles. */
function pathLength(key: string, { existing, rows }: WarningFacts): number {
  let length = -1;
  for (let at = key; at !== ''; ) {
    length += at.length + 1;
    const parent = rows.get(at)?.parent;
    at = parent === undefined ? (existing.get(at)?.parent ?? '') : keyOf(parent);
  }
  return length;
}
