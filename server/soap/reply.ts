/**
 * Replies, around the texts that a call has to say: what stands around them is what strong-soap made of our WSDL when this version was
 * built (reply-templates.ts), so that the WSDL decides on names, order and namespaces, and a call costs no more than escaping its texts.
 */
import { type FaultCode, OPERATIONS, type Operation, type Result, SOAP_NAMESPACE } from './operations.ts';

/** Without it SoapCore's replies could not be read (jsgoupil/quickbooks-sync #62). */
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** The pieces of a reply around its texts: one more than there are texts. */
export type Template = readonly string[];

export interface Replies {
  /** Throws on an operation that has no template, and on a result that is not of its type: both are bugs. */
  reply<O extends Operation>(operation: O, result: Result<O>): string;
}

/** Replies by these templates, one for each operation of the WSDL. Throws for an operation that has none. */
export function createReplies(templates: Readonly<Record<string, Template>>): Replies {
  return {
    reply(operation, result) {
      const template = Object.hasOwn(templates, operation) ? templates[operation] : undefined;
      if (template === undefined) throw new Error(`The WSDL has no operation ${operation}`);
      return fill(template, textsOf(operation, result));
    },
  };
}

/** The types say the same, but what goes to a .NET client is checked once more: a decimal percent throws there. */
function textsOf(operation: Operation, result: unknown): readonly string[] {
  const { result: kind } = OPERATIONS[operation];
  if (kind === 'string' && typeof result === 'string') return [result];
  if (kind === 'int' && typeof result === 'number' && result === (result | 0)) return [`${result}`];
  if (
    kind === 'strings' &&
    Array.isArray(result) &&
    result.length === 4 &&
    result.every((one) => typeof one === 'string')
  )
    return result;
  throw new TypeError(`The result of ${operation} is ${kind}`);
}

/** Pieces and texts in turn. */
function fill(pieces: Template, texts: readonly string[]): string {
  return pieces.map((piece, at) => piece + escapeXml(texts[at] ?? '')).join('');
}

/** For content and for attributes in double quotes. What XML cannot hold becomes U+FFFD; a CR as it is would be read as LF. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** SOAP 1.1, section 4.4: children are in no namespace, and `detail` has to be there where the Body was at fault. */
export function faultReply(code: FaultCode, text: string): string {
  const detail = code === 'Client' || code === 'Server' ? '<detail></detail>' : '';
  const fault = `<faultcode>soap:${code}</faultcode><faultstring>${escapeXml(text)}</faultstring>${detail}`;
  return `${DECLARATION}<soap:Envelope xmlns:soap="${SOAP_NAMESPACE}"><soap:Body><soap:Fault>${fault}</soap:Fault></soap:Body></soap:Envelope>`;
}

/** The WSDL as it is served, with the address that clients are to call: PUBLIC_URL's /qbwc, given here as a whole. */
export function wsdlWithAddress(wsdlText: string, address: string): string {
  const location = /(<soap:address\s+location=")[^"]*(")/;
  if (!location.test(wsdlText)) throw new Error('The WSDL has no soap:address');
  return wsdlText.replace(
    location,
    (_, before, after) => before + escapeXml(address).replaceAll('"', '&quot;') + after,
  );
}
