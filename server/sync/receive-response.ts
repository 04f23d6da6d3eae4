/**
 * `receiveResponseXML`: which set an answer belongs to, whether it still counts, and what it does to the set, to the codes and to
 * the company's connection. Three steps, each written before the next is decided: the words of the answer are stored with their
 * set; they are brought to the codes; the session goes on or stops.
 */
import { parseCompanyQueryRs, stampsIn } from '../../qbxml/queries.ts';
import { lifted, linked, withFault, withOtherFile } from './alarms.ts';
import { type Answer, isRefusedAlone, setOfAnswer, wordsOf } from './answer.ts';
import { afterFailure } from './batch.ts';
import { note, replace, type Write } from './commit.ts';
import { keptStamps, verify } from './company-file.ts';
import {
  type Ask,
  type Decision,
  type PresentFacts,
  say,
  type Ticketed,
  type TicketFacts,
} from './decision.ts';
import { afterLookup, foundIn, givenUp, listIDsIn, VAIN_LOOKUPS_MAX } from './lookup.ts';
import {
  CONNECTIONS,
  type CompanyQuerySet,
  EXCHANGES,
  type Exchange,
  type ExportSet,
  type KeptText,
  type LookupSet,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
  SESSIONS,
  type Session,
  type Word,
} from './model.ts';
import { problemOf } from './outcomes.ts';
import { refusalIn, stopRefused } from './refusal.ts';
import { isPresent, percentOf } from './session.ts';
import { closeSet, decideRefused, isOver, isTaken, type Pace, withWords } from './settle.ts';

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

export type Received = { readonly kind: 'percent'; readonly percent: number } | { readonly kind: 'stopped' };

/** What of the session's work has been settled by this call. */
type Tally = Pick<Session, 'synced' | 'adopted' | 'failed' | 'notDone'>;

/** What a call has come to so far: null as long as its answer has not been stored. */
export type Receiving = null | {
  /** The set whose words are to be brought to the codes. */
  readonly set: string | null;
  readonly pace: Pace | null;
  /** QuickBooks took an add of the set. */
  readonly isTaken: boolean;
  readonly tally: Tally;
  /** Why the session is to stop. */
  readonly fault: string | null;
};

type ReceiveDecision = Decision<Received, Receiving>;

const STOPPED: Received = { kind: 'stopped' };
const percent = (number: number): Received => ({ kind: 'percent', percent: number });

const NOTHING_SETTLED: NonNullable<Receiving> = {
  set: null,
  pace: null,
  isTaken: false,
  tally: { synced: 0, adopted: 0, failed: 0, notDone: 0 },
  fault: null,
};

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
  const told = set.phase === 'open' ? wordsStored(facts, current, session, set, call) : null;
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

/** What is stored of an answer to an open set, by the kind of the set; null where it changes nothing. */
function wordsStored(
  facts: TicketFacts,
  current: PresentFacts | null,
  session: Session,
  set: MessageSet,
  call: ReadCall,
): ReceiveDecision | null {
  const answer = call.answer();
  switch (set.kind) {
    case 'export':
      return answerExport(facts, current, session, set, answer);
    case 'lookup':
      return current && answerLookup(current, set, answer);
    case 'companyQuery':
      return current && answerCompany(current, set, answer);
    case 'forget':
      return { writes: [answered(set)], again: NOTHING_SETTLED };
  }
}

const answered = (set: MessageSet): Write => replace<MessageSet>(MESSAGE_SETS, { ...set, phase: 'answered' });

