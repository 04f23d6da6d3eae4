// Reads a reply from its bytes as strictly as the real connector's .NET client, and a little more: what .NET passes over in silence and
// then misses (a namespace, an element) is named. Which replies broke a real one is recorded; the numbers are the guide's.
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { RawReply } from './dotnet-http.ts';
import { EXCEPTION_IN, type Operation, QbwcError } from './qbwc-error.ts';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const INTUIT = 'http://developer.intuit.com/';
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

interface Node {
  uri: string;
  local: string;
  isNil: boolean;
  children: Node[];
  text: string;
}

export type Results = {
  [O in Operation]: O extends 'authenticate' ? string[] : O extends 'receiveResponseXML' ? number : string;
};

/** The result of a call. Throws a QbwcError under the number that the real connector would show. */
export function readReply<O extends Operation>(operation: O, reply: RawReply): Results[O] {
  const fail = (message: string): never => {
    throw new QbwcError(EXCEPTION_IN[operation], message);
  };
  /** Recorded (CoolDotty): .NET finds nothing where it expects an object. */
  const missing = (what: string): never => {
    throw new QbwcError('QBWC2012', `Object reference not set to an instance of an object. (${what})`);
  };
  const contentType = reply.headers['content-type'] ?? '';
  if (reply.status !== 200 && reply.status !== 500)
    fail(`The request failed with HTTP status ${reply.status}.`);
  if (!/^text\/xml\s*(;|$)/i.test(contentType))
    fail(`Client found response content type of '${contentType}', but expected 'text/xml'.`);
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') fail(`charset ${charset}, only utf-8 is sure to be read`);

  let root: Node;
  try {
    root = parse(new TextDecoder('utf-8', { fatal: true }).decode(reply.body));
  } catch (error) {
    return fail(`Response is not well-formed XML. (${(error as Error).message})`);
  }
  if (root.local !== 'Envelope' || root.uri !== SOAP) fail('Response is not a SOAP 1.1 envelope.');
  const parts = root.children.filter((child) => !(child.local === 'Header' && child.uri === SOAP));
  const [body] = parts;
  if (parts.length !== 1 || body?.local !== 'Body' || body.uri !== SOAP)
    return fail('Response has no soap:Body.');
  const [response, ...others] = body.children;
  if (!response) return missing('empty soap:Body');
  if (response.local === 'Fault' && response.uri === SOAP)
    return fail(
      `SoapException: ${response.children.find((child) => child.local === 'faultstring')?.text ?? ''}`,
    );
  if (reply.status !== 200) fail('The request failed with HTTP status 500.');
  if (others.length > 0) fail('more than one element in soap:Body');
  if (response.uri !== INTUIT || response.local !== `${operation}Response`)
    return missing(`{${response.uri}}${response.local} in place of ${operation}Response`);
  const [result, ...more] = response.children;
  if (!result) return missing(`no ${operation}Result`);
  if (result.uri !== INTUIT || result.local !== `${operation}Result`)
    return missing(`{${result.uri}}${result.local} in place of ${operation}Result`);
  if (more.length > 0 || response.text !== '') fail(`more than ${operation}Result in the response`);

  if (operation === 'authenticate') return strings(result, fail) as Results[O];
  if (result.children.length > 0) fail(`elements in ${operation}Result`);
  if (operation === 'receiveResponseXML') return int(result.text, fail) as Results[O];
  return result.text as Results[O];
}

/** ArrayOfString: documented with four strings, recorded with two. */
function strings(result: Node, fail: (message: string) => never): string[] {
  const read = result.children.filter((child) => child.uri === INTUIT && child.local === 'string');
  // Recorded: .NET passes over elements of another namespace and then finds too few.
  if (read.length < 2) fail('Index was outside the bounds of the array.');
  if (read.length !== result.children.length || result.text !== '')
    fail('something else than string in authenticateResult');
  if (read.length > 4) fail('more than four strings in authenticateResult');
  if (read.some((child) => child.children.length > 0)) fail('elements in a string of authenticateResult');
  return read.map((child) => (child.isNil ? '' : child.text));
}

/** Recorded: a decimal number is an exception. */
function int(text: string, fail: (message: string) => never): number {
  const value = Number(text.trim());
  if (!/^[+-]?\d+$/.test(text.trim()) || value < -(2 ** 31) || value >= 2 ** 31)
    fail(`Input string was not in a correct format: "${text}".`);
  return value;
}

function parse(text: string): Node {
  // .NET skips a BOM; TextDecoder has taken it away already.
  const parser = new SaxesParser({ xmlns: true });
  const open: Node[] = [];
  let root: Node | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a DTD is prohibited');
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    const node: Node = { uri: tag.uri, local: tag.local, isNil: isNil(tag), children: [], text: '' };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  const onText = (part: string): void => {
    const node = open.at(-1);
    if (node) node.text += part;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const node = open.pop();
    // White space between elements is taken (recorded: a reply known to work has blanks there).
    if (node && (node.children.length > 0 || isFrame(node)) && node.text.trim() === '') node.text = '';
  });
  parser.write(text).close();
  if (!root) throw new Error('Root element is missing.');
  return root;
}

const isFrame = (node: Node): boolean => node.uri === SOAP || /Response$/.test(node.local);

const isNil = (tag: SaxesTagNS): boolean =>
  Object.values(tag.attributes).some(
    ({ uri, local, value }) => uri === INSTANCE && local === 'nil' && /^(true|1)$/.test(value.trim()),
  );
