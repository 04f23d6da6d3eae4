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

/** The classes likewise. */
function knownClasses(company: Company): string[] {
  const all = [company, ...company.accountRules].map((each) => each.class ?? '');
  return [...new Set(all)].filter((itsClass) => itsClass !== '').sort();
}

/** Whether costs of the code post to an account of their own. */
export const hasExpense = (
  code: Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount'>,
  company: Company,
) => accountsOf(code, company).expenseAccount !== null;

const datalist = (id: string, names: readonly string[]): Html => html`<datalist id="${id}">
${names.map((name) => html`<option value="${name}"></option>`)}
</datalist>`;

/** The accounts of the company as a list that controls refer to by `accounts`. */
export const accountList = (company: Company): Html => datalist('accounts', knownAccounts(company));

/** Its classes as a list that controls refer to by `classes`. */
export const classList = (company: Company): Html => datalist('classes', knownClasses(company));
