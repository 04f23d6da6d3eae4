/** A request that is there as one text, by the shortest way that comes to the same result. */
import { callOf, parseStrictly } from './envelope.ts';
import type { Call, Refused } from './operations.ts';
import { readPlainRequest } from './plain-request.ts';
import { StreamedRequest } from './streamed-request.ts';

/** Shorter arguments are not worth the cutting out. */
const LONG_CHARS = 4_096;

export function parseCall(body: string): Call | Refused {
  const plain = readPlainRequest(body);
  if (plain !== null) return callOf(plain);
  return body.length < LONG_CHARS || !body.isWellFormed() ? parseStrictly(body) : parseInPieces([body]);
}

/** `pieces`: well-formed UTF-16, each of them. */
export function parseInPieces(pieces: readonly string[]): Call | Refused {
  const texts = { response: '', strHCPResponse: '' };
  const request = new StreamedRequest((param, piece) => {
    texts[param] += piece.toString('utf8');
  });
  for (const piece of pieces) request.write(Buffer.from(piece));
  const call = request.end();
  if (call.kind === 'refused') return call;
  if (call.operation === 'receiveResponseXML')
    return { ...call, params: { ...call.params, response: texts.response } };
  if (call.operation === 'sendRequestXML')
    return { ...call, params: { ...call.params, strHCPResponse: texts.strHCPResponse } };
  return call;
}
