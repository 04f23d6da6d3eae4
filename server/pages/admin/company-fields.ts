/** The fields of a company's settings, the same where it is made and where it is changed. */
import type { FieldError } from '../../http/problem.ts';
import { checkbox, input, radios } from '../fields.ts';
import { type Html, html } from '../html.ts';
import type { CompanyFields } from './company-form.ts';

type Errors = readonly FieldError[] | undefined;

export const nameField = ({ name }: CompanyFields, errors: Errors): Html =>
  input({
    name: 'name',
    label: 'Name of the company',
    hint: 'As your people call it. QuickBooks does not need to know it by this name.',
    value: name,
    errors,
    more: { maxlength: 200, autocomplete: 'organization' },
  });

const ACCOUNT = { maxlength: 500, autocomplete: 'off', spellcheck: 'false' };

export const accountFields = (fields: CompanyFields, errors: Errors): Html => html`${input({
  name: 'incomeAccount',
  label: 'Default income account',
  hint: html`The full name of an account in QuickBooks' Chart of Accounts, with its parents: <code>Income:Labor</code>. A number in front, as in <code>4000 · Sales</code>, is cut off.`,
  value: fields.incomeAccount,
  errors,
  more: ACCOUNT,
})}
${input({
  name: 'expenseAccount',
  label: 'Default expense account',
  optional: true,
  hint: html`Such as <code>Cost of Goods Sold:Job Costs</code>. Items then have two sides. Without one, what you buy posts to the income account too, and that cannot be changed from here once an item is in QuickBooks.`,
  value: fields.expenseAccount,
  errors,
  more: ACCOUNT,
})}`;

/** `more` is what only a change has to tell. */
export const namingField = ({ itemNaming }: CompanyFields, errors: Errors, more = ''): Html =>
  radios({
    name: 'itemNaming',
    label: 'What items are called in QuickBooks',
    hint: html`Shown for the code <code>03-300</code>, Footings. The description is always kept with the item. A name has at most 31 characters. ${more}`,
    value: itemNaming,
    errors,
    choices: [
      { value: 'code', label: html`The code: <code>03-300</code>` },
      {
        value: 'codeAndDescription',
        label: html`Code and description: <code>03-300 Footings</code>`,
        hint: 'Shortened to 31 characters where it is longer.',
      },
      { value: 'description', label: html`The description: <code>Footings</code>` },
    ],
  });

export const scheduleField = ({ runEveryMinutes }: CompanyFields, errors: Errors, more = ''): Html =>
  input({
    name: 'runEveryMinutes',
    label: 'Minutes between two calls of the Web Connector',
    hint: `From 1 to 1,440 (a day); 15 suits most offices. ${more}`,
    value: runEveryMinutes,
    errors,
    more: { inputmode: 'numeric', autocomplete: 'off', class: 'short', maxlength: 6 },
  });

export const fourEyesField = ({ fourEyes }: CompanyFields, errors: Errors): Html =>
  checkbox({
    name: 'fourEyes',
    label: 'Four eyes: nobody accepts what they have sent themselves',
    hint: 'Somebody else with the role approver or admin has to do it.',
    checked: fourEyes,
    errors,
  });

/** The words of the schema suit a program; a person wants to know what to enter. */
export function worded(errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ field, message }) => {
    if (field === 'name' && message === 'Must not be empty.')
      return { field, message: 'Enter the name of the company.' };
    if (field === 'runEveryMinutes')
      return { field, message: 'Enter a whole number of minutes from 1 to 1,440, such as 15.' };
    if (field === 'itemNaming') return { field, message: 'Choose what items are called.' };
    return { field, message: ACCOUNT_NAMES[field] ? `${ACCOUNT_NAMES[field]}: ${message}` : message };
  });
}

const ACCOUNT_NAMES: Readonly<Record<string, string>> = {
  incomeAccount: 'Default income account',
  expenseAccount: 'Default expense account',
};
