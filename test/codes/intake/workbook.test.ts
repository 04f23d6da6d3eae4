import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import {
  escaped,
  ole,
  replaced,
  row,
  type SheetText,
  type WorkbookText,
  xlsx,
  zip,
} from '../../../scripts/xlsx-writer.ts';
import type { TableRow } from '../../../server/codes/intake/table.ts';
import { isWorkbook, openWorkbook, type Workbook } from '../../../server/codes/intake/workbook.ts';
import { openZip, unpack } from '../../../server/codes/intake/zip.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const ONE_SHEET = { sheets: [{ name: 'Codes', rows: row(1, 'Code', 'Description') }] };

function opened(bytes: Uint8Array): Workbook {
  const result = openWorkbook(bytes);
  if (!result.ok) throw new Error(result.why);
  return result.workbook;
}

function rowsOf(workbook: Workbook, sheet = 0, rowsMax?: number): readonly TableRow[] {
  const result = workbook.read(sheet, rowsMax);
  if (!result.ok) throw new Error(result.why);
  return result.rows;
}

/** What is wrong with a workbook, whether that is seen when it is opened or when its first sheet is read. */
function whyNot(bytes: Uint8Array): string {
  const result = openWorkbook(bytes);
  if (!result.ok) return result.why;
  const read = result.workbook.read(0);
  if (read.ok) throw new Error('It was read.');
  return read.why;
}

function rowsWith(rows: string, others: Partial<WorkbookText> = {}, after = ''): readonly TableRow[] {
  return rowsOf(opened(xlsx({ sheets: [{ name: 'Codes', rows, after }], ...others })));
}

/** The first cell of a sheet in which it is the only one. */
function cell(xml: string, others: Partial<WorkbookText> = {}): { text: string; kind?: string } {
  const [first] = rowsWith(row(1, xml), others);
  const kind = first?.kinds?.get(0);
  return { text: first?.cells[0] ?? '', ...(kind && { kind }) };
}

const number = (value: number | string, format: string | number, others: Partial<WorkbookText> = {}) =>
  cell(`<c r="A1" s="1"><v>${value}</v></c>`, { formats: [format], ...others });

const general = (value: number | string) => cell(`<c r="A1"><v>${value}</v></c>`).text;

describe('a number is what its format shows', () => {
  it.each([
    ['00000', 100, '00100'],
    ['00-000', 3300, '03-300'],
    ['00\\-000', 3300, '03-300'],
    ['00"."00', 310, '03.10'],
    ['00\\.00', 310, '03.10'],
    ['00 00 00', 33000, '03 30 00'],
    ['000\\-00\\-0000', 123456789, '123-45-6789'],
    ['[<=9999999]###\\-####;(###) ###\\-####', 5551234567, '(555) 123-4567'],
    ['"Div. "00', 3, 'Div. 03'],
    ['\\C00', 7, 'C07'],
    ['0.00', 1.1, '1.10'],
    ['0.00', 1.005, '1.01'],
    ['0.0', 3.25, '3.3'],
    ['#,##0.00', 1234567.891, '1,234,567.89'],
    ['0%', 0.5, '50%'],
    ['0.00E+00', 1234, '1.23E+03'],
    ['# ?/?', 0.5, ' 1/2'],
    ['# ??/??', 1.25, '1  1/4 '],
    ['0_);(0)', -5, '(5)'],
    ['0;-0;"none";@', 0, 'none'],
    ['[Red]0;[Blue]-0', -3, '-3'],
    ['[Color10]General', 5, '5'],
    ['[>=100]"big";[<0]"less";"small"', 5, 'small'],
    ['0*-', 3, '3'],
    ['0,', 12345, '12'],
    ['$#,##0.00', 12.5, '$12.50'],
    ['[$€-407] #,##0.00', 1234.5, '€ 1,234.50'],
    ['[$-407]#,##0.00', 1234.5, '1,234.50'],
    ['General" lb"', 5, '5 lb'],
    ['@', 700, '700'],
    [';;;', 5, ''],
    [1, 3.7, '4'],
    [2, 3, '3.00'],
    [9, 0.25, '25%'],
    [12, 1.5, '1 1/2'],
    [37, -1234, '(1,234)'],
    [44, 3, ' $3.00 '],
    [49, 3, '3'],
  ])('%s shows %s as "%s"', (format, value, text) => {
    expect(number(value, format)).toEqual({ text });
  });

  it('General has up to eleven characters, and an exponent for what is longer', () => {
    expect(general(100)).toBe('100');
    expect(general(-7)).toBe('-7');
    expect(general('-0')).toBe('0');
    expect(general('1E-3')).toBe('0.001');
    expect(general(1.1)).toBe('1.1');
    expect(general('0.30000000000000004')).toBe('0.3');
    expect(general(1 / 3)).toBe('0.333333333');
    expect(general(12345.6789012)).toBe('12345.6789');
    expect(general(99999999999)).toBe('99999999999');
    expect(general(123456789012)).toBe('1.23457E+11');
    expect(general(1e100)).toBe('1E+100');
  });

  it('a format that nobody can read, or longer than Excel takes, is General', () => {
    expect(number(1.5, '[[[').text).toBe('1.5');
    expect(number(1.5, '0'.repeat(256)).text).toBe('1.5');
    expect(number(1.5, 4711).text).toBe('1.5');
    expect(cell('<c r="A1" s="99"><v>1.5</v></c>').text).toBe('1.5');
  });

  it('what is no number stays as it is written', () => {
    expect(general('twelve')).toBe('twelve');
  });
});

