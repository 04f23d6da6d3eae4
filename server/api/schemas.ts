/** What the HTTP interface takes: each schema checks and brings into the form that the rest works with. */
import { z } from 'zod';
import { cleanText, hasTooManyMarks, MARKS_MAX } from '../../qbxml/text.ts';
import { readAccountName } from '../codes/accounts.ts';
import { CODE_MAX, CODE_STATUSES, ITEM_NAMINGS, RAW_FACTOR } from '../codes/model.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from '../identity/passwords.ts';
import { USER_NAME_MAX } from '../identity/people.ts';
import { ROLES } from '../identity/rights.ts';
import { inTurns } from '../turns.ts';

const NAME_MAX = 200;
const REASON_MAX = 2_000;
const RULES_MAX = 1_000;
const PAGE_MAX = 1_000;
const ROLES_MAX = 1_000;
const SEARCH_MAX = 500;

/** Bounded before anything is made of it: what is longer is refused by its length alone. */
const bounded = (max: number, what = 'Give a text.') =>
  z
    .string(what)
    .refine((value) => value.length <= RAW_FACTOR * max, { error: `At most ${max} characters.`, abort: true })
    .refine((value) => !hasTooManyMarks(value), {
      error: `More than ${MARKS_MAX} accents and other marks in a row, which no letter has.`,
      abort: true,
    });

/** A text of one line. */
const text = (max: number) =>
  bounded(max)
    .refine(
      (value) => value.isWellFormed() && !/\p{Cc}/u.test(value.replace(/\s/g, ' ')),
      'The text holds a character that is none.',
    )
    .transform(cleanText)
    .pipe(z.string().min(1, 'Must not be empty.').max(max, `At most ${max} characters.`));

const account = z
  .string('Give the account by its full name, such as Income:Labor.')
  .transform((value, context) => {
    const read = readAccountName(value);
    if (read.ok) return read.name;
    context.addIssue({ code: 'custom', message: read.why });
    return z.NEVER;
  });

/** Only members that were given: an absent one is looked up elsewhere, a null one is a choice. */
function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}

const expenseAccount = account.nullable().optional();

const settings = {
  name: text(NAME_MAX),
  incomeAccount: account,
  expenseAccount,
  accountRules: z
    .array(z.strictObject({ prefix: text(255), incomeAccount: account, expenseAccount }).transform(given))
    .max(RULES_MAX, `At most ${RULES_MAX} rules.`)
    .optional(),
  itemNaming: z.enum(ITEM_NAMINGS, `One of ${ITEM_NAMINGS.join(', ')}.`).optional(),
  runEveryMinutes: z
    .int('A whole number of minutes.')
    .min(1, 'At least 1 minute.')
    .max(1_440, 'At most 1,440 minutes.')
    .optional(),
  fourEyes: z.boolean('true or false.').optional(),
};

export const newCompany = z.strictObject(settings).transform(given);
export const changedCompany = z
  .strictObject({ ...settings, name: settings.name.optional(), incomeAccount: account.optional() })
  .transform(given);
export const companyFile = z.strictObject({ fileId: text(255) });
export const newList = z.strictObject({ name: text(NAME_MAX) });

const code = bounded(CODE_MAX, 'Give codes as texts.').transform(cleanText);
/** A body may be wrong in each of a hundred thousand places. */
const FAULTS_MAX = 100;

/** As many as a body has room for: each is looked at by its schema, slice by slice. */
async function readCodes(given: readonly unknown[], context: z.RefinementCtx): Promise<string[]> {
  const read: string[] = [];
  let faults = 0;
  for await (const slice of inTurns(given.entries(), CHECKED_AT_ONCE))
    for (const [index, each] of slice) {
      const { data, error } = code.safeParse(each);
      if (data !== undefined) read.push(data);
      for (const { message } of error?.issues ?? [])
        context.addIssue({ code: 'custom', path: [index], message });
      if (error && ++faults === FAULTS_MAX) return read;
    }
  return read;
}
const CHECKED_AT_ONCE = 2_000;

