/** 3100: QuickBooks is asked what has the name, in the same session. */
import { expect, it } from 'vitest';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const why = async (desktop: Awaited<ReturnType<typeof newDesktop>>, code: string): Promise<string> =>
  (await desktop.code(code)).history.at(-1).why;

onBothStores('a name that is in use', (start) => {
  it('by the same service item is adopted: synced, with what differs in its history', async () => {
    const desktop = await newDesktop(await start(), { expenseAccount: 'Job Expenses' });
    const there = desktop.quickbooks.addItem('03', {
      description: 'Concrete',
      incomeAccount: 'Construction Income',
    });
    desktop.quickbooks.addItem('03:03-300', {
      description: 'Other words',
      incomeAccount: 'Construction Income',
    });
    await desktop.accept('03 Concrete', '03 > 03-300 Footings', '03 > 03-310 Slabs');
    const session = await desktop.session();

    expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced', '03-310': 'synced' });
    expect(await desktop.code('03')).toMatchObject({ listId: there.listID, fullName: '03', problem: null });
    expect(await why(desktop, '03')).toMatch(
      /^adopted: .*; it differs: expense account none, one side instead of two$/,
    );
    expect(await why(desktop, '03-300')).toMatch(/description "Other words"/);
    expect(await why(desktop, '03-310')).toMatch(/^added to QuickBooks/);
    expect(desktop.quickbooks.adds).toEqual(['03:03-310']);
    // The parent's name is not known to be free, so it goes first.
    expect(session.exchanges).toBe(4);
    expect(session.statusText).toBe(
      '1 cost code added to QuickBooks, 2 cost codes already there and taken over.',
    );
  });

  it('by another type, another parent or an inactive item fails and says what holds it', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.addItem('01', { kind: 'NonInventory' });
    desktop.quickbooks.addItem('02');
    desktop.quickbooks.deactivateItem('02');
    await desktop.accept('01 Other type', '02 Inactive', '03 Free');
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'failed', '02': 'failed', '03': 'synced' });
    const { problem } = await desktop.code('01');
    expect(problem.statusCode).toBe('3100');
    expect(problem.message).toBe('The name "01" of the list element is already in use.');
    expect(problem.advice).toMatch(
      /held by an item of another type \(Non-inventory Part\): in QuickBooks open Lists > Item List/,
    );
    expect((await desktop.code('02')).problem.advice).toMatch(
      /held by an inactive item: .*#inactive-item\)\.$/,
    );

    // What the advice says helps.
    desktop.quickbooks.renameItem('01', '01 part');
    desktop.quickbooks.activateItem('02');
    expect(await desktop.do('retry', { codes: 'all' })).toEqual({ retried: 2, refused: [] });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced', '03': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['03', '01']);
  });
});

