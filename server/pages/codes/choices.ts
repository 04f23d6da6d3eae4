/** What a filter and a panel offer to choose from. */
import { accountsOf } from '../../codes/accounts.ts';
import type { CodeList, Company, CostCode } from '../../codes/model.ts';
import { childrenOf } from '../../codes/read.ts';
import type { Html } from '../../html.ts';
import type { Store } from '../../store/port.ts';
import { datalist, knownAccounts } from '../quickbooks/choices.ts';

/** Top codes to choose from, null if there are too many for that. */
export async function divisionsOf(
  store: Store,
  company: Company,
  list: CodeList,
  max: number,
): Promise<CostCode[] | null> {
  const found = await childrenOf(store, company, list, '', max + 1);
  return found.length > max ? null : found;
}

/** Whether costs of the code post to an account of their own. */
export const hasExpense = (
  code: Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount'>,
  company: Company,
) => accountsOf(code, company).expenseAccount !== null;

/** The accounts that the company names, by which the desk is filtered. */
export const accountList = (company: Company): Html =>
  datalist(
    'accounts',
    knownAccounts(company).map((name) => ({ name })),
  );
