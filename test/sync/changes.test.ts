/** A code in QuickBooks that is changed: told as a change, never twice, and never over what somebody has changed there. */
import { expect, it } from 'vitest';
import type { Fault } from '../../scripts/quickbooks/faults.ts';
import type { Memory } from '../../scripts/quickbooks/message-sets.ts';
import {
  type Backup,
  preset,
  SimulatedQuickBooks,
  type SimulatedQuickBooksOptions,
} from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { changed } from '../support/changes.ts';
import { type Desktop, goOn, newDesktop, settle } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const MEMORIES: readonly Memory[] = ['full', 'statuses', 'errorRecovery', 'none', 'refused'];
const CODES = ['03 Concrete', '03 > 03-300 Footings', '04 Masonry'];

/** A desktop with these codes in QuickBooks. */
async function synced(
  service: Service,
  options: SimulatedQuickBooksOptions = {},
  codes: readonly string[] = CODES,
): Promise<Desktop> {
  const desktop = await newDesktop(service, {}, options);
  await desktop.accept(...codes);
  await settle(service, desktop);
  return desktop;
}

const kindsOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => /<(Item\w+)Rq /.exec(text)?.[1] ?? []);

onBothStores('a change of codes in QuickBooks', (start) => {
  it('says only what changes, and counts as told', async () => {
    const service = await start();
    const desktop = await synced(service);
    const before = await desktop.code('03-300');
    await changed(service, desktop, '03-300', { description: 'Strip footings' });
    const texts = await settle(service, desktop);
    expect(kindsOf(texts)).toEqual(['ItemServiceMod']);
    expect(texts[0]).toMatch(
      /<\/EditSequence><SalesOrPurchaseMod><Desc>Strip footings<\/Desc><\/SalesOrPurchaseMod><\/ItemServiceMod>/,
    );
    expect(desktop.quickbooks.itemByFullName('03:03-300')).toMatchObject({
      description: 'Strip footings',
      listID: before.listId,
    });
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'synced',
      listId: before.listId,
      change: null,
    });
    expect((await desktop.code('03-300')).history.at(-1).why).toMatch(
      /^changed in QuickBooks \(description\)/,
    );
    expect(desktop.quickbooks.adds).toHaveLength(3);
    // The EditSequence of the answer: the next change goes over it.
    await changed(service, desktop, '03-300', { description: 'Footings' });
    expect(kindsOf(await settle(service, desktop))).toEqual(['ItemServiceMod']);
    expect(desktop.quickbooks.changes).toHaveLength(2);
  });

  it('renames an item, and knows what those below it are called by that', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '03', { code: 'Concrete' });
    await settle(service, desktop);
    expect(await desktop.code('Concrete')).toMatchObject({ status: 'synced', fullName: 'Concrete' });
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced', fullName: 'Concrete:03-300' });
  });

  it.each(MEMORIES)('whose answer was lost is made up for when QuickBooks remembers: %s', async (memory) => {
    const service = await start();
    const desktop = await synced(service, { memory });
    await changed(service, desktop, '03-300', { description: 'Strip footings' });
    await changed(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    expect((await desktop.session()).outcome).toBe('answerLost');
    service.advance(16_000);
    const texts = await settle(service, desktop);
    expect(kindsOf(texts)).toEqual(['ItemQuery']);
    expect(texts[0]).toMatch(/<ListID>8[^<]*<\/ListID><ListID>8/);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
    expect(desktop.quickbooks.changes).toHaveLength(2);
  });

  it.each(MEMORIES)('that was never executed is told again by the same bytes: %s', async (memory) => {
    const service = await start();
    const desktop = await synced(service, { memory });
    await changed(service, desktop, '04', { description: 'Brick' });
    const text = await desktop.send(await desktop.open());
    service.advance(16_000);
    const [asked, again] = await settle(service, desktop);
    expect(asked).toMatch(/<ItemQueryRq [^>]*><ListID>/);
    expect(again).toBe(text);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', change: null });
    expect(desktop.quickbooks.changes).toHaveLength(1);
  });
});

