/** A message set: QBXMLMsgsRq, one `sendRequestXML`, and QBXMLMsgsRs, the answer in one `receiveResponseXML`. */
import type { ReadItem } from './read-items.ts';
import { MESSAGE_SET_ID_MAX } from './text.ts';
import { isQbxmlVersion, type QbxmlVersion } from './values.ts';
import {
  attribute,
  type Content,
  contentOf,
  type Element,
  element,
  elements,
  type NoDocument,
  nameOf,
  readDocument,
  writeDocument,
  type XmlNode,
} from './xml.ts';

export interface MessageSetRequest {
  version: QbxmlVersion;
  /** QuickBooks stores the answer under it; sent again with the same bytes, it is answered, not done again. */
  newMessageSetID?: string;
  /** Alone: forget what was stored under it. The same as newMessageSetID: tell what was stored. */
  oldMessageSetID?: string;
  /** rollbackOnError stands in the XSD, and QuickBooks Desktop refuses it. */
  onError: 'continueOnError' | 'stopOnError';
  /** In the order in which QuickBooks is to do them: a parent before its children. */
  requests: readonly Element[];
}

/** The qbXML document to hand to the Web Connector, in ASCII. */
export function buildMessageSet(set: MessageSetRequest): string {
  if (!isQbxmlVersion(set.version)) throw new Error(`no qbXML version: ${set.version}`);
  if (set.requests.length === 0 && set.oldMessageSetID === undefined) {
    throw new Error('a message set that asks for nothing');
  }
  const attributes: Record<string, string> = {
    ...messageSetID('newMessageSetID', set.newMessageSetID),
    ...messageSetID('oldMessageSetID', set.oldMessageSetID),
    onError: set.onError,
  };
  const root = element('QBXML', [element('QBXMLMsgsRq', set.requests, attributes)]);
  return writeDocument(root, { target: 'qbxml', content: `version="${set.version}"` });
}

function messageSetID(key: string, id: string | undefined): Record<string, string> {
  if (id === undefined) return {};
  if (id === '' || id.length > MESSAGE_SET_ID_MAX) throw new Error(`${key} of ${id.length} characters`);
  return { [key]: id };
}

/** One *Rs of an answer. */
export interface Response {
  /** The element's name, such as "ItemServiceAddRs"; ones we don't know are kept. */
  type: string;
  /** As sent; null where the request had none. */
  requestID: string | null;
  /** As QuickBooks gave it ("3100"), "" if it gave none; sync/statuses.ts says what it means. */
  statusCode: string;
  /** "Info", "Warn" or "Error". */
  statusSeverity: string;
  /** QuickBooks' own words, unchanged. */
  statusMessage: string;
  /** Of a query that is answered in pages. */
  page?: Page;
  /** What is in it, for the parse...Rs functions. */
  body: Content;
  /** The items in it, where they were read on the way, in place of what they were read of. */
  items?: readonly ReadItem[];
}

/** A page of an iterator: how the next one is asked for, and how many items are left. */
export interface Page {
  readonly iteratorID: string;
  readonly remaining: number;
}

export interface ParsedMessageSet {
  ok: true;
  newMessageSetID: string | null;
  /** Only if message set ids were sent, and not always then (600, 9001 to 9005: error recovery). */
  messageSetStatusCode: string | null;
  /** In QuickBooks' order. */
  responses: Response[];
}

/** No answer can be taken from the text; what was asked for may have been done all the same. */
export interface Unreadable {
  ok: false;
  /** `root`: not a QBXML document; `messageSet`: not exactly one QBXMLMsgsRs in it. */
  reason: NoDocument | 'root' | 'messageSet';
}

/** The responses in an answer, or why none can be read. */
export function parseMessageSet(text: string): ParsedMessageSet | Unreadable {
  const document = readDocument(text);
  if (!document.ok) return document;
  const [root] = elements(document.content, 'QBXML');
  if (root === undefined) return { ok: false, reason: 'root' };
  const [set, ...more] = elements(contentOf(root, 'QBXML'), 'QBXMLMsgsRs');
  if (set === undefined || more.length > 0) return { ok: false, reason: 'messageSet' };
  const responses: Response[] = [];
  for (const node of contentOf(set, 'QBXMLMsgsRs')) {
    const response = responseOf(node);
    if (response !== null) responses.push(response);
  }
  return {
    ok: true,
    newMessageSetID: attribute(set, 'newMessageSetID'),
    messageSetStatusCode: attribute(set, 'messageSetStatusCode'),
    responses,
  };
}

/** Null for a text between responses. */
export function responseOf(node: XmlNode): Response | null {
  const type = nameOf(node);
  if (type === null) return null;
  return {
    type,
    requestID: attribute(node, 'requestID'),
    statusCode: attribute(node, 'statusCode')?.trim() ?? '',
    statusSeverity: attribute(node, 'statusSeverity') ?? '',
    statusMessage: attribute(node, 'statusMessage') ?? '',
    ...pageOf((name) => attribute(node, name)),
    body: contentOf(node, type),
  };
}

/** The page that a response is, by its attributes. */
export function pageOf(attributeOf: (name: string) => string | null): Pick<Response, 'page'> {
  const iteratorID = attributeOf('iteratorID')?.trim() ?? '';
  const remaining = attributeOf('iteratorRemainingCount')?.trim() ?? '';
  return iteratorID === '' || !/^\d{1,9}$/.test(remaining)
    ? {}
    : { page: { iteratorID, remaining: Number(remaining) } };
}
