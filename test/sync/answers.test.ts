/** What an answer does to the codes of its message set, and what happens when it does not come. */
import { expect, it } from 'vitest';
import type { Processed } from '../../scripts/web-connector/calls.ts';
import { type Desktop, newDesktop, untilAgain } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const rs = (id: string | undefined, status: string, ret = '') =>
  `<ItemServiceAddRs requestID="${id}" ${status}>${ret}</ItemServiceAddRs>`;
const done = (id: string | undefined, listID: string) =>
  rs(id, OK, `<ItemServiceRet><ListID>${listID}</ListID><FullName>${listID}</FullName></ItemServiceRet>`);
const OK = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"';
const document = (...responses: string[]) =>
  `<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n${responses.join('\n')}\n</QBXMLMsgsRs>\n</QBXML>\n`;
const requestIDs = (text: string) => [...text.matchAll(/requestID="([^"]+)"/g)].map(([, id]) => id);

/** A session with a set of two codes on the way. */
async function twoOnTheWay(
  desktop: Desktop,
): Promise<{ ticket: string; text: string; ids: (string | undefined)[] }> {
  await desktop.accept('01 General', '02 Site');
  const ticket = await desktop.open();
  const text = await desktop.send(ticket);
  return { ticket, text, ids: requestIDs(text) };
}

onBothStores('an answer', (start) => {
  it.each<[string, Processed, RegExp]>([
    ['an hresult', { hresult: '0x80040402', message: 'Unexpected error.' }, /0x80040402: Unexpected error\./],
    ['text that is no XML', { response: 'Service Unavailable' }, /could not be read/],
    ['half an answer', { response: document(done('x', '1')).slice(0, 90) }, /could not be read/],
    ['nothing', { response: '' }, /could not be read/],
  ])(
    'that is %s leaves the codes exporting, and the next session asks, then hands out the same bytes again',
    async (_, processed, words) => {
      const service = await start();
      const desktop = await newDesktop(service);
      const { ticket, text } = await twoOnTheWay(desktop);
      expect(await desktop.receive(ticket, processed)).toBeLessThan(0);
      expect(await desktop.lastError(ticket)).toMatch(words);
      expect(await desktop.close(ticket)).toMatch(words);
      expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'exporting' });

      const next = await desktop.open();
      expect(await untilAgain(desktop, next)).toBe(text);
      // Then QuickBooks is to forget the set: nothing of it is needed any more.
      expect(await desktop.receive(next, desktop.quickbooks.processRequest(text))).toBeLessThan(99);
      const claimed = await desktop.send(next);
      expect(claimed).toMatch(/<ListID>.*<ListID>/);
      expect(await desktop.receive(next, desktop.quickbooks.processRequest(claimed))).toBe(99);
      expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
      const forget = await desktop.send(next);
      expect(forget).toMatch(
        /<QBXMLMsgsRq oldMessageSetID="[0-9a-z]{23}" onError="continueOnError"><\/QBXMLMsgsRq>/,
      );
      expect(await desktop.receive(next, desktop.quickbooks.processRequest(forget))).toBe(100);
      const [, name = ''] = /newMessageSetID="([^"]+)"/.exec(text) ?? [];
      expect(desktop.quickbooks.messageSets.ids).not.toContain(name);
      expect(desktop.quickbooks.adds).toEqual(['01', '02']);
    },
  );

  it('that never comes is made up for by asking, so that QuickBooks adds nothing twice', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General', '01 > 01-1 One', '02 Site');
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    expect((await desktop.session()).outcome).toBe('answerLost');
    expect(Object.values(await desktop.codes())).toEqual(['exporting', 'accepted', 'exporting']);

    service.advance(16_000);
    expect((await desktop.session()).outcome).toBe('done');
    expect(Object.values(await desktop.codes())).toEqual(['synced', 'synced', 'synced']);
    expect(desktop.quickbooks.adds).toEqual(['01', '02', '01:01-1']);
  });
});

onBothStores('an answer that names one item twice', (start) => {
  it('gives it to one code: QuickBooks is asked which item the other one became', async () => {
    const desktop = await newDesktop(await start());
    const { ticket, text, ids } = await twoOnTheWay(desktop);
    desktop.quickbooks.processRequest(text);
    const [one, two] = ['01', '02'].map((name) => desktop.quickbooks.itemByFullName(name)?.listID ?? '');
    const mixed = document(done(ids[0], one ?? ''), done(ids[1], one ?? ''));
    expect(await desktop.receive(ticket, { response: mixed })).toBe(50);
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'exporting' });
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    expect(await desktop.code('02')).toMatchObject({ status: 'synced', listId: two });

    // Nor is it taken from a code that has it since an earlier set.
    await desktop.accept('03 Concrete');
    const next = await desktop.open();
    const [id] = requestIDs(await desktop.send(next));
    expect(await desktop.receive(next, { response: document(done(id, two ?? '')) })).toBeLessThan(100);
    expect((await desktop.code('02')).listId).toBe(two);
    expect(await desktop.code('03')).toMatchObject({ status: 'exporting', listId: null });
    for (let text = await desktop.send(next); text !== ''; text = await desktop.send(next))
      if ((await desktop.receive(next, desktop.quickbooks.processRequest(text))) === 100) break;
    const { listID } = desktop.quickbooks.itemByFullName('03') ?? {};
    expect(await desktop.code('03')).toMatchObject({ status: 'synced', listId: listID });
  });
});

