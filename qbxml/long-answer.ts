/**
 * An answer of many megabytes, gone through twice: as it comes, where it is refused unless it is XML, and where those of its responses are
 * found that may be asked for; then those places again, item by item. What is given is bounded whatever stands in it, and the same that
 * parseMessageSet gives of answers as QuickBooks writes them.
 */
import { readItem } from './item-service.ts';
import { pageOf, type Response, type Unreadable } from './message-set.ts';
import { ItemReader, type ReadItem } from './read-items.ts';
import type { StartTag, Visitor } from './strict-xml.ts';
import { alikeKey } from './text.ts';
import { bareGuid } from './values.ts';
import { type Content, contentOf, nameOf, type XmlNode } from './xml.ts';

/** Which responses: those to these requests, and those of these types. */
export interface Wanted {
  readonly requestIDs: readonly string[];
  readonly types: readonly string[];
  /** Of items that a query found; null for all. `read`: all, as `Response.items`. */
  readonly items: WantedItems | 'read' | null;
}

/** Any one of them is enough. Names by their alikeKey. */
export interface WantedItems {
  readonly listIDs: readonly string[];
  readonly fullNames: readonly string[];
  /** Of an item below whatever parent: the first of them tells enough. */
  readonly names: readonly string[];
  readonly externalGUIDs: readonly string[];
}

/** Responses that stand one behind the other, in bytes of the document. */
export interface Run {
  readonly from: number;
  to: number;
}

/** A set of the service has some hundred. Beyond so many places the last one goes on to the end of whatever may be asked for. */
const RUNS_MAX = 10_000;

export interface LongMessageSet {
  readonly ok: true;
  readonly newMessageSetID: string | null;
  readonly messageSetStatusCode: string | null;
  /** Of the first response that may be asked for by it. */
  readonly requestID: string | null;
}

/** Finds the message set of a document and where its responses are. */
export class ResponseFinder implements Visitor {
  readonly deepest = 3;
  readonly runs: Run[] = [];
  readonly #mayBeAsked: (requestID: string) => boolean;
  readonly #types: ReadonlySet<string>;
  #root = '';
  #sets = 0;
  #isInSet = false;
  #newMessageSetID: string | null = null;
  #messageSetStatusCode: string | null = null;
  #requestID: string | null = null;
  /** Where the response begins that is open, if it may be asked for. */
  #start = -1;
  /** Nothing stands between the last run and the response that comes next. */
  #goesOn = false;

  /** Those to requests that `mayBeAsked` knows, and those of `types`. */
  constructor(mayBeAsked: (requestID: string) => boolean, types: readonly string[]) {
    this.#mayBeAsked = mayBeAsked;
    this.#types = new Set(types);
  }

