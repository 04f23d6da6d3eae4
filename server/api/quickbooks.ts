/** What QuickBooks has, and the links between its items and the codes. */
import { z } from 'zod';
import { unlinkCodes } from '../codes/queue.ts';
import { quickBooksView, READING_STATES } from '../doors/quickbooks-view.ts';
import { newLinks, rejection } from '../doors/schemas.ts';
import { cursorOf, readCursor } from '../http/cursor.ts';
import { usesOf } from '../quickbooks/accounts.ts';
import { importItems } from '../quickbooks/importing-items.ts';
import { linkNamed } from '../quickbooks/linking.ts';
import { matchesPage } from '../quickbooks/matches.ts';
import { DIFFERING, HOWS } from '../quickbooks/matching.ts';
import type { Item } from '../quickbooks/model.ts';
import { accountsPage, classesPage, itemsPage } from '../quickbooks/pages.ts';
import { askCheck, askReading } from '../sync/asking.ts';
import { count, hostChanges, outcome, text, textOrNull, time, timeOrNull } from './answers.ts';
import { type Call, call } from './call.ts';
import { longList, outcomeView } from './long-list.ts';
import { codesOrAll, namedCodes } from './named-codes.ts';
import { choice, flag, limit, one, SEARCH_MAX, search } from './queries.ts';

const quickBooks = z.object({
  product: textOrNull,
  country: textOrNull,
  version: textOrNull,
  qbxmlVersion: textOrNull,
  companyName: textOrNull,
  companyFile: textOrNull,
  fileId: textOrNull,
  items: z.object({ count, capacity: count.nullable() }).nullable(),
  reading: z.object({
    state: z.enum(READING_STATES),
    askedAt: timeOrNull,
    completedAt: timeOrNull,
    accounts: count.nullable(),
    classes: count.nullable(),
    items: count.nullable(),
    broken: z
      .object({ times: count, at: time, why: text })
      .nullable()
      .describe('Readings that broke off, one after the other, since one was complete or asked for.'),
  }),
  check: z
    .object({
      askedAt: time,
      finishedAt: timeOrNull,
      outcome: z.enum(['ok', 'failed']).nullable(),
      message: textOrNull,
    })
    .nullable(),
  changed: z
    .object({ at: time, changes: hostChanges })
    .nullable()
    .describe('The last session that was told of another QuickBooks than the one before it.'),
  support: textOrNull,
});

const item = z.object({
  listId: text,
  name: text,
  fullName: text,
  type: text.describe('As in qbXML without Item and Ret: Service.'),
  active: z.boolean(),
  description: textOrNull,
  incomeAccount: textOrNull,
  expenseAccount: textOrNull,
  class: textOrNull,
  code: textOrNull.describe('The code that is linked with it.'),
});

const USES = ['income', 'expense'] as const;
const use = z.enum(USES);

const itemView = ({ item, code }: { readonly item: Item; readonly code: string | null }) => ({
  listId: item.listID,
  name: item.name,
  fullName: item.fullName,
  type: item.type,
  active: item.isActive,
  description: item.description,
  incomeAccount: item.incomeAccount,
  expenseAccount: item.expenseAccount,
  class: item.class,
  code,
});