describe('dates', () => {
  it.each([
    [14, 45000, '3/15/2023'],
    [22, 45000.5, '3/15/2023 12:00'],
    ['d-mmm', 45202, '3-Oct'],
    ['yyyy-mm-dd', 60, '1900-02-29'],
    ['[$-409]mmmm d, yyyy;@', 45000, 'March 15, 2023'],
    ['[$-407]d. mmmm yyyy', 45000, '15. März 2023'],
    ['h:mm AM/PM', 0.5, '12:00 PM'],
    ['[h]:mm', 1.5, '36:00'],
    [30, 45000, '3/15/2023'],
  ])('%s shows day %s as "%s" and says that it is one', (format, value, text) => {
    expect(number(value, format)).toEqual({ text, kind: 'date' });
  });

  it('of old Macs are counted from 1904; hours are hours', () => {
    expect(number(43538, 14, { from1904: true })).toEqual({ text: '3/15/2023', kind: 'date' });
    expect(number(1.5, '[h]:mm', { from1904: true }).text).toBe('36:00');
    expect(number(43538, '0', { from1904: true }).text).toBe('43538');
  });

  it('that are written as dates show by their format, from whichever year the workbook counts', () => {
    const iso = (value: string, others: Partial<WorkbookText>) =>
      cell(`<c r="A1" s="1" t="d"><v>${value}</v></c>`, others);
    expect(iso('2023-03-15', { formats: [14] })).toEqual({ text: '3/15/2023', kind: 'date' });
    expect(iso('2023-03-15T12:00:00.000Z', { formats: [22] }).text).toBe('3/15/2023 12:00');
    expect(iso('1900-01-01', { formats: [14] }).text).toBe('1/1/1900');
    expect(iso('T06:30:00', { formats: [20] }).text).toBe('6:30');
    expect(iso('2023-03-15', { formats: [14], from1904: true }).text).toBe('3/15/2023');
    expect(iso('2023-03-15', {})).toEqual({ text: '2023-03-15', kind: 'date' });
    expect(iso('one day', { formats: [14] })).toEqual({ text: 'one day', kind: 'date' });
  });

  it('that no calendar of Excel has are errors', () => {
    expect(number(-1, 14)).toEqual({ text: '########', kind: 'error' });
    expect(number(1e7, 14)).toEqual({ text: '########', kind: 'error' });
  });
});

