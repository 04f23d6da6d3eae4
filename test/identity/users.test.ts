import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ensureAdmin } from '../../server/identity/first-admin.ts';
import { USERS } from '../../server/identity/people.ts';
import { StoreUnavailable } from '../../server/store/port.ts';
import {
  ADMIN_PASSWORD,
  newCompany,
  newUser,
  onBothStores,
  onEmbeddedStore,
  onMongoDB,
  problemShape,
} from '../support/service.ts';

const PASSWORD = 'battery staple';

onBothStores('users', (start) => {
  it('are made by an admin, listed without anything of their password, and can sign in', async () => {
    const service = await start();
    const { id } = await newCompany(service);
    const made = await service.api('POST', '/api/users', {
      body: { userName: ' Jane  Doe ', password: PASSWORD, roles: { [id]: 'sender' } },
    });
    const jane = { userName: 'Jane Doe', admin: false, disabled: false, roles: { [id]: 'sender' } };
    expect(made).toMatchObject({ status: 201, body: jane });
    expect(made.body).toEqual(jane);
    const admin = { userName: 'admin', admin: true, disabled: false, roles: {} };
    const all = await service.api('GET', '/api/users');
    expect(all.body).toEqual({ users: [admin, jane] });
    expect(all.text).not.toMatch(/scrypt|password/i);
    for (const user of ['Jane Doe', 'jane doe'])
      expect((await service.api('GET', '/api/companies', { user, password: PASSWORD })).status).toBe(200);
    expect(JSON.stringify(await service.store.get(USERS, 'jane doe'))).not.toContain(PASSWORD);
  });

  it('a name that is taken, in whatever letter case, is 409 user-exists and changes nothing', async () => {
    const service = await start();
    await newUser(service, 'jane');
    for (const userName of ['jane', 'JANE', ' Jane ', 'admin', 'Admin'])
      expect(
        await service.api('POST', '/api/users', { body: { userName, password: 'something else' } }),
        userName,
      ).toMatchObject({ status: 409, body: problemShape(409, 'user-exists') });
    expect((await service.api('GET', '/api/companies', { user: 'jane', password: PASSWORD })).status).toBe(
      200,
    );
    const both = await Promise.all(
      ['x', 'X'].map((userName) =>
        service.api('POST', '/api/users', { body: { userName, password: PASSWORD } }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('the last admin stays one: taking away the flag or disabling is 409 last-admin until there is another', async () => {
    const service = await start();
    const change = (name: string, body: object) => service.api('PATCH', `/api/users/${name}`, { body });
    await newUser(service, 'jane');
    for (const body of [{ admin: false }, { disabled: true }])
      expect(await change('admin', body)).toMatchObject({
        status: 409,
        body: problemShape(409, 'last-admin'),
      });
    // A disabled admin is none that could help.
    await change('jane', { admin: true, disabled: true });
    expect((await change('admin', { admin: false })).status).toBe(409);
    await change('jane', { disabled: false });
    const { status } = await service.api('PATCH', '/api/users/admin', {
      body: { admin: false },
      user: 'jane',
      password: PASSWORD,
    });
    expect(status).toBe(200);
    expect((await service.api('GET', '/api/users')).status).toBe(403);
  });

  it('of two admins who take each other away at the same time, one stays', async () => {
    const service = await start();
    for (const body of [{ admin: false }, { disabled: true }]) {
      const name = `jane-${Object.keys(body)[0]}`;
      const jane = await newUser(service, name, { admin: true });
      await service.api('GET', '/api/users', jane);
      const answers = await Promise.all([
        service.api('PATCH', `/api/users/${name}`, { body }),
        service.api('PATCH', '/api/users/admin', { body, ...jane }),
      ]);
      const left = await service.store.find(USERS, 'byName', { equals: [], limit: 100 });
      expect(left.filter(({ admin, disabled }) => admin && !disabled).length, name).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status === 200).length, name).toBeLessThanOrEqual(1);
      await ensureAdmin(service.store, randomBytes, ADMIN_PASSWORD);
      await service.api('PATCH', `/api/users/${name}`, { body: { admin: false } });
    }
  });

  it('a change that broke off in the middle can be made again, and never leaves the service without an admin', async () => {
    const service = await start();
    await newUser(service, 'jane', { admin: true });
    const replace = service.store.replace.bind(service.store);
    Object.defineProperty(service.store, 'replace', {
      configurable: true,
      writable: true,
      value: (...args: Parameters<typeof replace>) =>
        args[0].name === 'users' ? Promise.reject(new StoreUnavailable('away')) : replace(...args),
    });
    const change = (name: string, body: object) => service.api('PATCH', `/api/users/${name}`, { body });
    expect((await change('jane', { admin: false })).status).toBe(503);
    Object.defineProperty(service.store, 'replace', { configurable: true, writable: true, value: replace });
    expect((await change('admin', { admin: false })).status).toBe(409);
    expect((await change('jane', { admin: false })).status).toBe(200);
    expect((await change('jane', { admin: true })).status).toBe(200);
    expect((await change('admin', { admin: false })).status).toBe(200);
  });
});

onMongoDB('two servers', (start) => {
  it('never take away the last two admins at once', async () => {
    const service = await start();
    const other = await service.second();
    for (let round = 0; round < 5; round++) {
      const jane = await newUser(service, `jane${round}`, { admin: true });
      await other.api('GET', '/api/users', jane);
      await Promise.all([
        service.api('PATCH', `/api/users/${jane.user}`, { body: { admin: false } }),
        other.api('PATCH', '/api/users/admin', { body: { admin: false }, ...jane }),
      ]);
      const left = await service.store.find(USERS, 'byName', { equals: [], limit: 100 });
      expect(left.filter(({ admin }) => admin).length).toBeGreaterThan(0);
      await ensureAdmin(service.store, randomBytes, ADMIN_PASSWORD);
      await service.api('PATCH', `/api/users/${jane.user}`, { body: { admin: false } });
    }
  });
});

onEmbeddedStore('a change of a user', (start) => {
  it('merges roles, and null takes one away', async () => {
    const service = await start();
    const [one, two] = [await newCompany(service), await newCompany(service)];
    const jane = await newUser(service, 'jane', { roles: { [one.id]: 'viewer' } });
    const change = async (roles: object) =>
      (await service.api('PATCH', '/api/users/JANE', { body: { roles } })).body.roles;
    expect(await change({ [two.id]: 'approver' })).toEqual({ [one.id]: 'viewer', [two.id]: 'approver' });
    expect(await change({ [one.id]: 'admin' })).toEqual({ [one.id]: 'admin', [two.id]: 'approver' });
    expect(await change({ [two.id]: null })).toEqual({ [one.id]: 'admin' });
    expect(await change({})).toEqual({ [one.id]: 'admin' });
    expect((await service.api('GET', two.path, jane)).status).toBe(404);
    expect((await service.api('GET', one.path, jane)).status).toBe(200);
  });

  it('a new password works at once, and the old one no longer', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane');
    const fresh = { user: 'jane', password: 'another long sentence' };
    const own = await service.api('PATCH', '/api/users/jane', {
      ...jane,
      body: { password: fresh.password },
    });
    expect(own).toMatchObject({ status: 200, body: { userName: 'jane' } });
    expect((await service.api('GET', '/api/companies', jane)).status).toBe(401);
    expect((await service.api('GET', '/api/companies', fresh)).status).toBe(200);
    expect((await service.api('PATCH', '/api/users/jane', { body: { password: PASSWORD } })).status).toBe(
      200,
    );
    expect((await service.api('GET', '/api/companies', jane)).status).toBe(200);
  });

  it('by oneself is for the password only, and nobody without admin can change anyone else', async () => {
    const service = await start();
    const { id } = await newCompany(service);
    const jane = await newUser(service, 'jane', { roles: { [id]: 'admin' } });
    await newUser(service, 'joe');
    for (const [name, body] of [
      ['jane', { admin: true }],
      ['jane', { password: 'another long sentence', admin: true }],
      ['jane', { roles: { [id]: 'viewer' } }],
      ['jane', { disabled: true }],
      ['joe', { password: 'another long sentence' }],
      ['joe', {}],
      ['nobody', { password: 'another long sentence' }],
    ] as const)
      expect(await service.api('PATCH', `/api/users/${name}`, { ...jane, body }), name).toMatchObject({
        status: 403,
        body: problemShape(403, 'not-allowed'),
      });
    expect((await service.api('PATCH', '/api/users/nobody', { body: {} })).status).toBe(404);
    expect((await service.api('GET', '/api/companies', jane)).status).toBe(200);
  });

  it('disabled: the right password is answered like a wrong one, and enabling lets in again', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane');
    expect((await service.api('GET', '/api/companies', jane)).status).toBe(200);
    await service.api('PATCH', '/api/users/jane', { body: { disabled: true } });
    const right = await service.api('GET', '/api/companies', jane);
    const wrong = await service.api('GET', '/api/companies', { user: 'jane', password: 'wrong' });
    expect(right).toMatchObject({ status: 401, body: wrong.body });
    await service.api('PATCH', '/api/users/jane', { body: { disabled: false } });
    expect((await service.api('GET', '/api/companies', jane)).status).toBe(200);
  });

  it('what is not valid is 422 by its field, and makes or changes nothing', async () => {
    const service = await start();
    const { id } = await newCompany(service);
    const wrong: [string, unknown][] = [
      ['userName', ''],
      ['userName', ' '],
      ['userName', 'a:b'],
      ['userName', 'a\u0000'],
      ['userName', 'x'.repeat(101)],
      ['userName', 'Connector'],
      ['userName', 'qbwc-0123456789abcdef'],
      ['userName', 5],
      ['password', 'too short'],
      ['password', 'x'.repeat(1_001)],
      ['password', null],
      ['admin', 'true'],
      ['roles', []],
      ['roles', { [id]: 'owner' }],
      ['roles', { [id]: null }],
      ['roles', { nobody: 'viewer' }],
      ['disabled', true],
      ['other', 1],
    ];
    for (const [field, value] of wrong) {
      const body = { userName: 'joe', password: PASSWORD, [field]: value };
      const answer = await service.api('POST', '/api/users', { body });
      const label = `${field} ${JSON.stringify(value)}`;
      expect(answer, label).toMatchObject({ status: 422, body: problemShape(422, 'not-valid') });
    }
    expect((await service.api('PATCH', '/api/users/admin', { body: { userName: 'root' } })).status).toBe(422);
    expect((await service.api('PATCH', '/api/users/admin', { body: { password: 'short' } })).status).toBe(
      422,
    );
    expect((await service.api('GET', '/api/users')).body.users).toHaveLength(1);
  });
});

onEmbeddedStore('ADMIN_PASSWORD', (start) => {
  it('gives admin back the password, the flag and the sign-in', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane', { admin: true });
    await service.api('PATCH', '/api/users/admin', { ...jane, body: { admin: false, disabled: true } });
    expect((await service.api('GET', '/api/users')).status).toBe(401);
    await service.restart();
    expect((await service.api('GET', '/api/users')).status).toBe(200);
  });
});
