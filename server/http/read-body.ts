/** The bytes of a request's body: unpacked as they come, counted, and left where they are as soon as it is clear that they are not wanted. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { createGunzip, createInflate, createInflateRaw, type Gunzip, type Inflate } from 'node:zlib';
import { turn } from '../turns.ts';
import { Blocks } from './blocks.ts';
import type { Bodies, Dropped } from './bodies.ts';

/** So much is unpacked ahead of what is counted, at most twice. */
const STEP_BYTES = 16 * 1024;

/** Smaller pieces are not worth the passing on. */
const PASSED_BYTES = 16 * 1024;
/** Passed on in a few milliseconds; then others have their turn. */
const TURN_BYTES = 128 * 1024;

/** What Node reads from a connection at once: so much may have come before the first of it is unpacked. */
const WIRE_AHEAD_BYTES = 64 * 1024;

/** `reason` is for the log. After 'aborted' there is nobody to answer; after all but 'bytes' there may be bytes left unread. */
export type BodyBytes = { readonly kind: 'bytes'; readonly bytes: Buffer } | Unread;

/** In pieces: putting many together takes its time. */
export type BodyPieces =
  | {
      readonly kind: 'pieces';
      readonly pieces: Buffer[];
      readonly count: number;
      /** All of them went to `Long.begin`; there are none here. */
      readonly isPassedOn: boolean;
    }
  | Unread;

type Unread =
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: Dropped };

/** What is known of the sender once the first bytes are there. */
export interface Known {
  readonly caller: string;
  readonly limitBytes: number;
}

export interface ReadOptions {
  readonly bodies: Bodies;
  /** What the bytes count with is given back when this response is over. */
  readonly response: ServerResponse;
  /** Null for a stranger. */
  readonly caller: string | null;
  /** For the body as it is unpacked. */
  readonly limitBytes: number;
  readonly head?: Head;
  readonly long?: Long;
}

/** What becomes of a body of more than `bytes`, once it is known whose it is: it is passed on as it comes, in turns with others. */
export interface Long {
  readonly bytes: number;
  readonly begin: () => (piece: Buffer) => void;
}

/** A body of more than `bytes` waits when they are there, until it is known whose it is; null: a stranger's. */
export interface Head {
  readonly bytes: number;
  readonly look: (head: Buffer) => Promise<Known | null>;
}

/** Rejects with what `head.look` rejects with; the body is left alone then. */
export async function readBytes(request: IncomingMessage, options: ReadOptions): Promise<BodyBytes> {
  const read = await readPieces(request, options);
  return read.kind === 'pieces' ? { kind: 'bytes', bytes: Buffer.concat(read.pieces, read.count) } : read;
}

