/**
 * A document is gone through piece by piece, in bytes of UTF-8, and refused unless every strict parser takes it: XML 1.0 without a DTD.
 * Nothing is made of what nobody asks for, so that passing over it costs little, and nothing is held but the names of the open elements.
 *
 * A piece need not end where a token ends: `scan` tells how far it got, and what is behind that comes again with more after it.
 */
import type { NoDocument } from './xml.ts';
import {
  AMP,
  APOSTROPHE,
  BANG,
  BEYOND,
  BLANK,
  BRACKET,
  beginsWith,
  CR,
  codePointAt,
  DASH,
  digitOf,
  EQUALS,
  GT,
  HASH,
  isBlank,
  isNoCharacter,
  LETTER_X,
  LF,
  LT,
  QUESTION,
  QUOTE,
  SEMICOLON,
  SLASH,
  SPECIAL,
  SPECIAL_IN_VALUE,
  TAB,
} from './xml-bytes.ts';
import {
  entityAt,
  entityNamed,
  isNameChar,
  isXmlChar,
  NAME_BEYOND,
  NAME_BYTES,
  NAME_FIRST,
  NAME_NONE,
} from './xml-chars.ts';

/** As deep as fast-xml-parser goes. */
export const DEPTH_MAX = 100;
/** A tag with its attributes; the longest of QuickBooks' own has a statusMessage of some hundred characters. */
export const TOKEN_MAX_BYTES = 64 * 1024;
/** QuickBooks writes six. */
export const ATTRIBUTES_MAX = 64;
/** No name of qbXML is longer. */
const KNOWN_NAME_MAX_BYTES = 64;
/** Of the open elements together. */
const NAMES_MAX_BYTES = 64 * 1024;

/** Told down to the depth `deepest`; the root has depth 1. Places are counted from the first byte of the document. */
export interface Visitor {
  readonly deepest: number;
  open(tag: StartTag, depth: number, start: number): void;
  close(depth: number, end: number): void;
  /** Of the element that is open: bytes of its text as they stand, of a CDATA section too, or what a reference stands for. */
  text(bytes: Buffer, from: number, to: number): void;
  character(code: number): void;
}

/** A start tag, as long as its visit lasts. */
export interface StartTag {
  readonly name: string;
  /** Null without it. */
  attribute(name: string): string | null;
}

const COMMENT = Buffer.from('<!--');
const CDATA = Buffer.from('<![CDATA[');
const DOCTYPE = Buffer.from('<!DOCTYPE');

const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d+"|'1\.\d+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/;

/** What `scan` is within, where it goes on without an end in sight. */
type Within = 'content' | 'comment' | 'cdata' | 'instruction';

/** The token that begins here does not end in this piece. */
const INCOMPLETE = -1;
/** It is none: `fault` says so. */
const REFUSED = -2;

/** Names as texts. A long answer has a few of them over and over: one that was made lately is not made anew. */
class KnownNames {
  readonly #known: ({ readonly bytes: Uint8Array; readonly text: string } | undefined)[] = [];

  of(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    const place = (length + 31 * bytes[from]! + 7 * bytes[from + (length >> 1)]! + bytes[to - 1]!) & 0xff;
    const known = this.#known[place];
    if (known?.bytes.length === length) {
      let same = 0;
      while (same < length && known.bytes[same] === bytes[from + same]) same++;
      if (same === length) return known.text;
    }
    const text = bytes.toString('utf8', from, to);
    if (length <= KNOWN_NAME_MAX_BYTES)
      this.#known[place] = { bytes: Uint8Array.from(bytes.subarray(from, to)), text };
    return text;
  }
}

