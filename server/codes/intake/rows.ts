/** Rows of a table to rows of an import: codes, descriptions and parents, by what its columns are. */
import type { ImportRow } from '../import.ts';
import { keyOf } from '../model.ts';
import { readCell } from './cell.ts';
import { type Columns, type Header, headerKey } from './columns.ts';
import { readDivision } from './division.ts';
import {
  below,
  divisionCode,
  divisionIn,
  isDivisionName,
  ownRow,
  ownRows,
  settleDivision,
} from './division-rows.ts';
import { headed } from './headings.ts';
import { joined } from './joining.ts';
import type { KnownCodes } from './known-codes.ts';
import { basics, type Reading, widthOf } from './reading.ts';
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

/** A column for the parent: a code of the list or of the table by its very text, else a division as people write it. */
function withParents(reading: Reading, rows: readonly TableRow[]): ImportRow[] {
  const { code, parent } = reading.header.columns;
  const isDivision = isDivisionName(reading.header, parent);
  /** A division's own row, whose cells both say so, makes no code of the text. */
  const isSameTwice = ({ cells }: TableRow) =>
    isDivision && keyOf(readCell(cells[code] ?? '')) === keyOf(readCell(cells[parent] ?? ''));
  let own: ReadonlySet<string> | undefined;
  const isOwn = (text: string) => {
    own ??= new Set(
      rows.filter((row) => !isSameTwice(row)).map(({ cells }) => keyOf(readCell(cells[code] ?? ''))),
    );
    return own.has(keyOf(text));
  };
  const isKnown = (text: string) => reading.isKnown(text) || (readDivision(text) !== null && isOwn(text));
  const isOwnRow = ownRows({ ...reading, isKnown }, parent, rows);
  let heading = '';
  return rows.map((row) => {
    const read = basics(reading, row);
    const text = readCell(row.cells[parent] ?? '');
    if (!isDivision) return { ...read, parent: divisionCode({ ...reading, isKnown }, read, text) };
    if (text === '') return { ...read, parent: heading };
    const division = divisionIn({ isKnown }, text).code;
    if (isOwnRow(row)) {
      heading = division;
      return ownRow({ ...reading, isKnown }, read, text);
    }
    // Another division without a row of its own heads nothing.
    if (keyOf(division) !== keyOf(heading)) heading = '';
    if (read.code === '') return { ...read, parent: division };
    return { ...read, parent: divisionCode({ ...reading, isKnown }, read, text) };
  });
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
