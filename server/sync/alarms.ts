/**
 * Alarms: faults that are not one code's. A new one is a row of the table and whoever raises it; the company's connection has
 * a list of those that are raised. Pure.
 */

import { accountsOf } from '../codes/accounts.ts';
import { toldAssigned, wantedAssigned } from '../codes/change.ts';
import type { Company, CostCode, Problem } from '../codes/model.ts';
import { isUnfinished, VAIN_SESSIONS_MAX } from '../codes/transitions.ts';
import { adviceOf } from '../help/advice.ts';
import { UNUSABLE_MAX } from '../help/limits.ts';
import { inWords } from '../help/numbers.ts';
import type { HelpTopic } from '../help/topics.ts';
import type {
  AccountAlarm,
  Alarm,
  AlarmCode,
  Fault,
  FileAlarm,
  RaisedAlarm,
  UnfinishedAlarm,
} from './model.ts';
import type { HresultMeaning } from './statuses.ts';

interface Row<A> {
  /** Which accepted codes are not exported as long as it lasts. */
  readonly holds: 'all' | 'itsAccount' | 'nothing';
  /**
   * - retry: the verb; of an account only for codes that would get it. Another account for these lifts it, too.
   * - rightFile: the next session on the company's file, or an admin who takes the open one.
   * - answer: the next readable answer of QuickBooks. add: the next add that it has decided on.
   * - resolved: the open set is over.
   * - call: the connector's next call. codes: what becomes of its codes.
   */
  readonly liftedBy: 'retry' | 'rightFile' | 'answer' | 'add' | 'resolved' | 'call' | 'codes';
  /** In a few words, for a list of companies. */
  readonly brief: string;
  /** What it is about, in one sentence before QuickBooks' own words; '' where the message says it all. */
  heading(alarm: A): string;
  /** For people: what lifts it. */
  readonly lifts: string;
  /** Whether what is raised anew is the one that is known: then it keeps since when it is. */
  isSame?(known: A, next: Omit<A, 'since'>): boolean;
}

