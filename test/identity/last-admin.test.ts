/** Whatever comes between two changes of admins, and wherever a server dies in one, somebody is left who can administer the service. */
import { expect, it } from 'vitest';
import { createPasswords } from '../../server/identity/hashing.ts';
import { ADMIN_NAMES } from '../../server/identity/last-admin.ts';
import { allUsers, isActingAdmin, USERS } from '../../server/identity/people.ts';
import { changeUser, type UserChange } from '../../server/identity/user-changes.ts';
import type { Collection, Store } from '../../server/store/port.ts';
import { dieAt } from '../support/dying.ts';
import { newUser, onBothStores, onEmbeddedStore } from '../support/service.ts';

const acting = async (store: Store) => (await allUsers(store)).filter(isActingAdmin).map(({ id }) => id);
const named = async (store: Store) => (await store.get(ADMIN_NAMES, 'admins'))?.users ?? [];

async function expectSomebody(store: Store, label: string): Promise<void> {
  const admins = await acting(store);
  expect(admins, label).not.toEqual([]);
  expect(admins, label).toEqual(expect.arrayContaining([...(await named(store))]));
}

onBothStores('a server that dies while an admin is taken away or made', (start) => {
  it('leaves nobody named who is none, and the change can be made again', async () => {
    const service = await start();
    const { store } = service;
    await newUser(service, 'jane', { admin: true });
    const change = async (body: UserChange) =>
      (await service.api('PATCH', '/api/users/jane', { body })).status;
    const changes = [
      [{ admin: false }, { admin: true }],
      [{ disabled: true }, { disabled: false }],
    ] as const;
    for (const pair of changes)
      for (const [index, body] of pair.entries())
        for (let fatal = 1, died = true; died; fatal++) {
          const label = `${JSON.stringify(body)} dies before write ${fatal}`;
          expect(await change(pair[1 - index] as UserChange), label).toBe(200);
          const dying = dieAt(store, fatal, 'before');
          const status = await change(body);
          dying.undo();
          died = dying.writes() >= fatal;
          expect(status, label).toBe(died ? 503 : 200);
          await expectSomebody(store, label);
          expect(await change(body), label).toBe(200);
          expect([...(await named(store))].sort(), label).toEqual((await acting(store)).sort());
        }
  });

  it('the first change in a store of an earlier version names those whom the users tell', async () => {
    const service = await start();
    const { store } = service;
    await newUser(service, 'jane', { admin: true });
    await newUser(service, 'joe');
    const forget = async () => {
      const names = await store.get(ADMIN_NAMES, 'admins');
      if (names) await store.remove(ADMIN_NAMES, [names]);
    };
    await forget();
    const take = async (user: string) =>
      (await service.api('PATCH', `/api/users/${user}`, { body: { admin: false } })).status;
    expect(await take('jane')).toBe(200);
    expect(await named(store)).toEqual(['admin']);
    await forget();
    expect(await take('admin')).toBe(409);
    expect(await named(store)).toEqual(['admin']);
  });

  it('who was taken away by a server of an earlier version, which names nobody, is not taken to be left', async () => {
    const service = await start();
    const { store } = service;
    await newUser(service, 'jane', { admin: true });
    expect([...(await named(store))].sort()).toEqual(['admin', 'jane']);
    const jane = await store.get(USERS, 'jane');
    await store.replace(USERS, [{ ...jane!, admin: false }]);
    const { status } = await service.api('PATCH', '/api/users/admin', { body: { admin: false } });
    expect(status).toBe(409);
  });
});

type Work = (store: Store) => Promise<unknown>;
const CALLS: readonly PropertyKey[] = ['get', 'getMany', 'find', 'insert', 'replace', 'remove'];
/** What the changes of admins are made of; the rest only tidies up. */
const WATCHED: readonly string[] = [USERS.name, ADMIN_NAMES.name];

