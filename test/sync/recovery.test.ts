/** An answer that never came: the open set is resolved before anything else is sent, whatever QuickBooks remembers of it. */
import { expect, it } from 'vitest';
import type { Memory } from '../../scripts/quickbooks/message-sets.ts';
import { preset, type SimulatedQuickBooksOptions } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { CODES, type CostCode } from '../../server/codes/model.ts';
import type { Collection, Stored } from '../../server/store/port.ts';
import {
  byCompany,
  CONNECTIONS,
  type Connection,
  MESSAGE_SETS,
  type MessageSet,
} from '../../server/sync/model.ts';
import { type Desktop, newDesktop, settle, untilAgain } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const HOUR_MS = 3_600_000;
const MEMORIES: readonly Memory[] = ['full', 'statuses', 'errorRecovery', 'none', 'refused'];

/** A desktop on which the answer to a set of three was lost after QuickBooks had done it. */
async function lost(
  service: Service,
  options: SimulatedQuickBooksOptions = {},
  codes = ['03 Concrete', '03 > 03-300 Footings', '04 Masonry'],
): Promise<Desktop> {
  const desktop = await newDesktop(service, {}, options);
  await desktop.accept(...codes);
  desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
  expect((await desktop.session()).outcome).toBe('answerLost');
  service.advance(16_000);
  return desktop;
}

const lastWhy = async (desktop: Desktop, code: string): Promise<string> =>
  (await desktop.code(code)).history.at(-1).why;

onBothStores('an answer that was lost', (start) => {
  it.each(MEMORIES)('is made up for when QuickBooks remembers: %s', async (memory) => {
    const service = await start();
    const desktop = await lost(service, { memory });
    expect(await desktop.codes()).toEqual({ '03': 'exporting', '03-300': 'accepted', '04': 'exporting' });
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced', '04': 'synced' });
    for (const fullName of ['03', '03:03-300', '04']) {
      expect(desktop.quickbooks.addsOf(fullName)).toBe(1);
      const code = await desktop.code(fullName.split(':').at(-1) ?? '');
      expect(code).toMatchObject({ fullName, listId: desktop.quickbooks.itemByFullName(fullName)?.listID });
    }
  });

  it.each(MEMORIES)(
    'because the set was never executed is made up for by the same bytes, once QuickBooks was asked: %s',
    async (memory) => {
      const service = await start();
      const desktop = await newDesktop(service, {}, { memory });
      await desktop.accept('03 Concrete', '03 > 03-300 Footings');
      const text = await desktop.send(await desktop.open());
      service.advance(16_000);
      const [byName, inTheList, again, claimed] = await settle(service, desktop);
      expect(byName).toMatch(/<FullName>03<\/FullName>/);
      expect(inTheList).toMatch(/iterator="Start"><MaxReturned>2000<.*<IncludeRetElement>ExternalGUID</);
      expect(again).toBe(text);
      // What it says it has added may have been so before.
      if (memory !== 'refused') expect(claimed).toMatch(/<ListID>8/);
      expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced' });
      expect(desktop.quickbooks.adds).toEqual(['03', '03:03-300']);
    },
  );

  it.each(MEMORIES)(
    'whose items were renamed and moved is no reason to add any twice: %s',
    async (memory) => {
      const service = await start();
      // The desktop is days behind.
      const clock = () => new Date(service.store.now().getTime() - 9 * 24 * HOUR_MS);
      const desktop = await newDesktop(service, {}, { memory, clock });
      desktop.quickbooks.addItem('Sitework');
      await desktop.accept('01 One', '02 Two', '03 Concrete', '04 Four');
      desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
      expect((await desktop.session()).outcome).toBe('answerLost');
      desktop.quickbooks.renameItem('01', 'General');
      desktop.quickbooks.moveItem('02', 'Sitework');
      desktop.quickbooks.renameItem('03', '03 Concrete works');
      await desktop.accept('03 > 03-300 Footings');
      service.advance(16_000);
      await settle(service, desktop);
      expect(await desktop.codes()).toEqual({
        '01': 'synced',
        '02': 'synced',
        '03': 'synced',
        '03-300': 'synced',
        '04': 'synced',
      });
      expect(desktop.quickbooks.items.map(({ fullName }) => fullName).sort()).toEqual([
        ...['03 Concrete works', '03 Concrete works:03-300', '04', 'General', 'Sitework', 'Sitework:02'],
      ]);
    },
  );

  it.each(MEMORIES)(
    'nor is one whose item was deleted, or made anew as another type, believed: %s',
    async (memory) => {
      const service = await start();
      const desktop = await lost(service, { memory }, ['01 One', '02 Two', '03 Three']);
      const { quickbooks } = desktop;
      quickbooks.deleteItem('01');
      quickbooks.deleteItem('02');
      quickbooks.addItem('02', { kind: 'NonInventory' });
      quickbooks.deleteItem('03');
      const anew = quickbooks.addItem('03');
      await settle(service, desktop);
      expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'failed', '03': 'synced' });
      expect((await desktop.code('01')).listId).toBe(quickbooks.itemByFullName('01')?.listID);
      expect((await desktop.code('03')).listId).toBe(anew.listID);
    },
  );
});

