/** What QuickBooks has, through the doors: the lists, the matches, the preflight, and what accept makes of it. */
import { expect, it, vi } from 'vitest';
import { READINGS, RECENT_ITEMS } from '../../server/quickbooks/model.ts';
import { recentItem } from '../../server/quickbooks/recent.ts';
import { codeOf, codesOf, exported, put, verb } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { reading } from '../support/readings.ts';
import { newCompany, onBothStores } from '../support/service.ts';
import { ACCOUNTS, account, item } from './has.ts';

const DAY_MS = 24 * 60 * 60_000;

type Named = { fullName: string };
const namesOf = (all: Named[]) => all.map(({ fullName }) => fullName);

onBothStores('what QuickBooks has', (start) => {
  async function world(settings = {}) {
    const service = await start();
    const company = await newCompany(service, settings);
    const get = async (path: string) => {
      const answer = await service.api('GET', `${company.path}${path}`);
      expect(answer.status, answer.text).toBe(200);
      return answer.body;
    };
    const verdicts = async (query = '') =>
      (await codesOf(service, company, query)).codes.map(
        ({ code, preflight }: { code: string; preflight: { verdict: string } | null }) => [
          code,
          preflight?.verdict ?? null,
        ],
      );
    return { service, company, get, verdicts };
  }

  it('is nothing before the first session, then what the session told, then what was read', async () => {
    const { service, company, get } = await world();
    const nothing = {
      product: null,
      country: null,
      version: null,
      qbxmlVersion: null,
      companyName: null,
      companyFile: null,
      fileId: null,
      items: null,
      reading: {
        state: 'none',
        askedAt: null,
        completedAt: null,
        accounts: null,
        classes: null,
        items: null,
        broken: null,
      },
      check: null,
      changed: null,
      support: null,
    };
    expect(await get('/quickbooks')).toEqual(nothing);

    const connector = await Connector.of(service, company);
    await exported(service, company, connector, ['01']);
    const { product, country, fileId, companyFile, items } = await get('/quickbooks');
    expect({ product, country, items }).toEqual({
      product: expect.stringContaining('QuickBooks'),
      country: 'US',
      items: null,
    });
    expect([fileId, companyFile]).toEqual([connector.fileID, expect.stringMatching(/\.qbw$/i)]);

    await reading(service, company, {
      items: [item('03'), item('Wood', { type: 'Inventory' })],
      classes: [{ listID: 'C-1', fullName: 'East', isActive: true }],
      file: { fileId: connector.fileID },
    });
    expect(await get('/quickbooks')).toMatchObject({
      product: 'QuickBooks Enterprise 24',
      version: '34.0',
      companyName: 'Acme',
      companyFile: 'C:\\Books\\Acme.qbw',
      items: { count: 2, capacity: 1_000 },
      reading: { state: 'complete', askedAt: null, accounts: 4, classes: 1, items: 2 },
    });
  });

  it('is asked for once, however often, and stays asked; a check likewise', async () => {
    const { service, company, get } = await world();
    const ask = async (what: string) => {
      service.advance(60_000);
      const answer = await service.api('POST', `${company.path}/quickbooks/${what}`);
      expect(answer.status, answer.text).toBe(202);
      return answer.body;
    };
    const first = await ask('read');
    expect(first.reading).toMatchObject({ state: 'asked', askedAt: expect.any(String) });
    expect(first).toEqual(await get('/quickbooks'));
    expect((await ask('read')).reading.askedAt).toBe(first.reading.askedAt);

    const checking = await ask('check');
    expect(checking.check).toEqual({
      askedAt: expect.any(String),
      finishedAt: null,
      outcome: null,
      message: null,
    });
    expect((await ask('check')).check).toEqual(checking.check);
    expect((await ask('read')).check).toEqual(checking.check);
    // One that has ended is no answer to who asks now.
    const { store } = service;
    const known = (await store.get(READINGS, company.id))!;
    const finished = { ...known.check!, finishedAt: known.check!.askedAt, outcome: 'ok' as const };
    await store.replace(READINGS, [{ ...known, check: finished }]);
    expect((await ask('check')).check).toMatchObject({ finishedAt: null, outcome: null });

    await reading(service, company, {});
    expect((await get('/quickbooks')).reading.state).toBe('complete');
    expect((await ask('read')).reading.state).toBe('asked');
  });

  it('lists accounts and classes by name, with what accounts may be used for', async () => {
    const { service, company, get } = await world();
    expect(await get('/accounts')).toEqual({ accounts: [], next: null });
    const accounts = [
      ...ACCOUNTS,
      { ...account('Income:Labor 10', 'Income'), number: '4010' },
      account('Income:Labor 9', 'OtherIncome'),
    ];
    const classes = ['West', 'East'].map((fullName) => ({ listID: fullName, fullName, isActive: true }));
    await reading(service, company, { accounts, classes });

    const all = await get('/accounts');
    expect(namesOf(all.accounts)).toEqual([
      'Checking',
      'Construction Income',
      'Income:Labor 9',
      'Income:Labor 10',
      'Job Expenses',
      'Old Income',
    ]);
    expect(all.accounts[3]).toEqual({
      listId: 'A-Income:Labor 10',
      fullName: 'Income:Labor 10',
      number: '4010',
      type: 'Income',
      active: true,
      uses: ['income'],
    });
    expect(all.accounts[0].uses).toEqual([]);
    expect(all.accounts[4].uses).toEqual(['income', 'expense']);
    expect(all.accounts[5].active).toBe(false);
    expect(namesOf((await get('/accounts?search=LABOR')).accounts)).toEqual([
      'Income:Labor 9',
      'Income:Labor 10',
    ]);
    expect(namesOf((await get('/accounts?search=401')).accounts)).toEqual(['Income:Labor 10']);
    expect(namesOf((await get('/accounts?use=expense')).accounts)).toEqual(['Job Expenses']);
    const first = await get('/accounts?limit=4&use=income');
    const second = await get(`/accounts?limit=4&use=income&after=${first.next}`);
    expect([...namesOf(first.accounts), ...namesOf(second.accounts)].length).toBe(5);
    expect(second.next).toBeNull();
    expect(await get('/classes')).toEqual({
      classes: [
        { listId: 'East', fullName: 'East', active: true },
        { listId: 'West', fullName: 'West', active: true },
      ],
      next: null,
    });
    for (const query of ['accounts?use=both', 'accounts?after=x', 'items?linked=yes', 'matches?limit=0'])
      expect((await service.api('GET', `${company.path}/${query}`)).status, query).toBe(422);
  });

  it('lists items of all types, page by page, with the code that is linked', async () => {
    const { service, company, get } = await world();
    const items = [
      item('03', { description: 'Concrete', class: 'East' }),
      item('03:03-300', { incomeAccount: 'Sales', expenseAccount: 'Job Expenses' }),
      item('Lumber', { type: 'Inventory', isActive: false }),
    ];
    await reading(service, company, { items });
    await put(service, company, ['03']);
    await verb(service, company, 'link', { links: [{ code: '03', listId: '80-03' }] });

    const all = await get('/items');
    expect(all.items[0]).toEqual({
      listId: '80-03',
      name: '03',
      fullName: '03',
      type: 'Service',
      active: true,
      description: 'Concrete',
      incomeAccount: 'Construction Income',
      expenseAccount: null,
      class: 'East',
      code: '03',
    });
    expect(namesOf(all.items)).toEqual(['03', '03:03-300', 'Lumber']);
    for (const [query, found] of [
      ['search=concrete', ['03']],
      ['search=03-3', ['03:03-300']],
      ['type=Inventory', ['Lumber']],
      ['linked=true', ['03']],
      ['linked=false&type=Service', ['03:03-300']],
    ] as const)
      expect(namesOf((await get(`/items?${query}`)).items), query).toEqual(found);
    const paged: string[] = [];
    for (let next = ''; ; ) {
      const page = await get(`/items?limit=1${next && `&after=${next}`}`);
      paged.push(...namesOf(page.items));
      if (page.next === null) break;
      next = page.next;
    }
    expect(paged).toEqual(namesOf(all.items));
  });

  it('proposes for codes that are not in QuickBooks the item that is probably theirs', async () => {
    const { service, company, get } = await world();
    await put(service, company, [
      { code: '03', description: 'Concrete' },
      { code: '03-300', description: 'Footings', parent: '03' },
      { code: '04-1', description: 'Brick work' },
      { code: '05', description: 'Metals' },
    ]);
    expect(await get('/matches')).toEqual({ matches: [], next: null });
    await reading(service, company, {
      items: [
        item('03', { description: 'Concrete' }),
        item('03-300', { incomeAccount: 'Sales', description: 'Footings' }),
        item('Masonry', { description: 'Brick work' }),
        item('05', { type: 'Group' }),
      ],
    });
    const all = await get('/matches');
    expect(
      all.matches.map(({ code, fullName, how }: Record<string, string>) => [code, fullName, how]),
    ).toEqual([
      ['03', '03', 'fullName'],
      ['03-300', '03-300', 'name'],
      ['04-1', 'Masonry', 'description'],
    ]);
    expect(all.matches[1]).toMatchObject({
      listId: '80-03-300',
      differences: [
        { field: 'parent', ours: '03', quickBooks: null },
        { field: 'incomeAccount', ours: 'Construction Income', quickBooks: 'Sales' },
      ],
    });
    const first = await get('/matches?limit=2');
    const second = await get(`/matches?limit=2&after=${first.next}`);
    expect([...first.matches, ...second.matches]).toEqual(all.matches);
    await verb(service, company, 'link', { links: [{ code: '03', listId: '80-03' }] });
    expect((await get('/matches')).matches[0].code).toBe('03-300');
  });

  it('tells of each code what will happen to it, unless it is in QuickBooks or nothing was read', async () => {
    const { service, company, verdicts } = await world();
    await put(service, company, [
      '01',
      '02',
      '03',
      { code: '03-1', parent: '03' },
      '04',
      '05-100',
      '06',
      '07',
    ]);
    expect(new Set((await verdicts()).map(([, verdict]: unknown[]) => verdict))).toEqual(new Set([null]));
    await reading(service, company, {
      items: [
        item('02'),
        item('03', { type: 'Group' }),
        item('04', { isActive: false }),
        item('Old:05 100'),
        item('07'),
      ],
    });
    await verb(service, company, 'link', { links: [{ code: '07', listId: '80-07' }] });
    expect(await verdicts()).toEqual([
      ['01', 'new'],
      ['02', 'adopt'],
      ['03', 'otherType'],
      ['03-1', 'parent'],
      ['04', 'inactive'],
      ['05-100', 'similar'],
      ['06', 'new'],
      ['07', null],
    ]);
    expect((await codeOf(service, company, '02')).preflight).toEqual({
      verdict: 'adopt',
      listId: '80-02',
      message: 'The item 02 is there already and will be taken over.',
    });
    // What we add counts at once.
    const at = service.store.now().toISOString();
    await service.store.insert(RECENT_ITEMS, [recentItem({ id: company.id, begun: 1 }, at, item('06'))]);
    expect((await codeOf(service, company, '06')).preflight.verdict).toBe('adopt');
    await reading(service, company, { items: [item('x')], file: { capacity: 1 } });
    expect((await codeOf(service, company, '01')).preflight.verdict).toBe('full');
  });

  it('asks the store no more for many codes than for one', async () => {
    const { service, company, get } = await world();
    const codes = Array.from({ length: 40 }, (_, at) => `${at + 10}`);
    await put(service, company, codes);
    await reading(service, company, {
      items: codes.flatMap((code) => [item(`Old:${code}`), item(`Older:${code}`)]),
    });
    const asked = async (limit: number): Promise<number> => {
      const asks = (['get', 'getMany', 'find', 'findAmong', 'count'] as const).map((name) =>
        vi.spyOn(service.store, name),
      );
      const answer = await get(`/codes?limit=${limit}`);
      expect(answer.codes.map(({ preflight }: { preflight: object }) => preflight)).toEqual(
        codes.slice(0, limit).map(() => expect.objectContaining({ verdict: 'similar' })),
      );
      const times = asks.reduce((sum, { mock }) => sum + mock.calls.length, 0);
      vi.restoreAllMocks();
      return times;
    };
    await asked(1);
    expect(await asked(40)).toBe(await asked(1));
  });

  it('refuses at accept what QuickBooks would refuse for its account, while the reading is young', async () => {
    const { service, company, verdicts } = await world({ incomeAccount: 'Sales' });
    const accept = async (body: object) => (await verb(service, company, 'accept', body)).body;
    await put(service, company, ['01', '02', '03', '04']);
    await verb(service, company, 'send');
    // Nothing was read: any name is taken.
    expect(await accept({ codes: ['01'] })).toEqual({ accepted: 1, refused: [] });
    await reading(service, company, { items: [item('03')] });
    expect((await verdicts()).slice(1)).toEqual([
      ['02', 'account'],
      ['03', 'adopt'],
      ['04', 'account'],
    ]);
    expect(await accept({ codes: ['02', '01'], incomeAccount: 'Checking' })).toEqual({
      accepted: 0,
      refused: [
        {
          code: '02',
          reason: 'The account "Checking" is of the kind bank, which the item cannot have there.',
        },
        {
          code: '01',
          reason: 'The account "Checking" is of the kind bank, which the item cannot have there.',
        },
      ],
    });
    // All means those that it applies to; an item that is there keeps its own account.
    expect(await accept({ codes: 'all' })).toEqual({ accepted: 1, refused: [] });
    expect(await accept({ codes: ['02'] })).toEqual({
      accepted: 0,
      refused: [{ code: '02', reason: 'QuickBooks has no account "Sales".' }],
    });
    expect(await accept({ codes: ['02'], incomeAccount: 'Construction Income' })).toMatchObject({
      accepted: 1,
    });
    service.advance(2 * DAY_MS);
    expect(await accept({ codes: ['04'] })).toEqual({ accepted: 1, refused: [] });
  });

  it('tells in the preview of an import what will happen to each new code', async () => {
    const { service, company } = await world();
    const codes = [
      { code: '03', description: 'Concrete' },
      { code: '03-1', description: 'Footings', parent: '03' },
      { code: '04', description: 'Masonry' },
    ];
    const preview = async () =>
      (await service.api('POST', `${company.path}/import?dryRun=true`, { body: { codes } })).body;
    expect(await preview()).not.toHaveProperty('preflight');
    await put(service, company, [codes[0]!]);
    await reading(service, company, { items: [item('03'), item('03:03-1')] });
    const tried = await preview();
    expect([tried.added, tried.unchanged]).toEqual([2, 1]);
    expect(
      tried.preflight.map(({ code, verdict }: Record<string, string>) => [code, verdict]).sort(),
    ).toEqual([
      ['03-1', 'adopt'],
      ['04', 'new'],
    ]);
    const done = await service.api('POST', `${company.path}/import`, { body: { codes } });
    expect(done.body).toEqual(tried);
  });

  it('follows accounts and classes that are renamed, by ListID, in settings, rules and codes', async () => {
    const { service, company, get } = await world({
      expenseAccount: 'Job Expenses',
      accountRules: [{ prefix: '03', incomeAccount: 'labor', expenseAccount: null, class: 'West' }],
    });
    const region = (fullName: string) => ({ listID: 'W', fullName, isActive: true });
    const named = (labor: string, other: string) => [
      ...ACCOUNTS,
      { ...account(labor, 'Income'), listID: 'L' },
      { ...account(other, 'Income'), listID: 'O' },
    ];
    await put(service, company, ['03', '04', '05']);
    await verb(service, company, 'send');
    await reading(service, company, { accounts: named('Labor', 'Other'), classes: [region('West')] });
    await verb(service, company, 'accept', { codes: ['04'], incomeAccount: 'Labor', class: 'West' });
    // They change their names in one reading.
    await reading(service, company, { accounts: named('Other', 'Labor'), classes: [region('Coast')] });
    const incomes = async () =>
      (await codesOf(service, company)).codes.map(
        ({ code, incomeAccount }: Record<string, string>) => `${code} ${incomeAccount}`,
      );
    expect(await incomes()).toEqual(['03 Other', '04 Other', '05 Construction Income']);
    expect((await get('')).accountRules[0].incomeAccount).toBe('Other');
    for (const code of ['03', '04']) expect((await codeOf(service, company, code)).class).toBe('Coast');
    expect((await codeOf(service, company, '05')).class).toBeNull();
    // A name that is given now is the present one.
    await verb(service, company, 'accept', { codes: ['05'], incomeAccount: 'Labor' });
    await reading(service, company, { accounts: named('Labour', 'Labor') });
    await reading(service, company, { accounts: named('Labour', 'Labor') });
    expect(await incomes()).toEqual(['03 Labour', '04 Labour', '05 Labor']);
    // What is sent names them as they are called now.
    const set = await (await Connector.of(service, company)).begin();
    expect(set.match(/(?<=<IncomeAccountRef>\s*<FullName>)[^<]+/g)).toEqual(['Labour', 'Labor']);
  });
});
