/** The whole way: a change from the interface to QuickBooks, what QuickBooks has otherwise and back, a backup that was restored. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop, settle } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const patch = (service: Service, desktop: Desktop, code: string, body: object) =>
  service.api('PATCH', `${desktop.path}/codes/${code}`, { body });

async function approved(desktop: Desktop): Promise<void> {
  await desktop.do('send');
  await desktop.do('accept', { codes: 'all' });
}

async function read(service: Service, desktop: Desktop): Promise<void> {
  await service.api('POST', `${desktop.path}/quickbooks/read`);
  await settle(service, desktop);
}

async function synced(service: Service, codes = ['03 Concrete', '03 > 03-300 Footings', '04 Masonry']) {
  const desktop = await newDesktop(service);
  await desktop.accept(...codes);
  await settle(service, desktop);
  return desktop;
}

const drifts = async (service: Service, desktop: Desktop) =>
  (await service.api('GET', `${desktop.path}/codes?drift=true&limit=1000`)).body.codes;

onBothStores('a change', (start) => {
  it('is told once, under another text, name and parent, and is followed by those below', async () => {
    const service = await start();
    const desktop = await synced(service);
    const { listId } = await desktop.code('03');
    await patch(service, desktop, '03', { code: '3', description: 'Concrete works', parent: '04' });
    const preview = await service.api('GET', `${desktop.path}/codes/3/preview`);
    expect(preview.text).toMatch(/<ItemServiceModRq>[\s\S]*<Name>3<[\s\S]*<Desc>Concrete works</);
    await approved(desktop);
    await settle(service, desktop);
    expect(desktop.quickbooks.changes).toHaveLength(1);
    expect(await desktop.code('3')).toMatchObject({
      status: 'synced',
      fullName: '04:3',
      listId,
      change: null,
    });
    expect(await desktop.code('03-300')).toMatchObject({ parent: '3', fullName: '04:3:03-300' });
    await read(service, desktop);
    expect(await drifts(service, desktop)).toEqual([]);
  });

  it('of what somebody has changed meanwhile fails with both, is drift at once, and is written over by retry', async () => {
    const service = await start();
    const desktop = await synced(service);
    await patch(service, desktop, '04', { description: 'Brick' });
    await approved(desktop);
    desktop.quickbooks.editItem('04', { description: 'Blockwork' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({
      status: 'failed',
      description: 'Brick',
      drift: [{ field: 'description', ours: 'Masonry', quickBooks: 'Blockwork' }],
    });
    await desktop.do('retry', { codes: ['04'] });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', drift: null });
    expect(desktop.quickbooks.itemByFullName('04')).toMatchObject({ description: 'Brick' });
  });

  it('of which nothing is left when it is followed is synced, and not sent', async () => {
    const service = await start();
    const desktop = await synced(service);
    await patch(service, desktop, '04', { description: 'Brick' });
    await approved(desktop);
    desktop.quickbooks.editItem('04', { description: 'Blockwork' });
    await settle(service, desktop);
    expect((await desktop.do('follow', { codes: 'all' })).followed).toBe(1);
    expect(await desktop.code('04')).toMatchObject({
      status: 'synced',
      description: 'Blockwork',
      change: null,
      drift: null,
    });
    expect(desktop.quickbooks.changes).toEqual([]);
  });
});

onBothStores('what people change in QuickBooks', (start) => {
  it('is followed or restored, and QuickBooks has then what is here', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.renameItem('04', '04 old');
    desktop.quickbooks.editItem('03:03-300', { description: 'Foundations' });
    await read(service, desktop);
    expect(await drifts(service, desktop)).toMatchObject([
      { code: '03-300', drift: [{ field: 'description', ours: 'Footings', quickBooks: 'Foundations' }] },
      { code: '04', fullName: '04 old', drift: [{ field: 'name', ours: '04', quickBooks: '04 old' }] },
    ]);
    await desktop.do('follow', { codes: ['03-300'] });
    await desktop.do('restore', { codes: ['04'] });
    await approved(desktop);
    await settle(service, desktop);
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced', description: 'Foundations' });
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', fullName: '04' });
    expect(desktop.quickbooks.changes).toHaveLength(1);
    expect(desktop.quickbooks.itemByFullName('04')).toBeDefined();
    await read(service, desktop);
    expect(await drifts(service, desktop)).toEqual([]);
  });

  it('and delete is added anew once that is approved', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.deleteItem('04');
    await read(service, desktop);
    await desktop.do('restore', { codes: 'all' });
    await approved(desktop);
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', drift: null });
    expect(desktop.quickbooks.addsOf('04')).toBe(2);
  });
});

onEmbeddedStore('a backup of the company file that was restored', (start) => {
  it('is one alarm: nothing is written before a person says so; then what is missing is added once', async () => {
    const service = await start();
    const desktop = await synced(service, ['03 Concrete']);
    const backup = desktop.quickbooks.backup();
    const lost = Array.from({ length: 21 }, (_, index) => `${index + 40}`);
    await desktop.accept(...lost.map((code) => `${code} About ${code}`));
    await settle(service, desktop);
    service.advance(3_600_000);
    desktop.quickbooks.restoreBackup(backup);
    await read(service, desktop);
    await desktop.accept('90 Waits');
    await patch(service, desktop, '03', { description: 'Changed' });
    await approved(desktop);
    await settle(service, desktop);
    expect((await desktop.status()).alarm).toMatchObject({ code: 'restored' });
    expect((await desktop.code('90')).status).toBe('accepted');
    expect(desktop.quickbooks.addsOf('90')).toBe(0);
    expect(desktop.quickbooks.changes).toEqual([]);
    expect(await drifts(service, desktop)).toHaveLength(21);
    await desktop.do('restore', { codes: 'all' });
    await approved(desktop);
    await settle(service, desktop);
    expect(desktop.quickbooks.addsOf('40')).toBe(1);
    await desktop.do('retry', { codes: 'all' });
    await settle(service, desktop);
    expect((await desktop.status()).alarm).toBeNull();
    for (const code of [...lost, '90', '03']) expect((await desktop.code(code)).status, code).toBe('synced');
    for (const code of lost) expect(desktop.quickbooks.addsOf(code), code).toBe(2);
    // The same again is no news.
    await read(service, desktop);
    expect((await desktop.status()).alarm).toBeNull();
  });
});
