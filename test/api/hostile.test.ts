import http from 'node:http';
import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../server/store/port.ts';
import { codesOf, put, verb } from '../support/codes.ts';
import {
  ADMIN_PASSWORD,
  firstOf,
  newCompany,
  onBothStores,
  onEmbeddedStore,
  problemShape,
  type Service,
} from '../support/service.ts';

const MIB = 1024 * 1024;

/** A path as it is, which fetch would tidy up. */
function rawGet(service: Service, path: string): Promise<{ status: number; body: string }> {
  const { port } = new URL(service.url);
  const authorization = `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}`;
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, headers: { authorization }, agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on('error', reject);
  });
}

onEmbeddedStore('sign-in', (start) => {
  it('is asked for with 401 and how, whatever is missing or wrong', async () => {
    const service = await start();
    const wrong: [string, Record<string, string>][] = [
      ['none', {}],
      ['not base64', { authorization: 'Basic ###' }],
      ['no colon', { authorization: `Basic ${Buffer.from('admin').toString('base64')}` }],
      ['empty', { authorization: '' }],
      ['another scheme', { authorization: 'Digest username="admin"' }],
      ['a made-up token', { authorization: 'Bearer abc' }],
      ['a wrong password', { authorization: `Basic ${Buffer.from('admin:wrong').toString('base64')}` }],
      [
        'a wrong user',
        { authorization: `Basic ${Buffer.from(`root:${ADMIN_PASSWORD}`).toString('base64')}` },
      ],
      [
        'bytes that are no UTF-8',
        { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xfe]).toString('base64')}` },
      ],
      ['__proto__', { authorization: `Basic ${Buffer.from('__proto__:x').toString('base64')}` }],
    ];
    for (const [what, headers] of wrong) {
      const answer = await service.api('GET', '/api/companies', { anonymous: true, headers });
      expect(answer, what).toMatchObject({ status: 401, body: problemShape(401, 'not-signed-in') });
      expect(answer.headers.get('www-authenticate'), what).toMatch(/^Basic /);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
    expect((await service.api('GET', '/api/nothing', { anonymous: true })).status).toBe(401);
    expect((await service.api('GET', '/api/companies')).status).toBe(200);
  });

  it('ten wrong ones are answered at once, then they are a second apart; a right one is taken all the same', async () => {
    const service = await start();
    const guess = () => service.api('GET', '/api/companies', { password: 'wrong' });
    for (let count = 0; count < 10; count++) expect((await guess()).status).toBe(401);
    expect(service.waited).toEqual([]);
    expect((await guess()).status).toBe(401);
    expect(service.waited.length).toBeGreaterThan(0);
    const waited = service.waited.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeLessThanOrEqual(1_000);
    expect((await guess()).status).toBe(401);
    expect((await service.api('GET', '/api/companies')).status).toBe(200);
    // Another user is not slowed down by these.
    const before = service.waited.length;
    expect((await service.api('GET', '/api/companies', { user: 'else', password: 'x' })).status).toBe(401);
    expect(service.waited.length).toBe(before);
  });

  it('what would wait for more than ten seconds is 429 with Retry-After, and a later right one is taken', async () => {
    const service = await start();
    const release = service.holdWaits();
    const calls = Array.from({ length: 40 }, () =>
      service.api('GET', '/api/companies', { password: 'wrong' }),
    );
    await firstOf(429, calls);
    release();
    const answers = await Promise.all(calls);
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 401).length + refused.length).toBe(40);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer.body).toEqual(problemShape(429, 'too-many-attempts'));
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    service.advance(60_000);
    expect((await service.api('GET', '/api/companies')).status).toBe(200);
  });
});

onEmbeddedStore('calls that change things', (start) => {
  it('are not taken from pages of other sites, GETs are; nothing is changed', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${service.url}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign as Record<string, string>[]) {
      for (const [method, path, body] of [
        ['POST', '/api/companies', { name: 'A', incomeAccount: 'B' }],
        ['PATCH', company.path, { name: 'evil' }],
        ['POST', `${company.path}/send`, {}],
        ['DELETE', `${company.path}/codes/01`, undefined],
      ] as const) {
        const answer = await service.api(method, path, { headers, body });
        expect(answer, JSON.stringify(headers)).toMatchObject({
          status: 403,
          body: problemShape(403, 'foreign-origin'),
        });
      }
      expect((await service.api('GET', company.path, { headers })).status).toBe(200);
    }
    expect((await codesOf(service, company)).codes[0].status).toBe('unsynced');
    for (const headers of [
      { origin: service.url },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ])
      expect((await service.api('PATCH', company.path, { headers: headers as never, body: {} })).status).toBe(
        200,
      );
  });
});

onEmbeddedStore('bodies', (start) => {
  it('that are no JSON, or no UTF-8, are 400', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const body of [
      '{',
      '{"codes":[}',
      "{'codes':'all'}",
      '{"codes":"all"} x',
      'NaN',
      ' ',
      '\u0000',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      Buffer.from('{"codes":"all"}', 'utf16le'),
      '['.repeat(100_000),
    ]) {
      for (const name of ['accept', 'import']) {
        const answer = await service.api('POST', `${company.path}/${name}`, {
          body,
          type: 'application/json',
        });
        expect(answer, String(body).slice(0, 40)).toMatchObject({
          status: 400,
          body: problemShape(400, 'not-readable'),
        });
      }
    }
  });

  it('that are JSON but no object, or one of other fields, are 422 with errors', async () => {
    const service = await start();
    const company = await newCompany(service);
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    for (const body of [
      '[]',
      '5',
      '"all"',
      'null',
      'true',
      '["all"]',
      deep,
      `{"codes":${deep}}`,
      '{"codes":{"length":1}}',
    ])
      for (const path of [
        `${company.path}/accept`,
        `${company.path}/recall`,
        `${company.path}/gate`,
        '/api/companies',
        `${company.path}/import`,
      ]) {
        const answer = await service.api('POST', path, { body, type: 'application/json' });
        const label = `${path} ${body.slice(0, 40)}`;
        expect(answer, label).toMatchObject({ status: 422, body: problemShape(422, 'not-valid') });
        expect(answer.body.errors.length, label).toBeGreaterThan(0);
      }
    for (const body of ['[]', '5', 'null'])
      for (const [method, path] of [
        ['PATCH', company.path],
        ['POST', `${company.path}/send`],
        ['POST', `${company.path}/lists`],
        ['POST', `${company.path}/company-file`],
      ] as const)
        expect((await service.api(method, path, { body, type: 'application/json' })).status, path).toBe(422);
  });

  it('cannot reach into prototypes', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const body of [
      '{"__proto__":{"fourEyes":true}}',
      '{"constructor":{"prototype":{"fourEyes":true}}}',
      '{"name":"x","__proto__":{"id":"1"}}',
    ])
      expect([200, 422]).toContain(
        (await service.api('PATCH', company.path, { body, type: 'application/json' })).status,
      );
    expect((await service.api('GET', company.path)).body).toMatchObject({ id: company.id, fourEyes: false });
    expect(({} as Record<string, unknown>).fourEyes).toBeUndefined();
    const rows =
      '{"codes":[{"code":"__proto__","description":"a","__proto__":{"parent":"x"}},{"code":"toString","description":"b","parent":"__proto__"}]}';
    const answer = await service.api('POST', `${company.path}/import`, {
      body: rows,
      type: 'application/json',
    });
    expect(answer.body).toMatchObject({ added: 2, problems: [] });
  });

  it('may have 4 MiB, imports 16 MiB; more is 413 and takes nothing', async () => {
    const service = await start();
    const company = await newCompany(service);
    const padded = (json: string, bytes: number) => json + ' '.repeat(bytes - json.length);
    const sent = (path: string, bytes: number, json = '{"codes":[]}') =>
      service.api('POST', company.path + path, { body: padded(json, bytes), type: 'application/json' });
    expect((await sent('/gate', 4 * MIB)).status).toBe(200);
    expect(await sent('/gate', 4 * MIB + 1)).toMatchObject({
      status: 413,
      body: problemShape(413, 'too-large'),
    });
    expect((await sent('/import', 16 * MIB)).status).toBe(200);
    expect((await sent('/import?dryRun=true', 4 * MIB + 1)).status).toBe(200);
    const tooLarge = await sent('/import', 16 * MIB + 1, '{"codes":[{"code":"1","description":"x"}]}');
    expect(tooLarge).toMatchObject({ status: 413, body: problemShape(413, 'too-large') });
    const csv = padded('code,description\n1,', 16 * MIB + 1);
    expect((await service.api('POST', `${company.path}/import`, { body: csv })).status).toBe(413);
    expect((await codesOf(service, company)).codes).toEqual([]);
  });

  it('of another kind are 415', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const type of [
      'text/plain',
      'text/csv',
      'application/x-www-form-urlencoded',
      'application/xml',
      'application/jsonx',
    ])
      expect(
        await service.api('POST', `${company.path}/accept`, { body: '{"codes":"all"}', type }),
      ).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    for (const type of ['application/json; charset=utf-8', 'Application/JSON'])
      expect(
        (await service.api('POST', `${company.path}/accept`, { body: '{"codes":"all"}', type })).status,
      ).toBe(200);
    const encoded = await service.api('POST', `${company.path}/accept`, {
      body: '{"codes":"all"}',
      type: 'application/json',
      headers: { 'content-encoding': 'made-up' },
    });
    expect(encoded).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
  });

  it('with halves of surrogate pairs and control characters make no code and no name, and break nothing', async () => {
    const service = await start();
    for (const itemNaming of ['code', 'description', 'codeAndDescription']) {
      const company = await newCompany(service, { itemNaming });
      const codes = ['a\ud800', 'b\udfff', 'c\u0000', 'd\u0001', 'e\u007f', 'f\ufffe'].map((code, index) => ({
        code,
        description: `fine ${index}`,
      }));
      const answer = await verb(service, company, 'import', { codes });
      expect(answer.status).toBe(200);
      expect(answer.body.added + answer.body.problems.length).toBe(codes.length);
      const listed = (await codesOf(service, company)).codes;
      expect(listed).toHaveLength(answer.body.added);
      for (const { code } of listed) expect(code.isWellFormed()).toBe(true);
    }
    for (const name of ['a\ud800', 'a\u0000b', 'a\u0007b']) {
      const answer = await service.api('POST', '/api/companies', { body: { name, incomeAccount: 'Sales' } });
      expect(answer.status).toBe(422);
    }
  });
});

onEmbeddedStore('addresses', (start) => {
  it('that cannot be decoded are 400, what is not there is 404', async () => {
    const service = await start();
    const company = await newCompany(service);
    for (const path of ['%', '%zz', '%E0%A4%A', '%ff', '%c0%af', '%ed%a0%80']) {
      for (const base of [`${company.path}/codes/`, '/api/companies/', `${company.path}/sessions/`]) {
        const { status, body } = await rawGet(service, base + path);
        expect(status, base + path).toBe(400);
        expect(JSON.parse(body)).toEqual(problemShape(400, 'not-readable'));
      }
    }
    for (const path of [
      '%00',
      '..%2f..%2fetc%2fpasswd',
      '%252e',
      '$ne',
      '%7B%22$gt%22:%22%22%7D',
      'x'.repeat(5_000),
      '\u00e9',
      '%F0%9F%98%80',
      ' '.trim() || '%20',
    ]) {
      for (const base of [`${company.path}/codes/`, '/api/companies/', `${company.path}/sessions/`])
        expect(
          (await rawGet(service, encodeURI(base + path).replaceAll('%25', '%'))).status,
          base + path,
        ).toBe(404);
    }
    for (const [method, path] of [
      ['GET', '/api'],
      ['GET', '/api/'],
      ['GET', '/api/nothing'],
      ['DELETE', company.path],
      ['PUT', company.path],
      ['GET', `${company.path}/send`],
      ['POST', `${company.path}/codes`],
    ] as const) {
      const answer = await service.api(method, path);
      expect([404, 405], `${method} ${path}`).toContain(answer.status);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body.code).toMatch(/^[a-z-]+$/);
    }
  });

  it('of one company cannot be reached through another', async () => {
    const service = await start();
    const one = await newCompany(service);
    const two = await newCompany(service);
    await put(service, one, ['01']);
    for (const path of [`${two.path}/codes/01`, `${two.path}/codes/..%2F..%2F${one.id}%2Fcodes%2F01`])
      expect((await rawGet(service, path)).status).toBe(404);
    expect((await codesOf(service, two)).codes).toEqual([]);
    expect(
      (await rawGet(service, `/api/companies/${encodeURIComponent(`${one.id}/quickbooks`)}/codes`)).status,
    ).toBe(404);
  });
});

onEmbeddedStore('errors', (start) => {
  it('a store that is away is 503, and what is wrong inside a plain 500 that tells nothing', async () => {
    const service = await start();
    const company = await newCompany(service);
    const broken = (error: Error) =>
      Object.defineProperty(service.store, 'get', {
        configurable: true,
        writable: true,
        value: () => Promise.reject(error),
      });
    broken(new StoreUnavailable('secret address'));
    const away = await service.api('GET', company.path);
    expect(away).toMatchObject({ status: 503, body: problemShape(503, 'store-unavailable') });
    expect(away.text).not.toContain('secret');
    broken(new Error('secret detail'));
    const bug = await service.api('GET', company.path);
    expect(bug.status).toBe(500);
    expect(bug.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(bug.text).not.toContain('secret');
  });

  it('are never kept by a cache, and no answer tells what it is made of', async () => {
    const service = await start();
    for (const path of ['/api/companies', '/api/nothing']) {
      const { headers } = await service.api('GET', path);
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

onBothStores('a code that holds half of a surrogate pair', (start) => {
  it('never keeps an import going for ever: it is added, unchanged or a problem, also after a restart', async () => {
    const service = await start();
    const company = await newCompany(service, { itemNaming: 'description' });
    const importing = async (code: string, description: string) => {
      // Without an end to it a fault here would hang the whole run.
      const insert = service.store.insert.bind(service.store);
      let calls = 0;
      Object.defineProperty(service.store, 'insert', {
        configurable: true,
        writable: true,
        value: (...args: Parameters<typeof insert>) =>
          ++calls > 50 ? Promise.reject(new Error('inserted again and again')) : insert(...args),
      });
      return verb(service, company, 'import', { codes: [{ code, description }] });
    };
    expect(await importing('a\ud800', 'x')).toMatchObject({ status: 200 });
    expect(await importing('a\ud801', 'y')).toMatchObject({ status: 200 });
    await service.restart();
    expect(await importing('a\ud800', 'x')).toMatchObject({ status: 200 });
  });
});
