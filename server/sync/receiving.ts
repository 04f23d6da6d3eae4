/** What an answer does: to its set, to the codes, to the company's connection, and to the session that brings it. */
import { parseCompanyQueryRs } from '../../qbxml/queries.ts';
import { CODES, type Company, quickBooksList } from '../codes/model.ts';
import { linked, raise } from './alarms.ts';
import { type Answer, isRefusedAlone, problemOf, readAnswer, setOfAnswer, wordsOf } from './answer.ts';
import { afterFailure } from './batch.ts';
import { closeSet, settleRefused } from './closing.ts';
import { verify } from './company-file.ts';
import { type ExchangeContext, put } from './documents.ts';
import { keep } from './keep.ts';
import { applyOutcomes, storeWords } from './message-sets.ts';
import {
  byCompany,
  CONNECTIONS,
  type Connection,
  EXCHANGES,
  type Exchange,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
  SESSIONS,
  type Session,
  type Word,
} from './model.ts';
import { afterLookUp, foundIn, givenUp, listIDsIn, VAIN_LOOK_UPS_MAX } from './open-set.ts';
import { hasWork } from './select.ts';
import { connectionOf, isPresent, type Present, percentOf, present, type Ticketed } from './session.ts';

export interface AnswerCall {
  readonly ticket: string;
  readonly response: string;
  readonly hresult: string;
  readonly message: string;
}

export type Received = { readonly kind: 'percent'; readonly percent: number } | { readonly kind: 'stopped' };

const STOPPED: Received = { kind: 'stopped' };

export async function receive(
  context: ExchangeContext,
  call: AnswerCall,
  ticketed: Ticketed | null,
): Promise<Received> {
  const { store, now } = context;
  const session = ticketed?.session;
  if (!ticketed || !session || session.closed) return STOPPED;
  const { company } = ticketed;
  const answer = readAnswer(call.response, call.hresult, call.message);
  const name = setOfAnswer(answer) ?? session.given;
  const set = name === null ? null : await store.get(MESSAGE_SETS, byCompany(company.id, name));
  const current = await present(context, ticketed);
  if (!set?.handedTo.includes(session.session)) {
    if (current) {
      const lastError = 'An answer came to something that was not asked in this session.';
      await put(store, SESSIONS, { ...current.session, lastCallAt: now(), lastError });
    }
    return STOPPED;
  }
  const elapsedMs = await recordAnswer(context, session, set, call);
  const isOpen = set.phase === 'open';
  if (isOpen) {
    switch (set.kind) {
      case 'add':
        return answerAdds(context, ticketed, current, set, answer, elapsedMs);
      case 'lookUp':
        if (current) return answerLookUp(context, current, set, answer);
        break;
      case 'companyQuery':
        if (current) return answerCompany(context, current, set, answer);
        break;
      case 'forget':
        await put(store, MESSAGE_SETS, { ...set, phase: 'answered' });
    }
  }
  return late(context, ticketed);
}

/** An answer that changes nothing (any more): under a superseded ticket 100, under the present one how far it is. */
async function late(context: ExchangeContext, ticketed: Ticketed): Promise<Received> {
  const { company, session, connection } = ticketed;
  if (session && connection.session !== session.session) return { kind: 'percent', percent: 100 };
  return isPresent(ticketed) && session ? goOn(context, company, session, {}) : STOPPED;
}

/** Keeps the answer with the exchange that it belongs to, the last one of its set in the session; gives how long that took. */
async function recordAnswer(
  { store, now }: ExchangeContext,
  session: Session,
  set: MessageSet,
  call: AnswerCall,
): Promise<number | null> {
  // Nearly always the last one; the others may hold long answers, and are only looked at if it is not.
  let exchange: Exchange | undefined;
  for (let before: string | undefined; exchange?.set !== set.set; before = exchange.order) {
    const query = { equals: [session.company, session.session], after: before, descending: true, limit: 1 };
    [exchange] = await store.find(EXCHANGES, 'bySession', query);
    if (!exchange) return null;
  }
  const answeredAt = exchange.answeredAt ?? now();
  if (exchange.answeredAt === null) {
    await store.replace(EXCHANGES, [
      {
        ...exchange,
        answeredAt,
        response: keep(call.response),
        hresult: call.hresult.trim() || null,
        message: call.message || null,
      },
    ]);
  }
  return Date.parse(answeredAt) - Date.parse(exchange.at);
}

