/** Strangers at the doors: what is read, unpacked and held of what they send, counted. */
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { beforeAll, expect, it, vi } from 'vitest';
import { rawCall, readReply } from '../../scripts/web-connector.ts';
import { type Bodies, WINDOW_MS } from '../../server/http/bodies.ts';
import { createConnections, OF_ONE_ADDRESS_MAX } from '../../server/http/connections.ts';
import { UNREAD_MAX_BYTES } from '../../server/http/unread.ts';
import { STRANGER_MAX_BYTES } from '../../server/soap/door.ts';
import { SESSIONS } from '../../server/sync/model.ts';
import { call } from '../soap/requests.ts';
import { put, verb } from '../support/codes.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, type Service } from '../support/service.ts';

// nock stands between raw sockets as well, and some of them then never connect; all of these are of this machine.
beforeAll(() => nock.restore());

const KIB = 1024;
/** What Node gives at once. */
const CHUNK_BYTES = 64 * KIB;
const BASIC = `Authorization: Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}`;

const post = (service: Service, body: string | Buffer, headers: Record<string, string> = {}) =>
  rawCall(`${service.url}/qbwc`, 'any', {}, { body, headers, expectContinue: false });

/** Counts what is held and what has come, over all bodies. */
function counted(bodies: Bodies): { held: number; came: number } {
  const counts = { held: 0, came: 0 };
  const open = bodies.open.bind(bodies);
  vi.spyOn(bodies, 'open').mockImplementation((...args) => {
    const body = open(...args);
    return {
      ...body,
      hold: (bytes) => {
        counts.held += bytes;
        return body.hold(bytes);
      },
      came: (bytes) => {
        counts.came += bytes;
        body.came(bytes);
      },
    };
  });
  return counts;
}

