/** What an answer does to its set, by the kind of the set: its words are stored with it. What follows from them: receive-response.ts. */
import { parseCompanyQueryRs, stampsIn } from '../../qbxml/queries.ts';
import type { Company } from '../codes/model.ts';
import { UNUSABLE_MAX } from '../help/limits.ts';
import { linked, withFault, withHresult, withUnreadable } from './alarms.ts';
import {
  type Answer,
  isRead,
  isRefusedAlone,
  listIDsMade,
  listIDTold,
  withoutOthersItems,
  wordsOf,
} from './answer.ts';
import { afterReading } from './answer-reading.ts';
import { replace, type Write } from './commit.ts';
import { keptStamps, verify } from './company-file.ts';
import { type Ask, type Decision, type PresentFacts, say } from './decision.ts';
import type { Known } from './facts.ts';
import {
  afterLookup,
  afterTold,
  FAULT_OF_QUERY,
  isSmallest,
  isUntold,
  listIDsIn,
  stepAskedBy,
  type Told,
  toldBy,
  unlessRepeated,
} from './lookup.ts';
import {
  CONNECTIONS,
  type CompanyQuerySet,
  type Connection,
  type ExportSet,
  type Handout,
  type LookupSet,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
  type ReadingSet,
  type Session,
  type Waited,
  type Word,
} from './model.ts';
import { withWords } from './outcomes.ts';
import { afterLoss, type TimedAnswer } from './pace.ts';
import { refusalIn, stopRefused } from './refusal.ts';
import { afterVain, isOfBytes, isTooMuch, problemIn, vainBy } from './vain.ts';
import { NOBODY_WAITED } from './waited.ts';

export type Received =
  | {
      readonly kind: 'percent';
      readonly percent: number;
      /** Whose reading has come to its end: what it was made of can be tidied away. */
      readonly hasRead?: Company;
    }
  | { readonly kind: 'stopped' };

/** What of the session's work has been settled by this call. */
export type Tally = Pick<Session, 'synced' | 'adopted' | 'failed' | 'notDone'> & { readonly waited: Waited };

/** What a call has come to, once its answer is stored. */
export interface Progress {
  /** The set whose words are to be brought to the codes. */
  readonly set: string | null;
  /** How long the first answer to the set took, where that is to be learnt from. */
  readonly timed: TimedAnswer | null;
  readonly tally: Tally;
  /** Why the session is to stop. */
  readonly fault: string | null;
  /** A reading has come to its end: what it was made of can go. */
  readonly hasRead: boolean;
}

type ApplyDecision = Decision<Received, Progress>;

export const STOPPED: Received = { kind: 'stopped' };

export const NOTHING_SETTLED: Progress = {
  set: null,
  timed: null,
  tally: { synced: 0, adopted: 0, failed: 0, notDone: 0, waited: NOBODY_WAITED },
  fault: null,
  hasRead: false,
};

/** An answer, when it came, and under which session. */
export interface Came {
  readonly answer: Answer;
  readonly at: string;
  readonly session: Session;
  readonly connection: Connection;
  /** The most requests that a set may have. */
  readonly setMax: number;
}

/** What is stored of an answer to an open set; null where it changes nothing. `current`: the session, where it counts. */
export function applyAnswer(
  known: Known,
  current: PresentFacts | null,
  set: MessageSet,
  came: Came,
): ApplyDecision | null {
  const { answer } = came;
  switch (set.kind) {
    case 'export':
      return answerExport(known, current, set, came);
    case 'lookup':
      return current && answerLookup(current, set, answer);
    case 'companyQuery':
      return current && answerCompany(current, set, answer);
    case 'reading':
      return current && answerReading(current, set, came);
    case 'forget':
      return { writes: [answered(set)], again: NOTHING_SETTLED };
  }
}

const answered = (set: MessageSet): Write => replace<MessageSet>(MESSAGE_SETS, { ...set, phase: 'answered' });

