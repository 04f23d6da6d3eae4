/**
 * `authenticate`: who calls, and whether there is something to do. Sessions are opened only where there is: a set to resolve,
 * codes, a reading, or a check. White space around the two texts is no part of them: people copy a blank or a line break along.
 */
import { timingSafeEqual } from 'node:crypto';
import { isNear } from '../clocks.ts';
import { digestOf, type Random } from '../codes/company.ts';
import { CODES, type Company } from '../codes/model.ts';
import { lastWithCodes } from './alarms.ts';
import { withCall } from './callers.ts';
import { COUNTED, wordsOfPoll } from './close-connection.ts';
import { closedBy } from './closed.ts';
import { insert, replace, type Write } from './commit.ts';
import { type Decision, type Given, say } from './decision.ts';
import { placeOf } from './displaced.ts';
import type { Known } from './facts.ts';
import { CONNECTIONS, type Connection, POLLS, type Polls, SESSIONS, type Session } from './model.ts';
import { isCalledFor } from './reading.ts';
import { withPoll } from './seen.ts';
import { FROM_THE_START } from './select.ts';
import {
  ended,
  isOfFile,
  isUnfinished,
  newSession,
  newTicket,
  sessionOfTicket,
  summaryOf,
} from './session.ts';
import { decideRefused, freed } from './settle.ts';
import { asideWrites, NOBODY, withCalling } from './waiting.ts';

/** A session that made a call within this time is not superseded. */
const BUSY_MS = 15_000;
const POLL_TICKETS_KEPT = 5;
const UNKNOWN_TICKET_BYTES = 20;

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
      /** Of `none`: what is to be said when the connection is closed. */
      readonly closing?: string;
    };

/** What is known of a connector that has signed in. */
export interface LoginFacts extends Given {
  readonly company: Company;
  /** From where it calls; '' where it has gone already. */
  readonly address: string;
  readonly connection: Connection;
  /** The present session; without its document it is only being opened, by another server a moment ago or by one that died then. */
  readonly session: Session | null;
  readonly known: Known;
}

/** What a connector that has not signed in is told. */
export const notValidUser = (company: Company | null, random: Random): Authenticated => ({
  kind: 'nvu',
  ticket: random(UNKNOWN_TICKET_BYTES).toString('hex'),
  company,
});

/** Whether this is the password of the company's connector. */
export const isPasswordOf = (company: Company, password: string): boolean =>
  timingSafeEqual(Buffer.from(digestOf(password.trim())), Buffer.from(company.passwordDigest));