/** The most urgent first: what stops everything, then what stops some codes. */
export const ALARMS: { readonly [C in AlarmCode]: Row<Extract<Alarm, { readonly code: C }>> } = {
  /** 1030, 3220, 3250, 3260 to 3263. */
  permission: {
    holds: 'all',
    liftedBy: 'retry',
    brief: 'QuickBooks does not allow it',
    heading: () => 'QuickBooks does not let this application do its work, so all accepted codes are held.',
    lifts: 'Retry lifts it once QuickBooks allows it.',
  },
  /** So many codes in a row, or all that are ready, refused by themselves, and none read in the session (bisect.ts). */
  refused: {
    holds: 'all',
    liftedBy: 'retry',
    brief: 'QuickBooks refuses every code',
    heading: () => 'QuickBooks refuses every code by itself, so all accepted codes are held.',
    lifts: 'Retry lifts it.',
  },
  /** So many codes in a row refused for good in the same words (alike.ts). */
  alike: {
    holds: 'all',
    liftedBy: 'retry',
    brief: 'QuickBooks refuses all codes alike',
    heading: () =>
      'QuickBooks refuses code after code in the same words, so all codes not tried yet are held.',
    lifts: 'Retry lifts it, and tries the failed ones again.',
  },
  /** What came to one set could not be used in so many sessions (vain.ts). */
  unreadable: {
    holds: 'nothing',
    liftedBy: 'resolved',
    brief: 'An answer cannot be used',
    heading: () =>
      `What came from QuickBooks to the same codes could not be used in ${inWords(UNUSABLE_MAX)} sessions, so it is asked for them by name instead.`,
    lifts: 'Nothing is held. It is over as soon as it is known what became of these codes.',
  },
  /** So many items are missing at once that perhaps a backup of the company file was restored (quickbooks/drift.ts). */
  restored: {
    holds: 'all',
    liftedBy: 'retry',
    brief: 'Many items are missing',
    heading: () => '',
    lifts: 'Nothing is added or changed until Retry lifts it.',
    isSame: () => false,
  },
  /** Another company file is open, or one without a FileID of ours. */
  file: {
    holds: 'nothing',
    liftedBy: 'rightFile',
    brief: 'Not the right company file',
    heading: () => '',
    lifts: 'Nothing is held. The next session with the right file lifts it.',
    // An hresult does not tell which file it is.
    isSame: (known, next) =>
      (next.fileId === null && next.help === 'other-file') ||
      (known.fileId === next.fileId && known.help === next.help),
  },
  /** An item that was gone is there again (copies.ts). */
  copies: {
    holds: 'nothing',
    liftedBy: 'retry',
    brief: 'Perhaps two copies of the company file',
    heading: () => '',
    lifts: 'Nothing is held. Retry lifts it.',
  },
  /** connectionError; an hresult; 1010; a CompanyQuery that is refused and not for want of permission. */
  connection: {
    holds: 'nothing',
    liftedBy: 'answer',
    brief: 'QuickBooks not reached',
    heading: () => 'QuickBooks could not be reached, or did not answer what it was asked.',
    lifts: 'Nothing is held. The next session that works lifts it.',
  },
  /** Words of any status or hresult. */
  readOnly: {
    holds: 'nothing',
    liftedBy: 'add',
    brief: 'QuickBooks is read-only',
    heading: () => 'QuickBooks says that it is read-only, so nothing can be written to it.',
    lifts: 'Nothing is held. The next session that can write lifts it.',
  },
  /** 3230, 3231 for so many sessions in a row (VAIN_SESSIONS_MAX): lasts as long as one of its codes waits so. */
  unfinished: {
    holds: 'nothing',
    liftedBy: 'codes',
    brief: 'QuickBooks does not come to some codes',
    heading: ({ codes }) =>
      `QuickBooks has not come to ${codes.map(({ code }) => code).join(', ')} in ${inWords(VAIN_SESSIONS_MAX)} sessions in a row.`,
    lifts: 'Nothing is held. It is over once QuickBooks has done these codes, or they are recalled.',
  },
  /** Codes wait and the connector does not call: told as long as it is so, never stored (read.ts). */
  late: {
    holds: 'nothing',
    liftedBy: 'call',
    brief: 'Connector is late',
    heading: () => '',
    lifts: 'Nothing is held. The next call of the connector lifts it.',
  },
  /** Words about an account of the item, 3270: one for each account. */
  account: {
    holds: 'itsAccount',
    liftedBy: 'retry',
    brief: 'An account is not taken',
    heading: ({ account }) =>
      `QuickBooks does not take the account "${account}", so the accepted codes with it are held.`,
    lifts:
      'Another account for the codes or the company lifts it, and so does Retry once the account is right.',
    isSame: (known, next) => sameAccount(known.account, next.account),
  },
};

const URGENCY = Object.keys(ALARMS) as AlarmCode[];

/** The row of an alarm, as it is for alarms of any code. */
export const rowOf = ({ code }: Pick<Alarm, 'code'>): Row<Alarm> => ALARMS[code] as Row<Alarm>;

/** Account names as QuickBooks compares them. */
export const sameAccount = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

type WithoutSince<A> = A extends RaisedAlarm ? Omit<A, 'since'> : never;

/** With this alarm. A new fault replaces the words of one that is known already, but not since when it is. */
export function raised(
  alarms: readonly RaisedAlarm[],
  alarm: WithoutSince<RaisedAlarm>,
  at: string,
): RaisedAlarm[] {
  const isSame = rowOf(alarm).isSame ?? (() => true);
  const isOne = alarm.code !== 'account';
  const place = alarms.findIndex(
    (each) => each.code === alarm.code && (isOne || isSame(each, alarm as Omit<Alarm, 'since'>)),
  );
  const known = alarms[place];
  const since = known && isSame(known, alarm as Omit<Alarm, 'since'>) ? known.since : at;
  return alarms.toSpliced(place === -1 ? alarms.length : place, place === -1 ? 0 : 1, {
    ...alarm,
    since,
  } as RaisedAlarm);
}

