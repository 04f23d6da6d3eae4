/** The short way for .NET's own bytes comes to what the strict parser comes to, or leaves the request to it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictly } from '../../server/soap/envelope.ts';
import { parseCall } from '../../server/soap/parse-call.ts';
import { readPlainRequest } from '../../server/soap/plain-request.ts';
import { authenticate, call, envelope, INTUIT } from './requests.ts';

describe('a plain request', () => {
  it.each([
    call('serverVersion'),
    envelope(`<serverVersion xmlns="${INTUIT}" />`),
    authenticate(' a "b" \'c\' ]] \t\n'),
    call('receiveResponseXML', '<ticket>t</ticket><response /><hresult>0x80040400</hresult><message />'),
    call(
      'sendRequestXML',
      '<ticket>t</ticket><qbXMLMajorVers>13</qbXMLMajorVers><qbXMLMinorVers>0</qbXMLMinorVers>',
    ),
  ])('is read like the strict parser reads it: %s', (body) => {
    expect(readPlainRequest(body)).not.toBeNull();
    expect(parseCall(body)).toEqual(parseStrictly(body));
  });

  it.each([
    ['a reference', authenticate('a&amp;b')],
    ['a letter beyond ASCII', authenticate('ä')],
    ['a carriage return', authenticate('a\rb')],
    ['a parameter given twice', call('getLastError', '<ticket>a</ticket><ticket>b</ticket>')],
    ['a nested parameter', call('getLastError', '<ticket><a>b</a></ticket>')],
    ['an attribute', call('getLastError', '<ticket id="1">a</ticket>')],
    ['a tag that does not match', call('getLastError', '<ticket>a</tickets>')],
    ['text between parameters', call('getLastError', 'x<ticket>a</ticket>')],
    ['another namespace', envelope('<serverVersion xmlns="urn:other" />')],
    [
      'the end of something else',
      call('getLastError', '<ticket>a</ticket>').replace('</getLastError>', '</other>'),
    ],
    ['a second element', envelope(`<serverVersion xmlns="${INTUIT}" /><serverVersion xmlns="${INTUIT}" />`)],
    ['a long text', authenticate('x'.repeat(5_000))],
  ])('that has %s is left to the strict parser', (_, body) => {
    expect(readPlainRequest(body)).toBeNull();
  });

  it('whose bytes are changed anywhere still means the same to both', () => {
    const body = authenticate('secret');
    const piece = fc.constantFrom(
      '',
      ' ',
      '<',
      '>',
      '/',
      '&',
      '"',
      "'",
      'x',
      ' />',
      ']]>',
      '\n',
      '<a/>',
      'ä',
      '\u0001',
      '</ticket>',
    );
    fc.assert(
      fc.property(fc.nat(body.length), fc.nat(3), piece, (at, cut, text) => {
        const changed = body.slice(0, at) + text + body.slice(at + cut);
        expect(parseCall(changed)).toEqual(parseStrictly(changed));
      }),
      { numRuns: 3_000 },
    );
  });

  it('with any texts means the same to both', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 20 }), (text) => {
        const body = authenticate(text);
        expect(parseCall(body)).toEqual(parseStrictly(body));
      }),
      { numRuns: 3_000 },
    );
  });
});