/** Goes through a document, and tells a visitor what is in it. */
export class XmlScanner implements StartTag {
  readonly #visitor: Visitor;
  readonly #isDocument: boolean;
  fault: NoDocument | null = null;
  #within: Within = 'content';
  #depth = 0;
  #roots = 0;
  /** Bytes of the document before the piece in hand. */
  #before = 0;
  #sawSomething = false;
  /** The names of the open elements, one behind the other, and where each of them ends. */
  #names = Buffer.allocUnsafe(1024);
  readonly #nameEnds = new Int32Array(DEPTH_MAX + 2);
  /** The tag in hand: its piece, where its name is, and for each attribute where its name and its value are. */
  #bytes: Buffer = Buffer.alloc(0);
  #nameFrom = 0;
  #nameTo = 0;
  #attributes = 0;
  readonly #places = new Int32Array(4 * ATTRIBUTES_MAX);
  readonly #knownNames = new KnownNames();
  #code = 0;

  /** `kind`: `content` for a part of a document, from some element's start to another one's end; it has been found to be one before. */
  constructor(visitor: Visitor, kind: 'document' | 'content' = 'document') {
    this.#visitor = visitor;
    this.#isDocument = kind === 'document';
  }

  /** Goes through bytes[from, to), which hold no half of a character; where what was not taken begins. After a fault nothing is. */
  scan(bytes: Buffer, from: number, to: number): number {
    if (this.fault !== null) return to;
    const before = this.#before;
    this.#before = before - from;
    this.#bytes = bytes;
    let at = from;
    while (at < to) {
      const wasToken = this.#within === 'content' && (bytes[at] === LT || bytes[at] === AMP);
      const next =
        this.#within === 'content'
          ? bytes[at] === LT
            ? this.#markup(bytes, at, to)
            : this.#text(bytes, at, to)
          : this.#goOnWithin(bytes, at, to);
      if (next === REFUSED) return to;
      if (next === INCOMPLETE && to - at <= TOKEN_MAX_BYTES) break;
      if ((next === INCOMPLETE || next - at > TOKEN_MAX_BYTES) && wasToken) {
        this.fault = 'malformed';
        return to;
      }
      at = next;
    }
    this.#before = before + at - from;
    return at;
  }

