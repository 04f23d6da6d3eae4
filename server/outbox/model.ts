/**
 * Glossary
 *
 * - event: something that people or programs may want to hear of: codes that were accepted, an alarm that was raised. One document,
 *   whose id follows from what happened, so that whoever notices it a second time makes no second one.
 * - listener: whoever is to hear of events: the webhooks of a company, the people who have chosen notices.
 * - teller: of a company that has, or had, listeners: up to where its codes, alarms and readings have been looked through.
 * - look: going through the codes that have moved since the last one.
 *
 * Events are no second truth. They are read off what the exchange and the queue write anyway: the histories of codes, the alarms and
 * the reading of the connection, the times of polls. So nothing is lost when a process dies at any place, and nothing is written for it
 * by those who write the truth.
 */
import { collectionOf, type Stored } from '../store/port.ts';

/** What becomes of codes. `code.waiting` and `code.drifted` are for people only: who decides is here, not in another program. */
export const CODE_EVENTS = [
  'code.waiting',
  'code.accepted',
  'code.synced',
  'code.failed',
  'code.rejected',
  'code.drifted',
] as const;
export type CodeEventType = (typeof CODE_EVENTS)[number];

export type EventType =
  | CodeEventType
  | 'alarm.raised'
  | 'alarm.lifted'
  | 'connector.late'
  | 'connector.back'
  | 'reading.completed'
  /** By hand, to see whether a webhook works. */
  | 'test';

/** A code that something became of. */
export interface ToldCode {
  readonly code: string;
  /** When, by which the same is known again. */
  readonly at: string;
  readonly why: string;
  /** Who sent it for approval (a user's name). */
  readonly sentBy: string | null;
}

/** An alarm as it was when it was raised. */
export interface ToldAlarm {
  readonly code: string;
  readonly account: string | null;
  readonly since: string;
  readonly message: string;
}

export interface Event extends Stored {
  readonly company: string;
  readonly type: EventType;
  readonly at: string;
  /** Who did it: a user's name, or `connector`. Null of what nobody did. */
  readonly by: string | null;
  readonly codes: readonly ToldCode[];
  readonly alarm: ToldAlarm | null;
  /** When the connector last called, of `connector.late` and `connector.back`. */
  readonly lastSeenAt: string | null;
  /** `new` until all listeners have been told. */
  readonly state: 'new' | 'told';
  readonly order: string;
}

export const EVENTS = collectionOf<Event>()({
  name: 'events',
  indexes: { byState: ['state', 'order'], byOrder: ['order'] },
});

/** Its id is the company's. */
export interface Teller extends Stored {
  /** Up to where each look has come (CostCode.moved); see looks.ts. */
  readonly looks: readonly string[];
  /** Known to have been told. */
  readonly alarms: readonly ToldAlarm[];
  /** As long as the connector is told to be late: when it last called. */
  readonly lateSince: string | null;
  /** The last reading that was told. */
  readonly readingAt: string | null;
  readonly order: string;
}

export const TELLERS = collectionOf<Teller>()({ name: 'tellers', indexes: { byOrder: ['order'] } });

/** The most codes that one event has. */
export const CODES_MAX = 1_000;
