/** What QuickBooks has is read between the exports: whole or not at all, and never in the way of a code. */
import { expect, it } from 'vitest';
import type { SimulatedQuickBooksOptions } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { COMPANIES } from '../../server/codes/model.ts';
import { readAll } from '../../server/quickbooks/has.ts';
import {
  READING_BUCKETS,
  READING_PAGES,
  READINGS,
  RECENT_ITEMS,
  type Reading,
} from '../../server/quickbooks/model.ts';
import { CONNECTIONS } from '../../server/sync/model.ts';
import { type Desktop, desktopOf, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, onMongoDB, type Service } from '../support/service.ts';

const DAY_MS = 24 * 60 * 60_000;
const OTHER = '{0aaaaaaa-1111-4222-8333-444444444444}';

const idOf = ({ path }: Desktop) => path.split('/').at(-1) ?? '';

const ask = (service: Service, desktop: Desktop) => service.api('POST', `${desktop.path}/quickbooks/read`);

const quickBooks = async (service: Service, { path }: Desktop) =>
  (await service.api('GET', `${path}/quickbooks`)).body;

const check = (service: Service, desktop: Desktop) => service.api('POST', `${desktop.path}/quickbooks/check`);

const readingOf = ({ store }: Service, desktop: Desktop): Promise<Reading | null> =>
  store.get(READINGS, idOf(desktop));

const hasOf = async ({ store }: Service, desktop: Desktop) =>
  (await readAll(store, (await store.get(COMPANIES, idOf(desktop)))!))?.has ?? null;

/** All that QuickBooks has, by full name. */
const namesIn = ({ quickbooks }: Desktop) => quickbooks.items.map(({ fullName }) => fullName).sort();

const namesRead = async (service: Service, desktop: Desktop) => {
  const has = await hasOf(service, desktop);
  return has && [...has.items.values()].map(({ fullName }) => fullName).sort();
};

function withItems(desktop: Desktop, count: number): void {
  desktop.quickbooks.addItem('Division');
  for (let at = 1; at < count; at++)
    desktop.quickbooks.addItem(`Division:Item ${at}`, { description: `No. ${at}` });
}

const asksFor = (text: string) =>
  text.includes('<ItemServiceAddRq') ? 'codes' : text.includes('<ItemQueryRq') ? 'items' : 'lists';

/** QuickBooks answers, and the connector tells; gives what was asked and the percentage. */
async function exchange(desktop: Desktop, ticket: string): Promise<[string, number]> {
  const text = await desktop.send(ticket);
  if (text === '') return ['nothing', -1];
  return [asksFor(text), await desktop.receive(ticket, desktop.quickbooks.processRequest(text))];
}

async function asked(service: Service, items: number, options: SimulatedQuickBooksOptions = {}) {
  const desktop = await newDesktop(service, {}, options);
  withItems(desktop, items);
  await ask(service, desktop);
  return desktop;
}

