/** What a filter and a panel offer to choose from. */
import { accountsOf } from '../../codes/accounts.ts';
import type { CodeList, Company, CostCode } from '../../codes/model.ts';
import { childrenOf } from '../../codes/read.ts';
import { type Html, html } from '../../html.ts';
import type { Store } from '../../store/port.ts';

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

/** The accounts that the company names, to choose from. */
function knownAccounts(company: Company): string[] {
  const all = [company, ...company.accountRules].flatMap(({ incomeAccount, expenseAccount }) => [
    incomeAccount,
    expenseAccount ?? '',
  ]);
  return [...new Set(all)].filter((account) => account !== '').sort();
}

/** Whether costs of the code post to an account of their own. */
export const hasExpense = (
  code: Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount'>,
  company: Company,
) => accountsOf(code, company).expenseAccount !== null;

/** The accounts of the company as a list that controls refer to by `accounts`. */
export const accountList = (company: Company): Html => html`<datalist id="accounts">
${knownAccounts(company).map((account) => html`<option value="${account}"></option>`)}
</datalist>`;
