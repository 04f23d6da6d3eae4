/** 0x80040400: QuickBooks gives a whole set back unread. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${String(index).padStart(3, '0')} Code ${index}`);

async function wholeExport(desktop: Desktop): Promise<number> {
  let exchanges = 0;
  for (let session = await desktop.session(); session.outcome !== 'noWork'; session = await desktop.session())
    exchanges += session.exchanges;
  return exchanges;
}

onBothStores('a set that is refused unread', (start) => {
  it('costs only the code that it is refused for', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['C007'] });
    await desktop.accept(...numbered(20));
    await wholeExport(desktop);
    const { C007, ...others } = await desktop.codes();
    expect(C007).toBe('failed');
    expect(new Set(Object.values(others))).toEqual(new Set(['synced']));
    expect(await desktop.code('C007')).toMatchObject({
      problem: {
        statusCode: '0x80040400',
        message: 'QuickBooks found an error when parsing the provided XML text stream.',
        advice: expect.stringMatching(/#unreadable\)\.$/),
      },
    });
    expect(desktop.quickbooks.adds).toHaveLength(19);
    expect((await desktop.status()).alarms).toEqual([]);
  });

  it('is not the fault of codes if five in a row are refused by themselves', async () => {
    const desktop = await newDesktop(await start());
    const { faults, adds } = desktop.quickbooks;
    const off = faults.add({ kind: 'poison' });
    await desktop.accept(...numbered(12));
    const session = await desktop.session();
    expect(session.outcome).toBe('done');
    expect(session.statusText).toMatch(/QuickBooks refuses every code by itself.*#all-unreadable/);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['accepted']));
    const { alarm, alarms } = await desktop.status();
    expect([alarm.code, alarms.length]).toEqual(['refused', 1]);
    expect((await desktop.code('C011')).problem).toMatchObject({ statusCode: '0x80040400' });
    // Held codes are no work, and the poll is told why.
    const poll = await desktop.session();
    expect([poll.outcome, poll.exchanges]).toEqual(['noWork', 0]);
    expect(poll.statusText).toMatch(/refuses every code/);

    off();
    expect(await desktop.do('retry', { codes: 'all' })).toEqual({ retried: 0, refused: [] });
    await wholeExport(desktop);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
    expect(adds).toHaveLength(12);
    expect((await desktop.status()).alarms).toEqual([]);
  });
});

onBothStores('codes that are refused unread while others are read', (start) => {
  const bad = numbered(60).slice(54);
  const names = bad.map((each) => each.slice(0, 4));

  it('fail, six at the end of a list as well: nobody else is held, and one that is mended gets through', async () => {
    const desktop = await newDesktop(await start());
    const off = desktop.quickbooks.faults.add({ kind: 'poison', names });
    await desktop.accept(...numbered(60));
    await wholeExport(desktop);
    const statuses = await desktop.codes();
    expect(Object.keys(statuses).filter((code) => statuses[code] === 'failed')).toEqual(names);
    expect(desktop.quickbooks.adds).toHaveLength(54);
    expect((await desktop.status()).alarms).toEqual([]);
    off();
    desktop.quickbooks.faults.add({ kind: 'poison', names: names.slice(0, 5) });
    await desktop.do('retry', { codes: [names[5]] });
    await wholeExport(desktop);
    expect(await desktop.code('C059')).toMatchObject({ status: 'synced' });
  });

  it('fail whatever QuickBooks answers the others', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['C000', 'C001', 'C002'] });
    desktop.quickbooks.faults.add({ kind: 'status', code: '3210', message: 'No.', names: ['C003'] });
    await desktop.accept(...numbered(4));
    await wholeExport(desktop);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['failed']));
    expect((await desktop.code('C003')).problem.statusCode).toBe('3210');
    expect((await desktop.status()).alarms).toEqual([]);
  });

  it('do not fail where none is read in the session, however few there are', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('A Before');
    await wholeExport(desktop);
    const off = desktop.quickbooks.faults.add({ kind: 'poison' });
    await desktop.accept(...numbered(3));
    const { statusText } = await desktop.session();
    expect(statusText).toMatch(/refuses every code by itself.*error when parsing.*#all-unreadable/);
    expect(await desktop.codes()).toEqual({
      A: 'synced',
      C000: 'accepted',
      C001: 'accepted',
      C002: 'accepted',
    });
    expect((await desktop.status()).alarm.code).toBe('refused');
    expect((await desktop.authenticate())[1]).toBe('none');
    off();
    await desktop.do('retry', { codes: 'all' });
    await wholeExport(desktop);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
  });
});

onEmbeddedStore('a set that is refused unread, in detail', (start) => {
  it('is found among 300 codes in at most 20 exchanges more than without it', async () => {
    const clean = await newDesktop(await start());
    await clean.accept(...numbered(300));
    const without = await wholeExport(clean);
    for (const name of ['C000', 'C024', 'C133', 'C299']) {
      const desktop = await newDesktop(await start());
      desktop.quickbooks.faults.add({ kind: 'poison', names: [name] });
      await desktop.accept(...numbered(300));
      const exchanges = await wholeExport(desktop);
      const statuses = await desktop.codes();
      expect(Object.entries(statuses).filter(([, status]) => status !== 'synced')).toEqual([
        [name, 'failed'],
      ]);
      expect(desktop.quickbooks.adds).toHaveLength(299);
      expect(exchanges - without).toBeLessThanOrEqual(20);
    }
  });

  it('for several codes costs each of them only', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['C003', 'C004', 'C017', 'C040'] });
    await desktop.accept(...numbered(50));
    await wholeExport(desktop);
    const failed = Object.entries(await desktop.codes()).filter(([, status]) => status !== 'synced');
    expect(failed).toEqual(['C003', 'C004', 'C017', 'C040'].map((code) => [code, 'failed']));
  });

  it('for a parent leaves its children waiting', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['03'] });
    await desktop.accept('02 Site', '03 Concrete', '03 > 03-300 Footings', '04 Masonry');
    await wholeExport(desktop);
    expect(await desktop.codes()).toEqual({
      '02': 'synced',
      '03': 'failed',
      '03-300': 'accepted',
      '04': 'synced',
    });
  });

  it('keeps a code that is refused by itself exporting until QuickBooks takes another add', async () => {
    const desktop = await newDesktop(await start());
    const refused = { hresult: '0x80040400', message: 'Not read.' };
    await desktop.accept('01 One', '02 Two');
    const ticket = await desktop.open();
    await desktop.send(ticket);
    expect(await desktop.receive(ticket, refused)).toBeGreaterThanOrEqual(0);
    expect(await desktop.codes()).toEqual({ '01': 'accepted', '02': 'accepted' });
    expect((await desktop.code('01')).problem).toMatchObject({
      statusCode: '0x80040400',
      message: 'Not read.',
    });
    await desktop.send(ticket);
    await desktop.receive(ticket, refused);
    expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'accepted' });
    expect(await desktop.do('recall', { codes: ['01'] })).toMatchObject({ recalled: 0 });
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)))).toBe(
      100,
    );
    expect(await desktop.codes()).toEqual({ '01': 'failed', '02': 'synced' });
    expect(await desktop.close(ticket)).toMatch(/^1 cost code added to QuickBooks, 1 cost code failed/);
  });

  it('alone, with nothing else ready and nothing read, is the alarm, also if that is found out by the next poll', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One', '02 Two');
    const ticket = await desktop.open();
    await desktop.send(ticket);
    await desktop.receive(ticket, { hresult: '0x80040400', message: 'Not read.' });
    await desktop.send(ticket);
    await desktop.receive(ticket, { hresult: '0x80040400', message: 'Not read.' });
    await desktop.do('recall', { codes: ['02'] });
    await desktop.close(ticket);
    expect((await desktop.authenticate())[1]).toBe('none');
    expect(await desktop.codes()).toEqual({ '01': 'accepted', '02': 'unsynced' });
    expect((await desktop.code('01')).problem).toMatchObject({
      statusCode: '0x80040400',
      message: 'Not read.',
    });
    expect((await desktop.status()).alarm.code).toBe('refused');
  });

  it('survives a restart in the middle of the search', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['C005'] });
    await desktop.accept(...numbered(10));
    for (let exchanges = 0; exchanges < 6; exchanges++) {
      const ticket = await desktop.open();
      await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
      await service.restart();
      service.advance(16_000);
    }
    await wholeExport(desktop);
    const failed = Object.entries(await desktop.codes()).filter(([, status]) => status !== 'synced');
    expect(failed).toEqual([['C005', 'failed']]);
    expect(desktop.quickbooks.adds).toHaveLength(9);
  });

  it('does not count as a try of any code', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['C000'] });
    await desktop.accept(...numbered(30));
    await wholeExport(desktop);
    const { history } = await desktop.code('C001');
    expect(history.filter((each: { why: string }) => /try/.test(each.why))).toEqual([]);
  });
});
