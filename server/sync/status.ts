/** How a company's connector is doing, in the words of the status endpoint. */
import type { Company } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { inOrder } from './alarms.ts';
import { alarmsInForce } from './alarms-in-force.ts';
import { connectionOf } from './connection.ts';
import { type Alarm, byCompany, POLLS, SESSIONS, type Session, WRONG_PASSWORDS } from './model.ts';
import { problemOf } from './outcomes.ts';
import { hasWork } from './select.ts';
import { isUnfinished } from './session.ts';
import { standingOf, type ToldWrongPassword, toldOf } from './wrong-password.ts';

export type ConnectorState = 'never' | 'inSession' | 'idle' | 'late';

export interface SyncStatus {
  readonly state: ConnectorState;
  readonly lastSeenAt: string | null;
  /** When it should call next, as long as it is not late. */
  readonly nextExpectedAt: string | null;
  /** The last wrong password, as long as no right one has come since. Nobody was seen with it. */
  readonly wrongPassword: ToldWrongPassword | null;
  readonly lastSession: Session | null;
  /** The most urgent first. */
  readonly alarms: readonly Alarm[];
}

const LATE_INTERVALS = 3;
const LATE_AT_LEAST_MS = 15 * 60_000;

export async function syncStatusOf(store: Store, company: Company): Promise<SyncStatus> {
  const connection = await connectionOf(store, company.id);
  const [lastSession = null] = await store.find(SESSIONS, 'byOrder', {
    equals: [company.id],
    descending: true,
    limit: 1,
  });
  const session =
    connection.session === null ? null : await store.get(SESSIONS, byCompany(company.id, connection.session));
  const [polls, wrong] = await Promise.all([
    store.get(POLLS, company.id),
    store.get(WRONG_PASSWORDS, company.id),
  ]);
  const lastSeenAt =
    [polls?.lastAt ?? null, connection.openedAt, session?.lastCallAt ?? null]
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null;
  const interval = company.runEveryMinutes * 60_000;
  const silence = lastSeenAt === null ? 0 : store.now().getTime() - Date.parse(lastSeenAt);
  const late = Math.max(LATE_INTERVALS * interval, LATE_AT_LEAST_MS);
  const isSilent = silence > late;
  const waits = isSilent && (connection.openSet !== null || (await hasWork(store, company, connection)));
  return {
    state: stateOf(lastSeenAt, session, isSilent, waits),
    lastSeenAt,
    nextExpectedAt: lastSeenAt === null ? null : new Date(Date.parse(lastSeenAt) + interval).toISOString(),
    wrongPassword: toldOf(wrong, standingOf(company, connection, polls)),
    lastSession,
    alarms: inOrder([
      ...(await alarmsInForce(store, company, connection)),
      ...(waits && lastSeenAt !== null ? [lateAlarm(lastSeenAt, late)] : []),
    ]),
  };
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
