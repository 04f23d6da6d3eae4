/** `closeConnection`: ends the session and says in one sentence what happened. */
import type { Company } from '../codes/model.ts';
import { inOrder, textOf } from './alarms.ts';
import { endCheck } from './check.ts';
import { closedBy, closedWords } from './closed.ts';
import { replace } from './commit.ts';
import { type Decision, say, type TicketFacts } from './decision.ts';
import { givenBack } from './displaced.ts';
import { UNKNOWN_SESSION } from './get-last-error.ts';
import { CONNECTIONS, type RaisedAlarm, SESSIONS } from './model.ts';
import { broken } from './reading.ts';
import { ended, isPresent, summaryOf } from './session.ts';

/** Why a session whose last answer did not come has ended. */
export const ANSWER_MISSING =
  'The session was closed before the answer of QuickBooks came. The same request is sent again in the next session.';

/** Counting further would make a poll cost the more the more codes wait. */
export const COUNTED = 1_000;
const COUNTED_WORDS = '1,000';

/** The sentence that the connector shows as the result of the update. */
export function closeConnection(facts: TicketFacts): Decision<string> {
  const { ticketed, known, now, page } = facts;
  if (!ticketed) return say(UNKNOWN_SESSION);
  const { session, connection } = ticketed;
  if (!known.alarmsInForce)
    return { ask: { alarmsInForce: true, ...(session ? {} : { accepted: COUNTED }) } };
  const { alarmsInForce, accepted } = known;
  if (!session) {
    if (accepted === undefined) return { ask: { accepted: COUNTED } };
    return say(wordsOfPoll({ company: ticketed.company, alarms: alarmsInForce, accepted, now, page }));
  }
  const [alarm = null] = inOrder(alarmsInForce);
  const isLast = connection.session === session.session;
  if (isLast && !session.finished && session.lastError !== null) {
    const proved = endCheck({ ...facts, connection }, 'failed', session.lastError);
    if (proved) return 'ask' in proved ? proved : { ...proved, again: {} };
  }
  if (!isPresent(ticketed)) {
    const words = session.lastError ?? session.message ?? 'This session is over.';
    if (session.closed) return say(words);
    const over = ended(session, now, 'superseded', 'Another session took its place.');
    return say(words, replace(SESSIONS, { ...over, lastCallAt: now, closed: true }));
  }
  const left = broken({ ...facts, ...ticketed, session });
  if (left) return 'ask' in left ? left : { ...left, again: {} };
  const back = givenBack({ ...facts, company: ticketed.company, connection, session });
  if ('ask' in back) return back;
  const isAnswerDue =
    connection.openSet !== null && connection.openSet === session.given && !session.finished;
  const lastError = session.lastError ?? (isAnswerDue ? ANSWER_MISSING : null);
  const { reading } = connection;
  const hasRead = reading.session === session.session && reading.lastAt !== null && reading.broken === 0;
  if (hasRead && known.reading === undefined) return { ask: { reading: true } };
  const read = hasRead ? (known.reading?.complete ?? null) : null;
  const summary = summaryOf({ ...session, lastError }, alarm, page, read);
  const words = lastError === null ? `${summary} ${closedNow(ticketed.company, now, page)}`.trim() : summary;
  const over = ended(session, now, lastError === null ? 'done' : 'error', words);
  return say(
    words,
    ...(back.connection === connection ? [] : [replace(CONNECTIONS, back.connection)]),
    replace(SESSIONS, { ...over, lastCallAt: now, closed: true }),
    ...back.writes,
  );
}

/** Why nothing is written now; '' where it may be. */
function closedNow(company: Company, now: string, page: string): string {
  const closed = closedBy(company, now);
  return closed ? closedWords(closed, company, page) : '';
}

interface Poll {
  readonly company: Company;
  /** In force. */
  readonly alarms: readonly RaisedAlarm[];
  /** How many codes are, counted as far as COUNTED. */
  readonly accepted: number;
  readonly now: string;
  readonly page: string;
}

/** To a poll without work. */
export function wordsOfPoll({ company, alarms, accepted, now, page }: Poll): string {
  const closed = closedNow(company, now, page);
  const [alarm] = inOrder(alarms);
  if (alarm) return `${textOf(alarm, page)} ${closed}`.trim();
  if (accepted === 0) return 'Nothing to export: no accepted cost code waits.';
  const count = accepted < COUNTED ? `${accepted}` : `${COUNTED_WORDS} or more`;
  const waits = `${count} accepted cost code${accepted === 1 ? ' waits' : 's wait'}`;
  if (closed !== '') return `${waits}. ${closed}`;
  return `Nothing to export now: ${waits} for a parent; see ${page}`;
}
