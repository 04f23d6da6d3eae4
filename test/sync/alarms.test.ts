/** Faults that are not one code's: told once, holding what they must, lifted by what repairs them. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const numbered = (count: number, prefix = 'C') =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')} Code ${index}`);

const codesOf = (status: { alarms: { code: string }[] }) => status.alarms.map((alarm) => alarm.code);

async function wholeExport(desktop: Desktop): Promise<void> {
  while ((await desktop.session()).outcome !== 'noWork');
}

onBothStores('a wrong account', (start) => {
  it('fails the codes of one set at most, holds the others, and is told by one alarm', async () => {
    const desktop = await newDesktop(await start(), { incomeAccount: 'Sales of nothing' });
    await desktop.accept(...numbered(60));
    await wholeExport(desktop);
    const { alarm, alarms, counts } = await desktop.status();
    expect(alarms).toHaveLength(1);
    expect(alarm.message).toMatch(/does not take the account "Sales of nothing".*#account\)\.$/);
    expect(counts).toMatchObject({ failed: 10, accepted: 50, exporting: 0 });
    expect((await desktop.code('C0059')).problem).toMatchObject({ statusCode: '3140' });
    expect((await desktop.authenticate())[1]).toBe('none');

    desktop.quickbooks.addAccount({ fullName: 'Sales of nothing', type: 'Income' });
    expect(await desktop.do('retry', { codes: 'all' })).toEqual({ retried: 10, refused: [] });
    expect((await desktop.status()).alarms).toEqual([]);
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 60, failed: 0, accepted: 0 });
    expect(desktop.quickbooks.adds).toHaveLength(60);
  });

  it('does not keep codes with other accounts', async () => {
    const desktop = await newDesktop(await start(), {
      accountRules: [{ prefix: 'W', incomeAccount: 'Nowhere' }],
    });
    await desktop.accept(...numbered(3), ...numbered(3, 'W'));
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 3, failed: 3 });
    expect(codesOf(await desktop.status())).toEqual(['account']);
  });
});

onEmbeddedStore('a wrong account, in detail', (start) => {
  it('of a thousand codes', async () => {
    const desktop = await newDesktop(await start(), { incomeAccount: 'Sales of nothing' });
    await desktop.accept(...numbered(1_000));
    await wholeExport(desktop);
    expect(codesOf(await desktop.status())).toEqual(['account']);
    expect((await desktop.status()).counts.failed).toBeLessThanOrEqual(200);
    desktop.quickbooks.addAccount({ fullName: 'Sales of nothing', type: 'Income' });
    await desktop.do('retry', { codes: 'all' });
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 1_000 });
    expect(desktop.quickbooks.adds).toHaveLength(1_000);
  });

  const held = async (start: Parameters<Parameters<typeof onEmbeddedStore>[1]>[0]) => {
    const service = await start();
    const desktop = await newDesktop(service, { incomeAccount: 'Sales of nothing' });
    await desktop.accept(...numbered(30));
    await wholeExport(desktop);
    return { service, desktop };
  };

  it('is over when the company gets another one; what failed waits for retry', async () => {
    const { service, desktop } = await held(start);
    await service.api('PATCH', desktop.path, { body: { incomeAccount: 'Construction Income' } });
    expect((await desktop.status()).alarms).toEqual([]);
    expect((await desktop.code('C0029')).problem).toBeNull();
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 20, failed: 10 });
  });

  it('is over for the codes that get another one', async () => {
    const { desktop } = await held(start);
    await desktop.do('accept', { codes: ['C0029'], incomeAccount: 'Construction Income' });
    expect((await desktop.code('C0029')).problem).toBeNull();
    await wholeExport(desktop);
    expect(await desktop.code('C0029')).toMatchObject({ status: 'synced' });
    expect(codesOf(await desktop.status())).toEqual(['account']);
    expect((await desktop.status()).counts).toMatchObject({ accepted: 19, failed: 10 });
  });

  it('stays for the others when some are retried with another one', async () => {
    const { desktop } = await held(start);
    const body = { codes: ['C0000', 'C0029'], incomeAccount: 'Construction Income' };
    expect(await desktop.do('retry', body)).toEqual({ retried: 2, refused: [] });
    expect(codesOf(await desktop.status())).toEqual(['account']);
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 2, accepted: 19, failed: 9 });
  });

  it('is mended for all at once by retry with another one', async () => {
    const { desktop } = await held(start);
    const body = { codes: 'all', incomeAccount: 'Construction Income' };
    expect(await desktop.do('retry', body)).toEqual({ retried: 30, refused: [] });
    await wholeExport(desktop);
    expect((await desktop.status()).counts).toMatchObject({ synced: 30 });
  });

  it('keeps since when it is known', async () => {
    const { service, desktop } = await held(start);
    const { since } = (await desktop.status()).alarm;
    service.advance(60_000);
    await wholeExport(desktop);
    expect((await desktop.status()).alarm.since).toBe(since);
  });

  it('of one side of two is told by its name', async () => {
    const desktop = await newDesktop(await start(), { expenseAccount: 'Construction Income' });
    await desktop.accept('01 One');
    await desktop.session();
    const { alarm } = await desktop.status();
    expect(alarm.message).toMatch(/account "Construction Income".*The expense account is invalid/);
  });
});

onBothStores('a missing permission', (start) => {
  it('holds all codes until retry, and fails none', async () => {
    const desktop = await newDesktop(await start());
    const off = desktop.quickbooks.faults.add({
      kind: 'status',
      code: '3261',
      message: 'The integrated application has no permission.',
      names: () => true,
    });
    await desktop.accept('01 One', '02 Two');
    const session = await desktop.session();
    expect(session.statusText).toMatch(/has no permission\..*#permission\)\.$/);
    expect(await desktop.codes()).toEqual({ '01': 'accepted', '02': 'accepted' });
    expect((await desktop.code('02')).problem).toMatchObject({ statusCode: '3261' });
    expect(codesOf(await desktop.status())).toEqual(['permission']);
    const poll = await desktop.session();
    expect(poll.outcome).toBe('noWork');
    expect(poll.statusText).toMatch(/has no permission/);

    // A code that is accepted now is held, too.
    await desktop.accept('03 Three');
    expect((await desktop.authenticate())[1]).toBe('none');
    off();
    expect(await desktop.do('retry', { codes: ['03'] })).toEqual({ retried: 1, refused: [] });
    await wholeExport(desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced', '03': 'synced' });
    expect((await desktop.status()).alarms).toEqual([]);
  });
});

onEmbeddedStore('alarms', (start) => {
  it('tell the most urgent one first', async () => {
    const desktop = await newDesktop(await start(), {
      accountRules: [{ prefix: 'W', incomeAccount: 'Nowhere' }],
    });
    await desktop.accept('W1 One', '02 Two');
    desktop.quickbooks.faults.add({ kind: 'status', code: '3260', message: 'No.', names: ['02'] });
    await desktop.session();
    const status = await desktop.status();
    expect(codesOf(status)).toEqual(['permission', 'account']);
    expect(status.alarm).toEqual(status.alarms[0]);
  });

  it('tell that the connector is late: codes wait, and it has been silent for three intervals', async () => {
    const service = await start();
    const desktop = await newDesktop(service, { runEveryMinutes: 10 });
    await desktop.authenticate();
    await desktop.accept('01 One');
    service.advance(29 * 60_000);
    expect((await desktop.status()).alarms).toEqual([]);
    service.advance(2 * 60_000);
    const { alarm, connector } = await desktop.status();
    expect(connector.state).toBe('late');
    expect(alarm.code).toBe('late');
    expect(Date.parse(alarm.since) - Date.parse(connector.lastSeenAt)).toBe(30 * 60_000);
    await wholeExport(desktop);
    expect((await desktop.status()).alarms).toEqual([]);
  });
});