function answerExport(
  known: Known,
  current: PresentFacts | null,
  set: ExportSet,
  { answer, at, session, connection, setMax }: Came,
): ApplyDecision {
  // The set has been handed out again since: that answer is the one that counts, but what was added, was added.
  const isOld = set.handedTo.at(-1) !== session.session;
  if (isRefusedAlone(answer, set) && answer.kind === 'hresult') {
    const refused: ExportSet = { ...set, phase: 'refused', refusal: answer.message };
    return {
      writes: [replace<MessageSet>(MESSAGE_SETS, refused)],
      again: { ...NOTHING_SETTLED, set: set.set },
    };
  }
  const answered = wordsOf(answer, set);
  const listIDs = listIDsMade(answered, set);
  if (listIDs.length > 0 && !known.owners) return { ask: { owners: listIDs } };
  const told = withoutOthersItems(answered, set, known.owners ?? new Map());
  const words = new Map(
    [...told].filter(([requestID, word]) => {
      const known = set.words[requestID];
      return known === undefined ? !isOld || tellsItem(word) : tellsItem(word) && !tellsItem(known);
    }),
  );
  const isNothing = told.size === 0 && current !== null && !isOld;
  // What comes a second time by the way is no second time.
  const isFirst = (known.handout?.answeredAt ?? null) === null;
  const vain = isNothing && isFirst && isOfBytes(answer) ? vainBy(set, answer, connection) : set.vain;
  // The session goes on after too much: what is asked for then says less.
  const fault =
    current && told.size === 0 && answer.kind !== 'notTaken' ? faultOf(connection, current, answer) : null;
  const isAlarm = vain !== set.vain && vain !== null && vain.times >= UNUSABLE_MAX;
  // It was too much at once.
  const takesLess = answer.kind === 'notTaken' && isNothing;
  const next: Connection = {
    ...(fault?.connection ?? connection),
    pace: takesLess ? afterLoss(connection.pace, setMax) : connection.pace,
    hasRead: connection.hasRead || isRead(answer, set),
  };
  const alarms = isAlarm && current ? withUnreadable(next.alarms, vain.problem, current.now) : next.alarms;
  const isFault = fault !== null && fault.connection !== connection;
  const isNews = isFault || takesLess || isAlarm || next.hasRead !== connection.hasRead;
  const isTold = words.size > 0 || vain !== set.vain;
  return {
    writes: [
      ...(isNews ? [replace(CONNECTIONS, { ...next, alarms })] : []),
      ...(isTold ? [replace<MessageSet>(MESSAGE_SETS, withWords({ ...unasked(set), vain }, words))] : []),
    ],
    again: {
      ...NOTHING_SETTLED,
      set: set.set,
      timed: told.size > 0 && answer.kind === 'responses' ? timedBy(set, known.handout ?? null, at) : null,
      tally: tallyOf(words.values()),
      fault: current ? (fault?.words ?? stopOf(current, words)) : null,
    },
  };
}

/** Which item the request became, or is said to have become. */
const tellsItem = (word: Word): boolean => listIDTold(word) !== null;

/** What is being asked about the set was worked out without what is known now: it is asked anew. */
const unasked = (set: ExportSet): ExportSet => ({ ...set, lookup: null, listed: null });