onEmbeddedStore('an item that somebody has changed meanwhile', (start) => {
  it('is told again in the same session where what is to be changed is as it was', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.renameItem('04', '04 old');
    const texts = (await desktop.session()).calls.flatMap(({ operation, result }) =>
      operation === 'sendRequestXML' ? [String(result)] : [],
    );
    expect(kindsOf(texts)).toEqual(['ItemServiceMod', 'ItemQuery', 'ItemServiceMod']);
    expect(desktop.quickbooks.itemByFullName('04 old')).toMatchObject({ description: 'Brick' });
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', fullName: '04 old' });
    // Its name is not as it was told: whoever changes it now has not read that.
    await changed(service, desktop, '04', { code: 'Masonry' });
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('04 old')).toBeDefined();
    expect(await desktop.code('Masonry')).toMatchObject({
      status: 'failed',
      problem: { message: expect.stringContaining('name "04 old" (ours: "Masonry", before: "04")') },
    });
  });

  it('is left alone where it is the same that was changed, until a person has seen it', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.editItem('04', { description: 'Blockwork' });
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('04')).toMatchObject({ description: 'Blockwork' });
    const { status, problem } = await desktop.code('04');
    expect(status).toBe('failed');
    expect(problem.message).toMatch(/description "Blockwork" \(ours: "Brick", before: "Masonry"\)/);
    await desktop.do('retry', { codes: ['04'] });
    expect(kindsOf(await settle(service, desktop))).toEqual(['ItemServiceMod']);
    expect(desktop.quickbooks.itemByFullName('04')).toMatchObject({ description: 'Brick' });
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', problem: null, change: null });
  });

  it('and whose answer was lost is left alone, too', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    await desktop.send(await desktop.open());
    desktop.quickbooks.editItem('04', { description: 'Blockwork' });
    service.advance(16_000);
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('04')).toMatchObject({ description: 'Blockwork' });
    expect(await desktop.code('04')).toMatchObject({ status: 'failed' });
    expect(desktop.quickbooks.changes).toEqual([]);
  });

  it('is left alone, too, where only what stands on purchases was changed', async () => {
    const service = await start();
    const desktop = await newDesktop(service, { expenseAccount: 'Job Expenses' });
    await desktop.accept('04 Masonry');
    await settle(service, desktop);
    const item = desktop.quickbooks.file.itemByFullName('04');
    if (!item?.sides || !('both' in item.sides)) throw new Error('it was to have two sides');
    desktop.quickbooks.file.change(item, {
      sides: { both: { ...item.sides.both, purchaseDesc: 'By hand' } },
    });
    await changed(service, desktop, '04', { description: 'Brick' });
    await settle(service, desktop);
    const { status, problem } = await desktop.code('04');
    expect(status).toBe('failed');
    expect(problem.message).toContain('description "Masonry", on purchases "By hand" (ours: "Brick"');
    await desktop.do('retry', { codes: ['04'] });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced' });
  });

  it('and which is as it is to be already is done', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.editItem('04', { description: 'Brick' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', change: null });
    expect(desktop.quickbooks.changes).toEqual([]);
  });

  it('has failed where it is not there any more', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    desktop.quickbooks.deleteItem('04');
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'failed', drift: [{ field: 'missing' }] });
    expect(desktop.quickbooks.adds).toHaveLength(3);
    // What its advice says.
    expect((await desktop.do('follow', { codes: ['04'] })).followed).toBe(1);
    expect(await desktop.code('04')).toMatchObject({ status: 'unsynced', listId: null, drift: null });
  });

  it('comes to an end where QuickBooks always says so', async () => {
    const service = await start();
    const desktop = await synced(service);
    const { listId } = await desktop.code('04');
    desktop.quickbooks.faults.add({ kind: 'status', code: '3200', names: [listId] });
    await changed(service, desktop, '04', { description: 'Brick' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'failed', problem: { statusCode: '3200' } });
  });
});

