/**
 * What an account may be for on a Service Item. No source lists the kinds that QuickBooks takes: these are the ones that its own
 * forms offer and Intuit's samples use. An item with one side may name an expense account, so those have both uses.
 */
import type { Accounts } from '../codes/model.ts';
import type { Account } from './model.ts';

export type AccountUse = 'income' | 'expense';

const USES: Readonly<Record<string, readonly AccountUse[]>> = {
  Income: ['income'],
  OtherIncome: ['income'],
  Expense: ['income', 'expense'],
  OtherExpense: ['income', 'expense'],
  CostOfGoodsSold: ['income', 'expense'],
};

/** Empty for a kind that a Service Item cannot have. */
export const usesOf = ({ type }: Pick<Account, 'type'>): readonly AccountUse[] => USES[type ?? ''] ?? [];

/** What is wrong with the accounts that an item would get, in a sentence; null where nothing is known against them. */
export function accountFault(
  { incomeAccount, expenseAccount }: Accounts,
  accountNamed: (fullName: string) => Account | null,
): string | null {
  const isTwoSided = expenseAccount !== null;
  return (
    faultOf(incomeAccount, accountNamed, (account) =>
      // With two sides the sales side takes only what is income.
      isTwoSided
        ? usesOf(account).includes('income') && !usesOf(account).includes('expense')
        : usesOf(account).length > 0,
    ) ??
    (isTwoSided
      ? faultOf(expenseAccount, accountNamed, (account) => usesOf(account).includes('expense'))
      : null)
  );
}

function faultOf(
  name: string,
  accountNamed: (fullName: string) => Account | null,
  isUsable: (account: Account) => boolean,
): string | null {
  const account = accountNamed(name);
  if (account === null) return `QuickBooks has no account "${name}".`;
  if (!account.isActive) return `The account "${name}" is inactive in QuickBooks.`;
  if (isUsable(account)) return null;
  return `The account "${name}" is of the kind ${kindName(account.type)}, which the item cannot have there.`;
}

/** "CostOfGoodsSold" as people read it. */
export const kindName = (type: string | null): string =>
  type === null ? 'unknown' : type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
