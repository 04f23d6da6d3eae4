/** A program that webhooks lead to, on a port of this machine: it keeps what came and answers as it is told. */
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** From now on; 204 at first. `null`: it takes what comes and never answers. */
  answer(status: number | null, headers?: Record<string, string>, body?: string): void;
  /** Nobody is there any more, until `back`. */
  away(): Promise<void>;
  back(): Promise<void>;
}

/** To be closed by `away`. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let how: { status: number | null; headers: Record<string, string>; body: string } = {
    status: 204,
    headers: {},
    body: '',
  };
  const server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString();
    received.push({ headers: request.headers, text, body: JSON.parse(text) });
    if (how.status !== null) response.writeHead(how.status, how.headers).end(how.body);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer(status, headers = {}, body = '') {
      how = { status, headers, body };
    },
    async away() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    back: () => listen(port),
  };
}
