/** Paused, or outside of its window: nothing is written to QuickBooks, what is asked of it goes on, and nothing is lost. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { newUser, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const HOUR = 60 * 60_000;
/** Of sessions, and of exchanges in one. */
const MOST = 20;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${String(index).padStart(3, '0')} Code ${index}`);

const isWritten = (text: string) => text.includes('AddRq');

async function answer(desktop: Desktop, ticket: string, set: string): Promise<number> {
  return desktop.receive(ticket, desktop.quickbooks.processRequest(set));
}

/** The session to its end, from the answer to this set on. */
async function onlyAsking(desktop: Desktop, ticket: string, first: string): Promise<void> {
  let exchanges = 0;
  for (let percent = await answer(desktop, ticket, first); percent < 100; ) {
    if (++exchanges === MOST) throw new Error('the session comes to no end');
    const set = await desktop.send(ticket);
    expect(set).not.toBe('');
    expect(isWritten(set)).toBe(false);
    percent = await answer(desktop, ticket, set);
  }
}

/** Sessions until there is nothing to do. */
async function wholeExport(desktop: Desktop): Promise<void> {
  for (let sessions = 0; (await desktop.session()).outcome !== 'noWork'; sessions++)
    if (sessions === MOST) throw new Error('there is always something to do');
}

/** A window of an hour that begins in so many hours. */
async function openIn({ api, store }: Service, desktop: Desktop, hours: number): Promise<string> {
  const begins = new Date(Math.floor(store.now().getTime() / HOUR + hours) * HOUR);
  const at = (date: Date) => date.toISOString().slice(11, 16);
  const to = at(new Date(begins.getTime() + HOUR));
  const window = { days: WEEK, from: at(begins), to, timeZone: 'UTC' };
  const changed = await api('PATCH', desktop.path, { body: { window } });
  expect(changed.body.window).toEqual(window);
  return begins.toISOString();
}

onBothStores('a pause', (start) => {
  it('ends a session after the present set; resumed, the rest follows', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept(...numbered(30));
    const ticket = await desktop.open();
    const set = await desktop.send(ticket);
    const { paused } = await desktop.do('pause', { reason: 'Closing the month' });
    expect(paused).toEqual({ at: expect.any(String), by: 'admin', reason: 'Closing the month' });
    expect(await answer(desktop, ticket, set)).toBe(100);
    expect(await desktop.close(ticket)).toMatch(
      /^10 cost codes added to QuickBooks\. The export is paused by admin since .* \(Closing the month\); see /,
    );
    expect((await desktop.status()).counts).toMatchObject({ synced: 10, accepted: 20, exporting: 0 });

    const poll = await desktop.session();
    expect(poll).toMatchObject({ outcome: 'noWork', exchanges: 0 });
    expect(poll.statusText).toMatch(/20 accepted cost codes wait\. The export is paused/);
    expect((await desktop.do('pause')).paused).toEqual({ ...paused, reason: null });
    expect((await desktop.do('resume')).paused).toBeNull();
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 30 });
  });

  it('keeps a set whose answer was lost as it is; afterwards QuickBooks is asked first', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    await desktop.accept('01 General');
    await desktop.session();
    await desktop.do('pause');
    service.advance(HOUR);
    expect((await desktop.session()).outcome).toBe('noWork');
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    await desktop.do('resume');
    await wholeExport(desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01']);
  });
});

onBothStores('a window', (start) => {
  it('opens by the clock; until then closeConnection and status tell when', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const opensAt = await openIn(service, desktop, 3);
    expect((await desktop.status()).window).toEqual({ open: false, opensAt });
    const poll = await desktop.session();
    expect(poll.outcome).toBe('noWork');
    expect(poll.statusText).toMatch(
      new RegExp(`1 accepted cost code waits\\. .*opens on \\w+day ${opensAt.slice(11, 16)} \\(UTC\\)`),
    );
    service.advance(Date.parse(opensAt) - service.store.now().getTime() + 1_000);
    expect((await desktop.status()).window).toEqual({ open: true, opensAt: null });
    await wholeExport(desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });
});

onEmbeddedStore('what is closed, in detail', (start) => {
  it('a session that was opened just before writes nothing, and ends well', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await desktop.do('pause');
    const set = await desktop.send(ticket);
    expect(isWritten(set)).toBe(false);
    expect(await answer(desktop, ticket, set)).toBe(100);
    expect(await desktop.close(ticket)).toMatch(/paused/);
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
  });

  it('a set that QuickBooks has to be asked about is asked about, and what it lacks waits', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.addItem('01', { incomeAccount: 'Construction Income' });
    await desktop.accept('01 General', '02 Site');
    const ticket = await desktop.open();
    const set = await desktop.send(ticket);
    desktop.quickbooks.faults.add({ kind: 'dropResponses', names: ['02'] });
    await desktop.do('pause');
    await onlyAsking(desktop, ticket, set);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['02']);
  });

  it('a lost set that QuickBooks does not have is not sent again before it opens', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'hresult', hresult: '0x80040402', message: 'No.' });
    await desktop.accept('01 General');
    await desktop.session();
    const ticket = await desktop.open();
    const question = await desktop.send(ticket);
    expect(question).toContain('ItemQueryRq');
    await desktop.do('pause');
    await onlyAsking(desktop, ticket, question);
    expect(await desktop.close(ticket)).not.toMatch(/before the answer/);
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    expect((await desktop.session()).outcome).toBe('noWork');
    await desktop.do('resume');
    await wholeExport(desktop);
    expect(desktop.quickbooks.adds).toEqual(['01']);
  });

  /** What keeps the code 01 from QuickBooks. */
  const IN_THE_WAY: Record<string, (service: Service, desktop: Desktop) => Promise<unknown>> = {
    async 'a pause'(_, desktop) {
      await desktop.accept('01 General');
      await desktop.do('pause');
    },
    async 'a pause, beside a set that is open'(_, desktop) {
      desktop.quickbooks.faults.add({ kind: 'hresult', hresult: '0x80040402', message: 'No.' });
      await desktop.accept('01 General');
      await desktop.session();
      await desktop.do('pause');
    },
    async 'the window'(service, desktop) {
      await desktop.accept('01 General');
      await openIn(service, desktop, 3);
    },
    async 'an alarm that holds every code'(_, desktop) {
      desktop.quickbooks.faults.add({ kind: 'status', code: '3261', message: 'No.', names: ['01'] });
      await desktop.accept('01 General');
      await desktop.session();
      expect((await desktop.status()).alarm).toMatchObject({ code: 'permission' });
    },
    async 'an alarm of its account'(_, desktop) {
      desktop.quickbooks.deactivateAccount('Construction Income');
      await desktop.accept('00 First');
      await desktop.session();
      expect((await desktop.status()).alarm).toMatchObject({ code: 'account' });
      await desktop.accept('01 General');
    },
  };

  it.each(Object.keys(IN_THE_WAY).flatMap((way) => ['read', 'check'].map((verb) => [verb, way] as const)))(
    '%s is done all the same beside %s, and no code goes with it',
    async (verb, way) => {
      const service = await start();
      const desktop = await newDesktop(service);
      await IN_THE_WAY[way]?.(service, desktop);
      const { '01': before } = await desktop.codes();
      expect(before).toMatch(/^(accepted|exporting)$/);
      expect((await desktop.session()).outcome).toBe('noWork');
      await desktop.do(`quickbooks/${verb}`);
      const session = await desktop.session();
      expect(session.outcome).toBe('done');
      const { reading, check } = (await service.api('GET', `${desktop.path}/quickbooks`)).body;
      if (verb === 'read') expect(reading).toMatchObject({ state: 'complete', askedAt: null });
      else
        expect(check).toMatchObject({
          outcome: 'ok',
          message: expect.stringMatching(/The connection works\.$/),
        });
      expect(desktop.quickbooks.adds).toEqual([]);
      expect(await desktop.codes()).toMatchObject({ '01': before });
      expect((await desktop.session()).outcome).toBe('noWork');
    },
  );

  it('only admins of the company pause it, and a window has to be one', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const id = desktop.path.split('/').at(-1)!;
    const user = await newUser(service, 'ann', { roles: { [id]: 'approver' } });
    for (const verb of ['pause', 'resume'])
      expect((await service.api('POST', `${desktop.path}/${verb}`, user)).status).toBe(403);
    const good = { days: ['fri', 'mon'], from: '19:00', to: '07:00', timeZone: 'America/Chicago' };
    const patch = (window: unknown) => service.api('PATCH', desktop.path, { body: { window } });
    expect((await patch(good)).body.window).toEqual({ ...good, days: ['mon', 'fri'] });
    for (const [field, value] of [
      ['days', []],
      ['days', ['mon', 'mon']],
      ['days', ['Monday']],
      ['from', '24:00'],
      ['to', '7:00'],
      ['timeZone', 'Chicago'],
      ['timeZone', '+05:00'],
    ] as const) {
      const refused = await patch({ ...good, [field]: value });
      expect(refused.status, JSON.stringify(value)).toBe(422);
      expect(refused.body.errors[0].field).toMatch(new RegExp(`^window\\.${field}`));
    }
    expect((await patch(null)).body.window).toBeNull();
  });
});
