/**
 * Bytes as they come, in few pieces. A sender may cut a body into chunks of one byte; each is an object of some hundreds, so that what
 * is held would be that many times what was counted.
 */
import type { IncomingMessage } from 'node:http';

const BLOCK_BYTES = 16 * 1024;

/** Collects the chunks of a body in blocks of a fixed size. */
export class Blocks {
  readonly #pieces: Buffer[] = [];
  #block: Buffer | null = null;
  #filled = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (chunk.length >= BLOCK_BYTES) {
      this.#close();
      this.#pieces.push(chunk);
      return;
    }
    for (let at = 0; at < chunk.length; ) {
      this.#block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
      const copied = chunk.copy(this.#block, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled === BLOCK_BYTES) this.#close();
    }
  }

  /** A copy of the first bytes, or of all where there are fewer. */
  start(bytes: number): Buffer {
    const open = this.#block?.subarray(0, this.#filled) ?? Buffer.alloc(0);
    return Buffer.concat([...this.#pieces, open]).subarray(0, bytes);
  }

  /** All of them; nothing is left. */
  take(): Buffer[] {
    this.#close();
    this.#bytes = 0;
    return this.#pieces.splice(0);
  }

  #close(): void {
    if (this.#block === null) return;
    this.#pieces.push(this.#filled === BLOCK_BYTES ? this.#block : exactly(this.#block, this.#filled));
    this.#block = null;
    this.#filled = 0;
  }
}

/** The room behind what came would be held uncounted; so would that around it in a buffer that Node shares out. */
function exactly(block: Buffer, bytes: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(bytes);
  block.copy(whole, 0, 0, bytes);
  return whole;
}

/** Chunks of ordinary senders, and the first ones of any, go on as they are. */
const SMALL_BYTES = 1024;
const LET_THROUGH = 32;

/**
 * Node keeps 64 KiB of a body that nobody has begun to read (its sender waits to be signed in), each chunk by itself: of one byte each,
 * that is 25 MB. What comes in one round of the loop becomes one. To be called for each request before its body comes.
 */
export function joinSmallChunks(request: IncomingMessage): void {
  const { headers } = request;
  if (headers['transfer-encoding'] === undefined) return;
  const push = request.push.bind(request);
  const blocks = new Blocks();
  let through = 0;
  let isWaiting = false;

  function flush(): void {
    isWaiting = false;
    for (const piece of blocks.take()) push(piece);
  }

  request.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null) {
      flush();
      return push(null);
    }
    if (!isWaiting && (chunk.length >= SMALL_BYTES || through < LET_THROUGH)) {
      through++;
      return push(chunk, encoding);
    }
    blocks.add(chunk);
    if (!isWaiting)
      setImmediate(() => {
        if (!request.destroyed) flush();
      });
    isWaiting = true;
    return request.readableLength + blocks.bytes < request.readableHighWaterMark;
  };
}
