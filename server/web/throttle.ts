/**
 * Slows down guessing: guesses at one user from one address are checked one at a time, after ten wrong ones a second apart.
 * A right password is taken all the same, perhaps later; only what would wait for more than ten seconds is refused unread.
 */
const FREE_GUESSES = 10;
const APART_MS = 1_000;
const WAIT_MAX_MS = 10_000;
const FORGET_MS = 15 * 60_000;
const REMEMBERED_MAX = 10_000;

export interface Timers {
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

interface Guesses {
  wrong: number;
  waiting: number;
  lastAt: number;
  turn: Promise<unknown>;
}

export type Throttled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly retryAfterSeconds: number };

export function createThrottle({ now, wait }: Timers) {
  const all = new Map<string, Guesses>();

  function guessesOf(key: string): Guesses {
    const known = all.get(key);
    const isOld = known && known.waiting === 0 && now() - known.lastAt > FORGET_MS;
    const guesses =
      known && !isOld
        ? known
        : { wrong: 0, waiting: 0, lastAt: Number.NEGATIVE_INFINITY, turn: Promise.resolve() };
    // Put last: the first ones are the longest unused, and go first.
    all.delete(key);
    all.set(key, guesses);
    for (const [other, { waiting }] of all) {
      if (all.size <= REMEMBERED_MAX) break;
      if (waiting === 0) all.delete(other);
    }
    return guesses;
  }

  /** Runs `check` when it is this guess's turn; a result of null is a wrong guess. */
  return async function throttle<T>(
    key: string,
    check: () => Promise<T | null>,
  ): Promise<Throttled<T | null>> {
    const guesses = guessesOf(key);
    // As long as it takes if all those before it are wrong.
    const slow = Math.max(0, guesses.wrong + guesses.waiting + 1 - FREE_GUESSES);
    const ahead = Math.min(slow, guesses.waiting + 1);
    const since = now() - guesses.lastAt;
    const expected = ahead === 0 ? 0 : Math.max(0, APART_MS - since) + (ahead - 1) * APART_MS;
    if (expected > WAIT_MAX_MS) return { ok: false, retryAfterSeconds: Math.ceil(expected / 1_000) };
    guesses.waiting++;
    const mine = guesses.turn.then(async () => {
      const rest = guesses.wrong >= FREE_GUESSES ? APART_MS - (now() - guesses.lastAt) : 0;
      if (rest > 0) await wait(rest);
      try {
        const value = await check();
        guesses.wrong = value === null ? guesses.wrong + 1 : 0;
        return value;
      } finally {
        guesses.lastAt = now();
        guesses.waiting--;
      }
    });
    guesses.turn = mine.catch(() => undefined);
    return { ok: true, value: await mine };
  };
}