function answerExport(
  { known, now }: TicketFacts,
  current: PresentFacts | null,
  session: Session,
  set: ExportSet,
  answer: Answer,
): ReceiveDecision {
  // The set has been handed out again since: that answer is the one that counts, but what was added, was added.
  const isOld = set.handedTo.at(-1) !== session.session;
  if (isRefusedAlone(answer, set) && answer.kind === 'hresult') {
    const refused: ExportSet = { ...set, phase: 'refused', refusal: answer.message };
    return {
      writes: [replace<MessageSet>(MESSAGE_SETS, refused)],
      again: { ...NOTHING_SETTLED, set: set.set },
    };
  }
  const told = wordsOf(answer, set);
  const words = new Map(
    [...told].filter(([requestID, word]) => word.kind === 'synced' || (!isOld && !set.words[requestID])),
  );
  const fault = current && told.size === 0 ? faultOf(current, answer) : null;
  return {
    writes: [
      ...(words.size === 0 ? [] : [replace<MessageSet>(MESSAGE_SETS, withWords(set, words))]),
      ...(fault?.writes ?? []),
    ],
    again: {
      ...NOTHING_SETTLED,
      set: set.set,
      pace: paceOf(set, known.exchange ?? null, now),
      tally: tallyOf(words.values()),
      fault: current ? (fault?.words ?? stopOf(current, words)) : null,
    },
  };
}

function paceOf(set: ExportSet, exchange: Exchange | null, now: string): Pace | null {
  if (!exchange || set.handouts > 1) return null;
  const elapsedMs = Date.parse(exchange.answeredAt ?? now) - Date.parse(exchange.at);
  return { requests: set.requests.length, elapsedMs };
}

/** QuickBooks said that it cannot work now: more requests would be in vain. */
function stopOf({ page }: PresentFacts, words: ReadonlyMap<string, Word>): string | null {
  for (const word of words.values()) {
    const fault = word.kind === 'notDone' ? word.fault?.code : undefined;
    if (word.kind === 'notDone' && (fault === 'connection' || fault === 'readOnly'))
      return `${word.problem.message} ${linked(word.problem, page)}`;
  }
  return null;
}

/** Why an answer that says nothing about its set ends the session; the company's alarm is raised for what is QuickBooks' fault. */
function faultOf(
  { connection, now, page }: PresentFacts,
  answer: Answer,
): { readonly words: string; readonly writes: Write[] } {
  const batch = afterFailure(connection.batch);
  if (answer.kind !== 'hresult') {
    const what =
      answer.kind === 'unreadable'
        ? 'The answer of QuickBooks could not be read.'
        : 'QuickBooks answered something that it was not asked.';
    return {
      words: `${what} ${linked(problemOf('not-answered', ''), page)}`,
      writes: [replace(CONNECTIONS, { ...connection, batch })],
    };
  }
  const { code, help, means } = answer.reading;
  const problem = problemOf(help, answer.message.trim() || 'QuickBooks gave no message.', code);
  const fault = { code: means === 'readOnly' ? 'readOnly' : 'connection' } as const;
  const alarms =
    means === 'otherFile'
      ? withOtherFile(connection.alarms, problem, now)
      : withFault(connection.alarms, fault, problem, now);
  return {
    words: `QuickBooks answered ${code}: ${problem.message} ${linked(problem, page)}`,
    writes: [replace(CONNECTIONS, { ...connection, batch, alarms })],
  };
}

function answerLookup(facts: PresentFacts, lookup: LookupSet, answer: Answer): ReceiveDecision {
  const { connection, known } = facts;
  const { about } = known;
  if (about === undefined) return { ask: { about: lookup.about } };
  const isAwaited =
    about?.kind === 'export' &&
    about.phase === 'open' &&
    about.lookup === lookup.set &&
    connection.openSet === about.set;
  if (!isAwaited) return { writes: [answered(lookup)], again: NOTHING_SETTLED };
  const found = answer.kind === 'responses' ? foundIn(answer.parsed, lookup.asks) : null;
  if (!found) return answerVainLookup(facts, lookup, about, answer);
  const { owners } = known;
  if (!owners) return { ask: { owners: listIDsIn(found, about) } };
  const step = lookup.asks.some((ask) => ask.kind === 'names') ? 'byName' : 'search';
  const words = afterLookup(about, step, found, (listID) => owners.get(listID) ?? null);
  return {
    writes: [answered(lookup), replace<MessageSet>(MESSAGE_SETS, withWords(about, words))],
    again: { ...NOTHING_SETTLED, set: about.set, tally: tallyOf(words.values()) },
  };
}

