/** Divisions in a column beside the codes: what a cell says of one, and which rows are those of divisions themselves. */
import type { ImportRow } from '../import.ts';
import { CODE_MAX, keyOf } from '../model.ts';
import { readCell } from './cell.ts';
import { type Header, headerKey } from './columns.ts';
import { type Division, readDivision } from './division.ts';
import { areJoined, type Below, hasInFront, joined } from './joining.ts';
import { withoutZeros } from './known-codes.ts';
import { descriptionIn, type Read, type Reading } from './reading.ts';
import { looksLikeTotal } from './spreadsheet-damage.ts';
import type { TableRow } from './table.ts';

/** The code of a division that a cell names below those above; one that is named with a description is made if it is not there. */
export function divisionCode(reading: Reading, read: Read, text: string, above = ''): string {
  const { code: named, description } = divisionIn(reading, text, above);
  const { header, made } = reading;
  // Levels of a template are parts of a code; a division above a code may be one as a whole.
  const code = header.columns.code === -1 ? joined(above, named) : below(above, named);
  const key = keyOf(code);
  if (description !== '' && !isSum(text) && read.problem === undefined && !made.has(key))
    made.set(key, { row: read.row, code, description, parent: above, made: true });
  return code;
}

/** What a cell says of a division below `above`. A text that is a code of the list is that code. */
export function divisionIn({ isKnown }: Pick<Reading, 'isKnown'>, text: string, above = ''): Division {
  const named = text === '' || isKnown(joined(above, text)) ? null : readDivision(text);
  return named ?? { code: text, description: '' };
}

/** Whether the heading of a column says that it holds divisions. */
export const isDivisionName = ({ cells }: Header, column: number) =>
  ['division', 'divisioncode'].includes(headerKey(cells[column] ?? ''));

/**
 * Is a row that of a division itself? Its code is written as the division is, or is the division's (leading zeros aside), or is empty: of
 * those the first one of each division that has a description. Not where the description is another than a cell gives the division
 * (`03 - Concrete`, no code, `Formwork` is a row whose code is missing), and not where anything of it reads like a sum.
 */
export function ownRows(
  reading: Reading,
  column: number,
  rows: readonly TableRow[],
): (row: TableRow) => boolean {
  const divisionOf = divisionsIn(reading);
  const names = new Map<string, string>();
  for (const { cells } of rows) {
    const text = readCell(cells[column] ?? '');
    const { code, description } = divisionOf(text);
    const key = keyOf(code);
    if (description !== '' && !isSum(text) && !names.has(key)) names.set(key, keyOf(description));
  }
  const seen = new Map<string, number>();
  return (row) => {
    const text = readCell(row.cells[column] ?? '');
    const description = descriptionIn(reading.header, row);
    if (text === '' || isSum(text) || looksLikeTotal('', description)) return false;
    const division = divisionOf(text);
    // No code is that long; it would be copied into each row that it heads.
    if (division.code.length > CODE_MAX) return false;
    const key = keyOf(division.code);
    const code = readCell(row.cells[reading.header.columns.code] ?? '');
    if (code !== '' && keyOf(code) === keyOf(text) && division.description !== '') return true;
    const name = names.get(key);
    if (description !== '' && name !== undefined && keyOf(description) !== name) return false;
    if (code !== '') return withoutZeros(keyOf(code)) === withoutZeros(key);
    if (description === '' && division.description === '') return false;
    const first = seen.get(key) ?? row.row;
    seen.set(key, first);
    return first === row.row;
  };
}

/** `Total`, or `03 - Concrete Total` as a spreadsheet writes below each group. */
const isSum = (text: string) => looksLikeTotal(text, '') || /\stotals?$/i.test(text);

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

/** The row of a division itself: `text` is how the division's cell has it. */
export function ownRow(reading: Reading, read: Read, text: string): ImportRow {
  const { code, description } = divisionIn(reading, text);
  return { ...read, code, description: read.description || description, parent: '' };
}

/**
 * A lone `Division` beside a code is the first level of it where codes are joined to their divisions, or where a division has a row of
 * its own without a code; else it is no more than the parent.
 */
export function settleDivision(reading: Reading, rows: readonly TableRow[]): Header {
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
    if (isOwnRow(row)) hasOwnRow ||= own === '';
    else if (own !== '') below.push({ division: divisionOf(text).code, code: own });
  }
  if (!areJoined(below, known, hasOwnRow)) return header;
  return { ...header, columns: { ...columns, parent: -1, levels: [parent] } };
}

/** A code that has its division in front already stands for itself. */
export const below = (division: string, code: string): string =>
  division === '' || hasInFront(division, code) ? code : joined(division, code);
