/** What calls and forms both take: each schema checks and brings into the form that the rest works with. */
import { z } from 'zod';
import { cleanText, DESC_MAX, hasTooManyMarks, MARKS_MAX } from '../../qbxml/text.ts';
import { readAccountName, readClassName } from '../codes/accounts.ts';
import { CODE_MAX, ITEM_NAMINGS, RAW_FACTOR, RUN_EVERY_MINUTES } from '../codes/model.ts';
import { isTimeZone, WEEKDAYS } from '../codes/window.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from '../identity/passwords.ts';
import { USER_NAME_MAX } from '../identity/people.ts';
import { ROLES } from '../identity/rights.ts';
import { SETUP_HOURS } from '../identity/setup-links.ts';

/** Of what people call a company, a list or a token. */
export const TITLE_MAX = 200;
export const REASON_MAX = 2_000;
const RULES_MAX = 1_000;
const ROLES_MAX = 1_000;

/** Bounded before anything is made of it: what is longer is refused by its length alone. */
export const bounded = (max: number, what = 'Give a text.') =>
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
export function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}

const expenseAccount = account.nullable().optional();

const itsClass = z
  .string('Give the class by its full name, such as Region:East.')
  .transform((value, context) => {
    const read = readClassName(value);
    if (read.ok) return read.name;
    context.addIssue({ code: 'custom', message: read.why });
    return z.NEVER;
  })
  .nullable()
  .optional();

const { least, most } = RUN_EVERY_MINUTES;
const minutes = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'minute' : 'minutes'}`;

const TIME_ZONE_MAX = 64;
const timeOfDay = z
  .string('Give a time such as 19:00.')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time from 00:00 to 23:59, such as 19:00.');

/** When QuickBooks may be written to. */
export const exportWindow = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS, `One of ${WEEKDAYS.join(', ')}.`), 'Give an array of days.')
    .min(1, 'At least one day.')
    .max(WEEKDAYS.length, 'No day twice.')
    .refine((days) => new Set(days).size === days.length, 'No day twice.')
    .transform((days) => WEEKDAYS.filter((day) => days.includes(day))),
  from: timeOfDay,
  to: timeOfDay,
  timeZone: z
    .string('Give the name of a time zone, such as America/Chicago.')
    .max(TIME_ZONE_MAX, 'No time zone has such a long name.')
    .refine(isTimeZone, 'There is no time zone of this name. Give one such as America/Chicago.'),
});

const settings = {
  name: text(TITLE_MAX),
  incomeAccount: account,
  expenseAccount,
  class: itsClass,
  accountRules: z
    .array(
      z
        .strictObject({ prefix: text(CODE_MAX), incomeAccount: account, expenseAccount, class: itsClass })
        .transform(given),
    )
    .max(RULES_MAX, `At most ${RULES_MAX} rules.`)
    .optional(),
  itemNaming: z.enum(ITEM_NAMINGS, `One of ${ITEM_NAMINGS.join(', ')}.`).optional(),
  runEveryMinutes: z
    .int('A whole number of minutes.')
    .min(least, `At least ${minutes(least)}.`)
    .max(most, `At most ${minutes(most)}.`)
    .optional(),
  fourEyes: z.boolean('true or false.').optional(),
  window: exportWindow.nullable().optional(),
};

export const newCompany = z.strictObject(settings).transform(given);
export const changedCompany = z
  .strictObject({ ...settings, name: settings.name.optional(), incomeAccount: account.optional() })
  .transform(given);
export const companyFile = z.strictObject({ fileId: text(255) });
const { least: leastHours, most: mostHours } = SETUP_HOURS;
export const newSetupLink = z.strictObject({
  hours: z
    .int('A whole number of hours.')
    .min(leastHours, 'At least an hour.')
    .max(mostHours, `At most ${mostHours} hours, which is a week.`),
});
export const newList = z.strictObject({ name: text(TITLE_MAX) });

/** What may be assigned to codes. */
export const assignable = { incomeAccount: account.optional(), expenseAccount, class: itsClass };

/** What is assigned to them, only what was given. */
export const assigned = z.strictObject(assignable).transform(given);
const reason = text(REASON_MAX);
export const rejection = z.strictObject({ reason });
export const pauseReason = z.strictObject({ reason: reason.optional() });

const LINKS_MAX = 5_000;
const LIST_ID_MAX = 36;

export const newLinks = z.strictObject({
  links: z
    .array(
      z.strictObject({
        code: bounded(CODE_MAX, 'Give codes as texts.').transform(cleanText),
        listId: text(LIST_ID_MAX),
      }),
      'Give an array of links.',
    )
    .max(LINKS_MAX, `At most ${LINKS_MAX} links.`),
});

/** As a form names them; a body of the interface may name more. */
export const newUnlinks = rejection.extend({
  codes: z.array(bounded(CODE_MAX, 'Give codes as texts.').transform(cleanText)).max(LINKS_MAX),
});

/** What may be changed of a code that is there. */
export const editedCode = z
  .strictObject({
    ...assignable,
    code: bounded(CODE_MAX).optional(),
    description: bounded(DESC_MAX).optional(),
    parent: bounded(CODE_MAX).nullable().optional(),
    active: z.boolean('true or false.').optional(),
  })
  .transform(given)
  .refine((edit) => Object.keys(edit).length > 0, 'Give at least one field that is to change.');

/** A colon would end it in HTTP Basic; the other two mean the connector in a history, and the connectors' own user names. */
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
export const newToken = z.strictObject({ name: text(TITLE_MAX) });
