/** Life after the sync, where two things come together: changes of codes below and above one another, drift and a change, two people. */
import { expect, it } from 'vitest';
import { LOCKS } from '../../server/codes/lock.ts';
import { changed, edited } from '../support/changes.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onEmbeddedStore, type Service } from '../support/service.ts';

/** Sessions until there is nothing to do. */
async function settle(service: Service, desktop: Desktop): Promise<void> {
  for (let sessions = 0; sessions < 10; sessions++) {
    if ((await desktop.session()).outcome === 'noWork') return;
    service.advance(16_000);
  }
  throw new Error('it does not settle');
}

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
