/**
 * The exchange with one company's Web Connector: what each of its calls does and is answered.
 *
 * Any call may come to any server process, may be lost on its way, come twice or late, and the process may die at any line.
 * So each call reads where things are, takes the next steps under the guard of what it read, and starts over when somebody
 * else was quicker (Conflict).
 */
import { timingSafeEqual } from 'node:crypto';
import { parseMessageSet } from '../../qbxml/message-set.ts';
import { chooseVersion, hostAndCompanyIn, stampsIn } from '../../qbxml/queries.ts';
import { readHresult } from '../../qbxml/status.ts';
import { companyOfUserName, digestOf, type Random } from '../codes/company.ts';
import { CODES, COMPANIES, type Company, quickBooksList } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { inOrder, linked, textOf, withFault, withOtherFile } from './alarms.ts';
import { alarmsInForce, withoutOverAlarms } from './alarms-in-force.ts';
import { firstBatch } from './batch.ts';
import { settleRefused } from './closing.ts';
import { keptStamps, verify } from './company-file.ts';
import { anew, Conflict, type ExchangeContext, put } from './documents.ts';
import type { Received } from './going-on.ts';
import { askForCompany, handOutNext, OLDEST_VERSION } from './handing-out.ts';
import { freeStrays } from './message-sets.ts';
import { byCompany, CONNECTIONS, OWNER_ID, POLLS, SESSIONS, type Session } from './model.ts';
import { problemOf } from './outcomes.ts';
import { type AnswerCall, receive } from './receiving.ts';
import { refusalIn, stopRefused } from './refusal.ts';
import { hasWork } from './select.ts';
import {
  connectionOf,
  ended,
  find,
  isAnswerable,
  isUnfinished,
  newSession,
  newTicket,
  present,
  sessionOfTicket,
  summaryOf,
} from './session.ts';
import { createWrongPasswords } from './wrong-password.ts';

const BUSY_MS = 15_000;
const POLL_TICKETS_KEPT = 5;
const ANSWER_MISSING =
  'The session was closed before the answer of QuickBooks came. The same request is sent again in the next session.';

export interface ExchangeOptions {
  readonly store: Store;
  readonly random: Random;
  /** Where people look up what happened, for the messages. */
  readonly page: string;
  /** The most requests that a message set may have. */
  readonly setMax: number;
}

export type Authenticated =
  | {
      readonly kind: 'nvu';
      readonly ticket: string;
      /** Whose connector it was that gave a wrong password; null for nobody's user name. */
      readonly company: Company | null;
    }
  | {
      readonly kind: 'none' | 'busy' | 'open';
      readonly ticket: string;
      readonly companyFile: string;
      readonly runEverySeconds: number;
    };

export type Sent = { readonly kind: 'request'; readonly text: string } | { readonly kind: 'nothing' };
export interface HostCall {
  readonly ticket: string;
  readonly strHCPResponse: string;
  readonly strCompanyFileName: string;
  readonly qbXMLMajorVers?: number | undefined;
  readonly qbXMLMinorVers?: number | undefined;
}

export type Exchange = ReturnType<typeof createExchange>;

