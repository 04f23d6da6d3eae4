import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { row, xlsx } from '../../../scripts/xlsx-writer.ts';
import { item } from '../../quickbooks/has.ts';
import { follow, inBrowser, looksRightEverywhere, signIn } from '../../support/browser.ts';
import { codeOf, codesOf, put, type Row } from '../../support/codes.ts';
import { reading } from '../../support/readings.ts';
import { newCompany, type Service } from '../../support/service.ts';

async function fresh(service: Service, codes: (string | object)[] = []) {
  const company = await newCompany(service);
  if (codes.length > 0) await put(service, company, codes as never);
  return { company, desk: `${service.url}${company.path.replace('/api', '')}` };
}

const ITEMS =
  '!INVITEM\tNAME\tINVITEMTYPE\tDESC\tACCNT\nINVITEM\t03\tSERV\tConcrete\tSales\nINVITEM\tNail\tPART\t\tSales\n';
const WORKBOOK = xlsx({
  sheets: [
    {
      name: 'Codes',
      rows: row(1, 'Our list') + row(2, 'Code', 'Name') + row(3, '03 - Concrete') + row(4, '100', 'Forms'),
    },
    { name: 'Notes', rows: row(1, 'Nothing of it') },
  ],
});

const choose = (page: Page, name: string, content: string | Uint8Array) =>
  page.getByLabel('File (optional)').setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });
const show = (page: Page) => follow(page.getByRole('button', { name: 'Show what it would do' }));
const told = (page: Page) => page.locator('main').innerText();

const STRANGE = 'Kostenstellen Nord;;\nKonto;Bezeichnung;Gruppe\n03;Beton;\n03-100;Schalung;03\n';