onBothStores('a reading', (start) => {
  it('is made by the first good session of a company, also without work, and once is enough', async () => {
    const service = await start();
    const made = await service.api('POST', '/api/companies', {
      body: { name: 'Acme', incomeAccount: 'Construction Income' },
    });
    const { id, connector } = made.body;
    const desktop = await desktopOf(
      service,
      { path: `/api/companies/${id}`, ...connector },
      { tracksClasses: true, classes: [{ fullName: 'North' }], itemCapacity: 14_500 },
    );
    desktop.quickbooks.addItem('Labor', { description: 'By the hour', expenseAccount: 'Job Expenses' });
    desktop.quickbooks.addItem('Labor:Night', { isActive: false });
    desktop.quickbooks.addItem('Concrete', { kind: 'NonInventory' });
    expect(await desktop.session()).toMatchObject({
      outcome: 'done',
      percent: 100,
      statusText: 'What QuickBooks has was read: 21 accounts, 3 items.',
    });
    const reading = await readingOf(service, desktop);
    expect(reading).toMatchObject({ askedAt: null, running: null, broken: null });
    expect(reading?.complete).toMatchObject({
      counts: { items: 3, accounts: desktop.quickbooks.file.accounts.length, classes: 1 },
      file: {
        product: 'QuickBooks Pro 2014',
        companyName: 'Sample Builders',
        fileId: desktop.qwc.FileID,
        capacity: 14_500,
        usesClasses: true,
        usesAccountNumbers: false,
      },
    });
    const has = await hasOf(service, desktop);
    expect(has?.itemNamed('labor')).toMatchObject({
      type: 'Service',
      sides: 'two',
      description: 'By the hour',
      incomeAccount: 'Construction Income',
      expenseAccount: 'Job Expenses',
    });
    expect(has?.itemNamed('Labor:Night')).toMatchObject({ isActive: false, sides: 'one' });
    expect(has?.itemNamed('Concrete')).toMatchObject({ type: 'NonInventory', sides: null });
    expect(has?.accountNamed('Checking')).toMatchObject({ type: 'Bank' });
    expect(has?.classNamed('North')).toMatchObject({ isActive: true });
    expect((await desktop.session()).outcome).toBe('noWork');
  });

  it('comes in portions that follow how long QuickBooks takes, and is what QuickBooks has', async () => {
    const service = await start();
    const desktop = await asked(service, 5_000);
    const ticket = await desktop.open();
    const told: [string, number][] = [];
    do told.push(await exchange(desktop, ticket));
    while (told.at(-1)?.[1] !== 100);
    expect(told.map(([what]) => what)).toEqual(['lists', ...Array(5).fill('items')]);
    const percents = told.map(([, percent]) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    await desktop.close(ticket);
    expect(await namesRead(service, desktop)).toEqual(namesIn(desktop));
    expect((await desktop.session()).outcome).toBe('noWork');
  });

  it('lets a code that is accepted meanwhile wait for one exchange at most; it counts at once', async () => {
    const service = await start();
    const desktop = await asked(service, 1_000);
    const ticket = await desktop.open();
    expect((await exchange(desktop, ticket))[0]).toBe('lists');
    const text = await desktop.send(ticket);
    await desktop.accept('01 General');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBeLessThan(100);
    expect((await exchange(desktop, ticket))[0]).toBe('codes');
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    while ((await exchange(desktop, ticket))[1] < 100);
    await desktop.close(ticket);
    // QuickBooks settled what its iterator holds before the code was added.
    expect(await namesRead(service, desktop)).toEqual(namesIn(desktop));
  });

  it('knows what we add and take over later', async () => {
    const service = await start();
    const desktop = await asked(service, 2);
    await desktop.session();
    desktop.quickbooks.addItem('02', { description: 'Their words' });
    await desktop.accept('01 General', '02 Site');
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    const has = await hasOf(service, desktop);
    expect(has?.itemNamed('01')).toMatchObject({
      description: 'General',
      incomeAccount: 'Construction Income',
    });
    expect(has?.itemNamed('02')).toMatchObject({ description: 'Their words' });
    await ask(service, desktop);
    service.advance(1_000);
    await desktop.session();
    await expect.poll(() => service.store.count(RECENT_ITEMS, 'byOrder', [idOf(desktop)])).toBe(0);
    expect(await namesRead(service, desktop)).toEqual(namesIn(desktop));
  });

  it('knows an item that was made anew above ours', async () => {
    const service = await start();
    const desktop = await asked(service, 2);
    await desktop.accept('01 General');
    await desktop.session();
    desktop.quickbooks.replaceItem('01', 'Service');
    await desktop.accept('01 > 01-1 Permits');
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'synced', '01-1': 'synced' });
    const { listId } = await desktop.code('01');
    expect(desktop.quickbooks.itemByFullName('01')?.listID).toBe(listId);
    expect((await hasOf(service, desktop))?.items.get(listId)).toMatchObject({ fullName: '01' });
  });

  it('of the day comes after its first export', async () => {
    const service = await start();
    const desktop = await asked(service, 2);
    await desktop.session();
    service.advance(DAY_MS);
    expect((await desktop.session()).outcome).toBe('noWork');
    desktop.quickbooks.addItem('New');
    await desktop.accept('01 General');
    await desktop.session();
    expect(await namesRead(service, desktop)).toContain('New');
    desktop.quickbooks.addItem('Newer');
    await desktop.accept('02 Site');
    await desktop.session();
    expect(await namesRead(service, desktop)).not.toContain('Newer');
  });

  it('that loses an answer is dropped; the one before stays, and the next session reads anew', async () => {
    const service = await start();
    const desktop = await asked(service, 300);
    await desktop.session();
    const before = await readingOf(service, desktop);
    desktop.quickbooks.addItem('New');
    await ask(service, desktop);
    const ticket = await desktop.open();
    await exchange(desktop, ticket);
    await exchange(desktop, ticket);
    desktop.quickbooks.processRequest(await desktop.send(ticket));
    // Nothing but what is always asked is left for this session.
    const text = await desktop.send(ticket);
    expect(text).toContain('<CompanyQueryRq');
    expect(text).not.toContain('<AccountQueryRq');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    await desktop.close(ticket);
    const after = await readingOf(service, desktop);
    expect(after).toMatchObject({ running: null, complete: before?.complete });
    expect(after?.askedAt).not.toBeNull();
    expect((await desktop.session()).outcome).toBe('done');
    expect(await namesRead(service, desktop)).toContain('New');
  });

  it('is dropped with its session, whoever ends it, and by a restart loses nothing but time', async () => {
    const service = await start();
    const desktop = await asked(service, 300);
    const halfway = async () => {
      const ticket = await desktop.open();
      await exchange(desktop, ticket);
      await exchange(desktop, ticket);
      return ticket;
    };
    await desktop.close(await halfway());
    expect(await readingOf(service, desktop)).toMatchObject({
      running: null,
      complete: null,
      broken: { why: 'The session ended before all had come.' },
    });
    expect((await quickBooks(service, desktop)).reading).toMatchObject({
      state: 'asked',
      broken: { times: 1, why: 'The session ended before all had come.' },
    });
    // One that nobody closes, and another session takes its place.
    await halfway();
    expect((await quickBooks(service, desktop)).reading.state).toBe('running');
    service.advance(20_000);
    await desktop.open();
    expect((await quickBooks(service, desktop)).reading.state).toBe('asked');
    service.advance(20_000);
    // One that nobody closes, and a new password.
    const ticket = await halfway();
    const made = await service.api('POST', `${desktop.path}/connector-password`);
    expect((await exchange(desktop, ticket))[0]).toBe('nothing');
    desktop.password = made.body.password;
    await service.restart();
    expect((await desktop.session()).outcome).toBe('done');
    expect(await namesRead(service, desktop)).toEqual(namesIn(desktop));
    await expect.poll(() => service.store.count(READING_PAGES, 'byCompany', [idOf(desktop)])).toBe(0);
    expect(await service.store.count(READING_BUCKETS, 'byCompany', [idOf(desktop)])).toBeGreaterThan(0);
  });

  it('goes on behind a service that was started anew', async () => {
    const service = await start();
    const desktop = await asked(service, 300);
    const ticket = await desktop.open();
    await exchange(desktop, ticket);
    await exchange(desktop, ticket);
    await service.restart();
    while ((await exchange(desktop, ticket))[1] < 100);
    expect(await namesRead(service, desktop)).toEqual(namesIn(desktop));
  });

  it('of another file never counts: neither one that is open, nor the old one once another is accepted', async () => {
    const service = await start();
    const desktop = await asked(service, 3);
    await desktop.session();
    expect(await hasOf(service, desktop)).not.toBeNull();
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await ask(service, desktop);
    expect((await desktop.session()).outcome).toBe('stopped');
    expect(await readingOf(service, desktop)).toMatchObject({ running: null });
    await service.api('POST', `${desktop.path}/company-file`, { body: { fileId: OTHER } });
    expect(await hasOf(service, desktop)).toBeNull();
    expect((await desktop.session()).outcome).toBe('done');
    expect((await readingOf(service, desktop))?.complete?.file.fileId).toBe(OTHER);
  });

  it('that QuickBooks refuses keeps no code from it; after three sessions it is left alone for a day', async () => {
    const service = await start();
    const desktop = await asked(service, 3);
    desktop.quickbooks.faults.add({ kind: 'query', request: 'AccountQueryRq', code: '3260' });
    await desktop.accept('01 General');
    for (let tries = 0; tries < 3; tries++) expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect((await readingOf(service, desktop))?.broken?.why).toMatch(/did not tell its accounts.*3260/);
    expect((await desktop.session()).outcome).toBe('noWork');
    service.advance(DAY_MS);
    expect((await desktop.session()).outcome).toBe('done');
    expect((await desktop.session()).outcome).toBe('noWork');
    await ask(service, desktop);
    desktop.quickbooks.faults.clear();
    expect((await desktop.session()).outcome).toBe('done');
    expect(await readingOf(service, desktop)).toMatchObject({
      broken: null,
      complete: { counts: { items: 4 } },
    });
  });
});

