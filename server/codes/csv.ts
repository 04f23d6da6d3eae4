/** Reads cost codes from a CSV file as spreadsheets and Procore write it. */
import { parse } from 'csv-parse/sync';
import { cleanText, LEVELS_MAX } from '../../qbxml/text.ts';
import type { ImportRow } from './import.ts';

export type CsvFile =
  | { readonly ok: true; readonly rows: readonly ImportRow[] }
  /** `columns`: it can be read, but a column is missing. `unreadable`: quotes that never end, or no text at all. */
  | { readonly ok: false; readonly fault: 'columns' | 'unreadable'; readonly why: string };

/** How a file says its code, description and parent; -1 for a column it does not have. */
interface Columns {
  readonly code: number;
  readonly description: number;
  readonly parent: number;
  /** Procore's template: one column a level, the code is its levels joined by "-". */
  readonly levels: readonly number[];
}

const DELIMITERS = [',', ';', '\t'];
const LEVEL_JOINER = '-';

export function readCsv(bytes: Uint8Array): CsvFile {
  return readCsvText(textOfCsv(bytes));
}

export function readCsvText(text: string): CsvFile {
  if (text.includes('\0'))
    return {
      ok: false,
      fault: 'unreadable',
      why: 'This is not a text file. Save the sheet as CSV and import that.',
    };
  let columns: Columns | null = null;
  for (const delimiter of DELIMITERS) {
    columns = columnsOf(recordsOf(text, delimiter, 1)?.[0] ?? []);
    if (!columns) continue;
    const records = recordsOf(text, delimiter);
    if (!records)
      return { ok: false, fault: 'unreadable', why: 'A quotation mark (") opens a cell that never ends.' };
    const [, ...body] = records;
    // Header row 1; blank rows count as they do in a spreadsheet, but hold nothing to import.
    return { ok: true, rows: body.flatMap((cells, index) => rowOf(cells, index + 2, columns as Columns)) };
  }
  return {
    ok: false,
    fault: 'columns',
    why:
      'The first row must name the columns: "code" (or "cost code") and "description" (or "name"), perhaps "parent" (or "division"); ' +
      'or "Cost Code Level 1" to "Cost Code Level 5" and "Description".',
  };
}

/** UTF-8 with or without a byte order mark, else Windows-1252, which every byte is valid in. */
export function textOfCsv(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Null where quotes never end. */
function recordsOf(text: string, delimiter: string, to?: number): string[][] | null {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      record_delimiter: ['\r\n', '\n', '\r'],
      ...(to === undefined ? {} : { to }),
    });
  } catch {
    return null;
  }
}

function columnsOf(header: readonly string[]): Columns | null {
  const names = header.map((name) => cleanText(name).toLowerCase());
  const find = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name));
  const levels = Array.from({ length: LEVELS_MAX }, (_, index) => find(`cost code level ${index + 1}`));
  const used = levels.slice(0, levels.indexOf(-1) === -1 ? LEVELS_MAX : levels.indexOf(-1));
  const code = find('code', 'cost code');
  const description = find('description', 'name');
  if (description === -1 || (code === -1 && used.length === 0)) return null;
  return { code, description, parent: find('parent', 'division'), levels: code === -1 ? used : [] };
}

function rowOf(cells: readonly string[], row: number, columns: Columns): ImportRow[] {
  if (cells.every((cell) => cleanText(cell) === '')) return [];
  const cell = (column: number) => cells[column] ?? '';
  const description = cell(columns.description);
  if (columns.levels.length > 0) return [{ row, description, ...codeOfLevels(columns.levels.map(cell)) }];
  return [
    {
      row,
      code: cell(columns.code),
      description,
      ...(columns.parent === -1 ? {} : { parent: cell(columns.parent) }),
    },
  ];
}

function codeOfLevels(cells: readonly string[]): Pick<ImportRow, 'code' | 'parent' | 'problem'> {
  const texts = cells.map(cleanText);
  const levels = texts.filter((text) => text !== '');
  const code = levels.join(LEVEL_JOINER);
  const hasGap = texts.slice(0, levels.length).includes('');
  if (hasGap) return { code, problem: 'A level is empty although one below it is filled in.' };
  return { code, parent: levels.slice(0, -1).join(LEVEL_JOINER) };
}
