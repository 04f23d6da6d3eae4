/** One call to a webhook: to an address that was checked, without redirects, bounded in time and in what is read of the answer. */
import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AllTimers } from '../timers.ts';
import { whyNoTarget, whyNotCalled } from './targets.ts';

/** From the first byte out to the last one in. */
export const CALL_MS = 15_000;
/** Nothing of an answer is needed but its status: what is read lets the connection be used again. */
const ANSWER_MAX_BYTES = 64 * 1024;
/** Connections to one host. */
export const CALLS_AT_ONCE = 8;
const HEADERS_MAX_BYTES = 16 * 1024;

/** What came of a call: a status, or why there was none. */
export type Called = { readonly status: number } | { readonly why: string };

export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Post = (call: Call) => Promise<Called>;

export interface PostOptions {
  /** As WEBHOOK_PRIVATE. */
  readonly allowsPrivate: boolean;
  readonly after: AllTimers['after'];
  /** Told to receivers as User-Agent. */
  readonly version: string;
  /** How names are resolved; as the system does by default. */
  readonly resolve?: typeof resolve;
}

/** The name is resolved once, all that it stands for is checked, and the socket goes where the check was. */
function checkedLookup({ allowsPrivate, resolve: ask = resolve }: PostOptions): LookupFunction {
  return (host, options, done) =>
    ask(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      for (const { address } of addresses) {
        const why = whyNotCalled(host, address, allowsPrivate);
        if (why !== null) return done(new Error(why), []);
      }
      const [first] = addresses;
      if (!first) return done(new Error(`${host} stands for no address.`), []);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
}

/** Calls of one server; `close` ends what it keeps open. */
export function createPost(options: PostOptions): { readonly post: Post; close(): void } {
  const kept = { keepAlive: true, maxSockets: CALLS_AT_ONCE, lookup: checkedLookup(options) };
  const agents = { 'http:': new http.Agent(kept), 'https:': new https.Agent(kept) };
  return {
    post: (call) => posted(call, options, agents),
    close: () => Object.values(agents).forEach((agent) => void agent.destroy()),
  };
}

function posted(
  call: Call,
  options: PostOptions,
  agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent },
  isAgain = false,
): Promise<Called> {
  const { url: text, headers, body } = call;
  const { allowsPrivate, after, version } = options;
  const wrong = whyNoTarget(text, allowsPrivate);
  if (wrong !== null) return Promise.resolve({ why: wrong });
  const url = new URL(text);
  const isSecure = url.protocol === 'https:';
  return new Promise((settle) => {
    const request = (isSecure ? https : http).request(url, {
      method: 'POST',
      agent: agents[isSecure ? 'https:' : 'http:'],
      maxHeaderSize: HEADERS_MAX_BYTES,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': version,
      },
    });
    let isOver = false;
    const end = (called: Called | Promise<Called>) => {
      if (isOver) return;
      isOver = true;
      callOff();
      settle(called);
    };
    const callOff = after(CALL_MS, () => {
      end({ why: `No answer within ${CALL_MS / 1_000} seconds.` });
      request.destroy();
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The other side had just closed a connection that was kept: that is no failure of the call.
      const hadClosed = request.reusedSocket && error.code === 'ECONNRESET' && !isAgain && !isOver;
      end(hadClosed ? posted(call, options, agents, true) : { why: error.message.slice(0, 300) });
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes <= ANSWER_MAX_BYTES) return;
        end({ status });
        request.destroy();
      });
      response.on('end', () => end({ status }));
      // Cut off: its status was there.
      response.on('error', () => end({ status }));
    });
    request.end(body);
  });
}
