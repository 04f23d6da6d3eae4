/** Documents as the HTTP interface shows them. */
import { type CodeList, type Company, type CostCode, type Problem, quickBooksList } from '../codes/model.ts';
import { fullNameOf, parentsOf, shownAccounts, waitingFor } from '../codes/view.ts';
import type { User } from '../identity/people.ts';
import type { Token } from '../identity/tokens.ts';
import type { Store } from '../store/port.ts';
import { holdOf, linked, textOf } from '../sync/alarms.ts';
import type { Alarm, Exchange, MessageSet, RaisedAlarm, Session } from '../sync/model.ts';
import { connectionOf } from '../sync/read.ts';

export function companyView(company: Company) {
  const {
    id,
    name,
    incomeAccount,
    expenseAccount,
    accountRules,
    itemNaming,
    runEveryMinutes,
    fourEyes,
    fileID,
    createdAt,
  } = company;
  return {
    id,
    name,
    incomeAccount,
    expenseAccount,
    accountRules,
    itemNaming,
    runEveryMinutes,
    fourEyes,
    fileId: fileID,
    connector: { userName: company.userName },
    createdAt,
  };
}

export const listView = ({ id, name, quickBooks }: CodeList) => ({ id, name, quickBooks });

export async function codeViews(
  store: Store,
  company: Company,
  codes: readonly CostCode[],
  publicURL: string,
) {
  const parents = await parentsOf(store, codes);
  const { alarms } = await connectionOf(store, company.id);
  return codes.map((code) => ({
    code: code.code,
    description: code.description,
    parent: code.parent === '' ? null : (parents.get(code.parent)?.code ?? code.parent),
    status: code.status,
    waitingFor: waitingFor(code, parents),
    itemName: code.sent && code.item ? code.sent.name : code.itemName,
    fullName: fullNameOf(code, parents),
    listId: code.item?.listID ?? null,
    ...accountsView(code, company),
    rejection: code.rejection,
    problem: problemView(problemNow(code, company, alarms), publicURL),
    updatedAt: code.updatedAt,
  }));
}

/** Why a code failed or waits: for another try, or because an alarm holds it. */
function problemNow(
  code: CostCode,
  company: Company,
  alarms: readonly RaisedAlarm[],
): Problem | Alarm | null {
  const isWaiting = code.status === 'accepted' && code.list === quickBooksList(company).id;
  return (isWaiting ? holdOf(code, company, alarms) : null) ?? code.problem;
}

/** The advice ends with the place on the help page that tells more. */
function problemView(problem: Problem | Alarm | null, publicURL: string) {
  if (problem === null) return null;
  const { statusCode, message } = problem;
  return { statusCode, message, advice: linked(problem, publicURL) };
}

export function alarmView(alarm: Alarm, publicURL: string) {
  return {
    code: alarm.code,
    message: textOf(alarm, publicURL),
    since: alarm.since,
    ...(alarm.code === 'file' ? { fileId: alarm.fileId, companyFile: alarm.companyFile } : {}),
  };
}

function accountsView(code: CostCode, company: Company) {
  const { incomeAccount, expenseAccount } = shownAccounts(code, company);
  return { incomeAccount, expenseAccount };
}

/** `present`: the company's present session; another one without an end was superseded. */
export function sessionView(session: Session, present: string | null) {
  const isSuperseded = session.endedAt === null && session.session !== present;
  return {
    id: session.session,
    startedAt: session.startedAt,
    endedAt: session.endedAt ?? (isSuperseded ? session.lastCallAt : null),
    outcome: session.outcome ?? (isSuperseded ? 'superseded' : null),
    message: session.message,
    lastCallAt: session.lastCallAt,
    exchanges: session.exchanges,
    synced: session.synced,
    failed: session.failed,
    adopted: session.adopted,
    notDone: session.notDone,
    product: session.host?.product ?? null,
    country: session.host?.country ?? null,
    qbxmlVersion: session.host?.version ?? null,
    companyFile: session.host?.companyFile ?? null,
  };
}

/** Without the answer's text, which may be long: `response` is to be the member behind these. */
export function messageSetView(exchange: Exchange, set: MessageSet | null) {
  return {
    messageSet: exchange.set,
    at: exchange.at,
    answeredAt: exchange.answeredAt,
    hresult: exchange.hresult,
    message: exchange.message,
    request: set?.text ?? null,
  };
}

export const userView = ({ userName, admin, disabled = false, roles = {} }: User) => ({
  userName,
  admin,
  disabled,
  roles,
});

export const tokenView = ({ id, name, createdAt }: Token) => ({ id, name, createdAt });
