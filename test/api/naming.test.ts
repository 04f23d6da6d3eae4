import { expect, it } from 'vitest';
import {
  accepted,
  type Company,
  codeOf,
  codesOf,
  inAllStates,
  put,
  type Row,
  verb,
} from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

const text = expect.stringMatching(/\S/);
const rename = (service: Service, company: Company, itemNaming: string) =>
  service.api('PATCH', company.path, { body: { itemNaming } });

async function names(service: Service, company: Company): Promise<Record<string, string>> {
  const { codes } = await codesOf(service, company, '?limit=1000');
  return Object.fromEntries(codes.map((each: Row & { itemName: string }) => [each.code, each.itemName]));
}

onEmbeddedStore('naming of items', (start) => {
  it.each([
    ['code', '03-300'],
    ['codeAndDescription', '03-300 Footings'],
    ['description', 'Footings'],
  ])(
    '%s: Name is "%s", FullName has the names above, Desc is always the description',
    async (itemNaming, name) => {
      const service = await start();
      const company = await newCompany(service, { itemNaming });
      await put(service, company, [
        { code: '03', description: 'Concrete' },
        { code: '03-300', description: 'Footings', parent: '03' },
      ]);
      const above = (await codeOf(service, company, '03')).itemName;
      expect(await codeOf(service, company, '03-300')).toMatchObject({
        itemName: name,
        fullName: `${above}:${name}`,
        parent: '03',
      });
      const connector = await Connector.of(service, company);
      await accepted(service, company);
      await connector.session();
      expect(connector.quickbooks.itemByFullName(`${above}:${name}`)).toMatchObject({
        description: 'Footings',
      });
    },
  );

  it('codeAndDescription is shortened to 31 characters without collisions, in any letter case; who comes later gives way', async () => {
    const service = await start();
    const company = await newCompany(service, { itemNaming: 'codeAndDescription' });
    const code = 'a-rather-long-code-of-28-ch';
    await put(
      service,
      company,
      [
        { code: `${code}`, description: 'Xylophone' },
        { code: '1', description: 'x'.repeat(29) },
        { code: '2', description: 'x'.repeat(30) },
        { code: '1 xx', description: 'x' },
        { code: 'x', description: 'x x' },
        { code: 'x x', description: 'x' },
        { code: 'x X X', description: 'b' },
        { code: 'p', description: 'p' },
        { code: 'X x', description: 'X', parent: 'p' },
      ].filter(({ code: each }) => each !== 'X x'),
    );
    const given = await names(service, company);
    expect(given['1']).toBe(`1 ${'x'.repeat(29)}`);
    expect(given['2']).toBe(`2 ${'x'.repeat(29)}`);
    expect(given.x).toBe('x x x');
    expect(given['x x']).not.toBe('x x x');
    for (const name of Object.values(given)) expect(name.length).toBeLessThanOrEqual(31);
    expect(new Set(Object.values(given).map((name) => name.toLowerCase())).size).toBe(
      Object.keys(given).length,
    );

    const many = Array.from({ length: 120 }, (_, index) => ({
      code: `an-equal-beginning-of-31-chars-${'k'.repeat(0)}`.slice(0, 24) + String(index).padStart(3, '0'),
      description: 'the same description',
    }));
    await put(service, company, many);
    const all = Object.values(await names(service, company));
    expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(all.length);
    for (const name of all) expect(name.length).toBeLessThanOrEqual(31);
  });

  it('of two descriptions that are cut to the same 31 characters the earlier keeps its name', async () => {
    const service = await start();
    const company = await newCompany(service, { itemNaming: 'codeAndDescription' });
    await put(service, company, [{ code: '1', description: `a ${'b'.repeat(40)}` }]);
    const before = (await names(service, company))['1'];
    await put(service, company, [{ code: '1 a', description: `${'b'.repeat(41)}` }]);
    const after = await names(service, company);
    expect(after['1']).toBe(before);
    expect(after['1 a']).not.toBe(before);
  });

  it('changing the setting renames unsynced and pending codes only', async () => {
    const service = await start();
    const { company, connector, set } = await inAllStates(service);
    const updated = await rename(service, company, 'description');
    expect(updated).toMatchObject({ status: 200, body: { itemNaming: 'description' } });
    expect(await names(service, company)).toEqual({
      unsynced: 'About unsynced',
      pending: 'About pending',
      accepted: 'accepted',
      exporting: 'exporting',
      synced: 'synced',
      failed: 'failed',
      rejected: 'rejected',
    });
    expect((await codeOf(service, company, 'pending')).history.at(-1)).toMatchObject({ to: 'pending' });
    await connector.answer(set);
    expect(await codeOf(service, company, 'exporting')).toMatchObject({
      itemName: 'exporting',
      fullName: 'exporting',
    });
    await put(service, company, [{ code: 'later', description: 'Late' }]);
    expect(await codeOf(service, company, 'later')).toMatchObject({ itemName: 'Late' });
  });

  it('is 422 if a code would have no valid name or one that is taken, and changes nothing', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [
      { code: '1', description: 'Labor' },
      { code: '2', description: 'labor' },
      { code: '3', description: 'x'.repeat(32) },
      { code: '4', description: 'a: b' },
      { code: '5', description: 'Labor', parent: '1' },
    ]);
    const answer = await rename(service, company, 'description');
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ message }: { message: string }) => message.slice(0, 1))).toEqual([
      '2',
      '3',
      '4',
    ]);
    for (const error of answer.body.errors) expect(error).toEqual({ field: text, message: text });
    expect(await names(service, company)).toEqual({ 1: '1', 2: '2', 3: '3', 4: '4', 5: '5' });
    expect((await service.api('GET', company.path)).body.itemNaming).toBe('code');
    await put(service, company, [
      { code: '2', description: 'Other' },
      { code: '3', description: 'x' },
      { code: '4', description: 'y' },
    ]);
    expect((await rename(service, company, 'description')).status).toBe(200);
  });

  it('one error for each of the first hundred codes', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(
      service,
      company,
      Array.from({ length: 105 }, (_, index) => ({ code: `${index + 1}`, description: 'x'.repeat(40) })),
    );
    const { errors } = (await rename(service, company, 'description')).body;
    expect(errors).toHaveLength(100);
    for (const [index, { message }] of errors.entries()) expect(message).toContain(String(index + 1));
  });

  it('a name that an accepted code has is taken', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [{ code: 'Labor', description: 'x' }]);
    await accepted(service, company);
    await put(service, company, [{ code: '2', description: 'labor' }]);
    const { status, body } = await rename(service, company, 'description');
    expect(status).toBe(422);
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].message).toContain('2');
  });
});