onEmbeddedStore('a name that is in use in detail', (start) => {
  it('is found where QuickBooks does not show inactive items by their names', async () => {
    const desktop = await newDesktop(await start(), {}, { fullNameFindsInactive: false });
    desktop.quickbooks.addItem('02');
    desktop.quickbooks.deactivateItem('02');
    await desktop.accept('02 Inactive');
    const session = await desktop.session();
    expect((await desktop.code('02')).problem.advice).toMatch(/held by an inactive item/);
    expect(session.exchanges).toBe(3);
  });

  it("by another code's item fails and names that code", async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 One');
    await desktop.session();
    desktop.quickbooks.renameItem('01', '02');
    await desktop.accept('02 Two');
    await desktop.session();
    expect(await desktop.code('02')).toMatchObject({ status: 'failed', listId: null });
    expect((await desktop.code('02')).problem.advice).toMatch(/held by the item of another code, 01:/);
  });

  it('is looked for below the name that its parent has by now', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    desktop.quickbooks.renameItem('03', 'Concrete works');
    const { listID } = desktop.quickbooks.addItem('Concrete works:03-300', {
      incomeAccount: 'Construction Income',
    });
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'synced',
      listId: listID,
      fullName: 'Concrete works:03-300',
    });
  });

  it('by an item that took the place of its parent is not ours', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    // The division was renamed, and another item of its old name has a sub-item of the code's name.
    desktop.quickbooks.renameItem('03', 'Concrete works');
    desktop.quickbooks.addItem('03');
    desktop.quickbooks.addItem('03:03-300');
    desktop.quickbooks.faults.add({
      kind: 'status',
      code: '3100',
      message: 'The name "03-300" of the list element is already in use.',
      names: ['03-300'],
    });
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    expect((await desktop.code('03-300')).problem.advice).toMatch(
      /held by the item 03:03-300, below another parent/,
    );
  });

  it('that QuickBooks does not show fails, too', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'status', code: '3100', message: 'In use.', names: ['01'] });
    await desktop.accept('01 One');
    await desktop.session();
    expect(await desktop.code('01')).toMatchObject({ status: 'failed', problem: { message: 'In use.' } });
    expect((await desktop.code('01')).problem.advice).toMatch(/held by something that it does not show/);
  });

  it('leaves the codes exporting as long as the question has no answer, and is asked again', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.addItem('01');
    await desktop.accept('01 One', '02 Two');
    const ticket = await desktop.open();
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'synced' });
    await desktop.send(ticket);
    // The connector dies here.
    service.advance(16_000);
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(await why(desktop, '01')).toMatch(/^adopted/);
  });

  it('fails and wants a look if QuickBooks gives no usable answer to the question', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.addItem('01');
    await desktop.accept('01 One');
    let ticket = await desktop.open();
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    for (let tries = 1; tries <= 3; tries++) {
      await desktop.send(ticket);
      const percent = await desktop.receive(ticket, { hresult: '0x80040400', message: 'No.' });
      expect(percent).toBe(tries < 3 ? -1 : 100);
      await desktop.close(ticket);
      if (tries < 3) ticket = await desktop.open();
    }
    expect(await desktop.code('01')).toMatchObject({ status: 'failed' });
    expect((await desktop.code('01')).problem.advice).toMatch(/#needs-a-look\)\.$/);
  });
});

onBothStores('an item whose name is not letter for letter ours', (start) => {
  it('is taken over where QuickBooks takes both for one name, and the history tells both', async () => {
    const desktop = await newDesktop(await start(), {}, { namesBy: 'folded' });
    for (const name of ['Caf\u00e9', '03  100', 'FOOTINGS'])
      desktop.quickbooks.addItem(name, { description: 'About', incomeAccount: 'Construction Income' });
    await desktop.accept('Cafe About', 'Footings About');
    const rows = { codes: [{ code: '03 100', description: 'About' }] };
    expect((await desktop.do('import', rows)).problems).toEqual([]);
    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '03 100': 'synced', Cafe: 'synced', Footings: 'synced' });
    expect(desktop.quickbooks.adds).toEqual([]);
    expect(await why(desktop, 'Cafe')).toMatch(
      /^adopted: it is already in QuickBooks as Caf\u00e9, ListID \S+; it differs: its name there is "Caf\u00e9", ours is "Cafe"$/,
    );
    expect(await why(desktop, '03 100')).toMatch(/its name there is "03 {2}100", ours is "03 100"$/);
    expect(await why(desktop, 'Footings')).toMatch(/its name there is "FOOTINGS", ours is "Footings"$/);
  });

  it('stays as it is where QuickBooks takes them for two, and the code becomes an item of its own', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.addItem('Caf\u00e9');
    await desktop.accept('Cafe About');
    // Also where QuickBooks has to be asked: what is alike is not taken for ours.
    desktop.quickbooks.faults.add({ kind: 'loseAnswer', times: 1 });
    await desktop.session();
    await desktop.session();
    expect(desktop.quickbooks.adds).toEqual(['Cafe']);
    expect((await desktop.code('Cafe')).fullName).toBe('Cafe');
  });
});
