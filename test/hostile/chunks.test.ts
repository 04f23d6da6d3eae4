/** Bodies in chunks of a byte or a few: what is held of them is what was counted, not an object for each. */
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { Blocks, joinSmallChunks } from '../../server/http/blocks.ts';
import { bodyLimits, createBodies } from '../../server/http/bodies.ts';
import { type BodyPieces, readPieces } from '../../server/http/read-body.ts';

// nock stands between raw sockets as well, and some of them then never connect; all of these are of this machine.
beforeAll(() => nock.restore());

const BYTES = 40_000;
const BLOCK_BYTES = 16 * 1024;
const letter = (at: number) => String.fromCharCode(97 + (at % 26));
const TEXT = Array.from({ length: BYTES }, (_, at) => letter(at)).join('');
const chunked = (text: string, size: number) =>
  (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [])
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join('');

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** A server with one request whose body comes in chunks; resolves with what `handle` does. */
async function given<T>(
  body: string,
  handle: (request: http.IncomingMessage, response: http.ServerResponse) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      handle(request, response).then(resolve, reject);
    });
    servers.push(server);
    server.listen(0, '127.0.0.1', () => {
      const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
    });
  });
}

const turns = async (isThere: () => boolean) => {
  while (!isThere()) await new Promise((resolve) => setImmediate(resolve));
};

it.each([1, 7, 5_000])('a body in chunks of %i bytes is held in pieces of 16 KiB', async (size) => {
  const bodies = createBodies(bodyLimits(1), () => 0);
  const read = await given<BodyPieces>(`${chunked(TEXT, size)}0\r\n\r\n`, (request, response) =>
    readPieces(request, { bodies, response, caller: null, limitBytes: BYTES }),
  );
  if (read.kind !== 'pieces') throw new Error(read.kind);
  expect(Buffer.concat(read.pieces).toString()).toBe(TEXT);
  expect(read.pieces.length).toBeLessThanOrEqual(Math.ceil(BYTES / BLOCK_BYTES));
});

it('between large chunks a small one holds no room that is not counted', () => {
  const blocks = new Blocks();
  for (let at = 0; at < 100; at++) {
    blocks.add(Buffer.from('x'));
    blocks.add(Buffer.alloc(BLOCK_BYTES));
  }
  const held = blocks.take().reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  expect(held).toBeLessThan(100 * (BLOCK_BYTES + 64 * 1024));
  expect(blocks.bytes).toBe(0);
});

it('chunks of one byte that nobody reads yet wait as a few, and all of them come in the end', async () => {
  const seen = await given(`${chunked(TEXT, 1)}0\r\n\r\n`, async (request) => {
    joinSmallChunks(request);
    await turns(() => request.readableLength >= BYTES);
    let count = 0;
    let text = '';
    // One by one, as they are kept.
    request.on('data', (chunk) => {
      count++;
      text += chunk;
    });
    await once(request, 'end');
    return { count, text };
  });
  expect(seen.text).toBe(TEXT);
  expect(seen.count).toBeLessThan(BYTES / 100);
});

it('more than Node keeps unread waits at the sender, and comes when it is read', async () => {
  const text = TEXT.repeat(20);
  const seen = await given(`${chunked(text, 3)}0\r\n\r\n`, async (request) => {
    joinSmallChunks(request);
    await turns(() => request.readableLength >= request.readableHighWaterMark);
    for (let round = 0; round < 100; round++) await new Promise((resolve) => setImmediate(resolve));
    const waiting = request.readableLength;
    let read = '';
    for await (const chunk of request) read += chunk;
    return { waiting, read };
  });
  expect(seen.read).toBe(text);
  expect(seen.waiting).toBeLessThan(text.length / 2);
});

it('small chunks that are read as they come all arrive, however many come in one round', async () => {
  const text = TEXT.repeat(50);
  const read = await given(`${chunked(text, 500)}0\r\n\r\n`, async (request) => {
    joinSmallChunks(request);
    let all = '';
    for await (const chunk of request) all += chunk;
    return all;
  });
  expect(read).toBe(text);
});