/** The answer to a lookup tells nothing: it is asked again, and after so many times a person has to look. */
function answerVainLookup(
  facts: PresentFacts,
  lookup: LookupSet,
  about: ExportSet,
  answer: Answer,
): ReceiveDecision {
  // QuickBooks that cannot be reached says nothing about the question.
  const isVain = answer.kind !== 'hresult' || answer.reading.means === 'notParsed';
  const vainLookups = about.vainLookups + (isVain ? 1 : 0);
  const fault = faultOf(facts, answer);
  const asked: ExportSet = { ...about, vainLookups };
  const before = [answered(lookup), ...fault.writes];
  if (vainLookups < VAIN_LOOKUPS_MAX)
    return {
      writes: [...before, replace<MessageSet>(MESSAGE_SETS, asked)],
      again: { ...NOTHING_SETTLED, fault: fault.words },
    };
  const words = givenUp(
    asked,
    'QuickBooks was asked for the item several times and gave no answer that can be used.',
  );
  return {
    writes: [...before, replace<MessageSet>(MESSAGE_SETS, withWords(asked, words))],
    again: { ...NOTHING_SETTLED, set: about.set, tally: tallyOf(words.values()) },
  };
}

function answerCompany(facts: PresentFacts, set: CompanyQuerySet, answer: Answer): ReceiveDecision {
  const { session } = facts;
  const responses = answer.kind === 'responses' ? answer.parsed.responses : [];
  const refusal = refusalIn(responses);
  if (refusal !== null) return say(STOPPED, answered(set), ...stopRefused(facts, refusal));
  const response = responses.find((each) => each.type === 'CompanyQueryRs');
  if (!response) {
    const { words, writes } = faultOf(facts, answer);
    return { writes: [answered(set), ...writes], again: { ...NOTHING_SETTLED, fault: words } };
  }
  if (session.verified) return { writes: [answered(set)], again: NOTHING_SETTLED };
  const { fileId: fileID } = parseCompanyQueryRs(response, OWNER_ID);
  // What the connector was told is asked for by the OwnerID of its own .qwc, which may not be ours.
  const told = stampsIn(response);
  const stamps = told.length > 0 ? keptStamps(told) : (session.host?.stamps ?? []);
  const verified = verify(facts, { fileID, stamps });
  if ('ask' in verified) return verified;
  const writes = [answered(set), ...verified.writes];
  return verified.isRight ? { writes, again: NOTHING_SETTLED } : say(STOPPED, ...writes);
}

function tallyOf(words: Iterable<Word>): Tally {
  const tally = { ...NOTHING_SETTLED.tally };
  for (const word of words) {
    if (word.kind === 'synced' && word.how === 'adopted') tally.adopted++;
    if (word.kind === 'synced' || word.kind === 'failed') tally[word.kind]++;
    else if (word.kind === 'notDone' && word.again === 'nextSession') tally.notDone++;
  }
  return tally;
}

// --- what follows from them ---

function settleAndGoOn(
  facts: TicketFacts,
  ticketed: Ticketed,
  soFar: NonNullable<Receiving>,
): ReceiveDecision {
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
  soFar: NonNullable<Receiving>,
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
function withFailed(soFar: NonNullable<Receiving>, failed: number): NonNullable<Receiving> {
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

function stop(
  { session, now }: PresentFacts,
  { tally }: NonNullable<Receiving>,
  fault: string,
): ReceiveDecision {
  return say(STOPPED, replace(SESSIONS, { ...counted(session, tally), lastCallAt: now, lastError: fault }));
}

/** How far the session is; 100 if there is nothing more to do, so that the connector never asks in vain. */
function goOn(facts: PresentFacts, soFar: NonNullable<Receiving>): ReceiveDecision {
  const { connection, session, known, now } = facts;
  if (connection.openSet === null && known.work === undefined) return { ask: { work: session } };
  const hasMore = connection.openSet !== null || known.work === true;
  if (!hasMore) {
    const refused: Ask | { writes: Write[]; failed: number } | null = decideRefused(facts, true);
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
