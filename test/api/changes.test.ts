/** Life after the sync: what is changed of a code in QuickBooks, and what QuickBooks has otherwise. */
import { expect, it } from 'vitest';
import { ITEM_CLAIMS } from '../../server/codes/links.ts';
import { LOCKS } from '../../server/codes/lock.ts';
import { CODES, COMPANIES } from '../../server/codes/model.ts';
import { READINGS, RECENT_ITEMS } from '../../server/quickbooks/model.ts';
import { recentItem } from '../../server/quickbooks/recent.ts';
import { item } from '../quickbooks/has.ts';
import { type Company, codeOf, codesOf, exported, inAllStates, put, STATES, verb } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { dieAt } from '../support/dying.ts';
import { reading } from '../support/readings.ts';
import { newCompany, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const patch = (service: Service, company: Company, code: string, body: unknown) =>
  service.api('PATCH', `${company.path}/codes/${encodeURIComponent(code)}`, { body });

/** Two divisions and a code, all in QuickBooks. */
async function world(start: () => Promise<Service>, settings: Record<string, unknown> = {}) {
  const service = await start();
  const company = await newCompany(service, settings);
  const connector = await Connector.of(service, company);
  await exported(service, company, connector, [
    '03',
    '04',
    { code: '03-300', description: 'Footings', parent: '03' },
  ]);
  expect(await statusesOf(service, company)).toEqual({ '03': 'synced', '03-300': 'synced', '04': 'synced' });
  return { service, company, connector };
}

const statusesOf = async (service: Service, company: Company) =>
  Object.fromEntries(
    (await codesOf(service, company)).codes.map(({ code, status }: never) => [code, status]),
  );

const lastOf = (code: { history: { from: string; to: string; why: string; by: string }[] }) =>
  code.history.at(-1);

onBothStores('a change of a code in QuickBooks', (start) => {
  it('needs approval and keeps the item; it is told by its fields', async () => {
    const { service, company } = await world(start);
    const before = await codeOf(service, company, '03-300');
    const answer = await patch(service, company, '03-300', {
      description: 'Footings and piers',
      parent: '04',
      expenseAccount: 'Job Expenses',
      class: 'East',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'unsynced',
        description: 'Footings and piers',
        parent: '04',
        expenseAccount: 'Job Expenses',
        class: 'East',
        listId: before.listId,
        change: { fields: ['parent', 'description', 'expenseAccount', 'class'] },
      },
    });
    expect(lastOf(answer.body)).toMatchObject({
      by: 'admin',
      from: 'synced',
      to: 'unsynced',
      why: 'description and parent and accounts and class changed by hand',
    });
    expect((await verb(service, company, 'gate', { codes: ['03-300'] })).body.ready).toBe(true);
    // What takes it all back leaves nothing to be approved.
    const back = await patch(service, company, '03-300', {
      description: 'Footings',
      parent: '03',
      expenseAccount: null,
      class: null,
    });
    expect(back.body).toMatchObject({ status: 'synced', change: null, listId: before.listId });
  });

  it('comes by an import as well, and goes the way of every code', async () => {
    const { service, company } = await world(start);
    await put(service, company, [{ code: '03-300', description: 'Piers', parent: '' }]);
    const change = { fields: ['parent', 'description'] };
    expect(await codeOf(service, company, '03-300')).toMatchObject({ status: 'unsynced', change });
    await verb(service, company, 'send');
    expect(await codeOf(service, company, '03-300')).toMatchObject({ status: 'pending', change });
    await verb(service, company, 'reject', { codes: 'all', reason: 'no' });
    expect((await verb(service, company, 'discard', { codes: 'all' })).body).toEqual({
      discarded: 1,
      refused: [],
    });
    const code = await codeOf(service, company, '03-300');
    expect(code).toMatchObject({
      status: 'synced',
      description: 'Footings',
      parent: '03',
      change: null,
      rejection: null,
    });
    expect(lastOf(code)).toMatchObject({ from: 'rejected', to: 'synced', why: 'the change was discarded' });
  });

  it('is refused while the code is exporting, by the rules of an import, and without anything', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    expect(await patch(service, company, 'exporting', { description: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'exporting' },
    });
    for (const [body, field] of [
      [{ description: '' }, 'description'],
      [{ parent: 'nobody' }, 'parent'],
      [{ parent: 'SYNCED' }, 'parent'],
      [{ code: 'failed' }, 'code'],
      [{ code: '' }, 'code'],
      [{ class: 'a:' }, 'class'],
      [{ incomeAccount: null }, 'incomeAccount'],
      [{}, ''],
    ] as const) {
      const answer = await patch(service, company, 'synced', body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(answer.body.errors[0].field).toBe(field);
    }
    expect((await patch(service, company, 'nobody', { description: 'x' })).status).toBe(404);
    const inactive = await patch(service, company, 'unsynced', { active: false });
    expect(inactive.body.errors[0]).toMatchObject({ field: 'active' });
    expect(await codeOf(service, company, 'synced')).toMatchObject({ status: 'synced', change: null });
  });

  it('is discarded from any state but exporting and synced; what has no change is refused', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const answer = await verb(service, company, 'discard', { codes: [...STATES, 'nobody'] });
    expect(answer.body.discarded).toBe(0);
    expect(answer.body.refused.map(({ code }: { code: string }) => code).sort()).toEqual(
      [...STATES, 'nobody'].sort(),
    );
  });

  it('is none by another account of the company or another rule; a recall keeps it', async () => {
    const { service, company } = await world(start);
    await service.api('PATCH', company.path, { body: { incomeAccount: 'Other Income' } });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      incomeAccount: 'Construction Income',
      change: null,
    });
    await patch(service, company, '03-300', { active: false });
    await verb(service, company, 'send');
    await verb(service, company, 'recall', { codes: 'all' });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      status: 'unsynced',
      active: false,
      change: { fields: ['active'] },
      incomeAccount: 'Construction Income',
    });
    const answer = await service.api('DELETE', `${company.path}/codes/03-300`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'not-deletable' } });
    const unlinked = await verb(service, company, 'unlink', { codes: ['03-300'], reason: 'old' });
    expect(unlinked.body.unlinked).toBe(1);
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      status: 'unsynced',
      active: true,
      listId: null,
      change: null,
      incomeAccount: 'Other Income',
    });
  });
});

