import { expect, it } from 'vitest';
import { type Company, codeOf, codesOf, inAllStates, put, verb } from '../support/codes.ts';
import { newDesktop } from '../support/desktop.ts';
import { List, lines, uses } from '../support/lists.ts';
import { newCompany, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const text = expect.stringMatching(/\S/);

/** The class of each code, as it is shown. */
async function classes(service: Service, company: { readonly path: string }) {
  const { codes } = (await service.api('GET', `${company.path}/codes?limit=1000`)).body;
  return Object.fromEntries(codes.map((each: { code: string; class: string }) => [each.code, each.class]));
}

const importing = (service: Service, company: Company, file: string, query = '') =>
  new List(service, company).take(file, query);

const lastWhy = async (service: Service, company: Company, code: string): Promise<string> =>
  (await codeOf(service, company, code)).history.at(-1).why;

onBothStores('the class of a code', (start) => {
  it('is what is named for it, else that of the longest prefix, else that of the company; null ends the search', async () => {
    const service = await start();
    const company = await newCompany(service, {
      class: ' Region : East ',
      accountRules: [
        { prefix: '03-3', incomeAccount: 'Construction Income' },
        { prefix: '03', incomeAccount: 'Construction Income', class: 'Region:West' },
        { prefix: '04', incomeAccount: 'Construction Income', class: null },
      ],
    });
    await put(service, company, ['01', '03', '03-300', '04', '05', '06']);
    const byRule = {
      '01': 'Region:East',
      '03': 'Region:West',
      '03-300': 'Region:West',
      '04': null,
      '05': 'Region:East',
      '06': 'Region:East',
    };
    expect(await classes(service, company)).toEqual(byRule);
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: ['05'], class: 'Remodel' });
    await verb(service, company, 'accept', { codes: ['06'], class: null });
    await verb(service, company, 'accept', { codes: ['04'] });
    expect(await lastWhy(service, company, '05')).toBe('accepted with class Remodel');
    expect(await lastWhy(service, company, '06')).toBe('accepted with class none');
    await verb(service, company, 'accept', { codes: ['04'], class: 'Overhead', expenseAccount: 'Costs' });
    expect(await lastWhy(service, company, '04')).toBe('changed to expense account Costs, class Overhead');
    expect(await classes(service, company)).toEqual({
      ...byRule,
      '04': 'Overhead',
      '05': 'Remodel',
      '06': null,
    });

    // What was named stays; all else follows the settings.
    await service.api('PATCH', company.path, { body: { class: null, accountRules: [] } });
    expect(await classes(service, company)).toEqual({
      '01': null,
      '03': null,
      '03-300': null,
      '04': 'Overhead',
      '05': 'Remodel',
      '06': null,
    });
    expect((await service.api('GET', company.path)).body).toMatchObject({ class: null, accountRules: [] });
  });

  it('is the class of its item, from qbXML 12.0 on; what was sent stays shown', async () => {
    const service = await start();
    for (const [version, sent] of [
      ['12.0', 'Region:East'],
      ['11.0', null],
    ] as const) {
      const settings = { class: 'region:east', expenseAccount: 'Job Expenses' };
      const desktop = await newDesktop(service, settings, { qbxmlVersions: ['2.0', version] });
      await desktop.accept('03 Concrete', '03 > 03-300 Footings');
      await desktop.session();
      expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced' });
      expect(desktop.quickbooks.itemByFullName('03:03-300')?.class, version).toBe(sent);
      expect(await classes(service, desktop), version).toEqual({
        '03': sent && 'region:east',
        '03-300': sent && 'region:east',
      });
      const preview = (await service.api('GET', `${desktop.path}/codes/03/preview`)).text;
      expect(/<ClassRef>\s*<FullName>region:east<\/FullName>/.test(preview), version).toBe(sent !== null);
      await service.api('PATCH', desktop.path, { body: { class: 'Remodel' } });
      expect((await desktop.code('03')).class, version).toBe(sent && 'region:east');
    }
  });

  it('comes by an import, as a change that needs approval; without a column it stays, an empty cell names none', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const states = ['accepted', 'exporting', 'failed', 'pending', 'rejected', 'synced', 'unsynced'];
    const rows = (itsClass: string) => states.map((state) => `${state},About ${state},${itsClass}`);
    const first = await importing(
      service,
      company,
      lines('code,description,Class Name', ...rows('Region: East')),
    );
    expect(uses(first.columns)).toEqual(['code', 'description', 'class']);
    expect(first).toMatchObject({ added: 0, changed: 6, unchanged: 0 });
    expect(first.problems).toEqual([
      { row: 3, code: 'exporting', problem: 'The code is being exported to QuickBooks right now.' },
    ]);
    for (const code of ['accepted', 'failed', 'pending', 'rejected', 'synced', 'unsynced']) {
      expect(await codeOf(service, company, code)).toMatchObject({
        status: 'unsynced',
        class: 'Region:East',
      });
      expect(await lastWhy(service, company, code)).toBe('class changed by import');
    }
    // The same again, in other letters, and without the column: nothing is different.
    const without = states.map((state) => `${state},About ${state}`);
    for (const list of [
      lines('code,description,class', ...rows('region:east')),
      lines('code,description', ...without),
    ])
      expect(await importing(service, company, list)).toMatchObject({ added: 0, changed: 0 });
    const last = await importing(service, company, lines('code,description,class', ...rows('')));
    expect(last).toMatchObject({ changed: 6, unchanged: 1, problems: [] });
    expect(new Set(Object.values(await classes(service, company)))).toEqual(new Set([null]));
  });
});