onEmbeddedStore('what QuickBooks answers to a change', (start) => {
  const LOCK = 'The internals could not be locked.  They are in use by another user.';
  const ACCOUNT = 'There is an invalid reference to QuickBooks Account "Other Income" in the ItemService.';
  it.each<[string, Fault, object, string | null]>([
    ['3170, a lock', { kind: 'status', code: '3170', message: LOCK }, { status: 'accepted' }, null],
    ['1000', { kind: 'status', code: '1000' }, { status: 'accepted' }, null],
    ['3231', { kind: 'status', code: '3231' }, { status: 'accepted' }, null],
    ['3100', { kind: 'status', code: '3100' }, { status: 'failed' }, null],
    ['3070', { kind: 'status', code: '3070' }, { status: 'failed' }, null],
    ['3120', { kind: 'status', code: '3120' }, { status: 'failed', listId: expect.anything() }, null],
    ['3140, an account', { kind: 'status', code: '3140', message: ACCOUNT }, { status: 'failed' }, 'account'],
    ['3250', { kind: 'status', code: '3250' }, { status: 'accepted' }, 'permission'],
    ['530, a warning', { kind: 'warning', code: '530' }, { status: 'synced', change: null }, null],
    ['a status without the item', { kind: 'withoutRet' }, { status: 'synced', change: null }, null],
    ['nothing of it', { kind: 'dropResponses' }, { status: 'exporting' }, null],
    ['all of it twice', { kind: 'doubleResponses' }, { status: 'synced', change: null }, null],
    ['what cannot be read', { kind: 'garbleAnswer' }, { status: 'exporting' }, null],
  ])('%s', async (_, fault, expected, alarm) => {
    const service = await start();
    const desktop = await synced(service);
    const { listId } = await desktop.code('04');
    desktop.quickbooks.addAccount({ fullName: 'Other Income', type: 'Income' });
    await changed(service, desktop, '04', { description: 'Brick', incomeAccount: 'Other Income' });
    desktop.quickbooks.faults.add({ ...fault, names: [listId] });
    await desktop.session();
    expect(await desktop.code('04')).toMatchObject(expected);
    expect((await desktop.status()).alarm?.code ?? null).toBe(alarm);
    expect(desktop.quickbooks.changes.length).toBeLessThan(2);
    expect(desktop.quickbooks.adds).toHaveLength(3);
  });
});

onEmbeddedStore('another state of the company file', (start) => {
  it.each<[string, (desktop: Desktop, backup: Backup) => SimulatedQuickBooks]>([
    [
      'restored from a backup',
      ({ quickbooks }, backup) => {
        quickbooks.restoreBackup(backup);
        return quickbooks;
      },
    ],
    [
      'restored from before our stamp, which the connector gives it anew',
      ({ quickbooks, qwc }, backup) => {
        quickbooks.restoreBackup(backup);
        quickbooks.setDataExt(qwc.OwnerID, 'FileID', undefined);
        return quickbooks;
      },
    ],
    [
      'in a copy on a second desktop, with the same FileID',
      (_, backup) => {
        const copy = new SimulatedQuickBooks();
        copy.restoreBackup(backup);
        return copy;
      },
    ],
  ])('%s is not written over where it is not what was told', async (_, other) => {
    const service = await start();
    const desktop = await synced(service);
    const backup = desktop.quickbooks.backup();
    service.advance(60_000);
    await changed(service, desktop, '04', { description: 'Brick' });
    await changed(service, desktop, '03', { description: 'Concrete works' });
    await settle(service, desktop);
    const quickbooks = other(desktop, backup);
    // One was changed since the backup was made, the other is changed in what is as it was then.
    await changed(service, desktop, '04', { description: 'Stone' });
    await changed(service, desktop, '03-300', { description: 'Piers' });
    expect((await desktop.session({ quickbooks })).outcome).toBe('done');
    expect(quickbooks.itemByFullName('04')).toMatchObject({ description: 'Masonry' });
    expect(quickbooks.itemByFullName('03:03-300')).toMatchObject({ description: 'Piers' });
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced' });
    expect(await desktop.code('04')).toMatchObject({
      status: 'failed',
      problem: { message: expect.stringContaining('"Masonry" (ours: "Stone", before: "Brick")') },
    });
  });

  it('with the stamp of another one is not written to at all', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', '{57F3B9B6-86F1-4FCC-B1EE-566DE1813D20}');
    await changed(service, desktop, '04', { description: 'Brick' });
    await desktop.session();
    expect((await desktop.status()).alarm).toMatchObject({ code: 'file' });
    expect(desktop.quickbooks.changes).toEqual([]);
    expect(await desktop.code('04')).toMatchObject({ status: 'accepted' });
  });
});

