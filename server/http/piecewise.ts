/**
 * Answers that may be many megabytes: written piece by piece, as fast as the reader takes them. Those that are there as a
 * whole and wait for slow readers have one budget for the process; beyond it the answer that has waited longest is broken off.
 */
import type { ServerResponse } from 'node:http';
import { type AllTimers, realTimers } from '../timers.ts';
import { turn } from '../turns.ts';

/** A reader who takes nothing for so long has gone without a word. */
const STALLED_MS = 60_000;

type Sink = Pick<ServerResponse, 'write' | 'destroy' | 'destroyed' | 'on' | 'off'>;

/**
 * Writes a piece and waits until there is room for the next one, so that no more than a piece is kept for a slow reader. False
 * when the reader has gone: then nothing more is to be read or written for them. One who takes nothing for a minute is ended.
 */
export async function writePiece(
  response: Sink,
  piece: string | Uint8Array,
  after: AllTimers['after'] = realTimers.after,
): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(piece)) return true;
  return new Promise((resolve) => {
    const over = () => {
      callOff();
      response.off('drain', over);
      response.off('close', over);
      resolve(!response.destroyed);
    };
    const callOff = after(STALLED_MS, () => response.destroy());
    response.on('drain', over);
    response.on('close', over);
  });
}

/** Pieces that are made when their turn comes, and how many bytes they are together. */
export interface Sized {
  readonly length: number;
  readonly pieces: Iterable<Uint8Array>;
}

export interface Pieces {
  /** Resolves when all is written or nobody reads any more. */
  send(response: ServerResponse, sized: Sized): Promise<void>;
}

/** Pieces that are there already. */
export const sizedOf = (pieces: readonly Uint8Array[]): Sized => ({
  length: pieces.reduce((sum, piece) => sum + piece.length, 0),
  pieces,
});

/** Up to here an answer goes out as a whole; no longer one is kept for a repeated call. */
const WHOLE_BYTES = 512 * 1024;
const WAITING_MAX_BYTES = 256 * 1024 * 1024;

/**
 * Sends answers in pieces. Over `waitingMaxBytes` of answers that wait for slow readers, the one that has waited longest is
 * broken off.
 */
export function createPieces(waitingMaxBytes = WAITING_MAX_BYTES): Pieces {
  /** The oldest first. */
  const waiting = new Map<ServerResponse, number>();

  function makeRoom(): void {
    let sum = [...waiting.values()].reduce((all, bytes) => all + bytes, 0);
    for (const [response, bytes] of waiting) {
      if (sum <= waitingMaxBytes || waiting.size === 1) return;
      waiting.delete(response);
      response.destroy();
      sum -= bytes;
    }
  }

  return {
    async send(response, { length, pieces }) {
      response.setHeader('Content-Length', length);
      if (length <= WHOLE_BYTES) {
        response.end(Buffer.concat([...pieces]));
        return;
      }
      waiting.set(response, length);
      makeRoom();
      try {
        for (const piece of pieces) {
          if (!(await writePiece(response, piece))) return;
          await turn();
        }
        response.end();
      } finally {
        waiting.delete(response);
      }
    },
  };
}
