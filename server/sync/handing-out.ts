/** What the Web Connector is handed next: the open set until it is settled, then a new one, then what ends the session well. */
import { buildMessageSet } from '../../qbxml/message-set.ts';
import { buildCompanyQueryRq, buildItemQueryRq } from '../../qbxml/queries.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import { fileKeyOf } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import { requestIDOf } from './answer.ts';
import { afterFailure } from './batch.ts';
import { closeSet } from './closing.ts';
import { Conflict, type ExchangeContext, newSetName, put } from './documents.ts';
import { leftBehind, queriesOf, stepOf } from './lookup.ts';
import { claimCodes, insertSet, storeWords } from './message-sets.ts';
import {
  byCompany,
  CONNECTIONS,
  type CompanyQuerySet,
  type Connection,
  EXCHANGES,
  type ExportSet,
  type ForgetSet,
  type LookupSet,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
  SESSIONS,
  type Session,
} from './model.ts';
import { chooseCodes } from './select.ts';

/** Should nobody tell what QuickBooks can: all that is sent has been there since. */
export const OLDEST_VERSION = '2.0';

interface Next {
  readonly set: MessageSet;
  readonly cursor: string;
}

/** The text to hand out. Null where there is nothing to do. */
export async function handOutNext(
  context: ExchangeContext,
  company: Company,
  connection: Connection,
  session: Session,
): Promise<string | null> {
  const next =
    connection.openSet === null
      ? await newSet(context, company, connection, session)
      : await openSet(context, company, connection.openSet, session);
  if (next) return handOut(context, company, session, next.set, next.cursor);
  if (connection.toForget === null) return null;
  const forgetting = await forget(context, company, connection, connection.toForget, session);
  return handOut(context, company, session, forgetting, session.cursor);
}

/** The open set, completed to where it can be handed out, or a look-up about it. */
async function openSet(
  context: ExchangeContext,
  company: Company,
  name: string,
  session: Session,
): Promise<Next> {
  const { store, random } = context;
  const found = await store.get(MESSAGE_SETS, byCompany(company.id, name));
  if (found?.kind !== 'export') throw new Error(`the open set ${name} of ${company.id} is gone`);
  const set = found.phase === 'claiming' ? await claimCodes(store, random, company, found) : found;
  if (set.phase !== 'open') {
    await closeSet(context, company, set, session.session);
    throw new Conflict('the open set is resolved');
  }
  if (set.handouts > 0 && set.fileKey !== fileKeyOf(company.fileID)) {
    await closeSet(context, company, await storeWords(store, set, leftBehind(set)), session.session);
    throw new Conflict('the open set was left behind');
  }
  const step = stepOf(set);
  if (step === 'send') return { set, cursor: session.cursor };
  if (step === 'settled') throw new Error(`the set ${name} is settled and still open`);
  return { set: await lookUp(context, company, set, step), cursor: session.cursor };
}

async function newSet(
  context: ExchangeContext,
  company: Company,
  connection: Connection,
  session: Session,
): Promise<Next | null> {
  const { store, random } = context;
  const { codes, cursor, suspicious } = await chooseCodes(store, company, connection, session);
  if (codes.length === 0) return null;
  const name = newSetName(random);
  const version = session.host?.version ?? connection.version;
  const candidates = codes.map((code) => code.id);
  const draft = await insertSet<ExportSet>(store, company, name, version, {
    kind: 'export',
    phase: 'claiming',
    text: '',
    candidates,
    requests: [],
    words: {},
    refusal: null,
    lookup: null,
    vainLookups: 0,
  });
  await put(store, CONNECTIONS, { ...connection, openSet: name, suspicious });
  const set = await claimCodes(store, random, company, draft);
  if (set.phase === 'open') return { set, cursor };
  await closeSet(context, company, set, session.session);
  throw new Conflict('no code of the set can be sent');
}

async function lookUp(
  { store, random }: ExchangeContext,
  company: Company,
  about: ExportSet,
  step: 'byName' | 'search',
): Promise<MessageSet> {
  const name = newSetName(random);
  const queries = queriesOf(about, step, name);
  const text = buildMessageSet({
    version: about.version as QbxmlVersion,
    newMessageSetID: name,
    onError: 'continueOnError',
    requests: queries.map(({ ask, query }) => buildItemQueryRq(ask.requestID, query)),
  });
  const asks = queries.map(({ ask }) => ask);
  const set = await insertSet<LookupSet>(store, company, name, about.version, {
    kind: 'lookup',
    phase: 'open',
    text,
    about: about.set,
    asks,
  });
  await put(store, MESSAGE_SETS, { ...about, lookup: name });
  return set;
}

/**
 * oldMessageSetID alone: QuickBooks need not remember a set that had to be resolved. Once only, whatever becomes of it: what it
 * keeps does no harm.
 */
async function forget(
  { store, random }: ExchangeContext,
  company: Company,
  connection: Connection,
  toForget: string,
  session: Session,
): Promise<MessageSet> {
  const name = newSetName(random);
  const version = (session.host?.version ?? OLDEST_VERSION) as QbxmlVersion;
  const text = buildMessageSet({
    version,
    oldMessageSetID: toForget,
    onError: 'continueOnError',
    requests: [],
  });
  const set = await insertSet<ForgetSet>(store, company, name, version, {
    kind: 'forget',
    phase: 'open',
    text,
  });
  await put(store, CONNECTIONS, { ...connection, toForget: null });
  return set;
}

/** Asks which company file is open. Also said where the last code was recalled a moment ago: an empty answer would be an error. */
export async function askForCompany(
  context: ExchangeContext,
  company: Company,
  session: Session,
): Promise<string> {
  const { store, random } = context;
  const name = newSetName(random);
  const version = (session.host?.version ?? OLDEST_VERSION) as QbxmlVersion;
  const text = buildMessageSet({
    version,
    newMessageSetID: name,
    onError: 'continueOnError',
    requests: [buildCompanyQueryRq(requestIDOf(name, 1), OWNER_ID)],
  });
  const set = await insertSet<CompanyQuerySet>(store, company, name, version, {
    kind: 'companyQuery',
    phase: 'open',
    text,
  });
  return handOut(context, company, session, set, session.cursor);
}

async function handOut(
  { store, now }: ExchangeContext,
  company: Company,
  session: Session,
  set: MessageSet,
  cursor: string,
): Promise<string> {
  const at = now();
  if (set.kind === 'export' && set.handouts > 0) {
    // Its answer did not come: perhaps it was too much at once.
    const connection = await store.get(CONNECTIONS, company.id);
    if (connection) await put(store, CONNECTIONS, { ...connection, batch: afterFailure(connection.batch) });
  }
  const handedTo = set.handedTo.filter((each) => each !== session.session);
  await put(store, MESSAGE_SETS, {
    ...set,
    handedTo: [...handedTo, session.session],
    handouts: set.handouts + 1,
    firstAt: set.firstAt ?? at,
    fileKey: fileKeyOf(company.fileID),
  });
  const exchanges = session.exchanges + 1;
  // Before the exchange: a number is used once, even if the process dies in between.
  await put(store, SESSIONS, {
    ...session,
    lastCallAt: at,
    given: set.set,
    cursor,
    exchanges,
    lastError: null,
  });
  const order = String(exchanges).padStart(6, '0');
  await store.insert(EXCHANGES, [
    {
      id: `${session.id}/${order}`,
      company: session.company,
      session: session.session,
      order,
      set: set.set,
      at,
      answeredAt: null,
      response: null,
      hresult: null,
      message: null,
    },
  ]);
  return set.text;
}
