/** Another QuickBooks than in the session before is told by the session, and stays told. */
import { expect, it } from 'vitest';
import type { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { StoreUnavailable } from '../../server/store/port.ts';
import { SESSIONS } from '../../server/sync/model.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const OTHER = '{0aaaaaaa-1111-4222-8333-444444444444}';
const PATH = 'D:\\Books\\Acme 2026.qbw';

let codes = 0;

/** A session with a code, and what it and the connection tell. */
async function told(service: Service, desktop: Desktop) {
  await desktop.accept(`C${++codes} Code`);
  service.advance(16_000);
  await desktop.session();
  const [session] = (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;
  const { changed } = (await service.api('GET', `${desktop.path}/quickbooks`)).body;
  return { session, changed };
}

onBothStores('QuickBooks that was updated while its file was renamed', (start) => {
  it('is told once, by the session that saw it, and as the last change from then on', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { quickbooks } = desktop;
    const { companyFile } = quickbooks;
    for (let sessions = 0; sessions < 2; sessions++) {
      const { session, changed } = await told(service, desktop);
      expect(session).toMatchObject({ outcome: 'done', changes: [] });
      expect(changed).toBeNull();
    }
    quickbooks.update({ product: 'QuickBooks Premier 2024', majorVersion: '34' });
    quickbooks.companyFile = PATH;
    // Nothing is at the old path any more; the connector tries whatever file is open.
    quickbooks.faults.add({ kind: 'cannotOpen', hresult: '0x80040403' });
    const changes = [
      { field: 'product', before: 'QuickBooks Pro 2014', now: 'QuickBooks Premier 2024' },
      { field: 'version', before: '24.0', now: '34.0' },
      { field: 'companyFile', before: companyFile, now: PATH },
    ];
    const { session, changed } = await told(service, desktop);
    expect(session).toMatchObject({ outcome: 'done', changes });
    expect(changed).toEqual({ at: expect.any(String), changes });
    const after = await told(service, desktop);
    expect(after.session).toMatchObject({ outcome: 'done', changes: [] });
    expect(after.changed).toEqual(changed);
  });
});

onEmbeddedStore('what of QuickBooks changes', (start) => {
  it.each<[string, (quickbooks: SimulatedQuickBooks) => void, object[]]>([
    [
      'its country',
      (quickbooks) => quickbooks.update({ country: 'CA' }),
      [{ field: 'country', before: 'US', now: 'CA' }],
    ],
    [
      'the qbXML that it reads',
      (quickbooks) => quickbooks.downgrade(['1.0', '7.0']),
      [{ field: 'qbxmlVersion', before: '13.0', now: '7.0' }],
    ],
    [
      'upper and lower case of its path, which are the same',
      (quickbooks) => {
        quickbooks.companyFile = quickbooks.companyFile.toUpperCase();
      },
      [],
    ],
  ])('%s', async (_, change, changes) => {
    const service = await start();
    const desktop = await newDesktop(service);
    await told(service, desktop);
    change(desktop.quickbooks);
    expect((await told(service, desktop)).session).toMatchObject({ outcome: 'done', changes });
  });

  it('is not what another file is, nor what nobody told', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { quickbooks, qwc } = desktop;
    const { companyFile } = quickbooks;
    await told(service, desktop);
    quickbooks.setDataExt(qwc.OwnerID, 'FileID', OTHER);
    quickbooks.update({ product: 'QuickBooks Pro 2020' });
    quickbooks.companyFile = PATH;
    const other = await told(service, desktop);
    expect(other).toMatchObject({ session: { outcome: 'file', changes: [] }, changed: null });
    quickbooks.setDataExt(qwc.OwnerID, 'FileID', qwc.FileID);
    quickbooks.update({ product: 'QuickBooks Pro 2014' });
    quickbooks.companyFile = companyFile;
    quickbooks.faults.add({ kind: 'query', request: 'HostQueryRq', code: '3260', times: 1 });
    expect((await told(service, desktop)).session).toMatchObject({ changes: [] });
    expect(await told(service, desktop)).toMatchObject({ session: { changes: [] }, changed: null });
  });

  it('is told, too, where the service died before it could write it to the session', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await told(service, desktop);
    desktop.quickbooks.update({ country: 'CA' });
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const { store } = service;
    const replace = store.replace.bind(store);
    store.replace = async (collection, documents) => {
      if (collection.name === SESSIONS.name) throw new StoreUnavailable('away');
      return replace(collection, documents);
    };
    expect(await desktop.send(ticket)).toBe('');
    await service.restart();
    expect(await desktop.send(ticket)).not.toBe('');
    const [session] = (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;
    expect(session.changes).toEqual([{ field: 'country', before: 'US', now: 'CA' }]);
  });
});
