/**
 * One at a time: whatever changes the shape of a company's lists (import, delete, another way of naming) relies on rules that
 * span many codes, unique names and parents that exist. Those who change single codes do not need the lock; they are guarded
 * by the code's `rev`.
 *
 * Whoever holds the lock says so every second, and counts as dead after a few seconds of silence. Where one process has the
 * store, what an earlier run of it held is free at once. A time that says it is over is not enough, clocks are set: whoever waits
 * must have seen that nothing was written for longer than a beat. A holder that was only slow and has lost the lock learns it
 * before its next batch.
 */
import { isNear } from '../clocks.ts';
import { collectionOf, type Store, type Stored } from '../store/port.ts';
import { type AllTimers, realTimers } from '../timers.ts';

interface Lock extends Stored {
  readonly holder: string;
  /** Of the server that holds it (Store.run); locks of earlier versions have none. */
  readonly run?: string | null;
  readonly until: string;
}

export const LOCKS = collectionOf<Lock>()({ name: 'locks', indexes: {} });

/** Much longer than a beat, so that a slow database costs nobody the lock, and shorter than the wait for it. */
export const LEASE_MS = 4_000;
export const BEAT_MS = 1_000;
const TRIES = 50;
const BETWEEN_TRIES_MS = 100;
/** Of who waits: in so many a holder that lives has said so again, whatever the clocks say. */
const TRIES_OF_A_BEAT = 15;

/** Somebody else holds the lock, or has taken it over. The message is for people; another try may succeed. */
export class Busy extends Error {
  override name = 'Busy';
}

/** Runs `work` alone for a company; it calls `renew` between its batches, which throws Busy if the lock has been lost. */
export async function alone<T>(
  store: Store,
  company: string,
  holder: string,
  work: (renew: () => Promise<void>) => Promise<T>,
  { wait, every }: Pick<AllTimers, 'wait' | 'every'> = realTimers,
): Promise<T> {
  const id = company;
  const mine = () => ({
    holder,
    run: store.run,
    until: new Date(store.now().getTime() + LEASE_MS).toISOString(),
  });
  /** Run out, or of a length that no lease has: the clock has been set. Either way only if nothing is written meanwhile. */
  const isOver = ({ until }: Lock): boolean =>
    !isNear(until, store.now().toISOString(), LEASE_MS) || until <= store.now().toISOString();
  let seen: { readonly rev: number; readonly tries: number } = { rev: 0, tries: 0 };
  async function take(): Promise<boolean> {
    const lock = await store.get(LOCKS, id);
    if (!lock) return (await store.insert(LOCKS, [{ id, ...mine() }]))[0] !== null;
    seen = { rev: lock.rev, tries: lock.rev === seen.rev ? seen.tries + 1 : 0 };
    const isDead = store.run !== null && lock.run !== store.run;
    const isFree = isDead || (isOver(lock) && seen.tries >= TRIES_OF_A_BEAT);
    return isFree && (await store.replace(LOCKS, [{ ...lock, ...mine() }]))[0] !== null;
  }
  /** Also after the lease has run out, as long as nobody else has taken the lock. */
  async function keep(): Promise<void> {
    const lock = await store.get(LOCKS, id);
    const kept = lock?.holder === holder && (await store.replace(LOCKS, [{ ...lock, ...mine() }]))[0];
    if (!kept) throw new Busy('This took too long and another change came first. Try again.');
  }
  // One after the other: a beat beside a renewal would take the rev from under it.
  let keeping: Promise<unknown> = Promise.resolve();
  const renew = (): Promise<void> => {
    const kept = keeping.then(keep);
    keeping = kept.catch(() => {});
    return kept;
  };

  for (let tries = 1; !(await take()); tries++) {
    if (tries === TRIES)
      throw new Busy('Another import or change of this company is under way. Try again in a minute.');
    await wait(BETWEEN_TRIES_MS);
  }
  // If a beat fails, the next renewal notices, or it did not matter.
  const rest = every(BEAT_MS, () => void renew().catch(() => {}));
  try {
    return await work(renew);
  } finally {
    rest();
    await keeping;
    const lock = await store.get(LOCKS, id);
    if (lock?.holder === holder) await store.remove(LOCKS, [lock]);
  }
}
