/** Merged cells of a sheet (ECMA-376 part 1, 18.3.1.55): only the first of them holds a text, a person sees it over all. */
import type { CellKind } from './table.ts';
import { damaged, Unreadable } from './unreadable.ts';

/** Rows from 1, columns from 0, both ends included. */
export interface Merged {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A row that is being read. */
export interface OpenRow {
  readonly row: number;
  readonly cells: string[];
  kinds?: Map<number, CellKind>;
}

/** Merged cells never lie over each other, so a sheet has no more cells in them than it has cells. */
const CELLS_MAX = 4_000_000;

/** `A2:B4`; null for a single cell. Throws Unreadable for what is none. */
export function mergedOf(reference: string): Merged | null {
  const match = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(reference);
  if (!match) throw damaged('it has merged cells that are nowhere');
  const [, from = '', top, to, bottom] = match;
  if (to === undefined) return null;
  return { top: Number(top), bottom: Number(bottom), left: columnOf(from), right: columnOf(to) };
}

/** Of `A1` it is 0; -1 for what does not begin with one to three capital letters. */
export function columnOf(reference: string): number {
  const [first, last] = [65, 90];
  let column = 0;
  let i = 0;
  for (let code = reference.charCodeAt(0); code >= first && code <= last; code = reference.charCodeAt(++i))
    column = column * 26 + code - first + 1;
  return i <= 3 ? column - 1 : -1;
}

/**
 * Repeats the text of merged cells down their first column, so that a division beside its codes counts for each of them; the
 * other cells, which nobody sees, are emptied. Rows that hold nothing else are not made. `rows`: in order.
 */
export function spread(rows: readonly OpenRow[], merged: readonly Merged[]): void {
  let cells = 0;
  for (const { top, bottom, left, right } of merged) {
    let at = firstFrom(rows, top);
    const first = rows[at]?.row === top ? rows[at] : undefined;
    const text = first?.cells[left] ?? '';
    const kind = first?.kinds?.get(left);
    for (let row = rows[at]; row && row.row <= bottom; row = rows[++at]) {
      const end = Math.min(right, row.cells.length - 1);
      cells += Math.max(1, end - left + 1);
      if (cells > CELLS_MAX)
        throw new Unreadable(
          `This sheet has more than ${CELLS_MAX.toLocaleString('en-US')} merged cells. ` +
            'Copy the rows to be imported into a new workbook and import that.',
        );
      for (let column = left; column <= end; column++) if (row !== first || column > left) erase(row, column);
      if (row !== first && text !== '') write(row, left, text, kind);
    }
  }
}

export function write(row: OpenRow, column: number, text: string, kind: CellKind | undefined): void {
  while (row.cells.length < column) row.cells.push('');
  row.cells[column] = text;
  if (!kind) return;
  row.kinds ??= new Map();
  row.kinds.set(column, kind);
}

function erase(row: OpenRow, column: number): void {
  row.cells[column] = '';
  row.kinds?.delete(column);
}

/** The place of the first row from this one on. */
function firstFrom(rows: readonly OpenRow[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as OpenRow).row < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
