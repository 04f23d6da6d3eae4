/** Life after the sync, where two things come together: changes of codes below and above one another, drift and a change, two people. */
import { expect, it } from 'vitest';
import { certificateOf } from '../../server/codes/certificate.ts';
import { LOCKS } from '../../server/codes/lock.ts';
import { intuitSchemas } from '../qbxml/oracle.ts';
import { item } from '../quickbooks/has.ts';
import { changed, edited } from '../support/changes.ts';
import { type Desktop, newDesktop, settle } from '../support/desktop.ts';
import { reading } from '../support/readings.ts';
import { onEmbeddedStore, type Service } from '../support/service.ts';

async function read(service: Service, desktop: Desktop): Promise<void> {
  await service.api('POST', `${desktop.path}/quickbooks/read`);
  await settle(service, desktop);
}

async function synced(
  service: Service,
  codes = ['03 Concrete', '03 > 03-300 Footings', '04 Masonry'],
  settings: Record<string, unknown> = {},
): Promise<Desktop> {
  const desktop = await newDesktop(service, settings);
  await desktop.accept(...codes);
  await settle(service, desktop);
  return desktop;
}

const patch = (service: Service, desktop: Desktop, code: string, body: unknown) =>
  service.api('PATCH', `${desktop.path}/codes/${code}`, { body });

const drifting = async (service: Service, desktop: Desktop): Promise<string[]> =>
  (await service.api('GET', `${desktop.path}/codes?drift=true&limit=1000`)).body.codes.map(
    ({ code }: { code: string }) => code,
  );

/** QuickBooks has been read: it has these items. */
const has = (service: Service, { path }: Desktop, items: ReturnType<typeof item>[]) =>
  reading(service, { id: path.split('/').at(-1) as string }, { items });

onEmbeddedStore('a change that is dropped', (start) => {
  it('does not lead to a circle: what hangs below it goes back first', async () => {
    const service = await start();
    const desktop = await synced(service);
    await edited(service, desktop, '03-300', { parent: null });
    await edited(service, desktop, '03', { parent: '03-300' });
    expect(await desktop.do('discard', { codes: ['03-300'] })).toEqual({
      discarded: 0,
      refused: [{ code: '03-300', reason: expect.stringContaining('below itself') }],
    });
    expect(await desktop.do('discard', { codes: 'all' })).toEqual({ discarded: 2, refused: [] });
    expect(await desktop.code('03')).toMatchObject({ parent: null, status: 'synced' });
    expect(await desktop.code('03-300')).toMatchObject({ parent: '03', status: 'synced' });
  });

  it('goes back to a level that there is', async () => {
    const service = await start();
    const desktop = await synced(service, ['a A', 'a > b B', 'b > c C', 'v V', 'v > w W', 'x X']);
    await edited(service, desktop, 'w', { parent: null });
    await edited(service, desktop, 'x', { parent: 'w' });
    await edited(service, desktop, 'v', { parent: 'c' });
    // v is on the fourth level now, w would be on the fifth, x on the sixth.
    expect((await desktop.do('discard', { codes: ['w'] })).refused).toEqual([
      { code: 'w', reason: expect.stringContaining('level 6') },
    ]);
  });

  it('leaves it missing where its item is', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.deleteItem('04');
    await settle(service, desktop);
    await desktop.do('discard', { codes: ['04'] });
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', drift: [{ field: 'missing' }] });
  });

  it('can be dropped also once QuickBooks was followed in something else', async () => {
    const service = await start();
    const desktop = await synced(service);
    await edited(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.renameItem('04', '04 old');
    await read(service, desktop);
    await desktop.do('follow', { codes: ['04'] });
    expect(await desktop.code('04')).toMatchObject({
      itemName: '04 old',
      change: { fields: ['description'] },
    });
    await edited(service, desktop, '04', { class: 'East' });
    expect((await desktop.do('discard', { codes: ['04'] })).discarded).toBe(1);
    expect(await desktop.code('04')).toMatchObject({
      status: 'synced',
      itemName: '04 old',
      description: 'Masonry',
      class: null,
      drift: null,
    });
    await read(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ drift: null });
  });
});