onEmbeddedStore('accounts of a code', (start) => {
  const shown = async (service: Service, company: Company, code: string) => {
    const { incomeAccount, expenseAccount } = await codeOf(service, company, code);
    return [incomeAccount, expenseAccount];
  };

  it('come from the longest matching prefix, in any letter case, each of the two by itself; null ends the search', async () => {
    const service = await start();
    const company = await newCompany(service, {
      incomeAccount: 'Company Income',
      expenseAccount: 'Company Expense',
      accountRules: [
        { prefix: '0', incomeAccount: 'I0', expenseAccount: 'E0' },
        { prefix: '03-3', incomeAccount: 'I033' },
        { prefix: '03', incomeAccount: 'I03', expenseAccount: null },
        { prefix: 'AB', incomeAccount: 'IAB' },
      ],
    });
    await put(service, company, ['03-300', '03', '04', 'ab1', 'zz', '3']);
    expect(await shown(service, company, '03-300')).toEqual(['I033', null]);
    expect(await shown(service, company, '03')).toEqual(['I03', null]);
    expect(await shown(service, company, '04')).toEqual(['I0', 'E0']);
    expect(await shown(service, company, 'ab1')).toEqual(['IAB', 'Company Expense']);
    expect(await shown(service, company, 'zz')).toEqual(['Company Income', 'Company Expense']);
    expect(await shown(service, company, '3')).toEqual(['Company Income', 'Company Expense']);

    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: ['04'], expenseAccount: null });
    expect(await shown(service, company, '04')).toEqual(['I0', null]);
    await verb(service, company, 'accept', { codes: ['03'], expenseAccount: 'Named' });
    expect(await shown(service, company, '03')).toEqual(['I03', 'Named']);
    await service.api('PATCH', company.path, { body: { accountRules: [], incomeAccount: 'Other' } });
    expect(await shown(service, company, '03')).toEqual(['Other', 'Named']);
    expect(await shown(service, company, '03-300')).toEqual(['Other', 'Company Expense']);
  });

  it('accept and retry: null income is 422, so is a character beyond U+00FF, and nothing is accepted', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    for (const name of ['accept', 'retry'])
      for (const more of [
        { incomeAccount: null },
        { incomeAccount: '' },
        { incomeAccount: 5 },
        { incomeAccount: 'Ł' },
        { expenseAccount: '☃' },
        { expenseAccount: '' },
      ]) {
        const answer = await verb(service, company, name, { codes: ['01'], ...more });
        expect(answer.status, JSON.stringify(more)).toBe(422);
        expect(answer.body.errors).toEqual([{ field: Object.keys(more)[0], message: text }]);
      }
    expect((await codeOf(service, company, '01')).status).toBe('pending');
    await verb(service, company, 'accept', { codes: 'all', incomeAccount: 'Produits reçus ÿ' });
    expect(await shown(service, company, '01')).toEqual(['Produits reçus ÿ', null]);
  });

  it('with an expense account the item has two sides, without one it has one', async () => {
    const service = await start();
    const company = await newCompany(service, { expenseAccount: 'Job Expenses' });
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: ['02'], expenseAccount: null });
    const preview = async (code: string) =>
      (await service.api('GET', `${company.path}/codes/${code}/preview`)).text;
    expect(await preview('01')).toMatch(/<SalesAndPurchase>.*<ExpenseAccountRef>/s);
    expect(await preview('02')).toMatch(/<SalesOrPurchase>/);
    expect(await preview('02')).not.toContain('Expense');
  });
});
