/**
 * Readings: what QuickBooks has is read between the exports, within one session, in steps that are each one message set.
 *
 *     begun -> the lists are asked for -> they have come -> a portion of the items is asked for -> it has come -> ...
 *     -> all has come -> complete
 *
 * Codes come first: a step is only taken where no code is ready, so a reading delays none by more than one exchange. Whatever
 * goes wrong (no answer, one that cannot be used, another session, another file) drops it: the one before stays, and it is tried
 * again in another session. What it has come to is stored in quickbooks/; what every call has to know of it is kept with the
 * connection, and completed from there.
 */

import { ITERATOR_VERSION } from '../../qbxml/read-items.ts';
import { compareVersions, type QbxmlVersion } from '../../qbxml/values.ts';
import { fileKeyOf } from '../codes/company.ts';
import { READINGS_BROKEN_MAX } from '../help/limits.ts';
import { READING_PAGES, READINGS, type Reading, type Running } from '../quickbooks/model.ts';
import { type Advanced, begun, completed, dropped, newReading } from '../quickbooks/running.ts';
import { withLost } from './alarms.ts';
import { insert, note, replace, type Write } from './commit.ts';
import type { Ask, PresentFacts } from './decision.ts';
import type { Known } from './facts.ts';
import { CONNECTIONS, type Connection, type ReadingState, type Session } from './model.ts';

/** After the first export of a day: not quite a day, since the office opens a little earlier or later. */
const DAILY_MS = 20 * 60 * 60_000;
const PAUSE_MS = 24 * 60 * 60_000;

/** How long ago, or ahead: a clock that was set keeps nobody out. */
const apart = (at: string, now: string) => Math.abs(Date.parse(now) - Date.parse(at));

const isPaused = ({ broken, brokenAt }: ReadingState, now: string) =>
  broken >= READINGS_BROKEN_MAX && brokenAt !== null && apart(brokenAt, now) < PAUSE_MS;

/** Whether a session is to be opened, though no code is ready. */
export const isCalledFor = ({ reading }: Connection, now: string): boolean =>
  reading.isCheckDue || (reading.isDue && !isPaused(reading, now));

/** Whether this session is to read, or goes on with it. */
export function isToRead({ connection: { reading }, session, now }: Omit<PresentFacts, 'company'>): boolean {
  if (reading.session === session.session) return reading.isRunning;
  if (isPaused(reading, now)) return false;
  return reading.isDue || (session.synced > 0 && isOld(reading, now));
}

const isOld = ({ lastAt }: ReadingState, now: string) => lastAt === null || apart(lastAt, now) >= DAILY_MS;

const isReading = ({ reading }: Connection, session: Session) =>
  reading.isRunning && reading.session === session.session;

const noted = (connection: Connection, reading: Partial<ReadingState>): Write =>
  replace(CONNECTIONS, { ...connection, reading: { ...connection.reading, ...reading } });

/** How far the items are, in percent, as QuickBooks counts them. */
export function percentRead({ reading }: Known): number {
  const running = reading?.running;
  if (!running || running.remaining === null) return 0;
  const { items } = running.counts;
  return Math.floor((99 * items) / Math.max(1, items + running.remaining));
}

export type Prepared =
  | Ask
  | { readonly writes: readonly Write[] }
  | { readonly reading: Reading; readonly running: Running };

/** The reading that this session goes on with, once it can ask the next thing; before that what is to be written first. */
export function prepared(facts: PresentFacts): Prepared {
  const { company, connection, session } = facts;
  const { reading } = facts.known;
  if (reading === undefined) return { ask: { reading: true } };
  if (connection.reading.session !== session.session) return { writes: beginning(facts, reading) };
  const running = reading?.running ?? null;
  if (reading === null || running?.session !== session.session) return { writes: [ofNone(facts, reading)] };
  if (running.fileKey !== fileKeyOf(company.fileID))
    return { writes: dropping(facts, reading, 'Another company file was accepted meanwhile.') };
  if (running.asked !== null)
    return { writes: dropping(facts, reading, 'An answer of QuickBooks did not come.') };
  return running.next === 'complete' ? completing(facts, reading) : { reading, running };
}

