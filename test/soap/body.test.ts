import http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyLimits, createBodies } from '../../server/http/bodies.ts';
import type { Long } from '../../server/http/read-body.ts';
import { type Body, type Decoded, decoded, HEAD_BYTES, readBody } from '../../server/soap/body.ts';

const LIMIT = 1_000_000;

let limit = LIMIT;
let long: Long | undefined;
const bodies = createBodies(bodyLimits(LIMIT), () => 0);
/** Everybody is known, and may send as much as the limit. */
const options = (response: http.ServerResponse) => ({
  bodies,
  response,
  caller: 'somebody',
  limitBytes: limit,
  look: async () => ({ caller: 'somebody', limitBytes: limit }),
  ...(long && { long }),
});
let isPaused = false;
type Read = Exclude<Body, { kind: 'whole' }> | Decoded;
let answer = Promise.withResolvers<Read>();
let current: http.IncomingMessage | undefined;
const server = http.createServer((request, response) => {
  current = request;
  readBody(request, options(response)).then((body) => {
    isPaused = request.isPaused();
    answer.resolve(body.kind === 'whole' ? decoded(body.bytes, body.contentType) : body);
    response.setHeader('connection', 'close');
    response.end();
  }, answer.reject);
});

// nock stands between raw sockets as well, and some of them then never connect; all of these are of this machine.
beforeAll(() => nock.restore());
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** The raw socket: http.request would mend what is sent. */
function connection(head: string[], limitBytes = LIMIT): { socket: net.Socket; body: Promise<Read> } {
  limit = limitBytes;
  answer = Promise.withResolvers<Read>();
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${head.map((line) => `${line}\r\n`).join('')}\r\n`);
  return { socket, body: answer.promise };
}

async function read(bytes: Buffer | string, head: string[] = [], limitBytes = LIMIT): Promise<Read> {
  const content = Buffer.from(bytes as string);
  const { socket, body } = connection([`Content-Length: ${content.length}`, ...head], limitBytes);
  socket.write(content);
  const result = await body;
  socket.destroy();
  return result;
}

const tooLarge = (): Read => ({ kind: 'too-large', limitBytes: limit });
const text = (content: string): Read => ({ kind: 'text', text: content });
const type = (charset: string) => [`Content-Type: text/xml; charset=${charset}`];
const utf16be = (content: string) => Buffer.from(content, 'utf16le').swap16();

describe('reading', () => {
  it('keeps a character whole that lies across two chunks', async () => {
    const { socket, body } = connection(['Transfer-Encoding: chunked']);
    for (const byte of Buffer.from('é€😀')) {
      socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write('0\r\n\r\n');
    expect(await body).toEqual(text('é€😀'));
    socket.destroy();
  });

  it('takes a request without a body as an empty text', async () => {
    expect(await read('')).toEqual(text(''));
  });

  it('passes a long body on as it comes, and lets others in between', async () => {
    const content = Buffer.from(Array.from({ length: 150_000 }, (_, at) => `${at} `).join(''));
    const pieces: Buffer[] = [];
    const came = Promise.withResolvers<void>();
    let waits = 0;
    long = {
      bytes: 100_000,
      begin: () => (piece) => {
        pieces.push(Buffer.from(piece));
        queueMicrotask(() => {
          if (current?.isPaused()) waits++;
        });
        if (Buffer.concat(pieces).length > 500_000) came.resolve();
      },
    };
    const { socket, body } = connection([`Content-Length: ${content.length}`]);
    socket.write(content.subarray(0, 600_000));
    await came.promise;
    socket.write(content.subarray(600_000));
    expect(await body).toEqual({ kind: 'long' });
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    expect(waits).toBeGreaterThan(3);
    long = undefined;
    socket.destroy();
  });

  it('reads 24 MB', async () => {
    const big = `${'&lt;a&gt;é'.repeat(2_400_000)}`;
    expect(await read(big, type('utf-8'), 30_000_000)).toEqual(text(big));
  });

  it('says that a request was aborted, and settles', async () => {
    const { socket, body } = connection(['Content-Length: 1000']);
    socket.write('half', () => socket.destroy());
    expect(await body).toEqual({ kind: 'aborted' });
  });

  it('says so also where the request had gone before it was read', async () => {
    const request = new http.IncomingMessage(new net.Socket());
    request.destroy();
    expect(await readBody(request, options(new http.ServerResponse(request)))).toEqual({ kind: 'aborted' });
  });
});

describe('the limit', () => {
  it('lets a body of exactly its size through, and no byte more', async () => {
    expect(await read('x'.repeat(1000), [], 1000)).toEqual(text('x'.repeat(1000)));
    expect(await read('x'.repeat(1001), [], 1000)).toEqual(tooLarge());
  });

  it('refuses by Content-Length as soon as it is known whose it is', async () => {
    const { socket, body } = connection([`Content-Length: ${LIMIT + 1}`]);
    socket.write('x'.repeat(HEAD_BYTES));
    expect(await body).toEqual(tooLarge());
    socket.destroy();
  });

  it('counts where there is no Content-Length, and stops reading', async () => {
    const { socket, body } = connection(['Transfer-Encoding: chunked'], 1000);
    socket.write(`800\r\n${'x'.repeat(0x800)}\r\n`);
    expect(await body).toEqual(tooLarge());
    expect(isPaused).toBe(true);
    socket.destroy();
  });

  it('holds for what a gzip bomb inflates to', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    expect(bomb.length).toBeLessThan(LIMIT);
    expect(await read(bomb, ['Content-Encoding: gzip'])).toEqual(tooLarge());
    expect(await read(deflateSync(Buffer.alloc(LIMIT + 1)), ['Content-Encoding: deflate'])).toEqual(
      tooLarge(),
    );
    expect(await read(gzipSync(Buffer.alloc(LIMIT, 'x')), ['Content-Encoding: gzip'])).toEqual(
      text('x'.repeat(LIMIT)),
    );
  });
});

describe('Content-Encoding', () => {
  it.each([
    ['identity', Buffer.from('<é/>')],
    ['gzip', gzipSync('<é/>')],
    ['GZIP', gzipSync('<é/>')],
    ['deflate', deflateSync('<é/>')],
    ['deflate', deflateRawSync('<é/>')],
  ])('%s is taken', async (coding, bytes) => {
    expect(await read(bytes, [`Content-Encoding: ${coding}`])).toEqual(text('<é/>'));
  });

  it.each(['br', 'zstd', 'gzip, gzip', 'compress'])('%s is refused', async (coding) => {
    expect(await read('x', [`Content-Encoding: ${coding}`])).toMatchObject({ kind: 'unsupported' });
  });

  it('refuses what is not what it says, or only half of it', async () => {
    const zipped = gzipSync('<a/>'.repeat(1000));
    for (const bytes of [Buffer.from('<a/>'), zipped.subarray(0, 40), Buffer.alloc(0)])
      expect(await read(bytes, ['Content-Encoding: gzip'])).toMatchObject({ kind: 'malformed' });
    expect(await read('<a/>', ['Content-Encoding: deflate'])).toMatchObject({ kind: 'malformed' });
  });
});

describe('the character set', () => {
  it.each([
    ['utf-8', Buffer.from('<é/>')],
    ['UTF-8', Buffer.from('<é/>')],
    ['"utf-8"', Buffer.from('<é/>')],
    ['iso-8859-1', Buffer.from('<é/>', 'latin1')],
    ['windows-1252', Buffer.from('<é/>', 'latin1')],
    ['utf-16', Buffer.from('<é/>', 'utf16le')],
    ['utf-16', utf16be('<é/>')],
    ['utf-16', utf16be('\uFEFF<é/>')],
    ['utf-16le', Buffer.from('<é/>', 'utf16le')],
    ['utf-16be', utf16be('<é/>')],
  ])('is taken from Content-Type: %s', async (charset, bytes) => {
    expect(await read(bytes, type(charset))).toEqual(text('<é/>'));
  });

  it('reads windows-1252 as Windows does', async () => {
    expect(await read(Buffer.from([0x80, 0x92]), type('windows-1252'))).toEqual(text('€’'));
  });

  it.each([
    ['UTF-8', Buffer.from('\uFEFF<é/>')],
    ['UTF-16, little-endian', Buffer.from('\uFEFF<é/>', 'utf16le')],
    ['UTF-16, big-endian', utf16be('\uFEFF<é/>')],
  ])('else by the byte order mark, which goes: %s', async (_, bytes) => {
    expect(await read(bytes)).toEqual(text('<é/>'));
    expect(await read(bytes, ['Content-Type: text/xml'])).toEqual(text('<é/>'));
  });

  it('else by the XML declaration', async () => {
    const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><é/>`;
    expect(await read(Buffer.from(xml('ISO-8859-1'), 'latin1'))).toEqual(text(xml('ISO-8859-1')));
    expect(await read(Buffer.from(xml('utf-16'), 'utf16le'))).toEqual(text(xml('utf-16')));
    expect(await read(utf16be(xml('utf-16')))).toEqual(text(xml('utf-16')));
    expect(await read(xml('koi8-r'))).toMatchObject({ kind: 'unsupported' });
  });

  it('else is utf-8, also where a declaration that can be read says utf-16', async () => {
    expect(await read('<é/>')).toEqual(text('<é/>'));
    const xml = '<?xml version="1.0" encoding="utf-16"?><é/>';
    expect(await read(xml)).toEqual(text(xml));
  });

  it('of Content-Type goes before that of the XML declaration', async () => {
    const xml = '<?xml version="1.0" encoding="iso-8859-1"?><é/>';
    expect(await read(xml, type('utf-8'))).toEqual(text(xml));
  });

  it.each(['utf-7', 'utf-32', 'shift_jis', '__proto__', 'constructor'])('%s is refused', async (charset) => {
    expect(await read('x', type(charset))).toMatchObject({ kind: 'unsupported' });
  });

  it.each([
    ['utf-8', Buffer.from([0x3c, 0xe9, 0x3e])],
    ['utf-8', Buffer.from([0xed, 0xa0, 0x80])],
    ['us-ascii', Buffer.from('é')],
    ['utf-16le', Buffer.from([0x3c, 0x00, 0xe9])],
    ['utf-16le', Buffer.from([0x00, 0xd8])],
  ])('is held to: bytes that are not %s are refused', async (charset, bytes) => {
    expect(await read(bytes, type(charset))).toMatchObject({ kind: 'malformed' });
  });
});