onEmbeddedStore('a check', (start) => {
  it('proves a connection without work, and says what it saw', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    expect((await desktop.session()).outcome).toBe('noWork');
    await check(service, desktop);
    const { check: asked } = (await check(service, desktop)).body;
    expect(asked).toMatchObject({ finishedAt: null, outcome: null });
    expect((await desktop.session()).outcome).toBe('done');
    const ended = (await readingOf(service, desktop))?.check;
    expect(ended).toMatchObject({ askedAt: asked?.askedAt, outcome: 'ok', finishedAt: expect.any(String) });
    expect(ended?.message).toContain(
      `QuickBooks Pro 2014 answered, with ${desktop.quickbooks.companyFile} open`,
    );
    expect((await desktop.session()).outcome).toBe('noWork');
  });

  it('says what is in the way: another file, QuickBooks that cannot be reached, one that refuses to answer', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const outcome = async () => {
      await check(service, desktop);
      await desktop.session();
      return (await readingOf(service, desktop))?.check;
    };
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    expect(await outcome()).toMatchObject({ outcome: 'failed', message: expect.stringContaining(OTHER) });
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', desktop.qwc.FileID);
    expect(await outcome()).toMatchObject({ outcome: 'ok' });
    desktop.quickbooks.isOpen = false;
    desktop.quickbooks.companyFile = 'D:\\elsewhere.qbw';
    expect(await outcome()).toMatchObject({ outcome: 'failed', message: expect.stringContaining('0x8004') });
  });
});

onMongoDB('a reading that two servers make', (start) => {
  it('goes on at whichever is asked', async () => {
    const service = await start();
    const other = await service.second();
    const desktop = await asked(service, 600);
    const ticket = await desktop.open();
    for (let at = 0; ; at++) {
      desktop.use(at % 2 === 0 ? other : service);
      if ((await exchange(desktop, ticket))[1] === 100) break;
    }
    expect(await namesRead(service, desktop)).toEqual(namesIn(desktop));
    expect((await service.store.get(CONNECTIONS, idOf(desktop)))?.reading).toMatchObject({
      isDue: false,
      isRunning: false,
    });
  });
});