function beginning(facts: PresentFacts, reading: Reading | null): Write[] {
  const { company, connection, session, now } = facts;
  const { isRunning, broken } = connection.reading;
  if (isRunning && isCompleteBy(reading, connection.reading.session)) return [ofNone(facts, reading)];
  const version = (session.host?.version ?? connection.version) as QbxmlVersion;
  // A list that comes whole or not at all may be more than anybody takes: nothing is read of QuickBooks before 2006.
  if (compareVersions(version, ITERATOR_VERSION) < 0)
    return [noted(connection, { isDue: false, lastAt: now, session: session.session, isRunning: false })];
  const failures = isRunning ? { broken: broken + 1, brokenAt: now } : {};
  const number = (reading?.begun ?? 0) + 1;
  const from = { number, session: session.session, startedAt: now, fileKey: fileKeyOf(company.fileID) };
  const running = begun(from, failures.broken ?? broken);
  return [
    // First: a death between the two is a reading that broke off.
    noted(connection, { session: session.session, isRunning: true, ...failures }),
    reading
      ? replace(READINGS, { ...reading, begun: number, running, untidy: true })
      : insert<Reading>(READINGS, { ...newReading(company.id), begun: number, running, untidy: true }),
  ];
}

const isCompleteBy = (reading: Reading | null, session: string | null) =>
  reading?.complete != null && reading.complete.session === session;

/** What runs by the connection and does not by the reading: it is complete, or was dropped; whoever wrote that died. */
function ofNone({ connection, now }: PresentFacts, reading: Reading | null): Write {
  const isDue = reading === null || reading.complete === null || reading.askedAt !== null;
  return isCompleteBy(reading, connection.reading.session)
    ? noted(connection, { isRunning: false, isDue, lastAt: reading?.complete?.at ?? now, broken: 0 })
    : noted(connection, failed(connection, now));
}

const failed = ({ reading }: Connection, now: string): Partial<ReadingState> => ({
  isRunning: false,
  broken: reading.broken + 1,
  brokenAt: now,
});

/** `alarms`: of the same write. */
export function dropping(
  { connection, now }: PresentFacts,
  reading: Reading,
  why: string,
  alarms = connection.alarms,
): Write[] {
  return [
    replace(READINGS, dropped(reading, now, why)),
    noted({ ...connection, alarms }, failed(connection, now)),
  ];
}

function completing({ known: { complete }, connection, now }: PresentFacts, reading: Reading): Prepared {
  if (!complete) return { ask: { reading: true, complete: { reading, at: now } } };
  const { lost, number } = complete;
  // First: nothing is written to QuickBooks between what was found and what is told of it.
  if (lost && !connection.alarms.some((alarm) => alarm.code === 'restored' && alarm.reading === number))
    return {
      writes: [
        replace(CONNECTIONS, { ...connection, alarms: withLost(connection.alarms, number, lost, now) }),
      ],
    };
  return {
    writes: [
      replace(READINGS, completed(reading, complete)),
      noted(connection, { isRunning: false, isDue: false, lastAt: complete.at, broken: 0, brokenAt: null }),
    ],
  };
}

/** A part of it has come. */
export const advancing = (reading: Reading, { pages, running }: Advanced): Write[] => [
  // Whoever did it before and died wrote the same ones.
  ...(pages.length > 0 ? [note(insert(READING_PAGES, ...pages))] : []),
  replace(READINGS, { ...reading, running }),
];

/** Once all has come it is completed before anything else is said; null where nothing is to be done. */
export function completion(facts: PresentFacts): Ask | { readonly writes: readonly Write[] } | null {
  const { connection, session, known } = facts;
  if (!isReading(connection, session)) return null;
  if (known.reading === undefined) return { ask: { reading: true } };
  if (known.reading?.running?.next !== 'complete') return null;
  const next = prepared(facts);
  return 'reading' in next ? null : next;
}

/** The session ends: what it has read so far is of no use to another one. Null where nothing is to be done. */
export function broken(facts: PresentFacts): Ask | { readonly writes: readonly Write[] } | null {
  const { connection, session } = facts;
  if (!isReading(connection, session)) return null;
  const { reading } = facts.known;
  if (reading === undefined) return { ask: { reading: true } };
  if (reading?.running?.session !== session.session) return { writes: [ofNone(facts, reading)] };
  return { writes: dropping(facts, reading, 'The session ended before all had come.') };
}
