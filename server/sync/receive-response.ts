/**
 * `receiveResponseXML`: which set an answer belongs to, whether it still counts, and what it does to the set, to the codes and to
 * the company's connection. Three steps, each written before the next is decided: the words of the answer are stored with their
 * set; they are brought to the codes; the session goes on or stops.
 */
import type { Company } from '../codes/model.ts';
import { lifted } from './alarms.ts';
import { type Answer, hresultOf, setOfRequestID, wentTo } from './answer.ts';
import { type AnswerText, isNotTaken, type NotTaken } from './answer-text.ts';
import {
  applyAnswer,
  NOTHING_SETTLED,
  type Progress,
  type Received,
  STOPPED,
  type Tally,
} from './apply-answer.ts';
import { endCheck, seenIn } from './check.ts';
import { closedBy } from './closed.ts';
import { note, replace, type Write } from './commit.ts';
import {
  type Ask,
  type Decision,
  type PresentFacts,
  say,
  type Ticketed,
  type TicketFacts,
} from './decision.ts';
import type { Known } from './facts.ts';
import { stepOf, wantedIn } from './lookup.ts';
import { CONNECTIONS, HANDOUTS, type Handout, type MessageSet, SESSIONS, type Session } from './model.ts';
import { completion, isToRead, percentRead } from './reading.ts';
import { isOfFile, isPresent, percentOf } from './session.ts';
import { closeSet, decideRefused } from './settle.ts';
import { isHresult } from './statuses.ts';
import { NOBODY_WAITED, together } from './waited.ts';

export interface AnswerCall {
  readonly ticket: string;
  /** Long ones are read elsewhere. */
  readonly response: string | AnswerText | NotTaken;
  readonly hresult: string;
  readonly message: string;
}

/** A call with the text of its answer. */
export interface TextCall extends AnswerCall {
  readonly text: AnswerText | NotTaken;
  /** Reading it is no time of QuickBooks'. */
  readonly cameAt: string;
}

/** What a call has come to so far: null as long as its answer has not been stored. */
export type Receiving = Progress | null;

type ReceiveDecision = Decision<Received, Receiving>;

const percent = (number: number, hasRead: Company | null = null): Received => ({
  kind: 'percent',
  percent: number,
  ...(hasRead && { hasRead }),
});

/** How far the session is, or that it stops. */
export function receiveResponse(facts: TicketFacts, call: TextCall, soFar: Receiving): ReceiveDecision {
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
  call: TextCall,
): ReceiveDecision {
  const { known, now, setMax } = facts;
  const { text } = call;
  const hresult = hresultOf(call.hresult, call.message);
  if (!hresult && !isNotTaken(text) && !known.opened) return { ask: { opened: text } };
  const { opened } = known;
  const current = presentFacts(facts, ticketed);
  const name = opened?.ok && opened.requestID !== null ? setOfRequestID(opened.requestID) : session.given;
  if (name !== null && known.set === undefined) return { ask: { set: name } };
  const set = known.set ?? null;
  if (!set?.handedTo.includes(session.session)) {
    const lastError = 'An answer came to something that was not asked in this session.';
    return say(STOPPED, ...(current ? [replace(SESSIONS, { ...session, lastCallAt: now, lastError })] : []));
  }
  const answer = hresult ?? answerTo(known, set, text);
  if ('ask' in answer) return answer;
  const record = recordOf(known, set, call, answer);
  if ('ask' in record) return record;
  const came = { answer, at: call.cameAt, session, connection: ticketed.connection, setMax };
  // An admin may have accepted another file since.
  const counts = set.phase === 'open' && wentTo(set, ticketed.company.fileID);
  const told = counts ? applyAnswer(known, current, set, came) : null;
  if (told && 'ask' in told) return told;
  if (told && 'reply' in told) return { ...told, writes: [...record.writes, ...told.writes] };
  return { writes: [...record.writes, ...(told?.writes ?? [])], again: told?.again ?? NOTHING_SETTLED };
}

/** What it says of the set. */
function answerTo(known: Known, set: MessageSet, text: AnswerText | NotTaken): Answer | Ask {
  if (isNotTaken(text)) return { kind: 'notTaken', why: text.notTaken };
  const { opened, about, responses } = known;
  if (!opened?.ok) return { kind: 'unreadable', reason: opened?.reason ?? 'empty' };
  if (set.kind === 'lookup' && about === undefined) return { ask: { about: set.about } };
  if (!responses) return { ask: { responses: { text, wanted: wantedIn(set, about ?? null) } } };
  const { newMessageSetID, messageSetStatusCode } = opened;
  return { kind: 'responses', parsed: { ok: true, newMessageSetID, messageSetStatusCode, responses } };
}

