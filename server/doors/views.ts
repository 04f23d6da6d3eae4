/** Codes and sessions as the HTTP interface and the pages show them. */
import { type Company, type CostCode, type Problem, quickBooksList } from '../codes/model.ts';
import { fullNameOf, parentsOf, shownAccounts, shownClass, waitingFor } from '../codes/view.ts';
import type { Kept } from '../quickbooks/kept.ts';
import { preflightsOf } from '../quickbooks/preflights.ts';
import type { Store } from '../store/port.ts';
import { holdOf, linked } from '../sync/alarms.ts';
import type { Alarm, RaisedAlarm, Session } from '../sync/model.ts';
import { connectionOf } from '../sync/read.ts';
import { changeView, driftView } from './changes.ts';

/** What codes are seen with. */
export interface ViewPlace {
  readonly store: Store;
  readonly kept: Kept;
  readonly publicURL: string;
}

/** Codes as they are answered and shown, with the names of their parents and what holds them now. */
export async function codeViews(
  { store, kept, publicURL }: ViewPlace,
  company: Company,
  codes: readonly CostCode[],
) {
  const parents = await parentsOf(store, codes);
  const has = await kept.of(company);
  const preflights = await preflightsOf(store, has, company, codes, parents);
  const { alarms } = await connectionOf(store, company.id);
  return codes.map((code) => ({
    code: code.code,
    description: code.description,
    parent: code.parent === '' ? null : (parents.get(code.parent)?.code ?? code.parent),
    status: code.status,
    waitingFor: waitingFor(code, parents),
    itemName: itemNameNow(code),
    fullName: fullNameOf(code, parents),
    listId: code.item?.listID ?? null,
    ...accountsView(code, company),
    class: shownClass(code, company),
    rejection: code.rejection,
    problem: problemView(problemNow(code, company, alarms), publicURL),
    active: code.active,
    change: changeView(code, parents, company),
    drift: driftView(code, has),
    preflight: preflights.get(code.id) ?? null,
    updatedAt: code.updatedAt,
  }));
}

/** As it is or is to be, or as the item that the code was linked with has it. */
const itemNameNow = ({ item, status, sent, itemName }: CostCode): string =>
  item !== null && status === 'synced' && sent === null
    ? item.fullName.slice(item.fullName.lastIndexOf(':') + 1)
    : itemName;

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
    changes: session.changes,
  };
}
