/** Streams of events: how many may be open, and what a reader who does not read costs. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { listen } from '../../server/http/listen.ts';
import type { SignedIn } from '../../server/identity/web-sessions.ts';
import { createStreams, type Stream } from '../../server/pages/codes/live/streams.ts';
import { put, verb } from '../support/codes.ts';
import {
  appOn,
  newCompany,
  newUser,
  onEmbeddedStore,
  onMongoDB,
  pageOf,
  type Service,
} from '../support/service.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;

describe('open streams', () => {
  const signedIn = (user: string, session: string) =>
    ({ user: { id: user }, value: `${user} ${session}` }) as unknown as SignedIn;

  function opening() {
    let now = 0;
    const streams = createStreams(() => now);
    const ended: string[] = [];
    const open = (user: string, session = 'one', name = '') => {
      const sink = { writableNeedDrain: false, written: [] as string[] };
      const stream = streams.open({
        company: 'acme',
        session: signedIn(user, session),
        sink: {
          get writableNeedDrain() {
            return sink.writableNeedDrain;
          },
          write: (text: string) => sink.written.push(text) > 0,
          end: ((text: string) => void sink.written.push(text, 'END')) as never,
          destroy: (() => void sink.written.push('DESTROYED')) as never,
        },
        onEnd: () => ended.push(name),
      });
      return { sink, stream };
    };
    const told = (stream: Stream | null, state: string) => {
      if (!stream) throw new Error('refused');
      stream.tell(state);
    };
    return { streams, open, told, ended, advance: (ms: number) => (now += ms) };
  }

  it('are four for a session: the oldest gives way and is told so', () => {
    const { open, ended } = opening();
    const opened = Array.from({ length: 6 }, (_, at) => open('vera', 'one', `${at}`));
    expect(ended).toEqual(['0', '1']);
    expect(opened[0]?.sink.written).toEqual(['event: elsewhere\ndata: {}\n\n', 'END']);
    expect(opened[5]?.sink.written).toEqual([]);
  });

  it('are twenty for a user, however many sessions they have', () => {
    const { open, ended } = opening();
    for (let at = 0; at < 30; at++) open('vera', `session ${at}`, `${at}`);
    expect(ended).toHaveLength(10);
    expect(ended[0]).toBe('0');
  });

  it('are 500 in all: a new one of another user is refused until one has ended', () => {
    const { open, ended } = opening();
    const opened = Array.from({ length: 500 }, (_, at) => open(`user ${at}`));
    expect(open('vera').stream).toBeNull();
    expect(ended).toHaveLength(0);
    opened[7]?.stream?.end(null);
    expect(open('vera').stream).not.toBeNull();
  });

  it('are written to only when what was written before has left, and ended when it does not leave', () => {
    const { open, told, ended, advance } = opening();
    const { sink, stream } = open('vera');
    told(stream, 'first');
    sink.writableNeedDrain = true;
    for (let at = 0; at < 7; at++) {
      told(stream, `news ${at}`);
      advance(2_000);
    }
    expect(sink.written).toHaveLength(1);
    expect(ended).toHaveLength(0);
    sink.writableNeedDrain = false;
    told(stream, 'the newest');
    expect(sink.written).toEqual(['event: state\ndata: first\n\n', 'event: state\ndata: the newest\n\n']);
    sink.writableNeedDrain = true;
    told(stream, 'more');
    advance(15_000);
    told(stream, 'more');
    expect(sink.written.at(-1)).toBe('DESTROYED');
    expect(ended).toHaveLength(1);
  });

  it('say nothing twice, but now and then that they are alive', () => {
    const { open, told, advance } = opening();
    const { sink, stream } = open('vera');
    for (let at = 0; at < 15; at++) {
      told(stream, 'the same');
      advance(2_000);
    }
    expect(sink.written).toEqual(['event: state\ndata: the same\n\n', ': still here\n\n']);
  });

  it('end after ten minutes', () => {
    const { open, told, ended, advance } = opening();
    const { sink, stream } = open('vera');
    told(stream, 'first');
    advance(10 * MINUTE_MS);
    told(stream, 'second');
    expect(ended).toHaveLength(1);
    expect(sink.written.at(-1)).toBe('END');
  });
});

/** Listens with a connection of its own; `text` grows. */
async function listenAt(url: string, path: string, cookie: string) {
  const heard = { text: '', status: 0, ended: false };
  const request = http.get(`${url}${path}/events`, { agent: false, headers: { cookie } });
  request.on('error', () => {});
  const answer = await new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve));
  heard.status = answer.statusCode ?? 0;
  answer.on('data', (chunk: Buffer) => (heard.text += chunk.toString()));
  answer.on('error', () => {});
  answer.on('close', () => (heard.ended = true));
  return { heard, leave: () => request.destroy() };
}

