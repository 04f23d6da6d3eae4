/** Which alarms are in force now, and what a retry lifts: an account's alarm lasts as long as a code would be exported with it. */
import { accountsOf } from '../codes/accounts.ts';
import { type Company, type CostCode, quickBooksList } from '../codes/model.ts';
import { namedCodes, type Outcome, retryCodes, type Which } from '../codes/queue.ts';
import type { Assigned, By } from '../codes/transitions.ts';
import { codePages, codesByID } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';
import { accountAlarmOf, accountAlarmsIn, holdOf, lifted } from './alarms.ts';
import { connectionOf } from './connection.ts';
import { CONNECTIONS, type Connection, type RaisedAlarm } from './model.ts';

/** Alarms of accounts that no code that waits or failed would get any more are over: somebody has named other ones. */
export async function alarmsInForce(
  store: Store,
  company: Company,
  { alarms }: Connection,
): Promise<readonly RaisedAlarm[]> {
  const unseen = new Set<RaisedAlarm>(accountAlarmsIn(alarms));
  if (unseen.size === 0) return alarms;
  for (const status of ['accepted', 'failed'] as const) {
    if (unseen.size === 0) break;
    for await (const page of codePages(store, company.id, quickBooksList(company).id, status)) {
      for (const code of page) {
        const alarm = accountAlarmOf(code, company, [...unseen]);
        if (alarm) unseen.delete(alarm);
      }
      if (unseen.size === 0) break;
    }
  }
  return unseen.size === 0 ? alarms : alarms.filter((alarm) => !unseen.has(alarm));
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
  assigned: Assigned,
): Promise<Outcome> {
  const { alarms } = await connectionOf(store, company.id);
  const isHeld = (code: CostCode) => holdOf(code, company, alarms) !== null;
  const outcome = await retryCodes(store, company, by, which, assigned, isHeld);
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