async function answerAdds(
  context: ExchangeContext,
  ticketed: Ticketed,
  current: Present | null,
  set: MessageSet,
  answer: Answer,
  elapsedMs: number | null,
): Promise<Received> {
  const { store } = context;
  const { company, session } = ticketed;
  const by = session?.session ?? null;
  // The set has been handed out again since: that answer is the one that counts, but what was added, was added.
  const isOld = set.handedTo.at(-1) !== by;
  if (isRefusedAlone(answer, set) && answer.kind === 'hresult') {
    const refused = await put(store, MESSAGE_SETS, { ...set, phase: 'refused', refusal: answer.message });
    await closeSet(context, company, refused, by);
    return current ? goOn(context, company, current.session, {}) : late(context, ticketed);
  }
  const told = wordsOf(answer, set);
  const words = new Map(
    [...told].filter(([requestID, word]) => word.kind === 'synced' || (!isOld && !set.words[requestID])),
  );
  const stored = words.size === 0 ? set : await storeWords(store, set, words);
  const pace = elapsedMs === null || set.handouts > 1 ? null : { requests: set.requests.length, elapsedMs };
  let others = 0;
  if (stored.phase === 'answered') others = await closeSet(context, company, stored, by, pace);
  else await applyOutcomes(store, stored, by);
  if (!current) return late(context, ticketed);
  const fault = told.size === 0 ? await faultOf(context, company, answer) : null;
  return progress(
    context,
    company,
    current.session,
    [...words.values()],
    fault ?? stopOf(context, words),
    others,
  );
}

/** QuickBooks said that it cannot work now: more requests would be in vain. */
function stopOf({ page }: ExchangeContext, words: ReadonlyMap<string, Word>): string | null {
  for (const word of words.values()) {
    if (word.kind === 'notDone' && word.fault?.code === 'connection')
      return `${word.problem.message} ${linked(word.problem, page)}`;
  }
  return null;
}

async function answerLookUp(
  context: ExchangeContext,
  { company, connection, session }: Present,
  lookUp: MessageSet,
  answer: Answer,
): Promise<Received> {
  const { store } = context;
  const about = await store.get(MESSAGE_SETS, byCompany(company.id, lookUp.about ?? ''));
  await put(store, MESSAGE_SETS, { ...lookUp, phase: 'answered' });
  const isAwaited =
    about?.phase === 'open' && about.lookUp === lookUp.set && connection.openSet === about.set;
  if (!isAwaited) return goOn(context, company, session, {});
  const found = answer.kind === 'responses' ? foundIn(answer.parsed, lookUp.asks) : null;
  let words: Map<string, Word>;
  if (found) {
    const step = lookUp.asks.some((ask) => ask.kind === 'names') ? 'byName' : 'search';
    const owners = await ownersOf(context, company, listIDsIn(found, about));
    words = afterLookUp(about, step, found, (listID) => owners.get(listID) ?? null);
  } else {
    const fault = await faultOf(context, company, answer);
    // QuickBooks that cannot be reached says nothing about the question.
    const isVain = answer.kind !== 'hresult' || answer.reading.means === 'notParsed';
    const vainLookUps = about.vainLookUps + (isVain ? 1 : 0);
    const asked = await put(store, MESSAGE_SETS, { ...about, vainLookUps });
    if (vainLookUps < VAIN_LOOK_UPS_MAX)
      return progress(
        context,
        company,
        session,
        [],
        fault ??
          'QuickBooks did not answer what it was asked about items. It is asked again in the next session.',
      );
    words = givenUp(
      asked,
      'QuickBooks was asked for the item several times and gave no answer that can be used.',
    );
    await closeSet(context, company, await storeWords(store, asked, words), session.session);
    return progress(context, company, session, [...words.values()], null);
  }
  const stored = await storeWords(store, about, words);
  let others = 0;
  if (stored.phase === 'answered') others = await closeSet(context, company, stored, session.session);
  else await applyOutcomes(store, stored, session.session);
  return progress(context, company, session, [...words.values()], null, others);
}

/** The codes that have these ListIDs already. */
async function ownersOf(
  { store }: ExchangeContext,
  company: Company,
  listIDs: readonly string[],
): Promise<Map<string, string>> {
  const list = quickBooksList(company).id;
  const owners = new Map<string, string>();
  for (const listID of listIDs) {
    const [code] = await store.find(CODES, 'byListID', { equals: [company.id, list, listID], limit: 1 });
    if (code) owners.set(listID, code.code);
  }
  return owners;
}

