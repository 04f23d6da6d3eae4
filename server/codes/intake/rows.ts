/** Rows of a table to rows of an import: codes, descriptions and parents, by what its columns are. */
import { cleanText, LEVELS_MAX } from '../../../qbxml/text.ts';
import type { ImportRow } from '../import.ts';
import { keyOf } from '../model.ts';
import { isErrorText, isFormula, readCell } from './cell.ts';
import { type Columns, type Header, headerKey } from './columns.ts';
import { type Division, readDivision } from './division.ts';
import { areJoined, type Below, hasInFront, JOINER, joined } from './joining.ts';
import type { KnownCodes } from './known-codes.ts';
import { looksLikeTotal } from './spreadsheet-damage.ts';
import type { TableRow } from './table.ts';

/** The rows of an import, and what the columns were taken for after a look at all rows and at the list. */
export interface RowsRead {
  readonly columns: Columns;
  readonly rows: ImportRow[];
}

/**
 * The rows below the header; rows that repeat it are passed over. A division that is only named (`03 - Concrete` in a column or
 * above its codes) comes as a row of its own, marked `made`, unless a row of the table is that code. `isSettled`: a person has said
 * what a column of divisions is.
 */
export function importRows(
  found: Header,
  rows: readonly TableRow[],
  known: KnownCodes,
  isSettled: boolean,
): RowsRead {
  const isRepeated = repeats(found);
  const body = rows.filter((row) => row.row > found.row && !isRepeated(row));
  const isKnown = (code: string) => known.parentOf(code) !== undefined;
  const made = new Map<string, ImportRow>();
  const started: Reading = { header: found, known, isKnown, made, width: widthOf(found) };
  const header = isSettled ? found : settleDivision(started, body);
  const reading = { ...started, header };
  const { code, levels, parent } = header.columns;
  const read =
    levels.length > 0
      ? leveled(reading, body)
      : parent === -1 && code !== -1
        ? headed(reading, body)
        : withParents(reading, body);
  if (made.size > 0) for (const row of read) made.delete(keyOf(row.code));
  return { columns: header.columns, rows: [...made.values(), ...read] };
}

interface Reading {
  readonly header: Header;
  readonly known: KnownCodes;
  /** Is there a code of that text in the list already? */
  readonly isKnown: (code: string) => boolean;
  /** By key. */
  readonly made: Map<string, ImportRow>;
  /** So many columns up to the last one that has a name or is used. */
  readonly width: number;
}