  /** No more comes; `rest`: of how many bytes nothing could be made. Why it is no document, or null. */
  end(rest: number): NoDocument | null {
    if (this.fault !== null) return this.fault;
    if (rest === 0 && !this.#sawSomething) this.fault = 'empty';
    else if (rest > 0 || this.#within !== 'content' || this.#depth > 0 || this.#roots === 0)
      this.fault = 'cutOff';
    return this.fault;
  }

  get name(): string {
    return this.#knownNames.of(this.#bytes, this.#nameFrom, this.#nameTo);
  }

  attribute(name: string): string | null {
    for (let each = 0; each < 4 * this.#attributes; each += 4) {
      const [from = 0, to = 0, valueFrom, valueTo] = this.#places.subarray(each, each + 4);
      if (to - from === name.length && this.#bytes.toString('utf8', from, to) === name)
        return decodedValue(this.#bytes.toString('utf8', valueFrom, valueTo));
    }
    return null;
  }

  #refuse(fault: NoDocument): typeof REFUSED {
    this.fault = fault;
    return REFUSED;
  }

  get #isTold(): boolean {
    return this.#depth <= this.#visitor.deepest;
  }

  /** A text up to the next markup or reference, or a reference. */
  #text(bytes: Buffer, from: number, to: number): number {
    if (this.#depth === 0 && this.#isDocument) {
      if (isBlank(bytes[from])) return from + 1;
      this.#sawSomething = true;
      return this.#refuse('malformed');
    }
    if (bytes[from] === AMP) {
      const end = this.#reference(bytes, from, to);
      if (end > 0 && this.#isTold) this.#visitor.character(this.#code);
      return end;
    }
    let at = from;
    for (; ; at++) {
      while (at < to && SPECIAL[bytes[at]!] === 0) at++;
      if (at === to) break;
      const byte = bytes[at];
      if (byte === LT || byte === AMP) break;
      if (byte === BRACKET) {
        // At the end of a piece it cannot be told yet.
        if (at + 2 >= to && (at + 1 === to || bytes[at + 1] === BRACKET)) break;
        if (bytes[at + 1] === BRACKET && bytes[at + 2] === GT) return this.#refuse('malformed');
      } else if (byte === CR) {
        if (at + 1 === to) break;
      } else if (byte !== BEYOND || isNoCharacter(bytes, at)) return this.#refuse('malformed');
    }
    if (at === from) return INCOMPLETE;
    if (this.#isTold) this.#visitor.text(bytes, from, at);
    return at;
  }

  #markup(bytes: Buffer, at: number, to: number): number {
    this.#sawSomething = true;
    if (at + 1 === to) return INCOMPLETE;
    const mark = bytes[at + 1];
    if (mark === SLASH) return this.#endTag(bytes, at, to);
    if (mark === BANG) return this.#declaration(bytes, at, to);
    if (mark === QUESTION) return this.#instruction(bytes, at, to);
    return this.#startTag(bytes, at, to);
  }

  #endTag(bytes: Buffer, at: number, to: number): number {
    const depth = this.#depth;
    if (depth === 0) return this.#refuse('malformed');
    const from = this.#nameEnds[depth - 1]!;
    const length = this.#nameEnds[depth]! - from;
    const end = at + 2 + length;
    const names = this.#names;
    for (let each = 0; each < length && at + 2 + each < to; each++)
      if (bytes[at + 2 + each] !== names[from + each]) return this.#refuse('malformed');
    if (end >= to) return INCOMPLETE;
    let close = end;
    while (close < to && isBlank(bytes[close])) close++;
    if (close === to) return INCOMPLETE;
    if (bytes[close] !== GT) return this.#refuse('malformed');
    if (this.#isTold) this.#visitor.close(depth, this.#before + close + 1);
    this.#depth = depth - 1;
    return close + 1;
  }

  #startTag(bytes: Buffer, start: number, to: number): number {
    const nameTo = this.#nameEnd(bytes, start + 1, to);
    if (nameTo < 0) return nameTo;
    this.#attributes = 0;
    let at = nameTo;
    for (;;) {
      const before = at;
      while (at < to && isBlank(bytes[at])) at++;
      if (at === to) return INCOMPLETE;
      const byte = bytes[at];
      if (byte === GT) return this.#opened(bytes, start, nameTo, at + 1, false);
      if (byte === SLASH) {
        if (at + 1 === to) return INCOMPLETE;
        if (bytes[at + 1] !== GT) return this.#refuse('malformed');
        return this.#opened(bytes, start, nameTo, at + 2, true);
      }
      if (at === before) return this.#refuse('malformed');
      at = this.#attribute(bytes, at, to);
      if (at < 0) return at;
    }
  }

  #opened(bytes: Buffer, start: number, nameTo: number, end: number, isEmpty: boolean): number {
    const depth = this.#depth + 1;
    if (depth === 1 && this.#isDocument && ++this.#roots > 1) return this.#refuse('twoRoots');
    if (depth > DEPTH_MAX && !isEmpty) return this.#refuse('malformed');
    this.#nameFrom = start + 1;
    this.#nameTo = nameTo;
    const visitor = this.#visitor;
    if (depth <= visitor.deepest) visitor.open(this, depth, this.#before + start);
    if (isEmpty) {
      if (depth <= visitor.deepest) visitor.close(depth, this.#before + end);
      return end;
    }
    const from = this.#nameEnds[depth - 1]!;
    const to = from + nameTo - start - 1;
    if (to > NAMES_MAX_BYTES) return this.#refuse('malformed');
    if (to > this.#names.length) this.#names = Buffer.concat([this.#names], 2 * to);
    const names = this.#names;
    for (let each = from; each < to; each++) names[each] = bytes[start + 1 + each - from]!;
    this.#nameEnds[depth] = to;
    this.#depth = depth;
    return end;
  }

  /** `name = "value"`, and none of the same name before. */
  #attribute(bytes: Buffer, from: number, to: number): number {
    const nameTo = this.#nameEnd(bytes, from, to);
    if (nameTo < 0) return nameTo;
    let at = nameTo;
    while (at < to && isBlank(bytes[at])) at++;
    if (at === to) return INCOMPLETE;
    if (bytes[at] !== EQUALS) return this.#refuse('malformed');
    at++;
    while (at < to && isBlank(bytes[at])) at++;
    if (at === to) return INCOMPLETE;
    const quote = bytes[at];
    if (quote !== QUOTE && quote !== APOSTROPHE) return this.#refuse('malformed');
    const valueFrom = at + 1;
    for (at = valueFrom; ; at++) {
      while (at < to && SPECIAL_IN_VALUE[bytes[at]!] === 0) at++;
      if (at === to) return INCOMPLETE;
      const byte = bytes[at];
      if (byte === quote) break;
      if (byte === AMP) {
        const end = this.#reference(bytes, at, to);
        if (end < 0) return end;
        at = end - 1;
      } else if (byte !== QUOTE && byte !== APOSTROPHE && (byte !== BEYOND || isNoCharacter(bytes, at)))
        return this.#refuse('malformed');
    }
    if (this.#attributes === ATTRIBUTES_MAX || this.#hasAttribute(bytes, from, nameTo))
      return this.#refuse('malformed');
    const place = 4 * this.#attributes++;
    this.#places[place] = from;
    this.#places[place + 1] = nameTo;
    this.#places[place + 2] = valueFrom;
    this.#places[place + 3] = at;
    return at + 1;
  }

  #hasAttribute(bytes: Buffer, from: number, to: number): boolean {
    const places = this.#places;
    for (let each = 0; each < 4 * this.#attributes; each += 4) {
      const other = places[each]!;
      if (places[each + 1]! - other !== to - from) continue;
      let same = 0;
      while (same < to - from && bytes[other + same] === bytes[from + same]) same++;
      if (same === to - from) return true;
    }
    return false;
  }

  /** Where the name that begins here ends; there has to be something behind it. */
  #nameEnd(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const kind = NAME_BYTES[bytes[at]!]!;
      if (kind === NAME_NONE) break;
      if (kind === NAME_BEYOND) {
        const code = codePointAt(bytes, at);
        if (!isNameChar(code, at === from)) return this.#refuse('malformed');
        at += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      } else if (at === from && kind !== NAME_FIRST) break;
      else at++;
    }
    if (at === to) return INCOMPLETE;
    return at === from ? this.#refuse('malformed') : at;
  }

  /** Where the reference ends that begins here; what it stands for is in #code then. */
  #reference(bytes: Buffer, from: number, to: number): number {
    if (from + 1 === to) return INCOMPLETE;
    if (bytes[from + 1] === HASH) return this.#numericReference(bytes, from + 2, to);
    const entity = entityAt(bytes, from + 1, to);
    if (entity) {
      this.#code = entity.code;
      return from + 1 + entity.length;
    }
    // The beginning of one, or none at all.
    const end = this.#nameEnd(bytes, from + 1, to);
    return end === INCOMPLETE ? INCOMPLETE : this.#refuse('malformed');
  }