onBothStores('our own store', (start) => {
  it('that is put back to where the answer was lost, long after that was made up for, makes nothing twice', async () => {
    const service = await start();
    const desktop = await lost(service, {}, ['01 One', '02 Two']);
    const before = await backupOf(service, desktop);
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    desktop.quickbooks.renameItem('01', 'General');
    desktop.quickbooks.messageSets.forgetAll();
    service.advance(30 * 24 * HOUR_MS);
    await putBack(service, before);
    expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'exporting' });
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
    expect(await desktop.code('01')).toMatchObject({ fullName: 'General' });
  });
});

interface StoreBackup {
  readonly codes: CostCode[];
  readonly connection: Connection;
  readonly set: MessageSet;
}

async function backupOf({ store }: Service, desktop: Desktop): Promise<StoreBackup> {
  const company = desktop.path.split('/').at(-1) ?? '';
  const connection = await store.get(CONNECTIONS, company);
  const set = await store.get(MESSAGE_SETS, byCompany(company, connection?.openSet ?? ''));
  const codes = await store.find(CODES, 'byOrder', { equals: [company, 'quickbooks'], limit: 99 });
  if (!connection || !set) throw new Error('no set is open');
  return { codes, connection, set };
}

async function putBack({ store }: Service, { codes, connection, set }: StoreBackup): Promise<void> {
  const anew = async <T extends Stored>(collection: Collection<T>, documents: readonly T[]) => {
    for (const document of documents) {
      const rev = (await store.get(collection, document.id))?.rev ?? 0;
      await store.replace(collection, [{ ...document, rev }]);
    }
  };
  await anew(CODES, codes);
  await anew(MESSAGE_SETS, [set]);
  await anew(CONNECTIONS, [{ ...connection, session: null }]);
}

onBothStores('an answer that comes late, after QuickBooks was asked', (start) => {
  it.each(MEMORIES)(
    'and says that one was added, which was renamed since, adds it no second time (memory: %s)',
    async (memory) => {
      const service = await start();
      const desktop = await newDesktop(service, {}, { memory });
      const { quickbooks } = desktop;
      await desktop.accept('03 Concrete', '04 Masonry');
      quickbooks.faults.add(preset('listModified', { names: ['04'], times: 1 }));
      const ticket = await desktop.open();
      const late = quickbooks.processRequest(await desktop.send(ticket));
      const lookup = await desktop.send(ticket);
      quickbooks.renameItem('03', 'Concrete');
      await desktop.receive(ticket, quickbooks.processRequest(lookup));
      await desktop.receive(ticket, late);
      for (let percent = 0; percent >= 0 && percent < 100; )
        percent = await desktop.receive(ticket, quickbooks.processRequest(await desktop.send(ticket)));
      await desktop.close(ticket);
      await settle(service, desktop);
      expect(quickbooks.adds).toHaveLength(2);
      expect(await desktop.codes()).toEqual({ '03': 'synced', '04': 'synced' });
    },
  );
});

