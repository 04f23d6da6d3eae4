/**
 * One watch for all who listen to companies. It looks at one company after the other, each at most every two seconds however many
 * listen, and not at all while nobody does. It looks at the store and keeps nothing of its own, so that several servers tell alike.
 */

const EVERY_MS = 2_000;
/** After a look comes a rest of nine times what it took: all looks together take at most a tenth of the time. */
const RESTS = 9;
const REST_MAX_MS = 10_000;

/** The clock of a watch. */
export interface WatchTimers {
  /** In ms; never goes back. */
  now(): number;
  /** Resolves after `ms`, or as soon as `isOver` is aborted. */
  wait(ms: number, isOver: AbortSignal): Promise<void>;
}

/** What a watch does with what it sees. */
export interface WatchOptions<Listener, Facts> {
  /** How a company is now. */
  readonly look: (company: string) => Promise<Facts>;
  /** Tells some of its listeners; they are the same ones, or fewer or more, at the next look. */
  readonly tell: (company: string, listeners: readonly Listener[], facts: Facts) => Promise<void>;
  /** A look that failed. The next one comes as usual. */
  readonly onError: (error: unknown) => void;
  readonly timers: WatchTimers;
}

/** Who listens to which company. */
export interface Watch<Listener> {
  /** It is told soon: what the last look has seen, or what a first one sees. */
  join(company: string, listener: Listener): void;
  leave(company: string, listener: Listener): void;
}

interface Room<Listener, Facts> {
  readonly listeners: Set<Listener>;
  /** Those of them who have come since the last look. */
  readonly newcomers: Set<Listener>;
  seen: { readonly facts: Facts } | null;
  /** Of its next look. */
  dueAt: number;
}

/** A watch that sleeps until somebody listens. */
export function createWatch<Listener, Facts>(options: WatchOptions<Listener, Facts>): Watch<Listener> {
  const { look, tell, onError, timers } = options;
  const rooms = new Map<string, Room<Listener, Facts>>();
  let restsUntil = timers.now();
  let isRunning = false;
  let sleeping = new AbortController();

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    while (rooms.size > 0) {
      sleeping = new AbortController();
      await next(sleeping.signal).catch(onError);
    }
    isRunning = false;
  }

  /** Tells somebody who has just come, or looks at the company whose turn it is, or sleeps until it is. */
  async function next(isWoken: AbortSignal): Promise<void> {
    for (const [company, { seen, newcomers }] of rooms) {
      if (!seen || newcomers.size === 0) continue;
      const told = [...newcomers];
      newcomers.clear();
      return tell(company, told, seen.facts);
    }
    const [first, ...others] = rooms;
    if (!first) return;
    const [company, room] = others.reduce(
      (one, other) => (other[1].dueAt < one[1].dueAt ? other : one),
      first,
    );
    const ms = Math.max(room.dueAt, restsUntil) - timers.now();
    if (ms > 0) return timers.wait(ms, isWoken);
    const began = timers.now();
    try {
      room.seen = { facts: await look(company) };
      room.newcomers.clear();
      await tell(company, [...room.listeners], room.seen.facts);
    } finally {
      const now = timers.now();
      room.dueAt = now + EVERY_MS;
      restsUntil = now + Math.min(RESTS * (now - began), REST_MAX_MS);
    }
  }

  return {
    join(company, listener) {
      const room = rooms.get(company) ?? {
        listeners: new Set(),
        newcomers: new Set(),
        seen: null,
        dueAt: timers.now(),
      };
      rooms.set(company, room);
      room.listeners.add(listener);
      room.newcomers.add(listener);
      sleeping.abort();
      void run();
    },
    leave(company, listener) {
      const room = rooms.get(company);
      room?.listeners.delete(listener);
      room?.newcomers.delete(listener);
      if (room?.listeners.size === 0) rooms.delete(company);
      if (rooms.size === 0) sleeping.abort();
    },
  };
}

/** The clock of this machine. A sleep does not keep the process from ending. */
export const realTimers: WatchTimers = {
  now: () => performance.now(),
  wait: (ms, isOver) =>
    new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        isOver.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, ms).unref();
      isOver.addEventListener('abort', over);
      if (isOver.aborted) over();
    }),
};