/** With the alarm of a fault that an answer tells. */
export function withFault(
  alarms: readonly RaisedAlarm[],
  fault: Fault,
  problem: Problem,
  at: string,
): readonly RaisedAlarm[] {
  if (fault.code !== 'account') return raised(alarms, { ...problem, code: fault.code }, at);
  return fault.accounts.reduce<readonly RaisedAlarm[]>(
    (all, account) => raised(all, { ...problem, code: 'account', account }, at),
    alarms,
  );
}

/** With the alarm of an hresult. Where another file is open, it does not tell which. */
export function withHresult(
  alarms: readonly RaisedAlarm[],
  means: HresultMeaning,
  problem: Problem,
  at: string,
): readonly RaisedAlarm[] {
  if (means === 'otherFile')
    return raised(alarms, { ...problem, code: 'file', fileId: null, companyFile: null }, at);
  return raised(alarms, { ...problem, code: means === 'readOnly' ? 'readOnly' : 'connection' }, at);
}

/** With the alarm that QuickBooks refuses every code by itself, in its words about the last one. */
export function withRefused(alarms: readonly RaisedAlarm[], message: string, at: string): RaisedAlarm[] {
  const problem = { statusCode: '0x80040400', message, help: 'all-unreadable' } as const;
  return raised(alarms, { ...problem, code: 'refused' }, at);
}

/** With the alarm that what comes to a set cannot be used; `problem`: what came last. */
export function withUnreadable(alarms: readonly RaisedAlarm[], problem: Problem, at: string): RaisedAlarm[] {
  return raised(alarms, { ...problem, code: 'unreadable', help: 'unusable' }, at);
}

/** With the alarm of codes that are refused alike. What helps the last code of the row helps them all. */
export function withAlike(alarms: readonly RaisedAlarm[], problem: Problem, at: string): RaisedAlarm[] {
  return raised(alarms, { ...problem, code: 'alike', help: 'alike', cause: problem.help }, at);
}

/** With the alarm of a reading in which so many items were missing. */
export function withLost(
  alarms: readonly RaisedAlarm[],
  reading: number,
  { count, of }: { readonly count: number; readonly of: number },
  at: string,
): RaisedAlarm[] {
  const message = `QuickBooks no longer has ${count.toLocaleString('en-US')} of the ${of.toLocaleString('en-US')} items that it got from here. Perhaps a backup of the company file was restored.`;
  return raised(alarms, { code: 'restored', statusCode: null, message, help: 'restored', reading }, at);
}

/** So many are named. */
const UNFINISHED_TOLD_MAX = 20;

/** With the alarm of codes that QuickBooks does not come to. `codes`: those of a set, as it has left them. */
export function withUnfinished(
  alarms: readonly RaisedAlarm[],
  codes: readonly CostCode[],
  at: string,
): readonly RaisedAlarm[] {
  const left = withoutFinished(alarms, codes);
  const unfinished = codes.filter(isUnfinished);
  const problem = unfinished.at(-1)?.problem;
  if (!problem) return left;
  const known = unfinishedAlarmIn(left)?.codes ?? [];
  const all = new Map([...known, ...unfinished].map(({ id, code }) => [id, { id, code }]));
  const told = [...all.values()].slice(0, UNFINISHED_TOLD_MAX);
  return raised(left, { ...problem, code: 'unfinished', codes: told }, at);
}

/** The alarm without those of these codes that are not unfinished any more; over when none is left. */
export function withoutFinished(
  alarms: readonly RaisedAlarm[],
  codes: readonly Pick<CostCode, 'id' | 'vainSessions'>[],
): readonly RaisedAlarm[] {
  const alarm = unfinishedAlarmIn(alarms);
  if (!alarm) return alarms;
  const finished = new Set(codes.filter((code) => !isUnfinished(code)).map(({ id }) => id));
  const left = alarm.codes.filter(({ id }) => !finished.has(id));
  if (left.length === alarm.codes.length) return alarms;
  return alarms.flatMap((each) =>
    each !== alarm ? [each] : left.length > 0 ? [{ ...alarm, codes: left }] : [],
  );
}