inBrowser('the import', (start, open) => {
  it('shows what will happen in QuickBooks to each new code, once it has been read', async () => {
    const service = await start();
    const { company, desk } = await fresh(service);
    const page = await open();
    await signIn(page, service);
    const preview = async () => {
      await page.goto(`${desk}/import`);
      await choose(page, 'list.csv', 'code,description\n03,Concrete\n04,Masonry\n');
      await show(page);
      return told(page);
    };
    expect(await preview()).not.toContain('What will happen there');
    await reading(service, company, { items: [item('03')] });
    expect(await preview()).toContain('What will happen there');
    await page
      .getByRole('row', { name: '03 Concrete 03 The item 03 is there already and will be taken over.' })
      .waitFor();
    await page.getByRole('row', { name: '04 Masonry 04 A new item will be made.' }).waitFor();
  });

  it('shows what each column was taken for, and lets a person change it; without JavaScript, too', async () => {
    const service = await start();
    for (const script of [true, false]) {
      const { company, desk } = await fresh(service);
      const page = await open({ script });
      await signIn(page, service);
      await page.goto(`${desk}/import`);
      await choose(page, 'nord.csv', STRANGE);
      await show(page);
      expect(await told(page)).toContain('No column names were found in the first 10 rows');
      await page.getByLabel('Row of column names').selectOption('row 2');
      await page.getByLabel('Column 1 is').selectOption('Code');
      await follow(page.getByRole('button', { name: 'Show again with these columns' }));
      // With another header the columns are recognised anew, and asked for as far as they are not.
      expect(await told(page)).toContain(
        'Say which column holds the code: "Konto", "Bezeichnung", "Gruppe".',
      );
      await page.getByLabel('Column 1, Konto is').selectOption('Code');
      await page.getByLabel('Column 2, Bezeichnung is').selectOption('Description');
      await follow(page.getByRole('button', { name: 'Show again with these columns' }));
      expect(await told(page)).toMatch(/would be added\s+2/);
      await page.getByLabel('Column 3, Gruppe is').selectOption('Division (parent)');
      // What nobody has seen is not imported.
      await follow(page.getByRole('button', { name: 'Import 2 codes' }));
      expect(await told(page)).toContain('With the columns that you have chosen. Nothing is changed yet.');
      expect(await page.getByRole('row', { name: /03-100 Schalung 03 03-100/ }).count()).toBe(1);
      expect((await codesOf(service, company)).codes).toEqual([]);
      await follow(page.getByRole('button', { name: 'Import 2 codes' }));
      await page.waitForURL(/status=unsynced/);
      expect(await codeOf(service, company, '03-100')).toMatchObject({
        description: 'Schalung',
        parent: '03',
      });
    }
  });

  it('reads levels in the order that is chosen, and shows all columns of a wide file on request', async () => {
    const service = await start();
    const { company, desk } = await fresh(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/import`);
    const cells = (first: string, second: string, last: string) =>
      [first, second, ...Array.from({ length: 48 }, () => ''), last].join(',');
    await choose(
      page,
      'wide.csv',
      `${cells('Sub', 'Main', 'Wording')}\n${cells('', '03', 'Concrete')}\n${cells('100', '03', 'Forms')}\n`,
    );
    await show(page);
    await page.getByLabel('Row of column names').selectOption('row 1');
    await page.getByRole('button', { name: 'Show all 51 columns' }).click();
    await page.getByLabel('Column 1, Sub is').selectOption('Level 2 of the code');
    await follow(page.getByRole('button', { name: 'Show again with these columns' }));
    expect(await told(page)).toContain('Say which column holds level 1 of the code');
    await page.getByLabel('Column 1, Sub is').selectOption('Level 2 of the code');
    await page.getByLabel('Column 2, Main is').selectOption('Level 1 of the code');
    await page.getByLabel('Column 51, Wording is').selectOption('Description');
    await follow(page.getByRole('button', { name: 'Show again with these columns' }));
    await follow(page.getByRole('button', { name: 'Import 2 codes' }));
    await page.waitForURL(/status=unsynced/);
    expect((await codesOf(service, company)).codes.map((each: Row) => each.code)).toEqual(['03', '03-100']);
  });

  it('asks before a list doubles, and takes the codes for those that are there by one press', async () => {
    const service = await start();
    const { company, desk } = await fresh(service, ['01', '01000', '02']);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/import`);
    await choose(page, 'list.csv', 'code,description\n1,General\n1000,About 01000\n2,About 02\n3,New\n');
    await show(page);
    expect(await told(page)).toContain('3 of these look like codes you have, without their leading zeros.');
    expect(await told(page)).toMatch(/would be added\s+4/);
    await follow(page.getByRole('button', { name: 'Take them for those' }));
    expect(await told(page)).toMatch(/would be added\s+1\s+would be changed\s+1\s+unchanged\s+2/);
    await follow(page.getByRole('button', { name: 'Import 2 codes' }));
    await page.waitForURL(/status=unsynced/);
    const { codes } = await codesOf(service, company);
    expect(codes.map((each: Row) => each.code)).toEqual(['01', '02', '3', '01000']);
  });

  it('shows warnings, and gives them with the problems as a CSV', async () => {
    const service = await start();
    const { desk } = await fresh(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/import`);
    await choose(page, 'list.csv', 'code,description\n3-Oct,Fall\n04,\n');
    await show(page);
    expect(await told(page)).toMatch(/warning\s+1/);
    expect(await told(page)).toContain('3-Oct looks like a date');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the rows with problems or warnings as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('bad rows.csv');
  });

  it("takes QuickBooks' own file, and says what of it is left out", async () => {
    const service = await start();
    const { company, desk } = await fresh(service);
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/import`);
    await choose(page, 'items.iif', ITEMS);
    await show(page);
    expect(await told(page)).toContain('1 item of other types is left out: 1 PART.');
    expect(await page.getByRole('row', { name: '03 Concrete Sales 03' }).count()).toBe(1);
    await follow(page.getByRole('button', { name: 'Import 1 code' }));
    await page.waitForURL(/status=unsynced/);
    expect(await codeOf(service, company, '03')).toMatchObject({ incomeAccount: 'Sales' });
    const iif = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download IIF' }).click();
    expect((await iif).suggestedFilename()).toMatch(/\.iif$/);
  });

  it('looks right with a file of each kind, on every window and color scheme', async () => {
    const service = await start();
    const { desk } = await fresh(service, ['01', '01000', { code: '03', description: 'Concrete' }]);
    const rows = Array.from({ length: 30 }, (_, index) => `04 - Masonry,${index + 100},Brick ${index},x`);
    const mixed = `Northside Builders,,,\nDivision,Code,Name,Unit\n${rows.join('\n')}\n,1,General,\n,3-Oct,"Fall\nprotection",\n,05,,\n,06,a,b,c\n`;
    const page = await open();
    await signIn(page, service);
    await page.goto(`${desk}/import`);
    await looksRightEverywhere(page, 'import');
    await choose(page, 'mixed.csv', mixed);
    await show(page);
    await page.getByText('Columns: Division is Division (parent), Code is Code').click();
    await looksRightEverywhere(page, 'import-preview');
    for (const [name, file, title] of [
      ['import-columns', STRANGE, 'Which column is what?'],
      ['import-workbook', WORKBOOK, 'What the import would do'],
      ['import-iif', ITEMS, 'What the import would do'],
    ] as const) {
      await page.goto(`${desk}/import`);
      await choose(page, name, file);
      await show(page);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
      await looksRightEverywhere(page, name);
    }
  });
});
