/** Which column of a table is what: by its header, by what its rows hold, or as a person says. */
import { cleanText, LEVELS_MAX } from '../../../qbxml/text.ts';
import type { TableRow } from './table.ts';

/** The header is looked for in these rows; what stands above it are titles. */
export const HEADER_ROWS = 10;

export const LEVEL_USES = ['level1', 'level2', 'level3', 'level4', 'level5'] as const;
export const USES = ['code', 'description', 'parent', ...LEVEL_USES] as const;
export type Use = (typeof USES)[number];

/** Columns by their index from 0. */
export interface Columns {
  /** -1: the code is its levels joined. With levels, too, it is the last of them. */
  readonly code: number;
  /** The first that is filled counts. */
  readonly descriptions: readonly number[];
  /** -1: parents stay as they are. */
  readonly parent: number;
  readonly levels: readonly number[];
  /** Levels that cannot be read: a sixth one, or one below a level that has no column. A text in one is a problem of its row. */
  readonly tooDeep: readonly number[];
}

const NOTHING: Columns = { code: -1, descriptions: [], parent: -1, levels: [], tooDeep: [] };

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
  /** 0: there is none. */
  readonly headerRow?: number | undefined;
  /** Of each column, in their order; nothing is recognised then. */
  readonly uses?: readonly (Use | null)[] | undefined;
}

export type Found =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: false; readonly field: string; readonly why: string };

const CODE = ['code', 'costcode', 'costcodeid', 'costcodenumber', 'codeno', 'item', 'number'];
const DESCRIPTION = ['description', 'costcodedescription'];
/** These fill an empty description, and are it where there is no other. */
const NAME = ['name', 'costname', 'costcodename', 'title', 'desc'];
const PARENT = ['parent', 'parentcode', 'parentcostcode'];
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

/** What a row says as a header, null if it is none. */
export function recognise(cells: readonly string[]): Columns | null {
  const names = cells.map(headerKey);
  const find = (wanted: readonly string[]) =>
    wanted.reduce((found, name) => (found === -1 ? names.indexOf(name) : found), -1);
  const code = find(CODE);
  const descriptions = [find(DESCRIPTION), ...NAME.map((name) => names.indexOf(name))].filter(
    (column) => column !== -1,
  );
  const levels = code === -1 ? unbroken(names) : divisionsOf(names);
  if (descriptions.length === 0 || (code === -1 && levels.length === 0)) return null;
  const parent = levels.length > 0 ? -1 : find([...PARENT, ...DIVISION]);
  const deeper = code === -1 ? LEVEL : LOWER_DIVISION;
  const tooDeep =
    levels.length === 0
      ? []
      : names.flatMap((name, column) => {
          const level = Number(deeper.exec(name)?.[1] ?? 0);
          return level > (code === -1 ? levels.length : levels.length - 1) ? [column] : [];
        });
  return { code, descriptions, parent, levels, tooDeep };
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
  if (headerRow === 0) return withChoice({ row: 0, cells: widest(rows) }, null, choice);
  if (headerRow !== undefined) {
    const row = rows.find((each) => each.row === headerRow);
    if (!row) return { ok: false, field: 'headerRow', why: `Row ${headerRow} is empty or not there.` };
    return withChoice(row, recognise(row.cells), choice);
  }
  const known = top.find(({ cells }) => recognise(cells) !== null);
  if (known) return withChoice(known, recognise(known.cells), choice);
  // A person's words for a column tell the row, too.
  const refs = [choice.code, choice.description, choice.parent].filter((ref) => ref !== undefined);
  const words = refs.filter((ref) => !isNumber(ref));
  const named = top.find(
    ({ cells }) => words.length > 0 && words.every((ref) => columnOf(cells, ref) !== -1),
  );
  const [first] = top;
  if (!first || (!named && refs.length === 0 && !uses))
    return { ok: false, field: 'columns', why: notFound(rows) };
  // Numbers alone leave it to be the first row, unless that is a code already: then there is no header.
  const code = uses ? uses.findIndex((use) => use === 'code' || use === 'level1') : Number(choice.code) - 1;
  const isCode = /\d/.test(first.cells[code] ?? '');
  const none = { row: 0, cells: widest(rows) };
  return withChoice(named ?? (isCode && words.length === 0 ? none : first), null, choice);
}

const isNumber = (ref: ColumnRef) => /^\d{1,4}$/.test(ref.trim());

