/** The end of an open set: its codes are moved, and what it taught about the company's QuickBooks is kept with the connection. */
import type { Company } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { lifted, withAlike, withFault, withRefused } from './alarms.ts';
import { countAlike } from './alike.ts';
import { afterFailure, nextBatch } from './batch.ts';
import { type ExchangeContext, put } from './documents.ts';
import { REFUSED_MAX, suspectsOf, withoutRead } from './halving.ts';
import { applyOutcomes, storeWords } from './message-sets.ts';
import { byCompany, CONNECTIONS, type Connection, type ExportSet, MESSAGE_SETS, type Word } from './model.ts';
import { failed, isSettled, notDone, problemOf } from './outcomes.ts';
import { connectionOf } from './session.ts';

/** How the set's last exchange went: null where its time tells nothing about QuickBooks. */
export interface Pace {
  readonly requests: number;
  readonly elapsedMs: number;
}

/**
 * Ends a set that is answered or refused and makes room for the next one; gives how many codes of other sets have failed by it.
 * May be called again for a set that has been closed.
 */
export async function closeSet(
  { store, now, setMax }: ExchangeContext,
  company: Company,
  set: ExportSet,
  session: string | null,
  pace: Pace | null = null,
): Promise<number> {
  if (set.phase === 'answered') await applyOutcomes(store, set, session);
  const connection = await connectionOf(store, company.id);
  if (connection.openSet === set.set)
    await put(store, CONNECTIONS, afterSet(connection, set, pace, setMax, now()));
  return settleRefused(store, company, { isDecided: isTaken(set) });
}

const wordsIn = (set: ExportSet): Word[] =>
  set.requests.flatMap((request) => set.words[request.requestID] ?? []);

const isTaken = (set: ExportSet) =>
  wordsIn(set).some((word) => word.kind === 'synced' && word.how === 'added');

/** By the answer to an add, not by asking. */
const isDecided = (set: ExportSet) =>
  wordsIn(set).some(
    (word) =>
      (word.kind === 'synced' && word.how !== 'found') ||
      (word.kind === 'failed' && word.problem.statusCode !== null),
  );

const isUnread = (set: ExportSet) =>
  wordsIn(set).some((word) => word.kind === 'notDone' && word.problem.help === 'with-others');

/** The connection once a set is over: what follows from its words, in the one write that closes it. */
function afterSet(
  connection: Connection,
  set: ExportSet,
  pace: Pace | null,
  setMax: number,
  at: string,
): Connection {
  const codes = set.requests.map((request) => request.code);
  const closed: Connection = { ...connection, openSet: null };
  const toForget = set.handouts > 1 ? set.set : connection.toForget;
  if (set.phase === 'refused') {
    const refused = [...connection.refused.filter((name) => name !== set.set), set.set];
    const message = `QuickBooks refused ${refused.length} codes in a row, each by itself.`;
    const alarms =
      refused.length < REFUSED_MAX ? connection.alarms : withRefused(connection.alarms, message, at);
    return { ...closed, toForget, alarms, suspicious: [], refused, alike: null };
  }
  if (isUnread(set)) {
    // The halves are small by themselves; only a set that was not known to hold a culprit says that sets are too large.
    const batch = connection.suspicious.length > 0 ? connection.batch : afterFailure(connection.batch);
    return { ...closed, toForget, suspicious: suspectsOf(codes), batch };
  }
  // QuickBooks has decided on an add: it may be written to.
  let alarms = isDecided(set) ? lifted(connection.alarms, 'add') : connection.alarms;
  for (const word of wordsIn(set)) {
    if ((word.kind === 'failed' || word.kind === 'notDone') && word.fault)
      alarms = withFault(alarms, word.fault, word.problem, at);
  }
  const { alike, raised } = countAlike(connection.alike, set);
  if (raised !== null) alarms = withAlike(alarms, raised, at);
  const batch = pace ? nextBatch(connection.batch, pace.requests, pace.elapsedMs, setMax) : connection.batch;
  return { ...closed, toForget, alarms, batch, alike, suspicious: withoutRead(connection.suspicious, codes) };
}

/**
 * Codes that were refused by themselves: once QuickBooks has taken another add, or nothing else is left to try, they have failed;
 * with the alarm `refused` they wait with all others. Gives how many failed.
 */
export async function settleRefused(
  store: Store,
  company: Company,
  { isDecided }: { readonly isDecided: boolean },
): Promise<number> {
  const connection = await connectionOf(store, company.id);
  if (connection.refused.length === 0) return 0;
  const isAlarm = connection.alarms.some(({ code }) => code === 'refused');
  if (!isAlarm && !isDecided) return 0;
  let count = 0;
  for (const name of connection.refused) {
    const set = await store.get(MESSAGE_SETS, byCompany(company.id, name));
    if (set?.kind !== 'export') continue;
    const settled = set.phase === 'answered' ? set : await storeWords(store, set, refusedWords(set, isAlarm));
    await applyOutcomes(store, settled, null);
    if (!isAlarm) count += settled.requests.length;
  }
  await put(store, CONNECTIONS, { ...connection, refused: [] });
  return count;
}

function refusedWords(set: ExportSet, isAlarm: boolean): Map<string, Word> {
  const message = set.refusal ?? '';
  const word: Word = isAlarm
    ? notDone('no', 'now', problemOf('all-unreadable', message, '0x80040400'))
    : failed(problemOf('unreadable', message, '0x80040400'));
  const open = set.requests.filter((request) => !isSettled(set.words[request.requestID]));
  return new Map(open.map((request) => [request.requestID, word]));
}
