/**
 * Writes workbooks for tests, byte by byte where a test wants them wrong. It shares nothing with the reader but the standards: zip
 * (APPNOTE.TXT) and ECMA-376.
 */
import { crc32, deflateRawSync } from 'node:zlib';

/** What a test may say otherwise of a part than it is. */
export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly packed?: Uint8Array;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
  /** The directory says that the part begins here. */
  readonly at?: number;
  /** Sizes and place are in the directory's extra field of zip64. */
  readonly zip64?: boolean;
}

/** A zip of these parts, true or as wrong as they say. */
export function zip(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let length = 0;
  for (const part of parts) {
    const content = typeof part.content === 'string' ? Buffer.from(part.content) : part.content;
    const method = part.method ?? 8;
    const packed = part.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const name = Buffer.from(part.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(part.zip64 ? 45 : 20, 0);
    common.writeUInt16LE(part.flags ?? 0, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(part.crc ?? crc32(content), 10);
    common.writeUInt32LE(part.zip64 ? 0xffffffff : packed.length, 14);
    common.writeUInt32LE(part.zip64 ? 0xffffffff : (part.size ?? content.length), 18);
    common.writeUInt16LE(name.length, 22);
    const extra = part.zip64
      ? zip64Field(part.size ?? content.length, packed.length, part.at ?? length)
      : Buffer.alloc(0);
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14)]);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(part.zip64 ? 0xffffffff : (part.at ?? length), 42);
    directory.push(entry, name, extra);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    files.push(file);
    length += file.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(length, 16);
  return Uint8Array.from(Buffer.concat([...files, ...directory, end]));
}

function zip64Field(size: number, packedSize: number, at: number): Buffer {
  const field = Buffer.alloc(28);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(24, 2);
  for (const [index, number] of [size, packedSize, at].entries())
    field.writeBigUInt64LE(BigInt(number), 4 + index * 8);
  return field;
}

export interface SheetText {
  readonly name: string;
  /** Of the tag `sheet`, beside name and ids. */
  readonly attributes?: string;
  /** What is within `sheetData`. */
  readonly rows: string;
  /** What follows `sheetData`. */
  readonly after?: string;
  /** `worksheet`, or what else a sheet can be. */
  readonly type?: string;
}

export interface WorkbookText {
  readonly sheets: readonly SheetText[];
  /** Codes of formats: a cell with the style 1 has the first of them. A number is the id of a format that is built in. */
  readonly formats?: readonly (string | number)[];
  /** What is within each `si`. */
  readonly strings?: readonly string[];
  readonly from1904?: boolean;
  readonly strict?: boolean;
  /** In front of each name of an element. */
  readonly prefix?: string;
  /** For other names of parts, or other parts. */
  readonly change?: (parts: ZipPart[]) => ZipPart[];
}

const NAMESPACES = {
  transitional: {
    main: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
    relationships: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  },
  strict: {
    main: 'http://purl.oclc.org/ooxml/spreadsheetml/main',
    relationships: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
  },
};
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** A workbook; whatever is left out is as Excel writes it. */
export function xlsx(workbook: WorkbookText): Uint8Array<ArrayBuffer> {
  const names = workbook.strict ? NAMESPACES.strict : NAMESPACES.transitional;
  const main = (root: string, content: string, attributes = '') => {
    const namespace = workbook.prefix === undefined ? 'xmlns' : `xmlns:${workbook.prefix}`;
    const text = `<${root} ${namespace}="${names.main}"${attributes}>${content}</${root}>`;
    return DECLARATION + (workbook.prefix ? text.replace(/<(\/?)(?=\w)/g, `<$1${workbook.prefix}:`) : text);
  };
  const relationships = (list: readonly (readonly [id: string, type: string, target: string])[]) =>
    `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
      .map(
        ([id, type, target]) =>
          `<Relationship Id="${id}" Type="${names.relationships}/${type}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`;
  const { sheets, formats = [], strings } = workbook;
  const own = formats.map((format, index) => (typeof format === 'number' ? format : 164 + index));
  const parts: ZipPart[] = [
    { name: '[Content_Types].xml', content: contentTypes(sheets.length, strings !== undefined) },
    { name: '_rels/.rels', content: relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: main(
        'workbook',
        `<workbookPr${workbook.from1904 ? ' date1904="1"' : ''}/><sheets>${sheets
          .map(
            ({ name, attributes = '' }, index) =>
              `<sheet name="${name}" sheetId="${index + 1}"${attributes} r:id="sheet${index + 1}"/>`,
          )
          .join('')}</sheets>`,
        ` xmlns:r="${names.relationships}"`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships([
        ['styles', 'styles', 'styles.xml'],
        ...(strings ? [['strings', 'sharedStrings', 'sharedStrings.xml'] as const] : []),
        ...sheets.map(
          ({ type = 'worksheet' }, index) =>
            [`sheet${index + 1}`, type, `worksheets/sheet${index + 1}.xml`] as const,
        ),
      ]),
    },
    {
      name: 'xl/styles.xml',
      content: main(
        'styleSheet',
        `<numFmts>${formats
          .map((format, index) =>
            typeof format === 'number'
              ? ''
              : `<numFmt numFmtId="${164 + index}" formatCode="${escaped(format)}"/>`,
          )
          .join('')}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${own
          .map((id) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`)
          .join('')}</cellXfs>`,
      ),
    },
    ...(strings
      ? [
          {
            name: 'xl/sharedStrings.xml',
            content: main('sst', strings.map((string) => `<si>${string}</si>`).join('')),
          },
        ]
      : []),
    ...sheets.map(({ rows, after = '' }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: main('worksheet', `<sheetPr/><sheetData>${rows}</sheetData>${after}`),
    })),
  ];
  return zip(workbook.change?.(parts) ?? parts);
}

/** The reader does without; Excel and LibreOffice open nothing that has none. */
function contentTypes(sheets: number, strings: boolean): string {
  const of = (part: string, type: string) =>
    `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
  const parts = [
    of('workbook', 'sheet.main'),
    of('styles', 'styles'),
    ...(strings ? [of('sharedStrings', 'sharedStrings')] : []),
    ...Array.from({ length: sheets }, (_, index) => of(`worksheets/sheet${index + 1}`, 'worksheet')),
  ];
  const relationships = 'application/vnd.openxmlformats-package.relationships+xml';
  return `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="${relationships}"/>${parts.join('')}</Types>`;
}

/** Puts one part in the place of that with its name. */
export function replaced(part: ZipPart): (parts: ZipPart[]) => ZipPart[] {
  return (parts) => parts.map((other) => (other.name === part.name ? part : other));
}

/** A row of texts, each in its own cell: `row(2, 'a', '', 'c')`; what begins with `<c` is a cell as it stands. */
export function row(number: number, ...cells: readonly string[]): string {
  return `<row r="${number}">${cells
    .map((cell, index) => {
      if (cell.startsWith('<c')) return cell;
      const letter = String.fromCharCode(65 + index);
      return cell === ''
        ? ''
        : `<c r="${letter}${number}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
    })
    .join('')}</row>`;
}

/** A text for XML, in content and attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An OLE file that holds streams with these names, and nothing in them. */
export function ole(...names: readonly string[]): Uint8Array<ArrayBuffer> {
  const file = Buffer.alloc(512 + 128 * (names.length + 1));
  file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  for (const [index, name] of ['Root Entry', ...names].entries()) {
    const at = 512 + 128 * index;
    file.write(name, at, 'utf16le');
    file.writeUInt16LE((name.length + 1) * 2, at + 64);
  }
  return Uint8Array.from(file);
}
