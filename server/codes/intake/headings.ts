/** Rows above their codes that only name a division. */
import { cleanText } from '../../../qbxml/text.ts';
import type { ImportRow } from '../import.ts';
import { keyOf } from '../model.ts';
import { readCell } from './cell.ts';
import type { Header } from './columns.ts';
import { type Division, readDivision } from './division.ts';
import { below } from './division-rows.ts';
import { areJoined, type Below, JOINER } from './joining.ts';
import { basics, beyond, descriptionIn, type Reading } from './reading.ts';
import { looksLikeTotal } from './spreadsheet-damage.ts';
import type { TableRow } from './table.ts';

/** Rows that only name a division head those below them: as their parent, or joined to them, too. */
export function headed(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const headings: (Division | null)[] = [];
  const under: (Division | Broken | undefined)[] = [];
  const codes: Below[] = [];
  const { code } = reading.header.columns;
  for (const row of rows) headings.push(headingIn(reading, row));
  const hasHeadings = headings.some((heading) => heading !== null);
  const areDescriptions = headings.some((heading, at) => heading && isEmpty(rows[at], code));
  let current: Division | Broken | undefined;
  rows.forEach((row, index) => {
    const heading = headings[index];
    if (heading) current = heading;
    under.push(heading ? undefined : current);
    if (heading || !hasHeadings) return;
    if (isBrokenHeading(reading, row, areDescriptions)) current = { row: row.row };
    else if (current && 'code' in current && row.problem === undefined) {
      const below = { division: current.code, code: readCell(row.cells[code] ?? '') };
      if (!repeatsHeading(reading, row, current)) codes.push(below);
    }
  });
  const join = areJoined(codes, reading.known);
  return rows.map((row, index) => {
    const read = basics(reading, row);
    const heading = headings[index];
    if (heading) return { ...read, ...heading };
    const above = under[index];
    if (above === undefined) return read;
    if ('row' in above)
      return {
        problem: `Row ${above.row} above it reads like a heading but cannot be used as one, so nobody can tell to which division this row belongs. Correct row ${above.row}.`,
        ...read,
      };
    const code = join && read.code !== '' ? below(above.code, read.code) : read.code;
    return { ...read, code, parent: above.code };
  });
}

/** A heading that cannot be taken: it heads the rows below it all the same, and the heading before it does not. */
interface Broken {
  readonly row: number;
}

/** `03`, `Concrete` below `03 - Concrete`: the division once more, and no code of its own. */
const repeatsHeading = ({ header }: Reading, row: TableRow, { code, description }: Division): boolean =>
  keyOf(readCell(row.cells[header.columns.code] ?? '')) === keyOf(code) &&
  keyOf(descriptionIn(header, row)) === keyOf(description);

const isEmpty = (row: TableRow | undefined, column: number) => readCell(row?.cells[column] ?? '') === '';

/**
 * A row that is a problem and reads like a heading: `04 - Masonry` with a text too many, `04 Masonry` or `Alternates` without a
 * description, or without a code in a table whose headings stand among the descriptions.
 */
function isBrokenHeading(reading: Reading, row: TableRow, areDescriptions: boolean): boolean {
  const { header, isKnown, width } = reading;
  const text = readCell(row.cells[header.columns.code] ?? '');
  const description = descriptionIn(header, row);
  if (text === '') return areDescriptions && description !== '' && !looksLikeTotal('', description);
  if (isKnown(text) || looksLikeTotal(text, description)) return false;
  const isProblem = row.problem !== undefined || beyond(width, row) !== undefined;
  return isProblem ? readDivision(text) !== null : description === '' && /\p{L}{2}/u.test(text);
}

/** A row that only names a division: the word and its number as the code, or a single cell such as `03 - Concrete`. */
function headingIn({ header, isKnown }: Reading, row: TableRow): Division | null {
  if (row.problem !== undefined) return null;
  const { code, descriptions } = header.columns;
  const text = readCell(row.cells[code] ?? '');
  const described = descriptionIn(header, row);
  if (text !== '' && isKnown(text)) return null;
  if (text === '' || described === '') {
    if (!isAlone(header, row)) return null;
    const named = readDivision(text || described);
    // Beside other descriptions a name stands for something else.
    if (text === '' && (named?.description === '' || isEmpty(row, descriptions[0] ?? -1))) return null;
    return named;
  }
  const named = readDivision(text);
  // `Div 03-100` is a code of its own, however it is called.
  if (!named || named.code.includes(JOINER)) return null;
  // Beside a title only the word makes a heading of it, or the title itself: `04 - Masonry`, `Masonry`.
  const saysTheSame = keyOf(described) === keyOf(named.description);
  return /^div/i.test(text) || saysTheSame ? { code: named.code, description: described } : null;
}

/** Of the columns that are used only one is filled, and in the others but the class and the activity stands no word: an amount is no text of a heading. */
function isAlone({ columns }: Header, { cells }: TableRow): boolean {
  const { code, descriptions } = columns;
  const filled = cells.flatMap((cell, column) => (cleanText(cell) === '' ? [] : [column]));
  const isUsed = (column: number) => column === code || descriptions.includes(column);
  return (
    filled.filter(isUsed).length === 1 &&
    filled.every(
      (column) =>
        isUsed(column) ||
        column === columns.class ||
        column === columns.active ||
        !/\p{L}/u.test(cells[column] ?? ''),
    )
  );
}
