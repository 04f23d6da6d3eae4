/** What an answer does to its set, by the kind of the set: its words are stored with it. What follows from them: receive-response.ts. */
import { parseCompanyQueryRs, stampsIn } from '../../qbxml/queries.ts';
import type { Company } from '../codes/model.ts';
import { linked, withHresult } from './alarms.ts';
import { type Answer, isRefusedAlone, wordsOf } from './answer.ts';
import { afterReading } from './answer-reading.ts';
import { afterFailure } from './batch.ts';
import { replace, type Write } from './commit.ts';
import { keptStamps, verify } from './company-file.ts';
import { type Decision, type PresentFacts, say } from './decision.ts';
import type { Known } from './facts.ts';
import { afterLookup, foundIn, givenUp, isLost, listIDsIn, stepAskedBy, VAIN_LOOKUPS_MAX } from './lookup.ts';
import {
  CONNECTIONS,
  type CompanyQuerySet,
  type Connection,
  type Exchange,
  type ExportSet,
  type LookupSet,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
  type ReadingSet,
  type Session,
  type Word,
} from './model.ts';
import { problemOf } from './outcomes.ts';
import { refusalIn, stopRefused } from './refusal.ts';
import { type Pace, withWords } from './settle.ts';

export type Received =
  | {
      readonly kind: 'percent';
      readonly percent: number;
      /** Whose reading has come to its end: what it was made of can be tidied away. */
      readonly hasRead?: Company;
    }
  | { readonly kind: 'stopped' };

/** What of the session's work has been settled by this call. */
export type Tally = Pick<Session, 'synced' | 'adopted' | 'failed' | 'notDone'>;

/** What a call has come to, once its answer is stored. */
export interface Progress {
  /** The set whose words are to be brought to the codes. */
  readonly set: string | null;
  readonly pace: Pace | null;
  /** QuickBooks took an add of the set. */
  readonly isTaken: boolean;
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
  pace: null,
  isTaken: false,
  tally: { synced: 0, adopted: 0, failed: 0, notDone: 0 },
  fault: null,
  hasRead: false,
};

/** An answer, when it came, and under which session. */
export interface Came {
  readonly answer: Answer;
  readonly at: string;
  readonly session: Session;
  readonly connection: Connection;
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
  { answer, at, session, connection }: Came,
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
  const told = wordsOf(answer, set);
  const words = new Map(
    [...told].filter(([requestID, word]) => {
      const known = set.words[requestID];
      return known === undefined ? !isOld || tellsItem(word) : tellsItem(word) && !tellsItem(known);
    }),
  );
  const fault = current && told.size === 0 ? faultOf(current, answer) : null;
  // It was too much at once.
  const takesLess = answer.kind === 'notTaken' && !isOld && !fault;
  const batch = afterFailure(connection.batch);
  return {
    writes: [
      ...(takesLess ? [replace(CONNECTIONS, { ...connection, batch })] : []),
      ...(words.size === 0 ? [] : [replace<MessageSet>(MESSAGE_SETS, withWords(unasked(set), words))]),
      ...(fault?.writes ?? []),
    ],
    again: {
      ...NOTHING_SETTLED,
      set: set.set,
      pace: paceOf(set, known.exchange ?? null, at),
      tally: tallyOf(words.values()),
      fault: current ? (fault?.words ?? stopOf(current, words)) : null,
    },
  };
}

/** Which item the request became, or is said to have become. */
const tellsItem = (word: Word): boolean =>
  word.kind === 'synced' || (word.kind === 'question' && word.why === 'claimed');

/** What is being asked about the set was worked out without what is known now: it is asked anew. */
const unasked = (set: ExportSet): ExportSet => ({ ...set, lookup: null, listed: null });

function paceOf(set: ExportSet, exchange: Exchange | null, at: string): Pace | null {
  if (!exchange || set.handouts > 1) return null;
  const elapsedMs = Date.parse(exchange.answeredAt ?? at) - Date.parse(exchange.at);
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
      words:
        answer.kind === 'notTaken'
          ? `${answer.why} ${linked(problemOf('answer-too-large', ''), page)}`
          : `${what} ${linked(problemOf('not-answered', ''), page)}`,
      writes: [replace(CONNECTIONS, { ...connection, batch })],
    };
  }
  const { code, help, means } = answer.reading;
  const problem = problemOf(help, answer.message.trim() || 'QuickBooks gave no message.', code);
  const alarms = withHresult(connection.alarms, means, problem, now);
  return {
    words: `QuickBooks answered ${code}: ${problem.message} ${linked(problem, page)}`,
    writes: [replace(CONNECTIONS, { ...connection, batch, alarms })],
  };
}

function answerLookup(facts: PresentFacts, lookup: LookupSet, answer: Answer): ApplyDecision {
  const { connection, known, session } = facts;
  const { about } = known;
  if (about === undefined) return { ask: { about: lookup.about } };
  const isAwaited =
    about?.kind === 'export' &&
    about.phase === 'open' &&
    about.lookup === lookup.set &&
    connection.openSet === about.set;
  if (!isAwaited) return { writes: [answered(lookup)], again: NOTHING_SETTLED };
  const told = answer.kind === 'responses' ? foundIn(answer.parsed, lookup.asks) : null;
  // A list that does not become shorter would be read for ever.
  const isCircle = told?.next && about.listed && told.next.remaining >= about.listed.remaining;
  if (!told || isCircle) return answerVainLookup(facts, lookup, about, answer);
  const { owners } = known;
  const { found, next } = told;
  if (!owners) return { ask: { owners: listIDsIn(found, about) } };
  const paging = { isLast: next === null };
  const words = afterLookup(
    about,
    stepAskedBy(lookup),
    found,
    paging,
    (listID) => owners.get(listID) ?? null,
  );
  const listed = next && { ...next, session: session.session };
  // Nothing has come of it but by asking: perhaps it was too much at once.
  const takesLess = isLost(about) && about.listed === null;
  const batch = afterFailure(connection.batch);
  return {
    writes: [
      answered(lookup),
      ...(takesLess ? [replace(CONNECTIONS, { ...connection, batch })] : []),
      replace<MessageSet>(MESSAGE_SETS, withWords({ ...about, listed }, words)),
    ],
    again: { ...NOTHING_SETTLED, set: about.set, tally: tallyOf(words.values()) },
  };
}

/** The answer to a lookup tells nothing: it is asked again, and after so many times a person has to look. */
function answerVainLookup(
  facts: PresentFacts,
  lookup: LookupSet,
  about: ExportSet,
  answer: Answer,
): ApplyDecision {
  // QuickBooks that cannot be reached says nothing about the question.
  const isVain = answer.kind !== 'hresult' || answer.reading.means === 'notParsed';
  const vainLookups = about.vainLookups + (isVain ? 1 : 0);
  const fault = faultOf(facts, answer);
  const asked: ExportSet = { ...about, vainLookups, listed: null };
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

function answerReading(facts: PresentFacts, set: ReadingSet, { answer, at }: Came): ApplyDecision {
  const read = afterReading(facts, set, answer, at);
  if ('ask' in read) return read;
  return { writes: [...read.writes, answered(set)], again: { ...NOTHING_SETTLED, fault: read.fault } };
}

function answerCompany(facts: PresentFacts, set: CompanyQuerySet, answer: Answer): ApplyDecision {
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
