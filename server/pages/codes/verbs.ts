/** What people do to codes: each verb with its words for the result. */

import { discardCodes, followCodes, restoreCodes } from '../../codes/drifting.ts';
import { type CodeStatus, type Company, type CostCode, keyOf, quickBooksList } from '../../codes/model.ts';
import {
  namedCodes,
  type Outcome,
  type Refusal,
  recallCodes,
  rejectCodes,
  sendCodes,
  whyNothingToSend,
} from '../../codes/queue.ts';
import { codePages, codesByID } from '../../codes/walk.ts';
import { VERB_RIGHTS } from '../../identity/rights.ts';
import { acceptKnowing } from '../../quickbooks/accepting.ts';
import type { Store } from '../../store/port.ts';
import { accountAlarmOf } from '../../sync/alarms.ts';
import { retry } from '../../sync/alarms-in-force.ts';
import { connectionOf } from '../../sync/read.ts';
import { inTurns } from '../../turns.ts';
import { deskPath, pathWithin } from '../addresses.ts';
import { number, plural } from '../components/text.ts';
import { notDone, outcomeFlash } from '../flash.ts';
import type { Form } from '../forms/form.ts';
import type { PageContext, PageRoute, Visit } from '../visit.ts';
import { hasExpense } from './choices.ts';
import { showCode } from './code.ts';
import { showDesk } from './desk.ts';
import { deskAddress } from './filter.ts';
import { filterOfForm, selectedCodes } from './selection.ts';
import { type Told, toldOf, VERBS, type Verb } from './verb-forms.ts';
import { type Again, VERB_FACTS } from './verb-panels.ts';

/** The address of each verb, and the button beside an alarm. */
export function verbRoutes(context: PageContext): PageRoute[] {
  const { store } = context;
  const routes = VERBS.map(
    (verb): PageRoute => ({
      method: 'post',
      path: `/companies/:company/${verb}`,
      right: VERB_FACTS[verb].right,
      handle: (visit) => run(context, verb, visit),
    }),
  );
  return [
    ...routes,
    {
      method: 'post',
      path: '/companies/:company/lift',
      right: VERB_RIGHTS.retry,
      async handle(visit) {
        const { company, by, form } = visit;
        const account = form.text('account');
        const which = account === '' ? 'all' : await codesWithAccount(store, company, account);
        const { count, refused } = await retry(store, company, by, which, {});
        const again = count > 0 ? ` ${plural(count, 'code')} will be tried again.` : '';
        const words = `Nothing is held any more.${again} The connector goes on with its next call.`;
        await visit.redirect(deskPath(company), outcomeFlash(words, Math.max(count, 1), refused));
      },
    },
  ];
}

/** Failed and accepted codes that the alarm of this account is about. */
async function codesWithAccount(store: Store, company: Company, account: string): Promise<string[]> {
  const { alarms } = await connectionOf(store, company.id);
  const only = alarms.filter((alarm) => alarm.code === 'account' && alarm.account === account);
  const list = quickBooksList(company).id;
  const waiting: string[] = [];
  for (const status of ['accepted', 'failed'] as const) {
    for await (const page of codePages(store, company.id, list, status))
      for (const code of page) if (accountAlarmOf(code, company, only) !== null) waiting.push(code.code);
  }
  return waiting;
}

async function run(context: PageContext, verb: Verb, visit: Visit): Promise<unknown> {
  const { store } = context;
  const { company, by, form } = visit;
  const back = backOf(company, form);
  if (verb === 'send' && form.text('scope') === 'list') {
    const outcome = await sendCodes(store, company, by, null);
    const flash = outcome
      ? outcomeFlash(`${plural(outcome.count, 'code')} sent to the approver.`, outcome.count, outcome.refused)
      : notDone((await whyNothingToSend(store, company)) ?? 'Everything was sent a moment ago.');
    return visit.redirect(back, flash);
  }
  const told = toldOf(verb, form);
  if (!told.ok) {
    const again: Again = { verb, form, errors: told.errors };
    return form.text('page') === 'code' ? showCode(context, visit, again) : showDesk(context, visit, again);
  }
  const codes = await selectedCodes(context, company, form);
  if (codes.length === 0)
    return visit.redirect(
      back,
      notDone('No code is selected, so nothing was done. Tick codes, a division, or "All that match".'),
    );
  const { count, refused } = await doIt(context, verb, visit, codes, told.value);
  const extra = verb === 'accept' && count > 0 ? await withoutExpense(store, company, codes) : '';
  await visit.redirect(back, outcomeFlash(`${WORDS[verb](count)}${extra}`, count, refused));
}