export const QUICKBOOKS_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/quickbooks',
    id: 'getQuickBooks',
    right: 'viewer',
    summary: 'What QuickBooks is, and how far it has been read',
    answer: { status: 200, schema: quickBooks },
    handle: (services, { company }) => quickBooksView(services, company),
  }),
  call({
    method: 'post',
    path: '/companies/:company/quickbooks/read',
    id: 'readQuickBooks',
    right: 'sender',
    summary: 'Read QuickBooks anew with the next call of the connector; asked twice is asked once',
    answer: { status: 202, schema: quickBooks },
    async handle(services, { company, by }) {
      await askReading(services.store, company, by.at);
      return quickBooksView(services, company);
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/quickbooks/check',
    id: 'checkQuickBooks',
    right: 'sender',
    summary: 'Prove the connection with the next call of the connector; asked twice is asked once',
    answer: { status: 202, schema: quickBooks },
    async handle(services, { company, by }) {
      await askCheck(services.store, company, by.at);
      return quickBooksView(services, company);
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/accounts',
    id: 'listAccounts',
    right: 'viewer',
    summary: 'The accounts that QuickBooks had when it was read, in the order of their names',
    query: z.object({ search, use: choice(USES), limit, after: one }),
    answer: {
      status: 200,
      schema: z.object({
        accounts: z.array(
          z.object({
            listId: text,
            fullName: text,
            number: textOrNull,
            type: textOrNull,
            active: z.boolean(),
            uses: z.array(use).describe('Of a Service Item; none for kinds that it cannot have.'),
          }),
        ),
        next: textOrNull,
      }),
    },
    async handle({ kept }, { company, query: { search, use, limit, after } }) {
      const wanted = { search, use, limit, after: readCursor('accounts', after) };
      const { page, next } = await accountsPage(await kept.of(company), wanted);
      return {
        accounts: page.map((account) => ({
          listId: account.listID,
          fullName: account.fullName,
          number: account.number,
          type: account.type,
          active: account.isActive,
          uses: [...usesOf(account)],
        })),
        next: next && cursorOf('accounts', next),
      };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/classes',
    id: 'listClasses',
    right: 'viewer',
    summary: 'The classes that QuickBooks had when it was read, in the order of their names',
    query: z.object({ limit, after: one }),
    answer: {
      status: 200,
      schema: z.object({
        classes: z.array(z.object({ listId: text, fullName: text, active: z.boolean() })),
        next: textOrNull,
      }),
    },
    async handle({ kept }, { company, query: { limit, after } }) {
      const wanted = { limit, after: readCursor('classes', after) };
      const { page, next } = await classesPage(await kept.of(company), wanted);
      return {
        classes: page.map(({ listID, fullName, isActive }) => ({
          listId: listID,
          fullName,
          active: isActive,
        })),
        next: next && cursorOf('classes', next),
      };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/items',
    id: 'listItems',
    right: 'viewer',
    summary: 'The items that QuickBooks has, in the order of their names',
    query: z.object({
      search,
      type: z.string('Give it once.').max(SEARCH_MAX, `At most ${SEARCH_MAX} characters.`).optional(),
      linked: choice(['true', 'false']),
      limit,
      after: one,
    }),
    answer: { status: 200, schema: z.object({ items: z.array(item), next: textOrNull }) },
    async handle({ store, kept }, { company, query: { search, type, linked, limit, after } }) {
      const isLinked = linked === undefined ? undefined : linked === 'true';
      const wanted = { search, type, linked: isLinked, limit, after: readCursor('items', after) };
      const { page, next } = await itemsPage(store, await kept.of(company), company, wanted);
      return { items: page.map(itemView), next: next && cursorOf('items', next) };
    },
  }),
  call({
    method: 'get',
    path: '/companies/:company/matches',
    id: 'listMatches',
    right: 'viewer',
    summary: 'For codes that are not in QuickBooks the service item that is probably theirs',
    query: z.object({ limit, after: one }),
    answer: {
      status: 200,
      schema: z.object({
        matches: z.array(
          z.object({
            code: text,
            listId: text,
            fullName: text,
            how: z.enum(HOWS),
            differences: z.array(
              z.object({ field: z.enum(DIFFERING), ours: textOrNull, quickBooks: textOrNull }),
            ),
          }),
        ),
        next: textOrNull,
      }),
    },
    async handle({ store, kept }, { company, query: { limit, after } }) {
      const wanted = { limit, after: readCursor('matches', after) };
      const { page, next } = await matchesPage(store, await kept.of(company), company, wanted);
      return {
        matches: page.map(({ code, item, how, differences }) => ({
          code,
          listId: item.listID,
          fullName: item.fullName,
          how,
          differences,
        })),
        next: next && cursorOf('matches', next),
      };
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/link',
    id: 'linkCodes',
    right: 'approver',
    summary: 'Link codes with the items that they are in QuickBooks: they are synced then',
    notes: 'From any state but exporting, and only with service items. No two codes share an item.',
    body: newLinks,
    example: { links: [{ code: '03-300', listId: '80000012-1447358110' }] },
    answer: { status: 200, schema: outcome('linked') },
    async handle({ store, kept }, { company, by, body }) {
      const links = body.links.map(({ code, listId }) => ({ code, listID: listId }));
      const has = await kept.of(company);
      return outcomeView('linked', await linkNamed(store, has, company, by, links));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/unlink',
    id: 'unlinkCodes',
    right: 'companyAdmin',
    summary: 'Take their items from codes: they are unsynced then, and QuickBooks is left alone',
    body: rejection.extend({ codes: namedCodes }),
    example: { codes: ['03-300'], reason: 'It is the item of 03-310.' },
    answer: { status: 200, schema: outcome('unlinked') },
    async handle({ store }, { company, by, body: { codes, reason } }) {
      return outcomeView('unlinked', await unlinkCodes(store, company, by, codes, reason));
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/import-items',
    id: 'importItems',
    right: 'approver',
    summary: 'Service items that no code has become codes, synced, with their parents',
    notes:
      "The code is the item's name; its description the item's, else the name; its accounts the item's. All means those that are active.",
    query: z.object({ dryRun: flag }),
    body: z.strictObject({ listIds: codesOrAll }),
    example: { listIds: 'all' },
    answer: {
      status: 200,
      schema: z.object({
        added: count,
        changed: count.describe('Codes that were there already like their items, and are linked with them.'),
        unchanged: count.describe('Items that were named and are linked with a code already.'),
        problems: z.array(z.object({ row: count, code: text, problem: text })),
      }),
    },
    problems: ['busy'],
    async handle({ store, random, room, kept }, { company, by, query, body }) {
      const has = await kept.of(company);
      const place = { store, random, room };
      const { problems, ...counts } = await importItems(place, has, company, by, body.listIds, query.dryRun);
      return longList(counts, 'problems', problems);
    },
  }),
];
