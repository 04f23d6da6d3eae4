/** Connections are counted, of one address and together. One too many is told so and closed before it costs anything. */
import type http from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { createPlaces, type Places } from './places.ts';

/** An office behind one address with two hundred open pages is well within; each costs some 64 KiB at most before it is known. */
export const CONNECTIONS_MAX = 1_000;
export const OF_ONE_ADDRESS_MAX = 400;
/** Without waiting for the answer before (pipelining): no browser and no Web Connector does that. A piece of 64 KiB has room for thousands. */
const OF_ONE_CONNECTION_MAX = 8;
const RETRY_SECONDS = 10;
/** So many are told why at once; others are only closed. */
const LINGERING_MAX = 100;

const TEXT = 'Too many connections at once. Try again in a moment.\n';
const REFUSAL = [
  'HTTP/1.1 503 Service Unavailable',
  `Retry-After: ${RETRY_SECONDS}`,
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${TEXT.length}`,
  'Connection: close',
  '',
  TEXT,
].join('\r\n');

export interface ConnectionLimits {
  readonly total: number;
  readonly ofOneAddress: number;
}

/** Behind a reverse proxy all connections are the proxy's: their number is bounded, the callers' is where requests are. */
export function connectionLimits(trustedProxies: number): ConnectionLimits {
  const ofOneAddress = trustedProxies > 0 ? CONNECTIONS_MAX : OF_ONE_ADDRESS_MAX;
  return { total: CONNECTIONS_MAX, ofOneAddress };
}

export interface Connections {
  /** Counts this server's connections with those of all others that were given; `handle` gets the requests of those that have a place. */
  guard(server: http.Server | https.Server, handle: RequestListener): void;
  readonly places: Places;
}

/** `later` runs what it is given in a second or so. */
export function createConnections(
  limits: ConnectionLimits,
  onRefused: () => void,
  later: (run: () => void) => void,
): Connections {
  const places = createPlaces(limits);
  const servers: (http.Server | https.Server)[] = [];
  const refused = new WeakSet<Socket>();
  const lingering = createPlaces({ total: LINGERING_MAX, ofOneAddress: LINGERING_MAX });
  const manyConnections = limits.total * 0.9;
  const unanswered = new WeakMap<Socket, number>();

  /** False where the connection has too many; then it is closed, and what else was read of it is for nobody. */
  function begins({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    const open = (unanswered.get(socket) ?? 0) + 1;
    if (open > OF_ONE_CONNECTION_MAX) {
      onRefused();
      socket.destroy();
      return false;
    }
    unanswered.set(socket, open);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    return true;
  }
  return {
    places,
    guard(server, handle) {
      servers.push(server);
      const isTls = server instanceof https.Server;
      server.prependListener('connection', (socket: Socket) => {
        // Those that wait for a next call give way to those that have one: their clients connect anew.
        if (places.taken() >= manyConnections) for (const each of servers) each.closeIdleConnections();
        const free = places.take(socket.remoteAddress ?? '');
        if (free) return void socket.once('close', free);
        onRefused();
        refused.add(socket);
        socket.on('error', () => {});
        // With TLS the answer would cost a handshake, the dearest thing that a stranger can ask for.
        const left = isTls ? null : lingering.take('');
        if (!left) return void socket.destroy();
        socket.once('close', left);
        socket.end(REFUSAL);
        // Closed at once, with its request unread, the other side might lose the answer.
        later(() => socket.destroy());
      });
      // The parser gets a refused connection all the same, and may read a request before it is gone.
      server.on('request', (request, response) => {
        if (!refused.has(request.socket) && begins(request, response)) handle(request, response);
      });
    },
  };
}
