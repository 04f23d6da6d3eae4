import { expect, it } from 'vitest';
import { type Company, codeOf, codesOf, put, verb } from '../../support/codes.ts';
import { newList, rowsAndCodes } from '../../support/lists.ts';
import { newCompany, onEmbeddedStore, type Service } from '../../support/service.ts';

const ITEMS = '!INVITEM\tNAME\tREFNUM\tINVITEMTYPE\tDESC\tACCNT\tCOGSACCNT\tQNTY\tQNTY\tHIDDEN';
const file = (...lines: string[]) =>
  ['!HDR\tPROD\tVER', 'HDR\tQuickBooks Pro\tVersion 24.0D', ...lines].map((line) => `${line}\r\n`).join('');

const sending = (service: Service, company: Company, body: string | Uint8Array, query = '') =>
  service.api('POST', `${company.path}/import${query}`, { body, type: 'application/octet-stream' });

onEmbeddedStore("QuickBooks' own file of items", (start) => {
  it('comes in: service items are codes with parents and accounts, others are told by their type', async () => {
    const service = await start();
    const company = await newCompany(service);
    const body = file(
      ITEMS,
      'INVITEM\t03\t1\tSERV\tConcrete\t4000 · Construction Income\tJob Costs\t0\t0\tN',
      'INVITEM\t03:03-300\t2\tSERV\t"Footings, 12"" wide"\tConstruction Income\t\t0\t0\tN',
      'INVITEM\t03:old\t3\tSERV\t\tConstruction Income\t\t0\t0\tY',
      'INVITEM\tNails\t4\tPART\tNails\tSales\tCOGS\t0\t0\tN',
      'INVITEM\tFreight\t5\tOTHC\t\tSales\t\t0\t0\tN',
      'INVITEM\tNuts\t6\tPART\tNuts\tSales\tCOGS\t0\t0\tN',
      'INVITEM\t99:lost\t7\tSERV\tLost\tSales\t\t0\t0\tN',
      'INVITEM\t04\t8\tSERV\tMasonry\t☃\t\t0\t0\tN',
    );
    const { body: answer } = await sending(service, company, body);
    expect(answer).toMatchObject({
      format: 'iif',
      added: 3,
      rows: 5,
      ignored: { PART: 2, OTHC: 1 },
      problems: [
        { row: 10, code: 'lost', problem: 'Its parent 99 is unknown.' },
        { row: 11, code: '04', problem: expect.stringContaining('ACCNT') },
      ],
      warnings: [{ row: 6, code: 'old', kind: 'hidden' }],
    });
    expect(answer.columns.slice(0, 5).map((each: { use: string }) => each.use)).toEqual([
      null,
      'code',
      null,
      null,
      'description',
    ]);
    expect(await codeOf(service, company, '03')).toMatchObject({
      description: 'Concrete',
      incomeAccount: 'Construction Income',
      expenseAccount: 'Job Costs',
    });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      description: 'Footings, 12" wide',
      parent: '03',
      expenseAccount: null,
    });
    expect(await codeOf(service, company, 'old')).toMatchObject({ description: 'old', parent: '03' });
    expect((await sending(service, company, body)).body).toMatchObject({ added: 0, unchanged: 3 });
  });

  it('warns of names that QuickBooks gets in other letters, or with one blank for two: their items may be there already', async () => {
    const service = await start();
    const company = await newCompany(service);
    const body = file(
      ITEMS,
      'INVITEM\tCaf\u00e9\t1\tSERV\tRooms\tSales\t\t0\t0\tN',
      'INVITEM\t03\t2\tSERV\tConcrete\tSales\t\t0\t0\tN',
      'INVITEM\t03:03  100\t3\tSERV\tFootings\tSales\t\t0\t0\tN',
    );
    const told = [
      'QuickBooks gets \u00e9 as e. Its item is called "Cafe": if QuickBooks has "Caf\u00e9", it may be added beside that one.',
      'Its item is called "03 100": if QuickBooks has "03  100", it may be added beside that one.',
    ];
    const { warnings } = (await sending(service, company, body)).body;
    expect(warnings.map(({ warning }: { warning: string }) => warning)).toEqual(told);
    expect(warnings.map(({ kind }: { kind: string }) => kind)).toEqual(['rewritten', 'rewritten']);
    // The same of rows, in cells and as programs send them.
    const other = await newCompany(service);
    const csv = 'code,description\nCaf\u00e9,Rooms\n03,Concrete\n03  100,Footings\n';
    const { body: rows } = await service.api('POST', `${other.path}/import?dryRun=true`, { body: csv });
    expect(rows.warnings.map(({ warning }: { warning: string }) => warning)).toEqual(told);
    const codes = [{ code: '03  100', description: 'Footings' }];
    const { body: json } = await service.api('POST', `${other.path}/import`, { body: { codes } });
    expect(json.warnings).toMatchObject([{ warning: told[1], code: '03 100' }]);
  });

  it('with a second list of items whose types are not told: the first comes in, the others are counted', async () => {
    const service = await start();
    const company = await newCompany(service);
    const body = file(
      ITEMS,
      'INVITEM\t03\t1\tSERV\tConcrete\tSales\t\t0\t0\tN',
      '!INVITEM\tNAME',
      'INVITEM\t04',
    );
    expect((await sending(service, company, body)).body).toMatchObject({
      added: 1,
      rows: 1,
      ignored: { none: 1 },
    });
    const untyped = await sending(service, company, file('!INVITEM\tNAME', 'INVITEM\t04'));
    expect(untyped.status).toBe(422);
    expect(untyped.body.errors[0].message).toContain('no columns NAME and INVITEMTYPE');
  });

  it('with items of many types tells the first fifty of them, and the others together', async () => {
    const service = await start();
    const company = await newCompany(service);
    const items = Array.from(
      { length: 60 },
      (_, index) => `INVITEM\tA${index}\t1\tT${index}${'X'.repeat(90)}`,
    );
    const { body } = await sending(service, company, file(ITEMS, ...items));
    expect(body.ignored).toMatchObject({ [`T0${'X'.repeat(18)}`]: 1, OTHER: 10 });
    expect(Object.keys(body.ignored)).toHaveLength(51);
  });

  it('changes the accounts of a code, which then needs approval again; not of one in QuickBooks', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [{ code: '03', description: 'Concrete' }]);
    await verb(service, company, 'send', {});
    await verb(service, company, 'accept', { codes: 'all' });
    const body = file(ITEMS, 'INVITEM\t03\t1\tSERV\tConcrete\tOther Income\t\t0\t0\tN');
    expect((await sending(service, company, body)).body).toMatchObject({ changed: 1, problems: [] });
    const code = await codeOf(service, company, '03');
    expect(code).toMatchObject({ status: 'unsynced', incomeAccount: 'Other Income' });
    expect(code.history.at(-1).why).toBe('accounts changed by import');
  });

  it('without an item list is 422 and says what it holds', async () => {
    const service = await start();
    const company = await newCompany(service);
    const refused = await sending(service, company, file('!ACCNT\tNAME', 'ACCNT\tSales'));
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'file' }] } });
    expect(refused.body.errors[0].message).toMatch(/holds no item list, but ACCNT/);
  });

  it('goes out parents first, in Windows-1252, and comes back unchanged, however items are named', async () => {
    const service = await start();
    for (const itemNaming of ['code', 'codeAndDescription', 'description'] as const) {
      const company = await newCompany(service, { itemNaming, expenseAccount: 'Job Costs' });
      await put(service, company, [
        { code: '10', description: 'Before, "its" parent', parent: '20' },
        { code: '20', description: 'Béton ≥ 30 – “armé”' },
        { code: '03–600', description: 'Slab' },
        { code: '=x', description: "'-1" },
      ]);
      await verb(service, company, 'send', {});
      await verb(service, company, 'accept', {
        codes: ['10'],
        incomeAccount: 'Sales:Café',
        expenseAccount: null,
      });
      const { headers, bytes } = await service.api('GET', `${company.path}/codes.iif`);
      expect(headers.get('content-disposition')).toContain('.iif"');
      const text = bytes.toString('latin1');
      expect(text).toMatch(/^!INVITEM\tNAME\tINVITEMTYPE\t/);
      expect(text).toContain('\tSERV\t"B\u00e9ton >= 30 - ""arm\u00e9"""\t');
      const names = text.split('\r\n').map((line) => line.split('\t')[1]);
      const child = names.find((name) => name?.includes(':')) ?? '';
      expect(names.indexOf(child)).toBeGreaterThan(names.indexOf(child.split(':')[0]));
      const before = (await codesOf(service, company)).codes;
      expect((await sending(service, company, bytes)).body).toMatchObject({
        added: 0,
        changed: 0,
        unchanged: 4,
        problems: [],
        ignored: {},
      });
      expect((await codesOf(service, company)).codes).toEqual(before);
    }
  });

  it('of a state holds the codes in it and those above them that QuickBooks does not have', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['1', { code: '2', parent: '1' }, { code: '3', parent: '1' }]);
    await verb(service, company, 'send', { codes: ['2'] });
    const { text } = await service.api('GET', `${company.path}/codes.iif?status=pending`);
    expect(text.split('\r\n').map((line) => line.split('\t')[1])).toEqual(['NAME', '1', '1:2', undefined]);
    expect((await service.api('GET', `${company.path}/codes.iif?status=none`)).status).toBe(422);
    expect((await service.api('GET', `${company.path}/codes.iif?list=none`)).status).toBe(404);
  });

  it('with a tab within a text: text beyond the last column is a problem of its row', async () => {
    const list = await newList(start);
    const answer = await list.take([
      '!INVITEM\tNAME\tINVITEMTYPE\tDESC\tACCNT',
      'INVITEM\t03\tSERV\tCon\tcrete\tSales',
    ]);
    expect(rowsAndCodes(answer.problems)).toEqual([[2, '03']]);
  });
});
