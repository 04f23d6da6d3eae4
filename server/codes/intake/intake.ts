/** A list as it comes: bytes to the rows of an import, whatever kind of file they are. What is in the bytes counts, not the label. */
import type { ImportRow } from '../import.ts';
import type { CostCode } from '../model.ts';
import { type Choice, type ColumnUse, type Found, findHeader, HEADER_ROWS, usesOf } from './columns.ts';
import { readCsv } from './csv.ts';
import { readDelimited } from './delimited.ts';
import { isIif, readIif } from './iif.ts';
import { knownCodes } from './known-codes.ts';
import { importRows } from './rows.ts';
import { ROWS_MAX, type TableRow } from './table.ts';
import { decodeText } from './text.ts';
import { isWorkbook, openWorkbook, type Workbook } from './workbook.ts';

export const FORMATS = ['csv', 'xlsx', 'iif', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What a person says of a file that cannot be recognised. */
export interface FileChoice extends Choice {
  /** A sheet's name, or its number from 1. */
  readonly sheet?: string | undefined;
}

export interface Intake {
  readonly format: Format;
  /** 0 where there is none. */
  readonly headerRow: number;
  /** Of a workbook: the sheet that was read, and all of them. */
  readonly sheet?: string;
  readonly sheets?: readonly string[];
  /** Items of an IIF that are no service items, by their type. */
  readonly ignored?: Readonly<Record<string, number>>;
  /** The first rows as they stand in the file, to choose columns by. */
  readonly sample: readonly TableRow[];
  /**
   * The rows of the import, and what each column was taken for. `existing`: the codes of the list, by key; some texts and columns mean
   * what is there already.
   */
  rows(existing: ReadonlyMap<string, CostCode>): IntakeRows;
}

export interface IntakeRows {
  readonly rows: readonly ImportRow[];
  readonly columns: readonly ColumnUse[];
}

export type IntakeRead =
  | { readonly ok: true; readonly intake: Intake }
  /** `columns`: it can be read, but `field` must be told. `unreadable`: it is no such file, or a damaged one. */
  | {
      readonly ok: false;
      readonly fault: 'columns' | 'unreadable';
      readonly field: string;
      readonly why: string;
      /** Of JSON: each field that is not as it should be; `field` and `why` are those of the first. */
      readonly errors?: readonly { readonly field: string; readonly message: string }[];
      readonly sample: readonly TableRow[];
      readonly sheets?: readonly string[];
    };

/** Rows of that many are shown to choose columns by. */
const SAMPLE_ROWS = 12;

/**
 * Tells a workbook, an IIF and a CSV by their bytes and reads them; what it cannot read, or not without help, is in the
 * answer.
 */
export function readIntake(bytes: Uint8Array, choice: FileChoice): IntakeRead {
  if (isWorkbook(bytes)) {
    const opened = openWorkbook(bytes);
    return opened.ok ? fromWorkbook(opened.workbook, choice) : unreadable(opened.why);
  }
  const decoded = decodeText(bytes);
  if (!decoded.ok) return unreadable(decoded.why);
  if (isIif(decoded.text)) return fromIif(decoded.text);
  const { rows, isWhole, found } = readCsv(decoded.text, choice);
  if (!isWhole) return unreadable(TOO_MANY);
  return fromTable('csv', rows, found, choice, {});
}

/** Rows that are none of a file: JSON, or a code by hand. */
export function intakeOf(rows: readonly ImportRow[]): Intake {
  return { format: 'json', headerRow: 0, sample: [], rows: () => ({ rows, columns: [] }) };
}

const TOO_MANY = `The file has more than ${ROWS_MAX.toLocaleString('en')} rows. Import it in parts.`;

/** The answer about a file that cannot be read: `why` is a whole sentence with the next step. */
export const unreadable = (why: string): IntakeRead => ({
  ok: false,
  fault: 'unreadable',
  field: 'file',
  why,
  sample: [],
});

function fromTable(
  format: Format,
  rows: readonly TableRow[],
  found: Found,
  choice: Choice,
  more: Pick<Intake, 'sheet' | 'sheets'>,
): IntakeRead {
  const sample = rows.slice(0, SAMPLE_ROWS);
  if (!found.ok)
    return {
      ok: false,
      fault: 'columns',
      field: found.field,
      why: found.why,
      sample,
      ...(more.sheets ? { sheets: more.sheets } : {}),
    };
  const { header } = found;
  // What a person has said of a column of divisions stays.
  const isSettled = choice.uses !== undefined || choice.parent !== undefined;
  return {
    ok: true,
    intake: {
      format,
      headerRow: header.row,
      ...more,
      sample,
      rows: (existing) => {
        const read = importRows(header, rows, knownCodes(existing), isSettled);
        return { rows: read.rows, columns: usesOf({ ...header, columns: read.columns }) };
      },
    },
  };
}

/** The sheet that is named; else the first one with a header, those that are hidden last. */
function fromWorkbook(workbook: Workbook, choice: FileChoice): IntakeRead {
  const sheets = workbook.sheets.map(({ name }) => name);
  const order = sheetsToTry(workbook, choice.sheet);
  if (order.length === 0)
    return {
      ok: false,
      fault: 'columns',
      field: 'sheet',
      why:
        sheets.length === 0
          ? 'The workbook has no sheet with cells.'
          : `There is no sheet "${choice.sheet ?? ''}". The workbook has: ${sheets.join(', ')}.`,
      sample: [],
      sheets,
    };
  let first: IntakeRead | null = null;
  for (const index of order) {
    const top = workbook.read(index, Math.max(HEADER_ROWS, choice.headerRow ?? 0));
    if (!top.ok) return unreadable(top.why);
    const more = { sheet: sheets[index] ?? '', sheets };
    const found = findHeader(top.rows, choice);
    if (!found.ok) {
      first ??= fromTable('xlsx', top.rows, found, choice, more);
      continue;
    }
    const whole = workbook.read(index);
    if (!whole.ok) return unreadable(whole.why);
    return fromTable('xlsx', whole.rows, findHeader(whole.rows, choice), choice, more);
  }
  return first ?? unreadable('The workbook has no sheet with cells.');
}

function sheetsToTry({ sheets }: Workbook, wanted: string | undefined): number[] {
  if (wanted === undefined) {
    const all = sheets.map((sheet, index) => ({ index, hidden: sheet.hidden }));
    return [...all.filter(({ hidden }) => !hidden), ...all.filter(({ hidden }) => hidden)].map(
      ({ index }) => index,
    );
  }
  const name = wanted.trim().toLowerCase();
  const named = sheets.findIndex((sheet) => sheet.name.trim().toLowerCase() === name);
  if (named !== -1) return [named];
  const number = /^\d{1,4}$/.test(name) ? Number(name) - 1 : -1;
  return sheets[number] ? [number] : [];
}

function fromIif(text: string): IntakeRead {
  const { rows: lines, isWhole } = readDelimited(text, '\t', Number.POSITIVE_INFINITY);
  if (!isWhole) return unreadable(TOO_MANY);
  const read = readIif(lines);
  if (!read.ok) return { ok: false, fault: 'columns', field: 'file', why: read.why, sample: [] };
  const { columns, headerRow, ignored, rows } = read.items;
  return {
    ok: true,
    intake: {
      format: 'iif',
      headerRow,
      ignored,
      sample: lines.slice(0, SAMPLE_ROWS),
      rows: (existing) => ({ rows: rows(existing), columns }),
    },
  };
}
