// `npm run check:libreoffice`: what LibreOffice shows of a workbook is what the import reads of it, and what LibreOffice writes can be
// read. Needs its program `soffice` on the PATH (Debian: libreoffice-calc-nogui); not part of `npm test`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { openWorkbook } from '../server/codes/intake/workbook.ts';
import { row, xlsx } from './xlsx-writer.ts';

/** Format and value. What LibreOffice shows otherwise than Excel (fractions, dates without a format) is not among them. */
const NUMBERS: readonly (readonly [format: string | number, value: number])[] = [
  ['00000', 100],
  ['00-000', 3300],
  ['00\\.00', 310],
  ['00 00 00', 33000],
  ['000\\-00\\-0000', 123456789],
  ['[<=9999999]###\\-####;(###) ###\\-####', 5551234567],
  ['"Div. "00', 3],
  ['0.00', 1.1],
  ['0.00', 1.005],
  ['#,##0.00', 1234567.891],
  ['0%', 0.5],
  ['0.00E+00', 1234],
  ['0;-0;"none";@', 0],
  ['[Red]0;[Blue]-0', -3],
  ['[>=100]"big";[<0]"less";"small"', 150],
  ['@', 700],
  ['yyyy-mm-dd', 45000],
  ['d-mmm', 45202],
  ['[h]:mm', 1.5],
  [1, 3.7],
  [2, 3],
  [10, 0.1234],
];
const GENERAL = [0, 100, -7, 1.1, 0.1 + 0.2, 99999999999];
const TEXTS = ['00700', ' Footings & <walls> ', 'Größe 東京', '=1+1', 'two\nlines', "'03", '#REF!'];

const CSV_AS_SHOWN = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true';

const workbook = xlsx({
  formats: NUMBERS.map(([format]) => format),
  sheets: [
    {
      name: 'Codes',
      rows: [
        ...NUMBERS.map(([, value], index) =>
          row(index + 1, `<c r="A${index + 1}" s="${index + 1}"><v>${value}</v></c>`),
        ),
        ...GENERAL.map((value, index) => {
          const at = NUMBERS.length + index + 1;
          return row(at, `<c r="A${at}"><v>${value}</v></c>`);
        }),
        ...TEXTS.map((text, index) => row(NUMBERS.length + GENERAL.length + index + 1, text)),
      ].join(''),
    },
  ],
});

const folder = mkdtempSync(join(tmpdir(), 'check-libreoffice-'));
try {
  if (spawnSync('soffice', ['--version']).error) {
    console.log('Skipped: there is no soffice on the PATH.');
  } else {
    const file = join(folder, 'codes.xlsx');
    writeFileSync(file, workbook);
    const ours = texts(workbook);
    const shown = (parse(converted(file, CSV_AS_SHOWN, 'csv')) as string[][]).map(([text = '']) => text);
    compare('what LibreOffice shows', ours, shown);
    compare('what LibreOffice writes', ours, texts(converted(file, 'xlsx', 'xlsx')));
    for (const type of ['ods', 'xls']) {
      const opened = openWorkbook(converted(file, type, type));
      console.log(`${type}: ${opened.ok ? 'was read' : opened.why}`);
      if (opened.ok) process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function texts(bytes: Uint8Array): string[] {
  const opened = openWorkbook(bytes);
  const read = opened.ok ? opened.workbook.read(0) : opened;
  if (!read.ok) throw new Error(read.why);
  return read.rows.map(({ cells }) => cells[0] ?? '');
}

function converted(file: string, to: string, extension: string): Buffer {
  const out = join(folder, 'out');
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const { stderr } = spawnSync(
    'soffice',
    [profile, '--headless', '--convert-to', to, '--outdir', out, file],
    {
      timeout: 120_000,
      encoding: 'utf8',
    },
  );
  const made = join(out, `codes.${extension}`);
  if (!existsSync(made)) throw new Error(`soffice made no .${extension}: ${stderr}`);
  return readFileSync(made);
}

function compare(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const different = ours.flatMap((text, index) =>
    text === theirs[index]
      ? []
      : [`row ${index + 1}: ${JSON.stringify(text)}, ${JSON.stringify(theirs[index])}`],
  );
  console.log(`${what}: ${ours.length - different.length} of ${ours.length} texts are the same`);
  for (const line of different) console.log(`  ${line}`);
  if (different.length > 0) process.exitCode = 1;
}
