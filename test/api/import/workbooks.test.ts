import { expect, it } from 'vitest';
import { ole, row, xlsx, zip } from '../../../scripts/xlsx-writer.ts';
import { type Company, codesOf, type Row } from '../../support/codes.ts';
import { newCompany, onEmbeddedStore, type Service } from '../../support/service.ts';

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const sending = (service: Service, company: Company, body: Uint8Array, query = '', type = TYPE) =>
  service.api('POST', `${company.path}/import${query}`, { body, type });

async function held(service: Service, company: Company): Promise<string[]> {
  const { codes } = await codesOf(service, company);
  return codes.map((each: Row) => [each.code, each.description, each.parent ?? ''].join('|'));
}

const number = (place: string, value: number, style: number) =>
  `<c r="${place}" s="${style}"><v>${value}</v></c>`;

onEmbeddedStore('a workbook of an office', (start) => {
  it('comes in as a person sees it: numbers by their format, values of formulas, merged and hidden cells', async () => {
    const service = await start();
    const company = await newCompany(service);
    const body = xlsx({
      formats: ['00000', '00-000', 'd-mmm'],
      sheets: [
        { name: 'Read me', rows: row(1, 'How to use this list') },
        {
          name: 'Codes',
          rows: [
            row(1, 'Northside Builders', '', ''),
            row(3, 'Division', 'Code', 'Name'),
            row(4, '03 - Concrete', number('B4', 3100, 2), 'Formwork'),
            row(
              5,
              '',
              number('B5', 3300, 2),
              '<c r="C5" t="str"><f>"Foot"&amp;"ings"</f><v>Footings</v></c>',
            ),
            row(6, '04 - Masonry', number('B6', 100, 1), 'Mortar'),
            row(7, '', number('B7', 45_000, 3), 'A day'),
            row(8, '', '<c r="B8" t="e"><v>#REF!</v></c>', 'Broken'),
            row(9, '', '05', 'Out of sight').replace('<row ', '<row hidden="1" '),
          ].join(''),
          after: '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A4:A5"/></mergeCells>',
        },
      ],
    });
    const { body: answer } = await sending(service, company, body);
    expect(answer).toMatchObject({
      format: 'xlsx',
      sheet: 'Codes',
      sheets: ['Read me', 'Codes'],
      added: 6,
      made: 2,
      rows: 6,
      problems: [
        { row: 7, problem: expect.stringContaining('A date (15-Mar)') },
        { row: 8, problem: expect.stringContaining('#REF!') },
      ],
      warnings: [{ row: 9, code: '05', kind: 'hidden' }],
    });
    expect(answer.columns).toEqual([
      { column: 1, header: 'Division', use: 'parent' },
      { column: 2, header: 'Code', use: 'code' },
      { column: 3, header: 'Name', use: 'description' },
    ]);
    expect(await held(service, company)).toEqual([
      '03|Concrete|',
      '03-100|Formwork|03',
      '03-300|Footings|03',
      '04|Masonry|',
      '05|Out of sight|',
      '00100|Mortar|04',
    ]);
    // Whatever the label says.
    expect((await sending(service, company, body, '', 'text/csv')).body).toMatchObject({ unchanged: 4 });
  });

  it('is read from the sheet that is named, by its name or number', async () => {
    const service = await start();
    const body = xlsx({
      sheets: ['One', 'Two'].map((name) => ({ name, rows: row(1, 'code', 'name') + row(2, name, name) })),
    });
    for (const [query, code] of [
      ['', 'One'],
      ['?sheet=two', 'Two'],
      ['?sheet=2', 'Two'],
    ]) {
      const company = await newCompany(service);
      expect((await sending(service, company, body, query)).body, query).toMatchObject({
        added: 1,
        sheet: code,
      });
    }
    const company = await newCompany(service);
    const refused = await sending(service, company, body, '?sheet=Three');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'sheet' }] } });
    expect(refused.body.errors[0].message).toContain('One, Two');
  });

  it('with several lists is read from the first sheet that people see', async () => {
    const service = await start();
    const company = await newCompany(service);
    const sheet = (name: string) => ({ name, rows: row(1, 'code', 'name') + row(2, name, name) });
    const body = xlsx({ sheets: [{ ...sheet('Old'), attributes: ' state="hidden"' }, sheet('New')] });
    expect((await sending(service, company, body)).body).toMatchObject({ added: 1, sheet: 'New' });
  });

  it('that cannot be read is 400, and named as what it is', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const [bytes, words] of [
      [ole('EncryptedPackage', 'EncryptionInfo'), /password/],
      [ole('Workbook'), /\.xls\b/],
      [zip([{ name: 'notes.txt', content: 'x' }]), /zip|archive/i],
      [xlsx({ sheets: [{ name: 'A', rows: row(1, 'code', 'name') }] }).slice(0, 300), /damaged|cut/i],
    ] as const) {
      const answer = await sending(service, company, bytes);
      expect([answer.status, answer.body.code]).toEqual([400, 'not-readable']);
      expect(answer.body.detail).toMatch(words);
    }
    expect(await held(service, company)).toEqual([]);
  });
});
