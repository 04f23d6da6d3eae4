import { expect, it } from 'vitest';
import { KEYED_CALLS } from '../server/identity/keyed-calls.ts';
import { WEB_SESSIONS } from '../server/identity/web-sessions.ts';
import { createLog } from '../server/log.ts';
import { purgeAll } from '../server/retention.ts';
import { StoreUnavailable } from '../server/store/port.ts';
import { SESSIONS } from '../server/sync/model.ts';
import { newDesktop } from './support/desktop.ts';
import { ADMIN_PASSWORD, onEmbeddedStore, pageOf, type Service } from './support/service.ts';

const DAY_MS = 24 * 60 * 60_000;
const DAYS = 90;

const held = async ({ store }: Service, company: string) => ({
  sync: await store.count(SESSIONS, 'byOrder', [company]),
  web: await store.count(WEB_SESSIONS, 'byOrder', []),
  keyed: await store.count(KEYED_CALLS, 'byOrder', []),
});

/** A past session with QuickBooks, one of the page, and an answer for a key. */
async function used(service: Service): Promise<string> {
  const desktop = await newDesktop(service);
  await desktop.accept('03 Concrete');
  await desktop.session();
  await desktop.accept('04 Masonry');
  await desktop.session();
  await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
  const headers = { 'idempotency-key': 'a' };
  await service.api('POST', `${desktop.path}/lists`, { body: { name: 'Estimating' }, headers });
  return desktop.path.split('/').at(-1) ?? '';
}

onEmbeddedStore('what is kept for a while', (start) => {
  it('goes when it is over, each kind after its own time; the present session stays', async () => {
    const service = await start();
    const company = await used(service);
    const log = createLog('silent');
    await purgeAll(service.store, DAYS, log);
    expect(await held(service, company)).toEqual({ sync: 2, web: 1, keyed: 1 });
    service.advance(2 * DAY_MS);
    await purgeAll(service.store, DAYS, log);
    expect(await held(service, company)).toEqual({ sync: 2, web: 0, keyed: 0 });
    service.advance(DAYS * DAY_MS);
    await purgeAll(service.store, DAYS, log);
    expect(await held(service, company)).toEqual({ sync: 1, web: 0, keyed: 0 });
  });

  it('does not wait for what cannot be deleted', async () => {
    const service = await start();
    const company = await used(service);
    service.advance((DAYS + 1) * DAY_MS);
    const { find } = service.store;
    const told: string[] = [];
    const log = { ...createLog('silent'), error: (_: unknown, words: string) => told.push(words) };
    Object.defineProperty(service.store, 'find', {
      configurable: true,
      writable: true,
      value: (...args: Parameters<typeof find>) =>
        args[0].name === 'companies'
          ? Promise.reject(new StoreUnavailable('away'))
          : find.apply(service.store, args),
    });
    await purgeAll(service.store, DAYS, log as never);
    expect(told).toEqual(['old sessions with QuickBooks could not be deleted']);
    expect(await held(service, company)).toEqual({ sync: 2, web: 0, keyed: 0 });
  });
});