onEmbeddedStore('two people who change a code at once', (start) => {
  it('write over nothing that the other has changed', async () => {
    const service = await start();
    const desktop = await synced(service);
    // One has read the code and is about to change it when the other does.
    const store = service.store as unknown as { insert: (...args: unknown[]) => Promise<unknown> };
    const { insert } = store;
    let isFirst = true;
    store.insert = async (...args) => {
      if (isFirst && (args[0] as { name: string }).name === LOCKS.name) {
        isFirst = false;
        await edited(service, desktop, '04', { description: 'Brick', parent: '03' });
      }
      return insert.apply(store, args);
    };
    await edited(service, desktop, '04', { class: 'East' });
    store.insert = insert;
    expect(await desktop.code('04')).toMatchObject({ description: 'Brick', class: 'East', parent: '03' });
  });
});

/** Active items below inactive ones. */
const activeBelowInactive = ({ quickbooks }: Desktop): string[] => {
  const inactive = quickbooks.items.filter(({ isActive }) => !isActive).map(({ fullName }) => fullName);
  return quickbooks.items
    .filter(
      ({ fullName, isActive }) => isActive && inactive.some((above) => fullName.startsWith(`${above}:`)),
    )
    .map(({ fullName }) => fullName);
};

onEmbeddedStore('a division that is to be inactive', (start) => {
  it('goes before what is to be added below it, which QuickBooks then refuses', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { active: false });
    await desktop.accept('04 > 04-100 Brick');
    await settle(service, desktop);
    expect(await desktop.codes()).toMatchObject({ '04': 'synced', '04-100': 'failed' });
    expect(activeBelowInactive(desktop)).toEqual([]);
  });

  it('goes within one session with all that is below it, and comes back likewise', async () => {
    const service = await start();
    const codes = ['a', 'b', 'c', 'd'];
    const desktop = await synced(service, ['a A', 'a > b B', 'b > c C', 'b > d D']);
    for (const active of [false, true]) {
      for (const code of codes) await edited(service, desktop, code, { active });
      await desktop.do('send');
      await desktop.do('accept', { codes: 'all' });
      await desktop.session();
      expect(await desktop.codes()).toEqual({ a: 'synced', b: 'synced', c: 'synced', d: 'synced' });
      expect(desktop.quickbooks.items.every(({ isActive }) => isActive === active)).toBe(true);
    }
    expect(desktop.quickbooks.changes).toHaveLength(8);
  });

  it('waits for what is moved below it', async () => {
    const service = await start();
    const desktop = await synced(service);
    await edited(service, desktop, '04', { active: false });
    await changed(service, desktop, '03-300', { parent: '04' });
    await desktop.do('send', { codes: ['04'] });
    await desktop.do('accept', { codes: ['04'] });
    await settle(service, desktop);
    expect(await desktop.codes()).toMatchObject({ '04': 'accepted', '03-300': 'synced' });
    expect((await desktop.code('04')).problem.message).toBe('Active codes are below it in QuickBooks.');
    expect(activeBelowInactive(desktop)).toEqual([]);
    await changed(service, desktop, '03-300', { active: false });
    await settle(service, desktop);
    expect(await desktop.codes()).toMatchObject({ '04': 'synced', '03-300': 'synced' });
  });
});

onEmbeddedStore('a code in QuickBooks', (start) => {
  it('is told in letters of another case', async () => {
    const service = await start();
    const desktop = await synced(service, ['ab Text']);
    await changed(service, desktop, 'ab', { code: 'AB' });
    await settle(service, desktop);
    expect(await desktop.code('AB')).toMatchObject({ code: 'AB', status: 'synced', fullName: 'AB' });
    expect(desktop.quickbooks.items.map(({ name }) => name)).toContain('AB');
  });

  it('that is changed is synced by a link with its own item, too', async () => {
    const service = await start();
    const desktop = await synced(service);
    await read(service, desktop);
    const { listId } = await desktop.code('04');
    await edited(service, desktop, '04', { description: 'Brick' });
    expect((await desktop.do('link', { links: [{ code: '04', listId }] })).linked).toBe(1);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', change: null, description: 'Brick' });
    await read(service, desktop);
    expect(await desktop.code('04')).toMatchObject({
      drift: [{ field: 'description', ours: 'Brick', quickBooks: 'Masonry' }],
    });
  });

  it('has no rejection any more once it is synced', async () => {
    const service = await start();
    const desktop = await synced(service);
    for (const how of ['take back', 'discard', 'export'] as const) {
      await edited(service, desktop, '04', { description: 'Brick' });
      await desktop.do('send', { codes: ['04'] });
      await desktop.do('reject', { codes: ['04'], reason: 'no' });
      expect((await desktop.code('04')).rejection).toMatchObject({ reason: 'no' });
      if (how === 'take back') await edited(service, desktop, '04', { description: 'Masonry' });
      if (how === 'discard') await desktop.do('discard', { codes: ['04'] });
      if (how === 'export') {
        await desktop.do('send', { codes: ['04'] });
        await desktop.do('accept', { codes: ['04'] });
        await settle(service, desktop);
      }
      expect(await desktop.code('04'), how).toMatchObject({ status: 'synced', rejection: null });
    }
  });
});