function withChoice(
  { row, cells }: { readonly row: number; readonly cells: readonly string[] },
  recognised: Columns | null,
  choice: Choice,
): Found {
  if (choice.uses) {
    const columns = columnsOf(choice.uses);
    const fault = faultOf(columns);
    return fault
      ? { ok: false, field: 'columns', why: fault }
      : { ok: true, header: { row, cells, columns } };
  }
  let columns = recognised ?? NOTHING;
  for (const [field, ref] of [
    ['codeColumn', choice.code],
    ['descriptionColumn', choice.description],
    ['parentColumn', choice.parent],
  ] as const) {
    if (ref === undefined) continue;
    const column = columnOf(cells, ref);
    if (column === -1)
      return {
        ok: false,
        field,
        why: `There is no column "${ref}" in ${row === 0 ? 'this table' : `row ${row}`}: ${quoted(cells)}.`,
      };
    columns = withColumn(columns, field, column);
  }
  if (columns.code === -1 && columns.levels.length === 0)
    return { ok: false, field: 'codeColumn', why: `Say which column holds the code: ${quoted(cells)}.` };
  if (columns.descriptions.length === 0)
    return {
      ok: false,
      field: 'descriptionColumn',
      why: `Say which column holds the description: ${quoted(cells)}.`,
    };
  const others = [columns.code, columns.parent, ...columns.levels].filter((column) => column !== -1);
  const twice = others.find(
    (column, index) => columns.descriptions.includes(column) || others.indexOf(column) !== index,
  );
  if (twice !== undefined)
    return {
      ok: false,
      field: columns.descriptions.includes(twice) ? 'descriptionColumn' : 'parentColumn',
      why: `Column ${twice + 1} cannot be two things at once. Say another one: ${quoted(cells)}.`,
    };
  return { ok: true, header: { row, cells, columns } };
}

type ColumnField = 'codeColumn' | 'descriptionColumn' | 'parentColumn';

/** What a person says of one column goes before what was recognised of it. */
function withColumn(columns: Columns, field: ColumnField, column: number): Columns {
  const descriptions = columns.descriptions.filter((each) => each !== column);
  switch (field) {
    case 'codeColumn':
      return { ...columns, code: column, descriptions, levels: [], tooDeep: [] };
    case 'descriptionColumn':
      return { ...columns, descriptions: [column] };
    case 'parentColumn': {
      const { levels, tooDeep } = columns.code === -1 ? columns : NOTHING;
      return { ...columns, parent: column, descriptions, levels, tooDeep };
    }
  }
}

function columnsOf(uses: readonly (Use | null)[]): Columns {
  const all = (use: Use) => uses.flatMap((each, column) => (each === use ? [column] : []));
  const levels = LEVEL_USES.map((use) => uses.indexOf(use));
  const broken = levels.indexOf(-1);
  return {
    code: uses.indexOf('code'),
    descriptions: all('description'),
    parent: uses.indexOf('parent'),
    levels: broken === -1 ? levels : levels.slice(0, broken),
    tooDeep: broken === -1 ? [] : levels.slice(broken).filter((column) => column !== -1),
  };
}

function faultOf({ code, descriptions, levels, tooDeep }: Columns): string | null {
  if (tooDeep.length > 0)
    return `Say which column holds level ${levels.length + 1} of the code: one below it is chosen.`;
  if (code === -1 && levels.length === 0) return 'Say which column holds the code, or its first level.';
  return descriptions.length === 0 ? 'Say which column holds the description.' : null;
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

export function usesOf({ cells, columns }: Header): ColumnUse[] {
  const uses = new Map<number, Use>();
  for (const column of columns.descriptions) uses.set(column, 'description');
  columns.levels.forEach((column, index) => {
    uses.set(column, LEVEL_USES[index] ?? 'level5');
  });
  if (columns.parent !== -1) uses.set(columns.parent, 'parent');
  if (columns.code !== -1) uses.set(columns.code, 'code');
  return cells.map((cell, index) => ({
    column: index + 1,
    header: cleanText(cell),
    use: uses.get(index) ?? null,
  }));
}

const widest = (rows: readonly TableRow[]) =>
  Array.from({ length: rows.reduce((width, { cells }) => Math.max(width, cells.length), 0) }, () => '');

const EXPECTED =
  'Expected is a row that names the columns: "code" (or "cost code", "item", "number") and "description" (or "name", "title"), ' +
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