onEmbeddedStore('a column of what is active', (start) => {
  it('makes items inactive and active again; only what is in QuickBooks can be', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['05']);
    const importing = async (...lines: string[]) =>
      (
        await service.api('POST', `${company.path}/import`, {
          body: ['code,description,Active', ...lines].join('\n'),
          type: 'text/csv',
        })
      ).body;
    const first = await importing(
      '03,About 03,',
      '03-300,Footings,No',
      '04,About 04,yes',
      '05,About 05,no',
      '06,New,maybe',
    );
    expect(first).toMatchObject({
      added: 0,
      changed: 1,
      unchanged: 2,
      columns: [{ use: 'code' }, { use: 'description' }, { use: 'active' }],
      problems: [
        { row: 5, problem: 'The code is not in QuickBooks, so there is no item to be made inactive.' },
        { row: 6, problem: expect.stringContaining('"maybe" says neither') },
      ],
    });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      active: false,
      change: { fields: ['active'] },
    });
    expect(lastOf(await codeOf(service, company, '03-300'))).toMatchObject({
      why: 'activity changed by import',
    });
    const rows = { codes: [{ code: '03-300', description: 'Footings', active: true }] };
    expect((await verb(service, company, 'import', rows)).body).toMatchObject({ changed: 1 });
    expect(await codeOf(service, company, '03-300')).toMatchObject({ active: true, status: 'synced' });
  });
});

