/** What each verb has to be told: its form, and what a panel asked for by the schemas of the interface. */

import type { Assigned } from '../../codes/transitions.ts';
import { assigned, REASON_MAX, rejection } from '../../doors/schemas.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Checked } from '../forms/check.ts';
import { defineForm, type Fields } from '../forms/definition.ts';
import type { Form } from '../forms/form.ts';
import { CLASS_LIST, EXPENSE_LIST, INCOME_LIST } from '../quickbooks/choices.ts';

/** What can be done to codes, in the order of the buttons. */
export const VERBS = [
  'accept',
  'reject',
  'send',
  'retry',
  'accounts',
  'recall',
  'discard',
  'follow',
  'restore',
] as const;
/** One of them. */
export type Verb = (typeof VERBS)[number];

const ACCOUNT = { autocomplete: 'off', required: false };

/** A page has the forms of several verbs, so that each names its fields with the verb in front. */
const formOf = <const F extends Fields>(verb: Verb, fields: F) =>
  defineForm(fields, { nameOf: (field) => `${verb}.${field}` });

const classFields = (leftEmpty: string) =>
  ({
    class: {
      control: 'line',
      label: 'Class',
      hint: `Its full name in QuickBooks, such as Region:East. ${leftEmpty}`,
      optional: true,
      list: CLASS_LIST,
      more: ACCOUNT,
    },
    noClass: { control: 'tick', label: 'No class' },
  }) as const satisfies Fields;

/** `how`: by the rules of the company, or the accounts that are named. A class is named by itself. */
export const acceptForm = formOf('accept', {
  how: { control: 'choice', label: 'Accounts', choices: [] },
  incomeAccount: {
    control: 'line',
    label: 'Income account',
    hint: 'Its full name in QuickBooks, such as Income:Labor.',
    missing: 'Give the income account.',
    list: INCOME_LIST,
    more: ACCOUNT,
  },
  expenseAccount: {
    control: 'line',
    label: 'Expense account',
    hint: 'Left empty: no expense account.',
    optional: true,
    list: EXPENSE_LIST,
    more: ACCOUNT,
  },
  ...classFields("Left empty, it comes by the company's rules."),
  reactivates: { control: 'tick', label: 'Make an inactive item that holds the name active again' },
});

const other = (leftEmpty: string) =>
  ({
    incomeAccount: {
      control: 'line',
      label: 'Income account',
      hint: leftEmpty,
      optional: true,
      list: INCOME_LIST,
      more: ACCOUNT,
    },
    expenseAccount: {
      control: 'line',
      label: 'Expense account',
      hint: 'Left empty, it stays as it is.',
      optional: true,
      list: EXPENSE_LIST,
      more: ACCOUNT,
    },
    noExpense: { control: 'tick', label: 'No expense account' },
    ...classFields(leftEmpty),
  }) as const satisfies Fields;

/** Other accounts or another class for codes that are accepted or failed; what is left empty stays. */
export const OTHER_FORMS = {
  accounts: formOf('accounts', other('Left empty, it stays as it is.')),
  retry: formOf('retry', other('Left empty, the code keeps what it has.')),
} as const;

/** Why codes are rejected. */
export const rejectForm = formOf('reject', {
  reason: {
    control: 'lines',
    label: 'Reason',
    hint: 'The sender sees it beside each code.',
    missing: 'Give a reason: it tells the sender what to change.',
    rows: 2,
    more: { maxlength: REASON_MAX, required: false },
  },
});

/** A change is about at least one of them. */
const something = assigned.refine((all) => Object.keys(all).length > 0, {
  path: ['incomeAccount'],
  error: 'Give the account or the class that is to change.',
});

/** What a verb was told; nothing where it needs nothing. */
export interface Told {
  readonly assigned: Assigned;
  readonly reason: string;
  /** Items that are inactive and hold the names of codes are to be active. */
  readonly reactivates: boolean;
}

/** Reads and checks what the panel of a verb was told; errors name the fields as the panel does. */
export function toldOf(verb: Verb, form: Form): Checked<Told, FieldError> {
  switch (verb) {
    case 'send':
    case 'recall':
    case 'discard':
    case 'follow':
    case 'restore':
      return told({});
    case 'reject': {
      const check = rejectForm.check(rejection, rejectForm.read(form));
      return check.ok ? told({ reason: check.value.reason }) : check;
    }
    case 'accept': {
      const { how, incomeAccount, expenseAccount, reactivates, ...rest } = acceptForm.read(form);
      const these = { incomeAccount, expenseAccount: expenseAccount.trim() === '' ? null : expenseAccount };
      const named = { ...(how === 'these' ? these : {}), ...classIn(rest) };
      const check = acceptForm.check(assigned, named);
      return check.ok ? told({ assigned: check.value, reactivates }) : check;
    }
    case 'accounts':
    case 'retry': {
      const definition = OTHER_FORMS[verb];
      const { incomeAccount, expenseAccount, noExpense, ...rest } = definition.read(form);
      const named = {
        ...(incomeAccount.trim() === '' ? {} : { incomeAccount }),
        ...(expenseAccount.trim() === '' ? {} : { expenseAccount }),
        ...(noExpense ? { expenseAccount: null } : {}),
        ...classIn(rest),
      };
      const check = definition.check(verb === 'accounts' ? something : assigned, named);
      return check.ok ? told({ assigned: check.value }) : check;
    }
  }
}

/** Nothing where nothing is said of it. */
function classIn({ class: named, noClass }: { readonly class: string; readonly noClass: boolean }) {
  if (noClass) return { class: null };
  return named.trim() === '' ? {} : { class: named };
}

const told = ({
  assigned = {},
  reason = '',
  reactivates = false,
}: Partial<Told>): Checked<Told, FieldError> => ({
  ok: true,
  value: { assigned, reason, reactivates },
});