describe('a text is what a person reads', () => {
  const shared = (...strings: string[]) => cell('<c r="A1" t="s"><v>0</v></c>', { strings }).text;

  it('shared, in the cell, or of a formula', () => {
    expect(shared('<t>03-100</t>')).toBe('03-100');
    expect(cell('<c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c>').text).toBe('a&b');
    expect(cell('<c r="A1" t="str"><f>"x"&amp;1</f><v>x1</v></c>').text).toBe('x1');
    expect(cell('<c r="A1" t="str"><v><![CDATA[<3]]></v></c>').text).toBe('<3');
  });

  it('in several looks is one', () => {
    expect(shared('<r><t xml:space="preserve">Foot</t></r><r><rPr><b/></rPr><t>ings</t></r>')).toBe(
      'Footings',
    );
    expect(cell('<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c>').text).toBe('a b');
  });

  it('without how it is pronounced', () => {
    expect(shared('<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>')).toBe(
      '東京',
    );
  });

  it('with its blanks, and the characters that XML cannot hold', () => {
    expect(shared('<t xml:space="preserve">  a  b </t>')).toBe('  a  b ');
    expect(shared('<t>a_x000D_\nb</t>')).toBe('a\r\nb');
    expect(shared('<t>a_x005F_x000D_b</t>')).toBe('a_x000D_b');
    expect(shared('<t>a_x00_b _xD800_</t>')).toBe('a_x00_b \uFFFD');
    expect(cell('<c r="A1" t="inlineStr"><is><t>_x0041_</t></is></c>').text).toBe('A');
  });

  it('also where Excel marks that it is no number, or its format is for numbers', () => {
    const formats = ['0.00'];
    expect(
      cell('<c r="A1" s="1" t="s" quotePrefix="1"><v>0</v></c>', { formats, strings: ['<t>00700</t>'] }).text,
    ).toBe('00700');
    expect(cell('<c r="A1" s="1" t="inlineStr"><is><t>1.1</t></is></c>', { formats }).text).toBe('1.1');
  });

  it('with what its format puts around it', () => {
    const text = (format: string) =>
      cell('<c r="A1" s="1" t="str"><v>03</v></c>', { formats: [format] }).text;
    expect(text('@')).toBe('03');
    expect(text('"Div. "@')).toBe('Div. 03');
    expect(text('0;0;0;"Div. "@')).toBe('Div. 03');
    expect(text('0;0;0;')).toBe('');
  });
});

describe('other cells', () => {
  it('a formula is its last value, and nothing where none is stored', () => {
    expect(number('<'.replace('<', '100'), '00000').text).toBe('00100');
    expect(cell('<c r="A1" s="1"><f>99+1</f><v>100</v></c>', { formats: ['00000'] }).text).toBe('00100');
    expect(rowsWith(row(1, '<c r="A1"><f>1+1</f></c>', '<c r="B1" t="str"><f>A1</f><v></v></c>'))).toEqual(
      [],
    );
  });

  it('an error is one, whatever its format', () => {
    expect(cell('<c r="A1" s="1" t="e"><v>#REF!</v></c>', { formats: [14] })).toEqual({
      text: '#REF!',
      kind: 'error',
    });
  });

  it('true and false are written in capitals', () => {
    expect(cell('<c r="A1" t="b"><v>1</v></c>').text).toBe('TRUE');
    expect(cell('<c r="A1" t="b"><v>0</v></c>').text).toBe('FALSE');
  });
});

describe('rows', () => {
  it('have the numbers that Excel shows; those that hold nothing are not told', () => {
    const rows = `${row(2, 'a', '', 'c')}<row r="3"><c r="A3" s="1"/></row>${row(5, '', 'b')}<row r="1048576"/>`;
    expect(rowsWith(rows)).toEqual([
      { row: 2, cells: ['a', '', 'c'] },
      { row: 5, cells: ['', 'b'] },
    ]);
  });

  it('and cells without a place follow the one before', () => {
    const rows =
      '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row r="7"><c r="B7"><v>2</v></c><c><v>4</v></c></row>';
    expect(rowsWith(rows)).toEqual([
      { row: 1, cells: ['1', '', '3'] },
      { row: 7, cells: ['', '2', '4'] },
    ]);
  });

  it('that are hidden are read and marked', () => {
    const rows = `${row(1, 'a')}${row(2, 'b').replace('<row', '<row hidden="1"')}${row(3, 'c').replace('<row', '<row hidden="true"')}`;
    expect(rowsWith(rows)).toEqual([
      { row: 1, cells: ['a'] },
      { row: 2, cells: ['b'], hidden: true },
      { row: 3, cells: ['c'], hidden: true },
    ]);
  });

  it('are told up to the number asked for, and all when asked again', () => {
    const workbook = opened(
      xlsx({ sheets: [{ name: 'Codes', rows: [1, 2, 4].map((at) => row(at, `${at}`)).join('') }] }),
    );
    expect(rowsOf(workbook, 0, 2).map(({ row }) => row)).toEqual([1, 2]);
    expect(rowsOf(workbook, 0).map(({ row }) => row)).toEqual([1, 2, 4]);
  });
});