/** Does all works at once, one call of the store at a time: `choose` says whose is next. */
async function interleave(
  store: Store,
  works: readonly Work[],
  choose: (callers: readonly number[]) => number,
): Promise<void> {
  type Call = (() => Promise<void>) | null;
  const done: Promise<unknown>[] = [];
  const next = works.map((work): Promise<Call>[] => {
    const calls: Promise<Call>[] = [];
    let arrive: (call: Call) => void = () => {};
    const listen = () => calls.push(new Promise((resolve) => (arrive = resolve)));
    listen();
    const seen = new Proxy(store, {
      get(target, name) {
        const own: unknown = Reflect.get(target, name);
        if (typeof own !== 'function') return own;
        if (!CALLS.includes(name)) return own.bind(target);
        return (collection: Collection<never>, ...rest: unknown[]) => {
          const answer = () => own.call(target, collection, ...rest) as Promise<unknown>;
          if (!WATCHED.includes(collection.name)) return answer();
          const arrived = arrive;
          return new Promise((resolve, reject) =>
            arrived(async () => {
              listen();
              await answer().then(resolve, reject);
            }),
          );
        };
      },
    });
    done.push(work(seen).finally(() => arrive(null)));
    return calls;
  });
  for (;;) {
    const calls = await Promise.all(next.map((each) => each.at(-1) ?? null));
    const callers = calls.flatMap((call, caller) => (call ? [caller] : []));
    if (callers.length === 0) break;
    await calls[choose(callers)]?.();
  }
  await Promise.all(done);
}

/** Every order with at most `switches` changes from one caller to another while that one still has calls to make. */
async function inEveryOrder(
  switches: number,
  run: (choose: (callers: readonly number[]) => number) => Promise<void>,
): Promise<number> {
  let path: { at: number; of: number }[] = [];
  for (let runs = 1; ; runs++) {
    let step = 0;
    let left = switches;
    let last = -1;
    await run((callers) => {
      const stays = callers.includes(last);
      const order = stays ? [last, ...callers.filter((each) => each !== last)] : callers;
      const of = stays && left === 0 ? 1 : order.length;
      if (step === path.length) path.push({ at: 0, of });
      const { at = 0 } = path[step++] ?? {};
      if (stays && at > 0) left--;
      last = order[at] ?? 0;
      return last;
    });
    path = path.slice(0, step);
    while (path.length > 0 && path.at(-1)!.at + 1 >= path.at(-1)!.of) path.pop();
    const end = path.at(-1);
    if (!end) return runs;
    end.at++;
  }
}

onEmbeddedStore('changes of admins at once, call by call in every order', (start) => {
  const take = (user: string): [string, UserChange] => [user, { admin: false }];
  const make = (user: string): [string, UserChange] => [user, { admin: true }];
  it.each([
    { title: 'both are taken away', works: [take('x'), take('y')], isNamed: true, switches: 4 },
    { title: 'both, and nobody is named yet', works: [take('x'), take('y')], isNamed: false, switches: 3 },
    { title: 'one is taken away and made again', works: [take('x'), make('x')], isNamed: true, switches: 5 },
    {
      title: 'one is taken away and made again, and the other taken away',
      works: [take('x'), make('x'), take('y')],
      isNamed: true,
      switches: 2,
    },
  ])('somebody is left: $title', async ({ works, isNamed, switches }) => {
    const { store } = await start();
    const passwords = createPasswords(Buffer.alloc, { now: () => 0 });
    const put = async (collection: typeof USERS | typeof ADMIN_NAMES, id: string, fields: object | null) => {
      const known = await store.get<never>(collection as Collection<never>, id);
      if (known) await store.remove(collection as Collection<never>, [known]);
      if (fields) await store.insert(collection as Collection<never>, [{ id, ...fields } as never]);
    };
    await put(USERS, 'admin', null);
    const runs = await inEveryOrder(switches, async (choose) => {
      for (const id of ['x', 'y']) await put(USERS, id, { userName: id, passwordHash: '', admin: true });
      await put(ADMIN_NAMES, 'admins', isNamed ? { users: ['x', 'y'] } : null);
      const order: number[] = [];
      await interleave(
        store,
        works.map(
          ([user, change]): Work =>
            (seen) =>
              changeUser(seen, passwords, user, change),
        ),
        (callers) => {
          const caller = choose(callers);
          order.push(caller);
          return caller;
        },
      );
      await expectSomebody(store, order.join(''));
    });
    expect(runs).toBeGreaterThan(20);
  });
});
