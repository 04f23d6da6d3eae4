/** Which column of a table is what: by its header, by what its rows hold, or as a person says. */
import { cleanText, LEVELS_MAX } from '../../../qbxml/text.ts';
import type { TableRow } from './table.ts';

/** The header is looked for in these rows; what stands above it are titles. */
export const HEADER_ROWS = 10;

export const LEVEL_USES = ['level1', 'level2', 'level3', 'level4', 'level5'] as const;
export const USES = ['code', 'description', 'parent', 'class', 'active', ...LEVEL_USES] as const;
export type Use = (typeof USES)[number];

/** Columns by their index from 0. */
export interface Columns {
  /** -1: the code is its levels joined. With levels, too, it is the last of them. */
  readonly code: number;
  /** The first that is filled counts. */
  readonly descriptions: readonly number[];
  /** -1: parents stay as they are. */
  readonly parent: number;
  /** -1: classes stay as they are. */
  readonly class: number;
  /** -1: codes stay active or inactive. */
  readonly active: number;
  readonly levels: readonly number[];
  /** Levels that cannot be read: a sixth one, or one below a level that has no column. A text in one is a problem of its row. */
  readonly tooDeep: readonly number[];
}

export interface Header {
  /** The row, from 1; 0 if the table has none. */
  readonly row: number;
  readonly cells: readonly string[];
  readonly columns: Columns;
}

/** A column as people name it: the text of its header, or its number from 1. */
export type ColumnRef = string;

/** What a person says of a table. */
export interface Choice {
  readonly code?: ColumnRef | undefined;
  readonly description?: ColumnRef | undefined;
  readonly parent?: ColumnRef | undefined;
  readonly class?: ColumnRef | undefined;
  /** 0: there is none. */
  readonly headerRow?: number | undefined;
  /** Of each column, in their order; nothing is recognised then. */
  readonly uses?: readonly (Use | null)[] | undefined;
}

export type Found =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: false; readonly field: string; readonly why: string };

const CODE = ['code', 'costcode', 'costcodeid', 'costcodenumber', 'codeno'];
/** Beside levels these count rows. */
const COUNT = ['item', 'number'];
const DESCRIPTION = ['description', 'costcodedescription'];
/** These fill an empty description, and are it where there is no other. */
const NAME = ['name', 'costname', 'costcodename', 'title', 'desc'];
const PARENT = ['parent', 'parentcode', 'parentcostcode'];
const CLASS = ['class', 'classname'];
const ACTIVE = ['active', 'isactive'];
const DIVISION = ['division', 'divisioncode'];
const LEVEL = /^(?:costcode)?(?:level|tier)(\d{1,2})$/;
const LOWER_DIVISION = /^division(\d{1,2})$/;

/** Only letters and digits of a header count, case does not. */
export const headerKey = (cell: string) =>
  /^[a-z0-9]*$/.test(cell)
    ? cell
    : cleanText(cell)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '');

/** Columns that a person names, by their index. */
interface Named {
  readonly code?: number;
  readonly description?: number;
  readonly parent?: number;
  readonly class?: number;
}

/** What a row says as a header, null if it is none. */
export function recognise(cells: readonly string[]): Columns | null {
  const columns = recognisePartly(cells, {});
  const { code, levels, descriptions } = columns;
  return descriptions.length === 0 || (code === -1 && levels.length === 0) ? null : columns;
}

