/** Account rules as rows of a form: `prefix.N`, `incomeAccount.N` and so on, N from each hidden field `row`. */
import type { AccountRule } from '../../codes/model.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Fault } from '../forms/check.ts';
import { defineForm, type Fields } from '../forms/definition.ts';
import type { Form } from '../forms/form.ts';
import { CLASS_LIST, EXPENSE_LIST, INCOME_LIST } from '../quickbooks/choices.ts';

/** What a rule tells, as a person is asked for it. */
export const RULE_FIELDS = {
  prefix: {
    control: 'line',
    label: 'Codes that begin with',
    missing: 'Enter how the codes begin, such as 03.',
  },
  incomeAccount: { control: 'line', label: 'Income account', list: INCOME_LIST },
  expenseAccount: { control: 'line', label: 'Expense account', list: EXPENSE_LIST },
  noExpense: { control: 'tick', label: 'No expense account' },
  class: { control: 'line', label: 'Class', list: CLASS_LIST },
  noClass: { control: 'tick', label: 'No class' },
} as const satisfies Fields;

/** The form of one row. */
export const ruleForm = (row: number | string) =>
  defineForm(RULE_FIELDS, { nameOf: (field) => `${field}.${row}` });

/** `noExpense`: the rule says that there is no expense account; an empty field leaves it to the next rule. `noClass` likewise. */
export type RuleRow = ReturnType<ReturnType<typeof ruleForm>['read']>;

/** A rule of which nothing is told yet. */
export const EMPTY_ROW: RuleRow = {
  prefix: '',
  incomeAccount: '',
  expenseAccount: '',
  noExpense: false,
  class: '',
  noClass: false,
};

/** As they are applied: the longest prefix first. */
export function rowsOfRules(rules: readonly AccountRule[]): RuleRow[] {
  return [...rules].sort(byLength).map((rule) => ({
    prefix: rule.prefix,
    incomeAccount: rule.incomeAccount,
    expenseAccount: rule.expenseAccount ?? '',
    noExpense: rule.expenseAccount === null,
    class: rule.class ?? '',
    noClass: rule.class === null,
  }));
}

const byLength = (a: AccountRule, b: AccountRule) =>
  b.prefix.length - a.prefix.length || a.prefix.localeCompare(b.prefix, 'en', { numeric: true });

/** The rows that were posted, in their order. */
export const readRows = (form: Form): RuleRow[] => form.all('row').map((row) => ruleForm(row).read(form));

const isBlank = ({ noExpense, noClass, ...texts }: RuleRow) =>
  Object.values(texts).join('').trim() === '' && !noExpense && !noClass;

/** For the schema; rows that are empty are no rules. `places` tells the row of each. */
export function rulesOf(rows: readonly RuleRow[]) {
  const filled = [...rows.entries()].filter(([, row]) => !isBlank(row));
  return {
    places: filled.map(([place]) => place),
    rules: filled.map(([, { prefix, incomeAccount, expenseAccount, noExpense, noClass, ...row }]) => ({
      prefix,
      incomeAccount,
      ...(noExpense ? { expenseAccount: null } : {}),
      ...(expenseAccount.trim() === '' ? {} : { expenseAccount }),
      ...(noClass ? { class: null } : {}),
      ...(row.class.trim() === '' ? {} : { class: row.class }),
    })),
  };
}

const inRow = (row: number, { field, message }: FieldError): FieldError => ({
  field,
  message: `Rule ${row + 1}: ${message}`,
});

/** What only the form can get wrong: an account or a class, and a tick that there is none. */
export function contradictions(rows: readonly RuleRow[]): FieldError[] {
  return rows.flatMap((row, at) => {
    const both = (field: 'expenseAccount' | 'class', what: string) =>
      inRow(at, ruleForm(at).error(field, `name ${what} or tick that there is none, not both.`));
    return [
      row.noExpense && row.expenseAccount.trim() !== '' ? both('expenseAccount', 'an expense account') : [],
      row.noClass && row.class.trim() !== '' ? both('class', 'a class') : [],
    ].flat();
  });
}

/** What the schema finds in the rules, told of the rows: a fault of accountRules, 1, prefix is one of the second rule's row. */
export function rowErrors(faults: readonly Fault[], places: readonly number[]): FieldError[] {
  return faults.map((fault) => {
    const [, rule, field] = fault.path;
    const row = places[Number(rule)];
    if (row === undefined || field === undefined) return { field: '', message: fault.message };
    return inRow(row, ruleForm(row).told(String(field), fault));
  });
}
