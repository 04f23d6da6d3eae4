/** Requests as the Web Connector writes them, and their reading. */
import { expect } from 'vitest';
import { parseCall } from '../../server/soap/envelope.ts';

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

/** Both ways: with the big argument cut out whatever its size, and all by the parser. */
export function parse(body: string) {
  const cut = parseCall(body, 1);
  expect(parseCall(body, Number.POSITIVE_INFINITY)).toEqual(cut);
  expect(parseCall(body)).toEqual(cut);
  return cut;
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
