/**
 * The short way for the requests that come all the time: the very bytes in which .NET writes a call without anything that needs a
 * parser. Whatever differs in one character goes the strict way, which must come to the same result.
 */

/** As recorded from Web Connectors. */
const HEAD =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body><';
const TAIL = '</soap:Body></soap:Envelope>';
const LENGTH_MAX = 4_096;

/** Printable ASCII, tab and line feed, without `&`, `<` and `>`: the same text whoever reads it. */
const TEXT = String.raw`[\t\n\x20-%'-;=?-~]*`;
const PARAM = new RegExp(String.raw`<([A-Za-z]{1,40})(?: \/>|>(${TEXT})<\/\1>)`, 'y');
const OPERATION = /([A-Za-z]{1,40}) xmlns="http:\/\/developer\.intuit\.com\/"( \/>|>)/y;

export interface PlainRequest {
  readonly operation: string;
  readonly params: Map<string, string>;
}

/** Null: not written in that way. */
export function readPlainRequest(body: string): PlainRequest | null {
  if (body.length > LENGTH_MAX || !body.startsWith(HEAD) || !body.endsWith(TAIL)) return null;
  OPERATION.lastIndex = HEAD.length;
  const [, operation, tagEnd] = OPERATION.exec(body) ?? [];
  if (operation === undefined) return null;
  const params = new Map<string, string>();
  let at = OPERATION.lastIndex;
  const end = body.length - TAIL.length;
  if (tagEnd === ' />') return at === end ? { operation, params } : null;
  for (const close = end - `</${operation}>`.length; at < close; at = PARAM.lastIndex) {
    PARAM.lastIndex = at;
    const [, name, text = ''] = PARAM.exec(body) ?? [];
    if (name === undefined || params.has(name)) return null;
    params.set(name, text);
  }
  return at === end - `</${operation}>`.length && body.startsWith(`</${operation}>`, at)
    ? { operation, params }
    : null;
}
