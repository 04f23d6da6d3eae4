/** The long argument of a request goes past the strict parser: what comes out must be what the parser would have made of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictly } from '../../server/soap/envelope.ts';
import { parseCall, parseInPieces } from '../../server/soap/parse-call.ts';
import { StreamedRequest } from '../../server/soap/streamed-request.ts';
import { call, characterData, envelope, INTUIT, parse, received, refusal, responseIn } from './requests.ts';

describe('the long argument', () => {
  const answer = '&lt;?xml version="1.0" ?&gt;\r\n&lt;a b="&amp;amp; &#233; €"&gt;'.repeat(1000);

  it('goes on in the pieces in which it comes', () => {
    const body = received(answer, '<hresult /><message />');
    const pieces: Buffer[] = [];
    const request = new StreamedRequest((_, piece) => pieces.push(Buffer.from(piece)));
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += 4_096) {
      const before = pieces.length;
      const cut = bytes.subarray(at, at + 4_096);
      request.write(Buffer.from(cut.toString('latin1').replace(/[^\0-\x7f]/g, '?')));
      // One that is held until its end would be told at once.
      if (at + 4_096 < bytes.length - 1_000) expect(pieces.length).toBe(before + 1);
    }
    expect(request.end()).toMatchObject({ kind: 'call', params: { ticket: 't', response: '' } });
    expect(responseIn(answer)).toBe(characterData(answer));
  });

  it('may hold more than characters and references', () => {
    expect(responseIn(`${answer}<![CDATA[x]]>&lt;`)).toBe(`${characterData(answer)}x<`);
    expect(responseIn(`<![CDATA[x]]>${answer}<!-- -->y`)).toBe(`x${characterData(answer)}y`);
    expect(responseIn(`${answer}&nbsp;`)).toEqual(refusal());
    expect(responseIn(`${answer}<a/>`)).toEqual(refusal());
  });

  const long = 'A'.repeat(100);
  const inOrder = (...params: string[]) => call('receiveResponseXML', params.join(''));
  it.each([
    ['in a comment', inOrder(`<!-- <response>${long}</response> -->`, '<response>real</response>'), 'real'],
    ['in a comment that the text ends', inOrder(`<!-- <response>${long} --></response>`), refusal()],
    [
      'in CDATA',
      inOrder(`<message><![CDATA[<response>${long}</response>]]></message>`, '<response>real</response>'),
      'real',
    ],
    [
      'in an attribute',
      inOrder(`<message a="<response>${long}</response>"/>`, '<response>real</response>'),
      refusal(),
    ],
    ['in a tag whose attribute holds >', inOrder(`<response a=">${long}">real</response>`), 'real'],
    [
      'in a comment of the real one',
      inOrder(`<é:response xmlns:é="${INTUIT}"><!-- <response>${long} -->real</é:response>`),
      'real',
    ],
    ['in another parameter', inOrder(`<message><response>${long}</response></message>`), refusal()],
    ['twice', inOrder(`<response>${long}</response><response>${long}</response>`), refusal()],
    ['under another namespace', inOrder(`<x:response xmlns:x="urn:x">${long}</x:response>`), refusal()],
    [
      'in a Header',
      envelope(
        `<receiveResponseXML xmlns="${INTUIT}"><response>real</response></receiveResponseXML>`,
        `<soap:Header><response>${long}</response></soap:Header>`,
      ),
      'real',
    ],
    ['closed by another tag', inOrder(`<response>${long}</respons>`), refusal()],
    ['never closed', inOrder('<response>').slice(0, -70) + long, refusal()],
    ['under a longer name', inOrder(`<responses>${long}</responses>`, '<response>real</response>'), 'real'],
  ])('is not mistaken for a text %s', (_, body, expected) => {
    const result = parse(body);
    expect(typeof expected === 'string' ? (result as { params?: object }).params : result).toEqual(
      typeof expected === 'string' ? expect.objectContaining({ response: expected }) : expected,
    );
  });

  it('comes out the same whether it is cut out, in whatever pieces, or parsed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<response>',
        '</response>',
        '<response/>',
        '<response xsi:nil="true">',
        '<x:response>',
        '<strHCPResponse>',
        '</strHCPResponse>',
        '<message>',
        '</message>',
        '<ticket>t</ticket>',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?x ?>',
        '&lt;',
        '&gt;',
        '&amp;',
        '&quot;',
        '&apos;',
        '&#38;',
        '&#13;',
        '&#x1;',
        '&#xD800;',
        '&#55357;',
        '&#',
        '&',
        ';',
        'amp;',
        'lt;',
        '#65;',
        '\r\n',
        '\r',
        '\n',
        '\t',
        ' ',
        ']',
        '>',
        '/>',
        '"',
        'AAAA',
        'é',
        '€',
        '😀',
        '\u0001',
        '\uFFFE',
        '\uD800',
        '\uFFFD',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const soup = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const harmless = fc.array(
      fc.constantFrom(
        '&lt;',
        '&gt;',
        '&amp;',
        '&#38;',
        '&#x1;',
        '&apos;',
        '\r',
        '\n',
        ']',
        '>',
        'é€😀',
        '#65;',
      ),
      {
        maxLength: 12,
      },
    );
    const response = fc.oneof(
      soup,
      harmless.map((pieces) => pieces.join('')),
    );
    const at = fc.array(fc.nat(1_000), { maxLength: 6 });
    let calls = 0;
    fc.assert(
      fc.property(soup, response, soup, fc.boolean(), at, (before, text, after, isClean, places) => {
        const body = isClean
          ? received(text)
          : call('receiveResponseXML', `${before}<response>${text}</response>${after}`);
        if (!body.isWellFormed()) return;
        const strict = parseStrictly(body);
        const pieces = cutAt(body, places);
        expect(parseInPieces(pieces)).toEqual(strict.kind === 'call' ? strict : refusal(strict.code));
        if (strict.kind === 'call' && /<response>/.test(pieces[0] ?? '')) calls++;
      }),
      { numRuns: 3000 },
    );
    // Or else this property says nothing.
    expect(calls).toBeGreaterThan(200);
  });

  it('of 20 MB is read', () => {
    const text = answer.repeat(Math.ceil(20_000_000 / answer.length));
    const result = parseCall(received(text));
    expect(
      result.kind === 'call' && result.operation === 'receiveResponseXML' && result.params.response,
    ).toBe(characterData(answer)!.repeat(Math.ceil(20_000_000 / answer.length)));
  });
});

/** The text in pieces, none of which begins within a character. */
function cutAt(text: string, places: readonly number[]): string[] {
  const starts = [...new Set([0, ...places.filter((place) => place < text.length)])].sort((a, b) => a - b);
  const whole = starts.filter((at) => (text.charCodeAt(at) & 0xfc00) !== 0xdc00);
  return whole.map((at, index) => text.slice(at, whole[index + 1]));
}
