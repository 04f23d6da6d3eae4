/** How a session goes on after an answer, or why it stops. */
import type { Company } from '../codes/model.ts';
import { lifted, linked, withFault, withOtherFile } from './alarms.ts';
import type { Answer } from './answer.ts';
import { afterFailure } from './batch.ts';
import { settleRefused } from './closing.ts';
import { type ExchangeContext, put } from './documents.ts';
import { CONNECTIONS, type Connection, SESSIONS, type Session, type Word } from './model.ts';
import { problemOf } from './outcomes.ts';
import { hasWork } from './select.ts';
import { connectionOf, percentOf } from './session.ts';

export type Received = { readonly kind: 'percent'; readonly percent: number } | { readonly kind: 'stopped' };

export const STOPPED: Received = { kind: 'stopped' };

/** Why an answer that says nothing about its set ends the session; the company's alarm is raised for what is QuickBooks' fault. */
export async function faultOf(
  context: ExchangeContext,
  company: Company,
  answer: Answer,
): Promise<string | null> {
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
      ? withOtherFile(connection.alarms, problem, at)
      : withFault(connection.alarms, { code: means === 'readOnly' ? 'readOnly' : 'connection' }, problem, at);
  await put(store, CONNECTIONS, { ...connection, batch, alarms });
  return `QuickBooks answered ${code}: ${problem.message} ${linked(problem, page)}`;
}

/** Counts what has been settled for good in this session, `others` being failed codes of other sets, and goes on or stops it. */
export async function progress(
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
export async function goOn(
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
  const alarms = lifted(connection.alarms, 'answer');
  return alarms === connection.alarms ? connection : put(store, CONNECTIONS, { ...connection, alarms });
}