/** What a connector that has signed in is told. */
export function authenticate(facts: LoginFacts): Decision<Authenticated> {
  const { company, connection, session: old, known, now, random, page } = facts;
  const { alarmsInForce = connection.alarms, polls } = known;
  if (!known.alarmsInForce && lastWithCodes(connection.alarms)) return { ask: { alarmsInForce: true } };
  // Removed for good, so that they don't come back with an account that is right by then.
  if (alarmsInForce !== connection.alarms)
    return { writes: [replace(CONNECTIONS, { ...connection, alarms: alarmsInForce })], again: {} };
  const reply = {
    companyFile: connection.companyFile,
    runEverySeconds: company.runEveryMinutes * 60,
  };
  if (isBusy(facts)) {
    if (polls === undefined) return { ask: { polls: true } };
    const ticket = newTicket(random, company.id);
    return say({ kind: 'busy', ...reply, ticket }, pollOf(facts, polls));
  }
  // Before a new session begins, by which it is measured what QuickBooks reads.
  const decided = decideRefused(facts, false);
  if (decided) return 'ask' in decided ? decided : { writes: decided.writes, again: {} };
  const closed = closedBy(company, now);
  if (connection.openSet === null) {
    // All that a poll without work has to know, which is what nearly every one is.
    if (known.isAnyQueued === undefined || polls === undefined)
      return { ask: { isAnyQueued: true, polls: true } };
    const queued = known.isAnyQueued ? known : nobodyQueued(connection);
    // An alarm is told without how many wait.
    const { accepted = alarmsInForce.length > 0 ? 0 : undefined } = queued;
    const { exporting, work, lookedAfter } = queued;
    if (!exporting || !work || !lookedAfter || accepted === undefined) {
      const count = accepted === undefined ? { accepted: COUNTED } : {};
      const from = polls?.lookedAfter ?? '';
      return { ask: { exporting: true, work: FROM_THE_START, lookedAfter: from, ...count } };
    }
    const strays = freed(exporting, now);
    if (strays.length > 0) return { writes: [replace(CODES, ...strays)], again: {} };
    const calling = withCalling(connection.calling, lookedAfter.parents);
    if (calling !== connection.calling)
      return { writes: [replace(CONNECTIONS, { ...connection, calling })], again: {} };
    if (!(work.isThere && closed === null) && !isCalledFor(connection, now)) {
      // Nothing is left that would tell whether QuickBooks refuses these codes or every code.
      const refused = work.isThere ? null : decideRefused(facts, true);
      if (refused) return 'ask' in refused ? refused : { writes: refused.writes, again: {} };
      const ticket = newTicket(random, company.id);
      const closing = wordsOfPoll({ company, alarms: alarmsInForce, accepted, now, page });
      return say(
        { kind: 'none', ...reply, ticket, closing },
        ...asideWrites(work.aside),
        pollOf(facts, polls, { ticket: sessionOfTicket(ticket), lookedAfter: lookedAfter.after }),
      );
    }
  } else if (closed !== null && !isCalledFor(connection, now)) {
    // What has been handed out may have to be sent again.
    if (polls === undefined) return { ask: { polls: true } };
    const ticket = newTicket(random, company.id);
    const { lookedAfter = '' } = polls ?? {};
    return say(
      { kind: 'none', ...reply, ticket },
      pollOf(facts, polls, { ticket: sessionOfTicket(ticket), lookedAfter }),
    );
  }
  if (known.total === undefined) return { ask: { total: true } };
  const ticket = newTicket(random, company.id);
  const session = sessionOfTicket(ticket);
  const gavePath = connection.companyFile !== '';
  const number = connection.sessions + 1;
  return say(
    { kind: 'open', ...reply, ticket },
    ...(old && old.endedAt === null ? [replace(SESSIONS, superseded(old, now, page))] : []),
    // The connection first: it says which session counts. A crash before the next line leaves a ticket nobody was given.
    replace(CONNECTIONS, { ...connection, openedAt: now, session, sessions: number, hasRead: false }),
    insert(
      SESSIONS,
      newSession(company, session, {
        at: now,
        number,
        gavePath,
        total: known.total,
        displaced: placeOf(old),
        address: facts.address,
      }),
    ),
  );
}

/** What is known of codes where none is accepted or exporting. */
type Queued = Pick<Known, 'exporting' | 'work' | 'lookedAfter' | 'accepted'>;

const nobodyQueued = ({ calling }: Connection): Queued => ({
  exporting: [],
  work: { isThere: calling.length > 0, aside: NOBODY },
  lookedAfter: { parents: [], after: '' },
  accepted: 0,
});

function isBusy({ company, connection, session: old, now }: LoginFacts): boolean {
  const lastCallAt = old ? old.lastCallAt : connection.openedAt;
  return (
    connection.session !== null &&
    (old === null ||
      (isUnfinished(old) && isOfFile(old, company) && old.passwordDigest === company.passwordDigest)) &&
    lastCallAt !== null &&
    // A call that lies further ahead was made by another clock, or by one that has been set back since.
    isNear(lastCallAt, now, BUSY_MS)
  );
}

const superseded = (old: Session, at: string, page: string): Session =>
  old.finished
    ? ended(old, at, 'done', summaryOf(old, null, page))
    : ended(old, at, 'superseded', 'The connector started over before this session was closed.');

/** Keeps when the connector called. */
function pollOf(
  { company: { id }, address, now: lastAt }: LoginFacts,
  polls: Polls | null,
  without: { readonly ticket: string; readonly lookedAfter: string } | null = null,
): Write {
  const all = [...(without === null ? [] : [without.ticket]), ...(polls?.tickets ?? [])];
  const tickets = all.slice(0, POLL_TICKETS_KEPT);
  const lookedAfter = without?.lookedAfter ?? polls?.lookedAfter ?? '';
  const stays = withCall(polls?.stays ?? [], address, lastAt);
  const told = { lastAt, tickets, lookedAfter, stays, seen: withPoll(polls?.seen, lastAt) };
  return polls ? replace(POLLS, { ...polls, ...told }) : insert(POLLS, { id, ...told });
}
