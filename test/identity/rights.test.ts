/**
 * Every address of the HTTP interface × every kind of caller. What each right means is written down here from the contracts,
 * not read from the table that the server decides by; that no address is left out is seen from its description.
 */
import { expect, it } from 'vitest';
import { put } from '../support/codes.ts';
import {
  type CallOptions,
  newCompany,
  newUser,
  onEmbeddedStore,
  pageOf,
  problemShape,
} from '../support/service.ts';

/** In the order of the rights: each has those before it. */
const RIGHTS: Readonly<Record<string, string>> = {
  'GET /openapi.json': 'none',
  'GET /docs': 'none',
  'GET /companies': 'user',
  'GET /me/notices': 'user',
  'PUT /me/notices': 'user',
  'GET /tokens': 'user',
  'POST /tokens': 'user',
  'DELETE /tokens/{id}': 'user',
  'PATCH /users/{userName}': 'self',
  'GET /companies/{company}': 'viewer',
  'GET /companies/{company}/lists': 'viewer',
  'GET /companies/{company}/codes': 'viewer',
  'GET /companies/{company}/codes.iif': 'viewer',
  'GET /companies/{company}/codes/{code}': 'viewer',
  'GET /companies/{company}/codes/{code}/preview': 'viewer',
  'GET /companies/{company}/status': 'viewer',
  'POST /companies/{company}/gate': 'viewer',
  'GET /companies/{company}/quickbooks': 'viewer',
  'GET /companies/{company}/accounts': 'viewer',
  'GET /companies/{company}/classes': 'viewer',
  'GET /companies/{company}/items': 'viewer',
  'GET /companies/{company}/matches': 'viewer',
  'POST /companies/{company}/import': 'sender',
  'POST /companies/{company}/lists': 'sender',
  'POST /companies/{company}/send': 'sender',
  'POST /companies/{company}/recall': 'sender',
  'DELETE /companies/{company}/codes/{code}': 'sender',
  'PATCH /companies/{company}/codes/{code}': 'sender',
  'POST /companies/{company}/discard': 'sender',
  'POST /companies/{company}/quickbooks/read': 'sender',
  'POST /companies/{company}/quickbooks/check': 'sender',
  'POST /companies/{company}/accept': 'approver',
  'POST /companies/{company}/reject': 'approver',
  'POST /companies/{company}/retry': 'approver',
  'POST /companies/{company}/follow': 'approver',
  'POST /companies/{company}/restore': 'approver',
  'POST /companies/{company}/link': 'approver',
  'POST /companies/{company}/import-items': 'approver',
  'POST /companies/{company}/unlink': 'companyAdmin',
  'PATCH /companies/{company}': 'companyAdmin',
  'POST /companies/{company}/connector-password': 'companyAdmin',
  'POST /companies/{company}/company-file': 'companyAdmin',
  'GET /companies/{company}/QBWC.qwc': 'companyAdmin',
  'GET /companies/{company}/sessions': 'companyAdmin',
  'GET /companies/{company}/sessions/{session}': 'companyAdmin',
  'POST /companies/{company}/pause': 'companyAdmin',
  'POST /companies/{company}/resume': 'companyAdmin',
  'GET /companies/{company}/setup-links': 'companyAdmin',
  'POST /companies/{company}/setup-links': 'companyAdmin',
  'DELETE /companies/{company}/setup-links/{id}': 'companyAdmin',
  'GET /companies/{company}/webhooks': 'companyAdmin',
  'POST /companies/{company}/webhooks': 'companyAdmin',
  'DELETE /companies/{company}/webhooks/{id}': 'companyAdmin',
  'POST /companies/{company}/webhooks/{id}/test': 'companyAdmin',
  'GET /companies/{company}/webhooks/{id}/deliveries': 'companyAdmin',
  'POST /companies/{company}/webhooks/{id}/deliveries/{delivery}/again': 'companyAdmin',
  'POST /companies': 'admin',
  'GET /users': 'admin',
  'POST /users': 'admin',
};

