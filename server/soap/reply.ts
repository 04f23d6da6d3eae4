/**
 * Replies in the shape that our WSDL gives them: at start-up strong-soap serialises each operation's reply once, with markers for
 * the texts, and what lies between the markers is kept. So the WSDL decides on names, order and namespaces (nearly-right XML is
 * what breaks the Web Connector most, and says least about it), and a call costs no more than escaping its texts.
 */
import { promisify } from 'node:util';
import { type ElementDescriptor, soap, type WSDL } from 'strong-soap';
import {
  type FaultCode,
  OPERATIONS,
  type Operation,
  type Result,
  type ResultKind,
  SOAP_NAMESPACE,
} from './operations.ts';

/** Without it SoapCore's replies could not be read (jsgoupil/quickbooks-sync #62). */
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** The pieces of a reply around its texts: one more than there are texts. */
type Template = readonly string[];

export interface Replies {
  /** Throws on an operation that the WSDL has not, and on a result that is not of its type: both are bugs. */
  reply<O extends Operation>(operation: O, result: Result<O>): string;
}

/** Rejects where the WSDL gives an operation another kind of result than the server has. */
export async function compileReplies(wsdlFile: string): Promise<Replies> {
  const wsdl = await promisify<string, object, WSDL | undefined>(soap.WSDL.open)(wsdlFile, {});
  const templates = new Map<string, Template>();
  for (const binding of Object.values(wsdl!.definitions.bindings))
    for (const [name, operation] of Object.entries(binding.operations))
      if (Object.hasOwn(OPERATIONS, name))
        templates.set(name, compile(wsdl!, name as Operation, operation.describe(wsdl!).output.body));
  return {
    reply(operation, result) {
      const template = templates.get(operation);
      if (template === undefined) throw new Error(`The WSDL has no operation ${operation}`);
      return fill(template, textsOf(operation, result));
    },
  };
}

function compile(wsdl: WSDL, operation: Operation, response: ElementDescriptor): Template {
  const name = `${operation}Result`;
  const found = kindOf(response.elements.find((element) => element.qname.name === name));
  const expected = OPERATIONS[operation].result;
  if (found !== expected)
    throw new Error(`The WSDL's ${name} is ${found ?? 'missing'}, the server's is ${expected}`);

  const markers = (expected === 'strings' ? ['A', 'B', 'C', 'D'] : ['A']).map(
    (letter) => `[[TEXT-${letter}]]`,
  );
  const envelope = soap.XMLHandler.createSOAPEnvelope('soap');
  envelope.header.remove();
  const value = { [name]: expected === 'strings' ? { string: markers } : markers[0] };
  new soap.XMLHandler(wsdl.schemas, {}).jsonToXml(envelope.body, null, response, value);
  const xml = DECLARATION + envelope.doc.toString({ pretty: false });

  const pieces = xml.split(/\[\[TEXT-[A-D]\]\]/);
  if (fill(pieces, markers) !== xml) throw new Error(`No template for ${operation}: ${xml}`);
  return pieces;
}

function kindOf(element: ElementDescriptor | undefined): ResultKind | undefined {
  if (element === undefined || element.isMany) return undefined;
  if (element.isSimple)
    return element.type?.name === 'string' || element.type?.name === 'int' ? element.type.name : undefined;
  const [item, ...others] = element.elements;
  const isList =
    item?.qname.name === 'string' && item.isMany && kindOf({ ...item, isMany: false }) === 'string';
  return isList && others.length === 0 ? 'strings' : undefined;
}

/** The types say the same; what goes to a .NET client is worth a second look: a decimal percent throws there. */
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