/** Null where it is not the first answer, or may be the one to an earlier handing out. */
function timedBy(set: ExportSet, handout: Handout | null, at: string): TimedAnswer | null {
  if (!handout || handout.answeredAt !== null || set.handouts > 1) return null;
  return { requests: set.requests.length, ms: Date.parse(at) - Date.parse(handout.at) };
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

/** Why an answer that says nothing ends the session, and what it says of the connection. */
function faultOf(
  connection: Connection,
  { now, page }: PresentFacts,
  answer: Answer,
): { readonly words: string; readonly connection: Connection } {
  const problem = problemIn(answer);
  if (answer.kind !== 'hresult') return { words: `${problem.message} ${linked(problem, page)}`, connection };
  const { code, means } = answer.reading;
  return {
    words: `QuickBooks answered ${code}: ${problem.message} ${linked(problem, page)}`,
    connection: { ...connection, alarms: withHresult(connection.alarms, means, problem, now) },
  };
}

function answerLookup(facts: PresentFacts, lookup: LookupSet, answer: Answer): ApplyDecision {
  const { connection, known, session, setMax } = facts;
  const { about } = known;
  if (about === undefined) return { ask: { about: lookup.about } };
  const isAwaited =
    about?.kind === 'export' &&
    about.phase === 'open' &&
    about.lookup === lookup.set &&
    connection.openSet === about.set;
  if (!isAwaited) return { writes: [answered(lookup)], again: NOTHING_SETTLED };
  const told = answer.kind === 'responses' ? toldBy(answer.parsed, lookup.asks) : null;
  if (told?.kind === 'refused') return answerRefusedLookup(facts, lookup, about, answer, told);
  // A list that does not become shorter would be read for ever.
  const isCircle = told?.next && about.listed && told.next.remaining >= about.listed.remaining;
  if (!told || isCircle) return answerVainLookup(facts, lookup, about, answer);
  const { owners } = known;
  const { found, next } = told;
  if (!owners) return { ask: { owners: listIDsIn(found, about) } };
  const paging = { isLast: next === null };
  const isLost = isAnswerLost(facts, about);
  if (typeof isLost === 'object') return isLost;
  const step = stepAskedBy(lookup);
  const ownerOf = (listID: string) => owners.get(listID) ?? null;
  const words = afterLookup(about, step, found, paging, ownerOf, lookup.questions);
  const listed = next && { ...next, session: session.session };
  const after = { ...afterTold(about, step, paging.isLast), listed };
  return {
    writes: [
      answered(lookup),
      // Perhaps it was too much at once.
      ...(isLost ? [replace(CONNECTIONS, { ...connection, pace: afterLoss(connection.pace, setMax) })] : []),
      replace<MessageSet>(MESSAGE_SETS, withWords(after, words)),
    ],
    again: { ...NOTHING_SETTLED, set: about.set, tally: tallyOf(words.values()) },
  };
}

/** Whether the answer never came, of which nothing has been told before. A call that came twice has lost nothing. */
function isAnswerLost({ known, session }: PresentFacts, set: ExportSet): Ask | boolean {
  const before = set.handedTo.at(-1);
  if (before === undefined || before === session.session || !isUntold(set)) return false;
  if (known.earlier === undefined) return { ask: { earlier: { session: before, set: set.set } } };
  return (known.earlier?.answeredAt ?? null) === null;
}

/** By the status of a query. What is the company's fault, or passes, says nothing about the question; anything else is no answer to it. */
function answerRefusedLookup(
  facts: PresentFacts,
  lookup: LookupSet,
  about: ExportSet,
  answer: Answer,
  { means, problem }: Told & { readonly kind: 'refused' },
): ApplyDecision {
  const { connection, now, page } = facts;
  const code = FAULT_OF_QUERY[means];
  if (code === undefined) return answerVainLookup(facts, lookup, about, answer, problem);
  const alarms = withFault(connection.alarms, { code }, problem, now);
  const words = `QuickBooks refused to say which items it has (${problem.statusCode}): ${problem.message} ${linked(problem, page)}`;
  return {
    writes: [answered(lookup), replace(CONNECTIONS, { ...connection, alarms })],
    again: { ...NOTHING_SETTLED, fault: words },
  };
}

/** The answer to a lookup tells nothing (vain.ts). */
function answerVainLookup(
  facts: PresentFacts,
  lookup: LookupSet,
  about: ExportSet,
  answer: Answer,
  problem = problemIn(answer),
): ApplyDecision {
  const fault = faultOf(facts.connection, facts, answer);
  const isNews = fault.connection !== facts.connection;
  const stopped = [answered(lookup), ...(isNews ? [replace(CONNECTIONS, fault.connection)] : [])];
  if (!isOfBytes(answer)) return { writes: stopped, again: { ...NOTHING_SETTLED, fault: fault.words } };
  const isLeast = isSmallest(about, stepAskedBy(lookup), lookup);
  const { set, words, goesOn } = afterVain(about, lookup, isLeast, problem, isTooMuch(answer));
  const told = unlessRepeated(set, words);
  return {
    writes: [
      ...(goesOn ? [answered(lookup)] : stopped),
      replace<MessageSet>(MESSAGE_SETS, withWords(set, told)),
    ],
    again: {
      ...NOTHING_SETTLED,
      set: about.set,
      tally: tallyOf(told.values()),
      fault: goesOn ? null : fault.words,
    },
  };
}

function answerReading(facts: PresentFacts, set: ReadingSet, { answer, at }: Came): ApplyDecision {
  const read = afterReading(facts, set, answer, at);
  if ('ask' in read) return read;
  return { writes: [...read.writes, answered(set)], again: { ...NOTHING_SETTLED, fault: read.fault } };
}

function answerCompany(facts: PresentFacts, set: CompanyQuerySet, answer: Answer): ApplyDecision {
  const { session } = facts;
  const responses = answer.kind === 'responses' ? answer.parsed.responses : [];
  const refusal = refusalIn(responses);
  if (refusal !== null) {
    const stopped = stopRefused(facts, refusal);
    return 'ask' in stopped ? stopped : say(STOPPED, answered(set), ...stopped.writes);
  }
  const response = responses.find((each) => each.type === 'CompanyQueryRs');
  if (!response) {
    const { words, connection } = faultOf(facts.connection, facts, answer);
    const writes = [answered(set), replace(CONNECTIONS, connection)];
    return { writes, again: { ...NOTHING_SETTLED, fault: words } };
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
