import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { readQwcFile } from '../../scripts/web-connector.ts';
import { accepted, codeOf, put, verb } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { newCompany, onBothStores, onEmbeddedStore, problemShape } from '../support/service.ts';

const text = expect.stringMatching(/\S/);

onEmbeddedStore('companies', (start) => {
  it('POST makes one with the defaults and shows the connector password this once', async () => {
    const service = await start();
    const made = await service.api('POST', '/api/companies', {
      body: { name: ' Acme  Builders ', incomeAccount: '4000 · Sales' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: text,
      name: 'Acme Builders',
      incomeAccount: 'Sales',
      expenseAccount: null,
      accountRules: [],
      itemNaming: 'code',
      runEveryMinutes: 15,
      fourEyes: false,
      connector: { userName: text, password: text },
    });
    const { connector, ...settings } = made.body;
    const one = await service.api('GET', `/api/companies/${made.body.id}`);
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({ ...settings, connector: { userName: connector.userName } });
    expect(one.text).not.toContain(connector.password);
    const all = await service.api('GET', '/api/companies');
    expect(all.body).toEqual({ companies: [one.body] });
    expect((await service.api('PATCH', `/api/companies/${made.body.id}`, { body: {} })).body).toEqual(
      one.body,
    );
  });

  it('takes every setting, and PATCH changes the ones that it names', async () => {
    const service = await start();
    const settings = {
      name: 'A',
      incomeAccount: 'Income:Labor',
      expenseAccount: '5000 · Job Expenses',
      accountRules: [
        { prefix: '03', incomeAccount: 'Concrete' },
        { prefix: '03-3', incomeAccount: 'Cast', expenseAccount: null },
      ],
      itemNaming: 'codeAndDescription',
      runEveryMinutes: 1440,
      fourEyes: true,
    };
    const company = await newCompany(service, settings);
    const shown = { ...settings, expenseAccount: 'Job Expenses' };
    expect((await service.api('GET', company.path)).body).toMatchObject(shown);
    const patched = await service.api('PATCH', company.path, {
      body: { name: 'B', expenseAccount: null, accountRules: [], runEveryMinutes: 1 },
    });
    expect(patched).toMatchObject({
      status: 200,
      body: { ...shown, name: 'B', expenseAccount: null, accountRules: [], runEveryMinutes: 1 },
    });
    expect((await service.api('GET', company.path)).body).toEqual(patched.body);
  });

  it('refuses each setting that is not valid, by its field, and makes nothing', async () => {
    const service = await start();
    const good = { name: 'A', incomeAccount: 'Sales' };
    const wrong: [string, unknown][] = [
      ['name', undefined],
      ['name', null],
      ['name', ''],
      ['name', ' \t'],
      ['name', 5],
      ['name', ['A']],
      ['incomeAccount', undefined],
      ['incomeAccount', null],
      ['incomeAccount', ''],
      ['incomeAccount', 'Łódź'],
      ['incomeAccount', 'Sales ☃'],
      ['incomeAccount', 'x'.repeat(160)],
      ['expenseAccount', ''],
      ['expenseAccount', 7],
      ['expenseAccount', 'Job €'],
      ['itemNaming', 'name'],
      ['itemNaming', null],
      ['runEveryMinutes', 0],
      ['runEveryMinutes', 1441],
      ['runEveryMinutes', 1.5],
      ['runEveryMinutes', '15'],
      ['fourEyes', 'true'],
      ['fourEyes', 1],
      ['accountRules', {}],
      ['accountRules', [{ prefix: '01' }]],
      ['accountRules', [{ incomeAccount: 'Sales' }]],
      ['accountRules', [{ prefix: '01', incomeAccount: null }]],
      ['accountRules', [{ prefix: '01', incomeAccount: 'Sales', expenseAccount: 'Ł' }]],
    ];
    for (const [field, value] of wrong) {
      const answer = await service.api('POST', '/api/companies', { body: { ...good, [field]: value } });
      const label = `${field} ${JSON.stringify(value)}`;
      expect(answer, label).toMatchObject({ status: 422, body: problemShape(422, 'not-valid') });
      expect(answer.headers.get('content-type'), label).toMatch(/^application\/problem\+json/);
      expect(answer.body.errors.length, label).toBeGreaterThan(0);
      for (const error of answer.body.errors) {
        expect(Object.keys(error).sort()).toEqual(['field', 'message']);
        expect(error.field, label).toMatch(new RegExp(`^${field}\\b`));
      }
    }
    expect((await service.api('GET', '/api/companies')).body).toEqual({ companies: [] });
    const company = await newCompany(service);
    const before = (await service.api('GET', company.path)).body;
    for (const [field, value] of wrong.filter(([, each]) => each !== undefined)) {
      const answer = await service.api('PATCH', company.path, { body: { name: 'Z', [field]: value } });
      expect(answer.status, `${field} ${JSON.stringify(value)}`).toBe(422);
    }
    expect((await service.api('GET', company.path)).body).toEqual(before);
  });

  it('takes account names up to U+00FF and cuts numbers off as QuickBooks shows them, at every level', async () => {
    const service = await start();
    for (const [given, read] of [
      ['4000 · Sales', 'Sales'],
      ['4000 · Income:4010 · Labor', 'Income:Labor'],
      ['4000·Income: 4010· Labor :4010.1 ·Rough', 'Income:Labor:Rough'],
      ['4000\u00a0\u0387\u00a0Sales', 'Sales'],
      ['4000 · 2 · Sales', '2 · Sales'],
      ['A · B', 'A · B'],
      ['Sales · 4000', 'Sales · 4000'],
      ['Phase 2 · Labor', 'Phase 2 · Labor'],
      ['Café ÿ', 'Café ÿ'],
      ['4000', '4000'],
      ['Income:Labor', 'Income:Labor'],
      ['x'.repeat(159), 'x'.repeat(159)],
    ]) {
      const company = await newCompany(service, { incomeAccount: given });
      expect((await service.api('GET', company.path)).body.incomeAccount, given).toBe(read);
    }
  });

  it('refuses an account that is only a number as QuickBooks shows it, with nothing after it', async () => {
    const service = await start();
    for (const incomeAccount of ['4000 ·', '4000·', 'Income:4010 · ']) {
      const answer = await service.api('POST', '/api/companies', { body: { name: 'Acme', incomeAccount } });
      expect(answer.status, incomeAccount).toBe(422);
      expect(answer.body.errors, incomeAccount).toEqual([
        { field: 'incomeAccount', message: expect.stringContaining('full name') },
      ]);
    }
  });

  it('an unknown company is 404 everywhere', async () => {
    const service = await start();
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['POST', '/connector-password'],
      ['POST', '/company-file'],
      ['GET', '/QBWC.qwc'],
      ['GET', '/lists'],
      ['POST', '/lists'],
      ['POST', '/import'],
      ['POST', '/send'],
      ['GET', '/codes'],
      ['GET', '/codes/01'],
      ['DELETE', '/codes/01'],
      ['GET', '/codes/01/preview'],
      ['POST', '/accept'],
      ['POST', '/reject'],
      ['POST', '/retry'],
      ['POST', '/recall'],
      ['POST', '/gate'],
      ['GET', '/status'],
      ['GET', '/sessions'],
      ['GET', '/sessions/x'],
    ] as const) {
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: { codes: [] } };
      const answer = await service.api(method, `/api/companies/nobody${path}`, body);
      expect(answer, `${method} ${path}`).toMatchObject({
        status: 404,
        body: problemShape(404, 'not-found'),
      });
    }
  });

  it('lists: the QuickBooks list is there from the start, others are added', async () => {
    const service = await start();
    const company = await newCompany(service);
    const quickbooks = { id: text, name: 'QuickBooks Desktop Standard Cost Codes', quickBooks: true };
    expect((await service.api('GET', `${company.path}/lists`)).body).toEqual({ lists: [quickbooks] });
    const made = await verb(service, company, 'lists', { name: 'Estimating' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({ id: text, name: 'Estimating', quickBooks: false });
    expect((await service.api('GET', `${company.path}/lists`)).body).toEqual({
      lists: [quickbooks, made.body],
    });
    for (const body of [{}, { name: '' }, { name: 1 }, []])
      expect((await verb(service, company, 'lists', body)).status).toBe(422);
    const other = await newCompany(service);
    expect((await service.api('GET', `${other.path}/codes?list=${made.body.id}`)).status).toBe(404);
  });
});

