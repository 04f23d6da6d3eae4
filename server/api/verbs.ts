/** What people do to the codes of the QuickBooks list: the verbs of the approval queue. */
import { z } from 'zod';
import { discardCodes, followCodes, restoreCodes } from '../codes/drifting.ts';
import { recallCodes, rejectCodes, sendCodes, whyNothingToSend } from '../codes/queue.ts';
import { assignable, given, rejection } from '../doors/schemas.ts';
import { HttpProblem } from '../http/problem.ts';
import { VERB_RIGHTS } from '../identity/rights.ts';
import { acceptKnowing } from '../quickbooks/accepting.ts';
import { retry } from '../sync/alarms-in-force.ts';
import { outcome } from './answers.ts';
import { type Call, call } from './call.ts';
import { outcomeView } from './long-list.ts';
import { codesOrAll, namedCodes } from './named-codes.ts';

const which = { codes: codesOrAll, ...assignable };

/** Which codes, and what is assigned to them. */
export const retryBody = z
  .strictObject(which)
  .transform(({ codes, ...rest }) => ({ codes, assigned: given(rest) }));

/** The same, and what is to become of items that are inactive and hold the names of codes. */
export const acceptBody = z
  .strictObject({
    ...which,
    ifInactive: z.literal('reactivate', 'Only "reactivate".').optional(),
  })
  .transform(({ codes, ifInactive, ...rest }) => ({
    codes,
    assigned: given(rest),
    reactivates: ifInactive === 'reactivate',
  }));

export const VERB_CALLS: readonly Call[] = [
  call({
    method: 'post',
    path: '/companies/:company/send',
    id: 'sendCodes',
    right: VERB_RIGHTS.send,
    summary: 'Send / Re-send to ERP: without codes all unsynced and rejected ones of the QuickBooks list',
    body: z.strictObject({ codes: namedCodes.optional() }),
    example: { codes: ['03-300'] },
    answer: { status: 200, schema: outcome('sent') },
    problems: ['nothing-to-send'],
    async handle({ store }, { company, by, body: { codes } }) {
      const sent = await sendCodes(store, company, by, codes ?? null);
      if (!sent) {
        const why = await whyNothingToSend(store, company);
        throw new HttpProblem('nothing-to-send', why ?? 'Everything was sent a moment ago.');
      }
      return outcomeView('sent', sent);
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/accept',
    id: 'acceptCodes',
    right: VERB_RIGHTS.accept,
    summary:
      'Accept pending codes for export; accepted ones that are named get other accounts or another class',
    notes:
      'An account that QuickBooks did not have when it was read, less than two days ago, is refused. With ifInactive an inactive item that held the name of a code then is made active and taken over.',
    body: acceptBody,
    example: {
      codes: ['03-300'],
      incomeAccount: 'Income:Concrete',
      expenseAccount: 'Job Expenses',
      class: 'Region:East',
    },
    answer: { status: 200, schema: outcome('accepted') },
    async handle(services, { company, by, body: { codes, assigned, reactivates } }) {
      const outcome = await acceptKnowing(services, company, by, codes, assigned, { reactivates });
      return outcomeView('accepted', outcome);
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/reject',
    id: 'rejectCodes',
    right: VERB_RIGHTS.reject,
    summary: 'Reject pending codes with a reason',
    body: rejection.extend({ codes: codesOrAll }),
    example: { codes: ['03-300'], reason: 'Use 03-310.' },
    answer: { status: 200, schema: outcome('rejected') },
    async handle({ store }, { company, by, body: { codes, reason } }) {
      return outcomeView('rejected', await rejectCodes(store, company, by, codes, reason));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/retry',
    id: 'retryCodes',
    right: VERB_RIGHTS.retry,
    summary: 'Try failed codes again; also lifts what an alarm holds',
    body: retryBody,
    example: { codes: 'all' },
    answer: { status: 200, schema: outcome('retried') },
    async handle({ store }, { company, by, body: { codes, assigned } }) {
      return outcomeView('retried', await retry(store, company, by, codes, assigned));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/recall',
    id: 'recallCodes',
    right: VERB_RIGHTS.recall,
    summary: 'Take codes back to unsynced',
    body: z.strictObject({ codes: codesOrAll }),
    example: { codes: ['03-300'] },
    answer: { status: 200, schema: outcome('recalled') },
    async handle({ store }, { company, by, body: { codes } }) {
      return outcomeView('recalled', await recallCodes(store, company, by, codes));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/discard',
    id: 'discardChanges',
    right: VERB_RIGHTS.discard,
    summary: 'Drop changes of codes in QuickBooks: they are synced again, as they were',
    body: z.strictObject({ codes: codesOrAll }),
    example: { codes: ['03-300'] },
    answer: { status: 200, schema: outcome('discarded') },
    problems: ['busy'],
    async handle(services, { company, by, body: { codes } }) {
      return outcomeView('discarded', await discardCodes(services, company, by, codes));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/follow',
    id: 'followQuickBooks',
    right: VERB_RIGHTS.follow,
    summary:
      'What QuickBooks has is ours from now on, where an item is not what it was; a missing one unlinks',
    body: z.strictObject({ codes: codesOrAll }),
    example: { codes: ['03-300'] },
    answer: { status: 200, schema: outcome('followed') },
    problems: ['busy'],
    async handle(services, { company, by, body: { codes } }) {
      return outcomeView('followed', await followCodes(services, company, by, codes));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/restore',
    id: 'restoreItems',
    right: VERB_RIGHTS.restore,
    summary:
      'Items are to be as they were: a change that needs approval, or an add where the item is missing',
    body: z.strictObject({ codes: codesOrAll }),
    example: { codes: ['03-300'] },
    answer: { status: 200, schema: outcome('restored') },
    problems: ['busy'],
    async handle(services, { company, by, body: { codes } }) {
      return outcomeView('restored', await restoreCodes(services, company, by, codes));
    },
  }),
];
