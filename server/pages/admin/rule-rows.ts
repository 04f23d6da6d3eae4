/** Account rules as rows of a form: `prefix.N`, `incomeAccount.N` and so on, N from each hidden field `row`. */
import type { AccountRule } from '../../codes/model.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Form } from '../form.ts';

export interface RuleRow {
  readonly prefix: string;
  readonly incomeAccount: string;
  readonly expenseAccount: string;
  /** The rule says that there is no expense account; an empty field leaves it to the next rule. */
  readonly noExpense: boolean;
}

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

export function readRows(form: Form): RuleRow[] {
  return form.all('row').map((row) => ({
    prefix: form.text(`prefix.${row}`),
    incomeAccount: form.text(`incomeAccount.${row}`),
    expenseAccount: form.text(`expenseAccount.${row}`),
    noExpense: form.has(`noExpense.${row}`),
  }));
}

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

/** What only the form can get wrong: an account, and a tick that there is none. */
export function contradictions(rows: readonly RuleRow[]): FieldError[] {
  return rows.flatMap(({ noExpense, expenseAccount }, row) =>
    noExpense && expenseAccount.trim() !== ''
      ? [
          {
            field: `expenseAccount.${row}`,
            message: `Rule ${row + 1}: name an expense account or tick that there is none, not both.`,
          },
        ]
      : [],
  );
}

/** The schema's errors, as the form names its fields: accountRules.1.prefix is prefix.N of the second rule's row. */
export function rowErrors(errors: readonly FieldError[], places: readonly number[]): FieldError[] {
  return errors.map(({ field, message }) => {
    const [, rule, name] = /^accountRules\.(\d+)\.(\w+)$/.exec(field) ?? [];
    const row = places[Number(rule)];
    if (row === undefined || name === undefined) return { field: '', message };
    const words = name === 'prefix' && message === 'Must not be empty.' ? NO_PREFIX : message;
    return { field: `${name}.${row}`, message: `Rule ${row + 1}: ${words}` };
  });
}

const NO_PREFIX = 'Enter how the codes begin, such as 03.';