/** Rejects with what `head.look` rejects with; the body is left alone then. */
export function readPieces(request: IncomingMessage, options: ReadOptions): Promise<BodyPieces> {
  const { bodies, response, head, long } = options;
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'identity' && coding !== 'gzip' && coding !== 'deflate')
    return Promise.resolve({ kind: 'unsupported', reason: `Content-Encoding ${coding}` });
  let { limitBytes } = options;
  const announced = Number(request.headers['content-length'] ?? 0);
  // With a head it is known first whose it is, so that they can be told in their own way.
  if (!head && announced > limitBytes) return Promise.resolve({ kind: 'too-large', limitBytes });

  return new Promise((resolve, reject) => {
    if (response.destroyed) return resolve({ kind: 'aborted' });
    const blocks = new Blocks();
    let count = 0;
    let wireCount = 0;
    let isOver = false;
    let passOn: ((piece: Buffer) => void) | null = null;
    let passedInTurn = 0;
    let headState: 'to come' | 'looked at' | 'known' = head ? 'to come' : 'known';
    const body = bodies.open(options.caller, (why) => settle({ kind: why }));
    response.once('close', () => body.release());

    function end(): void {
      isOver = true;
      request.off('data', onWire);
      request.pause();
      forget();
      unpacker.stop();
    }

    function settle(result: BodyPieces): void {
      if (isOver) return;
      end();
      if (result.kind === 'pieces') body.finish();
      else body.release();
      resolve(result);
    }

    const isTooLarge = () => count > limitBytes || wireCount > limitBytes + WIRE_AHEAD_BYTES;

    function take(chunk: Buffer): void {
      if (isOver) return;
      count += chunk.length;
      if (headState === 'known' && isTooLarge()) settle({ kind: 'too-large', limitBytes });
      else if (!body.hold(chunk.length)) settle({ kind: 'overloaded' });
      else {
        blocks.add(chunk);
        if (headState === 'known') passPieces(PASSED_BYTES);
        if (head && headState === 'to come' && count >= Math.min(head.bytes, limitBytes))
          void lookAtHead(head);
      }
    }

    function passPieces(least: number): void {
      if (!long || count <= long.bytes || blocks.bytes < least) return;
      passOn ??= long.begin();
      passedInTurn += blocks.bytes;
      for (const piece of blocks.take()) passOn(piece);
      if (passedInTurn >= TURN_BYTES) void letOthers();
    }

    async function letOthers(): Promise<void> {
      passedInTurn = 0;
      unpacker.pause();
      await turn();
      if (!isOver) unpacker.resume();
    }

    async function lookAtHead({ bytes, look }: Head): Promise<void> {
      headState = 'looked at';
      unpacker.pause();
      try {
        const known = await look(blocks.start(bytes));
        if (isOver) return;
        headState = 'known';
        if (known) {
          limitBytes = known.limitBytes;
          if (!body.belongsTo(known.caller)) return settle({ kind: 'overloaded' });
        }
        if (isTooLarge() || announced > limitBytes) return settle({ kind: 'too-large', limitBytes });
        unpacker.resume();
      } catch (error) {
        if (isOver) return;
        end();
        body.release();
        reject(error);
      }
    }

    const unpacker = unpackerOf(coding, request, {
      take,
      done() {
        passPieces(1);
        settle({ kind: 'pieces', pieces: blocks.take(), count, isPassedOn: passOn !== null });
      },
      fail: (reason) => settle({ kind: 'malformed', reason }),
    });
    const onWire = (chunk: Buffer) => {
      body.came(chunk.length);
      wireCount += chunk.length;
      // Packed bytes may go on for ever and unpack to nothing.
      if (headState !== 'looked at' && isTooLarge()) settle({ kind: 'too-large', limitBytes });
      else unpacker.write(chunk);
    };
    const forget = finished(request, { writable: false }, (error) => {
      if (error) settle({ kind: 'aborted' });
      else unpacker.end();
    });
    request.on('data', onWire);
  });
}

interface Unpacker {
  write(chunk: Buffer): void;
  end(): void;
  pause(): void;
  resume(): void;
  stop(): void;
}

interface Sink {
  readonly take: (chunk: Buffer) => void;
  readonly done: () => void;
  readonly fail: (reason: string) => void;
}

type Coding = 'identity' | 'gzip' | 'deflate';

function unpackerOf(coding: Coding, request: IncomingMessage, sink: Sink): Unpacker {
  return coding === 'identity' ? plain(request, sink) : inflating(coding, request, sink);
}

function plain(request: IncomingMessage, { take, done }: Sink): Unpacker {
  return {
    write: take,
    end: done,
    pause: () => void request.pause(),
    resume: () => void request.resume(),
    stop: () => {},
  };
}

/** HTTP's `deflate` is zlib's format; .NET's DeflateStream writes it without the header (RFC 9110, 8.4.1.2 knows of such). */
function inflating(
  coding: 'gzip' | 'deflate',
  request: IncomingMessage,
  { take, done, fail }: Sink,
): Unpacker {
  let stream: Gunzip | Inflate | null = null;
  /** Until the two bytes are there that tell which it is. */
  let start = Buffer.alloc(0);
  let isStopped = false;

  function begin(): Gunzip | Inflate {
    const options = { chunkSize: STEP_BYTES, highWaterMark: STEP_BYTES };
    const hasZlibHeader = start.length > 1 && (start[0]! & 0x0f) === 8 && start.readUInt16BE(0) % 31 === 0;
    const create = coding === 'gzip' ? createGunzip : hasZlibHeader ? createInflate : createInflateRaw;
    const made = create(options);
    made.on('data', take);
    made.on('end', done);
    made.on('error', (error: NodeJS.ErrnoException) => fail(`${coding}: ${error.code}`));
    made.on('drain', () => {
      if (!isStopped) request.resume();
    });
    return made;
  }

  return {
    write(chunk) {
      start = stream ? start : Buffer.concat([start, chunk]);
      if (!stream && start.length < 2) return;
      const bytes = stream ? chunk : start;
      stream ??= begin();
      if (!stream.write(bytes)) request.pause();
    },
    end() {
      // zlib takes nothing at all for something whole.
      if (start.length === 0) return fail(`${coding}: nothing`);
      if (!stream) {
        stream = begin();
        stream.write(start);
      }
      stream.end();
    },
    pause: () => void stream?.pause(),
    resume: () => void stream?.resume(),
    stop() {
      isStopped = true;
      stream?.destroy();
    },
  };
}
