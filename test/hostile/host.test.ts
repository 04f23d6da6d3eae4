/**
 * Calls under names that are not ours. A page of another site whose name is pointed at this machine is of the same origin to its
 * browser; nothing but the header Host tells.
 */
import http from 'node:http';
import { expect, it } from 'vitest';
import { isOwnHost } from '../../server/http/host.ts';
import { ADMIN_PASSWORD, onEmbeddedStore, problemShape, type Service } from '../support/service.ts';

const PUBLIC_URL = 'https://sync.example.com:8443/codes';
const EVIL = 'evil.example:8080';
const BASIC = { authorization: `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}` };

interface Raw {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** With a Host that fetch would not send. */
function raw(
  service: Service,
  method: string,
  path: string,
  headers: http.OutgoingHttpHeaders,
): Promise<Raw> {
  const { port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    request.on('error', reject).end();
  });
}

it('our own names are that of PUBLIC_URL and those of this machine to itself, with any port', () => {
  for (const host of [
    'sync.example.com',
    'sync.example.com:8443',
    'SYNC.example.com:443',
    'sync.example.com.',
    'localhost',
    'localhost:1',
    '127.0.0.1:8080',
    '[::1]',
    '[::1]:8080',
  ])
    expect(isOwnHost(PUBLIC_URL, host), host).toBe(true);
  for (const host of [
    undefined,
    '',
    'evil.example',
    'sync.example.com.evil.example',
    'evil.example:sync.example.com',
    'a@sync.example.com',
    'sync.example.com:8443:1',
    'sync.example.com/',
    'sync.example.com,evil.example',
    'localhost.evil.example',
    '127.0.0.2',
    '192.168.1.7:8080',
    '[::2]',
    '::1',
    '[sync.example.com]',
  ])
    expect(isOwnHost(PUBLIC_URL, host), String(host)).toBe(false);
});

onEmbeddedStore('a call under another name', (start) => {
  it('is 421 at every door, signed in or not, before anything is looked at', async () => {
    const service = await start({ publicURL: PUBLIC_URL });
    for (const [method, path] of [
      ['GET', '/'],
      ['POST', '/sign-in'],
      ['GET', '/qbwc?wsdl'],
      ['POST', '/qbwc'],
      ['GET', '/support'],
      ['GET', '/metrics'],
      ['GET', '/nothing'],
      ['GET', '/api/companies'],
      ['GET', '/API/companies'],
      ['POST', '/api/companies'],
      ['GET', '/api/openapi.json'],
    ] as const) {
      const headers = {
        host: EVIL,
        origin: `http://${EVIL}`,
        'x-forwarded-host': 'sync.example.com',
        ...BASIC,
      };
      const answer = await raw(service, method, path, headers);
      expect(answer.status, path).toBe(421);
      if (/^\/api/i.test(path)) {
        expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
        expect(JSON.parse(answer.body)).toEqual(problemShape(421, 'other-host'));
      } else expect(answer.headers['content-type'], path).toMatch(/^text\/plain/);
      expect(answer.body).toContain(PUBLIC_URL);
      expect(answer.body).not.toContain('evil');
    }
    for (const host of ['sync.example.com:8443', 'localhost', '[::1]:1'])
      expect((await raw(service, 'GET', '/api/companies', { host, ...BASIC })).status).toBe(200);
  });

  it('is answered where somebody only asks whether the service lives and is ready', async () => {
    const service = await start({ publicURL: PUBLIC_URL });
    for (const path of ['/healthz', '/readyz'])
      expect((await raw(service, 'GET', path, { host: '10.0.0.7:8080' })).status).toBe(200);
  });

  it('counts by X-Forwarded-Host behind trusted proxies, all of it', async () => {
    const service = await start({ publicURL: PUBLIC_URL, trustedProxies: 1 });
    for (const [host, forwarded, status] of [
      ['app:8080', 'sync.example.com', 200],
      ['app:8080', 'sync.example.com, sync.example.com:8443', 200],
      ['app:8080', 'sync.example.com, evil.example', 421],
      ['localhost', 'evil.example', 421],
      ['localhost', '', 421],
      ['app:8080', undefined, 421],
      ['sync.example.com', undefined, 200],
    ] as const) {
      const headers = {
        host,
        ...(forwarded === undefined ? {} : { 'x-forwarded-host': forwarded }),
        ...BASIC,
      };
      expect((await raw(service, 'GET', '/api/companies', headers)).status, `${host} ${forwarded}`).toBe(
        status,
      );
    }
  });

  it('makes no origin its own: what changes things needs the page of PUBLIC_URL or of the name that was called', async () => {
    const service = await start({ publicURL: PUBLIC_URL, trustedProxies: 1 });
    const post = (host: string, origin: string, forwarded = host) =>
      raw(service, 'POST', '/api/tokens', { host, origin, 'x-forwarded-host': forwarded, ...BASIC });
    for (const [host, origin, forwarded] of [
      ['localhost:8080', 'http://localhost:3000'],
      ['localhost:8080', 'http://evil.example'],
      [EVIL, `http://${EVIL}`, 'sync.example.com'],
    ] as const)
      expect((await post(host, origin, forwarded)).status, origin).toBe(403);
    for (const [host, origin] of [
      ['localhost:8080', 'http://localhost:8080'],
      ['localhost:8080', 'https://sync.example.com:8443'],
    ] as const)
      expect((await post(host, origin)).status, origin).toBe(422);
  });
});

onEmbeddedStore('what is counted', (start) => {
  it('is told to callers on this machine only, not through a proxy, unless METRICS_PUBLIC says so', async () => {
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    for (const trustedProxies of [0, 1]) {
      const service = await start({ trustedProxies });
      expect((await raw(service, 'GET', '/metrics', {})).status).toBe(200);
      const refused = await raw(service, 'GET', '/metrics', elsewhere);
      expect([refused.status, refused.body]).toEqual([403, expect.stringContaining('METRICS_PUBLIC=true')]);
      expect((await raw(service, 'GET', '/metrics', { host: EVIL })).status).toBe(421);
    }
    const service = await start({ metricsPublic: true });
    const answer = await raw(service, 'GET', '/metrics', { host: '10.0.0.7:8080', ...elsewhere });
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('process_cpu_seconds_total')]);
  });
});

onEmbeddedStore('strict transport security', (start) => {
  it('is said for our own name with https, and for those below it only if asked', async () => {
    const said = async (options: Parameters<typeof start>[0]) =>
      (await raw(await start(options), 'GET', '/', {})).headers['strict-transport-security'];
    expect(await said({})).toBeUndefined();
    expect(await said({ publicURL: PUBLIC_URL })).toBe('max-age=31536000');
    expect(await said({ publicURL: PUBLIC_URL, hstsSubdomains: true })).toBe(
      'max-age=31536000; includeSubDomains',
    );
  });
});
