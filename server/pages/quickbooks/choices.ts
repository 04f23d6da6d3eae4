/**
 * What fields for accounts and classes offer: what was read from QuickBooks, and before that what the company names. They are
 * lists that controls refer to by their ids; any other name can be typed.
 */
import type { Company } from '../../codes/model.ts';
import { type Html, html } from '../../html.ts';
import { kindName } from '../../quickbooks/accounts.ts';
import type { Account } from '../../quickbooks/model.ts';
import { accountsFor, classesFor, type Offered } from '../../quickbooks/offered.ts';
import { plural } from '../components/text.ts';
import type { PageContext } from '../visit.ts';

/** The ids of the lists. */
export const INCOME_LIST = 'income-accounts';
export const EXPENSE_LIST = 'expense-accounts';
export const CLASS_LIST = 'classes';

/** Of a list; a page with more would be long. */
const OFFERED_MAX = 500;

/** One to choose, and how it is told; its name where nothing else is known. */
interface Option {
  readonly name: string;
  readonly label?: string;
}

/** The lists by their ids. */
export type Choices = Readonly<
  Record<typeof INCOME_LIST | typeof EXPENSE_LIST | typeof CLASS_LIST, Offered<Option>>
>;

/** For a company that does not exist yet. */
export const NO_CHOICES: Choices = {
  [INCOME_LIST]: { all: [] },
  [EXPENSE_LIST]: { all: [] },
  [CLASS_LIST]: { all: [] },
};

/** Reads them. */
export async function choicesOf({ kept }: Pick<PageContext, 'kept'>, company: Company): Promise<Choices> {
  const has = await kept.of(company);
  if (has === null) {
    const accounts = { all: knownAccounts(company).map((name) => ({ name })) };
    return {
      [INCOME_LIST]: accounts,
      [EXPENSE_LIST]: accounts,
      [CLASS_LIST]: { all: knownClasses(company).map((name) => ({ name })) },
    };
  }
  return {
    [INCOME_LIST]: told(await accountsFor(has, 'income', OFFERED_MAX), accountOption),
    [EXPENSE_LIST]: told(await accountsFor(has, 'expense', OFFERED_MAX), accountOption),
    [CLASS_LIST]: told(await classesFor(has, OFFERED_MAX), ({ fullName }) => ({ name: fullName })),
  };
}

const told = <E>(offered: Offered<E>, option: (entry: E) => Option): Offered<Option> =>
  'all' in offered ? { all: offered.all.map(option) } : offered;

/** Some browsers show the label in place of the name, so it has the name in it. */
const accountOption = ({ fullName, number, type }: Account): Option => ({
  name: fullName,
  label: `${number === null ? '' : `${number} · `}${fullName} (${kindName(type)})`,
});

/** The accounts that the company names. */
export function knownAccounts(company: Company): string[] {
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

/** A list to choose from. */
export const datalist = (id: string, options: readonly Option[]): Html => html`<datalist id="${id}">
${options.map(({ name, label }) => html`<option value="${name}">${label}</option>`)}
</datalist>`;

/** All lists of a page. */
export const choiceLists = (choices: Choices): Html =>
  html`${Object.entries(choices).map(([id, offered]) => datalist(id, 'all' in offered ? offered.all : []))}`;

const WORDS: Readonly<Record<keyof Choices, string>> = {
  [INCOME_LIST]: 'income accounts',
  [EXPENSE_LIST]: 'expense accounts',
  [CLASS_LIST]: 'classes',
};

/** Said beside the fields where there is too much to choose from; null where nothing has to be said. */
export function tooManyNote(choices: Choices): Html | null {
  const lists = Object.keys(WORDS) as (keyof Choices)[];
  const counts = lists.flatMap((id) => {
    const offered = choices[id];
    return 'all' in offered ? [] : plural(offered.tooMany, WORDS[id], WORDS[id]);
  });
  if (counts.length === 0) return null;
  return html`<p class="hint">QuickBooks has ${counts.join(' and ')}, too many to choose from here: type the full name.</p>`;
}
