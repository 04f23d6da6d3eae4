/**
 * Delimited text to rows, by the rules of RFC 4180 where they save data, and as spreadsheets read where that costs nothing.
 *
 * A quotation mark opens a cell only at the cell's beginning; anywhere else it is an inch. A quoted cell must be closed just
 * before a separator or a line end. Where it is not, nobody can tell where the cell ends: its row has a problem, and so has
 * each row that lies within it, instead of vanishing into a text. A quotation mark that is never closed costs only its own
 * row.
 */
import { COLUMNS_MAX, ROWS_MAX, type TableRow } from './table.ts';

const TOO_WIDE = `The row has more than ${COLUMNS_MAX.toLocaleString('en')} cells. Delete the columns that do not belong to the list.`;

const BLANK = /[ \u00a0\t]/;

export interface Delimited {
  readonly rows: readonly TableRow[];
  /** False if there are more rows than were asked for, or than are read. */
  readonly isWhole: boolean;
}

/**
 * The rows that hold anything, in order; each counts as in a spreadsheet: a line break within a clean quoted cell does not, a
 * blank row does. Reading stops after `lastRow`, or when there are too many to plan.
 */
export function readDelimited(text: string, separator: string, lastRow: number): Delimited {
  const rows: TableRow[] = [];
  const nextQuote = seeker(text, '"');
  const nextSeparator = seeker(text, separator);
  const lines = linesOf(text);
  let row = 0;
  let line = 1;
  let start = 0;
  const take = (each: TableRow, isWide: boolean) => {
    if (isWide) rows.push({ ...each, problem: TOO_WIDE });
    else if (each.cells.some(hasText)) rows.push(each);
  };
  while (start < text.length && row < lastRow && rows.length <= ROWS_MAX) {
    row++;
    const end = lines.endAt(start);
    const quote = nextQuote(start);
    if (quote === -1 || quote >= end) {
      const cells = text.slice(start, end).split(separator, COLUMNS_MAX + 1);
      const rest = cells.length > COLUMNS_MAX ? beyond(text.slice(start, end), separator) : '';
      take({ row, cells }, hasText(rest));
      start = lines.after(end);
      line++;
      continue;
    }
    const record = readRecord(text, start, separator, nextSeparator, lines);
    if (record.fault === null) {
      const { cells, breaks, holdsSeparator, isWide } = record;
      const covers = breaks > 0 && holdsSeparator ? { covers: `${line} to ${line + breaks}` } : {};
      take({ row, cells, ...covers }, isWide);
      start = record.next;
      line += breaks + 1;
      continue;
    }
    // Each line from the row's beginning to where the quotation mark is closed is a row, as it reads by itself.
    const swallowed: TableRow[] = [];
    const lastEnd = lines.endAt(record.through);
    for (; start <= lastEnd && start < text.length && row + swallowed.length <= lastRow; line++) {
      if (rows.length + swallowed.length > ROWS_MAX) break;
      const to = lines.endAt(start);
      const cells = text.slice(start, to).split(separator, COLUMNS_MAX).map(unquoted);
      swallowed.push({ row: row + swallowed.length, cells });
      start = lines.after(to);
    }
    const first = row;
    row += swallowed.length - 1;
    for (const each of swallowed) {
      const problem = faultWords(record.fault, each.row, first, row);
      if (each.cells.some(hasText)) rows.push({ ...each, problem });
    }
  }
  return { rows, isWhole: start >= text.length && rows.length <= ROWS_MAX };
}

type Fault = 'goesOn' | 'neverClosed';

function faultWords(fault: Fault, row: number, first: number, last: number): string {
  if (fault === 'neverClosed')
    return 'A quotation mark (") opens a cell and is never closed. Remove it, or close it at the end of the cell.';
  const mend = 'Write inches within quotation marks twice ("6"" pipe"), or remove the mark at the beginning.';
  if (row > first)
    return `It lies between the quotation marks (") of a cell that begins in row ${first}, so it cannot be told from that cell. Correct row ${first}.`;
  return last > first
    ? `A quotation mark (") opens a cell that is closed only in row ${last}, and goes on after that: rows ${first} to ${last} cannot be told apart. ${mend}`
    : `A cell goes on after its closing quotation mark ("). ${mend}`;
}

type Lines = ReturnType<typeof linesOf>;