/** What a row says as a header, as far as it is one; what a person says about a column takes precedence. */
function recognisePartly(cells: readonly string[], named: Named): Columns {
  const names = cells.map(headerKey);
  const isTaken = (column: number) =>
    [named.code, named.description, named.parent, named.class].some((each) => each === column);
  const find = (wanted: readonly string[]) =>
    wanted.reduce(
      (found, name) => (found === -1 ? names.findIndex((each, at) => each === name && !isTaken(at)) : found),
      -1,
    );
  const deep = unbroken(names);
  const code = named.code ?? find(deep.length > 0 ? CODE : [...CODE, ...COUNT]);
  const descriptions =
    named.description === undefined
      ? [DESCRIPTION, ...NAME.map((name) => [name])].map(find).filter((column) => column !== -1)
      : [named.description];
  const levels = code === -1 ? deep : named.parent === undefined ? divisionsOf(names) : [];
  const parent = named.parent ?? (levels.length > 0 ? -1 : find([...PARENT, ...DIVISION]));
  const itsClass = named.class ?? find(CLASS);
  const tooDeep = tooDeepOf(names, code, levels);
  return { code, descriptions, parent, class: itsClass, active: find(ACTIVE), levels, tooDeep };
}

function tooDeepOf(names: readonly string[], code: number, { length }: readonly number[]): number[] {
  if (length === 0) return [];
  const [deeper, last] = code === -1 ? [LEVEL, length] : [LOWER_DIVISION, length - 1];
  return names.flatMap((name, column) => (Number(deeper.exec(name)?.[1] ?? 0) > last ? [column] : []));
}

/** `Cost Code Level 1`, `Tier 1` and so on, as far as none is missing. */
function unbroken(names: readonly string[]): number[] {
  const levels: number[] = [];
  for (let level = 1; level <= LEVELS_MAX; level++) {
    const column = names.findIndex((name) => LEVEL.exec(name)?.[1] === String(level));
    if (column === -1) break;
    levels.push(column);
  }
  return levels;
}

/** Procore's older template: `Division, Division 1, ..., Cost Code`. A single `Division` may be no more than the parent. */
function divisionsOf(names: readonly string[]): number[] {
  const divisions = [names.indexOf('division')];
  for (let tier = 1; tier < LEVELS_MAX - 1 && names.includes(`division${tier}`); tier++)
    divisions.push(names.indexOf(`division${tier}`));
  return divisions.length > 1 && divisions[0] !== -1 ? divisions : [];
}

/** Finds the header of a table, by the names of its columns and by what a person says. `rows`: the first ones at least. */
export function findHeader(rows: readonly TableRow[], choice: Choice): Found {
  const top = rows.filter(({ row }) => row <= HEADER_ROWS);
  const { headerRow, uses } = choice;
  if (headerRow === 0) return withChoice({ row: 0, cells: widest(rows) }, choice);
  if (headerRow !== undefined) {
    const row = rows.find((each) => each.row === headerRow);
    return row
      ? withChoice(row, choice)
      : { ok: false, field: 'headerRow', why: `Row ${headerRow} is empty or not there.` };
  }
  const known = top.find(({ cells }) => recognise(cells) !== null);
  if (known) return withChoice(known, choice);
  // With a person's help a row may be a header, too: its own names make it one, or the person's words for them.
  const refs = FIELDS.flatMap(([, name]) => choice[name] ?? []);
  const words = refs.filter((ref) => !isNumber(ref));
  if (refs.length > 0) {
    for (const row of top) {
      const found = withChoice(row, choice);
      if (found.ok && (words.length > 0 || (hasNames(row.cells) && !isCodeRow(row, found.header))))
        return found;
    }
  }
  const [first] = top;
  if (!first || (refs.length === 0 && !uses)) return { ok: false, field: 'columns', why: notFound(rows) };
  // If columns are given by numbers only, the header is the first row, unless that has a code already: then there is no header.
  const code = uses ? uses.findIndex((use) => use === 'code' || use === 'level1') : Number(choice.code) - 1;
  const isCode = words.length === 0 && /\d/.test(first.cells[code] ?? '');
  return withChoice(isCode ? { row: 0, cells: widest(rows) } : first, choice);
}

const FIELDS = [
  ['codeColumn', 'code'],
  ['descriptionColumn', 'description'],
  ['parentColumn', 'parent'],
  ['classColumn', 'class'],
] as const;

const isNumber = (ref: ColumnRef) => /^\d{1,4}$/.test(ref.trim());

