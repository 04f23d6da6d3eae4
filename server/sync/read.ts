/** What doors ask about sessions, the connector and alarms. */
import { earlier, isAhead } from '../clocks.ts';
import type { Company } from '../codes/model.ts';
import { pagesOf } from '../codes/walk.ts';
import { LATE_INTERVALS } from '../help/limits.ts';
import type { Store } from '../store/port.ts';
import { inOrder } from './alarms.ts';
import { alarmsInForce } from './alarms-in-force.ts';
import { connectionOf } from './connection.ts';
import {
  type Alarm,
  byCompany,
  type Connection,
  HANDOUTS,
  type Handout,
  type Host,
  MESSAGE_SETS,
  type MessageSet,
  POLLS,
  type Polls,
  SESSIONS,
  type Session,
  WRONG_PASSWORDS,
  type WrongPassword,
} from './model.ts';
import { problemOf } from './outcomes.ts';
import { findWork } from './select.ts';
import { isUnfinished } from './session.ts';
import { standingOf, type ToldWrongPassword, toldOf } from './wrong-password.ts';

export { connectionOf } from './connection.ts';

export type ConnectorState = 'never' | 'inSession' | 'idle' | 'late';

export interface SyncStatus {
  readonly state: ConnectorState;
  readonly lastSeenAt: string | null;
  /** When it should call next, as long as it is not late. */
  readonly nextExpectedAt: string | null;
  /** The last wrong password, as long as no right one has come since. Nobody was seen with it. */
  readonly wrongPassword: ToldWrongPassword | null;
  readonly lastSession: Session | null;
  /** The latest ones, the last one first. */
  readonly sessions: readonly Session[];
  readonly connection: Connection;
  /** Null before it has polled. */
  readonly polls: Polls | null;
  /** Something could be exported now; null where nobody had to look. */
  readonly hasWork: boolean | null;
  /** The most urgent first. */
  readonly alarms: readonly Alarm[];
}

const LATE_AT_LEAST_MS = 15 * 60_000;
/** Two desktops in turns show in so many. */
const LATEST_SESSIONS = 6;

/** A connector that has not called for so long is late, if something waits for it. */
export const lateMsOf = ({ runEveryMinutes }: Pick<Company, 'runEveryMinutes'>): number =>
  Math.max(LATE_INTERVALS * runEveryMinutes * 60_000, LATE_AT_LEAST_MS);

/** How a company's connector is doing. */
export async function syncStatusOf(store: Store, company: Company): Promise<SyncStatus> {
  const [connection, sessions, polls, wrong] = await Promise.all([
    connectionOf(store, company.id),
    store.find(SESSIONS, 'byOrder', { equals: [company.id], descending: true, limit: LATEST_SESSIONS }),
    store.get(POLLS, company.id),
    store.get(WRONG_PASSWORDS, company.id),
  ]);
  const session = await presentOf(store, connection, sessions);
  return statusFrom(store, company, { connection, sessions, session, polls, wrong });
}

/** What is stored of a company's connector. */
export interface StoredOfConnector extends Pick<SyncStatus, 'connection' | 'sessions' | 'polls'> {
  /** The present one. */
  readonly session: Session | null;
  readonly wrong: WrongPassword | null;
}

/** The same of what has been read already. `mayHaveWork`: false where no code is accepted. */
export async function statusFrom(
  store: Store,
  company: Company,
  { connection, sessions, session, polls, wrong }: StoredOfConnector,
  mayHaveWork = true,
): Promise<SyncStatus> {
  const [lastSession = null] = sessions;
  const interval = company.runEveryMinutes * 60_000;
  const late = lateMsOf(company);
  const now = store.now().toISOString();
  const calls = [polls?.lastAt, connection.openedAt, session?.lastCallAt].filter(
    (at) => typeof at === 'string',
  );
  const lastSeenAt = lastOf(calls, company, now, late);
  const isSilent = lastSeenAt !== null && Date.parse(now) - Date.parse(lastSeenAt) > late;
  const hasWork = isSilent && mayHaveWork ? (await findWork(store, company, connection)).isThere : null;
  const waits = isSilent && (connection.openSet !== null || hasWork === true);
  return {
    state: stateOf(lastSeenAt, session, isSilent, waits),
    lastSeenAt,
    nextExpectedAt: lastSeenAt === null ? null : new Date(Date.parse(lastSeenAt) + interval).toISOString(),
    wrongPassword: toldOf(wrong, standingOf(company, connection, polls)),
    lastSession,
    sessions,
    connection,
    polls,
    hasWork,
    alarms: inOrder([
      ...(await alarmsInForce(store, company, connection)),
      ...(waits && lastSeenAt !== null ? [lateAlarm(lastSeenAt, late)] : []),
    ]),
  };
}

