// Somebody who calls `authenticate` all the time, seen from the benchmark.
import { type During, withCaller as withCallerOf } from '../caller.ts';
import type { Target } from './authenticate-caller.ts';

const EVERY_MS = 10;

export type { During };

/** Runs `work` while a process of its own can call `authenticate`; that process is gone afterwards. */
export const withCaller = <T>(target: Target, work: (during: During) => Promise<T>): Promise<T> =>
  withCallerOf('stands/authenticate-caller.ts', target, EVERY_MS, work);