const WORDS: Readonly<Record<Verb, (count: number) => string>> = {
  send: (count) => `${plural(count, 'code')} sent to the approver.`,
  accept: (count) =>
    count === 0
      ? 'No code accepted.'
      : `${plural(count, 'code')} accepted. The connector takes them with its next call.`,
  accounts: (count) => `${plural(count, 'code')} got other accounts or another class.`,
  reject: (count) => `${plural(count, 'code')} rejected.`,
  retry: (count) => `${plural(count, 'code')} will be tried again with the connector's next call.`,
  recall: (count) => `${plural(count, 'code')} recalled. ${count === 1 ? 'It is' : 'They are'} unsynced now.`,
  discard: (count) => `${plural(count, 'change')} discarded.`,
  follow: (count) => `QuickBooks was followed for ${plural(count, 'code')}.`,
  restore: (count) =>
    `${plural(count, 'code')} ${count === 1 ? 'is' : 'are'} to be as before. Send and accept ${count === 1 ? 'it' : 'them'}, and the connector does it.`,
};

async function doIt(
  context: PageContext,
  verb: Verb,
  { company, by }: Visit,
  codes: readonly string[],
  { assigned, reason, reactivates }: Told,
): Promise<Outcome> {
  const { store } = context;
  switch (verb) {
    case 'send':
      return (await sendCodes(store, company, by, codes)) ?? { count: 0, refused: [] };
    case 'accept':
      // The interface gives codes that are accepted already other accounts. Here that would undo what somebody else has just chosen.
      return passingOver(store, company, codes, 'accepted', ALREADY_ACCEPTED, (rest) =>
        acceptKnowing(context, company, by, rest, assigned, { reactivates }),
      );
    case 'accounts':
      return passingOver(store, company, codes, 'pending', NOT_YET_ACCEPTED, (rest) =>
        acceptKnowing(context, company, by, rest, assigned),
      );
    case 'reject':
      return rejectCodes(store, company, by, codes, reason);
    case 'retry':
      return retry(store, company, by, codes, assigned);
    case 'recall':
      return recallCodes(store, company, by, codes);
    case 'discard':
      return discardCodes(context, company, by, codes);
    case 'follow':
      return followCodes(context, company, by, codes);
    case 'restore':
      return restoreCodes(context, company, by, codes);
  }
}

/** The keys of those of the codes that `isMeant` holds for, as they are now. */
async function keysOf(
  store: Store,
  company: Company,
  codes: readonly string[],
  isMeant: (code: CostCode) => boolean,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const slice of codesByID(store, (await namedCodes(company, codes)).keys()))
    for (const code of slice) if (isMeant(code)) keys.add(code.key);
  return keys;
}

const ALREADY_ACCEPTED = (code: string) =>
  `${code} has been accepted and waits for the connector. "${VERB_FACTS.accounts.label}" gives it other ones.`;
const NOT_YET_ACCEPTED = (code: string) => `${code} waits for an approver. Accept it with these.`;

/** Codes in a state that this verb is not meant for are refused by name. */
async function passingOver(
  store: Store,
  company: Company,
  codes: readonly string[],
  status: CodeStatus,
  why: (code: string) => string,
  run: (rest: readonly string[]) => Promise<Outcome>,
): Promise<Outcome> {
  const passed = await keysOf(store, company, codes, (code) => code.status === status);
  const rest: string[] = [];
  const passedOver: Refusal[] = [];
  for await (const slice of inTurns(codes)) {
    for (const code of slice) {
      if (passed.has(keyOf(code))) passedOver.push({ code, reason: why(code) });
      else rest.push(code);
    }
  }
  const { count, refused } = await run(rest);
  return { count, refused: passedOver.concat(refused) };
}

async function withoutExpense(store: Store, company: Company, codes: readonly string[]): Promise<string> {
  const { size: none } = await keysOf(
    store,
    company,
    codes,
    (code) => code.status === 'accepted' && !hasExpense(code, company),
  );
  if (none === 0) return '';
  const have = none === 1 ? 'has' : 'have';
  return (
    ` ${number(none)} of them ${have} no expense account: costs will post to the income account. ` +
    `Until they are exported "${VERB_FACTS.accounts.label}" can still add one.`
  );
}

/** Back to where the form stood, within the company. */
const backOf = (company: Company, form: Form): string =>
  pathWithin(company, form.text('back')) ?? deskAddress(company, filterOfForm(company, form));
