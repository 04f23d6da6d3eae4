import { expect, it } from 'vitest';
import { sessionCookie } from '../../server/identity/cookie.ts';
import { purgeWebSessions, WEB_SESSIONS } from '../../server/identity/web-sessions.ts';
import {
  ADMIN_PASSWORD,
  type Answer,
  accessTo,
  newCompany,
  newUser,
  onBothStores,
  onEmbeddedStore,
  pageOf,
  problemShape,
  type Service,
} from '../support/service.ts';

const MINUTE_MS = 60_000;
const ADMIN = { user: 'admin', password: ADMIN_PASSWORD };

const get = (service: Service, headers: Record<string, string>) =>
  service.api('GET', '/api/companies', { anonymous: true, headers });
const rename = (service: Service, path: string, headers: Record<string, string>): Promise<Answer> =>
  service.api('PATCH', path, { anonymous: true, headers, body: { name: 'Renamed' } });
const withCookie = (headers: { cookie: string }, token?: string) => ({
  cookie: headers.cookie,
  ...(token === undefined ? {} : { 'x-csrf-token': token }),
});

onBothStores('a web session', (start) => {
  it('opens the HTTP interface; the store keeps neither the cookie nor the CSRF token', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const { headers, session } = await pageOf(service, ADMIN);
    expect((await get(service, headers)).status).toBe(200);
    expect((await rename(service, path, headers)).status).toBe(200);
    const kept = JSON.stringify(await service.store.find(WEB_SESSIONS, 'byOrder', { equals: [], limit: 9 }));
    expect(kept).not.toContain(session.value);
    expect(kept).not.toContain(headers['x-csrf-token']);
  });

  it('is over after half an hour without a call, and twelve hours after the sign-in', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    service.advance(29 * MINUTE_MS);
    expect((await get(service, headers)).status).toBe(200);
    service.advance(29 * MINUTE_MS);
    expect((await get(service, headers)).status).toBe(200);
    service.advance(31 * MINUTE_MS);
    expect(await get(service, headers)).toMatchObject({
      status: 401,
      body: problemShape(401, 'not-signed-in'),
    });

    const busy = await pageOf(service, ADMIN);
    for (let minutes = 20; minutes < 720; minutes += 20) {
      service.advance(20 * MINUTE_MS);
      expect((await get(service, busy.headers)).status, `${minutes} minutes`).toBe(200);
    }
    service.advance(20 * MINUTE_MS);
    expect((await get(service, busy.headers)).status).toBe(401);
    await purgeWebSessions(service.store);
    expect(await service.store.count(WEB_SESSIONS, 'byOrder', [])).toBe(0);
  });

  it('is written at most once a minute', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    const lastUse = async () =>
      (await service.store.find(WEB_SESSIONS, 'byOrder', { equals: [], limit: 1 }))[0]?.rev;
    const first = await lastUse();
    service.advance(MINUTE_MS - 10_000);
    await get(service, headers);
    expect(await lastUse()).toBe(first);
    service.advance(10_000);
    await get(service, headers);
    expect(await lastUse()).not.toBe(first);
  });

  it('is over after signing out, whatever is replayed', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const { headers, session } = await pageOf(service, ADMIN);
    const other = await pageOf(service, ADMIN);
    const access = accessTo(service);
    expect(await access.signOut({ headers } as never)).toMatch(/=; .*Max-Age=0/);
    expect(await access.sessionOf({ headers } as never)).toBeNull();
    expect((await get(service, headers)).status).toBe(401);
    expect((await rename(service, path, headers)).status).toBe(401);
    expect(await rename(service, path, withCookie(other.headers, headers['x-csrf-token']))).toMatchObject({
      status: 403,
      body: problemShape(403, 'csrf-token'),
    });
    expect(session.value).not.toBe(other.session.value);
    expect((await get(service, other.headers)).status).toBe(200);
  });

  it('is over with a new password and with disabling, at once and for good; those of others are not', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane');
    const admin = await pageOf(service, ADMIN);
    for (const [change, back] of [
      [{ password: 'another long sentence' }, { password: jane.password }],
      [{ disabled: true }, { disabled: false }],
    ]) {
      const { headers } = await pageOf(service, jane);
      expect((await get(service, headers)).status).toBe(200);
      expect((await service.api('PATCH', '/api/users/jane', { body: change })).status).toBe(200);
      expect((await get(service, headers)).status).toBe(401);
      await service.api('PATCH', '/api/users/jane', { body: back });
      expect((await get(service, headers)).status).toBe(401);
    }
    expect((await get(service, admin.headers)).status).toBe(200);
    const { headers } = await pageOf(service, jane);
    const own = await service.api('PATCH', '/api/users/jane', {
      anonymous: true,
      headers,
      body: { password: 'another long sentence' },
    });
    expect(own.status).toBe(200);
    expect((await get(service, headers)).status).toBe(401);
  });
});

