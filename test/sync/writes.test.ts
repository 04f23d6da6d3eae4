/**
 * What each call of the connector writes, in its order: a server that dies leaves a beginning of such a list. Words are stored with
 * their set before a code is moved by them, codes are moved before the connection lets go of their set, and the session is told last.
 */
import { expect, it } from 'vitest';
import type { Collection, Store, Stored } from '../../server/store/port.ts';
import { newDesktop } from '../support/desktop.ts';
import { onEmbeddedStore } from '../support/service.ts';

type Written = Stored & { readonly kind?: string; readonly phase?: string; readonly status?: string };

/** The writes to a store since the last look, each as its collection and the states of what is written. */
function watched(store: Store): () => string[] {
  let writes: string[] = [];
  for (const name of ['insert', 'replace', 'remove'] as const) {
    const own = store[name] as (collection: Collection<Stored>, documents: Written[]) => Promise<never>;
    store[name] = (collection: Collection<never>, documents: readonly object[]) => {
      const states = (documents as Written[]).map(({ kind, phase, status }) =>
        [kind, phase, status].filter(Boolean).join(' '),
      );
      writes.push([collection.name, ...states].filter(Boolean).join(', '));
      return own(collection as unknown as Collection<Stored>, documents as Written[]);
    };
  }
  return () => {
    const since = writes;
    writes = [];
    return since;
  };
}

const HANDED_OUT = ['sessions', 'exchanges'];

onEmbeddedStore('a call writes', (start) => {
  it('codes that are added', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('03 Concrete', '04 Masonry');
    const writes = watched(service.store);

    const ticket = await desktop.open();
    expect(writes()).toEqual(['connections', 'sessions']);
    const text = await desktop.send(ticket);
    expect(writes()).toEqual([
      // The company file is the right one.
      'connections',
      'sessions',
      'messageSets, export claiming',
      'connections',
      'codes, exporting, exporting',
      // As it is handed out.
      'messageSets, export open',
      ...HANDED_OUT,
    ]);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    expect(writes()).toEqual([
      'exchanges',
      // QuickBooks has read an add: once a session.
      'connections',
      'messageSets, export answered',
      'codes, synced, synced',
      'connections',
      'sessions',
    ]);
    await desktop.close(ticket);
    expect(writes()).toEqual(['sessions']);
    await desktop.authenticate();
    expect(writes()).toEqual(['polls']);
  });

  it('a code whose name is in use, until it is adopted', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.addItem('03');
    await desktop.accept('03 Concrete');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    const writes = watched(service.store);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBeLessThan(100);
    // That QuickBooks reads adds comes before the words, and how long it took is learnt from after them.
    expect(writes()).toEqual([
      'exchanges',
      'connections',
      'messageSets, export open',
      'connections',
      'sessions',
    ]);
    const lookup = await desktop.send(ticket);
    expect(writes()).toEqual(['messageSets, lookup open', 'messageSets, export open', ...HANDED_OUT]);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(lookup))).toBe(100);
    expect(writes()).toEqual([
      'exchanges',
      'messageSets, lookup answered',
      'messageSets, export answered',
      'codes, synced',
      'connections',
      'sessions',
    ]);
  });

  it('a lost answer: QuickBooks is asked, and what it does not have is handed out again, in smaller sets from then on', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('03 Concrete');
    const lost = await desktop.open();
    const text = await desktop.send(lost);
    await desktop.close(lost);
    const ticket = await desktop.open();
    const writes = watched(service.store);
    for (const writesOfAnswer of [
      ['exchanges', 'messageSets, lookup answered', 'connections', 'messageSets, export open', 'sessions'],
      ['exchanges', 'messageSets, lookup answered', 'messageSets, export open', 'sessions'],
    ]) {
      const lookup = await desktop.send(ticket);
      expect(writes().slice(-4)).toEqual([
        'messageSets, lookup open',
        'messageSets, export open',
        ...HANDED_OUT,
      ]);
      await desktop.receive(ticket, desktop.quickbooks.processRequest(lookup));
      expect(writes()).toEqual(writesOfAnswer);
    }
    expect(await desktop.send(ticket)).toBe(text);
    expect(writes()).toEqual(['messageSets, export open', ...HANDED_OUT]);
    await desktop.connectionError(ticket, '0x80040402');
    await desktop.connectionError(ticket, '0x80040402');
    expect(writes()).toEqual(['sessions', 'connections', 'sessions']);
    // That it called, also where the session is over.
    await desktop.lastError(ticket);
    expect(writes()).toEqual(['sessions']);
  });

  it('nothing of a call that does not count', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('03 Concrete');
    const ticket = await desktop.open();
    await desktop.close(ticket);
    const writes = watched(service.store);
    await desktop.send(ticket);
    await desktop.receive(ticket, { response: '<QBXML/>' });
    await desktop.connectionError(ticket, '0x80040402');
    await desktop.lastError(ticket);
    await desktop.close(ticket);
    expect(writes()).toEqual([]);
  });
});