onEmbeddedStore('a code whose item is being linked with another one', (start) => {
  it('gets no other text meanwhile, and leaves nothing behind', async () => {
    const { service, company } = await world(start);
    const { listId } = await codeOf(service, company, '03');
    const until = new Date(service.store.now().getTime() + 60_000).toISOString();
    const claim = {
      id: `${company.id}/${listId}`,
      code: 'other',
      name: 'other',
      run: service.store.run,
      until,
    };
    await service.store.insert(ITEM_CLAIMS, [claim]);
    expect(await patch(service, company, '03', { code: 'C-03' })).toMatchObject({
      status: 409,
      body: { code: 'busy' },
    });
    expect(await statusesOf(service, company)).toEqual({
      '03': 'synced',
      '03-300': 'synced',
      '04': 'synced',
    });
    expect((await service.store.get(COMPANIES, company.id))?.moving ?? null).toBeNull();
    service.advance(61_000);
    expect((await patch(service, company, '03', { code: 'C-03' })).status).toBe(200);
    expect(await service.store.get(ITEM_CLAIMS, claim.id)).toBeNull();
  });
});

onBothStores('another text of a code', (start) => {
  it('takes its history, its item and the codes below it along', async () => {
    const { service, company } = await world(start);
    const before = await codeOf(service, company, '03');
    const answer = await patch(service, company, '03', { code: 'C-03' });
    expect(answer.body).toMatchObject({
      code: 'C-03',
      itemName: 'C-03',
      status: 'unsynced',
      listId: before.listId,
      change: { fields: ['name'] },
    });
    expect(answer.body.history.slice(0, -1)).toEqual(before.history);
    expect(lastOf(answer.body)).toMatchObject({
      from: 'synced',
      to: 'unsynced',
      why: 'code changed by hand',
    });
    expect((await service.api('GET', `${company.path}/codes/03`)).status).toBe(404);
    expect(await codeOf(service, company, '03-300')).toMatchObject({ parent: 'C-03', status: 'synced' });
    // The old text is free, the new one is not.
    expect(await put(service, company, ['03', 'C-03'])).toMatchObject({ added: 1, changed: 1 });
    expect((await verb(service, company, 'discard', { codes: ['C-03'] })).body.refused).toEqual([
      { code: 'C-03', reason: 'There is another code 03 by now.' },
    ]);
    await service.api('DELETE', `${company.path}/codes/03`);
    expect((await verb(service, company, 'discard', { codes: ['C-03'] })).body.discarded).toBe(1);
    expect(await codeOf(service, company, '03')).toMatchObject({
      status: 'synced',
      listId: before.listId,
      description: 'About 03',
      change: null,
    });
    expect(await codeOf(service, company, '03-300')).toMatchObject({ parent: '03' });
  });

  it('may differ in letter case only, and may be that of no other code', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['a1']);
    expect((await patch(service, company, 'A1', { code: 'A1' })).body).toMatchObject({
      code: 'A1',
      itemName: 'A1',
    });
    const taken = await patch(service, company, 'a1', { code: '03' });
    expect(taken.status).toBe(422);
    expect((await patch(service, company, '03-300', { code: '03-301', parent: null })).body).toMatchObject({
      code: '03-301',
      parent: null,
      change: { fields: ['name', 'parent'] },
    });
  });
});

onEmbeddedStore('a server that dies while a code gets another text', (start) => {
  it.each(['before', 'after'] as const)('%s any of its writes leaves one code, whole', async (when) => {
    for (let fatal = 1; ; fatal++) {
      const { service, company } = await world(start);
      const before = await codeOf(service, company, '03');
      const { writes, undo } = dieAt(service.store, fatal, when);
      const answer = await patch(service, company, '03', { code: 'C-03' });
      const isOver = writes() < fatal;
      undo();
      const lock = await service.store.get(LOCKS, company.id);
      if (lock) await service.store.remove(LOCKS, [lock]);
      // Whoever comes next completes it.
      await put(service, company, ['99']);
      expect((await service.store.get(COMPANIES, company.id))?.moving ?? null).toBeNull();
      const { codes } = await codesOf(service, company);
      const names = codes.map(({ code }: { code: string }) => code);
      expect([
        ['03', '03-300', '04', '99'],
        ['03-300', '04', '99', 'C-03'],
      ]).toContainEqual(names);
      const name = names.includes('03') ? '03' : 'C-03';
      const code = await codeOf(service, company, name);
      expect(code.listId).toBe(before.listId);
      expect(code.history.slice(0, before.history.length)).toEqual(before.history);
      expect(await codeOf(service, company, '03-300')).toMatchObject({ parent: name });
      expect(await service.store.find(CODES, 'byOrder', { equals: [company.id, ''], limit: 1 })).toEqual([]);
      // Its item is nobody else's to take, and is free again.
      expect((await verb(service, company, 'unlink', { codes: [name], reason: 'x' })).body.unlinked).toBe(1);
      if (isOver) {
        expect(answer.status).toBe(200);
        break;
      }
    }
  });
});

