/** The form of one code by hand. */
import { defineForm } from '../forms/definition.ts';
import { CLASS_LIST, EXPENSE_LIST, INCOME_LIST } from '../quickbooks/choices.ts';

/** Its fields are the columns of an import, whose rules it goes by. */
export const codeForm = defineForm({
  code: {
    control: 'line',
    label: 'Code',
    hint: 'Such as 03-300.',
    more: { autocomplete: 'off' },
  },
  description: {
    control: 'line',
    label: 'Description',
    hint: 'Such as Footings.',
    more: { autocomplete: 'off' },
  },
  parent: {
    control: 'line',
    label: 'Division',
    hint: 'The code above it, such as 03. Left empty, it has none.',
    optional: true,
    more: { autocomplete: 'off' },
  },
  class: {
    control: 'line',
    label: 'Class',
    hint: "Its full name in QuickBooks, such as Region:East. Left empty, it comes by the company's rules.",
    optional: true,
    list: CLASS_LIST,
    more: { autocomplete: 'off' },
  },
});

/** What may be changed of a code that is there. */
export const changeForm = defineForm(
  {
    code: { control: 'line', label: 'Code', more: { autocomplete: 'off' } },
    description: { control: 'line', label: 'Description' },
    parent: {
      control: 'line',
      label: 'Division',
      hint: 'The code above it. Left empty, it has none.',
      optional: true,
    },
    class: {
      control: 'line',
      label: 'Class',
      hint: 'Its full name in QuickBooks, such as Region:East. Left empty, it has none.',
      optional: true,
      list: CLASS_LIST,
      more: { autocomplete: 'off' },
    },
    incomeAccount: {
      control: 'line',
      label: 'Income account',
      hint: 'Its full name in QuickBooks, such as Income:Labor.',
      list: INCOME_LIST,
      more: { autocomplete: 'off' },
    },
    expenseAccount: {
      control: 'line',
      label: 'Expense account',
      hint: 'Left empty, the item has none.',
      optional: true,
      list: EXPENSE_LIST,
      more: { autocomplete: 'off' },
    },
    active: {
      control: 'choice',
      label: 'In QuickBooks',
      choices: [
        { value: 'yes', label: 'Active' },
        {
          value: 'no',
          label: 'Inactive',
          hint: 'It can no longer be chosen there. Codes below it have to be inactive first.',
        },
      ],
    },
  },
  // The page tells by `code` which one is meant.
  { nameOf: (field) => (field === 'code' ? 'newCode' : field) },
);
