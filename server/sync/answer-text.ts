/**
 * The text of an answer, as far as the exchange needs it: what it is to, the responses that were asked for, and the whole in parts to be
 * kept. A short one is in hand; a long one is read elsewhere (in a thread), and only what counts of it comes here.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readLongMessageSet, type Wanted } from '../../qbxml/long-answer.ts';
import { parseMessageSet, type Response, type Unreadable } from '../../qbxml/message-set.ts';

export type Opened =
  | {
      readonly ok: true;
      readonly newMessageSetID: string | null;
      readonly messageSetStatusCode: string | null;
      /** The first requestID that is one of ours. */
      readonly requestID: string | null;
    }
  | { readonly ok: false; readonly reason: Unreadable['reason'] | 'empty' };

export interface Measured {
  readonly characters: number;
  readonly parts: number;
  /** The same text has the same, another one has another. */
  readonly digest: string;
}

/** Whatever is asked may be asked again. */
export interface AnswerText {
  open(): Promise<Opened>;
  /** In QuickBooks' order. May be more than is wanted. */
  pick(wanted: Wanted): Promise<Response[]>;
  measure(): Promise<Measured>;
  /** Compressed. */
  part(number: number): Promise<Uint8Array>;
}

/** More than the door takes, or than can be worked out in the time and memory that an answer may have: nothing of it is there. */
export interface NotTaken {
  readonly notTaken: string;
}

/** Whether an answer was refused at the door; else it is its text, or a way to read it. */
export const isNotTaken = (response: object | string): response is NotTaken =>
  typeof response === 'object' && 'notTaken' in response;

/** requestIDs carry their set, so that an answer tells which set it is to. */
const OURS = /^[0-9a-z]{23}-\d+$/;

const ourIDIn = (requestIDs: readonly (string | null)[]) =>
  requestIDs.find((requestID) => OURS.test(requestID ?? '')) ?? null;

const PART_CHARS = 256 * 1024;
const COMPRESSION_LEVEL = 1;

/** How long a text is and in how many parts it is kept. */
export function measured(text: string): Measured {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { characters: text.length, parts: Math.ceil(text.length / PART_CHARS), digest };
}

/** One part of a text, compressed; parts are counted from 0. */
export function partOf(text: string, number: number): Uint8Array {
  // No letter is cut in two.
  const from = (at: number) => {
    const isWithin = at > 0 && at < text.length && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
    return isWithin ? at + 1 : at;
  };
  const part = text.slice(from(number * PART_CHARS), from((number + 1) * PART_CHARS));
  return gzipSync(part, { level: COMPRESSION_LEVEL });
}

/** A text that is in memory here: short enough to be read at once. */
export function textInHand(text: string): AnswerText {
  let read: ReturnType<typeof parseMessageSet> | null = null;
  return {
    async open() {
      if (text.trim() === '') return { ok: false, reason: 'empty' };
      read ??= parseMessageSet(text);
      const set = read;
      return set.ok
        ? { ...set, requestID: ourIDIn(set.responses.map(({ requestID }) => requestID)) }
        : { ok: false, reason: set.reason };
    },
    async pick() {
      read ??= parseMessageSet(text);
      return read.ok ? read.responses : [];
    },
    measure: async () => measured(text),
    part: async (number) => partOf(text, number),
  };
}

/** Each slice is copied in a few milliseconds. */
const SLICE_CHARS = 256 * 1024;

/** A response, or a part of one: `goesOn` where what is in it comes in further parts. */
export interface Part extends Response {
  body: Response['body'][number][];
  goesOn?: true;
}

/** Of whatever a response is full of, a slice at a time. */
function* inParts(responses: Iterable<Response>): Generator<Part> {
  for (const response of responses) {
    let body: Part['body'] = [];
    let chars = 0;
    for (const node of response.body) {
      body.push(node);
      chars += JSON.stringify(node).length;
      if (chars < SLICE_CHARS) continue;
      yield { ...response, body, goesOn: true };
      body = [];
      chars = 0;
    }
    yield { ...response, body };
  }
}

/** Puts the parts of a slice behind those that came before. */
export function addParts(all: Part[], slice: string): void {
  for (const part of JSON.parse(slice) as Part[]) {
    const before = all.at(-1);
    if (!before?.goesOn) {
      all.push(part);
      continue;
    }
    for (const node of part.body) before.body.push(node);
    if (!part.goesOn) delete before.goesOn;
  }
}

/** The steps of those who read a long text where it takes nobody's time. */
export function longText(text: string) {
  let set: ReturnType<typeof readLongMessageSet> | null = null;
  let picking: Iterator<Part> | null = null;
  return {
    open(): Opened {
      if (text.trim() === '') return { ok: false, reason: 'empty' };
      set ??= readLongMessageSet(text);
      if (!set.ok) return { ok: false, reason: set.reason };
      const { newMessageSetID, messageSetStatusCode, requestIDs } = set;
      return { ok: true, newMessageSetID, messageSetStatusCode, requestID: ourIDIn(requestIDs) };
    },
    pick(wanted: Wanted): void {
      picking = set?.ok ? inParts(set.pick(wanted)) : null;
    },
    /** The next ones that were picked, or parts of them, as JSON, which is copied faster than what it tells; '' at the end. */
    picked(): string {
      const slice: string[] = [];
      for (let chars = 0; chars < SLICE_CHARS; ) {
        const next = picking?.next();
        if (!next || next.done) break;
        const json = JSON.stringify(next.value);
        chars += json.length;
        slice.push(json);
      }
      return slice.length === 0 ? '' : `[${slice.join(',')}]`;
    },
    measure: (): Measured => measured(text),
    part: (number: number): Uint8Array => new Uint8Array(partOf(text, number)),
  };
}
