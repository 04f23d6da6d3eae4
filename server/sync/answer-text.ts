/**
 * The text of an answer, as far as the exchange needs it: what it is to, the responses that were asked for, and the whole in parts to be
 * kept. A short one is in hand (text-in-hand.ts); of a long one only packed parts are (long-text.ts).
 */
import type { Wanted } from '../../qbxml/long-answer.ts';
import type { Response, Unreadable } from '../../qbxml/message-set.ts';

export type Opened =
  | {
      readonly ok: true;
      readonly newMessageSetID: string | null;
      readonly messageSetStatusCode: string | null;
      /** The first requestID that is one of ours. */
      readonly requestID: string | null;
    }
  | { readonly ok: false; readonly reason: Unreadable['reason'] | 'empty' };

export interface Measured {
  readonly characters: number;
  readonly parts: number;
  /** The same text has the same, another one has another. */
  readonly digest: string;
}

/** Whatever is asked may be asked again. Rejects with CannotBeRead. */
export interface AnswerText {
  open(): Promise<Opened>;
  /** In QuickBooks' order. May be more than is wanted. */
  pick(wanted: Wanted): Promise<Response[]>;
  measure(): Promise<Measured>;
  /** Compressed. */
  part(number: number): Promise<Uint8Array>;
}

/** Reading it failed, and would again: the cause is for the log. */
export class CannotBeRead extends Error {
  override name = 'CannotBeRead';
}

/** More than the door takes, or than can be worked out in the time and memory that an answer may have: nothing of it is there. */
export interface NotTaken {
  readonly notTaken: string;
}

/** Whether an answer was refused at the door; else it is its text, or a way to read it. */
export const isNotTaken = (response: object | string): response is NotTaken =>
  typeof response === 'object' && 'notTaken' in response;

/** requestIDs carry their set, so that an answer tells which set it is to. */
const OURS = /^[0-9a-z]{23}-\d+$/;

export const isOurs = (requestID: string): boolean => OURS.test(requestID);

/** What an answer may be asked for without a requestID. */
export const TYPES_ASKED = ['HostQueryRs', 'CompanyQueryRs'] as const;
