import { expect, it } from 'vitest';
import { KEYED_CALLS, purgeKeyedCalls } from '../../server/identity/keyed-calls.ts';
import { StoreUnavailable } from '../../server/store/port.ts';
import {
  ADMIN_PASSWORD,
  newCompany,
  newUser,
  onBothStores,
  onEmbeddedStore,
  onMongoDB,
  problemShape,
  type Service,
} from '../support/service.ts';

const HOUR_MS = 60 * 60_000;
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
const row = { codes: [{ code: '01', description: 'General' }] };
const replayed = 'idempotency-replayed';

const keptText = async (service: Service) =>
  JSON.stringify(await service.store.find(KEYED_CALLS, 'byOrder', { equals: [], limit: 100 }));

/** The next write of this kind is never made, as if the server had died. */
function breakNext(service: Service, method: 'insert' | 'replace', collection: string): void {
  const original = service.store[method].bind(service.store) as (...args: unknown[]) => Promise<unknown>;
  let isBroken = false;
  Object.defineProperty(service.store, method, {
    configurable: true,
    writable: true,
    value: (...args: [{ name: string }]) => {
      if (isBroken || args[0].name !== collection) return original(...args);
      isBroken = true;
      return Promise.reject(new StoreUnavailable('away'));
    },
  });
}

onBothStores('a call with an Idempotency-Key', (start) => {
  it('that is made again is answered as the first time, and not done twice', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const first = await service.api('POST', `${path}/import`, { body: row, ...keyed('a') });
    expect(first.body).toMatchObject({ added: 1 });
    expect(first.headers.get(replayed)).toBeNull();
    const again = await service.api('POST', `${path}/import`, { body: row, ...keyed('a') });
    expect(again).toMatchObject({ status: 200, text: first.text });
    expect(again.headers.get(replayed)).toBe('true');
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    const other = await service.api('POST', `${path}/import`, { body: row, ...keyed('b') });
    expect(other.body).toMatchObject({ added: 0, unchanged: 1 });

    const gone = await service.api('DELETE', `${path}/codes/01`, keyed('c'));
    expect(gone.status).toBe(204);
    const goneAgain = await service.api('DELETE', `${path}/codes/01`, keyed('c'));
    expect(goneAgain).toMatchObject({ status: 204, text: '' });
    expect((await service.api('DELETE', `${path}/codes/01`)).status).toBe(404);
  });

  it('two at the same time are done once: the other waits for its turn with 409, or sees the answer', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const call = () => service.api('POST', `${path}/lists`, { body: { name: 'Estimating' }, ...keyed('a') });
    const answers = await Promise.all(Array.from({ length: 8 }, call));
    for (const { status, body } of answers)
      if (status !== 201) expect(body).toEqual(problemShape(409, 'idempotency-key-in-use'));
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    expect((await call()).status).toBe(201);
    expect((await service.api('GET', `${path}/lists`)).body.lists).toHaveLength(2);
  });

  it('is kept for 24 hours, then the key is new', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const call = () => service.api('POST', `${path}/lists`, { body: { name: 'Estimating' }, ...keyed('a') });
    const { id } = (await call()).body;
    service.advance(23 * HOUR_MS);
    await purgeKeyedCalls(service.store);
    expect((await call()).body.id).toBe(id);
    service.advance(HOUR_MS);
    expect((await call()).body.id).not.toBe(id);
    service.advance(25 * HOUR_MS);
    await purgeKeyedCalls(service.store);
    expect(await service.store.count(KEYED_CALLS, 'byOrder', [])).toBe(0);
  });
});

onMongoDB('two servers', (start) => {
  it('agree on keys', async () => {
    const service = await start();
    const other = await service.second();
    const { path } = await newCompany(service);
    const call = (server: Service) =>
      server.api('POST', `${path}/lists`, { body: { name: 'Estimating' }, ...keyed('a') });
    await Promise.all([call(service), call(other), call(other), call(service)]);
    expect((await call(other)).body).toEqual((await call(service)).body);
    expect((await service.api('GET', `${path}/lists`)).body.lists).toHaveLength(2);
  });
});

