/**
 * The two places where passwords are stretched, for everybody: signing in, new passwords, the repeat of a call with one. Each
 * takes a core for a while and 32 MiB, so two are worked on at once, only a few wait, and their owners (a user each) take
 * turns: nobody has to wait for somebody who brings many.
 */
import type { Random } from '../codes/company.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Timers } from '../timers.ts';
import { hashPassword, isPassword, type PasswordCosts } from './passwords.ts';

export const PLACES = 2;
/** At 60 ms for one, the last of them waits for two seconds. */
export const WAITING_MAX = 64;
/** Further ones for those who are signed in, or have been at that address. */
const RESERVED = 32;
const WAITING_OF_ONE_MAX = 8;

export interface Passwords {
  /** `owner` is the user whose password it is. Throws the problem to answer with if too many wait. */
  hash(owner: string, password: string): Promise<string>;
  matches(owner: string, password: string, hash: string): Promise<boolean>;
  /** Whether one more of this owner may wait. */
  hasRoom(owner: string, isKnown: boolean): boolean;
  readonly running: number;
  readonly waiting: number;
  /** How long one would take that came now. */
  expectedMs(): number;
}

/** One for the whole service, whose places it holds. `costs`: of new hashes; those of the product by default. */
export function createPasswords(
  random: Random,
  { now }: Pick<Timers, 'now'>,
  costs?: PasswordCosts,
): Passwords {
  const queues = new Map<string, (() => void)[]>();
  let running = 0;
  let waiting = 0;
  let lastMs = 0;

  function hasRoom(owner: string, isKnown: boolean): boolean {
    if (running < PLACES) return true;
    const ofOwner = queues.get(owner)?.length ?? 0;
    return ofOwner < WAITING_OF_ONE_MAX && waiting < WAITING_MAX + (isKnown ? RESERVED : 0);
  }

  async function inPlace<T>(owner: string, work: () => Promise<T>): Promise<T> {
    if (running >= PLACES) {
      if (!hasRoom(owner, true))
        throw new HttpProblem(
          'too-many-attempts',
          'Too many passwords are being checked at once. Try again in a few seconds.',
          { headers: { 'Retry-After': '2' } },
        );
      waiting++;
      // The place of the one before is handed over: nobody slips in between.
      await new Promise<void>((resolve) => {
        const queue = queues.get(owner);
        if (queue) queue.push(resolve);
        else queues.set(owner, [resolve]);
      });
    } else running++;
    const startedAt = now();
    try {
      return await work();
    } finally {
      lastMs = now() - startedAt;
      handOver();
    }
  }

  /** To the owner who has waited longest since their last turn. */
  function handOver(): void {
    const [first] = queues;
    if (!first) {
      running--;
      return;
    }
    const [owner, queue] = first;
    const next = queue.shift();
    queues.delete(owner);
    if (queue.length > 0) queues.set(owner, queue);
    waiting--;
    next?.();
  }

  return {
    hash: (owner, password) => inPlace(owner, () => hashPassword(password, random, costs)),
    matches: (owner, password, hash) => inPlace(owner, () => isPassword(password, hash)),
    hasRoom,
    get running() {
      return running;
    },
    get waiting() {
      return waiting;
    },
    expectedMs: () => (Math.floor((running + waiting) / PLACES) + 1) * lastMs,
  };
}
