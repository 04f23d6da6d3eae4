/** Rows of a table to rows of an import: codes, descriptions and parents, by what its columns are. */
import { cleanText } from '../../../qbxml/text.ts';
import type { ImportRow } from '../import.ts';
import { keyOf } from '../model.ts';
import { isErrorText, isFormula, readCell } from './cell.ts';
import { type Header, headerKey } from './columns.ts';
import { type Division, readDivision } from './division.ts';
import type { TableRow } from './table.ts';

const JOINER = '-';

/** Is there a code of that text in the list already? */
export type IsKnown = (code: string) => boolean;

/**
 * The rows below the header; rows that repeat it are passed over. A division that is only named (`03 - Concrete` in a column or
 * above its codes) comes as a row of its own, marked `made`, unless a row of the table is that code.
 */
export function importRows(header: Header, rows: readonly TableRow[], isKnown: IsKnown): ImportRow[] {
  const isRepeated = repeats(header);
  const body = rows.filter((row) => row.row > header.row && !isRepeated(row));
  const reading = { header, isKnown, made: new Map<string, ImportRow>(), width: widthOf(header) };
  const { code, levels, parent } = header.columns;
  const read =
    levels.length > 0
      ? leveled(reading, body)
      : parent === -1 && code !== -1
        ? headed(reading, body)
        : withParents(reading, body);
  if (reading.made.size > 0) for (const row of read) reading.made.delete(keyOf(row.code));
  return [...reading.made.values(), ...read];
}

interface Reading {
  readonly header: Header;
  readonly isKnown: IsKnown;
  /** By key. */
  readonly made: Map<string, ImportRow>;
  /** So many columns up to the last one that has a name. */
  readonly width: number;
}

function widthOf({ row, cells }: Header): number {
  if (row === 0) return Number.POSITIVE_INFINITY;
  return cells.findLastIndex((cell) => cleanText(cell) !== '') + 1;
}

function repeats(header: Header): (row: TableRow) => boolean {
  if (header.row === 0) return () => false;
  const keys = header.cells.slice(0, widthOf(header)).map(headerKey);
  return ({ cells: here }) => {
    const width = Math.max(keys.length, here.length);
    for (let column = 0; column < width; column++)
      if ((keys[column] ?? '') !== headerKey(here[column] ?? '')) return false;
    return true;
  };
}

type Read = Pick<ImportRow, 'row' | 'code' | 'description' | 'problem' | 'covers' | 'hidden'>;

/** What every row has, whatever its columns: its texts, and what reading or looking at its cells found. */
function basics({ header, isKnown, width }: Reading, row: TableRow): Read {
  const { code } = header.columns;
  const problem = row.problem ?? beyond(width, row) ?? keyProblem(header, row, isKnown);
  return {
    row: row.row,
    code: code === -1 ? '' : readCell(row.cells[code] ?? ''),
    description: descriptionIn(header, row),
    ...(problem === undefined ? undefined : { problem }),
    ...(row.covers === undefined ? undefined : { covers: row.covers }),
    ...(row.hidden ? { hidden: true } : undefined),
  };
}

/** The first that is filled. */
function descriptionIn({ columns }: Header, { cells }: TableRow): string {
  for (const column of columns.descriptions) {
    const text = readCell(cells[column] ?? '');
    if (text !== '') return text;
  }
  return '';
}

/** Text to the right of the last column that has a name. */
function beyond(width: number, { cells: here }: TableRow): string | undefined {
  for (let column = width; column < here.length; column++) {
    const text = cleanText(here[column] ?? '');
    if (text !== '')
      return `The text "${text.slice(0, 60)}" stands to the right of the last column that has a name. Put a text that holds the separator into quotation marks, or name the column.`;
  }
  return undefined;
}

/** What cannot be a code or a parent, whatever its text is. */
function keyProblem({ columns }: Header, { cells, kinds }: TableRow, isKnown: IsKnown): string | undefined {
  for (const [column, what] of [
    [columns.code, 'code'],
    [columns.parent, 'parent'],
    ...columns.levels.map((level) => [level, 'code'] as const),
  ] as const) {
    if (column === -1) continue;
    const raw = cells[column] ?? '';
    const text = cleanText(raw);
    if (kinds?.get(column) === 'date')
      return `A date (${text}) stands in place of the ${what}: a spreadsheet made one of it. Format the column as text and type the ${what} again.`;
    if (kinds?.get(column) === 'error' || (isErrorText(text) && !isKnown(text)))
      return `The spreadsheet shows an error (${text}) in place of the ${what}. Mend it there and save the file again.`;
    if (isFormula(raw))
      return `A formula (${text.slice(0, 60)}) stands in place of the ${what}. Save the list with its values instead.`;
  }
  return undefined;
}