const READ = {
  '03': { listID: '', fullName: '03', description: 'About 03' },
  '04': { listID: '', fullName: '04', description: 'About 04' },
  '03-300': { listID: '', fullName: '03:03-300', description: 'Footings' },
};

/** What QuickBooks has as it was told, but for what is said. */
async function asTold(service: Service, company: Company, other: Record<string, object | null> = {}) {
  const { codes } = await codesOf(service, company);
  const idOf = (code: string) => codes.find((each: { code: string }) => each.code === code)?.listId as string;
  const items = Object.entries(READ).flatMap(([code, { fullName, description }]) => {
    const more = other[code];
    const listID = idOf(code);
    const parentListID = code === '03-300' ? idOf('03') : null;
    return more === null ? [] : [item(fullName, { listID, description, parentListID, ...more })];
  });
  await reading(service, company, { items });
}

onBothStores('what QuickBooks has otherwise', (start) => {
  it('is found by a reading, field by field, and is over when it is as it was told again', async () => {
    const { service, company } = await world(start);
    await asTold(service, company);
    expect((await codesOf(service, company, '?drift=true')).codes).toEqual([]);
    await asTold(service, company, {
      '03-300': { description: 'Foundations', isActive: false, expenseAccount: 'Job Expenses', sides: 'two' },
      '04': null,
    });
    const { codes } = await codesOf(service, company, '?drift=true');
    expect(codes).toMatchObject([
      {
        code: '03-300',
        status: 'synced',
        change: null,
        drift: [
          { field: 'description', ours: 'Footings', quickBooks: 'Foundations' },
          { field: 'expenseAccount', ours: null, quickBooks: 'Job Expenses' },
          { field: 'active', ours: true, quickBooks: false },
        ],
      },
      { code: '04', drift: [{ field: 'missing', ours: '04', quickBooks: null }] },
    ]);
    expect((await codesOf(service, company, '?drift=true&limit=1')).next).not.toBeNull();
    expect(lastOf(await codeOf(service, company, '03-300'))).toMatchObject({
      by: 'connector',
      from: 'synced',
      to: 'synced',
      why: 'its item was changed in QuickBooks: description, expense account, activity',
    });
    await asTold(service, company);
    expect((await codesOf(service, company, '?drift=true')).codes).toEqual([]);
  });

  it('is followed: it is ours from now on; a missing item unlinks', async () => {
    const { service, company } = await world(start);
    await asTold(service, company, {
      '03-300': {
        description: 'Foundations',
        name: '03-310',
        fullName: '03:03-310',
        incomeAccount: 'Other',
        class: 'East',
      },
      '04': null,
    });
    expect((await verb(service, company, 'follow', { codes: ['03', '03-300', '04', 'no'] })).body).toEqual({
      followed: 2,
      refused: [
        { code: '03', reason: '03 is in QuickBooks as it was told.' },
        { code: 'no', reason: 'There is no code no in the QuickBooks list.' },
      ],
    });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      status: 'synced',
      description: 'Foundations',
      itemName: '03-310',
      fullName: '03:03-310',
      incomeAccount: 'Other',
      class: 'East',
      drift: null,
      change: null,
    });
    expect(await codeOf(service, company, '04')).toMatchObject({
      status: 'unsynced',
      listId: null,
      drift: null,
    });
    // It is what was told from now on.
    await patch(service, company, '03-300', { description: 'Footings' });
    expect(await codeOf(service, company, '03-300')).toMatchObject({ change: { fields: ['description'] } });
  });

  it('is followed to another parent, but not to one that is no code', async () => {
    const { service, company } = await world(start);
    const parentListID = (await codeOf(service, company, '04')).listId;
    await asTold(service, company, { '03-300': { fullName: 'No:03-300', parentListID: 'nobody' } });
    expect((await verb(service, company, 'follow', { codes: ['03-300'] })).body.refused).toEqual([
      { code: '03-300', reason: 'The item above its item in QuickBooks is no code. Make it one first.' },
    ]);
    await asTold(service, company, { '03-300': { fullName: '04:03-300', parentListID } });
    expect((await codeOf(service, company, '03-300')).drift).toEqual([
      { field: 'parent', ours: '03', quickBooks: '04' },
    ]);
    expect((await verb(service, company, 'follow', { codes: 'all' })).body).toEqual({
      followed: 1,
      refused: [],
    });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      parent: '04',
      status: 'synced',
      drift: null,
      fullName: '04:03-300',
    });
  });

  it('is to be as it was: a change that needs approval; a missing item is added anew', async () => {
    const { service, company } = await world(start);
    await asTold(service, company, {
      '03-300': { description: 'Foundations', incomeAccount: 'Other' },
      '04': null,
    });
    expect((await verb(service, company, 'restore', { codes: 'all' })).body).toEqual({
      restored: 2,
      refused: [],
    });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      status: 'unsynced',
      description: 'Footings',
      incomeAccount: 'Construction Income',
      change: { fields: ['description', 'incomeAccount'] },
      drift: null,
    });
    expect(await codeOf(service, company, '04')).toMatchObject({ status: 'unsynced', listId: null });
    // Discarded it is what QuickBooks has otherwise again.
    await verb(service, company, 'discard', { codes: ['03-300'] });
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      status: 'synced',
      drift: [
        { field: 'description', ours: 'Footings', quickBooks: 'Foundations' },
        { field: 'incomeAccount', ours: 'Construction Income', quickBooks: 'Other' },
      ],
    });
  });

  it('is not an account or a class that was renamed, nor letters of another case', async () => {
    const { service, company } = await world(start);
    await asTold(service, company, { '03-300': { incomeAccount: 'CONSTRUCTION INCOME' } });
    expect((await codesOf(service, company, '?drift=true')).codes).toEqual([]);
  });

  it('is not what was changed by us while it was read', async () => {
    const { service, company } = await world(start);
    await asTold(service, company);
    const { listId: listID } = await codeOf(service, company, '04');
    const known = await service.store.get(READINGS, company.id);
    const next = { id: company.id, begun: (known?.begun ?? 0) + 1 };
    const ours = item('04', { listID, description: 'About 04' });
    await service.store.insert(RECENT_ITEMS, [recentItem(next, service.store.now().toISOString(), ours)]);
    await asTold(service, company, { '04': { description: 'As it was before' } });
    expect((await codesOf(service, company, '?drift=true')).codes).toEqual([]);
  });

  it('of a link is what the item has otherwise than the code, from the next reading on', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['07']);
    const items = [item('Seven', { description: 'The seventh' })];
    await reading(service, company, { items });
    await verb(service, company, 'link', { links: [{ code: '07', listId: '80-Seven' }] });
    expect(await codeOf(service, company, '07')).toMatchObject({ drift: null, itemName: 'Seven' });
    await reading(service, company, { items });
    expect((await codeOf(service, company, '07')).drift).toEqual([
      { field: 'name', ours: '07', quickBooks: 'Seven' },
      { field: 'description', ours: 'About 07', quickBooks: 'The seventh' },
    ]);
    await verb(service, company, 'follow', { codes: 'all' });
    expect(await codeOf(service, company, '07')).toMatchObject({
      code: '07',
      itemName: 'Seven',
      description: 'The seventh',
      drift: null,
      change: null,
      status: 'synced',
    });
  });
});