onEmbeddedStore('PATCH', (start) => {
  it('takes nothing but what it is given to take', async () => {
    const service = await start();
    const desktop = await synced(service);
    for (const body of [
      { nope: 1 },
      { status: 'accepted' },
      { listId: '80' },
      { itemName: 'x' },
      { code: null },
      { description: null },
      { active: null },
      { active: 'yes' },
      { class: '' },
      { incomeAccount: '' },
      { description: 'x'.repeat(4_096) },
      [],
    ])
      expect((await patch(service, desktop, '04', body)).status, JSON.stringify(body)).toBe(422);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', change: null });
  });

  it('takes "" and null for no parent, and changes no state where it changes nothing', async () => {
    const service = await start();
    const desktop = await synced(service);
    expect((await patch(service, desktop, '03-300', { parent: '' })).body).toMatchObject({ parent: null });
    await desktop.do('send', { codes: ['03-300'] });
    const { body } = await patch(service, desktop, '03-300', { parent: null });
    expect(body).toMatchObject({ parent: null, status: 'pending' });
    expect((await patch(service, desktop, '03-300', { parent: '03' })).body).toMatchObject({
      status: 'synced',
      change: null,
    });
  });

  it('answers with what its description says', async () => {
    const service = await start();
    const desktop = await synced(service);
    const answer = (await patch(service, desktop, '04', { active: false })).body;
    const { paths, components = {} } = (await service.api('GET', '/api/openapi.json')).body;
    const { patch: call } = Object.entries(paths as Record<string, { patch?: { requestBody: object } }>)
      .filter(([path]) => path.endsWith('/codes/{code}'))
      .map(([, methods]) => methods)[0] as { patch: { requestBody: object } };
    const told = JSON.stringify([call, components]);
    for (const field of Object.keys(answer)) expect(told).toContain(`"${field}"`);
    for (const field of [
      'code',
      'description',
      'parent',
      'incomeAccount',
      'expenseAccount',
      'class',
      'active',
    ])
      expect(JSON.stringify(call.requestBody)).toContain(`"${field}"`);
  });

  it('renames onto the text of a code that was removed, and what was left is free for another one', async () => {
    const service = await start();
    const desktop = await synced(service);
    const { listId } = await desktop.code('04');
    await desktop.do('import', { codes: [{ code: '09', description: 'Gone' }] });
    await service.api('DELETE', `${desktop.path}/codes/09`);
    await edited(service, desktop, '04', { code: '09' });
    expect((await patch(service, desktop, '09', { code: '04' })).body).toMatchObject({
      status: 'synced',
      change: null,
    });
    await changed(service, desktop, '04', { code: '10' });
    await settle(service, desktop);
    await desktop.accept('04 New');
    await settle(service, desktop);
    expect(await desktop.code('10')).toMatchObject({ listId, status: 'synced' });
    expect((await desktop.code('04')).listId).not.toBe(listId);
    expect(desktop.quickbooks.items.map(({ fullName }) => fullName).sort()).toEqual([
      '03',
      '03:03-300',
      '04',
      '10',
    ]);
  });

  it('renames a division while codes below it are exporting', async () => {
    const service = await start();
    const desktop = await synced(service);
    await desktop.accept('03 > 03-400 Slabs');
    await changed(service, desktop, '03-300', { description: 'Piers' });
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    expect((await patch(service, desktop, '03-300', { code: '03-301' })).status).toBe(409);
    expect((await patch(service, desktop, '03', { code: 'C' })).status).toBe(200);
    expect(await desktop.code('03-400')).toMatchObject({ parent: 'C', status: 'exporting' });
    await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    expect(await desktop.codes()).toMatchObject({ '03-400': 'synced', '03-300': 'synced', C: 'unsynced' });
    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await settle(service, desktop);
    expect(await desktop.code('03-400')).toMatchObject({ fullName: 'C:03-400', change: null });
    await read(service, desktop);
    expect(await drifting(service, desktop)).toEqual([]);
  });
});

