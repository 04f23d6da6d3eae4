import { expect, it } from 'vitest';
import { accepted, type Company, exported, inAllStates, put, STATES, verb } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { newCompany, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const text = expect.stringMatching(/\S/);
const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const MINUTE = 60_000;

const statusOf = async (service: Service, company: Company) =>
  (await service.api('GET', `${company.path}/status`)).body;

onBothStores('status', (start) => {
  it('counts the codes in each state and has its whole shape from the start', async () => {
    const service = await start();
    const company = await newCompany(service);
    const none = Object.fromEntries(STATES.map((state) => [state, 0]));
    const empty = await statusOf(service, company);
    expect(empty).toEqual({
      counts: none,
      connector: expect.objectContaining({ state: 'never', lastSeenAt: null }),
      lastSession: null,
      send: { enabled: false, label: 'Send to ERP', reason: text },
      alarm: null,
      alarms: [],
      diagnosis: {
        state: 'waiting',
        causes: [
          { code: 'never-seen', chance: 'certain', who: 'office', message: text, advice: text, since: at },
        ],
      },
      paused: null,
      window: null,
    });
    const { company: full } = await inAllStates(service);
    expect((await statusOf(service, full)).counts).toEqual(
      Object.fromEntries(STATES.map((state) => [state, 1])),
    );
  });

  it('the button says Send to ERP before the first send, Re-send to ERP after it, and why it is grey', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01', '02']);
    const send = async () => (await statusOf(service, company)).send;
    expect(await send()).toEqual({ enabled: true, label: 'Send to ERP', reason: null });
    await verb(service, company, 'send', { codes: ['01'] });
    expect(await send()).toEqual({ enabled: true, label: 'Re-send to ERP', reason: null });
    await verb(service, company, 'send');
    const grey = await send();
    expect(grey).toEqual({ enabled: false, label: 'Re-send to ERP', reason: text });
    expect(await verb(service, company, 'send')).toMatchObject({
      status: 409,
      body: { detail: grey.reason },
    });
    await verb(service, company, 'reject', { codes: ['01'], reason: 'No' });
    expect(await send()).toEqual({ enabled: true, label: 'Re-send to ERP', reason: null });
  });

  it('the label stays Send to ERP as long as nothing was sent', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    expect((await verb(service, company, 'send', { codes: ['nobody'] })).body.sent).toBe(0);
    expect((await verb(service, company, 'send', { codes: [] })).body.sent).toBe(0);
    expect((await statusOf(service, company)).send.label).toBe('Send to ERP');
  });

  it('connector: never, inSession, idle, and late once codes wait for three intervals', async () => {
    const service = await start();
    const company = await newCompany(service, { runEveryMinutes: 10 });
    const connector = await Connector.of(service, company);
    const state = async () => (await statusOf(service, company)).connector.state;
    await put(service, company, ['01', '02']);
    expect(await state()).toBe('never');
    await connector.authenticate();
    expect(await state()).toBe('idle');
    const seen = (await statusOf(service, company)).connector.lastSeenAt;
    expect(seen).toEqual(at);

    service.advance(31 * MINUTE);
    expect(await state()).toBe('idle');
    await accepted(service, company, ['01']);
    expect(await state()).toBe('late');
    const set = await connector.begin();
    expect(await state()).toBe('inSession');
    await connector.answer(set);
    await connector.close();
    expect(await state()).toBe('idle');
    expect(Date.parse((await statusOf(service, company)).connector.lastSeenAt)).toBeGreaterThan(
      Date.parse(seen),
    );

    await accepted(service, company, ['02']);
    service.advance(29 * MINUTE);
    expect(await state()).toBe('idle');
    service.advance(2 * MINUTE);
    expect(await state()).toBe('late');
    await connector.session();
    expect(await state()).toBe('idle');
  });

  it('a session that was left open with a set in QuickBooks is late, too', async () => {
    const service = await start();
    const company = await newCompany(service, { runEveryMinutes: 1 });
    const connector = await Connector.of(service, company);
    await put(service, company, ['01']);
    await accepted(service, company);
    await connector.begin();
    const state = async () => (await statusOf(service, company)).connector.state;
    // 15 minutes at least, however short the interval is.
    service.advance(14 * MINUTE);
    expect(await state()).not.toBe('late');
    service.advance(2 * MINUTE);
    expect(await state()).toBe('late');
  });
});

