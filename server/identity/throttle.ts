/**
 * Slows down guessing: guesses under one key are checked one at a time, and after `free` wrong ones `apartMs` apart. A right
 * one is accepted all the same, perhaps later; only what would wait for more than ten seconds is refused unread.
 *
 * What is remembered is bounded. A key is forgotten after a quarter of an hour, and before that if there are too many: those
 * under which little was guessed go first, so that nobody becomes free again by guessing under other keys.
 */
import type { Timers } from '../timers.ts';

const WAIT_MAX_MS = 10_000;
const FORGET_MS = 15 * 60_000;
export const KEYS_MAX = 5_000;
/** Of all keys together, what has to wait. */
const WAITING_MAX = 1_000;

export interface Pace {
  /** So many wrong ones are checked without a wait. */
  readonly free: number;
  readonly apartMs: number;
  /**
   * The last one to come is checked first, and the first one to come gives way: where strangers guess from everywhere, a right
   * password does not stand behind all of them.
   */
  readonly newestFirst?: true;
}

/** What came of a guess. `wrong`: `retryAfterSeconds` is null where it may be told at once. */
export type Guess<T> =
  | { readonly kind: 'right'; readonly value: T }
  | { readonly kind: 'wrong'; readonly retryAfterSeconds: number | null }
  /** Not looked at. */
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number };

interface Waiting {
  readonly since: number;
  readonly run: () => Promise<Guess<unknown>['kind'] | null>;
  readonly refuse: () => void;
}

interface Guesses {
  wrong: number;
  lastAt: number;
  isChecking: boolean;
  readonly waiting: Waiting[];
}

export interface Throttle {
  /** Runs `check` when it is this guess's turn. What it throws is thrown. */
  guess<T>(key: string, check: () => Promise<Guess<T>>): Promise<Guess<T>>;
  /** How many keys are remembered. */
  readonly size: number;
}

/** One for each kind of key. */
export function createThrottle({ now, wait }: Timers, { free, apartMs, newestFirst }: Pace): Throttle {
  /** The longest unused ones are the first. */
  const all = new Map<string, Guesses>();
  let waitingInAll = 0;

  const isIdle = ({ isChecking, waiting }: Guesses) => !isChecking && waiting.length === 0;
  const isOld = (guesses: Guesses) => isIdle(guesses) && now() - guesses.lastAt > FORGET_MS;

  /** Null if there is no room: every key that is remembered is being guessed under right now. */
  function guessesOf(key: string): Guesses | null {
    for (const [other, guesses] of all) {
      if (!isOld(guesses)) break;
      all.delete(other);
    }
    const known = all.get(key);
    if (!known && all.size >= KEYS_MAX && !forgetOne()) return null;
    const guesses = known ?? { wrong: 0, lastAt: Number.NEGATIVE_INFINITY, isChecking: false, waiting: [] };
    all.delete(key);
    all.set(key, guesses);
    return guesses;
  }

  function forgetOne(): boolean {
    let slow: string | undefined;
    for (const [key, guesses] of all) {
      if (!isIdle(guesses)) continue;
      if (guesses.wrong < free) return all.delete(key);
      slow ??= key;
    }
    return slow !== undefined && all.delete(slow);
  }

  /** As long as it takes if all those before it are wrong. */
  function expectedMs({ wrong, lastAt, isChecking, waiting }: Guesses): number {
    const before = waiting.length + (isChecking ? 1 : 0);
    const slow = Math.min(Math.max(0, wrong + before + 1 - free), before + 1);
    return slow === 0 ? 0 : Math.max(0, apartMs - (now() - lastAt)) + (slow - 1) * apartMs;
  }

  async function work(guesses: Guesses): Promise<void> {
    guesses.isChecking = true;
    while (guesses.waiting.length > 0) {
      const rest = guesses.wrong >= free ? apartMs - (now() - guesses.lastAt) : 0;
      if (rest > 0) await wait(rest);
      if (newestFirst) refuseOverdue(guesses);
      const next = newestFirst ? guesses.waiting.pop() : guesses.waiting.shift();
      if (!next) break;
      waitingInAll--;
      const kind = await next.run();
      if (kind === 'right') guesses.wrong = 0;
      if (kind === 'wrong') guesses.wrong++;
      guesses.lastAt = now();
    }
    guesses.isChecking = false;
  }

  /** Those that were passed by others until their time was up. */
  function refuseOverdue({ waiting }: Guesses): void {
    while (now() - (waiting[0]?.since ?? Number.POSITIVE_INFINITY) > WAIT_MAX_MS) {
      waitingInAll--;
      waiting.shift()?.refuse();
    }
  }

  return {
    guess<T>(key: string, check: () => Promise<Guess<T>>): Promise<Guess<T>> {
      const refused = (ms: number): Guess<T> => ({
        kind: 'refused',
        retryAfterSeconds: Math.max(1, Math.ceil((ms - WAIT_MAX_MS) / 1_000)),
      });
      const guesses = guessesOf(key);
      if (!guesses) return Promise.resolve(refused(0));
      const expected = expectedMs(guesses);
      if (expected > 0 && waitingInAll >= WAITING_MAX) return Promise.resolve(refused(expected));
      if (expected > WAIT_MAX_MS) {
        const oldest = newestFirst && guesses.waiting.shift();
        if (!oldest) return Promise.resolve(refused(expected));
        waitingInAll--;
        oldest.refuse();
      }
      return new Promise((resolve, reject) => {
        const run = async () => {
          try {
            const guess = await check();
            resolve(guess);
            return guess.kind;
          } catch (error) {
            reject(error);
            return null;
          }
        };
        waitingInAll++;
        guesses.waiting.push({ since: now(), run, refuse: () => resolve(refused(WAIT_MAX_MS)) });
        if (!guesses.isChecking) void work(guesses);
      });
    },
    get size() {
      return all.size;
    },
  };
}
