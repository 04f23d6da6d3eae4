/** A company's settings as a form, the same where it is made and where it is changed. */
import { NAME_MAX } from '../../../qbxml/text.ts';
import { type Company, ITEM_NAMINGS, RUN_EVERY_MINUTES } from '../../codes/model.ts';
import { TITLE_MAX } from '../../doors/schemas.ts';
import { html } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { code, number } from '../components/text.ts';
import { defineForm } from '../forms/definition.ts';
import { CLASS_LIST, EXPENSE_LIST, INCOME_LIST } from '../quickbooks/choices.ts';

const ACCOUNT = { maxlength: 500, autocomplete: 'off', spellcheck: 'false' };

const INCOME_HINT = html`The full name of an account in QuickBooks' Chart of Accounts, with its parents:
${code('Income:Labor')}. A number in front, as in ${code('4000 · Sales')}, is cut off.`;

const EXPENSE_HINT = html`Such as ${code('Cost of Goods Sold:Job Costs')}. Items then have two sides.
Without one, what you buy posts to the income account too, and that cannot be changed from here once an item is in QuickBooks.`;

const CLASS_HINT = html`Where you track classes: the full name of one in QuickBooks' Class List, such as ${code('Region:East')}.
Items get it from QuickBooks 2013 on. Left empty, they have none.`;

const NAMING_HINT = html`Shown for the code ${code('03-300')}, Footings.
The description is always kept with the item. A name has at most ${NAME_MAX} characters.`;

const { least, most, usual } = RUN_EVERY_MINUTES;
const UP_TO = `${least} to ${number(most)}`;
const MINUTES_HINT = `From ${UP_TO} (a day); ${usual} suits most offices.`;

/** What only a change has to tell of the naming. */
export const NAMING_CHANGED = html`${NAMING_HINT} A change renames unsynced codes and those that are ready to export only;
what was accepted or is in QuickBooks keeps its name.`;

/** What only a change has to tell of the schedule. */
export const MINUTES_CHANGED = `${MINUTES_HINT} The Web Connector takes over a change with its next call.`;

const NAMING_CHOICES = {
  code: { label: html`The code: ${code('03-300')}` },
  codeAndDescription: {
    label: html`Code and description: ${code('03-300 Footings')}`,
    hint: `Shortened to ${NAME_MAX} characters where it is longer.`,
  },
  description: { label: html`The description: ${code('Footings')}` },
} as const;

/** Its fields are those of the schemas of the HTTP interface. */
export const companyForm = defineForm({
  name: {
    control: 'line',
    label: 'Name of the company',
    hint: 'The name that your people use. It need not be the one in QuickBooks.',
    missing: 'Enter the name of the company.',
    more: { maxlength: TITLE_MAX, autocomplete: 'organization' },
  },
  incomeAccount: {
    control: 'line',
    label: 'Default income account',
    named: 'Default income account',
    hint: INCOME_HINT,
    list: INCOME_LIST,
    more: ACCOUNT,
  },
  expenseAccount: {
    control: 'line',
    label: 'Default expense account',
    named: 'Default expense account',
    optional: true,
    hint: EXPENSE_HINT,
    list: EXPENSE_LIST,
    more: ACCOUNT,
  },
  class: {
    control: 'line',
    label: 'Default class',
    named: 'Default class',
    optional: true,
    hint: CLASS_HINT,
    list: CLASS_LIST,
    more: ACCOUNT,
  },
  itemNaming: {
    control: 'choice',
    label: 'What items are called in QuickBooks',
    hint: NAMING_HINT,
    wrong: 'Choose what items are called.',
    choices: ITEM_NAMINGS.map((value) => ({ value, ...NAMING_CHOICES[value] })),
  },
  runEveryMinutes: {
    control: 'line',
    label: 'Minutes between two calls of the Web Connector',
    hint: MINUTES_HINT,
    wrong: `Enter a whole number of minutes from ${UP_TO}, such as ${usual}.`,
    more: { inputmode: 'numeric', autocomplete: 'off', class: 'short', maxlength: 6 },
  },
  fourEyes: {
    control: 'tick',
    label: 'Four eyes: nobody accepts what they have sent themselves',
    hint: 'Somebody else with the role approver or admin has to do it.',
  },
});

/** What stands in the fields. */
export type CompanyValues = ReturnType<typeof companyForm.read>;

/** The form as it is shown. */
export interface CompanyFilled {
  readonly values: CompanyValues;
  readonly errors?: readonly FieldError[];
}

/** Where nothing has been typed yet. */
export const NEW_COMPANY: CompanyValues = {
  name: '',
  incomeAccount: '',
  expenseAccount: '',
  class: '',
  itemNaming: 'code',
  runEveryMinutes: String(usual),
  fourEyes: false,
};

/** As they are stored. */
export function valuesOfCompany(company: Company): CompanyValues {
  return {
    name: company.name,
    incomeAccount: company.incomeAccount,
    expenseAccount: company.expenseAccount ?? '',
    class: company.class ?? '',
    itemNaming: company.itemNaming,
    runEveryMinutes: String(company.runEveryMinutes),
    fourEyes: company.fourEyes,
  };
}

const orNone = (text: string): string | null => (text.trim() === '' ? null : text);

/** For the schema. An empty field of the expense account or the class is the choice to have none. */
export function settingsOf({ expenseAccount, class: itsClass, runEveryMinutes, ...same }: CompanyValues) {
  return {
    ...same,
    expenseAccount: orNone(expenseAccount),
    class: orNone(itsClass),
    // NaN, which no schema takes, for what is no number.
    runEveryMinutes: runEveryMinutes.trim() === '' ? Number.NaN : Number(runEveryMinutes),
  };
}