onEmbeddedStore('what is assigned to a code in QuickBooks', (start) => {
  it('is a change also where the rules of today would give it', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.addClass({ fullName: 'East' });
    const today = { incomeAccount: 'Other Income', class: 'East' };
    await service.api('PATCH', desktop.path, { body: today });
    expect((await patch(service, desktop, '04', today)).body).toMatchObject({
      change: { fields: ['incomeAccount', 'class'] },
    });
    await desktop.do('import', { codes: [{ code: '03', description: 'Concrete', class: 'East' }] });
    expect(await desktop.code('03')).toMatchObject({ change: { fields: ['class'] } });
  });

  it('by accept as it was is no change any more, and nothing is sent', async () => {
    const service = await start();
    const desktop = await synced(service);
    await edited(service, desktop, '04', { incomeAccount: 'Other Income' });
    await desktop.do('send');
    await desktop.do('accept', { codes: ['04'], incomeAccount: 'Construction Income' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({
      status: 'synced',
      change: null,
      incomeAccount: 'Construction Income',
    });
    expect(desktop.quickbooks.changes).toEqual([]);
  });
});

onEmbeddedStore('the name of an item that is there', (start) => {
  it('follows the description where it is named by that, and no other way of naming', async () => {
    const service = await start();
    const desktop = await synced(service, ['04 Masonry', '05 Metal'], { itemNaming: 'description' });
    await desktop.do('import', { codes: [{ code: '04', description: 'Brick' }] });
    const change = { fields: ['name', 'description'] };
    expect(await desktop.code('04')).toMatchObject({ itemName: 'Brick', change });
    await service.api('PATCH', desktop.path, { body: { itemNaming: 'code' } });
    expect(await desktop.code('04')).toMatchObject({ itemName: 'Brick', change });
    expect(await desktop.code('05')).toMatchObject({ itemName: 'Metal', status: 'synced' });
  });
});

onEmbeddedStore('the preview', (start) => {
  it.runIf(intuitSchemas().length > 0)('of every change is valid by the XSD', async () => {
    const service = await start();
    const desktop = await synced(service);
    let code = '04';
    const isValid = async (kind: string) => {
      const { text } = await service.api('GET', `${desktop.path}/codes/${code}/preview`);
      expect(text).toContain(`<${kind}Rq>`);
      for (const { complaints } of intuitSchemas()) expect(complaints(text), text).toEqual([]);
    };
    for (const change of [
      { code: '4', description: 'é & <b>' },
      { parent: '03', class: 'East' },
      { parent: null, active: false },
      { class: null, active: true, incomeAccount: 'Other Income' },
      { expenseAccount: 'Job Expenses' },
    ]) {
      const { body } = await patch(service, desktop, code, change);
      code = body.code;
      await isValid('ItemServiceMod');
    }
    // What was only linked was never sent, and nothing of it is to be changed.
    desktop.quickbooks.addItem('77', { description: 'Linked', incomeAccount: 'Construction Income' });
    await desktop.do('discard', { codes: 'all' });
    await read(service, desktop);
    const { body } = await service.api('GET', `${desktop.path}/items?search=77`);
    await desktop.do('import', { codes: [{ code: '77', description: 'Linked' }] });
    await desktop.do('link', { links: [{ code: '77', listId: body.items[0].listId }] });
    code = '77';
    await isValid('ItemServiceAdd');
  });
});

onEmbeddedStore('a change beside a reading', (start) => {
  it('goes by the new name of an account that was renamed in QuickBooks', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.addAccount({ fullName: 'Side Income', type: 'Income' });
    await read(service, desktop);
    await edited(service, desktop, '04', { incomeAccount: 'Side Income' });
    for (const account of desktop.quickbooks.file.accounts)
      if (account.fullName === 'Side Income') account.fullName = 'More Income';
    await read(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ change: { fields: ['incomeAccount'] } });
    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', incomeAccount: 'More Income' });
    await read(service, desktop);
    expect(await drifting(service, desktop)).toEqual([]);
  });

  it('is no drift, and what was read has it', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick', code: 'M' });
    await read(service, desktop);
    expect(desktop.quickbooks.changes).toHaveLength(1);
    expect(await drifting(service, desktop)).toEqual([]);
    const { items } = (await service.api('GET', `${desktop.path}/items?search=Brick`)).body;
    expect(items).toMatchObject([{ fullName: 'M', code: 'M', description: 'Brick' }]);
  });
});

