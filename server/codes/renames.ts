/** Accounts that were renamed in QuickBooks, as readings showed it: names that were given before mean the same account after it. */
import type { AccountRule, Company } from './model.ts';

/** One account. Those of one reading have the same time, and happened at once. */
export interface Rename {
  /** When the reading had come. */
  readonly at: string;
  readonly listID: string;
  readonly from: string;
  readonly to: string;
}

/** Only codes that name accounts by themselves need them, and few accounts are ever renamed. */
const RENAMES_MAX = 1_000;

/** Names of accounts are the same in any letter case, as they are to QuickBooks. */
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What an account is called now whose name was given at `since`. The renames in the order of their time. */
export function followed(name: string, since: string, renames: readonly Rename[]): string {
  let now = name;
  let at = '';
  for (const rename of renames) {
    // Two accounts that have changed names: the second rename is not of the name that the first one has given.
    if (rename.at <= since || rename.at === at || !isSame(rename.from, now)) continue;
    now = rename.to;
    at = rename.at;
  }
  return now;
}

/** The company with what a reading has shown: its own names are the new ones. The same renames again change nothing. */
export function withRenames(company: Company, seen: readonly Rename[]): Company {
  const before = company.renamedAccounts ?? [];
  const fresh = seen.flatMap((rename) => {
    const last = before.findLast(({ listID }) => listID === rename.listID);
    return last?.to === rename.to ? [] : [{ ...rename, from: last?.to ?? rename.from }];
  });
  if (fresh.length === 0) return company;
  const now = <Name extends string | null>(name: Name) =>
    (name === null ? null : followed(name, '', fresh)) as Name;
  const ruleNow = (rule: AccountRule): AccountRule => ({
    ...rule,
    incomeAccount: now(rule.incomeAccount),
    ...(rule.expenseAccount === undefined ? {} : { expenseAccount: now(rule.expenseAccount) }),
  });
  return {
    ...company,
    incomeAccount: now(company.incomeAccount),
    expenseAccount: now(company.expenseAccount),
    accountRules: company.accountRules.map(ruleNow),
    renamedAccounts: [...before, ...fresh].slice(-RENAMES_MAX),
  };
}