  #numericReference(bytes: Buffer, from: number, to: number): number {
    if (from === to) return INCOMPLETE;
    const radix = bytes[from] === LETTER_X ? 16 : 10;
    const first = radix === 16 ? from + 1 : from;
    let at = first;
    let code = 0;
    for (; at < to; at++) {
      const digit = digitOf(bytes[at]!, radix);
      if (digit === null) break;
      code = Math.min(code * radix + digit, 0x110000);
    }
    if (at === to) return INCOMPLETE;
    if (at === first || bytes[at] !== SEMICOLON || !isXmlChar(code)) return this.#refuse('malformed');
    this.#code = code;
    return at + 1;
  }

  /** A comment or a CDATA section begins; nothing else that begins with `<!` has a place here. */
  #declaration(bytes: Buffer, at: number, to: number): number {
    if (beginsWith(bytes, at, to, COMMENT)) {
      this.#within = 'comment';
      return at + COMMENT.length;
    }
    if (beginsWith(bytes, at, to, CDATA)) {
      if (this.#depth === 0 && this.#isDocument) return this.#refuse('malformed');
      this.#within = 'cdata';
      return at + CDATA.length;
    }
    if (beginsWith(bytes, at, to, DOCTYPE)) return this.#refuse('doctype');
    const isBegun = [COMMENT, CDATA, DOCTYPE].some((whole) =>
      beginsWith(whole, 0, whole.length, bytes.subarray(at, to)),
    );
    return isBegun ? INCOMPLETE : this.#refuse('malformed');
  }

  #instruction(bytes: Buffer, at: number, to: number): number {
    const end = this.#nameEnd(bytes, at + 2, to);
    if (end < 0) return end;
    const target = bytes.toString('utf8', at + 2, Math.min(end, at + 6));
    if (target.toLowerCase() === 'xml') {
      if (target !== 'xml' || !this.#isDocument || this.#before + at !== 0) return this.#refuse('malformed');
      const close = bytes.indexOf('?>', end);
      if (close === -1 || close + 2 > to) return INCOMPLETE;
      return DECLARATION.test(bytes.toString('latin1', at, close + 2))
        ? close + 2
        : this.#refuse('malformed');
    }
    if (isBlank(bytes[end])) {
      this.#within = 'instruction';
      return end;
    }
    if (bytes[end] !== QUESTION) return this.#refuse('malformed');
    if (end + 1 === to) return INCOMPLETE;
    return bytes[end + 1] === GT ? end + 2 : this.#refuse('malformed');
  }

  /** Up to the end of what may be long, or of the piece. */
  #goOnWithin(bytes: Buffer, from: number, to: number): number {
    const within = this.#within;
    const mark = within === 'comment' ? DASH : within === 'cdata' ? BRACKET : QUESTION;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === mark) {
        const isDouble = within !== 'instruction';
        // Whether it ends here cannot be told yet.
        if (at + (isDouble ? 2 : 1) >= to && (!isDouble || at + 1 === to || bytes[at + 1] === mark))
          return this.#withinText(bytes, from, at);
        const isEnd = isDouble ? bytes[at + 1] === mark && bytes[at + 2] === GT : bytes[at + 1] === GT;
        if (isEnd) {
          this.#withinText(bytes, from, at);
          this.#within = 'content';
          return at + (isDouble ? 3 : 2);
        }
        if (within === 'comment' && bytes[at + 1] === mark) return this.#refuse('malformed');
      } else if (byte === CR) {
        if (within === 'cdata' && at + 1 === to) return this.#withinText(bytes, from, at);
      } else if ((byte < BLANK && byte !== TAB && byte !== LF) || isNoCharacter(bytes, at))
        return this.#refuse('malformed');
    }
    return this.#withinText(bytes, from, to);
  }

  #withinText(bytes: Buffer, from: number, to: number): number {
    if (from === to) return INCOMPLETE;
    if (this.#within === 'cdata' && this.#isTold) this.#visitor.text(bytes, from, to);
    return to;
  }
}

/** A value as it stands between its quotes; all its references are good. Its lines stay lines: QuickBooks' words are shown as they are. */
function decodedValue(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(/&(?:#x([\dA-Fa-f]+)|#(\d+)|(\w+));/g, (_, hex, decimal, name) => {
      const code = hex
        ? Number.parseInt(hex, 16)
        : decimal
          ? Number.parseInt(decimal, 10)
          : entityNamed(name);
      return String.fromCodePoint(code ?? 0xfffd);
    });
}