const NOT_WORD_FOR_WORD = 'It is what QuickBooks has, and kept as that: not word for word.';

/** Keeps the answer with the handout that it belongs to, the last one of its set in the session. */
function recordOf(
  known: Known,
  set: MessageSet,
  call: TextCall,
  answer: Answer,
): Ask | { readonly writes: Write[] } {
  const { handout, kept } = known;
  if (handout === undefined) return { ask: { handout: set.set } };
  if (!handout || handout.answeredAt !== null) return { writes: [] };
  const { text, cameAt } = call;
  // What was read is kept as a reading. Word for word it would be the whole list of items, every day anew.
  const isKept = set.kind !== 'reading' || answer.kind !== 'responses';
  if (isKept && !isNotTaken(text) && !kept)
    return { ask: { kept: { handout, text, inHand: call.response } } };
  const answered: Handout = {
    ...handout,
    answeredAt: cameAt,
    response: kept ?? null,
    hresult: isHresult(call.hresult) ? call.hresult.trim() : null,
    message: isNotTaken(text) ? text.notTaken : isKept ? call.message || null : NOT_WORD_FOR_WORD,
  };
  return { writes: [note(replace(HANDOUTS, answered))] };
}

// --- what follows from them ---

function settleAndGoOn(facts: TicketFacts, ticketed: Ticketed, soFar: Progress): ReceiveDecision {
  const { company, connection, session } = ticketed;
  const settled = settleSet({ ...facts, company, connection }, session?.session ?? null, soFar);
  if (settled) return settled;
  const current = presentFacts(facts, ticketed);
  if (!current) {
    // Another session has taken its place, or another file has been accepted since; or it has ended.
    const isPassed = session && (connection.session !== session.session || !isOfFile(session, company));
    return say(isPassed ? percent(100) : STOPPED);
  }
  const whole = completion(current);
  if (whole) return 'ask' in whole ? whole : { writes: whole.writes, again: { ...soFar, hasRead: true } };
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
    const closed = closeSet(facts, set, { by, timed: soFar.timed });
    if ('ask' in closed) return closed;
    const tally = { ...soFar.tally, waited: together(soFar.tally.waited, closed.waited) };
    return { writes: closed.writes, again: { ...soFar, set: null, tally } };
  }
  const refused = decideRefused(facts, false);
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
    ...(tally.waited.codes === 0 ? {} : { waited: together(session.waited ?? NOBODY_WAITED, tally.waited) }),
  };
}

function stop({ session, now }: PresentFacts, { tally }: Progress, fault: string): ReceiveDecision {
  return say(STOPPED, replace(SESSIONS, { ...counted(session, tally), lastCallAt: now, lastError: fault }));
}

/** Only asking brings it further: nothing of it is written. */
const isAskedFor = (set: MessageSet | null): boolean =>
  set?.kind === 'export' && set.phase === 'open' && stepOf(set) !== 'send';

/** How far the session is; 100 if there is nothing more to do, so that the connector never asks in vain. */
function goOn(facts: PresentFacts, soFar: Progress): ReceiveDecision {
  const { company, connection, session, known, now } = facts;
  const proved = endCheck(facts, 'ok', seenIn(session));
  if (proved) return 'ask' in proved ? proved : { writes: proved.writes, again: soFar };
  const isClosed = closedBy(company, now) !== null;
  if (isClosed && connection.openSet !== null && known.set === undefined)
    return { ask: { set: connection.openSet } };
  if (!isClosed && connection.openSet === null && known.work === undefined) return { ask: { work: session } };
  const hasMore = isClosed
    ? isAskedFor(known.set ?? null)
    : connection.openSet !== null || known.work?.isThere === true;
  if (!hasMore && !isClosed) {
    const refused = decideRefused(facts, true);
    if (refused)
      return 'ask' in refused
        ? refused
        : { writes: refused.writes, again: withFailed(soFar, refused.failed) };
  }
  // QuickBooks has answered.
  const alarms = lifted(connection.alarms, 'answer');
  const isReading = !hasMore && isToRead({ ...facts, session: counted(session, soFar.tally) });
  if (isReading && known.reading === undefined) return { ask: { reading: true } };
  const finished = !hasMore && !isReading && (isClosed || connection.toForget === null);
  const after = { ...counted(session, soFar.tally), finished, lastCallAt: now, lastError: null };
  return say(
    percent(
      // What QuickBooks is still to forget, or to tell, is no code's.
      hasMore || finished ? percentOf(after) : isReading && session.total === 0 ? percentRead(known) : 99,
      soFar.hasRead ? company : null,
    ),
    ...(alarms === connection.alarms ? [] : [replace(CONNECTIONS, { ...connection, alarms })]),
    replace(SESSIONS, after),
  );
}