describe('merged cells', () => {
  const merged = (...references: string[]) =>
    `<mergeCells>${references.map((reference) => `<mergeCell ref="${reference}"/>`).join('')}</mergeCells>`;

  it('down a column hold for each of their rows', () => {
    const rows = row(2, '03', 'a') + row(3, '', 'b') + row(5, '', 'c') + row(6, '', 'd');
    expect(rowsWith(rows, {}, merged('A2:A5')).map(({ row, cells }) => [row, ...cells])).toEqual([
      [2, '03', 'a'],
      [3, '03', 'b'],
      [5, '03', 'c'],
      [6, '', 'd'],
    ]);
  });

  it('make no row of their own', () => {
    expect(rowsWith(row(1, 'Title'), {}, merged('A1:C4'))).toEqual([{ row: 1, cells: ['Title'] }]);
  });

  it('across columns hold in the first; what lies unseen below them is not told', () => {
    const rows = row(1, 'Title', 'unseen', 'Date') + row(2, 'x', 'y', 'z');
    expect(rowsWith(rows, {}, merged('A1:B2')).map(({ cells }) => cells)).toEqual([
      ['Title', '', 'Date'],
      ['Title', '', 'z'],
    ]);
  });

  it('repeat what their text is, too', () => {
    const rows = `${row(1, '<c r="A1" t="e"><v>#N/A</v></c>', 'a')}${row(2, '', 'b')}`;
    expect(rowsWith(rows, {}, merged('A1:A2')).map(({ kinds }) => kinds?.get(0))).toEqual(['error', 'error']);
  });

  it('hold for the first rows, too, however far behind them they are listed', () => {
    const far = Array.from({ length: 20_000 }, (_, index) => row(index + 3, `${index}`, 'text')).join('');
    const rows = row(1, 'Title', 'a') + row(2, 'unseen', 'b') + far;
    const workbook = opened(
      xlsx({ sheets: [{ name: 'Codes', rows, after: merged('A1:A2', 'F1:G1') }], prefix: 'x' }),
    );
    expect(rowsOf(workbook, 0, 2).map(({ cells }) => cells)).toEqual([
      ['Title', 'a'],
      ['Title', 'b'],
    ]);
  });
});

describe('sheets', () => {
  const named = (name: string, others: Partial<SheetText> = {}): SheetText => ({
    name,
    rows: row(1, name),
    ...others,
  });

  it('come in their order, each read by itself; hidden ones say so; charts and dialogs are none', () => {
    const workbook = opened(
      xlsx({
        sheets: [
          named('Read me'),
          named('Chart', { type: 'chartsheet' }),
          named('Codes &amp; more', { attributes: ' state="visible"' }),
          named('Old', { attributes: ' state="hidden"' }),
          named('Dialog', { type: 'dialogsheet' }),
          named('Secret', { attributes: ' state="veryHidden"' }),
        ],
      }),
    );
    expect(workbook.sheets).toEqual([
      { name: 'Read me', hidden: false },
      { name: 'Codes & more', hidden: false },
      { name: 'Old', hidden: true },
      { name: 'Secret', hidden: true },
    ]);
    expect(workbook.sheets.map((_, index) => rowsOf(workbook, index)[0]?.cells[0])).toEqual([
      'Read me',
      'Codes &amp; more',
      'Old',
      'Secret',
    ]);
  });

  it('that nobody asks for may be damaged', () => {
    const workbook = opened(
      xlsx({
        sheets: [named('a'), named('b')],
        change: replaced({ name: SHEET, content: '<worksheet><sheetData>' }),
      }),
    );
    expect(rowsOf(workbook, 1)).toEqual([{ row: 1, cells: ['b'] }]);
    expect(workbook.read(0)).toMatchObject({ ok: false });
  });
});

