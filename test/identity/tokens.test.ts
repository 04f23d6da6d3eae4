import { expect, it } from 'vitest';
import { TOKENS } from '../../server/identity/tokens.ts';
import {
  newCompany,
  newUser,
  onBothStores,
  onEmbeddedStore,
  problemShape,
  type Service,
} from '../support/service.ts';

const make = async (service: Service, by: object, name = 'nightly import') =>
  (await service.api('POST', '/api/tokens', { ...by, body: { name } })).body as {
    id: string;
    name: string;
    token: string;
  };

onBothStores('an API token', (start) => {
  it("is shown once, kept as its hash, and has its maker's rights of today", async () => {
    const service = await start();
    const { id, path } = await newCompany(service);
    const jane = await newUser(service, 'jane', { roles: { [id]: 'viewer' } });
    const made = await service.api('POST', '/api/tokens', { ...jane, body: { name: ' nightly  import ' } });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      name: 'nightly import',
      token: expect.stringMatching(/^ccs_[\w-]{60,}$/),
    });
    const { token } = made.body;
    const listed = await service.api('GET', '/api/tokens', jane);
    expect(listed.body).toEqual({
      tokens: [{ id: made.body.id, name: 'nightly import', createdAt: expect.stringMatching(/Z$/) }],
    });
    const kept = JSON.stringify(await service.store.get(TOKENS, made.body.id));
    expect(kept).not.toContain(token.slice(-43));

    expect((await service.api('GET', path, { token })).status).toBe(200);
    expect((await service.api('POST', `${path}/import`, { token, body: { codes: [] } })).status).toBe(403);
    await service.api('PATCH', '/api/users/jane', { body: { roles: { [id]: 'sender' } } });
    expect((await service.api('POST', `${path}/import`, { token, body: { codes: [] } })).status).toBe(200);
    await service.api('PATCH', '/api/users/jane', { body: { roles: { [id]: null } } });
    expect((await service.api('GET', path, { token })).status).toBe(404);
  });

  it('is over once deleted, and only its maker can delete it', async () => {
    const service = await start();
    const [jane, joe] = [await newUser(service, 'jane'), await newUser(service, 'joe')];
    const { id, token } = await make(service, jane);
    for (const other of [joe, {}])
      expect(await service.api('DELETE', `/api/tokens/${id}`, other)).toMatchObject({
        status: 404,
        body: problemShape(404, 'not-found'),
      });
    expect((await service.api('GET', '/api/tokens', joe)).body).toEqual({ tokens: [] });
    expect((await service.api('GET', '/api/companies', { token })).status).toBe(200);
    expect((await service.api('DELETE', `/api/tokens/${id}`, jane)).status).toBe(204);
    expect(await service.api('GET', '/api/companies', { token })).toMatchObject({
      status: 401,
      body: problemShape(401, 'not-signed-in'),
    });
    expect((await service.api('DELETE', `/api/tokens/${id}`, jane)).status).toBe(404);
  });

  it('is over for good when its maker is disabled, at once, but outlives a new password', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane');
    const { token } = await make(service, jane);
    await service.api('PATCH', '/api/users/jane', { body: { password: 'another long sentence' } });
    expect((await service.api('GET', '/api/companies', { token })).status).toBe(200);
    await service.api('PATCH', '/api/users/jane', { body: { disabled: true } });
    expect((await service.api('GET', '/api/companies', { token })).status).toBe(401);
    await service.api('PATCH', '/api/users/jane', { body: { disabled: false } });
    expect((await service.api('GET', '/api/companies', { token })).status).toBe(401);
    expect(await service.store.count(TOKENS, 'byUser', ['jane'])).toBe(0);
  });
});

onEmbeddedStore('an API token', (start) => {
  it('that is made up, cut or changed is 401 like any other', async () => {
    const service = await start();
    const { id, token } = await make(service, {});
    const changed = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    for (const wrong of ['abc', token.slice(0, -1), `${token}A`, changed, `ccs_${id}_`, id, '__proto__'])
      expect((await service.api('GET', '/api/companies', { token: wrong })).status, wrong).toBe(401);
    expect((await service.api('GET', '/api/companies', { token })).status).toBe(200);
  });

  it('makes no tokens and changes not the password of its maker, so that deleting it ends what it gave', async () => {
    const service = await start();
    const { id, token } = await make(service, {});
    expect(await service.api('POST', '/api/tokens', { token, body: { name: 'more' } })).toMatchObject({
      status: 403,
      body: problemShape(403, 'token-not-enough'),
    });
    const body = { password: 'another long sentence' };
    expect(await service.api('PATCH', '/api/users/admin', { token, body })).toMatchObject({
      status: 403,
      body: problemShape(403, 'token-not-enough'),
    });
    expect((await service.api('GET', '/api/tokens', { token })).body.tokens).toHaveLength(1);
    expect((await service.api('DELETE', `/api/tokens/${id}`, { token })).status).toBe(204);
  });

  it("stands in a code's history by its maker's name", async () => {
    const service = await start();
    const { id, path } = await newCompany(service);
    const jane = await newUser(service, 'Jane', { roles: { [id]: 'sender' } });
    const { token } = await make(service, jane);
    await service.api('POST', `${path}/import`, {
      token,
      body: { codes: [{ code: '01', description: 'General' }] },
    });
    const { body } = await service.api('GET', `${path}/codes/01`);
    expect(body.history).toMatchObject([{ by: 'Jane', from: null, to: 'unsynced' }]);
  });

  it('there are at most a hundred of a user', async () => {
    const service = await start();
    for (let count = 0; count < 100; count++) await make(service, {});
    expect(await service.api('POST', '/api/tokens', { body: { name: 'one more' } })).toMatchObject({
      status: 409,
      body: problemShape(409, 'too-many-tokens'),
    });
  });
});
