/** Tickets and sessions: which session a ticket stands for, and whether it still counts. */
import { createHash } from 'node:crypto';
import { fileKeyOf, type Random } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import type { Complete } from '../quickbooks/model.ts';
import type { New } from '../store/port.ts';
import { textOf } from './alarms.ts';
import type { Ticketed } from './decision.ts';
import { type Alarm, byCompany, type Session, type SessionOutcome } from './model.ts';

const TICKET_BYTES = 20;

/** A new ticket. It tells the company, so that no index over all companies is needed, and holds 160 random bits. */
export function newTicket(random: Random, company: string): string {
  return `${company}-${random(TICKET_BYTES).toString('hex')}`;
}

/** The id of the company that a ticket tells; null for what is no ticket. */
export function companyOfTicket(ticket: string): string | null {
  return /^([0-9a-z]{16})-[0-9a-f]{40}$/.exec(ticket)?.[1] ?? null;
}

/** Sessions are stored and shown under this; a ticket cannot be had from it. */
export function sessionOfTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex').slice(0, 32);
}

/** Present: not ended, not superseded, of the company's file, and signed in with the connector's present password. */
export function isPresent({ company, connection, session }: Ticketed): boolean {
  return (
    session !== null &&
    session.endedAt === null &&
    connection.session === session.session &&
    session.passwordDigest === company.passwordDigest &&
    isOfFile(session, company)
  );
}

/** It has verified no other file than the one that is the company's by now. */
export const isOfFile = ({ fileKey }: Session, { fileID }: Company): boolean =>
  fileKey === null || fileKey === fileKeyOf(fileID);

/** An answer under it may still count: it is present, or was given a set before it was superseded, and `closeConnection` has not closed it. */
export function isAnswerable(ticketed: Ticketed): boolean {
  const { session } = ticketed;
  return isPresent(ticketed) || (session !== null && !session.closed && session.given !== null);
}

const NEW_PASSWORD = 'The connector has a new password: enter it in the Web Connector.';

/** The session as over, if it was present and its connector's password has been changed; else null. */
export function overByPassword({ company, connection, session }: Ticketed, at: string): Session | null {
  if (!session || session.endedAt !== null || connection.session !== session.session) return null;
  if (session.passwordDigest === company.passwordDigest) return null;
  return { ...ended(session, at, 'passwordChanged', NEW_PASSWORD), lastError: NEW_PASSWORD };
}

/** More is due under it: an answer, or another set. */
export function isUnfinished(session: Session): boolean {
  return session.endedAt === null && !session.finished;
}

const NUMBER_LENGTH = 12;

/** A session before its first write. `number`: how many there were, and this one. */
export function newSession(
  company: Company,
  name: string,
  {
    at,
    number,
    ...facts
  }: Pick<Session, 'gavePath' | 'total' | 'displaced' | 'address'> & { at: string; number: number },
): New<Session> {
  return {
    id: byCompany(company.id, name),
    company: company.id,
    session: name,
    order: `n${String(number).padStart(NUMBER_LENGTH, '0')}/${name}`,
    startedAt: at,
    lastCallAt: at,
    endedAt: null,
    outcome: null,
    message: null,
    passwordDigest: company.passwordDigest,
    triedOpenFile: false,
    host: null,
    changes: [],
    verified: false,
    fileKey: null,
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

/** The session as over; one that is over already stays as it is. */
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

const number = (count: number, what: string) =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

const wasRead = ({ counts }: Complete) =>
  `What QuickBooks has was read: ${number(counts.accounts, 'account')}, ${number(counts.items, 'item')}.`;

/** What the Web Connector's status column shows: what was done, and what is in the way. */
export function summaryOf(
  session: Session,
  alarm: Alarm | null,
  page: string,
  read: Complete | null = null,
): string {
  if (session.lastError !== null) return session.lastError;
  const parts = [
    count(session.synced - session.adopted, 'added to QuickBooks'),
    ...(session.adopted > 0 ? [count(session.adopted, 'already there and taken over')] : []),
    ...(session.failed > 0 ? [count(session.failed, 'failed')] : []),
    ...(session.notDone > 0 ? [count(session.notDone, 'will be tried again')] : []),
  ];
  const codes = `${parts.join(', ')}${session.failed > 0 ? `; see ${page}` : ''}.`;
  const isOfCodes = session.synced + session.failed + session.notDone > 0;
  const done = [...(isOfCodes || !read ? [codes] : []), ...(read ? [wasRead(read)] : [])].join(' ');
  return alarm === null ? done : `${done} ${textOf(alarm, page)}`;
}
