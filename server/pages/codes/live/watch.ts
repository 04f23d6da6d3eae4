/**
 * One watch for all who listen to companies. It looks at one company after the other, each at most every two seconds however many
 * listen, and not at all while nobody does. It looks at the store and keeps nothing of its own, so that several servers tell alike.
 */
import type { Timers } from '../../../timers.ts';

const EVERY_MS = 2_000;
/** After a look comes a rest of nine times what it took: all looks together take at most a tenth of the time. */
const RESTS = 9;
const REST_MAX_MS = 10_000;

/** What a watch does with what it sees. */
export interface WatchOptions<Listener, Facts> {
  /** How a company is now. */
  readonly look: (company: string) => Promise<Facts>;
  /** Tells some of its listeners; they are the same ones, or fewer or more, at the next look. */
  readonly tell: (company: string, listeners: readonly Listener[], facts: Facts) => Promise<void>;
  /** A look that failed. The next one comes as usual. */
  readonly onError: (error: unknown) => void;
  readonly timers: Timers;
}

/** Who listens to which company. */
export interface Watch<Listener> {
  /** It is told from the next look on: what an earlier one has seen is older than the page that it joins from. */
  join(company: string, listener: Listener): void;
  leave(company: string, listener: Listener): void;
}

interface Room<Listener> {
  readonly listeners: Set<Listener>;
  /** Of its next look. */
  dueAt: number;
}

/** A watch that sleeps until somebody listens. */
export function createWatch<Listener, Facts>(options: WatchOptions<Listener, Facts>): Watch<Listener> {
  const { look, tell, onError, timers } = options;
  const rooms = new Map<string, Room<Listener>>();
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

  /** Looks at the company whose turn it is, or sleeps until it is. */
  async function next(isWoken: AbortSignal): Promise<void> {
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
      const listeners = [...room.listeners];
      const facts = await look(company);
      await tell(
        company,
        listeners.filter((listener) => room.listeners.has(listener)),
        facts,
      );
    } finally {
      const now = timers.now();
      room.dueAt = now + EVERY_MS;
      restsUntil = now + Math.min(RESTS * (now - began), REST_MAX_MS);
    }
  }

  return {
    join(company, listener) {
      const room = rooms.get(company) ?? { listeners: new Set(), dueAt: timers.now() };
      rooms.set(company, room);
      room.listeners.add(listener);
      sleeping.abort();
      void run();
    },
    leave(company, listener) {
      const room = rooms.get(company);
      room?.listeners.delete(listener);
      if (room?.listeners.size === 0) rooms.delete(company);
      if (rooms.size === 0) sleeping.abort();
    },
  };
}