export function createExchange({ store, random, page, setMax }: ExchangeOptions) {
  const now = () => store.now().toISOString();
  const context: ExchangeContext = { store, random, page, setMax, now };

  /**
   * `authenticate`. Sessions are opened only where there is something to do: a set to resolve, or codes. White space around the
   * two texts is no part of them: people copy a blank or a line break along.
   */
  function authenticate(userName: string, password: string): Promise<Authenticated> {
    return anew(async () => {
      const id = companyOfUserName(userName.trim());
      const company = id === null ? null : await store.get(COMPANIES, id);
      if (!company || !isSame(digestOf(password.trim()), company.passwordDigest)) {
        return { kind: 'nvu', ticket: random(20).toString('hex'), company };
      }
      const connection = await withoutOverAlarms(store, company, await connectionOf(store, company.id));
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
      if (connection.openSet === null && !(await hasWork(store, company, connection))) {
        // Nothing is left that would tell whether QuickBooks refuses these codes or every code.
        if (await settleRefused(store, company, { isDecided: true }))
          throw new Conflict('codes were settled');
        await recordPoll(company, at, sessionOfTicket(ticket));
        return { kind: 'none', ...reply };
      }
      if (old && old.endedAt === null) {
        const over = old.finished
          ? ended(old, at, 'done', summaryOf(old, null, page))
          : ended(old, at, 'superseded', 'The connector started over before this session was closed.');
        await put(store, SESSIONS, over);
      }
      const session = sessionOfTicket(ticket);
      // The connection first: it says which session counts. A crash before the next line leaves a ticket nobody was given.
      const batch = firstBatch(connection.batch, setMax);
      await put(store, CONNECTIONS, { ...connection, openedAt: at, session, batch });
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

  /** `sendRequestXML`. */
  function sendRequestXML(call: HostCall): Promise<Sent> {
    return anew(async () => {
      const found = await present(context, await find(store, call.ticket));
      if (!found) return { kind: 'nothing' };
      const { company, connection } = found;
      let { session } = found;
      if (session.finished) return stop(session, 'Everything has been exported already.');
      if (!session.verified) {
        const told = parseMessageSet(call.strHCPResponse);
        const responses = told.ok ? told.responses : [];
        const host = hostAndCompanyIn(responses, OWNER_ID);
        const stamps = keptStamps(
          responses.filter(({ type }) => type === 'CompanyQueryRs').flatMap((each) => stampsIn(each)),
        );
        const version =
          chooseVersion(host.qbxmlVersions, call.qbXMLMajorVers, call.qbXMLMinorVers) ?? OLDEST_VERSION;
        session = await put(store, SESSIONS, {
          ...session,
          lastCallAt: now(),
          host: session.host ?? {
            product: host.product,
            country: host.country,
            version,
            companyFile: call.strCompanyFileName,
            stamps,
          },
        });
        const refusal = refusalIn(responses);
        if (refusal !== null) {
          await stopRefused(context, company, session, refusal);
          return { kind: 'nothing' };
        }
        const { fileId: fileID } = host;
        if (fileID === null) return { kind: 'request', text: await askForCompany(context, company, session) };
        if (!(await verify(context, company, connection, session, { fileID, stamps })))
          return { kind: 'nothing' };
        throw new Conflict('verifying changed the session');
      }
      const text =
        (await handOutNext(context, company, connection, session)) ??
        (await askForCompany(context, company, session));
      return { kind: 'request', text };
    });
  }

  async function stop(session: Session, lastError: string): Promise<Sent> {
    await put(store, SESSIONS, { ...session, lastCallAt: now(), lastError });
    return { kind: 'nothing' };
  }

  /** The id of the company whose answers this ticket may still bring; null for any other ticket. Changes nothing. */
  async function answererOf(ticket: string): Promise<string | null> {
    const ticketed = await find(store, ticket);
    return ticketed && isAnswerable(ticketed) ? ticketed.company.id : null;
  }

  /** `receiveResponseXML`. */
  function receiveResponseXML(call: AnswerCall): Promise<Received> {
    return anew(async () => receive(context, call, await find(store, call.ticket)));
  }

  /** `connectionError`: the path to try, or null for "done". A remembered path may have moved: the open file is tried once. */
  function connectionError(ticket: string, hresult: string, message: string): Promise<'openFile' | 'done'> {
    return anew(async () => {
      const found = await present(context, await find(store, ticket));
      if (!found) return 'done';
      const { connection, session } = found;
      const { code, means, help } = readHresult(hresult, message);
      const isOtherFile = means === 'otherFile';
      if (!isOtherFile && session.gavePath && !session.triedOpenFile) {
        await put(store, SESSIONS, { ...session, triedOpenFile: true, lastCallAt: now() });
        return 'openFile';
      }
      const at = now();
      const { alarms } = connection;
      const problem = problemOf(help, message.trim() || 'The Web Connector gave no message.', code || null);
      await put(store, CONNECTIONS, {
        ...connection,
        alarms: isOtherFile
          ? withOtherFile(alarms, problem, at)
          : withFault(alarms, { code: means === 'readOnly' ? 'readOnly' : 'connection' }, problem, at),
      });
      const what = isOtherFile
        ? 'Another company file is open in QuickBooks. Nothing was written.'
        : `The Web Connector could not reach QuickBooks (${code || 'no code'}): ${problem.message}`;
      const words = `${what} ${linked(problem, page)}`;
      const outcome = isOtherFile ? 'file' : 'connectionError';
      await put(store, SESSIONS, { ...ended(session, at, outcome, words), lastError: words });
      return 'done';
    });
  }

  /** `getLastError`: what stopped the session, in one sentence. A call like every other: whoever makes it is still there. */
  function getLastError(ticket: string): Promise<string> {
    return anew(async () => {
      const ticketed = await find(store, ticket);
      if (!ticketed?.session) return 'This session is not known here. Start the update again.';
      const found = await present(context, ticketed);
      const session = found
        ? await put(store, SESSIONS, { ...found.session, lastCallAt: now() })
        : await store.get(SESSIONS, ticketed.session.id);
      return session?.lastError ?? session?.message ?? 'No error.';
    });
  }

  async function nothingToExport(company: Company): Promise<string> {
    const count = await store.count(CODES, 'byStatus', [company.id, quickBooksList(company).id, 'accepted']);
    if (count === 0) return 'Nothing to export: no accepted cost code waits.';
    return `Nothing to export now: ${count} accepted cost code${count === 1 ? ' waits' : 's wait'} for a parent; see ${page}`;
  }

  /** `closeConnection`: ends the session and says in one sentence what happened. */
  function closeConnection(ticket: string): Promise<string> {
    return anew(async () => {
      const ticketed = await find(store, ticket);
      if (!ticketed) return 'This session is not known here. Start the update again.';
      const { session, connection } = ticketed;
      const [alarm = null] = inOrder(await alarmsInForce(store, ticketed.company, connection));
      if (!session) return alarm ? textOf(alarm, page) : nothingToExport(ticketed.company);
      const found = await present(context, ticketed);
      if (!found) {
        const over = await store.get(SESSIONS, session.id);
        if (over && !over.closed)
          await put(store, SESSIONS, {
            ...ended(over, now(), 'superseded', 'Another session took its place.'),
            closed: true,
          });
        return over?.lastError ?? over?.message ?? 'This session is over.';
      }
      const isAnswerDue = connection.openSet !== null && connection.openSet === session.given;
      const lastError = session.lastError ?? (isAnswerDue ? ANSWER_MISSING : null);
      const words = summaryOf({ ...session, lastError }, alarm, page);
      await put(store, SESSIONS, {
        ...ended(session, now(), lastError === null ? 'done' : 'error', words),
        closed: true,
      });
      return words;
    });
  }

  return {
    authenticate,
    keepWrongPassword: createWrongPasswords(store),
    answererOf,
    sendRequestXML,
    receiveResponseXML,
    connectionError,
    getLastError,
    closeConnection,
  };
}

function isSame(digest: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(digest), Buffer.from(expected));
}
