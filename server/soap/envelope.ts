/**
 * A SOAP 1.1 request to a typed call, strictly, since the caller may be no Web Connector at all. What is accepted beyond the
 * WSDL is what real ones and their test clients send: any prefixes, parameters in Intuit's namespace or in none (`Style` RPC
 * in the .qwc), xsi:type, xsi:nil, CDATA. Texts are never trimmed here: what they mean is for others to know.
 */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { replaceIllegalReferences } from './character-data.ts';
import {
  type Call,
  type FaultCode,
  isOperation,
  OPERATIONS,
  type Refused,
  SOAP_NAMESPACE,
} from './operations.ts';

/** "You must keep the namespace" (guide p.41): this one exactly. Without its last slash it is another one. */
const INTUIT_NAMESPACE = 'http://developer.intuit.com/';
const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

/** A call needs nine elements and a dozen attributes at most. This bounds the depth as well. */
const ELEMENTS_MAX = 200;
const ATTRIBUTES_MAX = 200;

/** Only what QuickBooks says may be long; all else is stored and shown as it is. */
const PARAM_MAX_CHARS = 64 * 1024;
const LONG_PARAMS: ReadonlySet<string> = new Set(['response', 'strHCPResponse']);

/** What saxes knows, without what its table inherits: it resolves `&constructor;` otherwise. */
const XML_ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A whole body, without any short cut. */
export function parseStrictly(body: string): Call | Refused {
  if (!body.isWellFormed()) return refused('Client', 'lone surrogates');
  const reader = new RequestReader();
  try {
    parserFor(reader).write(replaceIllegalReferences(body)).close();
    return callOf(reader.request());
  } catch (error) {
    if (error instanceof Refusal) return refused(error.code, error.message);
    throw error;
  }
}

/** `params`: null is xsi:nil. A Map, so that no name of a parameter means anything to JavaScript. */
interface Request {
  readonly kind: 'request';
  readonly operation: string;
  readonly params: Map<string, string | null>;
}

export function callOf(
  request: Pick<Request, 'operation'> & { readonly params: ReadonlyMap<string, string | null> },
): Call | Refused {
  const { operation } = request;
  if (!isOperation(operation)) return refused('Client', `unknown operation ${operation}`);
  const params: Record<string, string | number | undefined> = {};
  for (const [name, kind] of Object.entries(OPERATIONS[operation].params)) {
    const text = request.params.get(name) ?? null;
    if (kind === 'string') {
      if (text !== null && text.length > PARAM_MAX_CHARS && !LONG_PARAMS.has(name))
        return refused('Client', `${name} has ${text.length} characters`);
      params[name] = text ?? '';
    } else if (text === null) params[name] = undefined;
    else {
      // xs:int collapses white space; nine digits always fit. Adding 0 makes an 0 of -0.
      const digits = /^[ \t\r\n]*(-?\d{1,9})[ \t\r\n]*$/.exec(text)?.[1];
      if (digits === undefined) return refused('Client', `${name} is no int`);
      params[name] = Number(digits) + 0;
    }
  }
  return { kind: 'call', operation, params } as unknown as Call;
}

/** The ticket comes first in everything that real ones send: parsing what follows it would be in vain. */
const PIECE_CHARS = 1_024;

/** The operation and the ticket of a body of which only the first part is there; '' where they do not stand in it. */
export function readHead(start: string): Pick<Request, 'operation'> & { readonly ticket: string } {
  const reader = new RequestReader();
  const parser = parserFor(reader);
  try {
    const xml = replaceIllegalReferences(start);
    for (let at = 0; at < xml.length && !reader.hasTicket; at += PIECE_CHARS)
      parser.write(xml.slice(at, at + PIECE_CHARS));
  } catch (error) {
    // Nobody is known by what comes before a fault.
    if (error instanceof Refusal) return { operation: '', ticket: '' };
    throw error;
  }
  const { operation, params } = reader.soFar();
  return { operation: operation ?? '', ticket: params.get('ticket') ?? '' };
}

