/** Accounts and classes that were renamed in QuickBooks, as readings showed it: names that were given before mean the same after it. */
import type { AccountRule, Company } from './model.ts';

export type RenameKind = 'account' | 'class';

/** Of one account or class. Those of one reading have the same time, and happened at once. */
export interface Rename {
  readonly kind: RenameKind;
  /** When the reading had come. */
  readonly at: string;
  readonly listID: string;
  readonly from: string;
  readonly to: string;
}

/** Only codes that have names of their own need them, and few accounts are ever renamed. */
const RENAMES_MAX = 1_000;

/** Names are the same in any letter case, as they are to QuickBooks. */
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What an account or class is called now whose name was given at `since`. The renames in the order of their time. */
export function followed(kind: RenameKind, name: string, since: string, renames: readonly Rename[]): string {
  let now = name;
  let at = '';
  for (const rename of renames) {
    if (rename.kind !== kind) continue;
    // Two that have changed names: the second rename is not of the name that the first one has given.
    if (rename.at <= since || rename.at === at || !isSame(rename.from, now)) continue;
    now = rename.to;
    at = rename.at;
  }
  return now;
}

/** The company with what a reading has shown: its own names are the new ones. The same renames again change nothing. */
export function withRenames(company: Company, seen: readonly Rename[]): Company {
  const before = company.renames ?? [];
  const fresh = seen.flatMap((rename) => {
    const last = before.findLast(({ kind, listID }) => kind === rename.kind && listID === rename.listID);
    return last?.to === rename.to ? [] : [{ ...rename, from: last?.to ?? rename.from }];
  });
  if (fresh.length === 0) return company;
  const now = <Name extends string | null | undefined>(name: Name, kind: RenameKind = 'account') =>
    (typeof name === 'string' ? followed(kind, name, '', fresh) : name) as Name;
  const ruleNow = (rule: AccountRule): AccountRule => ({
    ...rule,
    incomeAccount: now(rule.incomeAccount),
    ...(rule.expenseAccount === undefined ? {} : { expenseAccount: now(rule.expenseAccount) }),
    ...(rule.class === undefined ? {} : { class: now(rule.class, 'class') }),
  });
  return {
    ...company,
    incomeAccount: now(company.incomeAccount),
    expenseAccount: now(company.expenseAccount),
    ...(company.class === undefined ? {} : { class: now(company.class, 'class') }),
    accountRules: company.accountRules.map(ruleNow),
    renames: [...before, ...fresh].slice(-RENAMES_MAX),
  };
}