/** The alarm of codes that QuickBooks does not come to, or null. */
export function unfinishedAlarmIn(alarms: readonly Alarm[]): UnfinishedAlarm | null {
  return alarms.find((alarm) => alarm.code === 'unfinished') ?? null;
}

/** Whether one of them lasts only as long as codes are as they are (alarms-in-force.ts). */
export const lastWithCodes = (alarms: readonly RaisedAlarm[]): boolean =>
  alarms.some(({ code }) => code === 'account' || code === 'unfinished');

/** Without those that this lifts; `of` tells which of them, where it does not lift all. */
export function lifted(
  alarms: readonly RaisedAlarm[],
  by: Row<Alarm>['liftedBy'],
  of: (alarm: RaisedAlarm) => boolean = () => true,
): readonly RaisedAlarm[] {
  const left = alarms.filter((alarm) => rowOf(alarm).liftedBy !== by || !of(alarm));
  return left.length === alarms.length ? alarms : left;
}

/** The alarm of the company file, or null. */
export function fileAlarmIn(alarms: readonly Alarm[]): FileAlarm | null {
  return alarms.find((alarm) => alarm.code === 'file') ?? null;
}

/** The alarms of accounts. */
export function accountAlarmsIn(alarms: readonly RaisedAlarm[]): AccountAlarm[] {
  return alarms.filter((alarm) => alarm.code === 'account');
}

/** The most urgent first. */
export function inOrder(alarms: readonly Alarm[]): Alarm[] {
  return alarms.toSorted((a, b) => URGENCY.indexOf(a.code) - URGENCY.indexOf(b.code));
}

/** The alarm that holds all codes, if there is one. */
export function holdsAll(alarms: readonly RaisedAlarm[]): Alarm | null {
  return inOrder(alarms).find((alarm) => rowOf(alarm).holds === 'all') ?? null;
}

/** The alarm that keeps an accepted code from being exported, or null. */
export function holdOf(code: CostCode, company: Company, alarms: readonly RaisedAlarm[]): Alarm | null {
  return holdsAll(alarms) ?? accountAlarmOf(code, company, alarms);
}

/** The first alarm of an account that a code would be exported with, or null. */
export function accountAlarmOf(
  code: CostCode,
  company: Company,
  alarms: readonly RaisedAlarm[],
): AccountAlarm | null {
  const accounts = accountAlarmsIn(alarms);
  if (accounts.length === 0) return null;
  const named = accountsNamedFor(code, company);
  return accounts.find(({ account }) => named.some((each) => sameAccount(account, each))) ?? null;
}

/** The accounts that its request would name: of an item that is there already, those that are to be others. */
function accountsNamedFor(code: CostCode, company: Company): string[] {
  const wanted = code.item === null ? accountsOf(code, company) : wantedAssigned(code, company);
  const told = code.item === null ? null : toldAssigned(code, company);
  return (['incomeAccount', 'expenseAccount'] as const).flatMap((side) => {
    const account = wanted[side];
    const before = told?.[side] ?? null;
    return account === null || (before !== null && sameAccount(before, account)) ? [] : [account];
  });
}

/** What an alarm is about; '' where its message says it all. */
export const headingOf = (alarm: Alarm): string => rowOf(alarm).heading(alarm);

/** The whole text of an alarm, with the link to its place on the help page. */
export function textOf(alarm: Alarm, publicURL: string): string {
  return [headingOf(alarm), sentence(alarm.message), linked(alarm, publicURL)].filter(Boolean).join(' ');
}

const sentence = (text: string) => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/** The advice of a problem as one sentence, with the place on the help page that tells more. */
export function linked(problem: Problem | Alarm, publicURL: string): string {
  return `${adviceOf(problem)} (help: ${helpURL(problem.help, publicURL)}).`;
}

/** Where the help page tells more of a topic. */
export const helpURL = (help: HelpTopic, publicURL: string) => `${publicURL}/support#${help}`;