describe('workbooks of other writers', () => {
  const EXPECTED = [{ row: 1, cells: ['00100', 'Shared', 'Inline'] }];
  const rows = row(1, '<c r="A1" s="1"><v>100</v></c>', '<c r="B1" t="s"><v>0</v></c>', 'Inline');
  const written = (others: Partial<WorkbookText>) =>
    rowsOf(
      opened(
        xlsx({
          sheets: [{ name: 'Codes', rows }],
          formats: ['00000'],
          strings: ['<t>Shared</t>'],
          ...others,
        }),
      ),
    );

  it('may be strict, have prefixes, or both', () => {
    expect(written({})).toEqual(EXPECTED);
    expect(written({ strict: true })).toEqual(EXPECTED);
    expect(written({ prefix: 'x' })).toEqual(EXPECTED);
    expect(written({ strict: true, prefix: 'ns0' })).toEqual(EXPECTED);
  });

  it('may pack with zip64, or not at all', () => {
    expect(written({ change: (parts) => parts.map((part) => ({ ...part, zip64: true })) })).toEqual(EXPECTED);
    expect(written({ change: (parts) => parts.map((part) => ({ ...part, method: 0 })) })).toEqual(EXPECTED);
  });

  it('may write names in other letter case, with backslashes, and targets from the root', () => {
    const change = (parts: { name: string; content: string | Uint8Array }[]) =>
      parts.map(({ name, content }) => ({
        name: name.replace('sheets/sheet', 'Sheets\\Sheet'),
        content: String(content).replace('Target="worksheets/', 'Target="/xl/./worksheets/'),
      }));
    expect(written({ change })).toEqual(EXPECTED);
  });

  it('may have parts in UTF-16', () => {
    const change = replaced({
      name: SHEET,
      content: Buffer.from(
        `\uFEFF<worksheet><sheetData>${row(1, 'Größe')}</sheetData></worksheet>`,
        'utf16le',
      ),
    });
    expect(written({ change })).toEqual([{ row: 1, cells: ['Größe'] }]);
  });

  it('may have no styles', () => {
    const change = (parts: { name: string; content: string | Uint8Array }[]) =>
      parts.map((part) => ({
        ...part,
        content: String(part.content).replace(/<Relationship Id="styles"[^>]*>/, ''),
      }));
    expect(written({ change })[0]?.cells[0]).toBe('100');
  });

  it('write-excel-file is one', async () => {
    const bytes = await writeExcelFile(
      [
        {
          data: [
            [{ value: 'Code' }, { value: 'Description' }, { value: 'From' }],
            [
              { value: 100, format: '00000' },
              { value: 'Footings & <walls>' },
              { value: new Date(Date.UTC(2026, 2, 10)), format: 'm/d/yyyy' },
            ],
            [{ value: 1.1, format: '0.00' }, { value: true }, { value: 'Größe 東京' }],
          ],
          sheet: 'Codes',
        },
      ],
      {},
    ).toBuffer();
    const workbook = opened(bytes);
    expect(workbook.sheets).toEqual([{ name: 'Codes', hidden: false }]);
    expect(rowsOf(workbook).map(({ cells }) => cells)).toEqual([
      ['Code', 'Description', 'From'],
      ['00100', 'Footings & <walls>', '3/10/2026'],
      ['1.10', 'TRUE', 'Größe 東京'],
    ]);
    expect(rowsOf(workbook)[1]?.kinds).toEqual(new Map([[2, 'date']]));
  });
});

