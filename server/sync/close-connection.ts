/** `closeConnection`: ends the session and says in one sentence what happened. */
import { inOrder, textOf } from './alarms.ts';
import { replace } from './commit.ts';
import { type Decision, say, type TicketFacts } from './decision.ts';
import { givenBack } from './displaced.ts';
import { UNKNOWN_SESSION } from './get-last-error.ts';
import { CONNECTIONS, SESSIONS } from './model.ts';
import { ended, isPresent, summaryOf } from './session.ts';

const ANSWER_MISSING =
  'The session was closed before the answer of QuickBooks came. The same request is sent again in the next session.';

/** Counting further would make a poll cost the more the more codes wait. */
const COUNTED = 1_000;
const COUNTED_WORDS = '1,000';

/** The sentence that the connector shows as the result of the update. */
export function closeConnection(facts: TicketFacts): Decision<string> {
  const { ticketed, known, now, page } = facts;
  if (!ticketed) return say(UNKNOWN_SESSION);
  const { session, connection } = ticketed;
  if (!known.alarmsInForce)
    return { ask: { alarmsInForce: true, ...(session ? {} : { accepted: COUNTED }) } };
  const [alarm = null] = inOrder(known.alarmsInForce);
  if (!session) return alarm ? say(textOf(alarm, page)) : nothingToExport(facts);
  if (!isPresent(ticketed)) {
    const words = session.lastError ?? session.message ?? 'This session is over.';
    if (session.closed) return say(words);
    const over = ended(session, now, 'superseded', 'Another session took its place.');
    return say(words, replace(SESSIONS, { ...over, lastCallAt: now, closed: true }));
  }
  const back = givenBack({ ...facts, company: ticketed.company, connection, session });
  if ('ask' in back) return back;
  const isAnswerDue = connection.openSet !== null && connection.openSet === session.given;
  const lastError = session.lastError ?? (isAnswerDue ? ANSWER_MISSING : null);
  const words = summaryOf({ ...session, lastError }, alarm, page);
  const over = ended(session, now, lastError === null ? 'done' : 'error', words);
  return say(
    words,
    ...(back.connection === connection ? [] : [replace(CONNECTIONS, back.connection)]),
    replace(SESSIONS, { ...over, lastCallAt: now, closed: true }),
    ...back.writes,
  );
}

function nothingToExport({ known: { accepted }, page }: TicketFacts): Decision<string> {
  if (accepted === undefined) return { ask: { accepted: COUNTED } };
  if (accepted === 0) return say('Nothing to export: no accepted cost code waits.');
  const count = accepted < COUNTED ? `${accepted}` : `${COUNTED_WORDS} or more`;
  const waits = `${count} accepted cost code${accepted === 1 ? ' waits' : 's wait'}`;
  return say(`Nothing to export now: ${waits} for a parent; see ${page}`);
}