function widthOf({ row, cells, columns }: Header): number {
  if (row === 0) return Number.POSITIVE_INFINITY;
  const { code, descriptions, parent, levels } = columns;
  const named = cells.findLastIndex((cell) => cleanText(cell) !== '');
  return Math.max(named, code, parent, ...descriptions, ...levels) + 1;
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
  const problem =
    row.problem ?? beyond(width, row) ?? tooDeep(header, row) ?? keyProblem(header, row, isKnown);
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

/** A text on a level that cannot be read: without it the row would be another code, higher up. */
function tooDeep({ cells: names, columns }: Header, { cells: here }: TableRow): string | undefined {
  for (const column of columns.tooDeep) {
    const text = cleanText(here[column] ?? '');
    if (text === '') continue;
    const name = `"${cleanText(names[column] ?? '')}" holds "${text.slice(0, 60)}"`;
    const { length } = columns.levels;
    return length + (columns.code === -1 ? 0 : 1) >= LEVELS_MAX
      ? `${name}, which would be level ${LEVELS_MAX + 1} or below; QuickBooks has ${LEVELS_MAX}.`
      : `${name}, but there is no column for the level above it.`;
  }
  return undefined;
}

/** What cannot be a code or a parent, whatever its text is. */
function keyProblem(
  { columns }: Header,
  { cells, kinds }: TableRow,
  isKnown: Reading['isKnown'],
): string | undefined {
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
  const isDivision = isDivisionName(reading.header, parent);
  let own: ReadonlySet<string> | undefined;
  const isOwn = (text: string) => {
    own ??= new Set(rows.map(({ cells }) => keyOf(readCell(cells[code] ?? ''))));
    return own.has(keyOf(text));
  };
  const isKnown = (text: string) => reading.isKnown(text) || (readDivision(text) !== null && isOwn(text));
  const isOwnRow = ownRows({ ...reading, isKnown }, parent, rows);
  return rows.map((row) => {
    const read = basics(reading, row);
    const text = readCell(row.cells[parent] ?? '');
    if (isDivision && isOwnRow(row)) return ownRow({ ...reading, isKnown }, read, text);
    return { ...read, parent: divisionCode({ ...reading, isKnown }, read, text) };
  });
}

/** The code of a division that a cell names below those above; one that is named with a description is made if it is not there. */
function divisionCode(reading: Reading, read: Read, text: string, above = ''): string {
  const { code: named, description } = divisionIn(reading, text, above);
  const { header, made } = reading;
  // Levels of a template are parts of a code; a division above a code may be one as a whole.
  const code = header.columns.code === -1 ? joined(above, named) : below(above, named);
  const key = keyOf(code);
  if (description !== '' && read.problem === undefined && !made.has(key))
    made.set(key, { row: read.row, code, description, parent: above, made: true });
  return code;
}

/** What a cell says of a division below `above`. A text that is a code of the list is that code. */
function divisionIn({ isKnown }: Pick<Reading, 'isKnown'>, text: string, above = ''): Division {
  const named = text === '' || isKnown(joined(above, text)) ? null : readDivision(text);
  return named ?? { code: text, description: '' };
}

const isDivisionName = ({ cells }: Header, column: number) =>
  ['division', 'divisioncode'].includes(headerKey(cells[column] ?? ''));

/**
 * Is a row that of a division itself? Its code is the division's, or written as the division is, or empty: of those the first one of each
 * division, unless its description is no name of it: another than a cell gives (`03 - Concrete`, no code, `Formwork` is a row whose code
 * is missing), or that of a sum.
 */
function ownRows(reading: Reading, column: number, rows: readonly TableRow[]): (row: TableRow) => boolean {
  const divisionOf = divisionsIn(reading);
  const names = new Map<string, string>();
  for (const { cells } of rows) {
    const { code, description } = divisionOf(readCell(cells[column] ?? ''));
    if (description !== '') names.set(keyOf(code), keyOf(description));
  }
  const seen = new Map<string, number>();
  return (row) => {
    const text = readCell(row.cells[column] ?? '');
    if (text === '') return false;
    const key = keyOf(divisionOf(text).code);
    const code = readCell(row.cells[reading.header.columns.code] ?? '');
    if (code !== '') return keyOf(code) === key || keyOf(code) === keyOf(text);
    const description = descriptionIn(reading.header, row);
    const name = names.get(key);
    if (description !== '' && name !== undefined && keyOf(description) !== name) return false;
    if (looksLikeTotal('', description)) return false;
    const first = seen.get(key) ?? row.row;
    seen.set(key, first);
    return first === row.row;
  };
}

/** As `divisionIn`: a column of divisions has the same few texts in many rows. */
function divisionsIn(reading: Pick<Reading, 'isKnown'>): (text: string) => Division {
  const read = new Map<string, Division>();
  return (text) => {
    const before = read.get(text);
    if (before) return before;
    const division = divisionIn(reading, text);
    read.set(text, division);
    return division;
  };
}

function ownRow(reading: Reading, read: Read, text: string): ImportRow {
  const { code, description } = divisionIn(reading, text);
  return { ...read, code, description: read.description || description, parent: '' };
}

/**
 * A lone `Division` beside a code is the first level of it where codes are joined to their divisions, or where a division has a row of
 * its own without a code; else it is no more than the parent.
 */
function settleDivision(reading: Reading, rows: readonly TableRow[]): Header {
  const { header, known } = reading;
  const { columns, cells } = header;
  const { code, parent, levels } = columns;
  if (code === -1 || parent === -1 || levels.length > 0 || headerKey(cells[parent] ?? '') !== 'division')
    return header;
  const isOwnRow = ownRows(reading, parent, rows);
  const divisionOf = divisionsIn(reading);
  const below: Below[] = [];
  let hasOwnRow = false;
  for (const row of rows) {
    if (row.problem !== undefined) continue;
    const text = readCell(row.cells[parent] ?? '');
    const own = readCell(row.cells[code] ?? '');
    if (own === '') hasOwnRow ||= isOwnRow(row);
    else below.push({ division: divisionOf(text).code, code: own });
  }
  if (!areJoined(below, known, hasOwnRow)) return header;
  return { ...header, columns: { ...columns, parent: -1, levels: [parent] } };
}

/** Columns for the levels: the code is its levels joined, the parent the levels above. */
function leveled(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const { code, levels } = reading.header.columns;
  const isLoneDivision = code !== -1 && levels.length === 1;
  const isOwnDivision = ownRows(reading, levels[0] ?? -1, isLoneDivision ? rows : []);
  let heading = '';
  return rows.map((row) => {
    const read = basics(reading, row);
    const texts = levels.map((column) => readCell(row.cells[column] ?? ''));
    if (isLoneDivision) {
      const [text = ''] = texts;
      if (text === '') texts[0] = heading;
      else if (isOwnDivision(row)) {
        heading = text;
        return ownRow(reading, read, text);
      } else {
        const { code } = divisionIn(reading, text);
        if (keyOf(code) !== keyOf(divisionIn(reading, heading).code)) heading = '';
        if (read.code === '') return { ...read, parent: code };
      }
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
    if (!isOwnRow) return { ...read, code: below(parent, read.code), parent };
    const last = texts[filled - 1] ?? '';
    const named = divisionIn(reading, last, parent);
    const description = read.description === '' ? named.description : read.description;
    return { ...read, description, code: joined(parent, named.code), parent };
  });
}

/** A code that has its division in front already stands for itself. */
const below = (division: string, code: string): string =>
  division === '' || hasInFront(division, code) ? code : joined(division, code);

/** Rows that only name a division head those below them: as their parent, or joined to them, too. */
function headed(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const headings: (Division | null)[] = [];
  const under: (string | Broken | undefined)[] = [];
  const codes: Below[] = [];
  let current: string | Broken | undefined;
  for (const row of rows) {
    const heading = headingIn(reading, row);
    if (heading) current = heading.code;
    headings.push(heading);
    under.push(heading ? undefined : current);
    if (heading || current === undefined) continue;
    if (isBrokenHeading(reading, row)) current = { row: row.row };
    else if (typeof current === 'string' && row.problem === undefined)
      codes.push({ division: current, code: readCell(row.cells[reading.header.columns.code] ?? '') });
  }
  const join = areJoined(codes, reading.known);
  return rows.map((row, index) => {
    const read = basics(reading, row);
    const heading = headings[index];
    if (heading) return { ...read, ...heading };
    const division = under[index];
    if (division === undefined) return read;
    if (typeof division === 'object')
      return {
        problem: `Row ${division.row} above it reads like a heading and cannot be taken, so nobody can tell to which division this row belongs. Mend row ${division.row}.`,
        ...read,
      };
    return {
      ...read,
      code: join && read.code !== '' ? below(division, read.code) : read.code,
      parent: division,
    };
  });
}

/** A heading that cannot be taken: it heads the rows below it all the same, and the heading before it does not. */
interface Broken {
  readonly row: number;
}

/** A row that is a problem and reads like a heading: `04 - Masonry` with a text too many, `04 Masonry` without a description. */
function isBrokenHeading(reading: Reading, row: TableRow): boolean {
  const { header, isKnown } = reading;
  const text = readCell(row.cells[header.columns.code] ?? '');
  if (text === '' || isKnown(text)) return false;
  const isProblem = row.problem !== undefined || beyond(reading.width, row) !== undefined;
  return isProblem
    ? readDivision(text) !== null
    : descriptionIn(header, row) === '' && /\d.*\p{L}{2}/u.test(text);
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
  const named = readDivision(text);
  // `Div 03-100` is a code of its own, however it is called.
  if (!named || named.code.includes(JOINER)) return null;
  const described = descriptions
    .map((column) => readCell(row.cells[column] ?? ''))
    .find((each) => each !== '');
  // Beside a title only the word makes a heading of it, or the title itself: `04 - Masonry`, `Masonry`.
  const saysTheSame = described !== undefined && keyOf(described) === keyOf(named.description);
  if (!/^div/i.test(text) && !saysTheSame) return null;
  return { code: named.code, description: described ?? named.description };
}
