/** The rows of a sheet: its part `sheetN.xml` (ECMA-376 part 1, 18.3), read in one pass without a copy of it in memory. */
import { columnOf, type Merged, mergedOf, type OpenRow, spread, write } from './merged.ts';
import { dayOf } from './number-format.ts';
import { cellText, RichText } from './strings.ts';
import type { Styles } from './styles.ts';
import { type CellKind, COLUMNS_MAX, ROWS_MAX, type TableRow } from './table.ts';
import { damaged, Unreadable } from './unreadable.ts';
import { isOn, texts, type XmlHandler, XmlReader } from './xml.ts';

/** What cells point to. */
export interface SheetContext {
  readonly styles: Styles;
  /** Read when the first cell asks for one. */
  sharedString(index: number): string | undefined;
}

/** A few bytes of a file can point to a long text, or to a format that makes one, a million times. */
const CHARS_MAX = 100_000_000;
const MERGED_MAX = 500_000;
/** Of any sheet (Excel's specifications and limits). */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;

interface SheetRow extends OpenRow {
  readonly hidden?: true;
}

/** Throws Unreadable for what is no sheet, or too large a one. `rowsMax`: rows after these are not asked for. */
export function readSheet(
  part: string,
  pieces: Iterable<Uint8Array>,
  context: SheetContext,
  rowsMax: number,
): readonly TableRow[] {
  const sheet = new SheetReader(context, rowsMax);
  const reader = new XmlReader(part, sheet);
  const rest = new MergedSearch(sheet.merged);
  for (const text of texts(pieces, part)) {
    if (!sheet.enough) reader.write(text);
    if (sheet.enough) rest.write(text);
  }
  if (!sheet.enough) reader.close();
  spread(sheet.rows, sheet.merged);
  return sheet.rows;
}

/**
 * Merged cells come after all rows, and a merged title matters to its first ones. Where those are enough the rest is not parsed, which
 * costs more than all else, but searched for its `<mergeCell ref="A1:C1"/>`.
 */
class MergedSearch {
  private before = '';
  private readonly merged: Merged[];

  constructor(merged: Merged[]) {
    this.merged = merged;
  }

  write(text: string): void {
    const tagCharsMax = 256;
    const seen = this.before + text;
    if (seen.includes('mergeCell'))
      for (const [, reference = ''] of seen.matchAll(
        /<(?:[\w.-]{1,64}:)?mergeCell\s{1,9}ref\s?=\s?["']([A-Z0-9:]+)["']/g,
      ))
        addMerged(this.merged, reference);
    this.before = seen.slice(-tagCharsMax);
  }
}

function addMerged(merged: Merged[], reference: string): void {
  const cells = mergedOf(reference);
  if (!cells) return;
  if (merged.length >= MERGED_MAX)
    throw new Unreadable(
      `This sheet has more than ${inWords(MERGED_MAX)} merged ranges. ` +
        'Copy the rows to be imported into a new workbook and import that.',
    );
  merged.push(cells);
}

/** Follows worksheet / sheetData / row / c / v, f or is, and worksheet / mergeCells / mergeCell. Whatever else there is, is passed over. */
class SheetReader implements XmlHandler {
  readonly rows: SheetRow[] = [];
  readonly merged: Merged[] = [];
  /** No further row is asked for. */
  enough = false;

  private readonly context: SheetContext;
  private readonly rowsMax: number;
  private readonly rich = new RichText();
  private depth = 0;
  private section = '';
  private inData = false;
  private rowNumber = 0;
  private row: SheetRow | null = null;
  private filled = 0;
  private column = -1;
  private type = 'n';
  private style = 0;
  private inCell = false;
  private within = '';
  private value = '';
  private inline = '';
  private chars = 0;

  constructor(context: SheetContext, rowsMax: number) {
    this.context = context;
    this.rowsMax = rowsMax;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.depth++;
    if (this.depth === 1 && name !== 'worksheet') throw damaged('what it calls a sheet is none');
    if (this.depth === 2) {
      this.section = name;
      this.inData = name === 'sheetData';
    } else if (this.inData) this.openWithinData(name, attributes);
    else if (this.section === 'mergeCells' && this.depth === 3 && name === 'mergeCell')
      addMerged(this.merged, attributes.ref ?? '');
  }

  close(): void {
    if (this.inData) this.closeWithinData();
    if (this.depth === 2) this.inData = false;
    this.depth--;
  }

  text(text: string): void {
    if (!this.inCell) return;
    if (this.within === 'v') this.value += text;
    else if (this.within === 'is') this.rich.text(text);
  }

