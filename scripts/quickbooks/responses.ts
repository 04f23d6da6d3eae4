// The ...Rs elements and the document around them.
import type { ReadSet } from './read-set.ts';
import type { Status } from './status.ts';
import { type Out, writeDocument, type XmlElement } from './xml.ts';

/** "ItemServiceAddRs" for "ItemServiceAddRq". */
export const answerName = (request: XmlElement): string => request.name.replace(/Rq$/, 'Rs');

/** Recorded: requestID is echoed, and absent if none was sent. */
export const rs = (
  name: string,
  requestID: string | undefined,
  { code, severity, message }: Status,
  rets: Out[],
  more: Record<string, string> = {},
): Out => [
  name,
  rets,
  {
    ...(requestID === undefined ? {} : { requestID }),
    statusCode: code,
    statusSeverity: severity,
    statusMessage: message,
    ...more,
  },
];

/** Documented: messageSetStatusCode comes only if a recovery attribute was sent (`statusCode` is undefined else). */
export function writeAnswer(set: ReadSet, responses: Out[], statusCode: string | undefined): string {
  const shown = set.includeData
    ? responses
    : responses.map(([name, , attributes = {}]): Out => [name, [], attributes]);
  const newID = set.newID === undefined ? {} : { newMessageSetID: set.newID };
  const attributes = statusCode === undefined ? {} : { ...newID, messageSetStatusCode: statusCode };
  return writeDocument(['QBXML', [['QBXMLMsgsRs', shown, attributes]]]);
}