async function answerCompany(
  context: ExchangeContext,
  { company, connection, session }: Present,
  set: MessageSet,
  answer: Answer,
): Promise<Received> {
  const { store } = context;
  await put(store, MESSAGE_SETS, { ...set, phase: 'answered' });
  if (answer.kind !== 'responses') {
    const fault = await faultOf(context, company, answer);
    return progress(
      context,
      company,
      session,
      [],
      fault ?? 'QuickBooks did not tell which company file is open.',
    );
  }
  if (!session.verified) {
    const response = answer.parsed.responses.find((each) => each.type === 'CompanyQueryRs');
    const fileID = response ? parseCompanyQueryRs(response, OWNER_ID).fileId : null;
    if (!(await verify(context, company, connection, session, fileID))) return STOPPED;
  }
  const verified = await store.get(SESSIONS, session.id);
  return verified ? goOn(context, company, verified, {}) : STOPPED;
}

/** Why an answer that says nothing about its set ends the session; the company's alarm is raised for what is QuickBooks' fault. */
async function faultOf(context: ExchangeContext, company: Company, answer: Answer): Promise<string | null> {
  const { store, page, now } = context;
  const connection = await connectionOf(store, company.id);
  const batch = afterFailure(connection.batch);
  if (answer.kind !== 'hresult') {
    await put(store, CONNECTIONS, { ...connection, batch });
    const what =
      answer.kind === 'unreadable'
        ? 'The answer of QuickBooks could not be read.'
        : 'QuickBooks answered something that it was not asked.';
    return `${what} ${linked(problemOf('not-answered', ''), page)}`;
  }
  const { code, help, means } = answer.reading;
  const problem = problemOf(help, answer.message.trim() || 'QuickBooks gave no message.', code);
  const at = now();
  const alarms =
    means === 'otherFile'
      ? {
          ...connection.alarms,
          file: { ...problem, since: connection.alarms.file?.since ?? at, fileId: null, companyFile: null },
        }
      : raise(connection.alarms, { code: 'connection' }, problem, at);
  await put(store, CONNECTIONS, { ...connection, batch, alarms });
  return `QuickBooks answered ${code}: ${problem.message} ${linked(problem, page)}`;
}

/** Counts what has been settled for good in this session, `others` being failed codes of other sets, and goes on or stops it. */
async function progress(
  context: ExchangeContext,
  company: Company,
  session: Session,
  words: readonly Word[],
  fault: string | null,
  others = 0,
): Promise<Received> {
  const counts = {
    synced: session.synced,
    adopted: session.adopted,
    failed: session.failed + others,
    notDone: session.notDone,
  };
  for (const word of words) {
    if (word.kind === 'synced' && word.how === 'adopted') counts.adopted++;
    if (word.kind === 'synced' || word.kind === 'failed') counts[word.kind]++;
    else if (word.kind === 'notDone' && word.again === 'nextSession') counts.notDone++;
  }
  if (fault === null) return goOn(context, company, session, counts);
  await put(context.store, SESSIONS, { ...session, ...counts, lastCallAt: context.now(), lastError: fault });
  return STOPPED;
}

/** How far the session is; 100 if there is nothing more to do, so that the connector never asks in vain. */
async function goOn(
  context: ExchangeContext,
  company: Company,
  session: Session,
  changes: Partial<Session>,
): Promise<Received> {
  const { store, now } = context;
  let connection = await reached(context, company);
  const hasMore =
    connection.openSet !== null || (await hasWork(store, company, connection, { ...session, ...changes }));
  const failed = hasMore ? 0 : await settleRefused(store, company, { isDecided: true });
  if (failed > 0) connection = await connectionOf(store, company.id);
  const stored = await put(store, SESSIONS, {
    ...session,
    ...changes,
    failed: (changes.failed ?? session.failed) + failed,
    finished: !hasMore && connection.toForget === null,
    lastCallAt: now(),
    lastError: null,
  });
  // What QuickBooks is still to forget is no code's.
  return { kind: 'percent', percent: hasMore || stored.finished ? percentOf(stored) : 99 };
}

/** QuickBooks has answered: the alarm that it cannot be reached is over. */
async function reached({ store }: ExchangeContext, company: Company): Promise<Connection> {
  const connection = await connectionOf(store, company.id);
  if (connection.alarms.connection === null) return connection;
  return put(store, CONNECTIONS, { ...connection, alarms: { ...connection.alarms, connection: null } });
}
