/** Codes and the items that they are: linked, unlinked, and items that become codes. No two codes ever share an item. */
import { expect, it } from 'vitest';
import { ITEM_CLAIMS } from '../../server/codes/links.ts';
import { CODES, codeID } from '../../server/codes/model.ts';
import { type Company, codeOf, codesOf, inAllStates, put, STATES, statesOf, verb } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { reading } from '../support/readings.ts';
import {
  newCompany,
  newUser,
  onBothStores,
  onEmbeddedStore,
  onMongoDB,
  type Service,
  type Start,
} from '../support/service.ts';
import { item } from './has.ts';

async function world(start: Start, settings = {}) {
  const service = await start();
  const company = await newCompany(service, settings);
  return { service, company };
}

const link = async (service: Service, company: Company, ...links: [code: string, listId: string][]) =>
  (await verb(service, company, 'link', { links: links.map(([code, listId]) => ({ code, listId })) })).body;
const importing = async (service: Service, company: Company, body: object, query = '') =>
  (await verb(service, company, `import-items${query}`, body)).body;
const statusOf = async (service: Service, company: Company) =>
  (await codesOf(service, company)).codes.map(
    ({ code, parent, status, listId }: Record<string, string | null>) =>
      [code, parent, status, listId].join('|'),
  );