async function listeners(service: Service, users: number, each: number) {
  const company = await newCompany(service);
  await put(service, company, ['03', '04']);
  const path = company.path.replace('/api', '');
  const all: Awaited<ReturnType<typeof listenAt>>[] = [];
  const before = vi.spyOn(service.store, 'count');
  for (let user = 0; user < users; user++) {
    const role = { roles: { [company.id]: 'viewer' } };
    const { headers } = await pageOf(service, await newUser(service, `vera-${user}`, role));
    for (let at = 0; at < each; at++) all.push(await listenAt(service.url, path, headers.cookie));
  }
  return { company, path, all, counted: before, leave: () => all.forEach(({ leave }) => void leave()) };
}

onEmbeddedStore('many who listen', (start) => {
  it('cost the store what one costs', async () => {
    const service = await start();
    const { company, all, counted, leave } = await listeners(service, 13, 4);
    await until(() => all.every(({ heard }) => heard.text.includes('"unsynced":2')));
    await verb(service, company, 'send');
    await until(() => all.every(({ heard }) => heard.text.includes('"pending":2')));
    // Each listener by itself would have counted eight states at least twice: 832 times.
    const looks = counted.mock.calls.length / 8;
    leave();
    expect(looks).toBeLessThan(all.length);
  });

  it('are four in a session, the newest ones', async () => {
    const service = await start();
    const { all, leave } = await listeners(service, 1, 6);
    await until(() => all.slice(0, 2).every(({ heard }) => heard.ended));
    await until(() => all.slice(2).every(({ heard }) => heard.text.includes('event: state')));
    for (const { heard } of all.slice(0, 2)) expect(heard.text).toContain('event: elsewhere');
    expect(all.slice(2).some(({ heard }) => heard.ended)).toBe(false);
    leave();
  });

  it('do not delay a graceful stop, and nobody begins to listen meanwhile', async () => {
    const service = await start();
    const { path, leave } = await listeners(service, 1, 1);
    const { headers } = await pageOf(service, { user: 'vera-0', password: 'battery staple' });
    const stopping = new AbortController();
    const app = await appOn(service.store, { publicURL: service.url, stopping: stopping.signal });
    const servers: http.Server[] = [];
    const listening = await listen({
      create: () => {
        const server = http.createServer(app);
        servers.push(server);
        return server;
      },
      hosts: ['127.0.0.1'],
      port: 0,
      onError: () => {},
    });
    const { port } = servers[0]!.address() as AddressInfo;
    const stream = await listenAt(`http://127.0.0.1:${port}`, path, headers.cookie);
    await until(() => stream.heard.text.includes('event: state'));
    stopping.abort();
    const late = await listenAt(`http://127.0.0.1:${port}`, path, headers.cookie);
    expect(late.heard.status).toBe(503);
    late.leave();
    // Calls that run may take an hour to finish.
    await listening.stop(60 * MINUTE_MS);
    expect(stream.heard.ended).toBe(true);
    leave();
  });
});

onMongoDB('two servers on one store', (start) => {
  it('tell alike what was done at either of them', async () => {
    const service = await start();
    const other = await service.second();
    const { company, path, all, leave } = await listeners(service, 1, 1);
    const { headers } = await pageOf(other, { user: 'vera-0', password: 'battery staple' });
    const there = await listenAt(other.url, path, headers.cookie);
    await until(() => there.heard.text.includes('"unsynced":2'));
    await verb(service, company, 'send');
    await until(() => there.heard.text.includes('"pending":2'));
    await until(() => all[0]?.heard.text.includes('"pending":2') === true);
    there.leave();
    leave();
  });
});