onEmbeddedStore('a division that is linked with another item', (start) => {
  it('leaves what is below the former one a drift, which can be restored', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.addItem('Other', { description: 'Concrete', incomeAccount: 'Construction Income' });
    await read(service, desktop);
    const { items } = (await service.api('GET', `${desktop.path}/items?search=Other`)).body;
    await desktop.do('link', { links: [{ code: '03', listId: items[0].listId }] });
    await read(service, desktop);
    expect((await desktop.code('03-300')).drift).toEqual([
      { field: 'parent', ours: 'Other', quickBooks: '03' },
    ]);
    await desktop.do('restore', { codes: ['03-300'] });
    expect(await desktop.code('03-300')).toMatchObject({ change: { fields: ['parent'] }, drift: null });
    await desktop.do('send', { codes: ['03-300'] });
    await desktop.do('accept', { codes: ['03-300'] });
    await settle(service, desktop);
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced', fullName: 'Other:03-300' });
    await read(service, desktop);
    expect(await drifting(service, desktop)).toEqual(['03']);
  });
});

onEmbeddedStore('a text on purchases alone, which no reading shows', (start) => {
  /** An item with two sides, of which somebody has changed one. */
  async function twoSided(service: Service): Promise<Desktop> {
    const desktop = await synced(service, ['04 Masonry'], { expenseAccount: 'Job Expenses' });
    const there = desktop.quickbooks.file.itemByFullName('04');
    if (!there?.sides || !('both' in there.sides)) throw new Error('it was to have two sides');
    const both = { ...there.sides.both, purchaseDesc: 'By hand' };
    desktop.quickbooks.file.change(there, { sides: { both } });
    return desktop;
  }

  /** The description is changed here, too. */
  async function isLeftAlone(service: Service, desktop: Desktop): Promise<void> {
    const changes = desktop.quickbooks.changes.length;
    await changed(service, desktop, '04', { description: 'Brick' });
    await settle(service, desktop);
    expect(desktop.quickbooks.changes).toHaveLength(changes);
    const { status, problem } = await desktop.code('04');
    expect(status).toBe('failed');
    expect(problem.message).toContain('on purchases "By hand"');
    await desktop.do('retry', { codes: ['04'] });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', change: null });
  }

  it.each(['follow', 'restore'])('is not written over once something else was seen: %s', async (verb) => {
    const service = await start();
    const desktop = await twoSided(service);
    desktop.quickbooks.renameItem('04', '04 old');
    await read(service, desktop);
    await desktop.do(verb, { codes: ['04'] });
    await isLeftAlone(service, desktop);
  });

  it('is not written over once something else was changed', async () => {
    const service = await start();
    const desktop = await twoSided(service);
    desktop.quickbooks.addClass({ fullName: 'East' });
    await changed(service, desktop, '04', { class: 'East' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', class: 'East' });
    await isLeftAlone(service, desktop);
  });
});

onEmbeddedStore('drift', (start) => {
  it('is asked for with a state and a text, and is left alone while the code is exporting', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.editItem('04', { description: 'Stone' });
    await read(service, desktop);
    const codes = async (query: string) =>
      (await service.api('GET', `${desktop.path}/codes?drift=true&${query}`)).body.codes.length;
    expect(await codes('status=synced')).toBe(1);
    expect(await codes('search=mason')).toBe(1);
    expect(await codes('status=failed')).toBe(0);
    expect((await service.api('GET', `${desktop.path}/codes?drift=maybe`)).status).toBe(422);
    await changed(service, desktop, '04', { code: 'M' });
    const { listId } = await desktop.code('M');
    await desktop.send(await desktop.open());
    for (const verb of ['follow', 'restore', 'discard']) {
      expect((await desktop.do(verb, { codes: ['M'] })).refused, verb).toHaveLength(1);
      expect((await desktop.do(verb, { codes: 'all' })).refused, verb).toEqual([]);
    }
    expect((await desktop.do('link', { links: [{ code: 'M', listId }] })).refused).toHaveLength(1);
    expect(await desktop.code('M')).toMatchObject({
      status: 'exporting',
      drift: [{ field: 'description', ours: 'Masonry', quickBooks: 'Stone' }],
    });
  });
});

onEmbeddedStore('all that QuickBooks has otherwise', (start) => {
  it('is followed in the order in which it can hang', async () => {
    const service = await start();
    const desktop = await synced(service);
    const idOf = async (code: string): Promise<string> => (await desktop.code(code)).listId;
    await has(service, desktop, [
      item('03-300', { listID: await idOf('03-300'), description: 'Footings' }),
      item('03-300:03', {
        listID: await idOf('03'),
        parentListID: await idOf('03-300'),
        description: 'Concrete',
      }),
      item('04', { listID: await idOf('04'), description: 'Masonry' }),
    ]);
    expect(await drifting(service, desktop)).toEqual(['03', '03-300']);
    expect(await desktop.do('follow', { codes: ['03', '03-300'] })).toEqual({ followed: 2, refused: [] });
    expect(await desktop.code('03')).toMatchObject({ parent: '03-300', status: 'synced', change: null });
    expect(await desktop.code('03-300')).toMatchObject({ parent: null, status: 'synced', change: null });
  });

  it('is restored, dropped and followed, however much it is', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const items = Array.from({ length: 1_000 }, (_, index) => item(`i${index}`, { description: 'Before' }));
    await has(service, desktop, items);
    await desktop.do('import-items', { listIds: 'all' });
    await has(
      service,
      desktop,
      items.map((each) => ({ ...each, description: 'After' })),
    );
    const all = { codes: 'all' };
    expect(await desktop.do('restore', all)).toEqual({ restored: 1_000, refused: [] });
    expect(await desktop.do('discard', all)).toEqual({ discarded: 1_000, refused: [] });
    expect(await drifting(service, desktop)).toHaveLength(1_000);
    expect(await desktop.do('follow', all)).toEqual({ followed: 1_000, refused: [] });
    expect((await desktop.status()).counts).toMatchObject({ synced: 1_000 });
    expect(await drifting(service, desktop)).toEqual([]);
  });

  it.each([
    [20, 60, null],
    [21, 210, null],
    [21, 209, 'restored'],
  ])(
    'is the alarm restored where more than 20 and a tenth are missing: %i of %i',
    async (missing, of, alarm) => {
      const service = await start();
      const desktop = await newDesktop(service);
      const names = Array.from({ length: of }, (_, index) => `i${index}`);
      for (const name of names)
        desktop.quickbooks.addItem(name, { description: 'Text', incomeAccount: 'Construction Income' });
      await read(service, desktop);
      await desktop.do('import-items', { listIds: 'all' });
      for (const name of names.slice(0, missing)) desktop.quickbooks.deleteItem(name);
      await read(service, desktop);
      expect(await drifting(service, desktop)).toHaveLength(missing);
      expect((await desktop.status()).alarm?.code ?? null).toBe(alarm);
      await changed(service, desktop, 'i50', { description: 'Other' });
      await settle(service, desktop);
      expect((await desktop.code('i50')).status).toBe(alarm ? 'accepted' : 'synced');
    },
  );
});

onEmbeddedStore('the certificate', (start) => {
  it('counts no try of a change that was dropped', async () => {
    const service = await start();
    const desktop = await synced(service);
    const { listId } = await desktop.code('04');
    const repair = desktop.quickbooks.faults.add({ kind: 'status', code: '3070', names: [listId] });
    await changed(service, desktop, '04', { description: 'Brick' });
    await settle(service, desktop);
    repair();
    await desktop.do('discard', { codes: ['04'] });
    await changed(service, desktop, '04', { description: 'Stone' });
    await settle(service, desktop);
    const { since } = certificateOf(await desktop.code('04'));
    expect(since).toMatchObject([{ sent: { times: 1 } }]);
  });
});
