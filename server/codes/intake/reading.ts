/** What every row of a table has, whatever its columns are. */
import { cleanText, LEVELS_MAX } from '../../../qbxml/text.ts';
import type { ImportRow } from '../import.ts';
import { isErrorText, isFormula, readCell, spacedIn } from './cell.ts';
import type { Header } from './columns.ts';
import type { KnownCodes } from './known-codes.ts';
import type { TableRow } from './table.ts';

/** A table while it is read. */
export interface Reading {
  readonly header: Header;
  readonly known: KnownCodes;
  /** Is there a code of that text in the list already? */
  readonly isKnown: (code: string) => boolean;
  /** By key. */
  readonly made: Map<string, ImportRow>;
  /** So many columns up to the last one that has a name or is used. */
  readonly width: number;
}

/** So many columns up to the last one that has a name or is used; no bound without a header. */
export function widthOf({ row, cells, columns }: Header): number {
  if (row === 0) return Number.POSITIVE_INFINITY;
  const { code, descriptions, parent, levels } = columns;
  const named = cells.findLastIndex((cell) => cleanText(cell) !== '');
  return Math.max(named, code, parent, columns.class, columns.active, ...descriptions, ...levels) + 1;
}

export type Read = Pick<
  ImportRow,
  'row' | 'code' | 'description' | 'class' | 'active' | 'problem' | 'covers' | 'hidden'
>;

/** What every row has, whatever its columns: its texts, and what reading or looking at its cells found. */
export function basics({ header, isKnown, width }: Reading, row: TableRow): Read {
  const { code, class: itsClass, active } = header.columns;
  const activity = active === -1 ? null : activeIn(readCell(row.cells[active] ?? ''));
  const problem =
    row.problem ??
    beyond(width, row) ??
    tooDeep(header, row) ??
    keyProblem(header, row, isKnown) ??
    activity?.problem;
  const written = spacedIn(row.cells[code] ?? '');
  return {
    row: row.row,
    code: code === -1 ? '' : readCell(row.cells[code] ?? ''),
    description: descriptionIn(header, row),
    ...(itsClass === -1 ? undefined : { class: readCell(row.cells[itsClass] ?? '') }),
    ...(activity?.active === undefined ? undefined : { active: activity.active }),
    ...(problem === undefined ? undefined : { problem }),
    ...(row.covers === undefined ? undefined : { covers: row.covers }),
    ...(row.hidden ? { hidden: true } : undefined),
    ...(written === null ? undefined : { written }),
  };
}

const YES = ['yes', 'y', 'true', '1', 'active', 'x'];
const NO = ['no', 'n', 'false', '0', 'inactive'];

/** An empty cell says nothing. */
function activeIn(cell: string): { readonly active?: boolean; readonly problem?: string } {
  const word = cell.toLowerCase();
  if (word === '') return {};
  if (YES.includes(word)) return { active: true };
  if (NO.includes(word)) return { active: false };
  return {
    problem: `"${cell.slice(0, 60)}" says neither that the code is active nor that it is not. Write yes or no.`,
  };
}

/** The first that is filled. */
export function descriptionIn({ columns }: Header, { cells }: TableRow): string {
  for (const column of columns.descriptions) {
    const text = readCell(cells[column] ?? '');
    if (text !== '') return text;
  }
  return '';
}

/** Text to the right of the last column that has a name. */
export function beyond(width: number, { cells: here }: TableRow): string | undefined {
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

/** What cannot be a code, a parent or a class, whatever its text is. */
function keyProblem(
  { columns }: Header,
  { cells, kinds }: TableRow,
  isKnown: Reading['isKnown'],
): string | undefined {
  for (const [column, what] of [
    [columns.code, 'code'],
    [columns.parent, 'parent'],
    [columns.class, 'class'],
    ...columns.levels.map((level) => [level, 'code'] as const),
  ] as const) {
    if (column === -1) continue;
    const raw = cells[column] ?? '';
    const text = cleanText(raw);
    if (kinds?.get(column) === 'date')
      return `A date (${text}) stands in place of the ${what}: a spreadsheet made one of it. Format the column as text and type the ${what} again.`;
    if (kinds?.get(column) === 'error' || (isErrorText(text) && !isKnown(text)))
      return `The spreadsheet shows an error (${text}) in place of the ${what}. Correct it there and save the file again.`;
    if (isFormula(raw))
      return `A formula (${text.slice(0, 60)}) stands in place of the ${what}. Save the list with its values instead.`;
  }
  return undefined;
}
