/** Requests as the Web Connector writes them, and their reading. */
import { expect } from 'vitest';
import { CharacterData } from '../../server/soap/character-data.ts';
import { parseStrictly } from '../../server/soap/envelope.ts';
import { parseCall, parseInPieces } from '../../server/soap/parse-call.ts';

export const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const INTUIT = 'http://developer.intuit.com/';
export const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';
export const XSI =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

/** As the real connector writes it. */
export const envelope = (body: string, header = '') =>
  `${DECLARATION}<soap:Envelope xmlns:soap="${SOAP11}" ${XSI}>${header}<soap:Body>${body}</soap:Body></soap:Envelope>`;
export const call = (operation: string, params = '') =>
  envelope(`<${operation} xmlns="${INTUIT}">${params}</${operation}>`);
export const authenticate = (password: string) =>
  call('authenticate', `<strUserName>u</strUserName><strPassword>${password}</strPassword>`);
export const received = (response: string, more = '') =>
  call('receiveResponseXML', `<ticket>t</ticket><response>${response}</response>${more}`);

/** In all ways: with the long argument cut out whatever its size, in one piece and in two, and all by the parser. */
export function parse(body: string) {
  const strict = parseStrictly(body);
  const alike = strict.kind === 'refused' ? { ...strict, reason: expect.any(String) } : strict;
  expect(parseCall(body)).toEqual(alike);
  if (body.isWellFormed()) {
    expect(parseInPieces([body])).toEqual(alike);
    const middle = body.length >> 1;
    const half = body.slice(0, middle).isWellFormed() ? middle : middle + 1;
    expect(parseInPieces([body.slice(0, half), body.slice(half)])).toEqual(alike);
  }
  return strict;
}
export const passwordIn = (text: string) => {
  const result = parse(authenticate(text));
  return result.kind === 'call' && result.operation === 'authenticate' ? result.params.strPassword : result;
};
export const responseIn = (text: string) => {
  const result = parse(received(text));
  return result.kind === 'call' && result.operation === 'receiveResponseXML'
    ? result.params.response
    : result;
};
export const refusal = (code = 'Client') => ({ kind: 'refused', code, reason: expect.any(String) });

/** What character data is the text of, in pieces of `size` characters; null where it is none. */
export function characterData(data: string, size = data.length): string | null {
  let text = '';
  const reader = new CharacterData((piece) => {
    text += piece.toString('utf8');
  });
  const letters = [...data, '<'];
  for (let at = 0; at < letters.length; at += Math.max(size, 1))
    if (reader.take(Buffer.from(letters.slice(at, at + Math.max(size, 1)).join(''))) === null) return null;
  return text;
}