/** Nearly always the last one. */
async function presentOf(
  store: Store,
  { id, session: name }: Connection,
  sessions: readonly Session[],
): Promise<Session | null> {
  if (name === null) return null;
  const present = sessions.find(({ session }) => session === name);
  return present ?? store.get(SESSIONS, byCompany(id, name));
}

/**
 * The last call, as far as its time can be believed: a clock that was ahead for a while must not keep it quiet for as long that
 * nobody calls any more. If no time can be, it was some time since the company was made, or longer ago than late.
 */
function lastOf(calls: readonly string[], { createdAt }: Company, now: string, late: number): string | null {
  if (calls.length === 0) return null;
  const last = [...calls, createdAt]
    .filter((at) => !isAhead(at, now, late))
    .sort()
    .at(-1);
  return last === undefined ? new Date(Date.parse(now) - late - 1).toISOString() : earlier(last, now);
}

function stateOf(
  lastSeenAt: string | null,
  session: Session | null,
  isSilent: boolean,
  waits: boolean,
): ConnectorState {
  if (lastSeenAt === null) return 'never';
  if (waits) return 'late';
  return session && isUnfinished(session) && !isSilent ? 'inSession' : 'idle';
}

function lateAlarm(lastSeenAt: string, lateMs: number): Alarm {
  const message = `Cost codes wait, and the Web Connector has not called since ${lastSeenAt}.`;
  const since = new Date(Date.parse(lastSeenAt) + lateMs).toISOString();
  return { ...problemOf('late', message), code: 'late', since };
}

/** A page of a list, and after what the next one begins; null at the end. */
export interface Page<T> {
  readonly page: readonly T[];
  readonly next: string | null;
}

function paged<T extends { readonly order: string }>(found: readonly T[], limit: number): Page<T> {
  const page = found.slice(0, limit);
  return { page, next: found.length > limit ? (page.at(-1)?.order ?? null) : null };
}

/** The sessions of a company, newest first. */
export async function sessionsOf(
  store: Store,
  company: Company,
  after: string | undefined,
  limit: number,
): Promise<Page<Session>> {
  const query = { equals: [company.id], after, descending: true, limit: limit + 1 };
  return paged(await store.find(SESSIONS, 'byOrder', query), limit);
}

const SESSIONS_LOOKED_AT = 20;

/** What QuickBooks told of itself in the last session whose company file was the right one; null before there was one. */
export async function lastHostOf(store: Store, company: Company): Promise<Host | null> {
  const query = { equals: [company.id], descending: true, limit: SESSIONS_LOOKED_AT };
  const sessions = await store.find(SESSIONS, 'byOrder', query);
  return sessions.find(({ verified, host }) => verified && host !== null)?.host ?? null;
}

/** One session by its name. */
export function sessionNamed(store: Store, company: Company, name: string): Promise<Session | null> {
  return store.get(SESSIONS, byCompany(company.id, name));
}

/** What was handed out in a session, in its order. */
export async function handoutsOf(
  store: Store,
  { company, session }: Session,
  after: string | undefined,
  limit: number,
): Promise<Page<Handout>> {
  const query = { equals: [company, session], after, limit: limit + 1 };
  return paged(await store.find(HANDOUTS, 'bySession', query), limit);
}

/** One of them by its number; with its bytes see messageSetOf. */
export function handoutNumbered(store: Store, session: Session, order: string): Promise<Handout | null> {
  return store.get(HANDOUTS, `${session.id}/${order}`);
}

/** The set that was handed out; null where it is not kept any more. */
export function messageSetOf(store: Store, { company, set }: Handout): Promise<MessageSet | null> {
  return store.get(MESSAGE_SETS, byCompany(company, set));
}

const EXCHANGES_AT_ONCE = 10;

/** Everything that was handed out in a session, each with its set, a few at once: all answers of a long one are more than the memory. */
export async function* everyHandout(
  store: Store,
  { company, session }: Session,
): AsyncGenerator<{ readonly handout: Handout; readonly set: MessageSet | null }[]> {
  const equals = [company, session];
  const pages = pagesOf<Handout, 'order'>(
    (after, limit) => store.find(HANDOUTS, 'bySession', { equals, after, limit }),
    'order',
    { size: EXCHANGES_AT_ONCE },
  );
  for await (const handouts of pages) {
    const ids = [...new Set(handouts.map(({ set }) => byCompany(company, set)))];
    const sets = new Map((await store.getMany(MESSAGE_SETS, ids)).map((set) => [set.set, set]));
    yield handouts.map((handout) => ({ handout, set: sets.get(handout.set) ?? null }));
  }
}