onBothStores('a link', (start) => {
  it('makes a code synced with the item that it is, and is told in its history', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['03', { code: '03-300', parent: '03' }]);
    await reading(service, company, { items: [item('Old:Footings', { editSequence: '7' })] });
    expect(await link(service, company, ['03-300', '80-Old:Footings'])).toEqual({ linked: 1, refused: [] });
    const code = await codeOf(service, company, '03-300');
    expect(code).toMatchObject({
      status: 'synced',
      itemName: 'Footings',
      fullName: 'Old:Footings',
      listId: '80-Old:Footings',
      preflight: null,
    });
    expect(code.history.at(-1)).toMatchObject({
      by: 'admin',
      from: 'unsynced',
      to: 'synced',
      why: 'linked with the item Old:Footings of QuickBooks, ListID 80-Old:Footings',
    });
    const gate = await verb(service, company, 'gate', { codes: ['03-300'] });
    expect(gate.body).toEqual({ ready: true, missing: [] });
    // Again it is what it is.
    expect(await link(service, company, ['03-300', '80-Old:Footings'])).toEqual({ linked: 1, refused: [] });
    expect((await codeOf(service, company, '03-300')).history.length).toBe(code.history.length);
    // What comes below it is named by its ListID.
    await put(service, company, [{ code: '03-310', parent: '03-300' }]);
    const preview = await service.api('GET', `${company.path}/codes/03-310/preview`);
    expect(preview.text).toMatch(/<ParentRef>\s*<ListID>80-Old:Footings</);
  });

  it('leads from any state but exporting, and to another item, too', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    await reading(service, company, { items: STATES.map((state) => item(`QB ${state}`)) });
    const links = STATES.map((state) => [state, `80-QB ${state}`] as [string, string]);
    expect(await link(service, company, ...links)).toEqual({
      linked: STATES.length - 1,
      refused: [{ code: 'exporting', reason: 'exporting is being exported to QuickBooks.' }],
    });
    expect(await statesOf(service, company)).toEqual({
      ...Object.fromEntries(STATES.map((state) => [state, 'synced'])),
      exporting: 'exporting',
    });
    expect((await codeOf(service, company, 'synced')).listId).toBe('80-QB synced');
    expect(await codeOf(service, company, 'rejected')).toMatchObject({ rejection: null, problem: null });
    expect((await codeOf(service, company, 'failed')).problem).toBeNull();
  });

  it('is with a service item only, of those that were read, and none is linked twice', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['01', '02', '03', '04']);
    const nothing = 'Nothing has been read from QuickBooks yet. Ask for a reading first.';
    expect(await link(service, company, ['01', '80-A'])).toEqual({
      linked: 0,
      refused: [{ code: '01', reason: nothing }],
    });
    await reading(service, company, {
      items: [item('A'), item('B'), item('C'), item('Wood', { type: 'NonInventory' })],
    });
    const answer = await link(
      service,
      company,
      ['01', '80-A'],
      ['02', '80-A'],
      ['01', '80-B'],
      ['03', '80-Wood'],
      ['04', '80-Gone'],
      ['05', '80-C'],
    );
    expect(answer.linked).toBe(1);
    expect(
      Object.fromEntries(
        answer.refused.map((each: { code: string; reason: string }) => [each.code, each.reason]),
      ),
    ).toEqual({
      '01': '01 is named twice; the first item counts.',
      '02': 'The item A is named twice; the first code gets it.',
      '03': 'The item Wood is no service item (NonInventory).',
      '04': 'QuickBooks had no item with the ListID 80-Gone when it was read.',
      '05': 'There is no code 05 in the QuickBooks list.',
    });
    expect((await link(service, company, ['02', '80-A'])).refused).toEqual([
      { code: '02', reason: 'The item A is linked with 01; no two codes share one.' },
    ]);
    expect((await link(service, company, ['02', '80-B'])).linked).toBe(1);
  });

  it('gives way to a code that is being exported under the name of the item', async () => {
    const { service, company } = await world(start);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01', '02']);
    await reading(service, company, { items: [item('01')] });
    await verb(service, company, 'send', { codes: ['01'] });
    await verb(service, company, 'accept', { codes: ['01'] });
    const set = await connector.begin();
    const links = [{ code: '02', listId: '80-01' }];
    expect((await verb(service, company, 'link', { links })).body.refused).toEqual([
      { code: '02', reason: '01 is being exported under the name 01 right now.' },
    ]);
    await connector.answer(set);
    expect((await codeOf(service, company, '01')).status).toBe('synced');
    // What was claimed for the vain link is free again.
    expect((await verb(service, company, 'link', { links })).body.linked).toBe(1);
  });

  it('is undone by unlink: the code is unsynced, QuickBooks is left alone, the item is free', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['01', '02']);
    await reading(service, company, { items: [item('A')] });
    await link(service, company, ['01', '80-A']);
    expect((await verb(service, company, 'unlink', { codes: ['01'] })).status).toBe(422);
    const { body } = await verb(service, company, 'unlink', {
      codes: ['01', '02', '09'],
      reason: 'A mistake.',
    });
    expect(body).toEqual({
      unlinked: 1,
      refused: [
        { code: '02', reason: '02 is not in QuickBooks.' },
        { code: '09', reason: 'There is no code 09 in the QuickBooks list.' },
      ],
    });
    const code = await codeOf(service, company, '01');
    expect(code).toMatchObject({ status: 'unsynced', listId: null, itemName: '01', fullName: '01' });
    expect(code.history.at(-1)).toMatchObject({
      from: 'synced',
      why: 'unlinked from the item A: A mistake.',
    });
    expect((await link(service, company, ['02', '80-A'])).linked).toBe(1);
  });

  it('is done once under an Idempotency-Key', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['01']);
    await reading(service, company, { items: [item('A')] });
    const body = { links: [{ code: '01', listId: '80-A' }] };
    const send = () =>
      service.api('POST', `${company.path}/link`, { body, headers: { 'idempotency-key': 'k' } });
    const first = await send();
    await verb(service, company, 'unlink', { codes: ['01'], reason: 'Because.' });
    const again = await send();
    expect([again.headers.get('idempotency-replayed'), again.text]).toEqual(['true', first.text]);
    expect((await codeOf(service, company, '01')).status).toBe('unsynced');
  });

  it('that was left behind by a server that died is taken over once it has lapsed', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['01', '02']);
    await reading(service, company, { items: [item('A')] });
    const { store } = service;
    const code = codeID(company.id, 'quickbooks', '01');
    const until = new Date(store.now().getTime() + 30_000).toISOString();
    const claim = { id: `${company.id}/80-A`, code, name: '01', run: store.run, until };
    await store.insert(ITEM_CLAIMS, [claim]);
    expect((await link(service, company, ['02', '80-A'])).refused).toEqual([
      { code: '02', reason: 'The item A is being linked with another code right now.' },
    ]);
    // Who was only slow has read the code by now, and cannot write it any more.
    const slow = (await store.get(CODES, code))!;
    service.advance(30_001);
    expect((await link(service, company, ['02', '80-A'])).linked).toBe(1);
    expect(await store.replace(CODES, [{ ...slow, listID: '80-A' }])).toEqual([null]);
    expect(await store.get(ITEM_CLAIMS, claim.id)).toBeNull();
  });

  it('that is being made keeps the exchange from adopting the item', async () => {
    const { service, company } = await world(start);
    const connector = await Connector.of(service, company);
    const made = connector.quickbooks.addItem('01');
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send', { codes: ['01'] });
    await verb(service, company, 'accept', { codes: ['01'] });
    const { store } = service;
    const until = new Date(store.now().getTime() + 60_000).toISOString();
    const code = codeID(company.id, 'quickbooks', '02');
    await store.insert(ITEM_CLAIMS, [
      { id: `${company.id}/${made.listID}`, code, name: '02', run: store.run, until },
    ]);
    await connector.session();
    expect(await codeOf(service, company, '01')).toMatchObject({ status: 'failed', listId: null });
  });
});

