/** Which accounts a code's item gets, and how account names are read. */
import { ACCOUNT_FULL_NAME_MAX, cleanText, toAccountName, toNFC } from '../../qbxml/text.ts';
import type { Accounts, Company, CostCode } from './model.ts';
import { keyOf } from './model.ts';
import { followed } from './renames.ts';
import type { NamedAccounts } from './transitions.ts';

type Named = Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount' | 'namedAt'>;
/** What of a company decides it. */
export type Rules = Pick<Company, 'accountRules' | 'incomeAccount' | 'expenseAccount' | 'renamedAccounts'>;

/**
 * What the approver named, else the rule with the longest matching prefix, else the company's: each of the two accounts by
 * itself. An expense account of null means none and ends the search.
 */
export function accountsOf(code: Named, company: Rules): Accounts {
  const key = keyOf(code.code);
  const rules = company.accountRules
    .filter((rule) => key.startsWith(keyOf(rule.prefix)))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const sources = [ownNow(code, company), ...rules];
  return {
    incomeAccount:
      sources.find((source) => source.incomeAccount !== undefined)?.incomeAccount ?? company.incomeAccount,
    expenseAccount:
      (sources.find((source) => source.expenseAccount !== undefined) ?? company).expenseAccount ?? null,
  };
}

/** The accounts that the code names, as they are called by now. */
function ownNow(code: Named, { renamedAccounts = [] }: Rules): NamedAccounts {
  const { incomeAccount, expenseAccount, namedAt = {} } = code;
  if (renamedAccounts.length === 0) return code;
  const now = (name: keyof Accounts, account: string) =>
    followed(account, namedAt[name] ?? '', renamedAccounts);
  return {
    ...(incomeAccount === undefined ? {} : { incomeAccount: now('incomeAccount', incomeAccount) }),
    ...(expenseAccount === undefined
      ? {}
      : { expenseAccount: expenseAccount === null ? null : now('expenseAccount', expenseAccount) }),
  };
}

export type AccountName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly why: string };

/** An account's number as QuickBooks shows it before the name, with or without the blanks. It begins with a digit. */
const NUMBER = /^\d[^\s·]* ?· ?/;

/** With a number at each level, and blanks. */
const RAW_MAX = 10 * ACCOUNT_FULL_NAME_MAX;

const tooLong = ({ length }: string): AccountName => ({
  ok: false,
  why: `An account's full name has at most ${ACCOUNT_FULL_NAME_MAX} characters, this has ${length}.`,
});

/**
 * Reads an account's full name as people copy it from QuickBooks: at each level "4000 · Sales" and "4000·Sales" are Sales,
 * "A · B" is a name. Refused: empty, longer than 159 characters (AccountRef FullName), characters that QuickBooks would store
 * as "?".
 */
export function readAccountName(text: string): AccountName {
  if (text.length > RAW_MAX) return tooLong(text);
  const name = toNFC(text)
    .split(':')
    .map((part) => cleanText(part).replace(NUMBER, ''))
    .join(':');
  if (name.split(':').some((part) => part === ''))
    return { ok: false, why: 'Give the account by its full name, such as Income:Labor.' };
  if (name.length > ACCOUNT_FULL_NAME_MAX) return tooLong(name);
  const sendable = toAccountName(name);
  if (!sendable.ok)
    return {
      ok: false,
      why: `QuickBooks cannot be asked for an account with the character ${sendable.character}.`,
    };
  return { ok: true, name: sendable.text };
}