/** A request whose body the test sends itself; resolves with all that is answered until the connection ends. */
function begin(service: Service, path: string, head: string[], start: string | Buffer = '') {
  const socket = net.connect(Number(new URL(service.url).port), '127.0.0.1');
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${head.map((line) => `${line}\r\n`).join('')}\r\n`,
  );
  socket.write(start);
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  return { socket, ended, answered: () => once(socket, 'data').then(() => text) };
}

const turns = async (isThere: () => boolean) => {
  while (!isThere()) await new Promise((resolve) => setImmediate(resolve));
};

/** A company with a session under way, which has been given a set. */
async function underWay(service: Service) {
  const company = await newCompany(service);
  await put(service, company, ['01']);
  await verb(service, company, 'send');
  await verb(service, company, 'accept', { codes: 'all' });
  const credentials = `<strUserName>${company.userName}</strUserName><strPassword>${company.password}</strPassword>`;
  const signIn = async () =>
    readReply('authenticate', await post(service, call('authenticate', credentials)))[0] ?? '';
  const ticket = await signIn();
  const given = await post(service, call('sendRequestXML', `<ticket>${ticket}</ticket>`));
  expect(readReply('sendRequestXML', given)).toContain('<QBXML>');
  return { ticket, signIn };
}

const answer = (ticket: string, chars: number, response = 'x'.repeat(chars)) =>
  call('receiveResponseXML', `<ticket>${ticket}</ticket><response>${response}</response>`);

onEmbeddedStore('at /qbwc', (start) => {
  it.each([
    ['white space', ' '.repeat(20_000_000)],
    ['a ticket without an end', call('getLastError', `<ticket>${'x'.repeat(20_000_000)}</ticket>`)],
    ['comments', `<a>${'<!-- -->'.repeat(500_000)}`],
  ])(
    'a stranger’s gzip bomb of %s is unpacked for 16 KiB and what was under way, and refused',
    async (_, text) => {
      const service = await start();
      const counts = counted(service.bodies);
      const reply = await post(service, gzipSync(text), { 'Content-Encoding': 'gzip' });
      expect(reply.status).toBe(413);
      expect(counts.held).toBeLessThanOrEqual(STRANGER_MAX_BYTES);
      expect((await post(service, call('serverVersion'))).status).toBe(200);
      expect(service.bodies.heldBytes()).toBe(0);
    },
  );

  it('packed bytes that unpack to nothing are read to a bound as well', async () => {
    const service = await start();
    const counts = counted(service.bodies);
    // Empty stored blocks of deflate, without an end.
    const block = Buffer.from([0x00, 0x00, 0x00, 0xff, 0xff]);
    const empty = Buffer.concat(Array.from({ length: 200_000 }, () => block));
    const { answered } = begin(
      service,
      '/qbwc',
      ['Content-Encoding: deflate', `Content-Length: ${empty.length}`],
      empty,
    );
    expect(await answered()).toMatch(/^HTTP\/1.1 413 /);
    expect(counts.came).toBeLessThanOrEqual(STRANGER_MAX_BYTES + 2 * CHUNK_BYTES + UNREAD_MAX_BYTES);
  });

  it('a live ticket may bring a large answer, also once it is superseded', async () => {
    const service = await start();
    const { ticket, signIn } = await underWay(service);
    const counts = counted(service.bodies);
    service.advance(20_000);
    await signIn();
    const reply = await post(service, answer(ticket, 3_000_000));
    expect(counts.held).toBeGreaterThan(3_000_000);
    // 100: it was the answer to a set of this ticket, which is superseded.
    expect(readReply('receiveResponseXML', reply)).toBe(100);
    expect(service.bodies.heldBytes()).toBe(0);
  });

  it('a large answer under any other ticket gets its negative number unread', async () => {
    const service = await start();
    const { ticket } = await underWay(service);
    await post(service, call('closeConnection', `<ticket>${ticket}</ticket>`));
    const counts = counted(service.bodies);
    for (const other of [ticket, ticket.replace(/.{4}$/, '0000'), 'made up', '']) {
      counts.held = 0;
      const reply = await post(service, answer(other, 300_000));
      expect(readReply('receiveResponseXML', reply)).toBeLessThan(0);
      expect(counts.held).toBeLessThanOrEqual(STRANGER_MAX_BYTES + CHUNK_BYTES);
    }
  });

  it('a body of a live ticket that is larger than is taken is held to the limit, but read to its end, since .NET listens only then', async () => {
    const service = await start({ soapBodyMaxBytes: 1_000_000 });
    const { ticket } = await underWay(service);
    const counts = counted(service.bodies);
    const body = answer(ticket, 12_000_000);
    const head = ['Content-Type: text/xml; charset=utf-8', `Content-Length: ${body.length}`];
    const { socket, answered } = begin(service, '/qbwc', head, body);
    expect(await answered()).toMatch(/^HTTP\/1.1 200 .*receiveResponseXMLResult>-1</s);
    expect(counts.held).toBeLessThanOrEqual(1_000_000 + CHUNK_BYTES);
    await turns(() => service.bodies.unfinished() === 0);
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [next] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    expect(String(next)).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  it('a ticket beyond the first 16 KiB is none', async () => {
    const service = await start();
    const { ticket } = await underWay(service);
    const late = call(
      'receiveResponseXML',
      `<message>${'x'.repeat(17_000)}</message><ticket>${ticket}</ticket><response>${'x'.repeat(100_000)}</response>`,
    );
    expect(readReply('receiveResponseXML', await post(service, late))).toBeLessThan(0);
  });

  it('long bodies that come at once are parsed one in a round of the loop, and a sign-in waits for none of them', async () => {
    const service = await start();
    const company = await newCompany(service);
    const credentials = `<strUserName>${company.userName}</strUserName><strPassword>${company.password}</strPassword>`;
    const signIn = async () =>
      readReply('authenticate', await post(service, call('authenticate', credentials)))[0] ?? '';
    const ticket = await signIn();
    const unknown = (at: number) => ticket.slice(0, -4) + String(at).padStart(4, '0');
    let inThisRound = 0;
    let most = 0;
    let parsed = 0;
    const get = service.store.get.bind(service.store);
    // A ticket is looked up as soon as it has been read: of the first part, then of the whole body.
    vi.spyOn(service.store, 'get').mockImplementation((async (collection: never, id: string) => {
      if (collection === SESSIONS) {
        parsed++;
        most = Math.max(most, ++inThisRound);
      }
      return get(collection, id);
    }) as typeof get);
    let isOver = false;
    setImmediate(function again() {
      inThisRound = 0;
      if (!isOver) setImmediate(again);
    });
    const strangers = Array.from({ length: 30 }, (_, at) => post(service, answer(unknown(at), 30_000)));
    await signIn();
    const parsedBefore = parsed;
    for (const reply of await Promise.all(strangers))
      expect(readReply('receiveResponseXML', reply)).toBeLessThan(0);
    isOver = true;
    expect(parsed).toBe(60);
    expect(most).toBe(1);
    expect(parsedBefore).toBeLessThan(60);
  });

  it('a store that is away stops the session as ever, and the answer is not read', async () => {
    const service = await start();
    const { ticket } = await underWay(service);
    // One that gave the set itself knows the ticket.
    await service.restart();
    const counts = counted(service.bodies);
    const away = vi.spyOn(service.store, 'get').mockRejectedValue(new Error('away'));
    const reply = await post(service, answer(ticket, 300_000));
    away.mockRestore();
    expect(readReply('receiveResponseXML', reply)).toBeLessThan(0);
    expect(counts.held).toBeLessThanOrEqual(STRANGER_MAX_BYTES + CHUNK_BYTES);
  });
});

onEmbeddedStore('unfinished bodies', (start) => {
  const limits = { totalBytes: 100_000, callerBytes: 50_000, strangersBytes: 20_000 };

  it('of strangers hold no more than their sum, the oldest gives way with 503, and an honest call gets through', async () => {
    const service = await start({ bodyLimits: limits });
    const held = Array.from({ length: 10 }, () =>
      begin(service, '/qbwc', ['Content-Length: 60000'], ' '.repeat(5_000)),
    );
    const text = await Promise.race(held.map(({ ended }) => ended));
    expect(text).toMatch(/^HTTP\/1.1 503 .*retry-after: 10/is);
    expect(text).toMatch(/content-type: text\/plain/i);
    expect(service.bodies.heldBytes()).toBeLessThanOrEqual(limits.strangersBytes);
    expect((await post(service, call('serverVersion'))).status).toBe(200);
    expect(service.bodies.heldBytes()).toBeLessThanOrEqual(limits.strangersBytes);
    for (const { socket } of held) socket.destroy();
    await turns(() => service.bodies.unfinished() === 0);
    expect(service.bodies.heldBytes()).toBe(0);
  });

  it('of one user hold no more than a user’s share: more is 503 with Retry-After, a later one is taken', async () => {
    const service = await start({ bodyLimits: limits });
    const slow = begin(service, '/api/companies', [BASIC, 'Content-Length: 60000'], ' '.repeat(45_000));
    await turns(() => service.bodies.heldBytes() === 45_000);
    const body = JSON.stringify({ name: 'x'.repeat(10_000) });
    const refused = await service.api('POST', '/api/companies', { body, type: 'application/json' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    expect(refused.headers.get('retry-after')).toBe('10');
    slow.socket.destroy();
    await turns(() => service.bodies.heldBytes() === 0);
    expect((await service.api('POST', '/api/companies', { body, type: 'application/json' })).status).toBe(
      422,
    );
  });

  it('that do not keep the least pace are 408, and hold nothing any more', async () => {
    const service = await start();
    const stranger = begin(service, '/qbwc', ['Content-Length: 1000'], '<');
    const user = begin(service, '/api/companies', [BASIC, 'Content-Length: 1000'], '{');
    await turns(() => service.bodies.heldBytes() === 2);
    service.bodies.dropSlow();
    expect(service.bodies.unfinished()).toBe(2);
    service.advance(WINDOW_MS);
    service.bodies.dropSlow();
    expect(service.bodies.heldBytes()).toBe(0);
    expect(await stranger.ended).toMatch(/^HTTP\/1.1 408 .*content-type: text\/plain/is);
    expect(await user.ended).toMatch(/^HTTP\/1.1 408 .*problem\+json.*"code":"too-slow"/is);
  });
});

onEmbeddedStore('bodies that nobody wants', (start) => {
  it.each(['/api/companies', '/api/nothing', '/sign-in', '/users', '/nothing', '/healthz'])(
    'are read to a bound, and then the connection ends: %s',
    async (path) => {
      const service = await start();
      const counts = counted(service.bodies);
      const { socket, ended } = begin(service, path, [
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 100000000',
      ]);
      const chunk = Buffer.alloc(CHUNK_BYTES, 0x20);
      const send = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', send);
      send();
      expect(await ended).toMatch(/^HTTP\/1.1 4\d\d /);
      // More than the bound is what ends it; without counting, Node would read all of it.
      expect(counts.came).toBeGreaterThan(UNREAD_MAX_BYTES);
      expect(counts.came).toBeLessThanOrEqual(UNREAD_MAX_BYTES + CHUNK_BYTES);
      expect(counts.held).toBeLessThanOrEqual(16 * KIB + CHUNK_BYTES);
    },
  );

  it('that come to no end are cut off by their pace', async () => {
    const service = await start();
    const { ended, answered } = begin(service, '/api/companies', ['Content-Length: 1000'], '{');
    expect(await answered()).toMatch(/^HTTP\/1.1 401 /);
    await turns(() => service.bodies.unfinished() === 1);
    service.advance(WINDOW_MS);
    service.bodies.dropSlow();
    await ended;
    await turns(() => service.bodies.unfinished() === 0);
  });

  it('leave a connection as it was when they were small', async () => {
    const service = await start();
    const { socket, answered } = begin(service, '/api/companies', ['Content-Length: 2'], '{}');
    expect(await answered()).toMatch(/^HTTP\/1.1 401 /);
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data').then(([chunk]) => expect(String(chunk)).toMatch(/^HTTP\/1.1 200 /));
    socket.destroy();
  });
});

onEmbeddedStore('behind a reverse proxy', (start) => {
  it('requests at once are bounded for each address that the trusted proxy tells, of IPv6 by /64', async () => {
    const service = await start({ trustedProxies: 1 });
    const from = (path: string, address: string) =>
      begin(service, path, [`X-Forwarded-For: 192.0.2.9, ${address}`, 'Content-Length: 10'], '<');
    const held = Array.from({ length: OF_ONE_ADDRESS_MAX }, (_, count) =>
      from('/qbwc', `2001:db8::${count.toString(16)}`),
    );
    await turns(() => service.bodies.unfinished() === OF_ONE_ADDRESS_MAX);
    expect(await from('/qbwc', '2001:db8::ffff:1').answered()).toMatch(/^HTTP\/1.1 503 .*retry-after: 10/is);
    expect(await from('/api/companies', '2001:db8::ffff:2').answered()).toMatch(
      /^HTTP\/1.1 503 .*problem\+json.*"code":"overloaded"/is,
    );
    expect(await from('/api/companies', '2001:db8:0:1::1').answered()).toMatch(/^HTTP\/1.1 401 /);
    for (const { socket } of held) socket.destroy();
    await turns(() => service.bodies.unfinished() <= 3);
    expect(await from('/api/companies', '2001:db8::ffff:2').answered()).toMatch(/^HTTP\/1.1 401 /);
  });
});

it('a connection too many is told so; one that only waits for a next call gives way', async () => {
  let refusals = 0;
  const connections = createConnections(
    { total: 3, ofOneAddress: 10 },
    () => refusals++,
    (run) => setImmediate(run),
  );
  const waiting: http.ServerResponse[] = [];
  const server = http.createServer();
  connections.guard(server, (request, response) =>
    request.url === '/wait' ? void waiting.push(response) : void response.end('ok'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service = { url: `http://localhost:${(server.address() as AddressInfo).port}` } as Service;
  const open = (path: string) => begin(service, path, ['Content-Length: 0']);
  const idle = open('/');
  await idle.answered();
  const [a, b] = [open('/wait'), open('/wait')];
  await turns(() => waiting.length === 2);
  expect(connections.places.taken()).toBe(3);
  // All three are in use: the idle one goes, and the next caller has its place.
  expect(await open('/').ended).toMatch(/^HTTP\/1.1 503 .*Retry-After: 10.*Too many connections/s);
  await idle.ended;
  const next = open('/');
  expect(await next.answered()).toMatch(/^HTTP\/1.1 200 /);
  expect([connections.places.taken(), refusals]).toEqual([3, 1]);
  for (const { socket } of [a, b, next]) socket.destroy();
  await turns(() => connections.places.taken() === 0);
  server.close();
});

it('requests that do not wait for their answers are eight on a connection; one more closes it, and later ones are answered', async () => {
  let refused = 0;
  let handled = 0;
  const connections = createConnections(
    { total: 10, ofOneAddress: 10 },
    () => refused++,
    () => {},
  );
  const server = http.createServer();
  connections.guard(server, (_request, response) => {
    handled++;
    setImmediate(() => response.end('here'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sent = async (count: number) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk;
    });
    const closed = once(socket, 'close');
    const get = (more: string) => `GET / HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    socket.write(get('').repeat(count - 1) + get('Connection: close\r\n'));
    await closed;
    return text.split('here').length - 1;
  };
  expect(await sent(8)).toBe(8);
  expect([handled, refused]).toEqual([8, 0]);
  await sent(500);
  expect([handled, refused]).toEqual([16, 1]);
  expect(await sent(1)).toBe(1);
  server.close();
});