onBothStores('sessions', (start) => {
  it('are listed newest first, a page at a time; polls without work are none', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await connector.authenticate();
    await connector.close();
    expect((await service.api('GET', `${company.path}/sessions`)).body).toEqual({ sessions: [], next: null });
    for (const code of ['01', '02', '03']) {
      service.advance(1_000);
      await exported(service, company, connector, [code]);
    }
    const { sessions, next } = (await service.api('GET', `${company.path}/sessions`)).body;
    expect(next).toBeNull();
    expect(sessions).toHaveLength(3);
    for (const session of sessions)
      expect(session).toMatchObject({ id: text, startedAt: at, endedAt: at, outcome: text, message: text });
    const times = sessions.map((session: { startedAt: string }) => session.startedAt);
    expect(times).toEqual([...times].sort().toReversed());
    expect((await statusOf(service, company)).lastSession).toEqual(sessions[0]);

    const first = (await service.api('GET', `${company.path}/sessions?limit=2`)).body;
    expect(first.sessions).toEqual(sessions.slice(0, 2));
    await exported(service, company, connector, ['04']);
    const rest = (await service.api('GET', `${company.path}/sessions?limit=2&after=${first.next}`)).body;
    expect(rest).toEqual({ sessions: sessions.slice(2), next: null });
    for (const query of ['limit=0', 'limit=1001', 'after=x'])
      expect((await service.api('GET', `${company.path}/sessions?${query}`)).status).toBe(422);
  });

  it('one has its message sets with request and answer', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    const sets = await exported(service, company, connector, ['01', '02']);
    const [session] = (await service.api('GET', `${company.path}/sessions`)).body.sessions;
    const one = await service.api('GET', `${company.path}/sessions/${session.id}`);
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject(session);
    expect(one.body.messageSets.map(({ request }: { request: string }) => request)).toEqual(sets);
    for (const set of one.body.messageSets) expect(set).toMatchObject({ at, hresult: null });
    expect(one.body.messageSets[0].response).toContain('ItemServiceAddRs');
    const other = await newCompany(service);
    expect((await service.api('GET', `${other.path}/sessions/${session.id}`)).status).toBe(404);
    expect((await service.api('GET', `${company.path}/sessions/nobody`)).status).toBe(404);
  });

  it('an hresult is shown with its set; an open session has no end', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01']);
    await accepted(service, company);
    connector.quickbooks.faults.add({ kind: 'hresult', hresult: '0x80040402', message: 'Unexpected error.' });
    const set = await connector.begin();
    const [open] = (await service.api('GET', `${company.path}/sessions`)).body.sessions;
    expect(open).toMatchObject({ endedAt: null });
    expect((await service.api('GET', `${company.path}/sessions/${open.id}`)).body.messageSets).toMatchObject([
      { request: set, response: null, hresult: null },
    ]);
    await connector.answer(set);
    expect(
      (await service.api('GET', `${company.path}/sessions/${open.id}`)).body.messageSets[0],
    ).toMatchObject({
      request: set,
      hresult: '0x80040402',
    });
  });
});

onEmbeddedStore('without a sign-in', (start) => {
  it('healthz, readyz, metrics, support and qbwc answer', async () => {
    const service = await start();
    const get = (path: string) => service.api('GET', path, { anonymous: true });
    for (const path of ['/healthz', '/readyz', '/metrics', '/support', '/qbwc', '/qbwc?wsdl', '/'])
      expect((await get(path)).status, path).toBe(200);
    expect((await get('/metrics')).headers.get('content-type')).toMatch(/^text\/plain/);
    expect((await get('/metrics')).text).toMatch(/^# (HELP|TYPE) /m);
    expect((await get('/qbwc?wsdl')).text).toContain('QBWebConnectorSvc');
    expect((await get('/support')).headers.get('content-type')).toMatch(/^text\/html/);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('readyz is 503 as long as the store is away; healthz does not ask it', async () => {
    const service = await start();
    const ping = Object.getOwnPropertyDescriptor(service.store, 'ping');
    Object.defineProperty(service.store, 'ping', {
      configurable: true,
      writable: true,
      value: () => Promise.reject(new Error('away')),
    });
    expect((await service.api('GET', '/readyz', { anonymous: true })).status).toBe(503);
    expect((await service.api('GET', '/healthz', { anonymous: true })).status).toBe(200);
    if (ping) Object.defineProperty(service.store, 'ping', ping);
    else Reflect.deleteProperty(service.store, 'ping');
    service.advance(1_000);
    expect((await service.api('GET', '/readyz', { anonymous: true })).status).toBe(200);
  });
});
