/** Passing faults: another try in every session, until five are used up, and for a lock an hour has passed. */
import { expect, it } from 'vitest';
import { preset } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

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