onMongoDB('links of several servers at once', (start) => {
  it('give an item to one code only', async () => {
    const { service, company } = await world(start);
    const other = await service.second();
    const codes = Array.from({ length: 12 }, (_, at) => `c${at}`);
    await put(service, company, codes);
    await reading(service, company, { items: [item('A')] });
    const answers = await Promise.all(
      codes.map((code, at) => link(at % 2 === 0 ? service : other, company, [code, '80-A'])),
    );
    const linked = answers.reduce((sum, { linked }) => sum + linked, 0);
    expect(linked).toBe(1);
    const { codes: after } = await codesOf(service, company, '?status=synced');
    expect(after.length).toBe(1);
  });
});

onBothStores('items that become codes', (start) => {
  const items = [
    item('03', { description: 'Concrete' }),
    item('03:03-300', {
      parentListID: '80-03',
      description: '  ',
      incomeAccount: 'Sales',
      expenseAccount: 'Job Expenses',
      class: 'East',
    }),
    item('Old', { isActive: false }),
    item('Old:1', { isActive: false, parentListID: '80-Old' }),
    item('Wood', { type: 'Inventory' }),
  ];

  it('are synced, with their parents, names, descriptions and accounts', async () => {
    const { service, company } = await world(start, { itemNaming: 'codeAndDescription' });
    await reading(service, company, { items });
    const tried = await importing(service, company, { listIds: 'all' }, '?dryRun=true');
    expect(tried).toEqual({ added: 2, changed: 0, unchanged: 0, problems: [] });
    expect(await statusOf(service, company)).toEqual([]);
    expect(await importing(service, company, { listIds: 'all' })).toEqual(tried);
    expect(await statusOf(service, company)).toEqual(['03||synced|80-03', '03-300|03|synced|80-03:03-300']);
    expect(await codeOf(service, company, '03-300')).toMatchObject({
      description: '03-300',
      itemName: '03-300',
      fullName: '03:03-300',
      incomeAccount: 'Sales',
      expenseAccount: 'Job Expenses',
      class: 'East',
    });
    expect((await codeOf(service, company, '03')).description).toBe('Concrete');
    // Those that have a code are no work any more.
    expect(await importing(service, company, { listIds: 'all' })).toEqual({
      added: 0,
      changed: 0,
      unchanged: 0,
      problems: [],
    });
  });

  it('bring those above them along, inactive ones only if named', async () => {
    const { service, company } = await world(start);
    await reading(service, company, { items });
    expect(await importing(service, company, { listIds: ['80-Old:1'] })).toMatchObject({ added: 2 });
    expect(await statusOf(service, company)).toEqual(['1|Old|synced|80-Old:1', 'Old||synced|80-Old']);
    const again = await importing(service, company, { listIds: ['80-Old:1', '80-03'] });
    expect(again).toMatchObject({ added: 1, unchanged: 1 });
  });

  it('are below the code that the item above them is linked with', async () => {
    const { service, company } = await world(start);
    await put(service, company, ['Div 3']);
    await reading(service, company, { items });
    await link(service, company, ['Div 3', '80-03']);
    expect(await importing(service, company, { listIds: 'all' })).toMatchObject({ added: 1, problems: [] });
    expect((await codeOf(service, company, '03-300')).parent).toBe('Div 3');
  });

  it('are problems by the rules of an import, and write over no code that is there', async () => {
    const { service, company } = await world(start);
    await put(service, company, [
      { code: '01', description: 'Ours' },
      { code: '02', description: 'Same' },
      { code: '03', description: 'Linked' },
    ]);
    await reading(service, company, {
      items: [
        item('01', { description: 'Theirs' }),
        item('02', { description: 'Same' }),
        item('03', { description: 'Linked' }),
        item('Old 3'),
        item('Other'),
        item('Other:Old 3', { parentListID: '80-Other' }),
        item('Wood', { type: 'Inventory' }),
        item('Wood:1', { parentListID: '80-Wood' }),
      ],
    });
    await link(service, company, ['03', '80-Old 3']);
    const listIds = ['80-01', '80-02', '80-03', '80-Other', '80-Other:Old 3', '80-Wood', '80-Wood:1', 'x'];
    const answer = await importing(service, company, { listIds });
    expect(answer).toMatchObject({ added: 2, changed: 1, unchanged: 0 });
    expect(answer.problems.map(({ code, problem }: Record<string, string>) => `${code}: ${problem}`)).toEqual(
      [
        '01: There is a code 01 already with another description or parent. Link it with the item instead.',
        '03: The code 03 is linked with another item, Old 3.',
        '80-Wood: The item Wood is no service item (Inventory).',
        '1: Its parent in QuickBooks is no service item that was read.',
        'x: QuickBooks had no item with the ListID x when it was read.',
      ],
    );
    expect(await statusOf(service, company)).toEqual([
      '01||unsynced|',
      '02||synced|80-02',
      '03||synced|80-Old 3',
      'Old 3|Other|synced|80-Other:Old 3',
      'Other||synced|80-Other',
    ]);
  });

  it('that were broken off before they were linked are linked the next time', async () => {
    const { service, company } = await world(start);
    await reading(service, company, { items });
    await put(service, company, [{ code: '03', description: 'Concrete' }]);
    expect(await importing(service, company, { listIds: 'all' })).toMatchObject({ added: 1, changed: 1 });
    expect((await codeOf(service, company, '03')).status).toBe('synced');
  });
});

onEmbeddedStore('links', (start) => {
  it('are made by approvers, undone by admins of the company', async () => {
    const { service, company } = await world(start);
    const approver = await newUser(service, 'ann', { roles: { [company.id]: 'approver' } });
    await put(service, company, ['01']);
    await reading(service, company, { items: [item('A')] });
    const post = (name: string, body: object) =>
      service.api('POST', `${company.path}/${name}`, { ...approver, body });
    expect((await post('link', { links: [{ code: '01', listId: '80-A' }] })).body.linked).toBe(1);
    expect((await post('unlink', { codes: ['01'], reason: 'x' })).status).toBe(403);
    expect((await codeOf(service, company, '01')).history.at(-1).by).toBe('ann');
  });
});
