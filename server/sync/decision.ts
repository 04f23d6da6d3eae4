/**
 * What a call of the connector decides, as a value: what is to be written, in this order, and what to reply. Each call is a
 * pure function from facts to such a value, and the states that a crash can leave behind are the beginnings of its list of
 * writes (of those that go together, any at its end).
 */
import type { Random } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import type { Write } from './commit.ts';
import type { Known, Wanted } from './facts.ts';
import type { Connection, Session } from './model.ts';

/**
 * - reply: it is worked out.
 * - again: once this is written the call is decided anew, from what is stored then; `again` is what it has come to so far.
 * - ask: this has to be known first.
 */
export type Decision<Reply, SoFar = object> =
  | { readonly writes: readonly Write[]; readonly reply: Reply }
  | { readonly writes: readonly Write[]; readonly again: SoFar }
  | Ask;

export interface Ask {
  readonly ask: Wanted;
}

/** What no document tells. */
export interface Given {
  /** RFC 3339, by the clock that all servers agree on. */
  readonly now: string;
  readonly random: Random;
  /** Where people look up what happened, for the messages. */
  readonly page: string;
  /** The most requests that a message set may have. */
  readonly setMax: number;
}

/** What a ticket stands for. */
export interface Ticketed {
  readonly company: Company;
  readonly connection: Connection;
  /** Null for the ticket of a poll. */
  readonly session: Session | null;
}

/** What is known of a call under a ticket; null where it was never given out, as far as can be known. */
export interface TicketFacts extends Given {
  readonly ticketed: Ticketed | null;
  readonly known: Known;
}

/** The same, where the ticket stands for the session that counts. */
export interface PresentFacts extends Given {
  readonly company: Company;
  readonly connection: Connection;
  readonly session: Session;
  readonly known: Known;
}

/** Nothing is to be written. */
export const say = <Reply>(reply: Reply, ...writes: readonly Write[]) => ({ writes, reply });