const codesSchema = { type: 'array', items: { type: 'string' } } as const;
const codes = z
  .custom<unknown[]>(Array.isArray, 'Give an array of codes.')
  .meta(codesSchema)
  .transform(readCodes);
const codesOrAll = z
  .custom<'all' | unknown[]>(
    (value) => value === 'all' || Array.isArray(value),
    'Give an array of codes, or "all".',
  )
  .meta({ anyOf: [{ type: 'string', const: 'all' }, codesSchema] })
  .transform(async (value, context) => (value === 'all' ? value : readCodes(value, context)));
const accounts = { incomeAccount: account.optional(), expenseAccount };

/** What goes along with codes, for forms that name them otherwise. */
export const namedAccounts = z.strictObject(accounts).transform(given);
export const rejection = z.strictObject({ reason: text(REASON_MAX) });

export const sendBody = z.strictObject({ codes: codes.optional() });
export const acceptBody = z
  .strictObject({ codes: codesOrAll, ...accounts })
  .transform(({ codes, ...rest }) => ({ codes, accounts: given(rest) }));
export const rejectBody = rejection.extend({ codes: codesOrAll });
export const recallBody = z.strictObject({ codes: codesOrAll });
export const gateBody = z.strictObject({ codes });

const flag = z
  .enum(['true', 'false'], 'true or false.')
  .optional()
  .transform((value) => value === 'true');
const limit = z.coerce
  .number('A number from 1 to 1,000.')
  .int('A whole number from 1 to 1,000.')
  .min(1, 'At least 1.')
  .max(PAGE_MAX, 'At most 1,000.')
  .default(100);
const one = z.string('Give it once.').optional();

const column = z.string('Give it once.').max(500, 'At most 500 characters.').optional();
export const importQuery = z.object({
  list: one,
  dryRun: flag,
  codeColumn: column,
  descriptionColumn: column,
  parentColumn: column,
  headerRow: z.coerce
    .number('The number of a row; 0 if there is no header.')
    .int('A whole number.')
    .min(0, 'At least 0.')
    .max(1_048_576, 'At most 1,048,576.')
    .optional(),
  sheet: column,
  useSuggestion: z.enum(['leadingZeros'], 'Only leadingZeros.').optional(),
});
export const listQuery = z.object({ list: one });
const status = z.enum(CODE_STATUSES, `One of ${CODE_STATUSES.join(', ')}.`).optional();
export const iifQuery = z.object({ list: one, status });
export const codesQuery = z.object({
  list: one,
  status,
  search: z.string('Give it once.').max(SEARCH_MAX, `At most ${SEARCH_MAX} characters.`).optional(),
  limit,
  after: one,
});
export const sessionsQuery = z.object({ limit, after: one });

/** A colon would end it in HTTP Basic; the last two are who else stands in a history and who else has a password here. */
const userName = text(USER_NAME_MAX)
  .refine((value) => !value.includes(':'), 'Must not hold a colon.')
  .refine((value) => value.toLowerCase() !== 'connector', 'This name stands for the Web Connector.')
  .refine((value) => !/^qbwc-/i.test(value), 'Names with qbwc- in front belong to Web Connectors.');
const password = z
  .string('Give a text.')
  .min(PASSWORD_MIN, `At least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `At most ${PASSWORD_MAX} characters.`)
  .refine((value) => value.isWellFormed(), 'The text holds a character that is none.');
const isFew = (roles: object) => Object.keys(roles).length <= ROLES_MAX;
const role = z.enum(ROLES, `One of ${ROLES.join(', ')}.`);
const roles = <R extends z.ZodType>(each: R) =>
  z
    .record(z.string(), each, 'Give an object of a role for each company id.')
    .refine(isFew, `At most ${ROLES_MAX} roles.`);
const yesOrNo = z.boolean('true or false.').optional();

export const newUser = z
  .strictObject({ userName, password, admin: yesOrNo, roles: roles(role).optional() })
  .transform(given);
export const changedUser = z
  .strictObject({
    password: password.optional(),
    admin: yesOrNo,
    disabled: yesOrNo,
    roles: roles(role.nullable()).optional(),
  })
  .transform(given);
export const newToken = z.strictObject({ name: text(NAME_MAX) });
