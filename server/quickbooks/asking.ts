/** Asking for a reading or a check: the next call of the connector does it. What is asked for twice is asked for once. */
import type { Store } from '../store/port.ts';
import { type Check, READINGS, type Reading } from './model.ts';
import { newReading } from './running.ts';

/** What is known of a company's readings; null before there was any, and before one was asked for. */
export const readingOf = (store: Store, company: string): Promise<Reading | null> =>
  store.get(READINGS, company);

/** QuickBooks is to be read anew. It stays asked until a reading is complete. */
export function askReading(store: Store, company: string, at: string): Promise<Reading> {
  return change(store, company, (reading) => ({ askedAt: reading.askedAt ?? at }));
}

/** The connection is to be proved. A check that has not ended is the one that was asked for. */
export function askCheck(store: Store, company: string, at: string): Promise<Reading> {
  const fresh: Check = { askedAt: at, finishedAt: null, outcome: null, message: null };
  return change(store, company, ({ check }) => ({ check: check?.finishedAt === null ? check : fresh }));
}

type Known = Pick<Reading, 'askedAt' | 'check'>;

async function change(
  store: Store,
  company: string,
  what: (reading: Known) => Partial<Known>,
): Promise<Reading> {
  const fresh = newReading(company);
  for (;;) {
    const known = await store.get(READINGS, company);
    const [stored] = known
      ? await store.replace(READINGS, [{ ...known, ...what(known) }])
      : await store.insert(READINGS, [{ ...fresh, ...what(fresh) }]);
    if (stored) return stored;
  }
}