onBothStores('the connector password', (start) => {
  it('a new one is shown once, and the old one stops working', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    expect(await connector.authenticate()).toBe('none');
    const answer = await service.api('POST', `${company.path}/connector-password`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ userName: company.userName, password: text });
    expect(answer.body.password).not.toBe(company.password);
    expect(await connector.authenticate()).toBe('nvu');
    connector.password = answer.body.password;
    expect(await connector.authenticate()).toBe('none');
  });

  it('a new one ends the open session at its next call', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01']);
    await accepted(service, company);
    await connector.authenticate();
    await service.api('POST', `${company.path}/connector-password`);
    expect(await connector.send()).toBe('');
    expect((await codeOf(service, company, '01')).status).toBe('accepted');
  });

  it("and the connector's user name open nothing in the HTTP interface", async () => {
    const service = await start();
    const company = await newCompany(service);
    const { userName: user, password } = company;
    for (const path of ['/api/companies', company.path, `${company.path}/QBWC.qwc`])
      expect((await service.api('GET', path, { user, password })).status).toBe(401);
  });
});

onBothStores('company-file', (start) => {
  it('takes the one that the alarm tells, 422 for any other, 409 for another company’s', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01', '02']);
    await accepted(service, company, ['01']);
    await connector.session();
    await accepted(service, company, ['02']);

    const moved = '{0123ABCD-0000-4000-8000-00000000000A}';
    expect(await verb(service, company, 'company-file', { fileId: moved })).toMatchObject({ status: 422 });
    connector.quickbooks.setDataExt(connector.ownerID, 'FileID', moved);
    expect(await connector.begin()).toBe('');
    expect(await connector.lastError()).toMatch(/\S/);
    await connector.close();
    const status = (await service.api('GET', `${company.path}/status`)).body;
    expect(status.alarms).toEqual([status.alarm]);
    expect(status.alarm).toMatchObject({ code: 'file', message: text, since: text, companyFile: text });
    expect(status.alarm.fileId.replace(/[{}]/g, '').toLowerCase()).toBe(
      moved.replace(/[{}]/g, '').toLowerCase(),
    );
    expect(await codeOf(service, company, '02')).toMatchObject({ status: 'accepted' });

    const others = '{0123ABCD-0000-4000-8000-00000000000B}';
    for (const fileId of [others, '', 5, null, undefined])
      expect(await verb(service, company, 'company-file', { fileId })).toMatchObject({ status: 422 });
    const taken = await verb(service, company, 'company-file', { fileId: status.alarm.fileId });
    expect(taken.status).toBe(200);
    const qwc = readQwcFile((await service.api('GET', `${company.path}/QBWC.qwc`)).text);
    expect(qwc.FileID.toLowerCase()).toBe(moved.toLowerCase());
    expect((await service.api('GET', `${company.path}/status`)).body.alarm).toBeNull();
    await connector.session();
    expect(await codeOf(service, company, '02')).toMatchObject({ status: 'synced' });

    const other = await newCompany(service);
    const second = await Connector.of(service, other, connector.quickbooks);
    await put(service, other, ['01']);
    await accepted(service, other);
    await second.begin();
    const told = (await service.api('GET', `${other.path}/status`)).body.alarm.fileId;
    expect(await verb(service, other, 'company-file', { fileId: told })).toMatchObject({
      status: 409,
      body: { code: text },
    });
    expect(readQwcFile((await service.api('GET', `${other.path}/QBWC.qwc`)).text).FileID).toBe(second.fileID);
  });

  it('a file that holds no FileID is told with fileId null; the next good session lifts the alarm', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01']);
    await accepted(service, company);
    connector.quickbooks.setDataExt(connector.ownerID, 'FileID', undefined);
    const asked = await connector.begin();
    expect(asked).toContain('CompanyQueryRq');
    expect(asked).not.toContain('ItemServiceAddRq');
    expect(await connector.answer(asked)).toBeLessThan(0);
    await connector.close();
    const { alarm } = (await service.api('GET', `${company.path}/status`)).body;
    expect(alarm).toMatchObject({ code: 'file', fileId: null });
    connector.quickbooks.setDataExt(connector.ownerID, 'FileID', connector.fileID);
    await connector.session();
    expect((await service.api('GET', `${company.path}/status`)).body).toMatchObject({
      alarm: null,
      alarms: [],
    });
  });
});

