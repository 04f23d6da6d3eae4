/** What the HTTP interface answers, for its description. More fields may come; none goes. */
import { z } from 'zod';
import { USES } from '../codes/intake/columns.ts';
import { FORMATS } from '../codes/intake/intake.ts';
import { WARNING_KINDS } from '../codes/intake/warnings.ts';
import { CODE_STATUSES, ITEM_NAMINGS } from '../codes/model.ts';
import { ROLES } from '../identity/rights.ts';

const text = z.string();
const textOrNull = text.nullable();
const time = z.iso.datetime();
const timeOrNull = time.nullable();
const count = z.int().min(0);
const status = z.enum(CODE_STATUSES);

const connectorUser = z.object({ userName: text });
export const connectorPassword = z.object({ userName: text, password: text });

export const company = z.object({
  id: text,
  name: text,
  incomeAccount: text,
  expenseAccount: textOrNull,
  accountRules: z.array(
    z.object({ prefix: text, incomeAccount: text, expenseAccount: textOrNull.optional() }),
  ),
  itemNaming: z.enum(ITEM_NAMINGS),
  runEveryMinutes: z.int(),
  fourEyes: z.boolean(),
  fileId: text,
  connector: connectorUser,
  createdAt: time,
});
export const companies = z.object({ companies: z.array(company) });
export const madeCompany = company.extend({ connector: connectorPassword });

export const list = z.object({ id: text, name: text, quickBooks: z.boolean() });
export const lists = z.object({ lists: z.array(list) });

export const imported = z.object({
  added: count,
  changed: count,
  unchanged: count,
  problems: z.array(z.object({ row: count, code: text, problem: text })),
  warnings: z.array(z.object({ row: count, code: text, warning: text, kind: z.enum(WARNING_KINDS) })),
  rows: count.describe('Rows that were read. With the divisions that were made it is the sum of the four.'),
  made: count.describe('Divisions that were only named and so made; they count as added.'),
  format: z.enum(FORMATS),
  columns: z.array(z.object({ column: count, header: text, use: z.enum(USES).nullable() })),
  ignored: z
    .record(text, count)
    .optional()
    .describe('Items of an IIF that are no service items, by their type.'),
  sheet: text.optional().describe('The sheet of a workbook that was read.'),
  sheets: z.array(text).optional(),
});

const refused = z.array(z.object({ code: text, reason: text }));
export const verb = (done: string) => z.object({ [done]: count, refused });

export const code = z.object({
  code: text,
  description: text,
  parent: textOrNull,
  status,
  waitingFor: textOrNull,
  itemName: text,
  fullName: text,
  listId: textOrNull,
  incomeAccount: text,
  expenseAccount: textOrNull,
  rejection: z.object({ reason: text, by: text, at: time }).nullable(),
  problem: z.looseObject({ statusCode: textOrNull, message: text, advice: text }).nullable(),
  updatedAt: time,
});
export const codes = z.object({ codes: z.array(code), next: textOrNull });
export const codeWithHistory = code.extend({
  history: z.array(z.object({ at: time, by: text, from: status.nullable(), to: status, why: text })),
});

export const gate = z.object({
  ready: z.boolean(),
  missing: z.array(z.object({ code: text, status: status.nullable() })),
});

const session = z.object({
  id: text,
  startedAt: time,
  endedAt: timeOrNull,
  outcome: textOrNull,
  message: textOrNull,
  lastCallAt: time,
  exchanges: count,
  synced: count,
  adopted: count,
  failed: count,
  notDone: count,
  product: textOrNull,
  country: textOrNull,
  qbxmlVersion: textOrNull,
  companyFile: textOrNull,
});
export const sessions = z.object({ sessions: z.array(session), next: textOrNull });
export const sessionWithSets = session.extend({
  messageSets: z.array(
    z.object({
      messageSet: text,
      at: time,
      answeredAt: timeOrNull,
      request: textOrNull,
      response: textOrNull,
      hresult: textOrNull,
      message: textOrNull,
    }),
  ),
});

const alarm = z.looseObject({ code: text, message: text, since: time });
export const companyStatus = z.object({
  counts: z.object(Object.fromEntries(CODE_STATUSES.map((each) => [each, count]))),
  connector: z.looseObject({
    state: z.enum(['never', 'inSession', 'idle', 'late']),
    lastSeenAt: timeOrNull,
    nextExpectedAt: timeOrNull,
    userName: text,
    wrongPassword: z.object({ at: time, address: text }).nullable(),
  }),
  lastSession: session.nullable(),
  send: z.object({ enabled: z.boolean(), label: text, reason: textOrNull }),
  alarm: alarm.nullable(),
  alarms: z.array(alarm),
});

export const user = z.object({
  userName: text,
  admin: z.boolean(),
  disabled: z.boolean(),
  roles: z.record(text, z.enum(ROLES)),
});
export const users = z.object({ users: z.array(user) });
export const tokens = z.object({ tokens: z.array(z.object({ id: text, name: text, createdAt: time })) });
export const madeToken = z.object({ id: text, name: text, token: text });
