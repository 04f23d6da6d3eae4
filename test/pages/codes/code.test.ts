import { expect, it } from 'vitest';
import { codeOf, put, statesOf, verb } from '../../support/codes.ts';
import { newDesktop } from '../../support/desktop.ts';
import { ADMIN, get, post, waiting } from '../../support/page-calls.ts';
import { newCompany, onEmbeddedStore, pageOf } from '../../support/service.ts';

onEmbeddedStore('a code on the page', (start) => {
  it('is found however its blanks and signs are typed, and is not added a second time', async () => {
    const service = await start();
    const { desk, cookie, csrf } = await waiting(service, ['03 100', '5\u2126']);
    for (const [path, code] of [
      ['03%C2%A0100', '03 100'],
      ['%2003%20%20100%0A', '03 100'],
      ['-?code=03%C2%A0100', '03 100'],
      [encodeURIComponent('5\u03a9'), '5\u2126'],
    ] as const) {
      const answer = await get(service, `${desk}/codes/${path}`, cookie);
      expect(answer.status, path).toBe(200);
      expect(await answer.text(), path).toContain(`<title>${code}`);
    }
    const add = (code: string) => post(service, `${desk}/add`, { csrf, code, description: 'x' }, cookie);
    const refused = await add('\u00a003\u00a0 100');
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('There is a code 03 100 in this list already.');
    const added = await add(' 03\u00a0 200 ');
    expect([added.status, added.headers.get('location')]).toEqual([303, `${desk}/codes/03%20200`]);
  });
});

onEmbeddedStore('accepting on the page', (start) => {
  it('by the rules, with named accounts, without an expense account by choice', async () => {
    const service = await start();
    const company = await newCompany(service, {
      expenseAccount: 'Job Expenses',
      accountRules: [{ prefix: '26', incomeAccount: 'Electrical' }],
    });
    await put(service, company, ['03', '04', '26']);
    await verb(service, company, 'send');
    const { headers } = await pageOf(service, ADMIN);
    const desk = company.path.replace('/api', '');
    const send = (name: string, fields: Record<string, string>) =>
      post(
        service,
        `${desk}/${name}`,
        { csrf: headers['x-csrf-token'], ...fields },
        { cookie: headers.cookie },
      );
    await send('accept', { code: '26', 'accept.how': 'rules', 'accept.incomeAccount': 'Ignored' });
    expect(await codeOf(service, company, '26')).toMatchObject({
      incomeAccount: 'Electrical',
      expenseAccount: 'Job Expenses',
    });
    await send('accept', {
      code: '03',
      'accept.how': 'these',
      'accept.incomeAccount': '4000 · Labor',
      'accept.expenseAccount': '',
    });
    expect(await codeOf(service, company, '03')).toMatchObject({
      incomeAccount: 'Labor',
      expenseAccount: null,
    });
    expect(await (await get(service, desk, { cookie: headers.cookie })).text()).toContain(
      '1 of them has no expense account',
    );
    const wrong = await send('accept', { code: '04', 'accept.how': 'these', 'accept.incomeAccount': 'Łódź' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toMatch(
      /href="#f-accept-incomeAccount"[\s\S]*id="f-accept-incomeAccount-error"/,
    );
    await send('accounts', { code: '04', 'accounts.incomeAccount': 'Other' });
    expect((await statesOf(service, company))['04']).toBe('pending');
    await send('accept', { code: '03', 'accept.how': 'these', 'accept.incomeAccount': 'Mine' });
    expect(await codeOf(service, company, '03')).toMatchObject({ incomeAccount: 'Labor' });
    expect(await (await get(service, desk, { cookie: headers.cookie })).text()).toContain(
      '03 has been accepted and waits for the connector.',
    );
    await send('accounts', { code: '03', 'accounts.expenseAccount': 'Costs', 'accounts.class': 'Remodel' });
    expect(await codeOf(service, company, '03')).toMatchObject({
      incomeAccount: 'Labor',
      expenseAccount: 'Costs',
      class: 'Remodel',
    });
    await send('accounts', { code: '03', 'accounts.noClass': 'true' });
    expect((await codeOf(service, company, '03')).class).toBeNull();
    const nothing = await send('accounts', { code: '03' });
    expect(await nothing.text()).toContain('Give the account or the class that is to change.');
    // A class goes with the accounts by rule, too.
    await send('accept', { code: '04', 'accept.how': 'rules', 'accept.class': 'Region:East' });
    expect(await codeOf(service, company, '04')).toMatchObject({ class: 'Region:East', status: 'accepted' });
  });
});

onEmbeddedStore('the class on the page of a code', (start) => {
  it('is told with the word that this QuickBooks takes none, as long as that is so', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    const told = /is not sent: this QuickBooks takes no class for an item \(qbXML 12\.0 does\)/;
    for (const [version, isTold] of [
      ['11.0', true],
      ['12.0', false],
    ] as const) {
      const desktop = await newDesktop(service, { class: 'Remodel' }, { qbxmlVersions: [version] });
      const page = async (code: string) => {
        const path = `${desktop.path.replace('/api', '')}/codes/${code}`;
        return (await get(service, path, { cookie: headers.cookie })).text();
      };
      await desktop.accept('03 Concrete', '04 Masonry');
      // Nothing is known of QuickBooks yet.
      expect(await page('03')).not.toMatch(told);
      await desktop.do('recall', { codes: ['04'] });
      await desktop.session();
      expect(told.test(await page('04')), version).toBe(isTold);
      expect(await page('03')).not.toMatch(told);
    }
  });
});
