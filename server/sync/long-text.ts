/**
 * The text of a long answer, taken as it comes: looked through for what it is to and where its responses are, packed part by part, and
 * let go. Held are the parts, which the store keeps as they are, and the end that the next piece is to be put to.
 */
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { ResponseFinder, ResponseReader, type Run, type Wanted } from '../../qbxml/long-answer.ts';
import type { Response } from '../../qbxml/message-set.ts';
import { TOKEN_MAX_BYTES, XmlScanner } from '../../qbxml/strict-xml.ts';
import { turn } from '../turns.ts';
import {
  type AnswerText,
  CannotBeRead,
  isOurs,
  type Measured,
  type Opened,
  TYPES_ASKED,
} from './answer-text.ts';

/** A part has so many bytes, but for what would be half of a character, and for the last one. */
const PART_BYTES = 256 * 1024;
/** What is put to the rest of the piece before at once. */
const PIECE_BYTES = 64 * 1024;
const CHARACTER_MAX_BYTES = 4;

const COMPRESSION_LEVEL = 1;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

interface Part {
  /** Where it begins in the text. */
  readonly from: number;
  readonly to: number;
  readonly packed: Uint8Array;
}

/** One long answer: written piece by piece and ended, then asked like any other. */
export class LongText implements AnswerText {
  readonly #finder = new ResponseFinder(isOurs, TYPES_ASKED);
  readonly #scanner = new XmlScanner(this.#finder);
  readonly #hash = createHash('sha256');
  readonly #parts: Part[] = [];
  #characters = 0;
  /** What has not been packed: of `#filled` bytes the first `#scanned` have been looked through. */
  #block = Buffer.allocUnsafeSlow(PART_BYTES + TOKEN_MAX_BYTES + PIECE_BYTES + CHARACTER_MAX_BYTES);
  #filled = 0;
  #scanned = 0;
  /** Of a byte order mark; null until it is known. */
  #markBytes: number | null = null;
  #opened: Opened | null = null;
  #digest = '';
  #unpacked: { part: Part; bytes: Buffer } | null = null;

  /** Bytes of UTF-8 that hold no half of a character. */
  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const to = characterEnd(bytes, at + PIECE_BYTES);
      this.#filled += bytes.copy(this.#block, this.#filled, at, to);
      at = to;
      this.#scan();
      // By the text alone, not by the pieces in which it came: written again, each part is the same one.
      while (this.#scanned >= PART_BYTES) this.#pack(characterStart(this.#block, PART_BYTES));
    }
  }

  /** No more comes. */
  end(): void {
    this.#markBytes ??= 0;
    this.#scan();
    const fault = this.#scanner.end(this.#filled - this.#scanned);
    this.#opened = fault === null ? this.#finder.messageSet() : { ok: false, reason: fault };
    while (this.#filled > PART_BYTES) this.#pack(characterStart(this.#block, PART_BYTES));
    if (this.#filled > 0) this.#pack(this.#filled);
    // Both ends of it named parts that were cut otherwise.
    this.#digest = this.#hash.digest('hex').slice(16, 32);
    this.#block = Buffer.alloc(0);
  }

  #scan(): void {
    if (this.#markBytes === null) {
      if (this.#filled < BYTE_ORDER_MARK.length) return;
      const hasMark = BYTE_ORDER_MARK.equals(this.#block.subarray(0, BYTE_ORDER_MARK.length));
      this.#markBytes = hasMark ? BYTE_ORDER_MARK.length : 0;
      this.#scanned = this.#markBytes;
    }
    this.#scanned = this.#scanner.scan(this.#block, this.#scanned, this.#filled);
  }

  /** No part holds half of a character. */
  #pack(end: number): void {
    const bytes = this.#block.subarray(0, end);
    const from = this.#parts.at(-1)?.to ?? 0;
    this.#hash.update(bytes);
    this.#characters += isAscii(bytes) ? end : bytes.toString('utf8').length;
    this.#parts.push({ from, to: from + end, packed: gzipSync(bytes, { level: COMPRESSION_LEVEL }) });
    this.#block.copyWithin(0, end, this.#filled);
    this.#filled -= end;
    this.#scanned = Math.max(0, this.#scanned - end);
  }

  async open(): Promise<Opened> {
    if (this.#opened === null) throw new Error('the text has not ended');
    return this.#opened;
  }

  async pick(wanted: Wanted): Promise<Response[]> {
    const reader = new ResponseReader(wanted);
    try {
      if (this.#opened?.ok) for (const run of this.#finder.runs) await this.#read(run, reader);
    } catch (error) {
      throw new CannotBeRead('what was asked for', { cause: error });
    } finally {
      this.#unpacked = null;
    }
    return reader.responses;
  }

  async #read(run: Run, reader: ResponseReader): Promise<void> {
    const mark = this.#markBytes ?? 0;
    const [from, to] = [run.from + mark, run.to + mark];
    const scanner = new XmlScanner(reader, 'content');
    /** What comes with the next part tells what it is. */
    let rest: Buffer = Buffer.alloc(0);
    for (let number = this.#partAt(from); ; number++) {
      const part = this.#parts[number];
      if (!part || part.from >= to) return;
      const bytes = await this.#bytesOf(part);
      const piece = bytes.subarray(Math.max(from - part.from, 0), Math.min(to - part.from, bytes.length));
      const whole = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      rest = whole.subarray(scanner.scan(whole, 0, whole.length));
    }
  }

  #partAt(place: number): number {
    let [low, high] = [0, this.#parts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#parts[middle]!.to <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #bytesOf(part: Part): Promise<Buffer> {
    if (this.#unpacked?.part !== part) {
      await turn();
      this.#unpacked = { part, bytes: await promisify(gunzip)(part.packed) };
    }
    return this.#unpacked.bytes;
  }

  async measure(): Promise<Measured> {
    return { characters: this.#characters, parts: this.#parts.length, digest: this.#digest };
  }

  async part(number: number): Promise<Uint8Array> {
    const part = this.#parts[number];
    if (!part) throw new Error(`no part ${number}`);
    return part.packed;
  }
}

/** The start of the character that `at` is in. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while ((bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}

/** The end of the character that `at` is in. */
function characterEnd(bytes: Buffer, at: number): number {
  let end = Math.min(at, bytes.length);
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end++;
  return end;
}
