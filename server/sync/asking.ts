/** Asking for a reading or a check: the next call of the connector does it. What is asked for twice is asked for once. */
import type { Company } from '../codes/model.ts';
import { type Check, READINGS, type Reading } from '../quickbooks/model.ts';
import { newReading } from '../quickbooks/running.ts';
import type { New, Store } from '../store/port.ts';
import { connectionOf } from './connection.ts';
import { CONNECTIONS, type ReadingState } from './model.ts';

/** QuickBooks is to be read anew. It stays asked for until a reading is complete. */
export async function askReading(store: Store, company: Company, at: string): Promise<Reading> {
  const asked = await change(store, company, ({ askedAt }) => ({ askedAt: askedAt ?? at }));
  // Second: whoever dies in between has told nobody that it is asked for, and asks again.
  await tell(store, company, { isDue: true, broken: 0, brokenAt: null });
  return asked;
}

/** The connection is to be proved. A check that has not ended is the one that was asked for. */
export async function askCheck(store: Store, company: Company, at: string): Promise<Reading> {
  const fresh: Check = { askedAt: at, finishedAt: null, outcome: null, message: null };
  const asked = await change(store, company, ({ check }) => ({
    check: check?.finishedAt === null ? check : fresh,
  }));
  await tell(store, company, { isCheckDue: true });
  return asked;
}

async function change(
  store: Store,
  company: Company,
  what: (reading: New<Reading>) => Partial<Reading>,
): Promise<Reading> {
  for (;;) {
    const known = await store.get(READINGS, company.id);
    const fresh = newReading(company.id);
    const [stored] = known
      ? await store.replace(READINGS, [{ ...known, ...what(known) }])
      : await store.insert(READINGS, [{ ...fresh, ...what(fresh) }]);
    if (stored) return stored;
  }
}

/** Tells every call of the connector. */
export async function tell(store: Store, company: Company, what: Partial<ReadingState>): Promise<void> {
  for (;;) {
    const connection = await connectionOf(store, company.id);
    const reading = { ...connection.reading, ...what };
    const [stored] = await store.replace(CONNECTIONS, [{ ...connection, reading }]);
    if (stored) return;
  }
}

/** Nothing that was read of another file counts any more. */
export async function forgetReadings(store: Store, company: Company, fileID: string): Promise<void> {
  for (;;) {
    const known = await store.get(READINGS, company.id);
    const isOfAnother = known?.complete && known.complete.file.fileId !== fileID;
    if (!known || !(isOfAnother || known.running)) return;
    const complete = isOfAnother ? null : known.complete;
    const [stored] = await store.replace(READINGS, [{ ...known, complete, running: null }]);
    if (stored) return;
  }
}
