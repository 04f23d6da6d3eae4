/**
 * Glossary (events: outbox/model.ts)
 *
 * - notice: what a person hears of: an event of a company that is theirs, and that they have chosen to hear of.
 * - choices: which notices a person wants, how, and where.
 * - letter: the notices that a person gets together. One document is one mail, so two servers send one; without mail it is what the
 *   page shows. It is `open` until it is sent, and takes in what comes until then.
 */
import { collectionOf, type Stored } from '../store/port.ts';
import type { Span } from './local-time.ts';

export const NOTICE_EVENTS = ['waiting', 'rejected', 'failed', 'arrived', 'alarm', 'late', 'drift'] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

export const HOWS = ['now', 'daily', 'off'] as const;
export type How = (typeof HOWS)[number];

export interface Choice {
  readonly company: string;
  readonly event: NoticeEvent;
  readonly how: How;
}

/** Their id is the user's. */
export interface Choices extends Stored {
  readonly email: string | null;
  readonly timeZone: string;
  readonly quiet: Span | null;
  readonly notices: readonly Choice[];
  /** Signs the link in this person's mails that ends them. */
  readonly key: string;
  readonly order: string;
}

export const CHOICES = collectionOf<Choices>()({ name: 'noticeChoices', indexes: { byOrder: ['order'] } });

/** One notice, or several of the same kind that came one after the other. */
export interface Entry {
  readonly company: string;
  readonly event: NoticeEvent;
  /** Event.id of each, by which none is taken in twice. */
  readonly events: readonly string[];
  readonly at: string;
  readonly by: string | null;
  /** How many codes, and the first of them. */
  readonly count: number;
  readonly codes: readonly { readonly code: string; readonly why: string }[];
  /** Of an alarm. */
  readonly alarm: { readonly code: string; readonly message: string; readonly since: string } | null;
  readonly lastSeenAt: string | null;
}

/**
 * - open: waits until it is due. sent: the mail server has it. kept: for the page only, as there is no mail.
 * - refused: the mail server will never take it, in its words. dropped: nobody may read it any more.
 */
export type LetterState = 'open' | 'sent' | 'kept' | 'refused' | 'dropped';

export interface Letter extends Stored {
  readonly user: string;
  readonly how: 'now' | 'daily';
  readonly state: LetterState;
  /** When it is due, and which letter it is. While it is being sent: when whoever sends it is taken to have died. */
  readonly due: string;
  /** Somebody is sending it: it takes in nothing more. */
  readonly isClaimed: boolean;
  readonly entries: readonly Entry[];
  readonly tries: number;
  readonly sentAt: string | null;
  /** What the mail server said last, where it did not take it. */
  readonly answer: string | null;
  readonly order: string;
}

export const LETTERS = collectionOf<Letter>()({
  name: 'letters',
  indexes: { byDue: ['state', 'due'], byUser: ['user', 'order'], byOrder: ['order'] },
});
