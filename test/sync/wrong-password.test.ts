/**
 * A wrong password of a connector: told until a right one comes, at little cost, and never kept itself. It is kept after the
 * answer to the Web Connector, so what is told of it is waited for.
 */
import { expect, it } from 'vitest';
import { rawCall, readReply } from '../../scripts/web-connector.ts';
import { type Collection, type Store, StoreUnavailable } from '../../server/store/port.ts';
import { WRONG_PASSWORDS } from '../../server/sync/model.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, onMongoDB, type Service } from '../support/service.ts';
import { eventually } from '../support/until.ts';

const GUESS = 'a guess that nobody is to read';
const MINUTE = 60_000;
const AT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const wrongPassword = async (desktop: Desktop) => (await desktop.status()).connector.wrongPassword;
const told = (desktop: Desktop, what: unknown) =>
  eventually(async () => expect(await wrongPassword(desktop)).toEqual(what));
const isTold = (desktop: Desktop) => told(desktop, { at: AT, address: '127.0.0.1' });

const kept = (service: Service, desktop: Desktop) =>
  service.store.get(WRONG_PASSWORDS, desktop.path.split('/').at(-1) ?? '');

async function guess(desktop: Desktop, password = GUESS): Promise<void> {
  const [ticket, ...rest] = await desktop.authenticate(password);
  expect(ticket).toMatch(/^[0-9a-f]{40}$/);
  expect(rest).toEqual(['nvu', '', '']);
}

/** The four strings for a user name, perhaps through a proxy with its headers. */
async function ask(service: Service, userName: string, headers: Record<string, string> = {}) {
  const params = { strUserName: userName, strPassword: GUESS };
  const options = { headers, expectContinue: false };
  return readReply('authenticate', await rawCall(`${service.url}/qbwc`, 'authenticate', params, options));
}

onBothStores('a wrong password of the connector', (start) => {
  it('is told in status: when and from where, but neither kept nor told itself; nobody was seen with it', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    expect(await wrongPassword(desktop)).toBeNull();
    const before = service.store.now();
    await guess(desktop);
    await isTold(desktop);
    const { connector } = await desktop.status();
    expect(connector).toMatchObject({ state: 'never', lastSeenAt: null, nextExpectedAt: null });
    const at = new Date(connector.wrongPassword.at);
    expect(at.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(at.getTime()).toBeLessThanOrEqual(service.store.now().getTime());
    expect(JSON.stringify([await kept(service, desktop), connector])).not.toContain(GUESS);
  });

  it('is told beside what a company is at: a session that runs, and when it was last seen', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const { state, lastSeenAt } = (await desktop.status()).connector;
    service.advance(1_000);
    await guess(desktop);
    await isTold(desktop);
    expect((await desktop.status()).connector).toMatchObject({ state, lastSeenAt });
    expect(await desktop.send(ticket)).toContain('<ItemServiceAddRq');
    await isTold(desktop);
  });

  it('is over with the next right one: one that finds no work, one that opens a session, one that is told busy', async () => {
    const desktop = await newDesktop(await start());
    const next = async (second: string) => {
      await guess(desktop);
      await isTold(desktop);
      expect((await desktop.authenticate())[1]).toBe(second);
      expect(await wrongPassword(desktop)).toBeNull();
    };
    await next('none');
    await next('none');
    await desktop.accept('01 General');
    await next('');
    await next('busy');
  });

  it('is over with a new password, and told again if the connector still comes with the old one', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await guess(desktop);
    await isTold(desktop);
    const { password } = await desktop.do('connector-password');
    expect(await wrongPassword(desktop)).toBeNull();
    await guess(desktop, desktop.password);
    await isTold(desktop);
    expect((await desktop.authenticate(password))[1]).toBe('none');
    expect(await wrongPassword(desktop)).toBeNull();
  });

  it('is written once a minute at most, however often it comes', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await guess(desktop);
    await isTold(desktop);
    const first = await kept(service, desktop);
    for (let times = 0; times < 5; times++) await guess(desktop);
    service.advance(MINUTE - 5_000);
    await Promise.all(Array.from({ length: 5 }, () => guess(desktop)));
    expect(await kept(service, desktop)).toEqual(first);
    service.advance(5_000);
    await eventually(async () => {
      await guess(desktop);
      expect((await kept(service, desktop))?.at).not.toBe(first?.at);
    });
    expect((await kept(service, desktop))?.rev).toBe((first?.rev ?? 0) + 1);
  });

  it('is written at once again after a right one', async () => {
    const desktop = await newDesktop(await start());
    for (let times = 0; times < 3; times++) {
      await guess(desktop);
      await isTold(desktop);
      await desktop.authenticate();
      expect(await wrongPassword(desktop)).toBeNull();
    }
  });
});

