import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBigArgument, decodeCharacterData } from '../../server/soap/big-argument.ts';
import { parseCall } from '../../server/soap/envelope.ts';
import { call, envelope, INTUIT, parse, received, refusal, responseIn } from './requests.ts';

describe('the big argument', () => {
  const answer = '&lt;?xml version="1.0" ?&gt;\r\n&lt;a b="&amp;amp; &#233; €"&gt;'.repeat(1000);

  it('is cut out of an ordinary answer, and the rest proves where it was', () => {
    const cut = cutBigArgument(received(answer, '<hresult /><message />'), 4096);
    expect(cut).toMatchObject({ param: 'response', text: decodeCharacterData(answer) });
    expect(cut!.rest).toBe(received('&cut;', '<hresult /><message />'));
    expect(
      cutBigArgument(call('sendRequestXML', `<ticket/><strHCPResponse>${answer}</strHCPResponse>`), 4096),
    ).toMatchObject({
      param: 'strHCPResponse',
    });
    const prefixed = received(answer).replace(/(<\/?)response>/g, '$1q1:response>');
    expect(cutBigArgument(prefixed, 4096)).toMatchObject({ param: 'response' });
    expect(responseIn(answer)).toBe(decodeCharacterData(answer));
  });

  it('is left to the parser where it is short, or holds more than characters and references', () => {
    for (const text of [
      'x',
      `${answer}<![CDATA[]]>`,
      `<![CDATA[${answer}]]>`,
      `${answer}<!-- -->`,
      `${answer}&nbsp;`,
    ])
      expect(cutBigArgument(received(text), 4096)).toBeNull();
    expect(responseIn(`${answer}<![CDATA[x]]>`)).toBe(`${decodeCharacterData(answer)}x`);
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
    [
      'with our own entity beside it',
      inOrder(`<response>${long}</response>`, '<message>&cut;</message>'),
      refusal(),
    ],
    [
      'decoy, with our entity in the real one',
      inOrder(`<!-- <response>${long}</response> -->`, '<response>&cut;</response>'),
      refusal(),
    ],
    [
      'decoy, with our mark in the real one',
      inOrder(`<!-- <response>${long}</response> -->`, '<response>&#xD800;</response>'),
      '�',
    ],
    ['under a longer name', inOrder(`<responses>${long}</responses>`, '<response>real</response>'), 'real'],
  ])('is not mistaken for a text %s', (_, body, expected) => {
    const result = parse(body);
    expect(typeof expected === 'string' ? (result as { params?: object }).params : result).toEqual(
      typeof expected === 'string' ? expect.objectContaining({ response: expected }) : expected,
    );
  });

  it('comes out the same whether it is cut out or parsed', () => {
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
        '&cut;',
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
    let calls = 0;
    fc.assert(
      fc.property(soup, response, soup, fc.boolean(), (before, text, after, clean) => {
        const body = clean
          ? received(text)
          : call('receiveResponseXML', `${before}<response>${text}</response>${after}`);
        const cut = parseCall(body, 1);
        expect(cut).toEqual(parseCall(body, Number.POSITIVE_INFINITY));
        if (cut.kind === 'call' && cutBigArgument(body, 1) !== null) calls++;
      }),
      { numRuns: 3000 },
    );
    // Or else this property says nothing.
    expect(calls).toBeGreaterThan(300);
  });

  it('of 20 MB is read', () => {
    const text = answer.repeat(Math.ceil(20_000_000 / answer.length));
    const result = parseCall(received(text));
    expect(
      result.kind === 'call' && result.operation === 'receiveResponseXML' && result.params.response,
    ).toBe(decodeCharacterData(answer)!.repeat(Math.ceil(20_000_000 / answer.length)));
  });
});
