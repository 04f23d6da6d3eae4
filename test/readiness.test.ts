/** When a server says that it can do its work, and what it costs to ask. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { COLLECTIONS } from '../server/app.ts';
import { USERS } from '../server/identity/people.ts';
import { createReadiness, LIMIT_MS, PACE_MS, READINESS } from '../server/readiness.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import type { Store, Stored } from '../server/store/port.ts';
import { damage, newUser, onBothStores, type Service } from './support/service.ts';

const ready = (service: Service) => service.api('GET', '/readyz', { anonymous: true });

/** Puts a call of the store in the place of one of its own; gives the calls that came. */
function instead(store: Store, method: 'ping' | 'insert' | 'replace', call: () => Promise<never>) {
  const spy = vi.fn(call);
  const own = Object.getOwnPropertyDescriptor(store, method)!;
  Object.defineProperty(store, method, { ...own, value: spy });
  return { spy, mend: () => Object.defineProperty(store, method, own) };
}

onBothStores('readyz', (start) => {
  it('says ready when the store answers and takes a write', async () => {
    const service = await start();
    expect([(await ready(service)).status, (await ready(service)).text]).toEqual([200, 'ready\n']);
    expect(await service.store.get(READINESS, 'readiness')).toMatchObject({ at: expect.any(String) });
  });

  it('writes at most once a second, however many ask', async () => {
    const service = await start();
    const revs = new Set<number>();
    const sign = async () => (await service.store.get<Stored>(READINESS as never, 'readiness'))!.rev;
    for (let second = 0; second < 3; second++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ready(service)));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
      revs.add(await sign());
      service.advance(PACE_MS - 1);
      await ready(service);
      revs.add(await sign());
      service.advance(1);
    }
    const [first = 0] = revs;
    expect([...revs]).toEqual([first, first + 1, first + 2]);
  });

  it('is 503 with a word for the reason, until the store is mended and a second is over', async () => {
    const service = await start();
    await ready(service);
    for (const [method, text] of [
      ['ping', 'not ready: away, the store cannot be reached\n'],
      ['replace', 'not ready: write, the store takes no write\n'],
    ] as const) {
      service.advance(PACE_MS);
      const { mend } = instead(service.store, method, () => Promise.reject(new Error('secret address')));
      const answer = await ready(service);
      expect([answer.status, answer.text]).toEqual([503, text]);
      mend();
      expect((await ready(service)).status).toBe(503);
      service.advance(PACE_MS);
      expect((await ready(service)).status).toBe(200);
    }
  });

  it('stays ready beside damaged documents, and tells how many', async () => {
    const service = await start();
    await newUser(service, 'jane');
    await ready(service);
    await damage(service, USERS, 'jane');
    await damage(service, READINESS, 'readiness');
    expect((await service.api('GET', '/api/users')).body.users.length).toBe(1);

    service.advance(PACE_MS);
    const answer = await ready(service);
    expect(answer.status).toBe(200);
    service.advance(PACE_MS);
    expect((await ready(service)).text).toBe('ready, but damaged documents in the store: 2\n');
  });
});

describe('readiness', () => {
  const folders: string[] = [];
  const stores: Store[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const store of stores.splice(0)) await store.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  function open(folder = mkdtempSync(join(tmpdir(), 'cost-code-sync-ready-'))) {
    folders.push(folder);
    const store = openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
    stores.push(store);
    return { store, file: join(folder, 'cost-code-sync.db') };
  }

  // Windows lets nobody take away a file that is open.
  it.skipIf(process.platform === 'win32')(
    'ends when the database file is moved, deleted or replaced, and comes back with it',
    async () => {
      const { store, file } = open();
      let now = 0;
      const readiness = createReadiness(store, () => now);
      const look = () => {
        now += PACE_MS;
        return readiness();
      };
      expect(await look()).toBeNull();

      renameSync(file, `${file}.moved`);
      expect(await look()).toBe('file');
      const other = open();
      renameSync(other.file, file);
      expect(await look()).toBe('file');
      renameSync(`${file}.moved`, file);
      expect(await look()).toBeNull();
    },
  );

  it('is not there when the store does not answer in time, and is not looked for twice at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { store } = open();
    let now = 0;
    const readiness = createReadiness(store, () => now);
    const answer = Promise.withResolvers<never>();
    const { spy, mend } = instead(store, 'ping', () => answer.promise);

    for (let asked = 0; asked < 3; asked++) {
      const looked = readiness();
      await vi.advanceTimersByTimeAsync(LIMIT_MS);
      expect(await looked).toBe('time');
      now += LIMIT_MS;
    }
    expect(spy).toHaveBeenCalledTimes(1);

    mend();
    answer.resolve(undefined as never);
    expect(await readiness()).toBeNull();
  });
});
