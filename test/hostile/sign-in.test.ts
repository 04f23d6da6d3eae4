/**
 * Strangers who guess passwords, to get in or to keep others out. What is counted: passwords stretched at once and in all,
 * what waits, what is remembered; time is a number that the test moves.
 */
import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { networkOf } from '../../server/http/network.ts';
import { ADDRESSES_MAX, createAddresses } from '../../server/identity/addresses.ts';
import { createPasswords, PLACES, WAITING_MAX } from '../../server/identity/hashing.ts';
import { createSignIns } from '../../server/identity/sign-in.ts';
import { createThrottle, type Guess, KEYS_MAX } from '../../server/identity/throttle.ts';
import { ADMIN_PASSWORD, newUser, onEmbeddedStore, type Service, USER_PASSWORD } from '../support/service.ts';

const stretching = vi.hoisted(() => ({ now: 0, most: 0, all: 0, isFree: false }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const scrypt = ((...args: Parameters<typeof crypto.scrypt>) => {
    stretching.all++;
    stretching.most = Math.max(stretching.most, ++stretching.now);
    const done = args[4];
    args[4] = (error, key) => {
      stretching.now--;
      done(error, key);
    };
    if (stretching.isFree) setImmediate(() => args[4](null, Buffer.alloc(args[2])));
    else crypto.scrypt(...args);
  }) as typeof crypto.scrypt;
  return { ...crypto, default: { ...crypto, scrypt }, scrypt };
});

/** What is stretched while it runs. */
async function stretchedBy(run: () => Promise<unknown>): Promise<{ most: number; all: number }> {
  Object.assign(stretching, { most: 0, all: 0 });
  await run();
  return { most: stretching.most, all: stretching.all };
}

const WRONG: Guess<never> = { kind: 'wrong', retryAfterSeconds: null };

function timersOf() {
  const clock = { ms: 0 };
  return {
    clock,
    timers: {
      now: () => clock.ms,
      wait: async (ms: number) => {
        clock.ms += ms;
      },
    },
  };
}

