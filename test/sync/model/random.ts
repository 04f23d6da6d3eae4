/** Random numbers that a seed repeats. */
import type { Random } from '../../../server/codes/company.ts';

export interface SeededRandom {
  readonly bytes: Random;
  readonly next: () => number;
}

/** mulberry32 */
export function randomFrom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, bytes: (count) => Buffer.from(Array.from({ length: count }, () => next() * 256)) };
}