onEmbeddedStore('QBWC.qwc', (start) => {
  const parse = (xml: string) =>
    new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true }).parse(xml).QBWCXML;

  it('is a download that the Web Connector takes, with everything that it needs', async () => {
    const service = await start();
    const company = await newCompany(service, { runEveryMinutes: 7 });
    const answer = await service.api('GET', `${company.path}/QBWC.qwc`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^(application\/x-qwc|text\/xml)/);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="?[^"]+\.qwc"?$/);
    const qwc = readQwcFile(answer.text);
    expect(qwc).toMatchObject({
      AppURL: `${service.url}/qbwc`,
      AppSupport: expect.stringContaining(service.url),
      UserName: company.userName,
      QBType: 'QBFS',
      IsReadOnly: false,
      AppUniqueName: text,
      runEverySeconds: 420,
      warnings: [],
    });
    expect(answer.text).not.toContain(company.password);
    expect(answer.text).not.toMatch(/password/i);
    for (const url of [qwc.AppURL, qwc.AppSupport]) expect((await fetch(url)).status).toBe(200);
  });

  it('escapes names, whatever they hold', async () => {
    const service = await start();
    for (const name of ['A & B <C> "D" \'E\'', ']]>', '&amp;', '&#38;', 'Łódź ☃ 😀', '<!--', '٠١']) {
      const company = await newCompany(service, { name });
      const { text: file } = await service.api('GET', `${company.path}/QBWC.qwc`);
      const { AppName } = readQwcFile(file);
      expect(AppName, name).toMatch(/\S/);
      expect(parse(file).UserName, name).toBe(company.userName);
    }
  });

  it('OwnerID is the same for all, UserName, FileID, AppName and AppUniqueName for none; a new name changes none of them', async () => {
    const service = await start();
    const one = await newCompany(service);
    const two = await newCompany(service);
    const qwcOf = async (path: string) => readQwcFile((await service.api('GET', `${path}/QBWC.qwc`)).text);
    const [first, second] = [await qwcOf(one.path), await qwcOf(two.path)];
    expect(first.OwnerID).toBe(second.OwnerID);
    for (const field of ['UserName', 'FileID', 'AppName', 'AppUniqueName'] as const)
      expect(first[field], field).not.toBe(second[field]);
    await service.api('PATCH', one.path, { body: { name: 'Renamed' } });
    await service.api('POST', `${one.path}/connector-password`);
    expect(await qwcOf(one.path)).toEqual(first);
    expect(await (await Connector.of(service, two, new SimulatedQuickBooks())).authenticate()).toBe('none');
  });
});