onEmbeddedStore('a wrong password', (start) => {
  it('is told of its own company only; that of nobody is told nowhere and answered alike', async () => {
    const service = await start();
    const [desktop, other] = [await newDesktop(service), await newDesktop(service)];
    for (const userName of ['nobody', `qbwc-${'0'.repeat(16)}`, '', desktop.userName])
      expect(await ask(service, userName)).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), 'nvu', '', '']);
    expect(await wrongPassword(desktop)).not.toBeNull();
    expect(await wrongPassword(other)).toBeNull();
  });

  it('comes from the address that trusted proxies tell, and from no other one', async () => {
    const forwarded = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' };
    for (const [trustedProxies, address] of [
      [0, '127.0.0.1'],
      [1, '203.0.113.9'],
      [2, '198.51.100.7'],
    ] as const) {
      const service = await start({ trustedProxies });
      const desktop = await newDesktop(service);
      await ask(service, desktop.userName, forwarded);
      expect(await wrongPassword(desktop)).toEqual({ at: AT, address });
    }
  });

  it('comes from an address that is bounded, and IPv4 looks like IPv4', async () => {
    const service = await start({ trustedProxies: 1 });
    for (const [claimed, address] of [
      ['x'.repeat(5_000), 'x'.repeat(100)],
      ['::ffff:203.0.113.9', '203.0.113.9'],
      ['2001:db8::7', '2001:db8::7'],
    ] as const) {
      const desktop = await newDesktop(service);
      await ask(service, desktop.userName, { 'x-forwarded-for': claimed });
      expect(await wrongPassword(desktop)).toEqual({ at: AT, address });
    }
  });

  it('is answered the same when it cannot be kept, and without waiting for that', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    for (const outcome of [
      () => Promise.reject(new StoreUnavailable('away')),
      () => Promise.reject(new Error('a mistake')),
    ]) {
      const mend = breakFor(service.store, WRONG_PASSWORDS, outcome);
      await guess(desktop);
      mend();
      expect(await wrongPassword(desktop)).toBeNull();
    }
    const mend = breakFor(service.store, WRONG_PASSWORDS, () => new Promise(() => {}));
    await guess(desktop);
    mend();
    expect((await desktop.authenticate())[1]).toBe('none');
  });

  it('of a clock that was set back since is written anew', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await guess(desktop);
    const first = await wrongPassword(desktop);
    service.advance(-60 * MINUTE);
    await guess(desktop);
    const second = await wrongPassword(desktop);
    expect(Date.parse(second.at)).toBeLessThan(Date.parse(first.at));
    // The right one that ends it comes at an earlier time, too.
    service.advance(-60 * MINUTE);
    await desktop.authenticate();
    expect(await wrongPassword(desktop)).toBeNull();
  });
});

onMongoDB('a wrong password at one of several servers', (start) => {
  it('is told by all of them, ended by any, and kept once if it comes to several at the same moment', async () => {
    const one = await start();
    const other = await one.second();
    const desktop = await newDesktop(one);
    await ask(other, desktop.userName);
    await isTold(desktop);
    const { rev } = (await kept(one, desktop)) ?? { rev: 0 };
    one.advance(MINUTE);
    await eventually(async () => {
      await Promise.all([one, other].map((service) => ask(service, desktop.userName)));
      expect((await kept(one, desktop))?.rev).toBe(rev + 1);
    });
    desktop.use(other);
    expect((await desktop.authenticate())[1]).toBe('none');
    desktop.use(one);
    expect(await wrongPassword(desktop)).toBeNull();
  });
});

/** Every call about one collection comes out like this. */
function breakFor(store: Store, { name }: Collection<never>, outcome: () => Promise<never>): () => void {
  const own = store as unknown as Record<string, (...args: unknown[]) => unknown>;
  const broken = ['get', 'insert', 'replace'].map((method) => [method, own[method]] as const);
  for (const [method, work] of broken)
    own[method] = (collection, ...rest) =>
      (collection as { name: string }).name === name ? outcome() : work?.(collection, ...rest);
  return () => {
    for (const [method, work] of broken) if (work) own[method] = work;
  };
}
