/** Tells what became of a company's codes. */
import type { Company, CostCode } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { byCompany, type Connection, SESSIONS, type Session } from '../sync/model.ts';
import { tellGroup } from './events.ts';
import { groupsOf } from './happenings.ts';
import { lookThrough } from './looks.ts';
import { CODES_MAX, TELLERS, type Teller } from './model.ts';

/** A session whose connector has called within this time still goes on. */
const IN_SESSION_MS = 60_000;
/** What is told waits no longer for the end of a session. */
const HELD_AT_MOST_MS = 2 * 60_000;
const SESSIONS_LOOKED_AT = 20;

/**
 * The events first, then where the looks stand: what is not known to have been looked through is looked through again. Gives the
 * teller as stored; null where another server was quicker, which then goes on.
 */
export async function tellCodes(
  store: Store,
  company: Company,
  connection: Connection,
  from: Teller,
): Promise<Teller | null> {
  // What was before the last look has been told, or nobody listened yet.
  const [since = ''] = (from.looks.at(-1) ?? '').split('/');
  let sessions: readonly Session[] | null = null;
  /** By id: two looks may come upon the same code at once. */
  let gathered = new Map<string, CostCode>();
  let looks = from.looks;
  let teller = from;

  async function tell(): Promise<boolean> {
    for (const group of groupsOf([...gathered.values()], since, sessions ?? []))
      await tellGroup(store, company.id, group);
    gathered = new Map();
    const [stored] = await store.replace(TELLERS, [{ ...teller, looks }]);
    if (stored) teller = stored;
    return Boolean(stored);
  }

  for await (const looked of lookThrough(store, company, from.looks)) {
    if (sessions === null) {
      if (await isHeld(store, connection, looked.codes[0])) return teller;
      const query = { equals: [company.id], descending: true, limit: SESSIONS_LOOKED_AT };
      sessions = await store.find(SESSIONS, 'byOrder', query);
    }
    for (const code of looked.codes) gathered.set(code.id, code);
    looks = looked.looks;
    if (gathered.size >= CODES_MAX && !(await tell())) return null;
  }
  return looks === teller.looks || (await tell()) ? teller : null;
}

/** What a session brings is one thing: it is waited for, if it does not take long. */
async function isHeld(
  store: Store,
  { id, session: name }: Connection,
  oldest: CostCode | undefined,
): Promise<boolean> {
  const now = store.now().getTime();
  if (name === null || !oldest || now - Date.parse(oldest.updatedAt) > HELD_AT_MOST_MS) return false;
  const session = await store.get(SESSIONS, byCompany(id, name));
  return session !== null && session.endedAt === null && now - Date.parse(session.lastCallAt) < IN_SESSION_MS;
}
