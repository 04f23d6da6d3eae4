/**
 * An answer of many megabytes: its responses are found, and only those that were asked for are read, item by item where there
 * are many. What is returned is bounded whatever the answer holds, and for answers as QuickBooks writes them it is the same
 * that parseMessageSet returns.
 */
import { readItem } from './item-service.ts';
import { type Response, responseOf, type Unreadable } from './message-set.ts';
import { alikeKey } from './text.ts';
import { bareGuid } from './values.ts';
import {
  attribute,
  type Content,
  contentOf,
  nameOf,
  outline,
  readElement,
  readStartTag,
  type Span,
  type XmlNode,
} from './xml.ts';

export interface LongMessageSet {
  readonly ok: true;
  readonly newMessageSetID: string | null;
  readonly messageSetStatusCode: string | null;
  readonly requestIDs: readonly (string | null)[];
  /** In QuickBooks' order; each is read when it is its turn. What cannot be read in one is left out. */
  pick(wanted: Wanted): Generator<Response>;
}

/** Which responses: those to these requests, and those of these types. */
export interface Wanted {
  readonly requestIDs: readonly string[];
  readonly types: readonly string[];
  /** Of items that a query found; null for all. */
  readonly items: WantedItems | null;
}

/** Any one of them is enough. Names by their alikeKey. */
export interface WantedItems {
  readonly listIDs: readonly string[];
  readonly fullNames: readonly string[];
  /** Of an item below any parent: the first one with the name is enough. */
  readonly names: readonly string[];
  readonly externalGUIDs: readonly string[];
}

/** No text of QuickBooks is longer: a description has 4,095 characters (XSD). */
const TEXT_MAX_CHARS = 10_000;
/** An assembly of hundreds of parts has some thousands; what is read of an item stands before its parts. */
const NODES_MAX = 2_000;
/** Their texts together; an item has three descriptions and some names. */
const NODE_MAX_CHARS = 256 * 1024;
/** Longer ones are read item by item. */
const WHOLE_MAX_CHARS = 64 * 1024;

/** The responses of a long answer, each read when it is picked; or why none can be read, as parseMessageSet tells it. */
export function readLongMessageSet(text: string): LongMessageSet | Unreadable {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const document = outline(body, 3);
  if (!document.ok) return document;
  const at = (depth: number) => document.spans.filter((span) => span.depth === depth);
  if (at(1)[0]?.name !== 'QBXML') return { ok: false, reason: 'root' };
  const [set, ...more] = at(2).filter(({ name }) => name === 'QBXMLMsgsRs');
  if (set === undefined || more.length > 0) return { ok: false, reason: 'messageSet' };
  const head = readStartTag(body.slice(set.start, set.head));
  if (head === null) return { ok: false, reason: 'malformed' };
  const responses = at(3)
    .filter(({ start, end }) => start > set.start && end < set.end)
    .map((span) => {
      const tag = readStartTag(body.slice(span.start, span.head));
      return { span, requestID: tag && attribute(tag, 'requestID') };
    });
  return {
    ok: true,
    newMessageSetID: attribute(head, 'newMessageSetID'),
    messageSetStatusCode: attribute(head, 'messageSetStatusCode'),
    requestIDs: responses.map(({ requestID }) => requestID),
    *pick({ requestIDs, types, items }) {
      const [asked, ofType] = [new Set(requestIDs), new Set(types)];
      const isWanted = items === null ? () => true : filterOf(items);
      for (const { span, requestID } of responses) {
        if (!(requestID !== null && asked.has(requestID)) && !ofType.has(span.name)) continue;
        const response = readResponse(body.slice(span.start, span.end), isWanted);
        if (response !== null) yield response;
      }
    },
  };
}

function readResponse(text: string, isWanted: (item: Content) => boolean): Response | null {
  const spans = text.length > WHOLE_MAX_CHARS ? outline(text, 2) : null;
  if (!spans?.ok) {
    const node = readElement(text);
    const response = node && responseOf(node);
    return (
      response &&
      bounded(
        response,
        response.body.filter((each) => isKept(each, isWanted)),
      )
    );
  }
  const root = spans.spans.at(-1) as Span;
  const tag = readStartTag(text.slice(root.start, root.head));
  const response = tag && responseOf(tag);
  if (!response) return null;
  const body: XmlNode[] = [];
  for (const { depth, start, end } of spans.spans) {
    const node = depth === 2 ? readElement(text.slice(start, end)) : null;
    if (node !== null && isKept(node, isWanted)) body.push(node);
  }
  return bounded(response, body);
}

function isKept(node: XmlNode, isWanted: (item: Content) => boolean): boolean {
  const name = nameOf(node);
  return name !== null && (!/^Item\w+Ret$/.test(name) || isWanted(contentOf(node, name)));
}

function filterOf({ listIDs, fullNames, names, externalGUIDs }: WantedItems): (item: Content) => boolean {
  const [ids, full, guids] = [new Set(listIDs), new Set(fullNames), new Set(externalGUIDs.map(bareGuid))];
  const unseen = new Set(names);
  return (content) => {
    const item = readItem(content);
    if (item === null) return false;
    const { listID, fullName, name, externalGUID } = item;
    const isNamed = name !== null && unseen.delete(alikeKey(name));
    return (
      isNamed ||
      ids.has(listID) ||
      (fullName !== null && full.has(alikeKey(fullName))) ||
      (externalGUID !== null && guids.has(bareGuid(externalGUID)))
    );
  };
}

/** Each part by itself, so that one that is too long does not cost the others. */
function bounded(response: Response, body: Content): Response {
  return {
    type: shortened(response.type),
    requestID: response.requestID && shortened(response.requestID),
    statusCode: shortened(response.statusCode),
    statusSeverity: shortened(response.statusSeverity),
    statusMessage: shortened(response.statusMessage),
    ...(response.page && { page: { ...response.page, iteratorID: shortened(response.page.iteratorID) } }),
    body: body.map((node) => boundedNode(node, { nodes: NODES_MAX, chars: NODE_MAX_CHARS })),
  };
}

const shortened = (text: string): string =>
  text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS).toWellFormed()}...` : text;

/** Without attributes: within a response nobody reads any. */
function boundedNode(node: XmlNode, left: { nodes: number; chars: number }): XmlNode {
  const name = nameOf(node);
  if (name === null) {
    const text = shortened(String(node['#text'] ?? ''));
    left.chars -= text.length;
    return { '#text': text };
  }
  const content: XmlNode[] = [];
  for (const child of contentOf(node, name)) {
    if (left.nodes-- <= 0 || left.chars <= 0) break;
    content.push(boundedNode(child, left));
  }
  left.chars -= name.length;
  return { [shortened(name)]: content };
}
