/** A text file of rows: which separator it has, where its header is. */
import { type Choice, type Found, findHeader, HEADER_ROWS, recognise } from './columns.ts';
import { type Delimited, readDelimited } from './delimited.ts';
import type { TableRow } from './table.ts';

const SEPARATORS = [',', ';', '\t', '|'];

/** Excel's own first line, which names the separator; other programs quote it, or write it above rows with another one. */
const NAMED = /^"?sep=(.)"?[,;\t|"]*(?:\r\n|\n|\r|$)/i;

/** More rows than that are not titles; and a file of megabytes must not be read once for each separator. */
const HEADER_SEARCH_MAX = 1_000;

export interface CsvTable {
  readonly rows: readonly TableRow[];
  readonly isWhole: boolean;
  readonly found: Found;
}

/** The rows of a text by the separator that makes most sense of its header; a `sep=` line is obeyed first. */
export function readCsv(text: string, choice: Choice): CsvTable {
  const named = NAMED.exec(text)?.[1];
  const candidates = [...new Set([...(named ? [named] : []), ...SEPARATORS])];
  const read = (separator: string, lastRow: number): Delimited => {
    const { rows, isWhole } = readDelimited(text, separator, lastRow);
    return { rows: named ? rows.filter(({ row }) => row > 1) : rows, isWhole };
  };
  // A row that a person names as the header tells the separator, and what stands above it does not.
  const first = Math.min(choice.headerRow || 1, HEADER_SEARCH_MAX);
  const tried = candidates.map((separator) => {
    const top = read(separator, first + HEADER_ROWS - 1).rows.filter(({ row }) => row >= first);
    const rows = choice.headerRow ? top.slice(0, 1) : top;
    const columns = rows.map(({ cells }) => recognise(cells)).find((each) => each !== null);
    const named =
      columns &&
      [columns.code, columns.parent].filter((each) => each !== -1).length +
        columns.levels.length +
        columns.descriptions.length;
    return {
      separator,
      known: named ?? 0,
      isFound: findHeader(rows, choice).ok,
      width: choice.headerRow ? (rows[0]?.cells.length ?? 0) : evenWidth(top),
      before: top.reduce((length, { cells }) => length + (cells[0]?.length ?? 0), 0),
    };
  });
  // Most names known; else what a person's words fit; else the separator by which the named row has most cells, or the first rows
  // have most cells alike; else the one that comes first in them: a code is short, and a text holds what separates nothing.
  const best = tried.reduce((a, b) => {
    if (a.known !== b.known) return a.known > b.known ? a : b;
    if (a.isFound !== b.isFound) return a.isFound ? a : b;
    if (a.width !== b.width) return a.width > b.width ? a : b;
    return b.before < a.before ? b : a;
  });
  const heard = tried[0];
  const separator = named && heard && heard.known > 0 ? named : best.separator;
  const { rows, isWhole } = read(separator, Number.POSITIVE_INFINITY);
  return { rows, isWhole, found: findHeader(rows, choice) };
}

/** In how many cells most of the rows agree. */
function evenWidth(rows: readonly TableRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1];
  return width;
}
