/** Answers of many rows: written piece by piece, as fast as the reader takes them. */
import type { ServerResponse } from 'node:http';

/** A reader who takes nothing for so long has gone without a word. */
const STALLED_MS = 60_000;

type Sink = Pick<ServerResponse, 'write' | 'destroy' | 'destroyed' | 'on' | 'off'>;

/**
 * Writes a piece and waits until there is room for the next one, so that no more than a piece is kept for a slow reader. False
 * when the reader has gone: then nothing more is to be read or written for them. One who takes nothing for `stalledMs` is ended.
 */
export async function writePiece(response: Sink, piece: string, stalledMs = STALLED_MS): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(piece)) return true;
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      response.off('drain', over);
      response.off('close', over);
      resolve(!response.destroyed);
    };
    const timer = setTimeout(() => response.destroy(), stalledMs);
    response.on('drain', over);
    response.on('close', over);
  });
}