/** What each caller gets for each right: 'ok', or the status. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, 'ok' | 401 | 403 | 404>>>> = {
  anonymous: row('ok', 401, 401, 401, 401, 401, 401, 401),
  connector: row('ok', 401, 401, 401, 401, 401, 401, 401),
  disabled: row('ok', 401, 401, 401, 401, 401, 401, 401),
  nobody: row('ok', 'ok', 403, 404, 404, 404, 404, 403),
  viewer: row('ok', 'ok', 403, 'ok', 403, 403, 403, 403),
  sender: row('ok', 'ok', 403, 'ok', 'ok', 403, 403, 403),
  approver: row('ok', 'ok', 403, 'ok', 'ok', 'ok', 403, 403),
  companyAdmin: row('ok', 'ok', 403, 'ok', 'ok', 'ok', 'ok', 403),
  otherAdmin: row('ok', 'ok', 403, 404, 404, 404, 404, 403),
  admin: row('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
};

type Cell = 'ok' | 401 | 403 | 404;
function row(...cells: [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell]): Record<string, Cell> {
  const [none, user, self, viewer, sender, approver, companyAdmin, admin] = cells;
  return { none, user, self, viewer, sender, approver, companyAdmin, admin };
}

const CODES = { 401: 'not-signed-in', 403: 'not-allowed', 404: 'not-found' } as const;

onEmbeddedStore('rights', (start) => {
  async function world() {
    const service = await start();
    const company = await newCompany(service);
    const other = await newCompany(service);
    const callers: Record<string, CallOptions> = {
      anonymous: { anonymous: true },
      connector: { user: company.userName, password: company.password },
      disabled: await newUser(service, 'disabled', { roles: { [company.id]: 'admin' } }),
      nobody: await newUser(service, 'nobody'),
      viewer: await newUser(service, 'viewer', { roles: { [company.id]: 'viewer' } }),
      sender: await newUser(service, 'sender', { roles: { [company.id]: 'sender' } }),
      approver: await newUser(service, 'approver', { roles: { [company.id]: 'approver' } }),
      companyAdmin: await newUser(service, 'companyAdmin', { roles: { [company.id]: 'admin' } }),
      otherAdmin: await newUser(service, 'otherAdmin', { roles: { [other.id]: 'admin' } }),
      admin: await newUser(service, 'root', { admin: true }),
    };
    await service.api('PATCH', '/api/users/disabled', { body: { disabled: true } });
    await newUser(service, 'somebody');
    await put(service, company, ['01']);
    const { body } = await service.api('GET', '/api/openapi.json', { anonymous: true });
    const calls = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
      ([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => ({
          key: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path: `/api${path}`
            .replace('{company}', company.id)
            .replace('{code}', '01')
            .replace('{userName}', 'somebody'),
          body: operation.requestBody?.content['application/json']?.example,
        })),
    );
    return { service, company, other, callers, calls };
  }

  interface Operation {
    requestBody?: { content: Record<string, { example?: unknown }> };
  }

  it('every address has a row here, and every row an address', async () => {
    const { calls } = await world();
    expect(calls.map(({ key }) => key).sort()).toEqual(Object.keys(RIGHTS).sort());
  });

  it('each caller may do what the contracts say and nothing else, whatever the body', async () => {
    const { service, company, callers, calls } = await world();
    for (const [name, allowed] of Object.entries(EXPECTED)) {
      const caller = callers[name] ?? {};
      for (const { key, method, path, body } of calls) {
        const expected = allowed[RIGHTS[key] ?? ''];
        const found = path.replace(/\{\w+\}/g, 'unknown');
        const send = (each: unknown) =>
          service.api(method, found, {
            ...caller,
            ...(each === undefined ? {} : { body: each, type: 'application/json' }),
          });
        if (expected === 'ok') {
          const answer = await send(body);
          // What the example names may not be there; the call itself is allowed.
          const may = found !== path ? [404] : method === 'POST' ? [200, 201, 202, 409, 422] : [200, 204];
          expect(may, `${name}: ${key}: ${answer.text}`).toContain(answer.status);
          if (answer.status === 404)
            expect(answer.body.detail, key).toMatch(/no such (session|token|setup link|webhook)/);
          if (method === 'DELETE') await put(service, company, ['01']);
          continue;
        }
        // A wrong sign-in costs its stretching each time: once is enough.
        const one = method === 'GET' || expected === 401;
        for (const each of one ? [body] : [body, '{"rubbish', '{"rubbish":1}']) {
          const shape = problemShape(expected as number, CODES[expected as 401]);
          expect(await send(each), `${name}: ${key} ${each}`).toMatchObject({
            status: expected,
            body: shape,
          });
        }
      }
    }
  });

  it("another's company is answered byte by byte like one that does not exist, by every address", async () => {
    const { service, company, callers, calls } = await world();
    for (const caller of [callers.nobody, callers.otherAdmin]) {
      for (const { key, method, path, body } of calls.filter((call) => call.key.includes('{company}'))) {
        const send = (address: string) =>
          service.api(method, address, { ...caller, ...(body === undefined ? {} : { body }) });
        const theirs = await send(path.replace('{session}', 'x'));
        const unknown = await send(path.replace('{session}', 'x').replace(company.id, '0123456789abcdef'));
        expect(theirs, key).toMatchObject({ status: 404, text: unknown.text });
      }
    }
  });

  it("a list of companies holds one's own only", async () => {
    const { service, company, other, callers } = await world();
    const seenBy = async (name: string) =>
      (await service.api('GET', '/api/companies', callers[name])).body.companies
        .map(({ id }: { id: string }) => id)
        .sort();
    expect(await seenBy('nobody')).toEqual([]);
    expect(await seenBy('viewer')).toEqual([company.id]);
    expect(await seenBy('otherAdmin')).toEqual([other.id]);
    expect(await seenBy('admin')).toEqual([company.id, other.id].sort());
  });

  it('are the same by token and by the session of the page', async () => {
    const { service, callers, calls } = await world();
    for (const name of ['viewer', 'otherAdmin']) {
      const user = callers[name] as { user: string; password: string };
      const { token } = (await service.api('POST', '/api/tokens', { ...user, body: { name: 'T' } })).body;
      const { headers } = await pageOf(service, user);
      for (const { key, method, path } of calls.filter((call) => RIGHTS[call.key] !== 'user')) {
        const address = path.replace(/\{\w+\}/g, 'unknown');
        const expected = EXPECTED[name]?.[RIGHTS[key] ?? ''];
        for (const options of [{ token }, { anonymous: true, headers }]) {
          const { status } = await service.api(method, address, options);
          if (expected === 'ok') expect([200, 422], key).toContain(status);
          else expect(status, key).toBe(expected);
        }
      }
    }
  });

  it('HEAD is judged like GET', async () => {
    const { service, callers, calls } = await world();
    for (const { key, path } of calls.filter(({ method }) => method === 'GET')) {
      const { status } = await service.api('HEAD', path.replace(/\{\w+\}/g, 'unknown'), callers.nobody);
      const expected = EXPECTED.nobody?.[RIGHTS[key] ?? ''];
      expect(status, key).toBe(expected === 'ok' ? 200 : expected);
    }
  });
});