/** A digit where the code stands: no name of a column, whatever else stands in the row. */
const isCodeRow = ({ cells }: TableRow, { columns }: Header) => /\d/.test(cells[columns.code] ?? '');

/** Is a column of that row recognised? */
function hasNames(cells: readonly string[]): boolean {
  const { code, descriptions, parent, levels } = recognisePartly(cells, {});
  return code !== -1 || descriptions.length > 0 || parent !== -1 || levels.length > 0;
}

type HeaderCells = Pick<Header, 'row' | 'cells'>;

function withChoice(header: HeaderCells, choice: Choice): Found {
  const { row, cells } = header;
  const isNone = row === 0;
  const named: { -readonly [name in keyof Named]: number } = {};
  if (!choice.uses) {
    for (const [field, name] of FIELDS) {
      const ref = choice[name];
      if (ref === undefined) continue;
      const column = columnOf(cells, ref);
      if (column === -1) {
        const where = isNone ? 'this table' : `row ${row}`;
        return { ok: false, field, why: `There is no column "${ref}" in ${where}: ${quoted(cells)}.` };
      }
      named[name] = column;
    }
  }
  const recognised = isNone ? recognisePartly([], named) : recognisePartly(cells, named);
  const columns = choice.uses ? columnsOf(choice.uses, recognised) : recognised;
  const fault = (choice.uses && faultOfUses(choice.uses)) ?? faultOf(columns, cells);
  if (fault) return { ok: false, ...fault, field: choice.uses ? 'columns' : fault.field };
  return { ok: true, header: { row, cells, columns } };
}

interface Fault {
  readonly field: string;
  readonly why: string;
}

function faultOf(columns: Columns, cells: readonly string[]): Fault | null {
  const { code, descriptions, parent, levels } = columns;
  if (code === -1 && levels.length === 0)
    return { field: 'codeColumn', why: `Say which column holds the code: ${quoted(cells)}.` };
  if (descriptions.length === 0)
    return { field: 'descriptionColumn', why: `Say which column holds the description: ${quoted(cells)}.` };
  if (parent !== -1 && levels.length > 0)
    return {
      field: 'parentColumn',
      why: 'The levels say which codes are the parents. Say which column holds the whole code, or leave the parents to the levels.',
    };
  const others = [code, parent, columns.class, columns.active, ...levels].filter((column) => column !== -1);
  const twice = others.find(
    (column, index) => descriptions.includes(column) || others.indexOf(column) !== index,
  );
  if (twice === undefined) return null;
  return {
    field:
      twice === columns.class
        ? 'classColumn'
        : descriptions.includes(twice)
          ? 'descriptionColumn'
          : 'parentColumn',
    why: `Column ${twice + 1} cannot be two things at once. Say another one: ${quoted(cells)}.`,
  };
}

/** Of what a person has chosen for each column. */
function faultOfUses(uses: readonly (Use | null)[]): Fault | null {
  const field = 'columns';
  for (const use of USES)
    if (use !== 'description' && uses.indexOf(use) !== uses.lastIndexOf(use))
      return { field, why: `Two columns are chosen for the same: ${IN_WORDS[use]}. Choose one of them.` };
  const missing = LEVEL_USES.findIndex((use) => !uses.includes(use));
  if (missing !== -1 && LEVEL_USES.some((use, index) => index > missing && uses.includes(use)))
    return {
      field,
      why: `Say which column holds level ${missing + 1} of the code: one below it is chosen.`,
    };
  if (!uses.includes('code') && missing === 0)
    return { field, why: 'Say which column holds the code, or its first level.' };
  return uses.includes('description') ? null : { field, why: 'Say which column holds the description.' };
}

const IN_WORDS: Readonly<Record<Use, string>> = {
  code: 'the code',
  description: 'the description',
  parent: 'the parent',
  class: 'the class',
  active: 'whether it is active',
  level1: 'level 1 of the code',
  level2: 'level 2 of the code',
  level3: 'level 3 of the code',
  level4: 'level 4 of the code',
  level5: 'level 5 of the code',
};