describe('a file that is no workbook is told what it is', () => {
  const office = (name: string) =>
    zip([
      { name: '_rels/.rels', content: '<Relationships/>' },
      { name, content: '<x/>' },
    ]);

  it.each([
    [
      'a workbook with a password',
      ole('EncryptionInfo', 'EncryptedPackage'),
      /protected by a password.*Encrypt with Password/,
    ],
    [
      'an .xls',
      ole('Workbook', '\u0005SummaryInformation'),
      /old version of Excel \(\.xls.*save it as Excel Workbook \(\.xlsx\)/,
    ],
    ['an .xls of 1995', ole('Book'), /old version of Excel/],
    ['an .xls by others', ole('WORKBOOK'), /old version of Excel/],
    ['a .doc', ole('1Table', 'WordDocument'), /old version of Word/],
    ['an .msi', ole('SummaryInformation'), /not a workbook.*Choose the workbook/],
    ['a .docx', office('word/document.xml'), /Word document/],
    ['a .pptx', office('ppt/presentation.xml'), /PowerPoint/],
    [
      'an .ods',
      zip([
        { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', method: 0 },
        { name: 'content.xml', content: '<x/>' },
      ]),
      /LibreOffice.*Excel 2007-365/,
    ],
    ['a .numbers', zip([{ name: 'Index/Document.iwa', content: 'x' }]), /Numbers.*export it to Excel/],
    [
      'another zip',
      zip([{ name: 'codes.csv', content: 'Code,Description' }]),
      /zip file, but not a workbook. Unpack it/,
    ],
    ['an empty zip', zip([]), /zip file, but not a workbook/],
    [
      'an .xlsb',
      xlsx({
        ...ONE_SHEET,
        change: replaced({
          name: '_rels/.rels',
          content:
            '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        }),
      }),
      /binary workbook \(\.xlsb\)/,
    ],
    [
      'a drawing',
      xlsx({ ...ONE_SHEET, change: replaced({ name: 'xl/workbook.xml', content: '<VisioDocument/>' }) }),
      /Office file, but not a workbook/,
    ],
  ])('%s', (_, bytes, why) => {
    expect(isWorkbook(bytes)).toBe(true);
    expect(whyNot(bytes)).toMatch(why);
  });

  it('texts are none that this answers', () => {
    expect(isWorkbook(Buffer.from('Code,Description\n'))).toBe(false);
    expect(isWorkbook(Buffer.from('PK'))).toBe(false);
    expect(isWorkbook(new Uint8Array())).toBe(false);
  });
});

describe('a damaged workbook is told how', () => {
  const whole = xlsx({ ...ONE_SHEET, strings: ['<t>a</t>'] });

  it('cut off, wherever', () => {
    for (const length of [4, 100, whole.length - 100, whole.length - 1])
      expect(whyNot(whole.subarray(0, length))).toMatch(/damaged: it ends too early.*Get the file again/);
  });

  it('a directory that leads elsewhere', () => {
    const bytes = whole.slice();
    new DataView(bytes.buffer).setUint32(bytes.length - 6, 0xfffffff0, true);
    expect(whyNot(bytes)).toMatch(/directory and its contents/);
  });

  it('each byte changed: a sentence or the rows, never anything else', () => {
    for (let at = 0; at < whole.length; at += 3) {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      if (!isWorkbook(bytes)) continue;
      const result = openWorkbook(bytes);
      if (result.ok) result.workbook.read(0);
      else expect(result.why).toMatch(/\.$/);
    }
  });

  it.each([
    ['a wrong checksum', { crc: 1 }, /checksum of its part "xl\/worksheets\/sheet1.xml" is wrong/],
    ['another size than told', { size: 5 }, /checksum/],
    ['packed data that is none', { packed: Buffer.from([7, 7, 7]) }, /cannot be unpacked/],
    ['a password of the zip', { flags: 1 }, /packed with a password/],
    ['an unusual packing', { method: 9 }, /packed in an unusual way/],
  ])('%s', (_, wrong, why) => {
    const content = `<worksheet><sheetData>${row(1, 'a')}</sheetData></worksheet>`;
    expect(whyNot(xlsx({ ...ONE_SHEET, change: replaced({ name: SHEET, content, ...wrong }) }))).toMatch(why);
  });

  it.each([
    ['_rels/.rels', /"_rels\/.rels" is missing/],
    ['xl/workbook.xml', /"xl\/workbook.xml" is missing/],
    ['xl/_rels/workbook.xml.rels', /"xl\/_rels\/workbook.xml.rels" is missing/],
    [SHEET, /sheet1.xml" is missing/],
    ['xl/styles.xml', /styles.xml" is missing/],
  ])('without %s', (name, why) => {
    const change = (parts: { name: string; content: string | Uint8Array }[]) =>
      parts.filter((part) => part.name !== name);
    expect(whyNot(xlsx({ ...ONE_SHEET, change }))).toMatch(why);
  });

  it('a sheet that is something else', () => {
    const change = replaced({ name: SHEET, content: '<chartsheet/>' });
    expect(whyNot(xlsx({ ...ONE_SHEET, change }))).toMatch(/what it calls a sheet is none/);
  });

  it('no sheet at all', () => {
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows: '', type: 'chartsheet' }] }))).toMatch(
      /no sheet with cells/,
    );
  });

  it('a text that is missing', () => {
    const rows = row(1, '<c r="A1" t="s"><v>5</v></c>');
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows }], strings: ['<t>a</t>'] }))).toMatch(
      /text of a cell in row 1/,
    );
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows }] }))).toMatch(/text of a cell in row 1/);
  });

  it.each([
    ['tags that do not close', '<worksheet><sheetData><row>'],
    ['a bare &', `<worksheet><sheetData>${row(1, 'a').replace('a<', 'a & b<')}</sheetData></worksheet>`],
    ['an entity that nobody declares', '<worksheet>&constructor;</worksheet>'],
    ['a control character', '<worksheet>\u0001</worksheet>'],
    ['no XML at all', 'Code,Description'],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x61, 0xff, 0x3e])],
  ])('%s', (_, content) => {
    expect(whyNot(xlsx({ ...ONE_SHEET, change: replaced({ name: SHEET, content }) }))).toMatch(
      /sheet1.xml" is no sound XML/,
    );
  });

  it.each([
    ['rows', row(2, 'a') + row(1, 'b')],
    ['rows', row(1, 'a') + row(1, 'b')],
    ['rows', row(1048577, 'a')],
    ['cells', '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'],
    ['cells', '<row r="1"><c r="ABCD1"><v>1</v></c></row>'],
  ])('%s that are not in order', (what, rows) => {
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows }] }))).toMatch(new RegExp(`${what}.* not in order`));
  });
});

