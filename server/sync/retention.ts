/** Sessions, their exchanges and message sets are kept for a while; what was sent for a code stays with the code. */

import { allCompanies } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import { tidy } from '../quickbooks/completing.ts';
import { type Collection, DamagedDocument, type Store, type Stored } from '../store/port.ts';
import { turn } from '../turns.ts';
import { connectionOf } from './connection.ts';
import { ANSWER_PARTS, EXCHANGES, MESSAGE_SETS, type MessageSet, SESSIONS, type Session } from './model.ts';

const DAY_MS = 24 * 60 * 60_000;
const BATCH = 100;
/** Of what may hold some hundred KB each. */
const LARGE_BATCH = 10;

/** Deletes what is older than `days`, but for the present session and the sets that hold codes. Any server may do it, also several at once. */
export async function purge(store: Store, days: number): Promise<void> {
  const before = new Date(store.now().getTime() - days * DAY_MS).toISOString();
  for (const company of await allCompanies(store)) {
    try {
      await purgeCompany(store, company, before);
    } catch (error) {
      // It was told when it was met; what is old of the other companies goes all the same.
      if (!(error instanceof DamagedDocument)) throw error;
    }
  }
}

async function purgeCompany(store: Store, { id: company }: Company, before: string): Promise<void> {
  // What readings left that broke off, or whose server died.
  await tidy(store, company);
  const { session: present, openSet, refused } = await connectionOf(store, company);
  let after: string | undefined;
  for (;;) {
    await turn();
    const sessions = await store.find(SESSIONS, 'byOrder', { equals: [company], after, limit: BATCH });
    const old = sessions.filter((session) => session.order < before);
    for (const session of old.filter((each) => each.session !== present)) {
      // What it holds first: a session that is gone could not be found again to delete that.
      await clear(store, ANSWER_PARTS, session);
      await clear(store, EXCHANGES, session);
      await store.remove(SESSIONS, [session]);
    }
    after = sessions.at(-1)?.order;
    if (old.length < BATCH) break;
  }
  after = undefined;
  for (;;) {
    await turn();
    const sets: MessageSet[] = await store.find(MESSAGE_SETS, 'byOrder', {
      equals: [company],
      after,
      limit: BATCH,
    });
    const old = sets.filter((set) => set.order < before);
    await store.remove(
      MESSAGE_SETS,
      old.filter((set) => set.set !== openSet && !refused.includes(set.set)),
    );
    after = sets.at(-1)?.order;
    if (old.length < BATCH) break;
  }
}

async function clear<T extends Stored>(
  store: Store,
  collection: Collection<T>,
  { company, session }: Session,
): Promise<void> {
  for (;;) {
    await turn();
    const some = await store.find(collection, 'bySession', {
      equals: [company, session],
      limit: LARGE_BATCH,
    });
    await store.remove(collection, some);
    if (some.length < LARGE_BATCH) return;
  }
}
