/**
 * Signed in on the page: a random value in a cookie, of which the store keeps the SHA-256 only.
 *
 * A session is over after half an hour without a call, twelve hours after the sign-in, by signing out, and with every new
 * password or disabling of its user, whose `sessionEra` then counts up.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { earlier, isNear } from '../clocks.ts';
import type { Random } from '../codes/company.ts';
import { allOf } from '../codes/walk.ts';
import { removeOlder } from '../store/older.ts';
import { collectionOf, type Store, type Stored } from '../store/port.ts';
import { USERS, type User } from './people.ts';

/** What came of the last form, to be told on the next page. Never a secret. */
export interface Flash {
  readonly kind: 'done' | 'partly' | 'notDone';
  readonly message: string;
  readonly details?: readonly string[];
  /** How many more there are than `details` tells. */
  readonly more?: number;
}

export interface WebSession extends Stored {
  readonly user: string;
  readonly era: number;
  readonly startedAt: string;
  readonly lastUsedAt: string;
  readonly order: string;
  readonly flash?: Flash | null;
}

export const WEB_SESSIONS = collectionOf<WebSession>()({
  name: 'webSessions',
  indexes: { byOrder: ['order'], byUser: ['user', 'order'] },
});

/** A session in hand: `value` is what the cookie holds, and is nowhere else. */
export interface SignedIn {
  readonly user: User;
  readonly value: string;
}

const IDLE_MS = 30 * 60_000;
const SESSION_MAX_MS = 12 * 60 * 60_000;
/** Each page fetches several things: they are one use. */
const USE_MS = 60_000;
const VALUE_BYTES = 32;

/** Deletes the sessions that are over by their age. */
export const purgeWebSessions = (store: Store): Promise<void> =>
  removeOlder(store, WEB_SESSIONS, SESSION_MAX_MS);

const idOf = (value: string) => createHash('sha256').update(value).digest('hex');

/** A new session for a user whose password was right. */
export async function startSession(store: Store, random: Random, user: User): Promise<SignedIn> {
  const value = random(VALUE_BYTES).toString('base64url');
  const id = idOf(value);
  const startedAt = store.now().toISOString();
  await store.insert(WEB_SESSIONS, [
    {
      id,
      user: user.id,
      era: user.sessionEra ?? 0,
      startedAt,
      lastUsedAt: startedAt,
      order: `${startedAt}/${id}`,
    },
  ]);
  return { user, value };
}

/** The session with this value and its user as they are now; null if it is over. Counts as a use, which is written once a minute. */
export async function findSession(store: Store, value: string): Promise<SignedIn | null> {
  const found = await lookAtSession(store, value);
  if (!found) return null;
  const { session, user } = found;
  const now = store.now();
  const at = now.toISOString();
  // A clock that was set back: from now on its half hour and its twelve hours are of the present one.
  const startedAt = earlier(session.startedAt, at);
  if (!isNear(session.lastUsedAt, at, USE_MS))
    await store.replace(WEB_SESSIONS, [{ ...session, startedAt, lastUsedAt: at }]);
  return { user, value };
}

/** Without counting as a use of it. */
export async function lookAtSession(
  store: Store,
  value: string,
): Promise<{ session: WebSession; user: User } | null> {
  const session = await store.get(WEB_SESSIONS, idOf(value));
  if (!session || !isLive(session, store.now().getTime())) return null;
  const user = await store.get(USERS, session.user);
  return user && isOf(user, session) ? { session, user } : null;
}

/** As `lookAtSession`, for many at the price of two questions to the store; by the sessions' values. */
export async function usersOfSessions(
  store: Store,
  sessions: readonly SignedIn[],
): Promise<ReadonlyMap<string, User>> {
  const values = new Map(sessions.map(({ value }) => [idOf(value), value]));
  const now = store.now().getTime();
  const live = (await store.getMany(WEB_SESSIONS, [...values.keys()])).filter((each) => isLive(each, now));
  const ids = [...new Set(live.map(({ user }) => user))];
  const users = new Map((await store.getMany(USERS, ids)).map((user) => [user.id, user]));
  const found = new Map<string, User>();
  for (const session of live) {
    const user = users.get(session.user);
    const value = values.get(session.id);
    if (user && value !== undefined && isOf(user, session)) found.set(value, user);
  }
  return found;
}

const isOf = (user: User, { era }: WebSession) => user.disabled !== true && era === (user.sessionEra ?? 0);

/** One that began more than twelve hours ahead is of a clock that was wrong: it would be live for as long as that was ahead. */
function isLive({ startedAt, lastUsedAt }: WebSession, now: number): boolean {
  return Math.abs(now - Date.parse(startedAt)) < SESSION_MAX_MS && now - Date.parse(lastUsedAt) < IDLE_MS;
}

/** Signs out. A call beside it may have moved `lastUsedAt`: then once more. */
export async function endSession(store: Store, value: string): Promise<void> {
  for (;;) {
    const session = await store.get(WEB_SESSIONS, idOf(value));
    if (!session || (await store.remove(WEB_SESSIONS, [session]))[0]) return;
  }
}

/** Takes away the sessions that are over for this user. */
export async function endSessions(store: Store, user: User): Promise<void> {
  const all = await allOf<WebSession, 'order'>(
    (after, limit) => store.find(WEB_SESSIONS, 'byUser', { equals: [user.id], after, limit }),
    'order',
  );
  await store.remove(
    WEB_SESSIONS,
    all.filter(({ era }) => era < (user.sessionEra ?? 0)),
  );
}

/** Keeps it with the session for the page that comes next; a later one takes its place. */
export async function putFlash(store: Store, { value }: SignedIn, flash: Flash): Promise<void> {
  for (;;) {
    const session = await store.get(WEB_SESSIONS, idOf(value));
    if (!session || (await store.replace(WEB_SESSIONS, [{ ...session, flash }]))[0]) return;
  }
}

/** What is to be told, to one page only. */
export async function takeFlash(store: Store, { value }: SignedIn): Promise<Flash | null> {
  for (;;) {
    const session = await store.get(WEB_SESSIONS, idOf(value));
    if (!session?.flash) return null;
    if ((await store.replace(WEB_SESSIONS, [{ ...session, flash: null }]))[0]) return session.flash;
  }
}

/** Bound to the session, and made from what only its browser has: nothing in the store tells it. */
export function csrfTokenOf({ value }: SignedIn): string {
  return createHmac('sha256', value).update('csrf').digest('base64url');
}

/** Whether `given` is the session's own token; compared in constant time. */
export function checkCsrf(session: SignedIn, given: string | undefined): boolean {
  const expected = Buffer.from(csrfTokenOf(session));
  const bytes = Buffer.from(given ?? '');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