type Record =
  | {
      readonly fault: null;
      readonly cells: string[];
      /** Where the next row begins. */
      readonly next: number;
      /** Line breaks within its cells. */
      readonly breaks: number;
      /** One of the cells with a line break also holds the separator. */
      readonly holdsSeparator: boolean;
      /** There is text beyond the last cell that is kept. */
      readonly isWide: boolean;
    }
  /** `through`: where the quotation mark is closed, or where it stands if it never is. */
  | { readonly fault: Fault; readonly through: number };

/** One row that has a quotation mark in it. */
function readRecord(
  text: string,
  start: number,
  separator: string,
  nextSeparator: (position: number) => number,
  lines: Lines,
): Record {
  const cells: string[] = [];
  let breaks = 0;
  let holdsSeparator = false;
  let isWide = false;
  const keep = (cell: string) => {
    if (cells.length < COLUMNS_MAX) cells.push(cell);
    else if (hasText(cell)) isWide = true;
  };
  for (let position = start; ; ) {
    const end = lines.endAt(position);
    let opening = position;
    while (opening < end && text[opening] !== separator && BLANK.test(text[opening] ?? '')) opening++;
    if (text[opening] === '"') {
      const quoted = readQuoted(text, opening, separator, lines);
      if (quoted.isClean) {
        keep(quoted.content);
        const here = quoted.content.includes('\n') || quoted.content.includes('\r');
        if (here) {
          breaks += quoted.content.split(/\r\n|\n|\r/).length - 1;
          if (quoted.content.includes(separator)) holdsSeparator = true;
        }
        if (text[quoted.next] !== separator)
          return { fault: null, cells, next: lines.after(quoted.next), breaks, holdsSeparator, isWide };
        position = quoted.next + 1;
        continue;
      }
      // With blanks before it, the mark may as well be a text of its own: `a, "B" wing`.
      if (opening === position)
        return quoted.closedAt === null
          ? { fault: 'neverClosed', through: opening }
          : { fault: 'goesOn', through: quoted.closedAt };
    }
    const next = nextSeparator(position);
    const isLast = next === -1 || next >= end;
    keep(text.slice(position, isLast ? end : next));
    if (isLast) return { fault: null, cells, next: lines.after(end), breaks, holdsSeparator, isWide };
    position = next + 1;
  }
}

type Quoted =
  | { readonly isClean: true; readonly content: string; readonly next: number }
  | { readonly isClean: false; readonly closedAt: number | null };

function readQuoted(text: string, opening: number, separator: string, lines: Lines): Quoted {
  const parts: string[] = [];
  for (let from = opening + 1; ; ) {
    const mark = text.indexOf('"', from);
    if (mark === -1) return { isClean: false, closedAt: null };
    parts.push(text.slice(from, mark));
    if (text[mark + 1] !== '"') {
      const end = lines.endAt(mark);
      let next = mark + 1;
      while (next < end && text[next] !== separator && BLANK.test(text[next] ?? '')) next++;
      const isClean = next === end || text[next] === separator;
      return isClean ? { isClean, content: parts.join('"'), next } : { isClean, closedAt: mark };
    }
    from = mark + 2;
  }
}

/** What stands in a line behind the last cell that is kept, without its separators. */
function beyond(line: string, separator: string): string {
  let from = 0;
  for (let cell = 0; cell < COLUMNS_MAX; cell++) from = line.indexOf(separator, from) + 1;
  return line.slice(from).replaceAll(separator, '');
}

const hasText = (cell: string) => cell.trim() !== '';

/** A cell of a row that could not be read, without the marks around it: to name the row by. */
const unquoted = (cell: string) => cell.trim().replace(/^"|"$/g, '');

/** The next place of `wanted` at or after a position. What is known of a stretch is kept, so that no stretch is searched again. */
function seeker(text: string, wanted: string): (position: number) => number {
  let from = 0;
  let found = text.indexOf(wanted);
  return (position) => {
    if (position < from || (found !== -1 && position > found)) {
      from = position;
      found = text.indexOf(wanted, position);
    }
    return found;
  };
}

function linesOf(text: string) {
  const feed = seeker(text, '\n');
  const carriage = seeker(text, '\r');
  return {
    /** The end of the line that holds `position`. */
    endAt(position: number): number {
      const [a, b] = [feed(position), carriage(position)];
      return a === -1 ? (b === -1 ? text.length : b) : b === -1 ? a : Math.min(a, b);
    },
    /** Where the line after the one that ends at `end` begins. */
    after: (end: number) => end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1),
  };
}