onEmbeddedStore('an answer that was lost, in detail', (start) => {
  it('is made up for in a list of many pages, which is read on as long as one is missing', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    for (let number = 0; number < 4_100; number++) desktop.quickbooks.addItem(`Part ${number}`);
    await desktop.accept('01 One', '02 Two');
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    await desktop.session();
    desktop.quickbooks.renameItem('02', 'Site');
    desktop.quickbooks.faults.add({ kind: 'loseAnswer', names: ['01'] });
    service.advance(16_000);
    const texts = await settle(service, desktop);
    const pages = texts.filter((text) => text.includes('iterator='));
    // The first session broke off at the question by name.
    expect(pages).toHaveLength(3);
    expect(pages[0]).toMatch(/iterator="Start"/);
    expect(pages[1]).toMatch(/iterator="Continue" iteratorID="\{/);
    expect(await desktop.code('02')).toMatchObject({ status: 'synced', fullName: 'Site' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });

  it('reads the list from its beginning in the next session, and not for ever', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One');
    await desktop.send(await desktop.open());
    // Three times each with whole pages, halves and quarters.
    for (let session = 1; session <= 9; session++) {
      service.advance(16_000);
      const ticket = await desktop.open();
      const named = session === 1 ? await desktop.send(ticket) : '';
      if (named) await desktop.receive(ticket, desktop.quickbooks.processRequest(named));
      for (const expected of [/iterator="Start"/, /iterator="Continue"/]) {
        const text = await desktop.send(ticket);
        expect(text).toMatch(expected);
        const [, id] = /requestID="([^"]+)"/.exec(text) ?? [];
        // As many are left after the second page as before it.
        const page = `<ItemQueryRs requestID="${id}" statusCode="0" statusSeverity="Info" statusMessage="Status OK" iteratorRemainingCount="7" iteratorID="{1}" />`;
        await desktop.receive(ticket, {
          response: `<?xml version="1.0"?><QBXML><QBXMLMsgsRs>${page}</QBXMLMsgsRs></QBXML>`,
        });
      }
      await desktop.close(ticket);
    }
    expect((await desktop.code('01')).problem.advice).toMatch(/#needs-a-look\)\.$/);
  });

  it('is asked for by names first, then in the list, and nothing is handed out again where one of ours is there', async () => {
    const service = await start();
    const desktop = await lost(service, { memory: 'none' });
    desktop.quickbooks.renameItem('04', 'Masonry works');
    desktop.quickbooks.addItem('04', { kind: 'NonInventory' });
    const texts = await settle(service, desktop);
    expect(texts[0]).toMatch(
      /<ItemQueryRq [^>]*><FullName>03<\/FullName><FullName>04<\/FullName><\/ItemQueryRq>/,
    );
    expect(texts[1]).toMatch(/iterator="Start"><MaxReturned>2000<\/MaxReturned><ActiveStatus>All</);
    expect(texts[2]).toMatch(/<Name>03-300<.*<ListID>/);
    expect(texts).toHaveLength(3);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced', fullName: 'Masonry works' });
    expect(await lastWhy(desktop, '04')).toMatch(/added by us before; it has been renamed or moved there$/);
  });

  it.each(MEMORIES)(
    'comes out right however often its recovery is interrupted (memory: %s)',
    async (memory) => {
      const service = await start();
      const desktop = await lost(service, { memory });
      // Each time one exchange further, then the connector dies: with what was asked and not answered, or with the answer lost.
      for (let turn = 0; turn < 12; turn++) {
        const [ticket = '', second] = await desktop.authenticate();
        if (second === 'none') break;
        const text = await desktop.send(ticket);
        const processed = desktop.quickbooks.processRequest(text);
        if (turn % 3 === 2) await desktop.receive(ticket, processed);
        if (turn % 4 === 1) await service.restart();
        service.advance(16_000);
      }
      await settle(service, desktop);
      expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced', '04': 'synced' });
      for (const fullName of ['03', '03:03-300', '04']) expect(desktop.quickbooks.addsOf(fullName)).toBe(1);
    },
  );

  it('does not hide an item of ours that was made inactive meanwhile', async () => {
    const service = await start();
    const desktop = await lost(service, { memory: 'statuses', fullNameFindsInactive: false });
    desktop.quickbooks.deactivateItem('04');
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'synced' });
    expect(await lastWhy(desktop, '04')).toMatch(/it has been made inactive there/);
  });

  it('adds again what was deleted meanwhile', async () => {
    const service = await start();
    const desktop = await lost(service, { memory: 'statuses' });
    desktop.quickbooks.deleteItem('04');
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({
      status: 'synced',
      listId: desktop.quickbooks.itemByFullName('04')?.listID,
    });
    expect(desktop.quickbooks.addsOf('04')).toBe(2);
  });

  it('finds children below a parent that was renamed meanwhile', async () => {
    const service = await start();
    const desktop = await newDesktop(service, {}, { memory: 'statuses' });
    await desktop.accept('03 Concrete');
    await desktop.session();
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    desktop.quickbooks.renameItem('03', 'Concrete works');
    service.advance(16_000);
    await settle(service, desktop);
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'synced',
      fullName: 'Concrete works:03-300',
    });
    expect(desktop.quickbooks.adds).toEqual(['03', '03:03-300']);
  });

  it('knows that an item of another type which took the name is not ours', async () => {
    const service = await start();
    const desktop = await lost(service, { memory: 'none' }, ['04 Masonry']);
    desktop.quickbooks.deleteItem('04');
    desktop.quickbooks.addItem('04', { kind: 'OtherCharge' });
    await settle(service, desktop);
    expect(await desktop.code('04')).toMatchObject({ status: 'failed', listId: null });
    expect((await desktop.code('04')).problem.advice).toMatch(
      /held by an item of another type \(Other Charge\)/,
    );
  });

  it('sends no code that was recalled, and none twice, while it is made up for', async () => {
    const service = await start();
    const desktop = await newDesktop(service, {}, { memory: 'none' });
    await desktop.accept('01 One', '02 Two');
    const ticket = await desktop.open();
    await desktop.send(ticket);
    service.advance(16_000);
    expect(await desktop.do('recall', { codes: 'all' })).toEqual({ recalled: 0, refused: [] });
    await desktop.accept('03 Three');
    await settle(service, desktop);
    expect(desktop.quickbooks.adds).toEqual(['01', '02', '03']);
  });

  it('is not made up for in another company file; when that is accepted its codes want a look', async () => {
    const service = await start();
    const desktop = await lost(service, {}, ['01 One']);
    const { OwnerID, FileID } = desktop.qwc;
    const other = '{00000000-1111-4222-8333-444444444444}';
    desktop.quickbooks.setDataExt(OwnerID, 'FileID', other);
    expect((await desktop.session()).statusText).toMatch(/Another company file is open/);
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    expect(
      (await service.api('POST', `${desktop.path}/company-file`, { body: { fileId: other } })).status,
    ).toBe(200);
    await desktop.accept('02 Two');
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'failed', '02': 'synced' });
    expect((await desktop.code('01')).problem.advice).toMatch(/look for the item.*#needs-a-look\)\.$/);
    expect(desktop.quickbooks.addsOf('01')).toBe(1);
    expect(FileID).not.toBe(other);
  });

  it.each(['gone', 'asInBackup'] as const)(
    'adds again what a restored backup has lost, with the memory of QuickBooks %s',
    async (memory) => {
      const service = await start();
      const desktop = await newDesktop(service);
      const backup = desktop.quickbooks.backup();
      await desktop.accept('01 One', '02 Two');
      desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
      await desktop.session();
      desktop.quickbooks.restoreBackup(backup, memory);
      service.advance(16_000);
      await settle(service, desktop);
      expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
      expect(desktop.quickbooks.items.map((item) => item.fullName)).toEqual(['01', '02']);
    },
  );

  it('without ExternalGUID (below qbXML 8.0) is made up for by names', async () => {
    const service = await start();
    const desktop = await lost(service, { memory: 'none', qbxmlVersions: ['2.0', '6.0', '7.0'] });
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced', '04': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['03', '04', '03:03-300']);
    expect(desktop.quickbooks.items.map((item) => item.externalGUID)).toEqual([null, null, null]);
  });

  it('comes late under the superseded ticket, after the set was handed out again: what was added counts', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One');
    const old = await desktop.open();
    const text = await desktop.send(old);
    service.advance(16_000);
    const fresh = await desktop.open();
    expect(await untilAgain(desktop, fresh)).toBe(text);
    const answer = desktop.quickbooks.processRequest(text);
    const locked =
      '<ItemServiceAddRs requestID="X" statusCode="3170" statusSeverity="Error" statusMessage="Locked." />';
    const id = /requestID="([^"]+)"/.exec('response' in answer ? answer.response : '')?.[1] ?? '';
    const refusal = `<?xml version="1.0"?><QBXML><QBXMLMsgsRs>${locked.replace('X', id)}</QBXMLMsgsRs></QBXML>`;
    // A refusal of the first handing out says nothing about the second one.
    expect(await desktop.receive(old, { response: refusal })).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    expect(await desktop.receive(old, answer)).toBe(100);
    // So it says; what the second handing out did is not known.
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01']);
  });

  it('is not forgotten for what QuickBooks says to the same bytes the second time', async () => {
    const service = await start();
    const desktop = await lost(service, { memory: 'none' }, ['01 One', '02 Two']);
    const { faults } = desktop.quickbooks;
    faults.add({ kind: 'status', code: '3070', message: 'Too long.', names: ['01'], times: 1 });
    faults.add({ kind: 'status', code: '3170', message: 'Locked.', names: ['02'], times: 1 });
    await settle(service, desktop);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });

  it('that says no, to bytes that were never executed before, counts once QuickBooks does not have the item', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One');
    await desktop.send(await desktop.open());
    service.advance(16_000);
    desktop.quickbooks.faults.add({ kind: 'status', code: '3070', message: 'Too long.', names: ['01'] });
    await settle(service, desktop);
    expect(await desktop.code('01')).toMatchObject({ status: 'failed', problem: { statusCode: '3070' } });
  });

  it('by 9001, 9002, 9004 or an empty answer to the same bytes leads to the question', async () => {
    const service = await start();
    for (const set of [
      '<QBXMLMsgsRs messageSetStatusCode="9001" />',
      '<QBXMLMsgsRs messageSetStatusCode="9002"></QBXMLMsgsRs>',
      '<QBXMLMsgsRs messageSetStatusCode="9004" />',
      '<QBXMLMsgsRs messageSetStatusCode="600" />',
      '<QBXMLMsgsRs />',
    ]) {
      const desktop = await newDesktop(service);
      await desktop.accept('01 One');
      // It gets through after the question whether it did.
      const text = await desktop.send(await desktop.open());
      service.advance(16_000);
      const ticket = await desktop.open();
      await untilAgain(desktop, ticket);
      desktop.quickbooks.processRequest(text);
      expect(await desktop.receive(ticket, { response: `<?xml version="1.0"?><QBXML>${set}</QBXML>` })).toBe(
        0,
      );
      const question = await desktop.send(ticket);
      expect(question).toMatch(/<ItemQueryRq .*<FullName>01<\/FullName>/);
      await desktop.receive(ticket, desktop.quickbooks.processRequest(question));
      expect(await desktop.codes()).toEqual({ '01': 'synced' });
      expect(desktop.quickbooks.addsOf('01')).toBe(1);
    }
  });
});
