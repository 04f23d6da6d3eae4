/**
 * The exchange with one company's Web Connector: what each of its calls does and is answered.
 *
 * Any call may come to any server process, may be lost on its way, come twice or late, and the process may die at any line.
 * So each call reads where things are, takes the next steps under the guard of what it read, and starts over when somebody
 * else was quicker (Conflict).
 */
import { timingSafeEqual } from 'node:crypto';
import { buildMessageSet } from '../../qbxml/message-set.ts';
import {
  buildCompanyQueryRq,
  chooseVersion,
  parseCompanyQueryRs,
  parseHostAndCompany,
} from '../../qbxml/queries.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import { companyOfUserName, digestOf, fileKeyOf, type Random } from '../codes/company.ts';
import { CODES, COMPANIES, type Company, quickBooksList } from '../codes/model.ts';
import type { Collection, Store, Stored } from '../store/port.ts';
import { type Answer, faultOf, outcomesOf, readAnswer, requestIDOf, setOfAnswer } from './answer.ts';
import { keep } from './keep.ts';
import {
  applyOutcomes,
  Conflict,
  claimCodes,
  freeStrays,
  newMessageSet,
  storeOutcomes,
} from './message-sets.ts';
import {
  byCompany,
  CONNECTIONS,
  type Connection,
  EXCHANGES,
  type Exchange as Exchanged,
  MESSAGE_SETS,
  type MessageSet,
  POLLS,
  type RequestOutcome,
  SESSIONS,
  type Session,
} from './model.ts';
import { hasWork, type Limits, nextCodes } from './select.ts';
import {
  connectionOf,
  ended,
  find,
  isPresent,
  isUnfinished,
  newSession,
  newTicket,
  percentOf,
  sessionOfTicket,
  summaryOf,
  type Ticketed,
} from './session.ts';

/** Known to every .qwc and stamped into every company file with its FileID: never to be changed. */
export const OWNER_ID = '{7A0F6C52-3B1D-4E86-9C47-5D2E81B3F0A6}';

const BUSY_MS = 15_000;
const POLL_TICKETS_KEPT = 5;
const CONFLICTS_MAX = 20;
const ANOTHER_FILE_OPEN = '0x8004040a';
const ANSWER_MISSING =
  'The session was closed before the answer of QuickBooks came. The same request is sent again in the next session.';
const SET_LIMITS: Limits = { codes: 25, characters: 200_000 };
/** Should nobody tell what QuickBooks can: all that is sent has been there since. */
const OLDEST_VERSION = '2.0';

export interface ExchangeOptions {
  readonly store: Store;
  readonly random: Random;
  /** Where people look up what happened, for the messages. */
  readonly page: string;
}

export type Authenticated =
  | { readonly kind: 'nvu'; readonly ticket: string }
  | {
      readonly kind: 'none' | 'busy' | 'open';
      readonly ticket: string;
      readonly companyFile: string;
      readonly runEverySeconds: number;
    };

export type Sent = { readonly kind: 'request'; readonly text: string } | { readonly kind: 'nothing' };
export type Received = { readonly kind: 'percent'; readonly percent: number } | { readonly kind: 'stopped' };

export interface HostCall {
  readonly ticket: string;
  readonly strHCPResponse: string;
  readonly strCompanyFileName: string;
  readonly qbXMLMajorVers?: number | undefined;
  readonly qbXMLMinorVers?: number | undefined;
}

export interface AnswerCall {
  readonly ticket: string;
  readonly response: string;
  readonly hresult: string;
  readonly message: string;
}

export type Exchange = ReturnType<typeof createExchange>;