onEmbeddedStore('a change in detail', (start) => {
  it('of an adopted item reads it first, since nobody has compared it', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.addItem('04', { description: 'Blockwork', incomeAccount: 'Construction Income' });
    await desktop.accept('04 Masonry');
    await settle(service, desktop);
    await changed(service, desktop, '04', { description: 'Brick' });
    expect(kindsOf(await settle(service, desktop))).toEqual(['ItemQuery']);
    expect(desktop.quickbooks.itemByFullName('04')).toMatchObject({ description: 'Blockwork' });
    expect(await desktop.code('04')).toMatchObject({ status: 'failed' });
    await desktop.do('retry', { codes: ['04'] });
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('04')).toMatchObject({ description: 'Brick' });
  });

  it('takes away a parent and a description', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '03-300', { parent: null });
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('03-300')).toMatchObject({ parent: null });
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'synced',
      fullName: '03-300',
      change: null,
    });
  });

  it('moves an item below another one, once that is in QuickBooks', async () => {
    const service = await start();
    const desktop = await synced(service);
    await desktop.do('import', { codes: [{ code: '05', description: 'Metals' }] });
    await changed(service, desktop, '03-300', { parent: '05' });
    await settle(service, desktop);
    expect(await desktop.code('03-300')).toMatchObject({ status: 'accepted', waitingFor: '05' });
    await desktop.accept('05 Metals');
    await settle(service, desktop);
    expect(desktop.quickbooks.itemByFullName('05:03-300')).toBeDefined();
  });

  it('makes what is below inactive first, and active again from above', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '03', { active: false });
    await settle(service, desktop);
    expect(await desktop.code('03')).toMatchObject({ status: 'accepted', problem: { statusCode: null } });
    await changed(service, desktop, '03-300', { active: false });
    await settle(service, desktop);
    expect(desktop.quickbooks.changes.map(({ after }) => after.name)).toEqual(['03-300', '03']);
    await changed(service, desktop, '03-300', { active: true });
    await changed(service, desktop, '03', { active: true });
    await settle(service, desktop);
    expect(desktop.quickbooks.changes.slice(2).map(({ after }) => after.name)).toEqual(['03', '03-300']);
    expect(desktop.quickbooks.items.every(({ isActive }) => isActive)).toBe(true);
  });

  it('that cannot make a parent active keeps its child back, and a new one below it fails with the reason; none is lost', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '03-300', { active: false });
    await changed(service, desktop, '03', { active: false });
    await settle(service, desktop);
    const { listId } = await desktop.code('03');
    desktop.quickbooks.faults.add({ kind: 'status', code: '3240', message: 'Not now.', names: [listId] });
    await changed(service, desktop, '03', { active: true });
    await changed(service, desktop, '03-300', { active: true });
    await desktop.accept('03 > 03-400 Walls');
    await settle(service, desktop);
    expect(await desktop.code('03')).toMatchObject({
      status: 'failed',
      change: { fields: ['active'] },
      problem: { statusCode: '3240', message: 'Not now.' },
    });
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'accepted',
      change: { fields: ['active'] },
      problem: {
        message: 'Its parent is inactive in QuickBooks.',
        advice: expect.stringMatching(/^Make the code above it active; this one follows by itself/),
      },
    });
    const below = await desktop.code('03-400');
    expect(below).toMatchObject({
      status: 'failed',
      problem: { advice: expect.stringMatching(/make it active .*, then retry the code/) },
    });
    expect(below.history.at(-1).why).toMatch(/ 03 is inactive\.$/);
    expect(desktop.quickbooks.itemByFullName('03')).toMatchObject({ isActive: false });

    desktop.quickbooks.faults.clear();
    await desktop.do('retry', { codes: ['03'] });
    await settle(service, desktop);
    expect(await desktop.codes()).toMatchObject({ '03': 'synced', '03-300': 'synced', '03-400': 'failed' });
    await desktop.do('retry', { codes: ['03-400'] });
    await settle(service, desktop);
    expect(await desktop.code('03-400')).toMatchObject({ status: 'synced', fullName: '03:03-400' });
    expect(desktop.quickbooks.items.every(({ isActive }) => isActive)).toBe(true);
    expect(desktop.quickbooks.adds.filter((name) => name === '03:03-400')).toHaveLength(1);
  });

  it('of the sides fails with the words of QuickBooks where it refuses them', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { expenseAccount: 'Job Expenses' });
    const texts = await settle(service, desktop);
    expect(texts[0]).toMatch(/<SalesAndPurchaseMod><SalesDesc>Masonry<\/SalesDesc><IncomeAccountRef>/);
    expect(await desktop.code('04')).toMatchObject({
      status: 'failed',
      problem: { message: expect.stringContaining('The sides of the item cannot be changed.') },
    });
  });

  it('that QuickBooks says it took and did not is no change', async () => {
    const service = await start();
    const desktop = await synced(service);
    await changed(service, desktop, '04', { description: 'Brick' });
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    const processed = desktop.quickbooks.processRequest(text);
    if (!('response' in processed)) throw new Error('it was to be read');
    await desktop.receive(ticket, { response: processed.response.replace('Brick', 'Masonry') });
    expect(await desktop.code('04')).toMatchObject({
      status: 'failed',
      problem: { message: expect.stringContaining('description "Masonry" (ours: "Brick"') },
    });
  });

  it('that is held by no alarm of an account which it leaves as it is', async () => {
    const service = await start();
    const desktop = await synced(service);
    desktop.quickbooks.deactivateAccount('Construction Income');
    await desktop.accept('05 Metals');
    await settle(service, desktop);
    expect((await desktop.status()).alarm).toMatchObject({ code: 'account' });
    await changed(service, desktop, '04', { description: 'Brick' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced' });
  });

  it('is told alone once what went with it was added, though that was renamed and QuickBooks forgets what it was sent', async () => {
    const service = await start();
    const desktop = await synced(service, { memory: 'none' }, ['03 Concrete']);
    const { quickbooks } = desktop;
    const { listId } = await desktop.code('03');
    await changed(service, desktop, '03', { description: 'Concrete work' });
    await desktop.accept('03 > 03-300 Footings');
    quickbooks.faults.add(preset('listModified', { names: [listId], times: 1 }));
    const ticket = await desktop.open();
    const late = quickbooks.processRequest(await desktop.send(ticket));
    expect(quickbooks.adds).toHaveLength(2);
    // The answer is held up, and the connector asks again.
    const lookup = await desktop.send(ticket);
    quickbooks.renameItem('03:03-300', 'Footings');
    await desktop.receive(ticket, quickbooks.processRequest(lookup));
    await desktop.receive(ticket, late);
    await goOn(desktop, ticket);
    await settle(service, desktop);
    expect(quickbooks.adds).toHaveLength(2);
    expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced' });
    expect(quickbooks.itemByFullName('03')).toMatchObject({ description: 'Concrete work' });
  });

  it('goes with adds in one set, and is searched for as they are where QuickBooks refuses to read it', async () => {
    const service = await start();
    const desktop = await synced(service);
    const { listId } = await desktop.code('04');
    desktop.quickbooks.faults.add({ kind: 'poison', names: [listId] });
    await changed(service, desktop, '04', { description: 'Brick' });
    await changed(service, desktop, '03', { description: 'Concrete work' });
    await desktop.accept('05 Metals', '06 Wood');
    await settle(service, desktop);
    expect(await desktop.codes()).toMatchObject({
      '03': 'synced',
      '04': 'failed',
      '05': 'synced',
      '06': 'synced',
    });
  });
});
