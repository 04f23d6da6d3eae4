/** Two servers on one store, and people in the middle of a session. */
import { expect, it } from 'vitest';
import { CODES, type CostCode } from '../../server/codes/model.ts';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onMongoDB } from '../support/service.ts';

onBothStores('a code', (start) => {
  it('that says it is in a set which was sent without it is freed by the next session', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General', '02 Site');
    await desktop.do('recall', { codes: ['02'] });
    await desktop.session();
    const company = desktop.path.split('/').at(-1) ?? '';
    const read = async (key: string) =>
      (await service.store.get(CODES, `${company}/quickbooks/${key}`)) as CostCode;
    const set = (await service.api('GET', `${desktop.path}/sessions`)).body.sessions[0].id;
    const { messageSets } = (await service.api('GET', `${desktop.path}/sessions/${set}`)).body;
    // What a server leaves that was slow to claim: its set had been closed by another one.
    await service.store.replace(CODES, [
      { ...(await read('02')), status: 'exporting', messageSet: messageSets[0].messageSet },
    ]);
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced', '02': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });

  it('cannot be recalled, rejected, accepted or deleted while it is exported', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const text = await desktop.send(ticket);
    for (const [verb, body] of [
      ['recall', {}],
      ['reject', { reason: 'no' }],
      ['accept', { incomeAccount: 'Other Income' }],
      ['retry', {}],
      ['send', {}],
    ] as const) {
      const { refused } = await desktop.do(verb, { codes: ['01'], ...body });
      expect(refused, verb).toEqual([{ code: '01', reason: '01 is being exported to QuickBooks.' }]);
    }
    expect((await service.api('DELETE', `${desktop.path}/codes/01`)).status).toBe(409);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
  });

  it('that is recalled and accepted again in the middle of a session is sent once', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General', '02 Site');
    const ticket = await desktop.open();
    await desktop.do('recall', { codes: ['01'] });
    await desktop.accept('01 General');
    const text = await desktop.send(ticket);
    expect(await desktop.receive(ticket, desktop.quickbooks.processRequest(text))).toBe(100);
    expect(desktop.quickbooks.adds).toEqual(['01', '02']);
  });
});

onMongoDB('two servers on one store: a session', (start) => {
  it('goes on at whichever server is called', async () => {
    const one = await start();
    const two = await one.second();
    const desktop = await newDesktop(one);
    await desktop.accept(...Array.from({ length: 30 }, (_, number) => `${number} Code`));
    const ticket = await desktop.open();
    for (let percent = 0, turn = 0; percent < 100; turn++) {
      desktop.use(turn % 2 === 0 ? two : one);
      const text = await desktop.send(ticket);
      desktop.use(turn % 2 === 0 ? one : two);
      percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    }
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
    expect(desktop.quickbooks.adds).toHaveLength(30);
  });

  it('hands out one and the same set when both are asked at once', async () => {
    const one = await start();
    const two = await one.second();
    const desktop = await newDesktop(one);
    await desktop.accept('01 General', '01 > 01-1 One', '02 Site');
    const ticket = await desktop.open();
    const sends = [0, 1, 2, 3].map((turn) => {
      desktop.use(turn % 2 === 0 ? one : two);
      return desktop.send(ticket);
    });
    // Whoever comes second asks what became of it.
    const adding = new Set((await Promise.all(sends)).filter((text) => text.includes('<ItemServiceAddRq ')));
    expect(adding.size).toBe(1);
    let [text = ''] = adding;
    for (let percent = 0; percent < 100; text = percent < 100 ? await desktop.send(ticket) : '')
      percent = await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
    expect(desktop.quickbooks.adds).toHaveLength(3);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
  });

  it('lets one of two authenticates win', async () => {
    const one = await start();
    const two = await one.second();
    const desktop = await newDesktop(one);
    await desktop.accept('01 General');
    const first = desktop.authenticate();
    desktop.use(two);
    const answers = await Promise.all([first, desktop.authenticate()]);
    expect(answers.map(([, second]) => second).sort()).toEqual(['', 'busy']);
  });
});

onMongoDB('two servers on one store: a poll without work', (start) => {
  it('is told the truth by a server that remembers the polls before it, and the other one has answered since', async () => {
    const one = await start();
    const two = await one.second();
    const desktop = await newDesktop(one);
    const closed = async () => {
      const [ticket = '', second] = await desktop.authenticate();
      return [second, await desktop.close(ticket)];
    };
    const nothing = ['none', 'Nothing to export: no accepted cost code waits.'];
    const lastSeenAt = async () => (await desktop.status()).connector.lastSeenAt;
    await desktop.session();
    // The first poll of a server reads what the second one remembers.
    for (const server of [one, one, two, two, one]) {
      one.advance(60_000);
      desktop.use(server);
      const before = await lastSeenAt();
      expect(await closed()).toEqual(nothing);
      expect(Date.parse(await lastSeenAt()) - Date.parse(before)).toBeGreaterThanOrEqual(60_000);
    }
    // The ticket of one server is closed at the other.
    const [ticket = ''] = await desktop.authenticate();
    desktop.use(two);
    expect(await desktop.close(ticket)).toBe(nothing[1]);
    expect(await desktop.close(ticket)).toBe(nothing[1]);
    desktop.use(one);
    await desktop.accept('01 General');
    desktop.use(two);
    expect((await desktop.session()).outcome).toBe('done');
    expect(desktop.quickbooks.adds).toEqual(['01']);
    desktop.use(one);
    expect(await closed()).toEqual(nothing);
  });
});
