/**
 * Causes: why codes of a company wait, or would. A new one is a row of the table and the rule that finds it (rules.ts). Their
 * order is that of causes that are as probable as each other: what keeps everything out before what keeps some codes.
 */

import type { HelpTopic } from '../../help/topics.ts';
import { ALARMS } from '../alarms.ts';

/** - certain: nothing else explains it. likely: what is known speaks for it. possible: one of several that look the same. */
export const CHANCES = ['certain', 'likely', 'possible'] as const;
export type Chance = (typeof CHANCES)[number];

/**
 * Who can do something about it.
 * - office: whoever is at the computer with QuickBooks. admin, approver, sender: who has that right here.
 * - service: nobody has to; it goes on by itself.
 */
export const WHO = ['office', 'admin', 'approver', 'sender', 'service'] as const;
export type Who = (typeof WHO)[number];

interface Row {
  /** In a few words, for a list of companies. */
  readonly brief: string;
  /** As long as nobody mends it, codes wait for nothing else. */
  readonly mends: boolean;
}

const mends = (brief: string): Row => ({ brief, mends: true });
const waits = (brief: string): Row => ({ brief, mends: false });

export const CAUSES = {
  'wrong-password': mends('Wrong password'),
  late: mends(ALARMS.late.brief),
  'two-desktops': mends('Two computers call in turns'),
  'never-seen': mends('Connector not seen yet'),
  'other-file': mends('Another company file is open'),
  'stamp-lost': mends('The company file has lost its mark'),
  'edited-qwc': mends('Not the .qwc of this company'),
  'view-only': mends(ALARMS.readOnly.brief),
  access: mends('QuickBooks has to grant access'),
  permission: mends(ALARMS.permission.brief),
  unattended: mends('No access while QuickBooks is closed'),
  'single-user': mends('Single-user mode'),
  certificate: mends('QuickBooks refuses the certificate'),
  edition: mends('This QuickBooks cannot do it'),
  remote: mends('Called from another computer'),
  'cannot-open': mends('The company file cannot be opened'),
  'not-reached': mends(ALARMS.connection.brief),
  restored: mends('Many items are missing'),
  refused: mends(ALARMS.refused.brief),
  alike: mends(ALARMS.alike.brief),
  unreadable: mends(ALARMS.unreadable.brief),
  copies: mends(ALARMS.copies.brief),
  unfinished: mends(ALARMS.unfinished.brief),
  account: mends(ALARMS.account.brief),
  'broke-off': mends('The last session broke off'),
  failed: mends('Codes have failed'),
  paused: waits('Paused'),
  'outside-window': waits('Outside of its window'),
  reading: waits('QuickBooks is being read'),
  retrying: waits('Tried again in the next session'),
  'waits-for-parent': waits('Waits for a parent'),
  'next-call': waits('Goes with the next call'),
  'waits-for-approver': waits('Waits for an approver'),
  'waits-for-sender': waits('Not sent for approval yet'),
  'another-address': mends('Calls from another address'),
} as const satisfies Record<string, Row>;

export type CauseCode = keyof typeof CAUSES;

export const CAUSE_CODES = Object.keys(CAUSES) as CauseCode[];

export interface Cause {
  readonly code: CauseCode;
  readonly chance: Chance;
  readonly who: Who;
  /** What is so, in one sentence. */
  readonly message: string;
  /** The next step, in one sentence without a full stop, so that a link can follow. */
  readonly advice: string;
  /** Where the help page tells more. */
  readonly help: HelpTopic | null;
  /** Null where nobody knows. */
  readonly since: string | null;
  /** An alarm tells the same. */
  readonly isAlarm?: true;
}

/** The most probable first, then by what they keep from going on. */
export function ranked(causes: readonly Cause[]): Cause[] {
  const place = ({ code, chance }: Cause) =>
    CHANCES.indexOf(chance) * CAUSE_CODES.length + CAUSE_CODES.indexOf(code);
  return causes.toSorted((a, b) => place(a) - place(b));
}