  private openWithinData(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.depth === 3 && name === 'row') this.openRow(attributes);
    else if (this.depth === 4 && name === 'c' && this.row) this.openCell(attributes);
    else if (this.depth === 5 && this.inCell) {
      this.within = name;
      if (name === 'is') this.rich.start();
    } else if (this.depth > 5 && this.within === 'is') this.rich.open(name);
  }

  private closeWithinData(): void {
    if (this.depth === 3) this.closeRow();
    else if (this.depth === 4 && this.inCell) this.closeCell();
    else if (this.depth === 5 && this.inCell) {
      if (this.within === 'is') this.inline = this.rich.end();
      this.within = '';
    } else if (this.depth > 5 && this.within === 'is') this.rich.close();
  }

  /** Rows and cells without `r` follow the one before (18.3.1.73 and 18.3.1.4). */
  private openRow(attributes: Readonly<Record<string, string>>): void {
    const number = attributes.r === undefined ? this.rowNumber + 1 : Number(attributes.r);
    if (!Number.isInteger(number) || number <= this.rowNumber || number > LAST_ROW)
      throw damaged('its rows are not in order');
    this.rowNumber = number;
    this.column = -1;
    this.filled = 0;
    this.row = this.enough
      ? null
      : { row: number, cells: [], ...(isOn(attributes.hidden) ? { hidden: true as const } : {}) };
  }

  private closeRow(): void {
    if (this.row && this.filled > 0) {
      if (this.rows.length >= ROWS_MAX)
        throw new Unreadable(
          `This sheet has more than ${inWords(ROWS_MAX)} rows. Import it in several parts.`,
        );
      // A copy is as long as it has to be; what grew cell by cell keeps room for more.
      this.rows.push({ ...this.row, cells: this.row.cells.slice() });
      this.enough = this.rows.length >= this.rowsMax;
    }
    this.row = null;
  }

  private openCell(attributes: Readonly<Record<string, string>>): void {
    const column = attributes.r === undefined ? this.column + 1 : columnOf(attributes.r);
    if (column <= this.column || column >= LAST_COLUMN)
      throw damaged(`the cells of row ${this.rowNumber} are not in order`);
    this.column = column;
    this.inCell = true;
    this.type = attributes.t ?? 'n';
    this.style = attributes.s === undefined ? 0 : Number(attributes.s);
    this.value = '';
    this.inline = '';
  }

  private closeCell(): void {
    this.inCell = false;
    const { text, kind } = this.shown();
    if (text === '') return;
    if (this.column >= COLUMNS_MAX)
      throw new Unreadable(
        `This sheet has texts beyond its ${inWords(COLUMNS_MAX)}th column (in row ${this.rowNumber}). ` +
          'Copy the columns to be imported into a new workbook and import that.',
      );
    this.chars += text.length;
    if (this.chars > CHARS_MAX)
      throw new Unreadable(
        `The texts of this sheet have more than ${inWords(CHARS_MAX)} characters. Import it in several parts.`,
      );
    this.filled++;
    write(this.row as SheetRow, this.column, text, kind);
  }

  /** By the type of the cell (ST_CellType, 18.18.11). A formula has its last value in `v`; without one it shows nothing. */
  private shown(): { text: string; kind?: CellKind } {
    switch (this.type) {
      case 's':
        return { text: this.formatted(this.shared()) };
      case 'inlineStr':
        return { text: this.formatted(this.inline) };
      case 'str':
        return { text: this.formatted(cellText(this.value)) };
      case 'b':
        return { text: this.value === '' ? '' : isOn(this.value.trim()) ? 'TRUE' : 'FALSE' };
      case 'e':
        return { text: cellText(this.value), kind: 'error' };
      case 'd':
        return this.isoDate();
      default:
        return this.number();
    }
  }

  private shared(): string {
    if (this.value === '') return '';
    const text = this.context.sharedString(Number(this.value));
    if (text === undefined) throw damaged(`the text of a cell in row ${this.rowNumber} is missing`);
    return text;
  }

  private formatted(text: string): string {
    return text === '' ? '' : this.context.styles(this.style).text(text);
  }

  private number(): { text: string; kind?: CellKind } {
    const digits = this.value.trim();
    if (digits === '') return { text: '' };
    const number = Number(digits);
    return Number.isFinite(number)
      ? this.context.styles(this.style).number(number)
      : { text: cellText(this.value) };
  }

  private isoDate(): { text: string; kind?: CellKind } {
    const iso = this.value.trim();
    if (iso === '') return { text: '' };
    const day = dayOf(iso);
    const format = this.context.styles(this.style);
    return day !== null && format.isDate ? format.day(day) : { text: cellText(iso), kind: 'date' };
  }
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}
