/** A request that is read as it comes: in whatever pieces and character set, it is the call that the whole of it is. */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoded, transcoderOf } from '../../server/soap/body.ts';
import { parseStrictly } from '../../server/soap/envelope.ts';
import { LongRequest } from '../../server/soap/long-request.ts';
import { call, received } from './requests.ts';

const PLAIN = 'text/xml';
const answer = `<?xml version="1.0"?><QBXML><QBXMLMsgsRs><X a="é€">${'R&amp;D — 😀 '.repeat(300)}</X></QBXMLMsgsRs></QBXML>`;
const latin = answer.replace(/[—😀]+/gu, '–');
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const body = (text: string) => received(escaped(text), '<hresult>0x1</hresult><message />');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

async function readIn(bytes: Buffer, contentType: string, places: readonly number[]) {
  const request = new LongRequest(contentType);
  // The first piece tells the character set.
  const starts = [...new Set([0, ...places.filter((at) => at > 200 && at < bytes.length)])].sort(
    (a, b) => a - b,
  );
  for (const [index, start] of starts.entries()) request.write(bytes.subarray(start, starts[index + 1]));
  const read = request.end();
  const { parts } = await request.text.measure();
  let text = '';
  for (let number = 0; number < parts; number++)
    text += gunzipSync(await request.text.part(number)).toString();
  return { read, text };
}

describe('a long request', () => {
  it.each([
    ['UTF-8', Buffer.from(body(answer)), PLAIN, answer],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${body(answer)}`), PLAIN, answer],
    ['UTF-16, its own order', Buffer.from(`\ufeff${body(answer)}`, 'utf16le'), PLAIN, answer],
    ['UTF-16, by name', utf16be(body(answer)), 'text/xml; charset=utf-16', answer],
    [
      'Windows-1252',
      Buffer.from(body(latin).replaceAll('–', '\x96').replaceAll('€', '\x80'), 'latin1'),
      'text/xml; charset=windows-1252',
      latin,
    ],
    [
      'ASCII',
      Buffer.from(body('<a>&amp;</a>'.repeat(100))),
      'text/xml; charset=us-ascii',
      '<a>&amp;</a>'.repeat(100),
    ],
  ])('in %s is the call that it is', async (_, bytes, contentType, text) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12_000), { maxLength: 12 }), async (places) => {
        const { read, text: kept } = await readIn(bytes, contentType, places);
        expect(read).toEqual({
          kind: 'call',
          operation: 'receiveResponseXML',
          params: { ticket: 't', response: '', hresult: '0x1', message: '' },
        });
        expect(kept).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['no UTF-8', Buffer.from([...Buffer.from(received('x'.repeat(300))), 0xff]), PLAIN],
    ['half of a character at its end', Buffer.from(`${received('x'.repeat(300))}€`).subarray(0, -1), PLAIN],
    ['no ASCII', Buffer.from(body(answer)), 'text/xml; charset=us-ascii'],
    ['half of UTF-16', Buffer.from(body(answer), 'utf16le').subarray(0, -1), PLAIN],
    ['a character set that nobody knows', Buffer.from(body(answer)), 'text/xml; charset=ebcdic'],
  ])('that is %s is not read', async (_, bytes, contentType) => {
    expect((await readIn(bytes, contentType, [300, 301, 302])).read.kind).toBe('unread');
    expect(decoded(bytes, contentType).kind).not.toBe('text');
  });

  it('is refused like a short one, and nothing of it is taken any more', async () => {
    for (const bad of [
      received(`${escaped(answer)}&nbsp;${escaped(answer)}`),
      received(`${escaped(answer)}<a/>`),
      `${body(answer)}x`,
      body(answer).slice(0, -5),
    ]) {
      const { read } = await readIn(Buffer.from(bad), PLAIN, [1_000, 2_000, 6_000]);
      expect(read).toEqual({ ...parseStrictly(bad), reason: expect.any(String) });
    }
  });

  it('tells what the Web Connector told of QuickBooks, unless that is long', async () => {
    const asked = (host: string) =>
      Buffer.from(
        call('sendRequestXML', `<ticket>t</ticket><strHCPResponse>${escaped(host)}</strHCPResponse>`),
      );
    expect((await readIn(asked(answer), PLAIN, [3_000])).read).toMatchObject({
      params: { strHCPResponse: answer },
    });
    const long = answer.repeat(100);
    expect((await readIn(asked(long), PLAIN, [3_000])).read).toMatchObject({
      params: { strHCPResponse: '' },
    });
  });

  it('that goes wrong while it is read says so at its end, and throws nothing before', () => {
    const request = new LongRequest(PLAIN);
    request.text.write = () => {
      throw new RangeError('Array buffer allocation failed');
    };
    request.write(Buffer.from(body(answer)));
    expect(request.end()).toMatchObject({ kind: 'failed', error: expect.any(RangeError) });
  });
});

describe('bytes that are told their character set', () => {
  it('come out as the whole of them does, in whatever pieces', () => {
    const charsets = fc.constantFrom(
      '',
      'utf-8',
      'utf-16',
      'utf-16le',
      'utf-16be',
      'windows-1252',
      'us-ascii',
    );
    const text = fc.array(fc.constantFrom('a', 'é', '€', '😀', '\ufeff', '\ufffd', '\0'), { maxLength: 8 });
    const bytes = fc.oneof(
      text.map((all) => Buffer.from(all.join(''))),
      text.map((all) => Buffer.from(all.join(''), 'utf16le')),
      fc.uint8Array({ maxLength: 8 }).map((all) => Buffer.from(all)),
    );
    fc.assert(
      fc.property(charsets, bytes, fc.nat(8), fc.nat(8), (charset, all, one, other) => {
        const contentType = charset === '' ? PLAIN : `text/xml; charset=${charset}`;
        const transcoder = transcoderOf(all, contentType);
        if ('reason' in transcoder) throw new Error(transcoder.reason);
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const pieces = [all.subarray(0, first), all.subarray(first, second), all.subarray(second)];
        const out = [...pieces.filter(({ length }) => length > 0), Buffer.alloc(0)].map((piece) =>
          transcoder.take(piece),
        );
        const whole = decoded(all, contentType);
        expect(out.includes(null)).toBe(whole.kind !== 'text');
        if (whole.kind !== 'text') return;
        const all8 = out.map((piece) => piece!.toString('utf8'));
        expect(all8.join('')).toBe(whole.text.toWellFormed());
      }),
      { numRuns: 2_000 },
    );
  });
});
