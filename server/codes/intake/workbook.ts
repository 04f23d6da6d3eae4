/**
 * Excel workbooks (.xlsx, .xlsm, .xltx, .xltm; transitional and strict) to rows of what a person sees in them. Only what is asked for
 * is unpacked, and no more of it than is bounded here: what a file says of itself is never believed.
 */
import { isOle, whatOleIs } from './ole.ts';
import { partOf, relationshipsOf, workbookPart } from './package.ts';
import { readSheet } from './sheet.ts';
import { cellText, readSharedStrings } from './strings.ts';
import { noStyles, readStyles, type Styles } from './styles.ts';
import type { TableRow } from './table.ts';
import { damaged, Unreadable } from './unreadable.ts';
import { isOn, readXml } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** The rows of a sheet that hold anything, in order. `rowsMax`: stop after these (to look for the header in the first ten). */
  read(sheet: number, rowsMax?: number): SheetRead;
}

/** `why`: a whole sentence with the next step. */
export type SheetRead =
  | { readonly ok: true; readonly rows: readonly TableRow[] }
  | { readonly ok: false; readonly why: string };
export type Opened =
  | { readonly ok: true; readonly workbook: Workbook }
  | { readonly ok: false; readonly why: string };

/** Unpacked. 200,000 rows of four columns have 35 to 80 MiB, depending on the program that wrote them. */
const SHEET_BYTES_MAX = 128 * 2 ** 20;
const STRINGS_BYTES_MAX = 64 * 2 ** 20;
const SHEETS_MAX = 1_000;
/** Excel takes 31. */
const NAME_CHARS_MAX = 100;

/** How a zip begins: with a part, empty, or as one piece of several. */
const ZIP_SIGNATURES = [
  [0x50, 0x4b, 3, 4],
  [0x50, 0x4b, 5, 6],
  [0x50, 0x4b, 7, 8],
];

interface SheetPart extends Sheet {
  readonly part: string;
}

/** True for bytes that openWorkbook answers (a zip or an OLE file), whatever the label says. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return (
    isOle(bytes) ||
    ZIP_SIGNATURES.some((signature) => signature.every((byte, index) => bytes[index] === byte))
  );
}

/**
 * Opens the bytes of an .xlsx; its sheets are read later, one by one. What it is not, or why it cannot be read, is said in
 * words.
 */
export function openWorkbook(bytes: Uint8Array): Opened {
  if (isOle(bytes)) return { ok: false, why: whatOleIs(bytes) };
  return answered(() => ({ ok: true, workbook: workbookOf(openZip(bytes)) }));
}

function workbookOf(zip: Zip): Workbook {
  const main = workbookPart(zip);
  const relationships = relationshipsOf(zip, main);
  const { sheets, from1904 } = sheetsOf(
    main,
    partOf(zip, main),
    new Map(relationships.filter(({ type }) => type === 'worksheet').map(({ id, part }) => [id, part])),
  );
  const partFor = (type: string) => relationships.find((other) => other.type === type)?.part;
  const stylesPart = partFor('styles');
  const stringsPart = partFor('sharedStrings');

  let styles: Styles | undefined;
  const stylesNow = (): Styles => {
    styles ??=
      stylesPart === undefined
        ? noStyles(from1904)
        : readStyles(stylesPart, partOf(zip, stylesPart), from1904);
    return styles;
  };
  let strings: readonly string[] | undefined;
  const sharedString = (index: number): string | undefined => {
    strings ??=
      stringsPart === undefined
        ? []
        : readSharedStrings(stringsPart, partOf(zip, stringsPart, STRINGS_BYTES_MAX));
    return strings[index];
  };

  return {
    sheets: sheets.map(({ name, hidden }) => ({ name, hidden })),
    read: (sheet, rowsMax = Number.POSITIVE_INFINITY) =>
      answered(() => {
        const { part } = sheets[sheet] as SheetPart;
        const context = { styles: stylesNow(), sharedString };
        return { ok: true, rows: readSheet(part, partOf(zip, part, SHEET_BYTES_MAX), context, rowsMax) };
      }),
  };
}

/** The sheets with cells, in their order; charts, dialogs and macros have none. `parts`: those, by the id of their relationship. */
function sheetsOf(
  main: string,
  pieces: Iterable<Uint8Array>,
  parts: ReadonlyMap<string, string>,
): { sheets: SheetPart[]; from1904: boolean } {
  const sheets: SheetPart[] = [];
  let from1904 = false;
  let depth = 0;
  readXml(main, pieces, {
    open(name, attributes) {
      depth++;
      if (depth === 1 && name !== 'workbook')
        throw new Unreadable(
          'This is an Office file, but not a workbook. Choose the workbook (.xlsx) instead.',
        );
      if (name === 'workbookPr') from1904 = isOn(attributes.date1904);
      if (depth !== 3 || name !== 'sheet') return;
      const part = parts.get(relationshipId(attributes));
      if (part === undefined) return;
      if (sheets.length >= SHEETS_MAX)
        throw new Unreadable(
          `This workbook has more than ${SHEETS_MAX} sheets. Save the one to be imported by itself.`,
        );
      const hidden = attributes.state === 'hidden' || attributes.state === 'veryHidden';
      sheets.push({ name: cellText(attributes.name ?? '').slice(0, NAME_CHARS_MAX), hidden, part });
    },
    close() {
      depth--;
    },
    text() {},
  });
  if (sheets.length === 0) throw damaged('it has no sheet with cells');
  return { sheets, from1904 };
}

/** `r:id`, whatever stands for `r`. */
function relationshipId(attributes: Readonly<Record<string, string>>): string {
  for (const [name, value] of Object.entries(attributes)) if (name.endsWith(':id')) return value;
  return '';
}

/** What was thrown as Unreadable, as the answer that it is. */
function answered<T>(read: () => T): T | { readonly ok: false; readonly why: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.why };
    throw error;
  }
}
