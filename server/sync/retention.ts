/**
 * Sessions, their handouts and message sets are kept for a while; what was sent for a code stays with the code. They go in small steps,
 * each in a turn of its own, that read nothing but what they delete and the first few sessions that stay.
 */
import { allCompanies } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import { tidy } from '../quickbooks/completing.ts';
import { type Collection, DamagedDocument, type Query, type Store, type Stored } from '../store/port.ts';
import { turn } from '../turns.ts';
import { connectionOf } from './connection.ts';
import { ANSWER_PARTS, HANDOUTS, MESSAGE_SETS, SESSIONS } from './model.ts';

const DAY_MS = 24 * 60 * 60_000;
const SESSIONS_A_STEP = 20;
/** Of what may hold some hundred KB each. */
const LARGE_A_STEP = 2;

/** Deletes what is older than `days`, but for the present session and the sets that hold codes. Any server may do it, also several at once. */
export async function purge(store: Store, days: number): Promise<void> {
  const now = store.now();
  const before = new Date(now.getTime() - days * DAY_MS).toISOString();
  for (const company of await allCompanies(store)) {
    try {
      await purgeCompany(store, company, now.toISOString(), before);
    } catch (error) {
      // It was told when it was met; what is old of the other companies goes all the same.
      if (!(error instanceof DamagedDocument)) throw error;
    }
  }
}

async function purgeCompany(
  store: Store,
  { id: company }: Company,
  now: string,
  before: string,
): Promise<void> {
  // What readings left that broke off, or whose server died.
  await tidy(store, company);
  const { session: present, openSet, refused } = await connectionOf(store, company);
  // In the order in which they were opened, whatever the clocks said.
  for await (const sessions of steps(store, SESSIONS, 'byOrder', { equals: [company] }, SESSIONS_A_STEP)) {
    const old = sessions.filter(({ startedAt }) => startedAt < before);
    for (const session of old.filter((each) => each.session !== present)) {
      // What it holds first: a session that is gone could not be found again to delete that.
      const its = { equals: [company, session.session] };
      for await (const parts of steps(store, ANSWER_PARTS, 'bySession', its, LARGE_A_STEP))
        await store.remove(ANSWER_PARTS, parts);
      for await (const handouts of steps(store, HANDOUTS, 'bySession', its, LARGE_A_STEP))
        await store.remove(HANDOUTS, handouts);
      await store.remove(SESSIONS, [session]);
    }
    // What was opened by a clock that was ahead keeps none behind it from going.
    if (sessions.some(({ startedAt }) => startedAt >= before && startedAt <= now)) break;
  }
  const old = { equals: [company], before };
  for await (const sets of steps(store, MESSAGE_SETS, 'byOrder', old, LARGE_A_STEP)) {
    const over = sets.filter(({ set }) => set !== openSet && !refused.includes(set));
    await store.remove(MESSAGE_SETS, over);
  }
}

/** The documents of a query, a few at a time. */
async function* steps<T extends Stored & { readonly order: string }, Index extends string>(
  store: Store,
  collection: Collection<T, Index>,
  index: NoInfer<Index>,
  which: Pick<Query, 'equals' | 'before'>,
  size: number,
): AsyncGenerator<T[]> {
  for (let after: string | undefined; ; ) {
    await turn();
    const some = await store.find(collection, index, { ...which, after, limit: size });
    if (some.length > 0) yield some;
    if (some.length < size) return;
    after = some.at(-1)?.order;
  }
}
