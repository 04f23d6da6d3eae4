/** Account rules as rows of a form: `prefix.N`, `incomeAccount.N` and so on, N from each hidden field `row`. */
import type { AccountRule } from '../../codes/model.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Fault } from '../forms/check.ts';
import { defineForm, type Fields } from '../forms/definition.ts';
import type { Form } from '../forms/form.ts';

/** What a rule tells, as a person is asked for it. */
export const RULE_FIELDS = {
  prefix: {
    control: 'line',
    label: 'Codes that begin with',
    missing: 'Enter how the codes begin, such as 03.',
  },
  incomeAccount: { control: 'line', label: 'Income account' },
  expenseAccount: { control: 'line', label: 'Expense account' },
  noExpense: { control: 'tick', label: 'No expense account' },
} as const satisfies Fields;

/** The form of one row. */
export const ruleForm = (row: number | string) =>
  defineForm(RULE_FIELDS, { nameOf: (field) => `${field}.${row}` });

/** `noExpense`: the rule says that there is no expense account; an empty field leaves it to the next rule. */
export type RuleRow = ReturnType<ReturnType<typeof ruleForm>['read']>;

/** A rule of which nothing is told yet. */
export const EMPTY_ROW: RuleRow = { prefix: '', incomeAccount: '', expenseAccount: '', noExpense: false };

/** As they are applied: the longest prefix first. */
export function rowsOfRules(rules: readonly AccountRule[]): RuleRow[] {
  return [...rules].sort(byLength).map((rule) => ({
    prefix: rule.prefix,
    incomeAccount: rule.incomeAccount,
    expenseAccount: rule.expenseAccount ?? '',
    noExpense: rule.expenseAccount === null,
  }));
}

const byLength = (a: AccountRule, b: AccountRule) =>
  b.prefix.length - a.prefix.length || a.prefix.localeCompare(b.prefix, 'en', { numeric: true });

/** The rows that were posted, in their order. */
export const readRows = (form: Form): RuleRow[] => form.all('row').map((row) => ruleForm(row).read(form));

const isBlank = ({ prefix, incomeAccount, expenseAccount, noExpense }: RuleRow) =>
  `${prefix}${incomeAccount}${expenseAccount}`.trim() === '' && !noExpense;

/** For the schema; rows that are empty are no rules. `places` tells the row of each. */
export function rulesOf(rows: readonly RuleRow[]) {
  const filled = [...rows.entries()].filter(([, row]) => !isBlank(row));
  return {
    places: filled.map(([place]) => place),
    rules: filled.map(([, { prefix, incomeAccount, expenseAccount, noExpense }]) => ({
      prefix,
      incomeAccount,
      ...(noExpense ? { expenseAccount: null } : {}),
      ...(expenseAccount.trim() === '' ? {} : { expenseAccount }),
    })),
  };
}

const inRow = (row: number, { field, message }: FieldError): FieldError => ({
  field,
  message: `Rule ${row + 1}: ${message}`,
});

/** What only the form can get wrong: an account, and a tick that there is none. */
export function contradictions(rows: readonly RuleRow[]): FieldError[] {
  const both = 'name an expense account or tick that there is none, not both.';
  return rows.flatMap(({ noExpense, expenseAccount }, row) =>
    noExpense && expenseAccount.trim() !== ''
      ? [inRow(row, ruleForm(row).error('expenseAccount', both))]
      : [],
  );
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