export function createExchange({ store, random, page }: ExchangeOptions) {
  const now = () => store.now().toISOString();

  async function put<T extends Stored>(collection: Collection<T>, document: T): Promise<T> {
    const [stored] = await store.replace(collection, [document]);
    if (!stored) throw new Conflict(`${collection.name} ${document.id}`);
    return stored;
  }

  async function anew<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Conflict) || tries === CONFLICTS_MAX) throw error;
      }
    }
  }

  /** `authenticate`. Sessions are opened only where there is something to do: a set to resolve, or codes. */
  function authenticate(userName: string, password: string): Promise<Authenticated> {
    return anew(async () => {
      const id = companyOfUserName(userName);
      const company = id === null ? null : await store.get(COMPANIES, id);
      if (!company || !isSame(digestOf(password), company.passwordDigest)) {
        return { kind: 'nvu', ticket: random(20).toString('hex') };
      }
      const connection = await connectionOf(store, company.id);
      const ticket = newTicket(random, company.id);
      const reply = {
        ticket,
        companyFile: connection.companyFile,
        runEverySeconds: company.runEveryMinutes * 60,
      };
      const old =
        connection.session === null
          ? null
          : await store.get(SESSIONS, byCompany(company.id, connection.session));
      const at = now();
      // Without its document it is only being opened, by another server a moment ago or by one that died then.
      const lastCallAt = old ? old.lastCallAt : connection.openedAt;
      const isBusy =
        connection.session !== null &&
        (old === null || (isUnfinished(old) && old.passwordDigest === company.passwordDigest)) &&
        lastCallAt !== null &&
        Date.parse(at) - Date.parse(lastCallAt) <= BUSY_MS;
      if (isBusy) {
        await recordPoll(company, at, null);
        return { kind: 'busy', ...reply };
      }
      if (connection.openSet === null) await freeStrays(store, company);
      if (connection.openSet === null && !(await hasWork(store, company))) {
        await recordPoll(company, at, sessionOfTicket(ticket));
        return { kind: 'none', ...reply };
      }
      if (old && old.endedAt === null) {
        const over = old.finished
          ? ended(old, at, 'done', summaryOf(old, page))
          : ended(old, at, 'superseded', 'The connector started over before this session was closed.');
        await put(SESSIONS, over);
      }
      const session = sessionOfTicket(ticket);
      // The connection first: it says which session counts. A crash before the next line leaves a ticket nobody was given.
      await put(CONNECTIONS, { ...connection, openedAt: at, session });
      const total = await waiting(company);
      await store.insert(SESSIONS, [
        newSession(company, session, store.now(), { gavePath: connection.companyFile !== '', total }),
      ]);
      return { kind: 'open', ...reply };
    });
  }

  /** Keeps when the connector called. Two polls at once may lose one of the two, which nobody would miss. */
  async function recordPoll({ id }: Company, lastAt: string, ticket: string | null): Promise<void> {
    const polls = await store.get(POLLS, id);
    const tickets = [...(ticket === null ? [] : [ticket]), ...(polls?.tickets ?? [])].slice(
      0,
      POLL_TICKETS_KEPT,
    );
    if (polls) await store.replace(POLLS, [{ ...polls, lastAt, tickets }]);
    else await store.insert(POLLS, [{ id, lastAt, tickets }]);
  }

  async function waiting(company: Company): Promise<number> {
    const list = quickBooksList(company).id;
    const [accepted, exporting] = await Promise.all([
      store.count(CODES, 'byStatus', [company.id, list, 'accepted']),
      store.count(CODES, 'byStatus', [company.id, list, 'exporting']),
    ]);
    return accepted + exporting;
  }

  /** Marks a session as over whose connector's password has been changed; says whether the ticket still counts. */
  async function present(
    ticketed: Ticketed | null,
  ): Promise<{ company: Company; connection: Connection; session: Session } | null> {
    if (!ticketed?.session) return null;
    const { company, connection, session } = ticketed;
    if (isPresent(ticketed)) return { company, connection, session };
    if (session.endedAt === null && connection.session === session.session) {
      const words = 'The connector has a new password: enter it in the Web Connector.';
      await put(SESSIONS, { ...ended(session, now(), 'passwordChanged', words), lastError: words });
    }
    return null;
  }

  /** `sendRequestXML`. */
  function sendRequestXML(call: HostCall): Promise<Sent> {
    return anew(async () => {
      const found = await present(await find(store, call.ticket));
      if (!found) return { kind: 'nothing' };
      const { company, connection } = found;
      let { session } = found;
      if (session.finished) return stop(session, 'Everything has been exported already.');
      if (!session.verified) {
        const host = parseHostAndCompany(call.strHCPResponse, OWNER_ID);
        const version =
          chooseVersion(host.ok ? host.qbxmlVersions : [], call.qbXMLMajorVers, call.qbXMLMinorVers) ??
          OLDEST_VERSION;
        session = await put(SESSIONS, {
          ...session,
          lastCallAt: now(),
          host: session.host ?? {
            product: host.ok ? host.product : null,
            country: host.ok ? host.country : null,
            version,
            companyFile: call.strCompanyFileName,
          },
        });
        const fileID = host.ok ? host.fileId : null;
        if (fileID === null) return askForCompany(company, session);
        if (!(await verify(company, connection, session, fileID))) return { kind: 'nothing' };
        throw new Conflict('verifying changed the session');
      }
      const set = await nextSet(company, connection, session);
      return set ? handOut(session, set.set, set.cursor) : askForCompany(company, session);
    });
  }

  async function stop(session: Session, lastError: string): Promise<Sent> {
    await put(SESSIONS, { ...session, lastCallAt: now(), lastError });
    return { kind: 'nothing' };
  }

  /**
   * Whether the open company file is the company's. If not, nothing is written to it: the session ends and the alarm is raised.
   * The path and version of a verified session are remembered.
   */
  async function verify(
    company: Company,
    connection: Connection,
    session: Session,
    fileID: string | null,
  ): Promise<boolean> {
    const companyFile = session.host?.companyFile ?? '';
    if (fileID !== null && fileKeyOf(fileID) === fileKeyOf(company.fileID)) {
      const version = session.host?.version ?? connection.version;
      if (
        connection.companyFile !== companyFile ||
        connection.version !== version ||
        connection.fileAlarm !== null
      ) {
        await put(CONNECTIONS, { ...connection, companyFile, version, fileAlarm: null });
      }
      await put(SESSIONS, { ...session, verified: true, lastCallAt: now() });
      return true;
    }
    const open = `${companyFile || 'a company file without a known path'}${fileID === null ? ', which has no FileID' : ` with FileID ${fileID}`}`;
    const expected = `${connection.companyFile || `the company file of ${company.name}`} with FileID ${company.fileID}`;
    const words = `Another company file is open: ${open}. Expected was ${expected}. Nothing was written. Open the right file${fileID === null ? '' : `, or accept this one on ${page}`}.`;
    const at = now();
    const since = connection.fileAlarm?.fileId === fileID ? connection.fileAlarm.since : at;
    await put(CONNECTIONS, {
      ...connection,
      fileAlarm: { message: words, since, fileId: fileID, companyFile: companyFile || null },
    });
    await put(SESSIONS, { ...ended(session, at, 'file', words), lastError: words });
    return false;
  }

  /** Asks which company file is open. Also said where the last code was recalled a moment ago: an empty answer would be an error. */
  async function askForCompany(company: Company, session: Session): Promise<Sent> {
    const name = newSetName();
    const version = (session.host?.version ?? OLDEST_VERSION) as QbxmlVersion;
    const text = buildMessageSet({
      version,
      newMessageSetID: name,
      onError: 'continueOnError',
      requests: [buildCompanyQueryRq(requestIDOf(name, 1), OWNER_ID)],
    });
    const draft = newMessageSet(company.id, name, store.now(), 'companyQuery', version, []);
    const [set] = await store.insert(MESSAGE_SETS, [{ ...draft, phase: 'open', text }]);
    if (!set) throw new Error('a random message set id came twice');
    return handOut(session, set, session.cursor);
  }

  // A base-36 number of 112 random bits: at most 23 characters (newMessageSetID).
  const newSetName = () =>
    BigInt(`0x${random(14).toString('hex')}`)
      .toString(36)
      .padStart(23, '0');

  /** The open set, completed to where it can be handed out, or a new one. Null where there is nothing to do. */
  async function nextSet(
    company: Company,
    connection: Connection,
    session: Session,
  ): Promise<{ set: MessageSet; cursor: string } | null> {
    if (connection.openSet !== null) {
      const set = await store.get(MESSAGE_SETS, byCompany(company.id, connection.openSet));
      const current = set?.phase === 'claiming' ? await claimCodes(store, company, set) : set;
      if (current?.phase === 'open') return { set: current, cursor: session.cursor };
      await close(company, current, session);
      throw new Conflict('the open set is resolved');
    }
    const { codes, cursor } = await nextCodes(store, company, session.session, session.cursor, SET_LIMITS);
    if (codes.length === 0) return null;
    const name = newSetName();
    const version = session.host?.version ?? connection.version;
    const ids = codes.map((code) => code.id);
    const [draft] = await store.insert(MESSAGE_SETS, [
      newMessageSet(company.id, name, store.now(), 'add', version, ids),
    ]);
    if (!draft) throw new Error('a random message set id came twice');
    await put(CONNECTIONS, { ...connection, openSet: name });
    const set = await claimCodes(store, company, draft);
    if (set.phase === 'open') return { set, cursor };
    await close(company, set, session);
    throw new Conflict('every code of the set was recalled');
  }

  /** Applies what is left of an answered set and makes room for the next one. */
  async function close(company: Company, set: MessageSet | null, session: Session): Promise<void> {
    if (set) await applyOutcomes(store, set, session.session);
    const connection = await connectionOf(store, company.id);
    if (connection.openSet === (set?.set ?? connection.openSet))
      await put(CONNECTIONS, { ...connection, openSet: null });
  }

  async function handOut(session: Session, set: MessageSet, cursor: string): Promise<Sent> {
    if (!set.handedTo.includes(session.session)) {
      await put(MESSAGE_SETS, { ...set, handedTo: [...set.handedTo, session.session] });
    }
    const exchanges = session.exchanges + 1;
    const at = now();
    // Before the exchange: a number is used once, even if the process dies in between.
    await put(SESSIONS, { ...session, lastCallAt: at, given: set.set, cursor, exchanges, lastError: null });
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
    return { kind: 'request', text: set.text };
  }

  /** `receiveResponseXML`. */
  function receiveResponseXML(call: AnswerCall): Promise<Received> {
    const answer = readAnswer(call.response, call.hresult, call.message);
    return anew(async () => {
      const ticketed = await find(store, call.ticket);
      const session = ticketed?.session;
      if (!ticketed || !session || session.closed) return { kind: 'stopped' };
      const { company } = ticketed;
      const name = setOfAnswer(answer) ?? session.given;
      const set = name === null ? null : await store.get(MESSAGE_SETS, byCompany(company.id, name));
      const current = await present(ticketed);
      if (!set?.handedTo.includes(session.session)) {
        if (current)
          await stop(current.session, 'An answer came to something that was not asked in this session.');
        return { kind: 'stopped' };
      }
      await recordAnswer(session, set, call);
      const isOpen = set.phase === 'open';
      if (set.kind === 'companyQuery')
        return current && isOpen ? answerCompany(current, set, answer) : late(ticketed);
      if (isOpen) {
        const outcomes = outcomesOf(answer, set.requests);
        const stored = await storeOutcomes(store, set, outcomes);
        await applyOutcomes(store, stored, session.session);
        if (stored.phase === 'answered') await close(company, stored, session);
        const fresh = [...outcomes]
          .filter(([requestID]) => !set.outcomes[requestID])
          .map(([, outcome]) => outcome);
        if (current)
          return progress(
            current.company,
            current.session,
            fresh,
            faultOf(answer, stored.phase === 'answered'),
          );
      }
      return late(ticketed);
    });
  }

  /** An answer that changes nothing (any more): under a superseded ticket 100, under the present one how far it is. */
  async function late(ticketed: Ticketed): Promise<Received> {
    const { company, session, connection } = ticketed;
    if (session && connection.session !== session.session) return { kind: 'percent', percent: 100 };
    return isPresent(ticketed) && session ? goOn(company, session, {}) : { kind: 'stopped' };
  }

  /** Keeps the answer with the exchange that it belongs to: the last one of its set in the session. */
  async function recordAnswer(session: Session, set: MessageSet, call: AnswerCall): Promise<void> {
    // Nearly always the last one; the others may hold long answers, and are only looked at if it is not.
    let exchange: Exchanged | undefined;
    for (let before: string | undefined; exchange?.set !== set.set; before = exchange.order) {
      const query = { equals: [session.company, session.session], after: before, descending: true, limit: 1 };
      [exchange] = await store.find(EXCHANGES, 'bySession', query);
      if (!exchange) return;
    }
    if (exchange.answeredAt !== null) return;
    await store.replace(EXCHANGES, [
      {
        ...exchange,
        answeredAt: now(),
        response: keep(call.response),
        hresult: call.hresult.trim() || null,
        message: call.message || null,
      },
    ]);
  }

  async function answerCompany(
    { company, connection, session }: { company: Company; connection: Connection; session: Session },
    set: MessageSet,
    answer: Answer,
  ): Promise<Received> {
    await put(MESSAGE_SETS, { ...set, phase: 'answered' });
    const fault = faultOf(answer, true);
    if (fault !== null || answer.kind === 'hresult') {
      await stop(
        session,
        fault ??
          `QuickBooks did not tell which company file is open (${answer.kind === 'hresult' ? answer.hresult : 'no answer'}).`,
      );
      return { kind: 'stopped' };
    }
    if (!session.verified) {
      const response =
        answer.kind === 'responses'
          ? answer.parsed.responses.find((each) => each.type === 'CompanyQueryRs')
          : undefined;
      const fileID = response ? parseCompanyQueryRs(response, OWNER_ID).fileId : null;
      if (!(await verify(company, connection, session, fileID))) return { kind: 'stopped' };
    }
    const verified = await store.get(SESSIONS, session.id);
    return verified ? goOn(company, verified, {}) : { kind: 'stopped' };
  }

  async function progress(
    company: Company,
    session: Session,
    settled: readonly RequestOutcome[],
    fault: string | null,
  ): Promise<Received> {
    const counts = { synced: session.synced, failed: session.failed, notDone: session.notDone };
    for (const { kind } of settled) counts[kind]++;
    if (fault === null) return goOn(company, session, counts);
    await put(SESSIONS, { ...session, ...counts, lastCallAt: now(), lastError: fault });
    return { kind: 'stopped' };
  }

  /** How far the session is; 100 if there is nothing more to do, so that the connector never asks in vain. */
  async function goOn(company: Company, session: Session, changes: Partial<Session>): Promise<Received> {
    const { codes } = await nextCodes(store, company, session.session, session.cursor, {
      ...SET_LIMITS,
      codes: 1,
    });
    const { openSet } = await connectionOf(store, company.id);
    const finished = codes.length === 0 && openSet === null;
    const stored = await put(SESSIONS, {
      ...session,
      ...changes,
      finished,
      lastCallAt: now(),
      lastError: null,
    });
    return { kind: 'percent', percent: percentOf(stored) };
  }

  /** `connectionError`: the path to try, or null for "done". A remembered path may have moved: the open file is tried once. */
  function connectionError(ticket: string, hresult: string, message: string): Promise<'openFile' | 'done'> {
    return anew(async () => {
      const found = await present(await find(store, ticket));
      if (!found) return 'done';
      const { connection, session } = found;
      const isOtherFile = hresult.trim().toLowerCase() === ANOTHER_FILE_OPEN;
      if (!isOtherFile && session.gavePath && !session.triedOpenFile) {
        await put(SESSIONS, { ...session, triedOpenFile: true, lastCallAt: now() });
        return 'openFile';
      }
      const at = now();
      const words = isOtherFile
        ? 'Another company file is open in QuickBooks. Nothing was written. Open the right file; the next session goes on.'
        : `The Web Connector could not reach QuickBooks (${hresult.trim() || 'no code'}): ${message.trim() || 'no message.'}`;
      if (isOtherFile) {
        const since = connection.fileAlarm?.since ?? at;
        await put(CONNECTIONS, {
          ...connection,
          fileAlarm: { message: words, since, fileId: null, companyFile: null },
        });
      }
      await put(SESSIONS, {
        ...ended(session, at, isOtherFile ? 'file' : 'connectionError', words),
        lastError: words,
      });
      return 'done';
    });
  }

  /** `getLastError`: what stopped the session, in one sentence. */
  function getLastError(ticket: string): Promise<string> {
    return anew(async () => {
      const ticketed = await find(store, ticket);
      if (!ticketed?.session) return 'This session is not known here. Start the update again.';
      await present(ticketed);
      const session = await store.get(SESSIONS, ticketed.session.id);
      return session?.lastError ?? session?.message ?? 'No error.';
    });
  }

  /** `closeConnection`: ends the session and says in one sentence what happened. */
  function closeConnection(ticket: string): Promise<string> {
    return anew(async () => {
      const ticketed = await find(store, ticket);
      if (!ticketed) return 'This session is not known here. Start the update again.';
      const { session, connection } = ticketed;
      if (!session) return connection.fileAlarm?.message ?? 'Nothing to export: no accepted cost code waits.';
      const found = await present(ticketed);
      if (!found) {
        const over = await store.get(SESSIONS, session.id);
        if (over && !over.closed)
          await put(SESSIONS, {
            ...ended(over, now(), 'superseded', 'Another session took its place.'),
            closed: true,
          });
        return over?.lastError ?? over?.message ?? 'This session is over.';
      }
      const isAnswerDue = connection.openSet !== null && connection.openSet === session.given;
      const lastError = session.lastError ?? (isAnswerDue ? ANSWER_MISSING : null);
      const words = summaryOf({ ...session, lastError }, page);
      await put(SESSIONS, {
        ...ended(session, now(), lastError === null ? 'done' : 'error', words),
        closed: true,
      });
      return words;
    });
  }

  return { authenticate, sendRequestXML, receiveResponseXML, connectionError, getLastError, closeConnection };
}

function isSame(digest: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(digest), Buffer.from(expected));
}
