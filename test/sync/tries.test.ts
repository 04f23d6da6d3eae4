/** Passing faults: another try in every session, until five are used up, and for a lock an hour has passed. */
import { expect, it } from 'vitest';
import { preset } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { newDesktop } from '../support/desktop.ts';
import { dieAt } from '../support/dying.ts';
import { ADMIN_PASSWORD, onBothStores, onEmbeddedStore, pageOf } from '../support/service.ts';

const MINUTE = 60_000;

onBothStores('a code that somebody has locked', (start) => {
  it('waits and shows why, and is exported when the lock is gone', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add(preset('lockedByAnother', { names: ['01'], times: 2 }));
    await desktop.accept('01 One', '02 Two');
    const first = await desktop.session();
    expect(first.exchanges).toBe(1);
    expect(first.statusText).toBe('1 cost code added to QuickBooks, 1 cost code will be tried again.');
    expect(await desktop.code('01')).toMatchObject({
      status: 'accepted',
      problem: { statusCode: '3170', advice: expect.stringMatching(/close the Item List.*#lock\)\.$/) },
    });
    await desktop.session();
    await desktop.session();
    expect(await desktop.code('01')).toMatchObject({ status: 'synced', problem: null });
  });

  it('is tried in the next session, wherever the server died as it was told of the lock', async () => {
    const ends: string[] = [];
    for (let isOver = false; !isOver; ) {
      const service = await start();
      const desktop = await newDesktop(service);
      desktop.quickbooks.faults.add(preset('lockedByAnother', { names: ['01'], times: 1 }));
      await desktop.accept('01 One');
      const ticket = await desktop.open();
      const answer = desktop.quickbooks.processRequest(await desktop.send(ticket));
      const fatal = ends.length + 1;
      const death = dieAt(service.store, fatal, 'after');
      await desktop.receive(ticket, answer);
      isOver = death.writes() < fatal;
      death.undo();
      service.advance(MINUTE);
      await desktop.session();
      ends.push((await desktop.code('01')).status);
    }
    // The first two writes say that an answer came; from the third one on it is known what it says.
    expect(ends.length).toBeGreaterThan(4);
    expect(ends).toEqual(ends.map((_, at) => (at < 2 ? 'accepted' : 'synced')));
  });

  it('fails after five tries and an hour, not before', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset('listModified', { names: ['01'] }));
    await desktop.accept('01 One');
    // Six sessions within 50 minutes.
    for (let session = 1; session <= 6; session++) {
      await desktop.session();
      expect(await desktop.codes()).toEqual({ '01': 'accepted' });
      service.advance(10 * MINUTE);
    }
    await desktop.session();
    expect(await desktop.code('01')).toMatchObject({
      status: 'failed',
      problem: {
        statusCode: '3180',
        advice: expect.stringMatching(/then retry the code .*#still-locked\)\.$/),
      },
    });
    // A retry starts afresh.
    await desktop.do('retry', { codes: 'all' });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
  });
});

onBothStores('a code that QuickBooks does not come to', (start) => {
  it('in twenty sessions in a row is told by an alarm and by its problem, and its history stays short', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const repair = desktop.quickbooks.faults.add(preset('notProcessed', { names: ['01'] }));
    await desktop.accept('01 One', '02 Two');
    const alarms = async () => (await desktop.status()).alarms;
    for (let session = 1; session <= 19; session++) {
      await desktop.session();
      service.advance(MINUTE);
    }
    expect(await alarms()).toEqual([]);
    expect((await desktop.code('01')).problem.advice).toMatch(/^Nothing to do/);
    await desktop.session();
    const [alarm] = await alarms();
    expect(alarm).toMatchObject({
      code: 'unfinished',
      message: expect.stringMatching(
        /^QuickBooks has not come to 01 in 20 sessions in a row\. The request has not been processed\. .*#unfinished\)\.$/,
      ),
    });
    expect(await desktop.code('01')).toMatchObject({
      status: 'accepted',
      problem: {
        statusCode: '3231',
        message: 'The request has not been processed.',
        advice: expect.stringMatching(/^Restart QuickBooks .*#unfinished\)\.$/),
      },
    });
    // Told once, however long it goes on; and the code waits as before.
    for (let session = 21; session <= 40; session++) {
      service.advance(MINUTE);
      await desktop.session();
    }
    expect(await alarms()).toEqual([alarm]);
    const { history } = await desktop.code('01');
    expect(history).toHaveLength(5);
    expect(history.slice(3)).toMatchObject([
      { from: 'accepted', to: 'exporting', times: 40 },
      { from: 'exporting', to: 'accepted', times: 40, since: expect.any(String) },
    ]);
    expect(history[4].since < history[4].at).toBe(true);
    const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const path = `${desktop.path.replace('/api', '')}/codes/01`;
    const page = (await service.api('GET', path, { headers, anonymous: true })).text;
    expect(page.match(/40 times since/g)).toHaveLength(2);

    repair();
    await desktop.session();
    expect(await alarms()).toEqual([]);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });
});

onEmbeddedStore('the alarm of codes that QuickBooks does not come to', (start) => {
  it('is over when they are recalled, and names only those that are left', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add(preset('notProcessed', { names: ['01', '02'] }));
    await desktop.accept('01 One', '02 Two');
    for (let session = 1; session <= 20; session++) await desktop.session();
    const message = async () => (await desktop.status()).alarm?.message;
    expect(await message()).toMatch(/ 01, 02 /);
    await desktop.do('recall', { codes: ['01'] });
    expect(await message()).toMatch(/ 02 /);
    expect(await message()).not.toMatch(/ 01/);
    await desktop.do('recall', { codes: ['02'] });
    expect(await message()).toBeUndefined();
    // Sent again, it starts afresh.
    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await desktop.session();
    expect(await message()).toBeUndefined();
  });
});

onEmbeddedStore('a passing fault', (start) => {
  it('that is no lock fails with the fifth try, however quick they came', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add(preset('internalError', { names: ['01'] }));
    await desktop.accept('01 One');
    for (let session = 1; session <= 4; session++) {
      await desktop.session();
      expect(await desktop.codes()).toEqual({ '01': 'accepted' });
    }
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'failed' });
  });

  it('four sessions in an hour and a half are not five tries', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset('recordInUse', { names: ['01'] }));
    await desktop.accept('01 One');
    for (let session = 1; session <= 4; session++) {
      await desktop.session();
      service.advance(30 * MINUTE);
    }
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'failed' });
  });

  it('of 3231 never counts', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'status', code: '3231', names: ['01'] });
    await desktop.accept('01 One');
    for (let session = 1; session <= 7; session++) await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'accepted' });
  });

  it('of the parent is no try of the child', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add(preset('lockedByAnother', { names: ['03'], times: 1 }));
    await desktop.accept('03 Concrete', '03 > 03-300 Footings');
    await desktop.session();
    const child = await desktop.code('03-300');
    expect(child).toMatchObject({ status: 'accepted', waitingFor: '03' });
    expect(child.history.map(({ to }: { to: string }) => to)).not.toContain('exporting');
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced' });
  });
});

onEmbeddedStore('a parent that QuickBooks does not find by its ListID', (start) => {
  it('is named by its full name at the next try', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    desktop.quickbooks.deleteItem('03');
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'failed',
      problem: {
        statusCode: '3000',
        advice: expect.stringMatching(/see that the parent is there.*#parent\)\.$/),
      },
    });
    desktop.quickbooks.addItem('03', { incomeAccount: 'Construction Income' });
    await desktop.do('retry', { codes: 'all' });
    await desktop.session();
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced', fullName: '03:03-300' });
  });
});