export function parserFor(reader: RequestReader) {
  const parser = new SaxesParser({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  parser.ENTITIES = Object.assign(Object.create(null), XML_ENTITIES);
  parser.on('error', (error) => refuse('Client', error.message));
  parser.on('doctype', () => refuse('Client', 'a DOCTYPE'));
  parser.on('processinginstruction', () => refuse('Client', 'a processing instruction'));
  parser.on('attribute', () => reader.attribute());
  parser.on('opentag', (tag) => reader.open(tag));
  parser.on('closetag', () => reader.close());
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  return parser;
}

/** Takes a text of a parameter; false if it does not. */
export type Divert = (operation: string, param: string, text: string) => boolean;

/** Envelope / Header and Body / operation / parameters: follows the tags down and up, and refuses whatever is not that. */
export class RequestReader {
  private readonly divert: Divert | null;
  private depth = 0;
  private elements = 0;
  private attributes = 0;
  private place: 'start' | 'header' | 'before body' | 'body' | 'end' = 'start';
  private operation: string | null = null;
  private param = '';
  private readonly params = new Map<string, string | null>();

  /** `divert`: where texts go that are not to be put together here. */
  constructor(divert: Divert | null = null) {
    this.divert = divert;
  }

  attribute(): void {
    if (++this.attributes > ATTRIBUTES_MAX) refuse('Client', 'too many attributes');
  }

  open(tag: SaxesTagNS): void {
    if (++this.elements > ELEMENTS_MAX) refuse('Client', 'too many elements');
    this.depth++;
    if (this.depth === 1) this.openEnvelope(tag);
    else if (this.depth === 2) this.openPart(tag);
    else if (this.place === 'header') this.openHeaderEntry(tag);
    else if (this.depth === 3) this.openOperation(tag);
    else if (this.depth === 4) this.openParam(tag);
    else refuse('Client', `an element within parameter ${this.param}`);
  }

  /** SOAP 1.1, section 4.1.2: an Envelope in another namespace, that of SOAP 1.2 for one, is a VersionMismatch. */
  private openEnvelope(tag: SaxesTagNS): void {
    if (tag.local !== 'Envelope') refuse('Client', `the root is ${tag.name}`);
    if (tag.uri !== SOAP_NAMESPACE) refuse('VersionMismatch', `an Envelope of ${tag.uri}`);
  }

  private openPart(tag: SaxesTagNS): void {
    if (tag.uri === SOAP_NAMESPACE && tag.local === 'Header' && this.place === 'start') this.place = 'header';
    else if (
      tag.uri === SOAP_NAMESPACE &&
      tag.local === 'Body' &&
      (this.place === 'start' || this.place === 'before body')
    )
      this.place = 'body';
    else refuse('Client', `${tag.name} within Envelope`);
  }

  /** There is no entry that we understand (SOAP 1.1, section 4.2.3). */
  private openHeaderEntry(tag: SaxesTagNS): void {
    if (this.depth === 3 && isTrue(attributeOf(tag, SOAP_NAMESPACE, 'mustUnderstand')))
      refuse('MustUnderstand', `header ${tag.name}`);
  }

  private openOperation(tag: SaxesTagNS): void {
    if (this.operation !== null) refuse('Client', 'more than one element in Body');
    if (tag.uri !== INTUIT_NAMESPACE) refuse('Client', `${tag.name} is of namespace ${tag.uri}`);
    this.operation = tag.local;
  }

  /** Also those that nobody knows: consolibyte's WSDL gives serverVersion one that Intuit's has not. They go no further. */
  private openParam(tag: SaxesTagNS): void {
    if (tag.uri !== '' && tag.uri !== INTUIT_NAMESPACE)
      refuse('Client', `${tag.name} is of namespace ${tag.uri}`);
    if (this.params.has(tag.local)) refuse('Client', `${tag.local} twice`);
    this.param = tag.local;
    this.params.set(tag.local, isTrue(attributeOf(tag, XSI_NAMESPACE, 'nil')) ? null : '');
  }

  close(): void {
    this.depth--;
    if (this.depth === 1) this.place = this.place === 'header' ? 'before body' : 'end';
  }

  text(text: string): void {
    if (this.depth === 4 && this.place === 'body') {
      const before = this.params.get(this.param);
      if (before === null || this.divert?.(this.operation ?? '', this.param, text)) return;
      this.params.set(this.param, before + text);
    } else if (this.place !== 'header' && /[^ \t\r\n]/.test(text)) refuse('Client', 'text between elements');
  }

  /** The parameter that is open, with nothing in it yet but what may come; null where none is. `isNil`: nothing of it counts. */
  get openedParam(): { readonly operation: string; readonly name: string; readonly isNil: boolean } | null {
    if (this.depth !== 4 || this.place !== 'body' || this.operation === null) return null;
    return { operation: this.operation, name: this.param, isNil: this.params.get(this.param) === null };
  }

  /** The whole of it. */
  get hasTicket(): boolean {
    return this.params.has('ticket') && (this.depth < 4 || this.param !== 'ticket');
  }

  soFar(): { readonly operation: string | null; readonly params: ReadonlyMap<string, string | null> } {
    return { operation: this.operation, params: this.params };
  }

  request(): Request {
    if (this.operation === null) return refuse('Client', 'no element in Body');
    return { kind: 'request', operation: this.operation, params: this.params };
  }
}

function attributeOf(tag: SaxesTagNS, uri: string, local: string): string | undefined {
  const isIt = (attribute: SaxesAttributeNS) => attribute.uri === uri && attribute.local === local;
  return Object.values(tag.attributes).find(isIt)?.value;
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^\s*(1|true)\s*$/.test(value);
}

/** Ends the parsing; everything else that comes out of it is a bug. */
export class Refusal extends Error {
  readonly code: FaultCode;
  constructor(code: FaultCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

export function refuse(code: FaultCode, reason: string): never {
  throw new Refusal(code, reason);
}

/** Names in a reason are the sender's, so their length is limited. */
export function refused(code: FaultCode, reason: string): Refused {
  return { kind: 'refused', code, reason: reason.slice(0, 200) };
}