describe('too much is refused before it costs anything', () => {
  /** A deflated part that unpacks to this text as often as asked for, made without unpacking it. */
  function bomb(before: string, text: string, times: number): Buffer {
    const flushed = (text: string) => deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
    const block = flushed(text);
    return Buffer.concat([
      flushed(before),
      ...Array.from({ length: times }, () => block),
      Buffer.from([3, 0]),
    ]);
  }
  const start = '<worksheet><sheetData>';
  const bombed = (before: string, text: string, times: number, name = SHEET) =>
    xlsx({
      ...ONE_SHEET,
      strings: [''],
      change: replaced({ name, content: '', packed: bomb(before, text, times) }),
    });
  const MIB = 2 ** 20;

  it('unpacking stops where it was told to', () => {
    const bytes = bombed(start, ' '.repeat(MIB), 2_048);
    const entry = openZip(bytes).get(SHEET);
    if (!entry) throw new Error('no such part');
    let size = 0;
    expect(() => {
      for (const piece of unpack(entry, 16 * MIB)) size += piece.length;
    }).toThrow(/more than 16 MiB/);
    expect(size).toBeLessThanOrEqual(16 * MIB);
  });

  it.each([
    ['of blanks', start, ' '.repeat(MIB), /no sound XML/],
    ['of one text', `${start}<row r="1"><c t="str"><v>`, 'a'.repeat(MIB), /no sound XML/],
    ['of tags within tags', start, '<a>'.repeat(MIB / 4), /no sound XML/],
    ['of attributes', `${start}<row`, ' a=""'.repeat(MIB / 5), /no sound XML/],
    ['of a comment', `${start}<!--`, 'a'.repeat(MIB), /no sound XML/],
    ['of empty rows', start, '<row/>'.repeat(MIB / 8), /rows are not in order/],
    ['of rows', start, '<row><c><v>1</v></c></row>'.repeat(MIB / 32), /more than 200,000 rows/],
    [
      'of columns',
      `${start}<row>`,
      '<c><v>1</v></c>'.repeat(MIB / 32),
      /beyond its 1,000th column \(in row 1\)/,
    ],
    ['of cells in one row', `${start}<row>`, '<c/>'.repeat(MIB / 4), /cells of row 1 are not in order/],
    ['of empty cells', start, `<row>${'<c/>'.repeat(16_000)}</row>`, /more than 5,000,000 elements/],
  ])('two gigabytes %s', (_, before, text, why) => {
    expect(whyNot(bombed(before, text, 2_048))).toMatch(why);
  });

  it('a part that becomes a thousand times as large, as soon as it is no small one', () => {
    const text = `<row/>${' '.repeat(MIB / 2)}`;
    expect(whyNot(bombed(start, text, 64))).toMatch(/more than 200 times as large/);
    expect(whyNot(bombed(start, text, 8))).toMatch(/checksum/);
  });

  it('more than 128 MiB, however well it is packed', () => {
    const bytes = bombed(start, `<row/>${randomBytes(4_096).toString('hex').repeat(128)}`, 130);
    expect(whyNot(bytes)).toMatch(/more than 128 MiB/);
  });

  it('two gigabytes of shared strings, and of formats', () => {
    const rows = row(1, '<c t="s"><v>0</v></c>');
    const change = (name: string, root: string) =>
      replaced({ name, content: '', packed: bomb(`<${root}>`, '<si><t>a</t></si>'.repeat(MIB / 16), 2_048) });
    const bytes = (name: string, root: string) =>
      xlsx({ sheets: [{ name: 'a', rows }], strings: [''], change: change(name, root) });
    expect(whyNot(bytes('xl/sharedStrings.xml', 'sst'))).toMatch(/more than 5,000,000 elements/);
    expect(whyNot(bytes('xl/styles.xml', 'styleSheet'))).toMatch(/more than 8 MiB/);
  });

  it('a document type definition, with what it makes of ten entities', () => {
    const lol = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';
    const content = `${lol}<worksheet><sheetData>${row(1, '<c t="str"><v>&b;</v></c>')}</sheetData></worksheet>`;
    expect(whyNot(xlsx({ ...ONE_SHEET, change: replaced({ name: SHEET, content }) }))).toMatch(
      /document type definition/,
    );
  });

  it('parts that lie over each other, or have one name', () => {
    const twice = (parts: { name: string; content: string | Uint8Array }[]) => [
      ...parts,
      { name: 'xl/again.xml', content: '', at: 0 },
    ];
    expect(whyNot(xlsx({ ...ONE_SHEET, change: twice }))).toMatch(/lie over each other/);
    const same = (parts: { name: string; content: string | Uint8Array }[]) => [
      ...parts,
      { name: 'XL/workbook.xml', content: '<a/>' },
    ];
    expect(whyNot(xlsx({ ...ONE_SHEET, change: same }))).toMatch(/two parts "XL\/workbook.xml"/);
  });

  it('a text that Excel itself could not hold', () => {
    const text = (length: number) => row(1, `<c t="str"><v>${'a'.repeat(length)}</v></c>`);
    expect(rowsWith(text(32_767))[0]?.cells[0]).toHaveLength(32_767);
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows: text(32_768) }] }))).toMatch(
      /more than 32,767 characters/,
    );
    expect(
      whyNot(
        xlsx({
          sheets: [{ name: 'a', rows: row(1, '<c t="s"><v>0</v></c>') }],
          strings: [`<t>${'a'.repeat(32_768)}</t>`],
        }),
      ),
    ).toMatch(/more than 32,767 characters/);
  });

  it('one text that a hundred thousand cells point to', () => {
    const rows = '<row><c t="s"><v>0</v></c></row>'.repeat(100_000);
    expect(
      whyNot(xlsx({ sheets: [{ name: 'a', rows }], strings: [`<t>${'a'.repeat(30_000)}</t>`] })),
    ).toMatch(/more than 100,000,000 characters/);
  });

  it('a row more than 200,000, a column more than 1,000', () => {
    const rows = (count: number) => '<row><c><v>1</v></c></row>'.repeat(count);
    expect(rowsWith(rows(200_000))).toHaveLength(200_000);
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows: rows(200_001) }] }))).toMatch(/more than 200,000 rows/);
    const columns = (count: number) => `<row>${'<c><v>1</v></c>'.repeat(count)}<c r="XFD1" s="1"/></row>`;
    expect(rowsWith(columns(1_000))[0]?.cells).toHaveLength(1_000);
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows: columns(1_001) }] }))).toMatch(/1,000th column/);
  });

  it('merged cells over each other, again and again', () => {
    const rows = '<row><c><v>1</v></c></row>'.repeat(2_000);
    const after = `<mergeCells>${'<mergeCell ref="A1:A2000"/>'.repeat(3_000)}</mergeCells>`;
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows, after }] }))).toMatch(
      /more than 4,000,000 merged cells/,
    );
  });

  it('a format that makes a long text of each number', () => {
    const rows = '<row><c s="1"><v>1</v></c><c s="1"><v>1</v></c><c s="1"><v>1</v></c></row>'.repeat(140_000);
    const formats = [`"${'a'.repeat(250)}"0`];
    expect(whyNot(xlsx({ sheets: [{ name: 'a', rows }], formats }))).toMatch(
      /more than 100,000,000 characters/,
    );
  });

  it('more sheets, and more parts, than any office has', () => {
    const sheets = Array.from({ length: 1_001 }, (_, index) => ({ name: `${index}`, rows: '' }));
    expect(whyNot(xlsx({ sheets }))).toMatch(/more than 1000 sheets/);
    const parts = Array.from({ length: 10_001 }, (_, index) => ({
      name: `${index}`,
      content: '',
      method: 0,
    }));
    expect(whyNot(zip(parts))).toMatch(/10001 parts/);
  });
});

it('what a person typed comes back, whatever it is', () => {
  for (const text of ['<&>"\'', ']]>', ' \t\n', '=1+1', '#REF!', '😀', '_x', '_x005', 'a\u0085b'])
    expect(rowsWith(row(1, text))[0]?.cells[0] ?? '', escaped(text)).toBe(text);
});