onEmbeddedStore('a call with the session cookie', (start) => {
  it('that changes something needs the CSRF token of this very session', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const jane = await newUser(service, 'jane', { admin: true });
    const { headers } = await pageOf(service, ADMIN);
    const again = await pageOf(service, ADMIN);
    const foreign = await pageOf(service, jane);
    const right = headers['x-csrf-token'];
    for (const [what, token] of [
      ['missing', undefined],
      ['empty', ''],
      ['cut', right.slice(1)],
      ['longer', `${right}A`],
      ['changed', (right.startsWith('A') ? 'B' : 'A') + right.slice(1)],
      ["another session's of the same user", again.headers['x-csrf-token']],
      ["another user's", foreign.headers['x-csrf-token']],
      ['the cookie itself', headers.cookie.split('=')[1]],
    ] as const) {
      const answer = await rename(service, path, withCookie(headers, token));
      expect(answer, what).toMatchObject({ status: 403, body: problemShape(403, 'csrf-token') });
    }
    expect((await service.api('GET', path)).body.name).toBe('Acme Builders');
    // Reading needs none, and a password or token brings its own proof.
    expect((await get(service, withCookie(headers))).status).toBe(200);
    expect((await rename(service, path, headers)).status).toBe(200);
    const origin = { ...headers, origin: 'https://evil.example' };
    expect((await rename(service, path, origin)).body).toMatchObject({ code: 'foreign-origin' });
  });

  it('whose session is made up or over is 401 without the dialog of the browser', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    const [name] = headers.cookie.split('=');
    for (const value of ['A'.repeat(43), '__proto__'.padEnd(43, 'x')]) {
      const answer = await get(service, { cookie: `${name}=${value}` });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).not.toMatch(/basic/i);
    }
    expect((await get(service, { cookie: `${name}=` })).status).toBe(401);
    expect((await get(service, { cookie: `other=1; ${headers.cookie}; more=2` })).status).toBe(200);
  });

  it('and with an Authorization header is judged by that alone', async () => {
    const service = await start();
    const { headers } = await pageOf(service, ADMIN);
    const wrong = await service.api('GET', '/api/companies', { headers, password: 'wrong' });
    expect(wrong.status).toBe(401);
    const { path, userName, password } = await newCompany(service);
    const connector = { headers, user: userName, password };
    expect((await service.api('GET', path, connector)).status).toBe(401);
  });
});

onEmbeddedStore('signing in on the page', (start) => {
  it('is throttled like any other sign-in, and an unknown user is told like a wrong password', async () => {
    const service = await start();
    const access = accessTo(service);
    const guess = (name: string, password: string) => access.signInWithPassword(name, password, '10.0.0.1');
    expect(await guess('admin', 'wrong')).toEqual({ kind: 'wrong' });
    expect(await guess('nobody', 'wrong')).toEqual({ kind: 'wrong' });
    expect(await guess('admin', 'x'.repeat(2_000))).toEqual({ kind: 'wrong' });
    const many = await Promise.all(Array.from({ length: 30 }, () => guess('admin', 'wrong')));
    expect(many.filter(({ kind }) => kind === 'throttled').length).toBeGreaterThan(0);
    expect((await guess('admin', ADMIN_PASSWORD)).kind).toBe('signedIn');
  });
});

it('the cookie follows the public address', () => {
  const value = 'v'.repeat(43);
  for (const [url, name, rest] of [
    ['http://localhost:8080', 'cost-code-sync', 'Path=/; HttpOnly; SameSite=Lax'],
    ['https://sync.example.com', '__Host-cost-code-sync', 'Path=/; HttpOnly; SameSite=Lax; Secure'],
    ['https://example.com/sync', '__Secure-cost-code-sync', 'Path=/sync; HttpOnly; SameSite=Lax; Secure'],
  ] as const) {
    const cookie = sessionCookie(url);
    expect(cookie.give(value)).toBe(`${name}=${value}; ${rest}`);
    expect(cookie.take()).toBe(`${name}=; ${rest}; Max-Age=0`);
    expect(cookie.read(`a=b; ${name}=${value}`)).toBe(value);
    expect(cookie.read(`x${name}=${value}`)).toBeNull();
  }
});