/**
 * What a person has chosen. Of several descriptions the one that is recognised as the first is it still, and a level that cannot be
 * chosen is not left out by that.
 */
function columnsOf(uses: readonly (Use | null)[], recognised: Columns): Columns {
  const rank = (column: number) => {
    const at = recognised.descriptions.indexOf(column);
    return at === -1 ? Number.POSITIVE_INFINITY : at;
  };
  const code = uses.indexOf('code');
  const levels = LEVEL_USES.map((use) => uses.indexOf(use)).filter((column) => column !== -1);
  return {
    code,
    descriptions: uses
      .flatMap((use, column) => (use === 'description' ? [column] : []))
      .sort((a, b) => rank(a) - rank(b) || a - b),
    parent: uses.indexOf('parent'),
    class: uses.indexOf('class'),
    active: uses.indexOf('active'),
    levels,
    tooDeep:
      levels.length === 0 ? [] : recognised.tooDeep.filter((column) => (uses[column] ?? null) === null),
  };
}

function columnOf(cells: readonly string[], ref: ColumnRef): number {
  const key = headerKey(ref);
  const isNegative = /^\s*[-+]\s*\d+\s*$/.test(ref);
  const named = key === '' || isNegative ? -1 : cells.findIndex((cell) => headerKey(cell) === key);
  if (named !== -1 || !isNumber(ref)) return named;
  const number = Number(ref);
  return number >= 1 && number <= Math.max(cells.length, 1) ? number - 1 : -1;
}

/** What each column is taken for; the same shape for every format. */
export interface ColumnUse {
  /** From 1. */
  readonly column: number;
  readonly header: string;
  readonly use: Use | null;
}

/** What each column is used for, in the order of the file; null for one that is not used. */
export function usesOf({ cells, columns }: Header): ColumnUse[] {
  const uses = new Map<number, Use>();
  for (const column of columns.descriptions) uses.set(column, 'description');
  columns.levels.forEach((column, index) => {
    uses.set(column, LEVEL_USES[index] ?? 'level5');
  });
  if (columns.parent !== -1) uses.set(columns.parent, 'parent');
  if (columns.class !== -1) uses.set(columns.class, 'class');
  if (columns.active !== -1) uses.set(columns.active, 'active');
  if (columns.code !== -1) uses.set(columns.code, 'code');
  // A column may be used that has no name.
  const width = Math.max(cells.length, ...[...uses.keys()].map((column) => column + 1));
  return Array.from({ length: width }, (_, index) => ({
    column: index + 1,
    header: cleanText(cells[index] ?? ''),
    use: uses.get(index) ?? null,
  }));
}

const widest = (rows: readonly TableRow[]) =>
  Array.from({ length: rows.reduce((width, { cells }) => Math.max(width, cells.length), 0) }, () => '');

const EXPECTED =
  'There should be a row that names the columns: "code" (or "cost code", "item", "number") and "description" (or "name", "title"), ' +
  'perhaps "parent" (or "division"); or "Cost Code Level 1" to "Cost Code Level 5" and "Description".';

function notFound(rows: readonly TableRow[]): string {
  const [first] = rows;
  if (!first) return `The file is empty. ${EXPECTED}`;
  const none =
    first.row > HEADER_ROWS
      ? `The first ${HEADER_ROWS} rows are empty`
      : `No column names were found in the first ${HEADER_ROWS} rows`;
  return `${none}; row ${first.row} holds ${quoted(first.cells)}. ${EXPECTED} If the names stand further down, say the row (headerRow).`;
}

function quoted(cells: readonly string[]): string {
  const texts = cells
    .map(cleanText)
    .filter((text) => text !== '')
    .map((text) => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`);
  const shown = texts.slice(0, 8).join(', ');
  return texts.length > 8 ? `${shown} and ${texts.length - 8} more` : shown || 'nothing';
}
