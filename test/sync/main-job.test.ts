/** The main job through the real endpoint: accepted codes become Service Items, each exactly once, parents first. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';
import { sharedFolder, skipReason } from '../support/shared.ts';

onBothStores('the main job', (start) => {
  it('adds accepted codes to QuickBooks, parents before their children, and marks each synced with its ListID', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete', '03 > 03-300 Footings & piers', '03 > 03-310 Walls', '01 General');
    const session = await desktop.session();

    expect(session.outcome).toBe('done');
    expect(session.statusText).toBe('4 cost codes added to QuickBooks.');
    expect(desktop.quickbooks.adds).toEqual(['01', '03', '03:03-300', '03:03-310']);
    const item = desktop.quickbooks.itemByFullName('03:03-300');
    expect(await desktop.code('03-300')).toMatchObject({
      status: 'synced',
      fullName: '03:03-300',
      itemName: '03-300',
      listId: item?.listID,
      waitingFor: null,
      problem: null,
    });
    expect(item).toMatchObject({ description: 'Footings & piers', incomeAccount: 'Construction Income' });
  });

  it('tells how each code came there', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    await desktop.session();
    const { history } = await desktop.code('01');
    expect(history.map(({ by, from, to }: Record<string, string>) => [by, from, to])).toEqual([
      ['admin', null, 'unsynced'],
      ['admin', 'unsynced', 'pending'],
      ['admin', 'pending', 'accepted'],
      ['connector', 'accepted', 'exporting'],
      ['connector', 'exporting', 'synced'],
    ]);
  });

  it('answers none when there is nothing to do, and keeps the time of the call', async () => {
    const desktop = await newDesktop(await start());
    const [ticket, second, third, fourth] = await desktop.authenticate();
    expect([second, third, fourth]).toEqual(['none', '', '900']);
    expect(await desktop.close(ticket ?? '')).toBe('Nothing to export: no accepted cost code waits.');
    const { connector, lastSession } = await desktop.status();
    expect(connector).toMatchObject({ state: 'idle', lastSeenAt: expect.stringMatching(/Z$/) });
    expect(lastSession).toBeNull();
  });

  it('makes a code fail with the words of QuickBooks and the next step, and tries it again when told so', async () => {
    const desktop = await newDesktop(await start(), { incomeAccount: 'No Such Account' });
    await desktop.accept('01 General');
    await desktop.session();
    const failed = await desktop.code('01');
    expect(failed).toMatchObject({ status: 'failed', listId: null, problem: { statusCode: '3140' } });
    expect(failed.problem.message).toContain('No Such Account');
    expect(failed.problem.advice).toMatch(/account/);

    await desktop.do('retry', { codes: ['01'], incomeAccount: 'Construction Income' });
    await desktop.session();
    expect(await desktop.code('01')).toMatchObject({
      status: 'synced',
      incomeAccount: 'Construction Income',
      problem: null,
    });
  });

  it('lets a child that was accepted first wait for its parent', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete', '03 > 03-300 Footings');
    await desktop.do('recall', { codes: ['03'] });
    expect(await desktop.code('03-300')).toMatchObject({ status: 'accepted', waitingFor: '03' });
    expect((await desktop.authenticate())[1]).toBe('none');

    await desktop.do('send');
    await desktop.do('accept', { codes: 'all' });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '03': 'synced', '03-300': 'synced' });
  });

  it('keeps the children of a code that failed accepted and waiting', async () => {
    const desktop = await newDesktop(await start());
    desktop.quickbooks.faults.add({ kind: 'status', code: '3070', names: ['03'] });
    await desktop.accept('03 Concrete', '03 > 03-300 Footings', '04 Masonry');
    const session = await desktop.session();
    expect(session.statusText).toMatch(/^1 cost code added to QuickBooks, 1 cost code failed; see http/);
    expect(await desktop.codes()).toEqual({ '03': 'failed', '03-300': 'accepted', '04': 'synced' });
    expect(await desktop.code('03-300')).toMatchObject({ waitingFor: '03' });
    expect((await desktop.authenticate())[1]).toBe('none');
  });
});

onEmbeddedStore('the main job in detail', (start) => {
  it('sends a code with an expense account as an item of two sides', async () => {
    const desktop = await newDesktop(await start(), { expenseAccount: 'Job Expenses' });
    await desktop.accept('01 General');
    await desktop.session();
    expect(desktop.quickbooks.itemByFullName('01')).toMatchObject({
      incomeAccount: 'Construction Income',
      expenseAccount: 'Job Expenses',
    });
    expect(await desktop.code('01')).toMatchObject({ expenseAccount: 'Job Expenses' });
  });

  it('sends each level once the one above it is there', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('e E', 'e > d D', 'd > c C', 'c > b B', 'b > a A');
    const session = await desktop.session();
    expect(session.exchanges).toBe(5);
    expect(desktop.quickbooks.adds).toEqual(['e', 'e:d', 'e:d:c', 'e:d:c:b', 'e:d:c:b:a']);
    expect(await desktop.code('a')).toMatchObject({ status: 'synced', fullName: 'e:d:c:b:a' });
  });

  it('sends sets that begin with 10 and grow, with whole percents that rise to 100 only at the end', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept(
      ...Array.from({ length: 60 }, (_, number) => `${String(number).padStart(2, '0')} Code`),
    );
    const session = await desktop.session();
    const percents = session.calls
      .filter((call) => call.operation === 'receiveResponseXML')
      .map((call) => call.result);
    expect(percents).toEqual([16, 50, 100]);
    expect(Object.values(await desktop.codes())).toEqual(Array(60).fill('synced'));
  });

  it('keeps every message set and its answer, readable by an admin', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    const sessions = async () => (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;
    const [{ id }] = await sessions();
    const detail = async () => (await service.api('GET', `${desktop.path}/sessions/${id}`)).body.messageSets;
    expect(await detail()).toEqual([
      expect.objectContaining({ request: text, response: null, answeredAt: null }),
    ]);

    const processed = desktop.quickbooks.processRequest(text);
    await desktop.receive(ticket, processed);
    await desktop.close(ticket);
    expect(await detail()).toEqual([
      expect.objectContaining({
        request: text,
        response: 'response' in processed ? processed.response : '',
        hresult: null,
      }),
    ]);
    expect(await sessions()).toEqual([
      expect.objectContaining({
        id,
        outcome: 'done',
        message: '1 cost code added to QuickBooks.',
        synced: 1,
        failed: 0,
      }),
    ]);
    expect(JSON.stringify([await sessions(), await detail()])).not.toContain(ticket);
  });

  it('names each set anew, with at most 23 characters, and asks to go on after errors', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept(...Array.from({ length: 30 }, (_, number) => `${number} Code`));
    const ticket = await desktop.open();
    const ids: string[] = [];
    for (let percent = 0; percent < 100; ) {
      const text = await desktop.send(ticket);
      const [, id = ''] =
        /<QBXMLMsgsRq newMessageSetID="([0-9a-z]{1,23})" onError="continueOnError">/.exec(text) ?? [];
      ids.push(id);
      percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    }
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain('');
  });

  it('sends ASCII: names in plain letters, accents of descriptions as references', async () => {
    const desktop = await newDesktop(await start(), { itemNaming: 'description' });
    await desktop.accept('01 Béton – gros œuvre');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(text).toContain('<Name>Beton - gros oeuvre</Name>');
    expect(text).toContain('<Desc>B&#233;ton - gros oeuvre</Desc>');
  });

  it('shows beforehand exactly what is sent, but for the ids', async () => {
    const service = await start();
    const desktop = await newDesktop(service, { expenseAccount: 'Job Expenses' });
    await desktop.accept('01 General & more');
    const preview = async () => (await service.api('GET', `${desktop.path}/codes/01/preview`)).text;
    const before = await preview();
    const text = await desktop.send(await desktop.open());
    expect(
      text.replace(/ (newMessageSetID|requestID)="[^"]*"|<ExternalGUID>[^<]*<\/ExternalGUID>/g, ''),
    ).toBe(before);
    await service.api('PATCH', desktop.path, { body: { expenseAccount: null } });
    expect(await preview()).toBe(before);
  });

  it.each([
    ['12.0', ['1.0', 'CA13.0', '12.0']],
    ['13.0', ['13.0', '14.0', '16.0']],
    ['8.0', ['8.0', '14.0']],
  ])('writes qbXML %s for a QuickBooks that has %j', async (expected, qbxmlVersions) => {
    const desktop = await newDesktop(await start(), {}, { qbxmlVersions });
    await desktop.accept('01 General');
    expect(await desktop.send(await desktop.open())).toContain(`<?qbxml version="${expected}"?>`);
  });

  it('takes the version of sendRequestXML where QuickBooks lists none', async () => {
    const desktop = await newDesktop(await start(), {}, { qbxmlVersions: ['7.0'] });
    await desktop.accept('01 General');
    const hcp = desktop.quickbooks
      .hostCompanyPreferences(desktop.qwc.OwnerID)
      .replace(/<SupportedQBXMLVersion>[^<]*<\/SupportedQBXMLVersion>/g, '');
    expect(await desktop.send(await desktop.open(), { hcp })).toContain('<?qbxml version="7.0"?>');
  });

  it('exports in the same session what was accepted while it ran', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('02 Site');
    const ticket = await desktop.open();
    const first = await desktop.send(ticket);
    await desktop.accept('01 General');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(first))).toBe(99);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)))).toBe(
      100,
    );
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });

  it('does not send a code that was recalled in between, and never comes up empty for that', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await desktop.do('recall', { codes: ['01'] });
    const text = await desktop.send(ticket);
    expect(text).toContain('<CompanyQueryRq');
    expect(text).not.toContain('ItemServiceAdd');
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    expect(await desktop.close(ticket)).toBe('0 cost codes added to QuickBooks.');
    expect(desktop.quickbooks.items).toEqual([]);
  });

  it('does not send a code that was moved below a parent that is not exported', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General', '02 Site');
    await service.api('POST', `${desktop.path}/import`, {
      body: {
        codes: [
          { code: '09', description: 'New' },
          { code: '02', description: 'Site', parent: '09' },
        ],
      },
    });
    await desktop.session();
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'unsynced', '09': 'unsynced' });
  });
});

describe('the real lists', () => {
  const lists = [
    ['procore_default_cost_codes.csv', 300],
    ['masterformat1995_level2_abes.csv', 212],
    ['ypi_frontend_cost_codes.csv', 75],
  ] as const;
  const folder = sharedFolder('samples', 'codes');
  for (const [file, codes] of lists) {
    if (folder === null) {
      it.skip(`${file}: ${skipReason('samples', 'codes')}`, () => {});
      continue;
    }
    onBothStores(file, (start) => {
      it(`has ${codes} codes synced, each exactly once`, async () => {
        const service = await start();
        const desktop = await newDesktop(service);
        await service.api('POST', `${desktop.path}/import`, { body: readFileSync(path.join(folder, file)) });
        await desktop.do('send');
        await desktop.do('accept', { codes: 'all' });
        await desktop.session({ library: true });
        const { counts } = await desktop.status();
        expect(counts).toMatchObject({ synced: codes, failed: 0, accepted: 0, exporting: 0 });
        expect(desktop.quickbooks.adds).toHaveLength(codes);
        expect(new Set(desktop.quickbooks.adds.map((name) => name.toLowerCase())).size).toBe(codes);
      });
    });
  }
});
