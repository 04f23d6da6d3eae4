/** Which alarms are in force now, and what a retry lifts: an account's alarm lasts as long as a code would be exported with it. */
import { accountsOf } from '../codes/accounts.ts';
import { CODES, type Company, type CostCode, quickBooksList } from '../codes/model.ts';
import { namedCodes, type Outcome, retryCodes, type Which } from '../codes/queue.ts';
import type { By, NamedAccounts } from '../codes/transitions.ts';
import { codePages, codesByID } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';
import {
  accountAlarmOf,
  accountAlarmsIn,
  holdOf,
  lifted,
  unfinishedAlarmIn,
  withoutFinished,
} from './alarms.ts';
import { connectionOf } from './connection.ts';
import { type AccountAlarm, CONNECTIONS, type Connection, type RaisedAlarm } from './model.ts';
import { isHolding } from './waiting.ts';

/**
 * Alarms of accounts that no code that waits or failed would get any more are over: somebody has named other ones. So is that of
 * codes which QuickBooks does not come to, once none of them waits so: they were recalled, changed or deleted.
 */
export async function alarmsInForce(
  store: Store,
  company: Company,
  { alarms: all }: Connection,
): Promise<readonly RaisedAlarm[]> {
  const alarms = await withoutGone(store, all);
  const unseen = new Set<AccountAlarm>(accountAlarmsIn(alarms));
  for (const alarm of unseen) {
    // Nearly always one look tells it: at a code that it holds, or at the one that was found the last time.
    const isSeen =
      (await isHolding(store, company, alarm.account)) || (await isWitnessed(store, company, alarm));
    if (isSeen) unseen.delete(alarm);
  }
  if (unseen.size === 0) return alarms;
  const witnesses = new Map<RaisedAlarm, string>();
  for (const status of ['accepted', 'failed'] as const) {
    if (unseen.size === 0) break;
    for await (const page of codePages(store, company.id, quickBooksList(company).id, status)) {
      for (const code of page) {
        const alarm = accountAlarmOf(code, company, [...unseen]);
        if (!alarm) continue;
        unseen.delete(alarm);
        witnesses.set(alarm, code.id);
      }
      if (unseen.size === 0) break;
    }
  }
  const over: ReadonlySet<RaisedAlarm> = unseen;
  return alarms.flatMap((alarm) => {
    const witness = witnesses.get(alarm);
    if (witness !== undefined) return { ...alarm, witness } as RaisedAlarm;
    return over.has(alarm) ? [] : alarm;
  });
}

async function isWitnessed(store: Store, company: Company, alarm: AccountAlarm): Promise<boolean> {
  const code = alarm.witness === undefined ? null : await store.get(CODES, alarm.witness);
  const mayBeSent = code?.status === 'accepted' || code?.status === 'failed';
  return mayBeSent && accountAlarmOf(code, company, [alarm]) !== null;
}

async function withoutGone(store: Store, alarms: readonly RaisedAlarm[]): Promise<readonly RaisedAlarm[]> {
  const told = unfinishedAlarmIn(alarms)?.codes ?? [];
  if (told.length === 0) return alarms;
  const there = await store.getMany(
    CODES,
    told.map(({ id }) => id),
  );
  const gone = told.filter(({ id }) => !there.some((code) => code.id === id));
  return withoutFinished(alarms, [...there, ...gone.map(({ id }) => ({ id, vainSessions: 0 }))]);
}

/**
 * Retry, for codes that failed and for accepted ones that an alarm holds; it lifts the alarm, too. "all" lifts every one, named
 * codes those of the accounts that they would be exported with now. The codes first: a crash in between leaves the alarm, and
 * the next retry lifts it.
 */
export async function retry(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  accounts: NamedAccounts,
): Promise<Outcome> {
  const { alarms } = await connectionOf(store, company.id);
  const isHeld = (code: CostCode) => holdOf(code, company, alarms) !== null;
  const outcome = await retryCodes(store, company, by, which, accounts, isHeld);
  const retried = which === 'all' ? [] : await onePerAccounts(store, company, which);
  for (;;) {
    const connection = await connectionOf(store, company.id);
    const next = lifted(
      connection.alarms,
      'retry',
      (alarm) => which === 'all' || alarm.code !== 'account' || wasRetried(alarm, company, retried),
    );
    const [stored] = await store.replace(CONNECTIONS, [{ ...connection, alarms: next }]);
    if (stored) return outcome;
  }
}

/** Of the named codes one for each pair of accounts that they would get. */
async function onePerAccounts(
  store: Store,
  company: Company,
  codes: readonly string[],
): Promise<readonly CostCode[]> {
  const byAccounts = new Map<string, CostCode>();
  for await (const slice of codesByID(store, (await namedCodes(company, codes)).keys()))
    for (const code of slice) byAccounts.set(JSON.stringify(accountsOf(code, company)), code);
  return [...byAccounts.values()];
}

/** Whether one of the codes would get the account of the alarm. */
const wasRetried = (alarm: RaisedAlarm, company: Company, codes: readonly CostCode[]): boolean =>
  codes.some((code) => accountAlarmOf(code, company, [alarm]) !== null);
