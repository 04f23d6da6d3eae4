/**
 * Alarms: faults that are not one code's. Pure: what raises one, which codes it holds, what lifts it.
 *
 * | alarm      | raised by                                       | holds                        | lifted by                     |
 * |------------|-------------------------------------------------|------------------------------|-------------------------------|
 * | permission | 1030, 3220, 3250, 3260 to 3263                  | all                          | retry                         |
 * | refused    | five codes in a row refused by themselves       | all                          | retry                         |
 * | alike      | ten codes in a row refused for good in the same | all                          | retry                         |
 * |            | words (alike.ts)                                |                              |                               |
 * | file       | another company file is open, or none of ours   | nothing                      | the next session on the right |
 * | connection | connectionError; an hresult; 1010; a CompanyQuery | nothing                    | the next readable answer      |
 * |            | that is refused and not for want of permission  |                              |                               |
 * | readOnly   | words of any status or hresult                  | nothing                      | the next add that is answered |
 * | late       | codes wait, the connector does not call         | nothing                      | its next call (status.ts)     |
 * | account    | words about an account of the item, 3270        | accepted codes that would    | another account, retry        |
 * |            |                                                 | get this account             |                               |
 */
import { HELP, type HelpTopic } from '../../qbxml/help.ts';
import { accountsOf } from '../codes/accounts.ts';
import type { Company, CostCode, Problem } from '../codes/model.ts';
import type { AccountAlarm, Alarms, Fault, RaisedAlarm } from './model.ts';

export const NO_ALARMS: Alarms = {
  file: null,
  connection: null,
  permission: null,
  readOnly: null,
  refused: null,
  alike: null,
  accounts: [],
};

/** A new fault replaces the words of one that is known already, but not since when it is. */
function raised(known: RaisedAlarm | null, problem: Problem, at: string): RaisedAlarm {
  return { ...problem, since: known?.since ?? at };
}

export const sameAccount = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export function raise(alarms: Alarms, fault: Fault, problem: Problem, at: string): Alarms {
  switch (fault.code) {
    case 'permission':
    case 'connection':
    case 'readOnly':
      return { ...alarms, [fault.code]: raised(alarms[fault.code], problem, at) };
    case 'account': {
      const accounts = [...alarms.accounts];
      for (const account of fault.accounts) {
        const place = accounts.findIndex((each) => sameAccount(each.account, account));
        const alarm: AccountAlarm = { ...raised(accounts[place] ?? null, problem, at), account };
        accounts.splice(place === -1 ? accounts.length : place, 1, alarm);
      }
      return { ...alarms, accounts };
    }
  }
}

export function raiseRefused(alarms: Alarms, message: string, at: string): Alarms {
  const help: HelpTopic = 'all-unreadable';
  const problem = { statusCode: '0x80040400', message, advice: HELP[help].advice, help };
  return { ...alarms, refused: raised(alarms.refused, problem, at) };
}

/** What helps the last code of the row helps them all. */
export function raiseAlike(alarms: Alarms, problem: Problem, at: string): Alarms {
  const advice = `${problem.advice}; Retry also lets the held codes go on`;
  return { ...alarms, alike: raised(alarms.alike, { ...problem, advice, help: 'alike' }, at) };
}

/** The alarm that holds all codes, if there is one. */
export function holdsAll({ permission, refused, alike }: Alarms): RaisedAlarm | null {
  return permission ?? refused ?? alike;
}

export const HOLDING_ALL: ReadonlySet<Alarm['code']> = new Set(['permission', 'refused', 'alike']);

/** The alarm that keeps an accepted code from being exported, or null. */
export function holdOf(code: CostCode, company: Company, alarms: Alarms): RaisedAlarm | null {
  return holdsAll(alarms) ?? accountAlarmOf(code, company, alarms);
}

export function accountAlarmOf(
  code: Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount'>,
  company: Company,
  { accounts }: Alarms,
): AccountAlarm | null {
  if (accounts.length === 0) return null;
  const { incomeAccount, expenseAccount } = accountsOf(code, company);
  return (
    accounts.find(
      ({ account }) =>
        sameAccount(account, incomeAccount) ||
        (expenseAccount !== null && sameAccount(account, expenseAccount)),
    ) ?? null
  );
}

export interface Alarm {
  readonly code: 'permission' | 'refused' | 'alike' | 'file' | 'connection' | 'readOnly' | 'late' | 'account';
  readonly alarm: RaisedAlarm;
}

/** The most urgent first: what stops everything, then what stops some codes. */
export function inOrder(alarms: Alarms, late: RaisedAlarm | null): Alarm[] {
  const known: [Alarm['code'], RaisedAlarm | null][] = [
    ['permission', alarms.permission],
    ['refused', alarms.refused],
    ['alike', alarms.alike],
    ['file', alarms.file],
    ['connection', alarms.connection],
    ['readOnly', alarms.readOnly],
    ['late', late],
    ...alarms.accounts.map((alarm): [Alarm['code'], RaisedAlarm] => ['account', alarm]),
  ];
  return known.flatMap(([code, alarm]) => (alarm === null ? [] : [{ code, alarm }]));
}

/** What an alarm is about, in one sentence before QuickBooks' own words. */
const HEADINGS: Readonly<Record<Alarm['code'], string>> = {
  permission: 'QuickBooks does not let this application do its work, so all accepted codes are held.',
  refused: 'QuickBooks refuses every code by itself, so all accepted codes are held.',
  alike: 'QuickBooks refuses code after code in the same words, so all codes not tried yet are held.',
  file: '',
  connection: 'QuickBooks could not be reached, or did not answer what it was asked.',
  readOnly: 'QuickBooks says that it may only be looked at, so nothing can be written to it.',
  late: '',
  account: 'QuickBooks does not take an account, so the accepted codes with it are held.',
};

/** '' where the message of the alarm says it all. */
export function headingOf({ code, alarm }: Alarm): string {
  return 'account' in alarm
    ? `QuickBooks does not take the account "${alarm.account}", so the accepted codes with it are held.`
    : HEADINGS[code];
}

/** The whole text of an alarm, with the link to its place on the help page. */
export function textOf(alarm: Alarm, publicURL: string): string {
  return [headingOf(alarm), sentence(alarm.alarm.message), linked(alarm.alarm, publicURL)]
    .filter(Boolean)
    .join(' ');
}

const sentence = (text: string) => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/** The advice of a problem as one sentence, with the place on the help page that tells more. */
export function linked({ advice, help }: Pick<Problem, 'advice' | 'help'>, publicURL: string): string {
  return `${advice} (help: ${helpURL(help, publicURL)}).`;
}

export const helpURL = (help: HelpTopic, publicURL: string) => `${publicURL}/support#${help}`;
