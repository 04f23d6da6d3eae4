/**
 * Clocks are set: forward for a moment and back, or back for good. What was written last is last, whatever it was called then, and
 * no time of such a clock keeps anybody out.
 */
import { expect, it } from 'vitest';
import { preset } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { SESSIONS, type Session } from '../../server/sync/model.ts';
import { purge } from '../../server/sync/retention.ts';
import { newDesktop } from '../support/desktop.ts';
import { ADMIN_PASSWORD, onBothStores, onEmbeddedStore, pageOf, type Service } from '../support/service.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** While the clock is ahead. */
async function ahead<T>(service: Service, ms: number, what: () => Promise<T>): Promise<T> {
  service.advance(ms);
  const result = await what();
  service.advance(-ms);
  return result;
}

onBothStores('a clock that was a year ahead for a moment', (start) => {
  it('makes nobody busy: its call is no call of the last 15 seconds', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await ahead(service, YEAR, () => desktop.send(ticket));
    const fresh = await desktop.open();
    expect(await desktop.send(fresh)).not.toBe('');
    // By a clock that is a little ahead, as that of another server may be, it was made just now.
    service.advance(-5_000);
    expect((await desktop.authenticate())[1]).toBe('busy');
    service.advance(-30_000);
    expect(await desktop.open()).not.toBe(fresh);
  });

  it('makes no session the newest for a year', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General', '02 Site');
    await ahead(service, YEAR, () => desktop.session());
    await desktop.accept('03 Concrete');
    await desktop.session();
    const last = (await desktop.status()).lastSession;
    const { sessions } = (await service.api('GET', `${desktop.path}/sessions`)).body;
    expect(sessions.map(({ synced }: { synced: number }) => synced)).toEqual([1, 2]);
    expect(last.id).toBe(sessions[0].id);
    const first = (await service.api('GET', `${desktop.path}/sessions?limit=1`)).body;
    const second = (await service.api('GET', `${desktop.path}/sessions?after=${first.next}`)).body;
    expect([...first.sessions, ...second.sessions]).toEqual(sessions);
  });

  it.each([
    ['a poll', async () => {}],
    ['a session', (desktop: Awaited<ReturnType<typeof newDesktop>>) => desktop.accept('01 General')],
  ])('does not keep it quiet for a year that the connector is late, after %s', async (_, before) => {
    const service = await start();
    const desktop = await newDesktop(service);
    await before(desktop);
    await ahead(service, YEAR, () => desktop.session());
    await desktop.accept('02 Site');
    service.advance(HOUR);
    const { connector, alarm } = await desktop.status();
    expect(connector.state).toBe('late');
    expect(alarm.code).toBe('late');
    expect(Date.parse(connector.lastSeenAt)).toBeLessThanOrEqual(service.store.now().getTime());
    await desktop.session();
    expect((await desktop.status()).connector.state).toBe('idle');
  });

  it('keeps a lock from being waited for no longer than an hour', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset('listModified', { names: ['01'] }));
    await desktop.accept('01 One');
    await ahead(service, YEAR, () => desktop.session());
    for (let session = 2; session <= 6; session++) {
      await desktop.session();
      service.advance(20 * MINUTE);
    }
    expect(await desktop.codes()).toEqual({ '01': 'failed' });
  });

  it('keeps no old session from being deleted in its time', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    const equals = [desktop.path.split('/').at(-1) ?? ''];
    const synced = async () =>
      (await service.store.find(SESSIONS, 'byOrder', { equals, limit: 200 })).map((each) => each.synced);
    await desktop.accept('01 General');
    await ahead(service, YEAR, () => desktop.session());
    // As many as are looked at at once came while the clock was ahead.
    const [first] = await service.store.find(SESSIONS, 'byOrder', { equals, limit: 1 });
    const more = Array.from({ length: 99 }, (_, number) => `n000000000001/${number}`);
    await service.store.insert(
      SESSIONS,
      more.map((order) => ({ ...(first as Session), id: order, session: order, order })),
    );
    await desktop.accept('02 Site', '03 Concrete');
    await desktop.session();
    service.advance(91 * DAY);
    await desktop.accept('04 Masonry', '05 Metals', '06 Wood');
    await desktop.session();
    expect(new Set(await synced())).toEqual(new Set([1, 2, 3]));
    await purge(service.store, 90);
    // Those of the wrong clock stay until their time comes.
    expect(new Set(await synced())).toEqual(new Set([1, 3]));
  });
});

onEmbeddedStore('a sign-in on the page', (start) => {
  const signedIn = async (service: Service) => {
    const { cookie } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    return async () => (await service.api('GET', '/api/companies', { headers, anonymous: true })).status;
  };

  it('of a clock that was a year ahead does not last for a year', async () => {
    const service = await start();
    const call = await ahead(service, YEAR, () => signedIn(service));
    expect(await call()).toBe(401);
  });

  it('goes on where the clock is set back by an hour, and ends half an hour after its last use all the same', async () => {
    const service = await start();
    const call = await signedIn(service);
    service.advance(-HOUR);
    expect(await call()).toBe(200);
    service.advance(31 * MINUTE);
    expect(await call()).toBe(401);
  });
});

onEmbeddedStore('an Idempotency-Key', (start) => {
  it('that was in use by a clock that was ahead, by a server that died, is free again', async () => {
    const service = await start();
    const { path } = await newDesktop(service);
    const headers = { 'idempotency-key': 'a' };
    const { replace } = service.store;
    // It dies before the answer is kept.
    Object.defineProperty(service.store, 'replace', {
      configurable: true,
      writable: true,
      value: (...args: Parameters<typeof replace>) =>
        args[0].name === 'keyedCalls' ? Promise.resolve([null]) : replace.apply(service.store, args),
    });
    await ahead(service, YEAR, () => service.api('POST', `${path}/send`, { headers }));
    await service.restart();
    expect((await service.api('POST', `${path}/send`, { headers })).body.code).not.toBe(
      'idempotency-key-in-use',
    );
  });
});