onEmbeddedStore('guessing', (start) => {
  const signIn = (service: Service, userName: string, password: string, headers = {}) =>
    fetch(`${service.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ userName, password }),
      redirect: 'manual',
      headers,
    });

  it('under changing names: two are stretched at once, few in all, the rest is 429; a right sign-in is taken beside it', async () => {
    const service = await start();
    await newUser(service, 'jane');
    const stretched = await stretchedBy(async () => {
      const strangers = Array.from({ length: 300 }, (_, index) =>
        index % 2 === 0
          ? service.api('GET', '/api/companies', { user: `nobody-${index}`, password: 'a guess' })
          : signIn(service, `nobody-${index}`, 'a guess'),
      );
      // From the very same address, where jane has not been.
      const jane = signIn(service, 'jane', USER_PASSWORD);
      const answers = await Promise.all(strangers);
      expect((await jane).status).toBe(303);
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThanOrEqual(300 - 30);
      for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      for (const { status } of answers) expect([401, 422, 429]).toContain(status);
    });
    expect(stretched.most).toBeLessThanOrEqual(PLACES);
    expect(stretched.all).toBeLessThanOrEqual(31);
  });

  it('too often from one address tells the same of a user who is there and of one who is not', async () => {
    const service = await start();
    await newUser(service, 'jane');
    for (let count = 0; count < 30; count++)
      await service.api('GET', '/api/companies', { user: `nobody-${count}`, password: 'a guess' });
    const answers = await Promise.all(
      ['jane', 'joe'].map((user) => service.api('GET', '/api/companies', { user, password: 'a guess' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([429, 429]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
    const right = await service.api('GET', '/api/companies', { user: 'jane', password: USER_PASSWORD });
    expect(right.status).toBe(200);
    service.advance(60_000);
    const later = await service.api('GET', '/api/companies', { user: 'joe', password: 'a guess' });
    expect(later.status).toBe(401);
  });

  it('at one user from everywhere is slowed down for all strangers, not where the user has been', async () => {
    const service = await start({ trustedProxies: 1 });
    await newUser(service, 'jane');
    const from = (address: string) => ({ 'x-forwarded-for': address });
    expect((await signIn(service, 'jane', USER_PASSWORD, from('192.0.2.1'))).status).toBe(303);
    for (let count = 0; count < 31; count++)
      expect((await signIn(service, 'jane', 'a guess', from(`198.51.100.${count}`))).status).toBe(422);
    expect(service.waited.filter((ms) => ms > 0)).not.toEqual([]);
    const before = service.waited.length;
    expect((await signIn(service, 'jane', 'a guess', from('192.0.2.1'))).status).toBe(422);
    expect(service.waited.length).toBe(before);
    // A right one of a stranger is taken, perhaps later.
    const other = await signIn(service, 'jane', USER_PASSWORD, from('203.0.113.5'));
    expect(other.status).toBe(303);
  });

  it('by names and passwords that are too long is wrong, and nothing is stretched', async () => {
    const service = await start();
    const stretched = await stretchedBy(async () => {
      for (const [user, password] of [
        ['admin', 'x'.repeat(1_001)],
        ['x'.repeat(10_000), ADMIN_PASSWORD],
        ['\u0301\u0316'.repeat(1_000), ADMIN_PASSWORD],
      ] as const)
        expect((await signIn(service, user, password)).status).toBe(422);
    });
    expect(stretched.all).toBe(0);
  });

  it('tells nobody what was typed in place of a name', async () => {
    const service = await start();
    const told: unknown[] = [];
    const { timers } = timersOf();
    const onWrong = (...what: unknown[]) => void told.push(what);
    const { check } = createSignIns({ store: service.store, random: randomBytes, timers, onWrong });
    for (const [typed, password] of [
      ['my secret password', 'x'],
      ['ADMIN', 'my other password'],
    ] as const)
      expect(await check(typed, password, '192.0.2.1')).toEqual({ kind: 'wrong' });
    expect(told).toEqual([
      [null, '192.0.2.1'],
      ['admin', '192.0.2.1'],
    ]);
  });

  it('and new passwords share the two places', async () => {
    const service = await start();
    const people = ['ann', 'bob', 'cid', 'dan', 'eve'];
    for (const name of people) await newUser(service, name);
    const stretched = await stretchedBy(async () => {
      const answers = await Promise.all(
        people.flatMap((name) => [
          service.api('PATCH', `/api/users/${name}`, { body: { password: `new battery ${name}` } }),
          service.api('GET', '/api/companies', { user: name, password: 'a guess' }),
          service.api('POST', '/api/users', {
            body: { userName: `${name}-2`, password: USER_PASSWORD },
            headers: { 'Idempotency-Key': name },
          }),
        ]),
      );
      for (const { status } of answers) expect([200, 201, 401]).toContain(status);
    });
    expect(stretched.all).toBeGreaterThanOrEqual(4 * people.length);
    expect(stretched.most).toBe(PLACES);
  });
});

it('so many wait for a place, a few of each owner, who take turns; what is more is refused at once', async () => {
  stretching.isFree = true;
  const passwords = createPasswords(randomBytes, { now: () => 0 });
  const order: string[] = [];
  const hash = (owner: string) =>
    passwords.hash(owner, 'a password').then(
      () => void order.push(owner),
      (problem) => void order.push(`${owner} ${problem.status}`),
    );
  const greedy = Array.from({ length: 20 }, () => hash('greedy'));
  const others = Array.from({ length: 3 }, (_, index) => hash(`other-${index}`));
  expect(passwords.running).toBe(PLACES);
  expect(passwords.waiting).toBe(8 + 3);
  await Promise.all([...greedy, ...others]);
  expect(order.filter((each) => each === 'greedy 429')).toHaveLength(10);
  const served = order.filter((each) => !each.endsWith('429'));
  // The first two had places already, and one of greedy's is the first that waits.
  for (const [index, name] of served.entries())
    if (name.startsWith('other')) expect(index).toBeLessThanOrEqual(7);
  expect([passwords.running, passwords.waiting]).toEqual([0, 0]);
  const many = Array.from({ length: 200 }, (_, index) => hash(`owner-${index}`));
  expect(passwords.waiting).toBeLessThanOrEqual(WAITING_MAX + 32);
  await Promise.all(many);
  stretching.isFree = false;
});

it('what is remembered of guesses has a bound, and guessing under other keys makes nobody free again', async () => {
  const { timers, clock } = timersOf();
  const throttle = createThrottle(timers, { free: 10, apartMs: 1_000 });
  const wrong = (key: string) => throttle.guess(key, async () => WRONG);
  for (let count = 0; count < 12; count++) await wrong('admin');
  for (let count = 0; count < KEYS_MAX + 2_000; count++) await wrong(`other-${count}`);
  expect(throttle.size).toBe(KEYS_MAX);
  const before = clock.ms;
  await wrong('admin');
  await wrong('admin');
  expect(clock.ms - before).toBeGreaterThanOrEqual(1_000);
  await new Promise(setImmediate);
  clock.ms += 16 * 60_000;
  await wrong('new');
  expect(throttle.size).toBe(1);
});

it('of what waits for the newest to be checked the oldest gives way, after ten seconds at most', async () => {
  const { clock } = timersOf();
  const waits: (() => void)[] = [];
  const wait = (ms: number) => {
    clock.ms += ms;
    return new Promise<void>((resolve) => waits.push(resolve));
  };
  const throttle = createThrottle(
    { now: () => clock.ms, wait },
    { free: 0, apartMs: 250, newestFirst: true },
  );
  const answered: string[] = [];
  const guess = (name: string) =>
    throttle
      .guess('jane', async () => (name === 'right' ? { kind: 'right', value: name } : WRONG))
      .then(({ kind }) => void answered.push(`${name} ${kind}`));
  const all = [guess('first'), ...Array.from({ length: 60 }, (_, index) => guess(`stranger-${index}`))];
  all.push(guess('right'));
  await new Promise(setImmediate);
  while (waits.length > 0) {
    waits.shift()?.();
    await new Promise(setImmediate);
  }
  await Promise.all(all);
  expect(answered.filter((each) => each.endsWith('refused')).length).toBeGreaterThanOrEqual(20);
  expect(answered.find((each) => !each.endsWith('refused') && !each.startsWith('first'))).toBe('right right');
});

it('addresses are remembered up to a bound, and forgotten when all is forgiven', () => {
  const { timers, clock } = timersOf();
  const addresses = createAddresses(timers.now);
  for (let count = 0; count < 30; count++) expect(addresses.count('192.0.2.1')).toBeNull();
  expect(addresses.count('192.0.2.1')).toBe(1);
  expect(addresses.count('192.0.2.2')).toBeNull();
  addresses.giveBack('192.0.2.1');
  expect(addresses.count('192.0.2.1')).toBeNull();
  for (let count = 0; count < ADDRESSES_MAX + 1_000; count++) addresses.count(`network-${count}`);
  expect(addresses.size).toBe(ADDRESSES_MAX);
  clock.ms += 31_000;
  addresses.count('192.0.2.3');
  expect(addresses.size).toBe(1);
});

it('a network is an IPv4 address, or the first 64 bits of an IPv6 one', () => {
  for (const [address, network] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:DB8:0:1::9', '2001:db8:0:1::/64'],
    ['2001:0db8:0000:0001::9', '2001:db8:0:1::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
  ] as const)
    expect(networkOf(address), address).toBe(network);
  expect(networkOf('x'.repeat(5_000)).length).toBe(100);
});
