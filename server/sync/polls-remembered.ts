/**
 * What a process remembers of the polls without work that it has answered, which is what nearly every call is. What a write is
 * guarded by may be old: then the write fails, and the poll is decided anew by what is stored. What is not guarded never changes any
 * more.
 */
import type { Company } from '../codes/model.ts';
import type { Authenticated } from './authenticate.ts';
import type { Facts } from './facts.ts';
import { byCompany, CONNECTIONS, POLLS, type Polls, SESSIONS, type Session } from './model.ts';
import { Remembered } from './remembered.ts';

const COMPANIES_REMEMBERED = 10_000;

export function createPollsRemembered() {
  /** By company: the document that the last poll has written. */
  const polls = new Remembered<Polls>(COMPANIES_REMEMBERED);
  /** By company: its last session, closed for good. */
  const sessions = new Remembered<Session>(COMPANIES_REMEMBERED);
  /** By ticket: what is to be said to it when the connection is closed, which comes at once. */
  const closings = new Remembered<string>(COMPANIES_REMEMBERED);

  return {
    /** Tells the facts of a poll what need not be read. */
    recall(facts: Facts, company: string | null): void {
      if (company === null) return;
      const known = polls.get(company);
      if (known) facts.keep(POLLS, known);
      const session = sessions.get(company);
      if (session) facts.keep(SESSIONS, session);
    },

    /** After the poll: what it has read and written. */
    async remember(facts: Facts, { id }: Company, reply: Authenticated): Promise<void> {
      if (reply.kind !== 'none' && reply.kind !== 'busy') return;
      if (reply.closing !== undefined) closings.set(reply.ticket, reply.closing);
      const written = await facts.get(POLLS, id);
      if (written) polls.set(id, written);
      if (reply.kind === 'busy') return;
      const name = (await facts.get(CONNECTIONS, id))?.session ?? null;
      const session = name === null ? null : await facts.get(SESSIONS, byCompany(id, name));
      // One that was only superseded may get its place back.
      if (session?.closed && session.endedAt !== null) sessions.set(id, session);
    },

    /** What is to be said to the ticket of such a poll; asked once. */
    closingOf: (ticket: string): string | undefined => closings.take(ticket),
  };
}
