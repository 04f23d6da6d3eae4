/**
 * `receiveResponseXML`: which set an answer belongs to, whether it still counts, and what it does to the set, to the codes and to
 * the company's connection. Three steps, each written before the next is decided: the words of the answer are stored with their
 * set; they are brought to the codes; the session goes on or stops.
 */
import { lifted } from './alarms.ts';
import { type Answer, setOfAnswer } from './answer.ts';
import {
  applyAnswer,
  NOTHING_SETTLED,
  type Progress,
  type Received,
  STOPPED,
  type Tally,
} from './apply-answer.ts';
import { note, replace, type Write } from './commit.ts';
import { type Decision, type PresentFacts, say, type Ticketed, type TicketFacts } from './decision.ts';
import { CONNECTIONS, EXCHANGES, type Exchange, type KeptText, SESSIONS, type Session } from './model.ts';
import { isPresent, percentOf } from './session.ts';
import { closeSet, decideRefused, isOver, isTaken } from './settle.ts';

export interface AnswerCall {
  readonly ticket: string;
  readonly response: string;
  readonly hresult: string;
  readonly message: string;
}

/** A call whose answer has been read. Each is worked out once, however often the call is decided. */
export interface ReadCall {
  readonly hresult: string;
  readonly message: string;
  readonly answer: () => Answer;
  readonly response: () => KeptText;
}

/** What a call has come to so far: null as long as its answer has not been stored. */
export type Receiving = Progress | null;

type ReceiveDecision = Decision<Received, Receiving>;

const percent = (number: number): Received => ({ kind: 'percent', percent: number });

/** How far the session is, or that it stops. */
export function receiveResponse(facts: TicketFacts, call: ReadCall, soFar: Receiving): ReceiveDecision {
  const { ticketed } = facts;
  if (!ticketed?.session) return say(STOPPED);
  if (soFar !== null) return settleAndGoOn(facts, ticketed, soFar);
  return ticketed.session.closed ? say(STOPPED) : storeAnswer(facts, ticketed, ticketed.session, call);
}

/** The facts of the session that counts; null under a ticket that was superseded or has ended. */
function presentFacts(facts: TicketFacts, ticketed: Ticketed): PresentFacts | null {
  const { company, connection, session } = ticketed;
  const { now, random, page, setMax, known } = facts;
  return session && isPresent(ticketed)
    ? { company, connection, session, now, random, page, setMax, known }
    : null;
}

// --- the words of the answer ---

function storeAnswer(
  facts: TicketFacts,
  ticketed: Ticketed,
  session: Session,
  call: ReadCall,
): ReceiveDecision {
  const { known, now } = facts;
  const current = presentFacts(facts, ticketed);
  const name = setOfAnswer(call.answer()) ?? session.given;
  if (name !== null && known.set === undefined) return { ask: { set: name } };
  const set = known.set ?? null;
  if (!set?.handedTo.includes(session.session)) {
    const lastError = 'An answer came to something that was not asked in this session.';
    return say(STOPPED, ...(current ? [replace(SESSIONS, { ...session, lastCallAt: now, lastError })] : []));
  }
  if (known.exchange === undefined) return { ask: { exchange: set.set } };
  const record = recordOf(known.exchange, call, now);
  const told = set.phase === 'open' ? applyAnswer(facts, current, session, set, call.answer()) : null;
  if (told && 'ask' in told) return told;
  if (told && 'reply' in told) return { ...told, writes: [...record, ...told.writes] };
  return { writes: [...record, ...(told?.writes ?? [])], again: told?.again ?? NOTHING_SETTLED };
}

/** Keeps the answer with the exchange that it belongs to, the last one of its set in the session. */
function recordOf(exchange: Exchange | null, call: ReadCall, now: string): Write[] {
  if (!exchange || exchange.answeredAt !== null) return [];
  const hresult = call.hresult.trim() || null;
  const message = call.message || null;
  return [
    note(replace(EXCHANGES, { ...exchange, answeredAt: now, response: call.response(), hresult, message })),
  ];
}

// --- what follows from them ---

function settleAndGoOn(facts: TicketFacts, ticketed: Ticketed, soFar: Progress): ReceiveDecision {
  const { company, connection, session } = ticketed;
  const settled = settleSet({ ...facts, company, connection }, session?.session ?? null, soFar);
  if (settled) return settled;
  const current = presentFacts(facts, ticketed);
  if (!current) {
    // An answer that changes nothing any more: another session has taken its place, or it has ended.
    return say(session && connection.session !== session.session ? percent(100) : STOPPED);
  }
  return soFar.fault === null ? goOn(current, soFar) : stop(current, soFar, soFar.fault);
}

/** Brings the words of the set to its codes, then decides about those that were refused by themselves; null when all is done. */
function settleSet(
  facts: Omit<PresentFacts, 'session'>,
  by: string | null,
  soFar: Progress,
): ReceiveDecision | null {
  const { known } = facts;
  if (soFar.set !== null) {
    if (known.set === undefined) return { ask: { set: soFar.set } };
    const { set } = known;
    if (set?.kind !== 'export') return { writes: [], again: { ...soFar, set: null } };
    const closed = closeSet(facts, set, { by, pace: soFar.pace });
    if ('ask' in closed) return closed;
    return { writes: closed.writes, again: { ...soFar, set: null, isTaken: isOver(set) && isTaken(set) } };
  }
  const refused = decideRefused(facts, soFar.isTaken);
  if (!refused || 'ask' in refused) return refused;
  return { writes: refused.writes, again: withFailed(soFar, refused.failed) };
}

/** With codes of other sets that have failed by this. */
function withFailed(soFar: Progress, failed: number): Progress {
  return { ...soFar, tally: { ...soFar.tally, failed: soFar.tally.failed + failed } };
}

function counted(session: Session, tally: Tally): Session {
  return {
    ...session,
    synced: session.synced + tally.synced,
    adopted: session.adopted + tally.adopted,
    failed: session.failed + tally.failed,
    notDone: session.notDone + tally.notDone,
  };
}

function stop({ session, now }: PresentFacts, { tally }: Progress, fault: string): ReceiveDecision {
  return say(STOPPED, replace(SESSIONS, { ...counted(session, tally), lastCallAt: now, lastError: fault }));
}

/** How far the session is; 100 if there is nothing more to do, so that the connector never asks in vain. */
function goOn(facts: PresentFacts, soFar: Progress): ReceiveDecision {
  const { connection, session, known, now } = facts;
  if (connection.openSet === null && known.work === undefined) return { ask: { work: session } };
  const hasMore = connection.openSet !== null || known.work === true;
  if (!hasMore) {
    const refused = decideRefused(facts, true);
    if (refused)
      return 'ask' in refused
        ? refused
        : { writes: refused.writes, again: withFailed(soFar, refused.failed) };
  }
  // QuickBooks has answered.
  const alarms = lifted(connection.alarms, 'answer');
  const finished = !hasMore && connection.toForget === null;
  const after = { ...counted(session, soFar.tally), finished, lastCallAt: now, lastError: null };
  return say(
    // What QuickBooks is still to forget is no code's.
    percent(hasMore || finished ? percentOf(after) : 99),
    ...(alarms === connection.alarms ? [] : [replace(CONNECTIONS, { ...connection, alarms })]),
    replace(SESSIONS, after),
  );
}