  open(tag: StartTag, depth: number, start: number): void {
    if (depth === 1) this.#root = shortened(tag.name);
    else if (depth === 2) {
      this.#isInSet = tag.name === 'QBXMLMsgsRs';
      if (this.#isInSet && ++this.#sets === 1) {
        this.#newMessageSetID = shortenedOrNull(tag.attribute('newMessageSetID'));
        this.#messageSetStatusCode = shortenedOrNull(tag.attribute('messageSetStatusCode'));
      }
    } else if (this.#isInSet) {
      const requestID = tag.attribute('requestID');
      const isAsked = requestID !== null && this.#mayBeAsked(requestID);
      if (isAsked) this.#requestID ??= requestID;
      this.#start = isAsked || this.#types.has(tag.name) ? start : -1;
      if (this.#start === -1) this.#goesOn = false;
    }
  }

  close(depth: number, end: number): void {
    if (depth !== 3 || this.#start === -1) return;
    const last = this.runs.at(-1);
    if (last && (this.#goesOn || this.runs.length === RUNS_MAX)) last.to = end;
    else this.runs.push({ from: this.#start, to: end });
    this.#goesOn = true;
    this.#start = -1;
  }

  text(): void {}
  character(): void {}

  /** Of a document that was found to be one. */
  messageSet(): LongMessageSet | Unreadable {
    if (this.#root !== 'QBXML') return { ok: false, reason: 'root' };
    if (this.#sets !== 1) return { ok: false, reason: 'messageSet' };
    return {
      ok: true,
      newMessageSetID: this.#newMessageSetID,
      messageSetStatusCode: this.#messageSetStatusCode,
      requestID: this.#requestID,
    };
  }
}

/** No text of QuickBooks is longer: a description has 4,095 characters (XSD). */
const TEXT_MAX_CHARS = 10_000;
/** An assembly of hundreds of parts has some thousands; what is read of an item stands before its parts. */
const NODES_MAX = 2_000;
/** Their texts together; an item has three descriptions and some names. */
const NODE_MAX_CHARS = 256 * 1024;
/** What a set may ask for has some hundred KB; more is no answer to it. */
const PICKED_MAX_CHARS = 8 * 1024 * 1024;

/** What an element takes by itself, without its texts. */
const OWN_CHARS = 50;

/** What was asked for is more than anything that QuickBooks would answer. */
export class TooMuchPicked extends Error {
  override name = 'TooMuchPicked';
}

/** Reads the responses that are wanted, of the elements that a scanner goes through. Throws TooMuchPicked. */
export class ResponseReader implements Visitor {
  readonly responses: Response[] = [];
  /** Of a response that nobody wants nothing is told. */
  deepest = 1;
  readonly #requestIDs: ReadonlySet<string>;
  readonly #types: ReadonlySet<string>;
  readonly #isWanted: (item: Content) => boolean;
  readonly #readsItems: boolean;
  #body: XmlNode[] = [];
  #items: ReadItem[] = [];
  /** Of the thing that is open one of the two is made. */
  #node: OpenNode | null = null;
  #item: ItemReader | null = null;
  #chars = 0;

  constructor({ requestIDs, types, items }: Wanted) {
    this.#requestIDs = new Set(requestIDs);
    this.#types = new Set(types);
    this.#isWanted = items === null || items === 'read' ? () => true : filterOf(items);
    this.#readsItems = items === 'read';
  }

  open(tag: StartTag, depth: number): void {
    if (depth > 1) {
      const { name } = tag;
      if (depth > 2) (this.#item ?? this.#node)?.open(name);
      else if (!this.#readsItems) this.#node = new OpenNode(name);
      else {
        this.#item = ItemReader.of(name);
        this.#node = this.#item ? null : new OpenNode(name);
      }
      return;
    }
    const requestID = tag.attribute('requestID');
    const type = tag.name;
    const isWanted = (requestID !== null && this.#requestIDs.has(requestID)) || this.#types.has(type);
    this.deepest = isWanted ? Number.POSITIVE_INFINITY : 1;
    if (!isWanted) return;
    this.#body = [];
    this.#items = [];
    const text = (name: string) => shortened(tag.attribute(name) ?? '');
    this.responses.push({
      type: shortened(type),
      requestID: shortenedOrNull(requestID),
      statusCode: text('statusCode').trim(),
      statusSeverity: text('statusSeverity'),
      statusMessage: text('statusMessage'),
      ...pageOf((name) => tag.attribute(name) && text(name)),
      body: this.#body,
      ...(this.#readsItems && { items: this.#items }),
    });
    this.#count(OWN_CHARS);
  }

  close(depth: number): void {
    if (depth > 2) (this.#item ?? this.#node)?.close();
    else if (depth === 2 && this.#item) {
      const item = this.#item.item();
      if (item) this.#items.push(item);
      this.#count(OWN_CHARS + this.#item.chars);
      this.#item = null;
    } else if (depth === 2 && this.#node) {
      const { node, chars } = this.#node.end();
      this.#node = null;
      if (!isKept(node, this.#isWanted)) return;
      this.#body.push(node);
      this.#count(chars);
    }
  }

  text(bytes: Buffer, from: number, to: number): void {
    if (this.#item?.takesText(TEXT_MAX_CHARS)) this.#item.text(textOf(bytes, from, to));
    this.#node?.text(bytes, from, to);
  }

  character(code: number): void {
    if (this.#item?.takesText(TEXT_MAX_CHARS)) this.#item.text(String.fromCodePoint(code));
    this.#node?.character(code);
  }

  #count(chars: number): void {
    this.#chars += chars;
    if (this.#chars > PICKED_MAX_CHARS) throw new TooMuchPicked(`more than ${PICKED_MAX_CHARS} characters`);
  }
}

/** A thing in a response, with all that is in it, as far as it is not too long. Without attributes: there nobody reads any. */
class OpenNode {
  readonly #root: { name: string; content: XmlNode[] };
  readonly #open: { name: string; content: XmlNode[] }[];
  /** How many elements are open that are not kept any more. */
  #left = 0;
  #nodes = 0;
  #chars = 0;
  #text = '';

  constructor(name: string) {
    this.#root = { name: shortened(name), content: [] };
    this.#open = [this.#root];
  }

  get #isFull(): boolean {
    return this.#nodes >= NODES_MAX || this.#chars >= NODE_MAX_CHARS;
  }

  open(name: string): void {
    this.#endText(false);
    const parent = this.#open.at(-1);
    if (this.#left > 0 || this.#isFull || !parent) {
      this.#left++;
      return;
    }
    const node = { name: shortened(name), content: [] };
    parent.content.push({ [node.name]: node.content });
    this.#open.push(node);
    this.#nodes++;
    this.#chars += node.name.length;
  }

  close(): void {
    if (this.#left > 0) {
      this.#left--;
      return;
    }
    this.#endText(true);
    this.#open.pop();
  }

  text(bytes: Buffer, from: number, to: number): void {
    if (this.#left > 0 || this.#text.length > TEXT_MAX_CHARS) return;
    this.#text += textOf(bytes, from, to);
  }

  character(code: number): void {
    if (this.#left === 0 && this.#text.length <= TEXT_MAX_CHARS) this.#text += String.fromCodePoint(code);
  }

  end(): { node: XmlNode; chars: number } {
    this.#endText(true);
    const { name, content } = this.#root;
    return { node: { [name]: content }, chars: this.#chars + OWN_CHARS * (this.#nodes + 1) };
  }

  /** Blanks between elements are nobody's; in an element without others they are its text. */
  #endText(isLast: boolean): void {
    const text = this.#text;
    if (this.#left > 0 || text === '') return;
    this.#text = '';
    const content = this.#open.at(-1)?.content;
    if (!content || this.#isFull || (/^\s*$/.test(text) && !(isLast && content.length === 0))) return;
    content.push({ '#text': shortened(text) });
    this.#nodes++;
    this.#chars += Math.min(text.length, TEXT_MAX_CHARS);
  }
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

function textOf(bytes: Buffer, from: number, to: number): string {
  // Most of them are the line ends between elements.
  const text = to - from === 1 ? String.fromCharCode(bytes[from]!) : bytes.toString('utf8', from, to);
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const shortened = (text: string): string =>
  text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS).toWellFormed()}...` : text;

const shortenedOrNull = (text: string | null): string | null => text && shortened(text);
