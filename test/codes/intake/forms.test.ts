/** The same table in every form that is read: it comes in the same, and nothing is lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { row, xlsx } from '../../../scripts/xlsx-writer.ts';
import { planImport } from '../../../server/codes/import.ts';
import { type Intake, intakeOf, readIntake } from '../../../server/codes/intake/intake.ts';
import type { CostCode } from '../../../server/codes/model.ts';

interface Line {
  readonly code: string;
  readonly description: string;
  readonly parent: string;
}

/** What the list would hold and which rows are named, whatever form the rows came in. */
function outcome(intake: Intake, firstRow: number) {
  const { rows } = intake.rows(new Map<string, CostCode>());
  const facts = {
    company: 'c',
    list: 'l',
    naming: 'code' as const,
    accountsOf: () => ({ incomeAccount: 'Income', expenseAccount: null }),
    classOf: () => null,
    rules: { incomeAccount: 'Income', expenseAccount: null, accountRules: [] },
    at: '2026-01-01T00:00:00.000Z',
    by: 'admin',
    why: 'by import',
  };
  const plan = planImport(new Map(), rows, facts);
  expect(plan.insert.length + plan.problems.length, 'no row is lost').toBe(rows.length);
  return {
    codes: plan.insert.map(({ code, description, parent }) => [code, description, parent].join('|')).sort(),
    problems: plan.problems.map(({ row, code, problem }) => [
      row - firstRow,
      code,
      problem.replace(/row \d+/g, (words) => `row ${Number(words.slice(4)) - firstRow}`),
    ]),
  };
}

function read(bytes: Uint8Array): Intake {
  const result = readIntake(bytes, {});
  if (!result.ok) throw new Error(result.why);
  return result.intake;
}

/** Not at the beginning: what a spreadsheet's own marks are taken for. */
const letters = fc.constantFrom(
  'a',
  'B',
  '0',
  '1',
  '-',
  '.',
  ' ',
  '"',
  ',',
  ';',
  '|',
  'é',
  '&',
  '<',
  "'",
  '/',
);
const cell = fc
  .tuple(fc.constantFrom('a', 'B', '0', '1', 'é', '/'), fc.array(letters, { maxLength: 8 }))
  // `03 - a` is a division with its name, which JSON does not know.
  .map(([first, rest]) => (first + rest.join('')).replace(/ +-+ +/g, '-'));
const codeText = fc.oneof({ weight: 8, arbitrary: cell }, { weight: 1, arbitrary: fc.constant('') });
const lines: fc.Arbitrary<Line[]> = fc
  .array(
    fc.record({
      code: codeText,
      description: codeText,
      parent: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.nat({ max: 9 }).map(String), cell),
    }),
    { minLength: 1, maxLength: 10 },
  )
  // Some parents are codes of the table.
  .map((all) =>
    all.map((line) => ({ ...line, parent: all[Number(line.parent || Number.NaN)]?.code ?? line.parent })),
  )
  // A row without anything is none.
  .map((all) => all.filter(({ code, description, parent }) => code + description + parent !== ''))
  .filter((all) => all.length > 0);

const HEADER = ['Cost Code', 'Description', 'Parent'];
const cellsOf = ({ code, description, parent }: Line) => [code, description, parent];

interface Dialect {
  readonly separator: string;
  readonly end: string;
  readonly always: boolean;
  readonly encoding: 'utf8' | 'utf8 with mark' | 'utf16le' | 'utf16be' | 'windows-1252';
  readonly titles: number;
  readonly names: boolean;
}

const dialects: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  always: fc.boolean(),
  encoding: fc.constantFrom('utf8', 'utf8 with mark', 'utf16le', 'utf16be', 'windows-1252'),
  titles: fc.nat({ max: 3 }),
  names: fc.boolean(),
});

function csv(table: readonly Line[], { separator, end, always, encoding, titles, names }: Dialect): Buffer {
  const written = (text: string) =>
    always || /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const title = Array.from({ length: titles }, () => ['Our list', '', '']);
  const rows = [...title, HEADER, ...table.map(cellsOf)].map((cells) => cells.map(written).join(separator));
  const text = [...(names ? [`sep=${separator}`] : []), ...rows].map((each) => each + end).join('');
  switch (encoding) {
    case 'utf8':
      return Buffer.from(text);
    case 'utf8 with mark':
      return Buffer.from(`\ufeff${text}`);
    case 'utf16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'windows-1252':
      return Buffer.from(text, 'latin1');
  }
}

describe('a table', () => {
  const asJson = (table: readonly Line[]) =>
    outcome(intakeOf(table.map((line, index) => ({ row: index + 1, ...line }))), 0);

  it('comes in the same as CSV of every dialect as it does as JSON', () => {
    fc.assert(
      fc.property(lines, dialects, (table, dialect) => {
        const firstRow = 1 + dialect.titles + (dialect.names ? 1 : 0);
        expect(outcome(read(csv(table, dialect)), firstRow)).toEqual(asJson(table));
      }),
      { numRuns: 500 },
    );
  });

  it('comes in the same as a workbook, on whichever sheet, below titles', () => {
    fc.assert(
      fc.property(lines, fc.nat({ max: 3 }), fc.boolean(), (table, titles, second) => {
        const rows = [
          ...Array.from({ length: titles }, () => ['Our list']),
          HEADER,
          ...table.map(cellsOf),
        ].map((cells, index) => row(index + 1, ...cells));
        const codes = { name: 'Codes', rows: rows.join('') };
        const notes = { name: 'Notes', rows: row(1, 'Nothing', 'of it') };
        const bytes = xlsx({ sheets: second ? [notes, codes] : [codes] });
        expect(outcome(read(bytes), titles + 1)).toEqual(asJson(table));
      }),
      { numRuns: 200 },
    );
  });

  it('comes in the same as a workbook that a library writes', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (table) => {
        const data = [HEADER, ...table.map(cellsOf)].map((cells) => cells.map((value) => ({ value })));
        const bytes = await writeExcelFile([{ data, sheet: 'Codes' }]).toBuffer();
        expect(outcome(read(bytes), 1)).toEqual(asJson(table));
      }),
      { numRuns: 20 },
    );
  });

  it("comes in the same as QuickBooks' own file, as far as that can say it", () => {
    const named = lines.map((table) => {
      const codes = new Map<string, Line>();
      for (const line of table) {
        const code = line.code.replaceAll(/\s+/g, ' ').trim();
        if (code !== '' && !codes.has(code.toLowerCase())) codes.set(code.toLowerCase(), { ...line, code });
      }
      // One level: an item's name says all of its parents.
      const roots = [...codes.values()].filter((_, index) => index % 2 === 0);
      return [...codes.values()].map((line, index) => ({
        ...line,
        description: line.description || line.code,
        parent: index % 2 === 0 ? '' : (roots[0]?.code ?? ''),
      }));
    });
    fc.assert(
      fc.property(named, (table) => {
        const written = (text: string) => (/[",\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const items = table.map(({ code, description, parent }) =>
          ['INVITEM', parent === '' ? code : `${parent}:${code}`, 'SERV', description]
            .map(written)
            .join('\t'),
        );
        const text = ['!INVITEM\tNAME\tINVITEMTYPE\tDESC', ...items].map((line) => `${line}\r\n`).join('');
        expect(outcome(read(Buffer.from(text, 'latin1')), 1)).toEqual(asJson(table));
      }),
      { numRuns: 300 },
    );
  });
});
