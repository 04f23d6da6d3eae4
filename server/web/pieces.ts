/**
 * Answers that may be many megabytes: in pieces, the next when the last has gone. Those that wait for slow readers have one budget
 * for the whole process; what is over it breaks off the answer that has waited longest.
 */
import type { ServerResponse } from 'node:http';

/** Pieces that are made when their turn comes, and how many bytes they are together. */
export interface Sized {
  readonly length: number;
  readonly pieces: Iterable<Uint8Array>;
}

export interface Pieces {
  /** Resolves when all is written or nobody reads any more. */
  send(response: ServerResponse, sized: Sized): Promise<void>;
}

export const sizedOf = (pieces: readonly Uint8Array[]): Sized => ({
  length: pieces.reduce((sum, piece) => sum + piece.length, 0),
  pieces,
});

/** Up to here an answer goes out as a whole. */
const WHOLE_BYTES = 256 * 1024;
const WAITING_MAX_BYTES = 256 * 1024 * 1024;

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
          if (response.destroyed) return;
          if (!response.write(piece)) await drained(response);
        }
        response.end();
      } finally {
        waiting.delete(response);
      }
    },
  };
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
