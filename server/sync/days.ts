/** The last thirty days of a company: what arrived in QuickBooks, what failed, how long it had waited, and when the connector was there. */
import type { Company } from '../codes/model.ts';
import { pagesOf } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';
import { POLLS, type Polls, SESSIONS, type Session } from './model.ts';
import { hoursSeen, SEEN_DAYS } from './seen.ts';
import { NOBODY_WAITED, together } from './waited.ts';

/** A day in UTC. */
export interface Day {
  readonly day: string;
  readonly arrived: number;
  readonly failed: number;
  /** Of what arrived; null where nothing did, or nobody knows. */
  readonly waitedMeanMs: number | null;
  readonly waitedMostMs: number | null;
  /** In how many of its hours the connector was there. */
  readonly hours: number;
}

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 200;
/** More than a session every five minutes. */
const SESSIONS_MAX = 10_000;

const dayOf = (at: string) => at.slice(0, 10);
const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** The oldest day first. */
export async function lastDays(store: Store, company: Company): Promise<Day[]> {
  const today = dayOf(store.now().toISOString());
  const days = Array.from({ length: SEEN_DAYS }, (_, ago) =>
    dayOf(new Date(startOf(today) - (SEEN_DAYS - 1 - ago) * DAY_MS).toISOString()),
  );
  const [first = today] = days;
  const sessions: Session[] = [];
  const pages = pagesOf<Session, 'order'>(
    (after, limit) =>
      store.find(SESSIONS, 'byOrder', { equals: [company.id], after, descending: true, limit }),
    'order',
    { size: PAGE },
  );
  for await (const page of pages) {
    sessions.push(...page.filter(({ startedAt }) => dayOf(startedAt) >= first));
    if (page.every(({ startedAt }) => dayOf(startedAt) < first) || sessions.length >= SESSIONS_MAX) break;
  }
  const polls = await store.get(POLLS, company.id);
  const byDay = Map.groupBy(sessions, ({ startedAt }) => dayOf(startedAt));
  return days.map((day) => dayFrom(day, byDay.get(day) ?? [], polls));
}

/** A session counts for the day on which it began. */
function dayFrom(day: string, sessions: readonly Session[], polls: Polls | null): Day {
  const sum = (of: (session: Session) => number) => sessions.reduce((all, each) => all + of(each), 0);
  const { codes, sumMs, mostMs } = sessions.reduce(
    (all, { waited = NOBODY_WAITED }) => together(all, waited),
    NOBODY_WAITED,
  );
  const hours = sessions.reduce((bits, session) => bits | hoursOf(session, day), hoursSeen(polls?.seen, day));
  return {
    day,
    arrived: sum(({ synced }) => synced),
    failed: sum(({ failed }) => failed),
    waitedMeanMs: codes === 0 ? null : sumMs / codes,
    waitedMostMs: codes === 0 ? null : mostMs,
    hours: countOf(hours),
  };
}

/** The hours of its day in which it made calls, as bits. */
function hoursOf({ startedAt, lastCallAt }: Session, day: string): number {
  const from = Date.parse(startedAt);
  const to = Math.min(Date.parse(lastCallAt), startOf(day) + DAY_MS - 1);
  let bits = 0;
  for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at <= to; at += HOUR_MS)
    bits |= 1 << new Date(at).getUTCHours();
  return bits;
}

function countOf(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
