/** The lock of imports: who lives keeps it, who died bars nobody. Time passes only as the tests say. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alone, BEAT_MS, Busy, LEASE_MS } from '../../server/codes/lock.ts';
import { type Store, StoreUnavailable } from '../../server/store/port.ts';
import { newCompany, onBothStores, onEmbeddedStore, onMongoDB, type Service } from '../support/service.ts';

const CSV = 'code,description\n01,General\n';
const STEP_MS = 100;
const never = () => new Promise<never>(() => {});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass for timers and stores alike until the promise is settled; gives how much. */
async function passing(service: Service, promise: Promise<unknown>, mostMs = 60_000): Promise<number> {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  promise.then(settled, settled);
  for (let ms = 0; ; ms += STEP_MS) {
    await answered(service);
    if (isSettled) return ms;
    if (ms >= mostMs) throw new Error(`not settled after ${ms} ms`);
    service.advance(STEP_MS);
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
}

/** Until the store has answered whatever was asked before. */
async function answered({ store }: Service): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await store.ping();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A store that can be cut off from its server, as one whose process was killed is. */
function mortal(store: Store): { store: Store; kill(): void; revive(): void } {
  let isDead = false;
  return {
    store: new Proxy(store, {
      get(target, key) {
        const value = Reflect.get(target, key);
        if (typeof value !== 'function' || key === 'now') return value;
        return (...args: unknown[]) =>
          isDead ? Promise.reject(new StoreUnavailable('dead')) : value.apply(target, args);
      },
    }),
    kill: () => {
      isDead = true;
    },
    revive: () => {
      isDead = false;
    },
  };
}

/** Somebody who holds the lock; `renew` is what they call before a batch. */
async function holding(store: Store, company = 'acme') {
  const held = Promise.withResolvers<() => Promise<void>>();
  const over = Promise.withResolvers<void>();
  const work = alone(store, company, randomUUID(), async (renew) => {
    held.resolve(renew);
    await over.promise;
  });
  return { renew: await held.promise, work, end: () => over.resolve() };
}

onBothStores('the lock of a company', (start) => {
  it('stays with an import that takes a minute, others are told that it is busy, and is free right after', async () => {
    const service = await start();
    const { renew, work, end } = await holding(service.store);
    await expect(passing(service, never(), 60_000)).rejects.toThrow('not settled');

    const other = alone(service.store, 'acme', 'other', async () => 'done');
    const refused = expect(other).rejects.toThrow(Busy);
    await passing(service, other);
    await refused;
    await renew();
    end();
    await work;

    const next = alone(service.store, 'acme', 'next', async () => 'done');
    // Nobody waits until a lease is over.
    expect(await passing(service, next)).toBeLessThan(LEASE_MS);
    expect(await next).toBe('done');
  });

  it('stays with a holder that was silent too long, as long as nobody else came', async () => {
    const service = await start();
    const { renew, work, end } = await holding(service.store);
    service.advance(10 * LEASE_MS);

    await expect(renew()).resolves.toBeUndefined();
    end();
    await work;
  });

  it('does not concern another company', async () => {
    const service = await start();
    const { work, end } = await holding(service.store);

    const other = alone(service.store, 'other', 'other', async () => 'done');
    expect(await passing(service, other)).toBeLessThan(LEASE_MS);
    end();
    await work;
  });
});

onBothStores('the lock of a company, where a clock is set', (start) => {
  const YEAR = 365 * 24 * 60 * 60_000;

  it('is free within five seconds after its holder died, though it was taken by a clock that was a year ahead', async () => {
    const service = await start();
    const { store, kill } = mortal(service.store);
    service.advance(YEAR);
    await holding(store);
    kill();
    service.advance(-YEAR);

    const next = alone(service.store, 'acme', 'next', async () => 'done');
    expect(await passing(service, next)).toBeLessThanOrEqual(5_000);
    expect(await next).toBe('done');
  });

  it.each([
    ['forward', YEAR],
    ['back', -YEAR],
  ])('stays with a holder that lives when the clock is set %s', async (_, ms) => {
    const service = await start();
    const { renew, work, end } = await holding(service.store);
    service.advance(ms);

    const other = alone(service.store, 'acme', 'other', async () => 'done');
    const refused = expect(other).rejects.toThrow(Busy);
    await passing(service, other);
    await refused;
    await renew();
    end();
    await work;
  });
});

onEmbeddedStore('the lock of a company, on the embedded store', (start) => {
  it('is free at once after the restart of a server that died in an import', async () => {
    const service = await start();
    const company = await newCompany(service);
    await holding(service.store, company.id);
    await service.restart();

    const imported = service.api('POST', `${company.path}/import`, { body: CSV });
    // No time passes: whoever waited for the lock would wait for ever.
    expect((await imported).status).toBe(200);
  });
});

onMongoDB('the lock of a company, with several servers', (start) => {
  it('goes to another server within five seconds after its own one died in an import', async () => {
    const service = await start();
    const other = await service.second();
    const company = await newCompany(service);
    const { store, kill } = mortal(service.store);
    await holding(store, company.id);
    await expect(passing(service, never(), 10 * LEASE_MS)).rejects.toThrow('not settled');
    kill();
    const killedAt = other.store.now().getTime();

    const next = alone(other.store, company.id, 'next', async () => 'done');
    const waited = await passing(other, next);
    expect(await next).toBe('done');
    // By the clock of the store, which goes on by itself, too.
    expect(other.store.now().getTime() - killedAt).toBeGreaterThan(LEASE_MS - BEAT_MS - STEP_MS);
    expect(waited).toBeLessThanOrEqual(5_000);
  });

  it('is not taken back by a server that was cut off: it learns that before its next batch', async () => {
    const service = await start();
    const other = await service.second();
    const { store, kill, revive } = mortal(service.store);
    const cutOff = await holding(store);
    kill();
    const taking = holding(other.store);
    await passing(other, taking);
    revive();

    await expect(cutOff.renew()).rejects.toThrow(
      'This took too long and another change came first. Try again.',
    );
    cutOff.end();
    await cutOff.work;
    const { renew, work, end } = await taking;
    await renew();
    end();
    await work;
  });
});
