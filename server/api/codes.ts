/** The codes of a list, and single codes. */
import { z } from 'zod';
import { editCode } from '../codes/edit.ts';
import { iifOf } from '../codes/iif-download.ts';
import { CODE_STATUSES, type CodeList, type Company, type CostCode, ITEM_FIELDS } from '../codes/model.ts';
import { deleteCode } from '../codes/queue.ts';
import { codeNamed, codesPage } from '../codes/read.ts';
import { DRIFT_FIELDS } from '../doors/changes.ts';
import { downloadName } from '../doors/downloads.ts';
import { listOf } from '../doors/named.ts';
import { previewOf } from '../doors/preview.ts';
import { editedCode } from '../doors/schemas.ts';
import { codeViews } from '../doors/views.ts';
import { cursorOf, readCursor } from '../http/cursor.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import type { Store } from '../store/port.ts';
import { codeStatus, preflight, text, textOrNull, time } from './answers.ts';
import { type Call, call } from './call.ts';
import { flag, limit, listQuery, one, search } from './queries.ts';
import { Raw } from './reply.ts';

const status = z.enum(CODE_STATUSES, `One of ${CODE_STATUSES.join(', ')}.`).optional();

const driftValue = z.union([z.string(), z.boolean(), z.null()]);

const code = z.object({
  code: text,
  description: text,
  parent: textOrNull,
  status: codeStatus,
  waitingFor: textOrNull,
  itemName: text,
  fullName: text,
  listId: textOrNull,
  incomeAccount: text,
  expenseAccount: textOrNull,
  class: textOrNull,
  rejection: z.object({ reason: text, by: text, at: time }).nullable(),
  problem: z.looseObject({ statusCode: textOrNull, message: text, advice: text }).nullable(),
  active: z.boolean().describe('Whether its item is to be active.'),
  change: z
    .object({ fields: z.array(z.enum(ITEM_FIELDS)) })
    .nullable()
    .describe('What is to be changed of its item in QuickBooks; null where nothing is.'),
  drift: z
    .array(z.object({ field: z.enum(DRIFT_FIELDS), ours: driftValue, quickBooks: driftValue }))
    .nullable()
    .describe('What the last reading found otherwise than it was told; null where nothing is.'),
  preflight: preflight
    .nullable()
    .describe('What will happen to it in QuickBooks; null if it is there or nothing was read.'),
  updatedAt: time,
});

const historyEntry = z.object({
  at: time,
  by: text,
  from: codeStatus.nullable(),
  to: codeStatus,
  why: text,
  times: z.int().optional().describe('It came so often; `at` is the last time. Absent: once'),
  since: time.optional().describe('The first time, of one that came often or stands for others'),
  leftOut: z.int().optional().describe('It stands for so many entries that are not kept'),
});

const ofCode = { code: 'The text of a code, upper and lower case being the same' };

export const CODE_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/codes',
    id: 'listCodes',
    right: 'viewer',
    summary: 'The codes of a list in natural order',
    query: z.object({
      list: one,
      status,
      search,
      drift: flag.describe('true: only those whose item is not what it was.'),
      limit,
      after: one,
    }),
    answer: { status: 200, schema: z.object({ codes: z.array(code), next: textOrNull }) },
    async handle(services, { company, query: { list, status, search, drift, limit, after } }) {
      const { store } = services;
      const wanted = {
        status: status ?? 'all',
        search,
        drifted: drift,
        after: readCursor('codes', after),
        limit,
      } as const;
      const { codes, hasMore } = await codesPage(store, company, listOf(company, list), wanted);
      const last = codes.at(-1);
      return {
        codes: await codeViews(services, company, codes),
        next: hasMore && last ? cursorOf('codes', last.order) : null,
      };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/codes.iif',
    id: 'downloadIif',
    right: 'viewer',
    summary: 'The codes of a list as an item list that QuickBooks imports (IIF), parents first',
    notes: 'With status only the codes in that state, and those above them that are not in QuickBooks yet.',
    query: z.object({ list: one, status }),
    answer: { status: 200, type: 'application/x-iif' },
    handle({ store }, { company, query: { list, status } }) {
      const target = listOf(company, list);
      const name = downloadName(company, target, status ?? null, 'iif');
      return new Raw(iifOf(store, company, target, status), name);
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/codes/:code',
    params: ofCode,
    id: 'getCode',
    right: 'viewer',
    summary: 'One code and its history',
    query: listQuery,
    answer: { status: 200, schema: code.extend({ history: z.array(historyEntry) }) },
    async handle(services, asked) {
      const { company, found } = await codeOf(services.store, asked);
      const [view] = await codeViews(services, company, [found]);
      if (!view) throw new Error('a code has no view');
      return { ...view, history: found.history };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/codes/:code/preview',
    params: ofCode,
    id: 'previewCode',
    right: 'viewer',
    summary: 'The qbXML that would be sent for a code, or was sent',
    query: listQuery,
    answer: { status: 200, type: 'application/xml' },
    async handle({ store }, asked) {
      const { company, found } = await codeOf(store, asked);
      return new Raw(await previewOf(store, company, found));
    },
  }),
  call({
    method: 'patch',
    path: '/companies/:company/codes/:code',
    params: ofCode,
    id: 'editCode',
    right: 'sender',
    summary: 'Change a code; one that is in QuickBooks needs approval, and its item is changed then',
    notes:
      'By the rules of an import. Another code renames it; its history goes along. A parent of null or "" means none. ' +
      'What takes back all that was changed of a code in QuickBooks makes it synced again.',
    query: listQuery,
    body: editedCode,
    example: { description: 'Footings and piers', active: true },
    answer: { status: 200, schema: code.extend({ history: z.array(historyEntry) }) },
    problems: ['exporting', 'busy'],
    async handle(services, asked) {
      const { company, list, found } = await codeOf(services.store, asked);
      const edited = await editCode(services, company, list, found.code, asked.body, asked.by);
      switch (edited.outcome) {
        case 'unknown':
          throw notFound('such code');
        case 'exporting':
          throw new HttpProblem('exporting', `${found.code} is being exported to QuickBooks right now.`);
        case 'refused':
          throw notValid([{ field: edited.field, message: edited.problem }]);
      }
      const [view] = await codeViews(services, company, [edited.code]);
      if (!view) throw new Error('a code has no view');
      return { ...view, history: edited.code.history };
    },
  }),
  call({
    method: 'delete',
    path: '/companies/:company/codes/:code',
    params: ofCode,
    id: 'deleteCode',
    right: 'sender',
    summary: 'Delete a code that was never exported and has no children',
    query: listQuery,
    answer: { status: 204 },
    problems: ['not-deletable', 'busy'],
    async handle({ store, random }, asked) {
      const { company, list, found } = await codeOf(store, asked);
      const result = await deleteCode(store, random, company, list.id, found.key);
      if (result === 'unknown') throw notFound('such code');
      if (result !== 'deleted') throw new HttpProblem('not-deletable', result.whyNot);
    },
  }),
];

interface OfCode {
  readonly company: Company;
  readonly query: { readonly list?: string | undefined };
  readonly params: { readonly code: string };
}

/** The code that an address names; 404 without one. */
async function codeOf(
  store: Store,
  { company, query, params }: OfCode,
): Promise<{ company: Company; list: CodeList; found: CostCode }> {
  const list = listOf(company, query.list);
  const found = await codeNamed(store, company, list, params.code);
  if (!found) throw notFound('such code');
  return { company, list, found };
}
