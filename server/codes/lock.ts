/**
 * One at a time: whatever changes the shape of a company's lists (import, delete, another way of naming) relies on rules that
 * span many codes, unique names and parents that exist. Those who change single codes do not need the lock; they are guarded
 * by the code's `rev`.
 */
import type { Collection, Store, Stored } from '../store/port.ts';

interface Lock extends Stored {
  readonly holder: string;
  readonly until: string;
}

export const LOCKS: Collection<Lock> = { name: 'locks', indexes: {} };

/** A holder that dies frees the lock after this time. */
const LEASE_MS = 60_000;
const TRIES = 50;
const BETWEEN_TRIES_MS = 100;

export class Busy extends Error {
  override name = 'Busy';
}

/** Runs `work` alone for a company; it calls `renew` between its batches, which throws Busy if the lock has been lost. */
export async function alone<T>(
  store: Store,
  company: string,
  holder: string,
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const id = company;
  const until = () => new Date(store.now().getTime() + LEASE_MS).toISOString();
  const take = async (): Promise<boolean> => {
    const lock = await store.get(LOCKS, id);
    if (!lock) return (await store.insert(LOCKS, [{ id, holder, until: until() }]))[0] !== null;
    if (lock.holder !== holder && lock.until > store.now().toISOString()) return false;
    return (await store.replace(LOCKS, [{ ...lock, holder, until: until() }]))[0] !== null;
  };
  for (let tries = 1; !(await take()); tries++) {
    if (tries === TRIES)
      throw new Busy('Another import or change of this company is under way. Try again in a minute.');
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
  }
  try {
    return await work(async () => {
      const lock = await store.get(LOCKS, id);
      if (lock?.holder !== holder || !(await take()))
        throw new Busy('This took too long and another change came first. Try again.');
    });
  } finally {
    const lock = await store.get(LOCKS, id);
    if (lock?.holder === holder) await store.remove(LOCKS, [lock]);
  }
}