/** A column for the parent: a code of the list or of the table by its very text, else a division as people write it. */
function withParents(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const { code, parent } = reading.header.columns;
  let own: ReadonlySet<string> | undefined;
  const isOwn = (text: string) => {
    own ??= new Set(rows.map(({ cells }) => keyOf(readCell(cells[code] ?? ''))));
    return own.has(keyOf(text));
  };
  const isKnown = (text: string) => reading.isKnown(text) || (readDivision(text) !== null && isOwn(text));
  return rows.map((row) => {
    const read = basics(reading, row);
    const text = readCell(row.cells[parent] ?? '');
    return { ...read, parent: divisionCode({ ...reading, isKnown }, read, text) };
  });
}

/** The code of a division that a cell names below those above; one that is named with a description is made if it is not there. */
function divisionCode({ isKnown, made }: Reading, read: Read, text: string, above = ''): string {
  const whole = joined(above, text);
  const named = text === '' || isKnown(whole) ? null : readDivision(text);
  if (!named) return whole;
  const code = joined(above, named.code);
  const key = keyOf(code);
  if (named.description !== '' && read.problem === undefined && !made.has(key)) {
    const { row } = read;
    made.set(key, { row, code, description: named.description, parent: above, made: true });
  }
  return code;
}

const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(JOINER);

/** Columns for the levels: the code is its levels joined, the parent the levels above. */
function leveled(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const { code, levels } = reading.header.columns;
  const isLoneDivision = code !== -1 && levels.length === 1;
  let heading = '';
  return rows.map((row) => {
    const read = basics(reading, row);
    const texts = levels.map((column) => readCell(row.cells[column] ?? ''));
    if (isLoneDivision) {
      if (texts[0] === '') texts[0] = heading;
      else if (read.code === '') heading = texts[0] ?? '';
    }
    const filled = texts.findLastIndex((text) => text !== '') + 1;
    const hasGap =
      texts.slice(0, filled).includes('') ||
      (code !== -1 && read.code !== '' && filled > 0 && filled < levels.length);
    if (hasGap) {
      const problem = 'A level is empty although one below it is filled in.';
      return { problem, ...read, code: joined(...texts, read.code) };
    }
    const isOwnRow = code === -1 || read.code === '';
    const parent = texts
      .slice(0, isOwnRow ? Math.max(0, filled - 1) : filled)
      .reduce((above, text) => divisionCode(reading, read, text, above), '');
    if (!isOwnRow) return { ...read, code: below(parent, read.code, isLoneDivision), parent };
    const last = texts[filled - 1] ?? '';
    const named = last === '' || reading.isKnown(joined(parent, last)) ? null : readDivision(last);
    const description = read.description === '' ? (named?.description ?? '') : read.description;
    return { ...read, description, code: joined(parent, named?.code ?? last), parent };
  });
}

/** A code that has its division in front already stands for itself. */
function below(division: string, code: string, mayHoldDivision: boolean): string {
  if (division === '' || (mayHoldDivision && hasInFront(division, code))) return code;
  return joined(division, code);
}

const hasInFront = (division: string, code: string) =>
  keyOf(code).startsWith(keyOf(division)) && /^[-. /]/.test(code.slice(division.length));

/**
 * Rows that only name a division head those below them. Where codes repeat below several headings, a code is joined to its heading;
 * else the heading is only the parent.
 */
function headed(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const headings: (Division | null)[] = [];
  const under: (Division | null)[] = [];
  const headingOf = new Map<string, string>();
  let current: Division | null = null;
  let repeat = false;
  for (const row of rows) {
    const heading = headingIn(reading, row);
    if (heading) current = heading;
    headings.push(heading);
    under.push(heading ? null : current);
    if (heading || !current || row.problem !== undefined) continue;
    const key = keyOf(readCell(row.cells[reading.header.columns.code] ?? ''));
    const before = headingOf.get(key);
    if (key !== '' && before !== undefined && before !== current.code) repeat = true;
    headingOf.set(key, current.code);
  }
  return rows.map((row, index) => {
    const read = basics(reading, row);
    const heading = headings[index];
    if (heading) return { ...read, ...heading };
    const division = under[index]?.code;
    if (division === undefined) return read;
    return {
      ...read,
      code: repeat && read.code !== '' ? below(division, read.code, true) : read.code,
      parent: division,
    };
  });
}

/** A row that only names a division: the word and its number as the code, or a single cell such as `03 - Concrete`. */
function headingIn({ header, isKnown }: Reading, row: TableRow): Division | null {
  if (row.problem !== undefined) return null;
  const { code, descriptions } = header.columns;
  const filled = row.cells.flatMap((cell, column) => (cleanText(cell) === '' ? [] : [column]));
  const text = readCell(row.cells[code] ?? '');
  const isAlone = filled.length === 1 && (filled[0] === code || filled[0] === descriptions[0]);
  const single = isAlone ? readCell(row.cells[filled[0] ?? 0] ?? '') : '';
  if (text !== '' && isKnown(text)) return null;
  if (single !== '') {
    const named = readDivision(single);
    return named && (named.description !== '' || filled[0] === code) ? named : null;
  }
  if (!/^div/i.test(text)) return null;
  const named = readDivision(text);
  if (!named) return null;
  const described = descriptions
    .map((column) => readCell(row.cells[column] ?? ''))
    .find((each) => each !== '');
  return { code: named.code, description: described ?? named.description };
}