onEmbeddedStore('the responses of an answer', (start) => {
  it('are matched by requestID, whatever their order', async () => {
    const desktop = await newDesktop(await start());
    const { ticket, ids } = await twoOnTheWay(desktop);
    expect(await desktop.receive(ticket, { response: document(done(ids[1], 'B'), done(ids[0], 'A')) })).toBe(
      100,
    );
    expect(await desktop.code('01')).toMatchObject({ status: 'synced', listId: 'A', fullName: 'A' });
    expect(await desktop.code('02')).toMatchObject({ status: 'synced', listId: 'B', fullName: 'B' });
  });

  it('to other requests and of other types are passed over', async () => {
    const desktop = await newDesktop(await start());
    const { ticket, ids } = await twoOnTheWay(desktop);
    const foreign = [
      rs('somebody-1', 'statusCode="3100" statusSeverity="Error" statusMessage="No."'),
      `<ItemQueryRs requestID="${ids[0]}" statusCode="500" statusSeverity="Warn" statusMessage="No." />`,
      '<ItemServiceAddRs statusCode="3100" statusSeverity="Error" statusMessage="No." />',
    ];
    await desktop.receive(ticket, { response: document(...foreign, done(ids[0], 'A'), done(ids[1], 'B')) });
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });

  it('count once: the first one for a request', async () => {
    const desktop = await newDesktop(await start());
    const { ticket, ids } = await twoOnTheWay(desktop);
    const refused = rs(
      ids[0],
      'statusCode="3100" statusSeverity="Error" statusMessage="The name is already in use."',
    );
    await desktop.receive(ticket, { response: document(done(ids[0], 'A'), refused, done(ids[1], 'B')) });
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });

  it.each([
    ['no response', ''],
    ['no ListID', 'x'],
    ['no status', 'y'],
  ])('with %s for a code: QuickBooks is asked for its item in the same session', async (_, kind) => {
    const desktop = await newDesktop(await start());
    const { ticket, text, ids } = await twoOnTheWay(desktop);
    desktop.quickbooks.processRequest(text);
    const first = { '': '', x: rs(ids[0], OK), y: `<ItemServiceAddRs requestID="${ids[0]}" />` }[kind] ?? '';
    expect(await desktop.receive(ticket, { response: document(first, done(ids[1], 'B')) })).toBe(50);
    expect(await desktop.codes()).toEqual({ '01': 'exporting', '02': 'synced' });

    const question = await desktop.send(ticket);
    expect(question).toMatch(/<ItemQueryRq requestID="[^"]+"><FullName>01<\/FullName><\/ItemQueryRq>/);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(question))).toBe(100);
    const { listID } = desktop.quickbooks.itemByFullName('01') ?? {};
    expect(await desktop.code('01')).toMatchObject({ status: 'synced', listId: listID });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });

  it('with 3231 leave a code accepted, to be tried in the next session and not in this one', async () => {
    const desktop = await newDesktop(await start());
    const { ticket, ids } = await twoOnTheWay(desktop);
    const not = rs(
      ids[0],
      'statusCode="3231" statusSeverity="Error" statusMessage="The request has not been processed."',
    );
    expect(await desktop.receive(ticket, { response: document(not, done(ids[1], 'B')) })).toBe(100);
    expect(await desktop.code('01')).toMatchObject({
      status: 'accepted',
      problem: { statusCode: '3231', message: 'The request has not been processed.' },
    });
    await desktop.close(ticket);
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });

  it('with a warning and an item still sync the code', async () => {
    const desktop = await newDesktop(await start());
    const { ticket, ids } = await twoOnTheWay(desktop);
    const warned = done(ids[0], 'A').replace(
      OK,
      'statusCode="530" statusSeverity="Warn" statusMessage="A field was left out."',
    );
    await desktop.receive(ticket, { response: document(warned, done(ids[1], 'B')) });
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
  });

  it('may hold 20 MB, which are applied and kept', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const { ticket, ids } = await twoOnTheWay(desktop);
    const filler = rs(
      'other-1',
      OK,
      `<ItemServiceRet><Desc>${'x &amp; y '.repeat(200)}</Desc></ItemServiceRet>`,
    );
    const response = document(done(ids[0], 'A'), done(ids[1], 'B'), ...Array(10_000).fill(filler));
    expect(response.length).toBeGreaterThan(20_000_000);
    expect(await desktop.receive(ticket, { response })).toBe(100);
    const [{ id }] = (await service.api('GET', `${desktop.path}/sessions`)).body.sessions;
    const [exchange] = (await service.api('GET', `${desktop.path}/sessions/${id}`)).body.messageSets;
    expect(exchange.response === response).toBe(true);
  });
});