onEmbeddedStore('an Idempotency-Key', (start) => {
  it('that comes with another body, address or method is 422, and that of another user is another one', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const jane = await newUser(service, 'jane', { admin: true });
    const body = { name: 'Estimating' };
    expect((await service.api('POST', `${path}/lists`, { body, ...keyed('a') })).status).toBe(201);
    for (const [method, address, other] of [
      ['POST', `${path}/lists`, { name: 'Other' }],
      ['POST', `${path}/lists?x=1`, body],
      ['POST', '/api/tokens', body],
      ['PATCH', path, body],
      ['PATCH', '/api/users/jane', { password: 'another long sentence' }],
    ] as const)
      expect(
        await service.api(method, address, { body: other, ...keyed('a') }),
        `${method} ${address}`,
      ).toMatchObject({ status: 422, body: problemShape(422, 'idempotency-key-reused') });
    const others = await service.api('POST', `${path}/lists`, { body, ...jane, ...keyed('a') });
    expect(others.status).toBe(201);
    expect((await service.api('GET', `${path}/lists`)).body.lists).toHaveLength(3);
  });

  it('keeps no secret: that it was done is told, and where', async () => {
    const service = await start();
    const body = { name: 'A', incomeAccount: 'Sales' };
    const made = await service.api('POST', '/api/companies', { body, ...keyed('company') });
    const path = `/api/companies/${made.body.id}`;
    const token = await service.api('POST', '/api/tokens', { body: { name: 'T' }, ...keyed('token') });
    const password = await service.api('POST', `${path}/connector-password`, keyed('password'));
    for (const [address, options] of [
      ['/api/companies', { body, ...keyed('company') }],
      ['/api/tokens', { body: { name: 'T' }, ...keyed('token') }],
      [`${path}/connector-password`, keyed('password')],
    ] as const) {
      const again = await service.api('POST', address, options);
      expect(again, address).toMatchObject({
        status: 409,
        body: problemShape(409, 'idempotency-answer-gone'),
      });
      expect(again.headers.get(replayed)).toBe('true');
      if (address === '/api/companies') expect(again.headers.get('location')).toBe(service.url + path);
    }
    expect((await service.api('GET', '/api/companies')).body.companies).toHaveLength(1);
    const kept = await keptText(service);
    for (const secret of [token.body.token, password.body.password, made.body.connector.password])
      expect(kept).not.toContain(secret);
  });

  it('of a call with a password in it is compared without keeping the password or a quick hash of it', async () => {
    const service = await start();
    const body = { userName: 'jane', password: 'battery staple' };
    const made = await service.api('POST', '/api/users', { body, ...keyed('a') });
    const again = await service.api('POST', '/api/users', { body, ...keyed('a') });
    expect(again).toMatchObject({ status: 201, body: made.body });
    const other = { ...body, password: 'staple battery' };
    expect((await service.api('POST', '/api/users', { body: other, ...keyed('a') })).status).toBe(422);
    const kept = await keptText(service);
    expect(kept).toContain('scrypt$');
    expect(kept).not.toContain(body.password);
  });

  it('is free again after what was not begun, and keeps what was found', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const send = () => service.api('POST', `${path}/send`, { body: {}, ...keyed('send') });
    expect(await send()).toMatchObject({ status: 409, body: problemShape(409, 'nothing-to-send') });
    await service.api('POST', `${path}/import`, { body: row });
    const again = await send();
    expect(again).toMatchObject({ status: 409, body: problemShape(409, 'nothing-to-send') });
    expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const make = (body: object) => service.api('POST', `${path}/lists`, { body, ...keyed('list') });
    expect((await make({ name: '' })).status).toBe(422);
    expect((await make({ name: 'Estimating' })).status).toBe(201);
  });

  it('of a call that broke off is free after a minute, but what would be done twice is not done again', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    await service.api('POST', `${path}/import`, { body: row });
    const send = () => service.api('POST', `${path}/send`, { body: {}, ...keyed('send') });
    breakNext(service, 'replace', 'keyedCalls');
    expect((await send()).status).toBe(200);
    expect(await send()).toMatchObject({ status: 409, body: problemShape(409, 'idempotency-key-in-use') });
    service.advance(60_000);
    expect(await send()).toMatchObject({ status: 409, body: problemShape(409, 'nothing-to-send') });

    const make = () => service.api('POST', `${path}/lists`, { body: { name: 'E' }, ...keyed('list') });
    breakNext(service, 'replace', 'keyedCalls');
    expect((await make()).status).toBe(201);
    service.advance(60_000);
    expect(await make()).toMatchObject({
      status: 409,
      body: problemShape(409, 'idempotency-outcome-unknown'),
    });
    expect((await service.api('GET', `${path}/lists`)).body.lists).toHaveLength(2);
  });

  it('does not stand in the way of what failed for the store: the same call is done when it is back', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    await service.api('POST', `${path}/import`, { body: row });
    const send = () => service.api('POST', `${path}/send`, { body: {}, ...keyed('send') });
    breakNext(service, 'replace', 'codes');
    expect((await send()).status).toBe(503);
    expect(await send()).toMatchObject({ status: 200, body: { sent: 1 } });
  });

  it('is judged after the rights, means nothing to what only asks, and must be a short visible text', async () => {
    const service = await start();
    const { id, path } = await newCompany(service);
    const jane = await newUser(service, 'jane', { roles: { [id]: 'sender' } });
    const make = () => service.api('POST', `${path}/lists`, { body: { name: 'E' }, ...jane, ...keyed('a') });
    expect((await make()).status).toBe(201);
    await service.api('PATCH', '/api/users/jane', { body: { roles: { [id]: 'viewer' } } });
    expect((await make()).status).toBe(403);

    const gate = () => service.api('POST', `${path}/gate`, { body: { codes: ['01'] }, ...keyed('gate') });
    expect((await gate()).body.missing).toEqual([{ code: '01', status: null }]);
    await service.api('POST', `${path}/import`, { body: row });
    expect((await gate()).body.missing).toEqual([{ code: '01', status: 'unsynced' }]);

    for (const key of ['x'.repeat(256), 'two words', ''])
      expect(
        await service.api('POST', `${path}/lists`, { body: { name: 'E' }, ...keyed(key) }),
      ).toMatchObject({ status: 422, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });

  it('knows that a call was done before anything of its answer is given, however long it is', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const codes = Array.from({ length: 5_000 }, (_, at) => ({ code: `${at}`.repeat(20), description: '' }));
    const broken = new AbortController();
    const first = await fetch(`${service.url}${path}/import`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}`,
        'content-type': 'application/json',
        'idempotency-key': 'a',
      },
      body: JSON.stringify({ codes }),
      signal: broken.signal,
    });
    const { status } = first;
    broken.abort();
    expect(status).toBe(200);
    expect(await service.api('POST', `${path}/import`, { body: { codes }, ...keyed('a') })).toMatchObject({
      status: 409,
      body: problemShape(409, 'idempotency-answer-gone'),
    });
  });

  it('keeps no answer that is very large, only that it was done', async () => {
    const service = await start();
    const { path } = await newCompany(service);
    const names = Array.from({ length: 5_000 }, (_, at) => `${at}`.repeat(20));
    const { paths } = (await service.api('GET', '/api/openapi.json')).body;
    for (const [verb, body] of [
      ['import', { codes: names.map((code) => ({ code, description: '' })) }],
      ['accept', { codes: names }],
      ['reject', { codes: names, reason: 'No.' }],
      ['retry', { codes: names }],
      ['recall', { codes: names }],
      ['send', { codes: names }],
    ] as const) {
      const call = () => service.api('POST', `${path}/${verb}`, { body, ...keyed(verb) });
      expect((await call()).text.length, verb).toBeGreaterThan(512 * 1024);
      expect(await call(), verb).toMatchObject({
        status: 409,
        body: problemShape(409, 'idempotency-answer-gone'),
      });
      expect(JSON.stringify(paths[`/companies/{company}/${verb}`].post.responses['409']), verb).toContain(
        'idempotency-answer-gone',
      );
    }
  });
});
