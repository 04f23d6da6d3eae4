/** Tickets and sessions: which session a ticket stands for, and whether it still counts. */
import { createHash } from 'node:crypto';
import type { Random } from '../codes/company.ts';
import { COMPANIES, type Company } from '../codes/model.ts';
import type { New, Store } from '../store/port.ts';
import { textOf } from './alarms.ts';
import { type ExchangeContext, put } from './documents.ts';
import {
  type Alarm,
  byCompany,
  CONNECTIONS,
  type Connection,
  POLLS,
  SESSIONS,
  type Session,
  type SessionOutcome,
} from './model.ts';
import { NEW_CONNECTION } from './upgrade.ts';

const TICKET_BYTES = 20;

/** Tells the company, so that no index over all companies is needed, and holds 160 random bits. */
export function newTicket(random: Random, company: string): string {
  return `${company}-${random(TICKET_BYTES).toString('hex')}`;
}

export function companyOfTicket(ticket: string): string | null {
  return /^([0-9a-z]{16})-[0-9a-f]{40}$/.exec(ticket)?.[1] ?? null;
}

/** Sessions are stored and shown under this; a ticket cannot be had from it. */
export function sessionOfTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex').slice(0, 32);
}

/** Of a company whose connector never called. */
export const newConnection = (id: string): New<Connection> => ({ id, ...NEW_CONNECTION });

/** Made at the first need; two servers that do so at once make one. */
export async function connectionOf(store: Store, company: string): Promise<Connection> {
  for (;;) {
    const known = await store.get(CONNECTIONS, company);
    if (known) return known;
    await store.insert(CONNECTIONS, [newConnection(company)]);
  }
}

export interface Ticketed {
  readonly company: Company;
  readonly connection: Connection;
  /** Null for the ticket of a poll. */
  readonly session: Session | null;
}

/** What a ticket stands for; null for one that was never given out, as far as can be known. */
export async function find(store: Store, ticket: string): Promise<Ticketed | null> {
  const id = companyOfTicket(ticket);
  const company = id === null ? null : await store.get(COMPANIES, id);
  if (!company) return null;
  const name = sessionOfTicket(ticket);
  const session = await store.get(SESSIONS, byCompany(company.id, name));
  if (!session && !(await store.get(POLLS, company.id))?.tickets.includes(name)) return null;
  return { company, connection: await connectionOf(store, company.id), session };
}

/** Present: not ended, not superseded, and signed in with the connector's present password. */
export function isPresent({ company, connection, session }: Ticketed): boolean {
  return (
    session !== null &&
    session.endedAt === null &&
    connection.session === session.session &&
    session.passwordDigest === company.passwordDigest
  );
}

/** An answer under it may still count: it is present, or was given a set before it was superseded, and `closeConnection` has not closed it. */
export function isAnswerable(ticketed: Ticketed): boolean {
  const { session } = ticketed;
  return isPresent(ticketed) || (session !== null && !session.closed && session.given !== null);
}

export interface Present {
  readonly company: Company;
  readonly connection: Connection;
  readonly session: Session;
}

/** Marks a session as over whose connector's password has been changed; says whether the ticket still counts. */
export async function present(
  { store, now }: ExchangeContext,
  ticketed: Ticketed | null,
): Promise<Present | null> {
  if (!ticketed?.session) return null;
  const { company, connection, session } = ticketed;
  if (isPresent(ticketed)) return { company, connection, session };
  if (session.endedAt === null && connection.session === session.session) {
    const words = 'The connector has a new password: enter it in the Web Connector.';
    await put(store, SESSIONS, { ...ended(session, now(), 'passwordChanged', words), lastError: words });
  }
  return null;
}

/** More is due under it: an answer, or another set. */
export function isUnfinished(session: Session): boolean {
  return session.endedAt === null && !session.finished;
}

export function newSession(
  company: Company,
  name: string,
  now: Date,
  facts: Pick<Session, 'gavePath' | 'total'>,
): New<Session> {
  const at = now.toISOString();
  return {
    id: byCompany(company.id, name),
    company: company.id,
    session: name,
    order: `${at}/${name}`,
    startedAt: at,
    lastCallAt: at,
    endedAt: null,
    outcome: null,
    message: null,
    passwordDigest: company.passwordDigest,
    triedOpenFile: false,
    host: null,
    verified: false,
    given: null,
    finished: false,
    closed: false,
    cursor: '',
    synced: 0,
    adopted: 0,
    failed: 0,
    notDone: 0,
    exchanges: 0,
    lastError: null,
    ...facts,
  };
}

export function ended(session: Session, at: string, outcome: SessionOutcome, message: string): Session {
  return session.endedAt === null ? { ...session, endedAt: at, outcome, message } : session;
}

/** Whole percent of the session's work; 100 only when it is finished. */
export function percentOf(session: Session): number {
  if (session.finished) return 100;
  const settled = session.synced + session.failed + session.notDone;
  return Math.min(99, Math.floor((100 * settled) / Math.max(session.total, 1)));
}

const count = (number: number, what: string) => `${number} cost code${number === 1 ? '' : 's'} ${what}`;

/** What the Web Connector's status column shows: what was done, and what is in the way. */
export function summaryOf(session: Session, alarm: Alarm | null, page: string): string {
  if (session.lastError !== null) return session.lastError;
  const parts = [
    count(session.synced - session.adopted, 'added to QuickBooks'),
    ...(session.adopted > 0 ? [count(session.adopted, 'already there and taken over')] : []),
    ...(session.failed > 0 ? [count(session.failed, 'failed')] : []),
    ...(session.notDone > 0 ? [count(session.notDone, 'will be tried again')] : []),
  ];
  const done = `${parts.join(', ')}${session.failed > 0 ? `; see ${page}` : ''}.`;
  return alarm === null ? done : `${done} ${textOf(alarm, page)}`;
}
