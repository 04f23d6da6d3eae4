/** Accounts and classes to choose from: those that an item can get, in the order of their names. */
import { type AccountUse, usesOf } from './accounts.ts';
import { type QuickBooksHas, sortedByOrder } from './has.ts';
import type { Account, Class } from './model.ts';

/** All of them, or how many there are if they are more than can be offered. */
export type Offered<E> = { readonly all: readonly E[] } | { readonly tooMany: number };

/** Active accounts of kinds that may be used like this. */
export const accountsFor = (has: QuickBooksHas, use: AccountUse, max: number): Promise<Offered<Account>> =>
  offered(
    [...has.accounts.values()].filter((account) => account.isActive && usesOf(account).includes(use)),
    max,
  );

/** Active classes. */
export const classesFor = (has: QuickBooksHas, max: number): Promise<Offered<Class>> =>
  offered(
    [...has.classes.values()].filter(({ isActive }) => isActive),
    max,
  );

async function offered<E extends Account | Class>(found: readonly E[], max: number): Promise<Offered<E>> {
  return found.length > max ? { tooMany: found.length } : { all: await sortedByOrder(found) };
}