onEmbeddedStore('classes in detail', (start) => {
  it('a new code has the class that its row names; what it gets anyway stays by rule', async () => {
    const service = await start();
    const company = await newCompany(service, { class: 'Region:East' });
    const list = lines('class,code,name', 'Region:East,01,Site', ',02,Demolition', 'Remodel,03,Concrete');
    expect((await importing(service, company, list)).added).toBe(3);
    expect(await classes(service, company)).toEqual({ '01': 'Region:East', '02': null, '03': 'Remodel' });
    await service.api('PATCH', company.path, { body: { class: 'Region:West' } });
    expect(await classes(service, company)).toEqual({ '01': 'Region:West', '02': null, '03': 'Remodel' });
  });

  it('a row whose class cannot be one is a problem, the others are taken', async () => {
    const service = await start();
    const company = await newCompany(service);
    const bad = [
      ['Łódź', 'QuickBooks cannot be asked for a class with the character "Ł" (U+0141).'],
      ['Region:', 'Give the class by its full name, such as Region:East.'],
      ['#REF!', 'The spreadsheet shows an error (#REF!) in place of the class. Correct it there and save'],
      ['=A1&B2', 'A formula (=A1&B2) stands in place of the class. Save the list with its values instead.'],
      ['c'.repeat(160), "A class's full name has at most 159 characters, this has 160."],
      ['c'.repeat(700), 'The class has 700 characters; at most 159 are allowed.'],
    ];
    const rows = bad.map(([itsClass], index) => `${index},Text,${itsClass}`);
    const { added, problems } = await importing(
      service,
      company,
      lines('code,description,class', ...rows, `9,Text,${'c'.repeat(159)}`),
    );
    expect(added).toBe(1);
    expect(problems.map(({ problem }: { problem: string }) => problem)).toEqual(
      bad.map(([, words = '']) => expect.stringContaining(words)),
    );

    const codes = [
      { code: '10', description: 'Text', class: 5 },
      { code: '11', description: 'Text', class: 'Remodel' },
      { code: '12', description: 'Text', class: null },
    ];
    const answer = await service.api('POST', `${company.path}/import`, { body: { codes } });
    expect(answer.body.problems).toEqual([
      { row: 1, code: '10', problem: 'The class must be a text, such as "Region:East".' },
    ]);
    expect(await classes(service, company)).toMatchObject({ 11: 'Remodel', 12: null });
  });

  it('a column of classes that is called otherwise is named, and is no second thing', async () => {
    const service = await start();
    const company = await newCompany(service);
    const list = lines('Konto,Text,Klasse', '01,Beton,Nord');
    const columns = '?codeColumn=Konto&descriptionColumn=2&classColumn=klasse';
    expect((await importing(service, company, list, columns)).added).toBe(1);
    expect(await classes(service, company)).toEqual({ '01': 'Nord' });
    const twice = await service.api('POST', `${company.path}/import${columns.replace('klasse', '1')}`, {
      body: list,
    });
    expect(twice.status).toBe(422);
    expect(twice.body.errors).toEqual([{ field: 'classColumn', message: text }]);
  });

  it('goes with codes below their headings', async () => {
    const service = await start();
    const company = await newCompany(service);
    const list = lines('code,description,class', '03 - Concrete,,Region:East', '03-300,Footings,Remodel');
    expect((await importing(service, company, list)).problems).toEqual([]);
    expect(await classes(service, company)).toEqual({ '03': 'Region:East', '03-300': 'Remodel' });
  });

  it('a name that cannot be one is 422 wherever it is given', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    const [incomeAccount, codes] = ['Income', ['01']];
    for (const wrong of ['', 'a::b', 'Ł', 5, 'c'.repeat(160)]) {
      const rules = [{ prefix: '03', incomeAccount, class: wrong }];
      for (const [answer, field] of [
        [await verb(service, company, 'accept', { codes, class: wrong }), 'class'],
        [await verb(service, company, 'retry', { codes, class: wrong }), 'class'],
        [await service.api('PATCH', company.path, { body: { class: wrong } }), 'class'],
        [await service.api('PATCH', company.path, { body: { accountRules: rules } }), 'accountRules.0.class'],
        [
          await service.api('POST', '/api/companies', { body: { name: 'B', incomeAccount, class: wrong } }),
          'class',
        ],
      ] as const) {
        expect(answer.status, `${field} ${wrong}`).toBe(422);
        expect(answer.body.errors).toEqual([{ field, message: text }]);
      }
    }
    expect((await codeOf(service, company, '01')).status).toBe('pending');
  });

  it('one that QuickBooks does not know fails its codes and no others, and another one helps', async () => {
    const service = await start();
    const desktop = await newDesktop(service, {
      accountRules: [{ prefix: '03', incomeAccount: 'Construction Income', class: 'Region:North' }],
    });
    await desktop.accept('03 Concrete', '04 Masonry');
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '03': 'failed', '04': 'synced' });
    const { problem } = await desktop.code('03');
    expect(problem.message).toContain('QuickBooks Class "Region:North"');
    expect(problem.advice).toMatch(/Class List.*name another class here.*#class\)\.$/);
    expect((await desktop.status()).alarms).toEqual([]);
    expect(await desktop.do('retry', { codes: ['03'], class: 'Region:West' })).toEqual({
      retried: 1,
      refused: [],
    });
    expect((await desktop.code('03')).history.at(-1).why).toBe('to be tried again with class Region:West');
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '03': 'synced', '04': 'synced' });
    expect(desktop.quickbooks.itemByFullName('03')?.class).toBe('Region:West');
  });

  it('that an item there has is told where it differs', async () => {
    const service = await start();
    const desktop = await newDesktop(service, { class: 'Region:East' });
    desktop.quickbooks.addItem('03', { description: 'Concrete', class: 'Remodel' });
    desktop.quickbooks.addItem('04', { description: 'Masonry', class: 'Region:East' });
    desktop.quickbooks.addItem('05', { description: 'Metals' });
    await desktop.accept('03 Concrete', '04 Masonry', '05 Metals');
    await desktop.session();
    const why = async (code: string) => (await desktop.code(code)).history.at(-1).why;
    expect(await why('03')).toMatch(/^adopted: .*; it differs: class "Remodel"$/);
    expect(await why('04')).toMatch(/^adopted: [^;]*$/);
    expect(await why('05')).toMatch(/^adopted: .*; it differs: class none$/);
  });

  it('rows that were answered come back as they are', async () => {
    const service = await start();
    const company = await newCompany(service, { class: 'Region:East' });
    await put(service, company, [{ code: '01', class: 'Remodel' } as never, { code: '02' }]);
    const { codes } = await codesOf(service, company);
    const answer = await service.api('POST', `${company.path}/import`, { body: { codes } });
    expect(answer.body).toMatchObject({ added: 0, changed: 0, unchanged: 2, problems: [] });
  });
});
