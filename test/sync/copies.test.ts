/** Two copies of one company file, opened in turn at one path: with the same FileID, told apart only by items that come and go. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const INCOME = { incomeAccount: 'Construction Income' };

const alarmOf = async (desktop: Desktop) =>
  (await desktop.status()).alarms.find(({ code }: { code: string }) => code === 'copies');

/** 03 is in the file; in the copy, from before, somebody made it by hand. Gives the file; the copy is open. */
async function copied(desktop: Desktop) {
  const { quickbooks } = desktop;
  const copy = quickbooks.backup();
  await desktop.accept('03 Concrete');
  await desktop.session();
  const file = quickbooks.backup();
  quickbooks.restoreBackup(copy);
  return file;
}

const onComputer = ({ quickbooks, qwc }: Desktop, computer: string) =>
  quickbooks.setDataExt(qwc.OwnerID, 'AppLock', `LOCKED:${computer}:638000000000000000`);

onBothStores('two copies of one company file in turn', (start) => {
  it('are told when an item that was gone is there again, until retry', async () => {
    const desktop = await newDesktop(await start());
    const { quickbooks } = desktop;
    const file = await copied(desktop);
    quickbooks.addItem('03', INCOME);
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    expect(await alarmOf(desktop)).toBeUndefined();
    expect((await desktop.code('03-300')).status).toBe('synced');

    quickbooks.restoreBackup(file);
    const { listID } = quickbooks.itemByFullName('03')!;
    await desktop.accept('03 > 03-310 Slabs');
    await desktop.session();
    const alarm = await alarmOf(desktop);
    expect(alarm.message).toMatch(
      new RegExp(
        `^The item 03 \\(ListID ${listID}\\) was not in the company file, and is in it again\\..*#copies\\)\\.$`,
      ),
    );
    expect((await desktop.code('03-310')).status).toBe('synced');

    await desktop.do('retry', { codes: 'all' });
    expect(await alarmOf(desktop)).toBeUndefined();
    await desktop.accept('03 > 03-320 Walls');
    await desktop.session();
    expect(await alarmOf(desktop)).toBeUndefined();
  });
});

onEmbeddedStore('an item that was gone', (start) => {
  it('is known when a code gets through below it, and the computers of the sessions are told', async () => {
    const desktop = await newDesktop(await start());
    const { quickbooks } = desktop;
    onComputer(desktop, 'OFFICE');
    const file = await copied(desktop);
    onComputer(desktop, 'LAPTOP');
    await desktop.accept('03 > 03-300 Footings');
    await desktop.open().then((ticket) => sessionOf(desktop, ticket));
    expect((await desktop.code('03-300')).status).toBe('failed');
    quickbooks.restoreBackup(file);
    await desktop.do('retry', { codes: 'all' });
    await desktop.open().then((ticket) => sessionOf(desktop, ticket));
    expect((await desktop.code('03-300')).status).toBe('synced');
    expect((await alarmOf(desktop)).message).toMatch(/The last sessions came from OFFICE and LAPTOP\. /);
  });

  it('and was made anew is no copy', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    for (const code of ['03-300', '03-310']) {
      for (const { fullName } of desktop.quickbooks.items.toReversed())
        desktop.quickbooks.deleteItem(fullName);
      desktop.quickbooks.addItem('03', INCOME);
      await desktop.accept(`03 > ${code} Text`);
      await desktop.session();
      expect((await desktop.code(code)).status).toBe('synced');
    }
    expect(await alarmOf(desktop)).toBeUndefined();
  });
});

/** A session whose lock stays as it is: the simulated connector writes its own. */
async function sessionOf(desktop: Desktop, ticket: string): Promise<void> {
  for (let percent = 0, hcp: { hcp?: string } = {}; percent < 100; hcp = { hcp: '' }) {
    const text = await desktop.send(ticket, hcp);
    percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    if (percent < 0) break;
  }
  await desktop.close(ticket);
}
