/** The codes that a filter lets through, in its order, page by page as they come from the store. */
import type { Company, CostCode } from '../../codes/model.ts';
import { codesFrom } from '../../codes/read.ts';
import { matcherOf } from '../../codes/search.ts';
import { parentsOf, shownAccounts } from '../../codes/view.ts';
import { codePages, codesByID } from '../../codes/walk.ts';
import type { Verdict } from '../../quickbooks/preflight.ts';
import { preflightsOf } from '../../quickbooks/preflights.ts';
import type { Store } from '../../store/port.ts';
import { atMost, sortedInTurns } from '../../turns.ts';
import type { PageContext } from '../visit.ts';
import type { Filter, Sort, Tab } from './filter.ts';

/** What is asked: the codes, and what QuickBooks has. */
export type MatchPlace = Pick<PageContext, 'store' | 'kept'>;

/** All codes that the filter lets through, as they come from the store: in the order of codes unless it names a division. */
export async function* allMatching(
  place: MatchPlace,
  company: Company,
  filter: Filter,
): AsyncGenerator<readonly CostCode[]> {
  const matches = matcherOf(filter.search);
  const account = filter.account.toLowerCase();
  for await (const page of source(place.store, company, filter)) {
    const found = page.filter(
      (code) =>
        isIn(filter.tab, code) && matches(code) && (account === '' || hasAccount(code, company, account)),
    );
    yield filter.verdict === '' ? found : await judged(place, company, found, filter.verdict);
  }
}

const isIn = (tab: Tab, { status, drift }: CostCode): boolean =>
  tab === 'drift' ? drift !== null : tab === 'all' || status === tab;

/** Those of the codes to which this will happen in QuickBooks. */
async function judged(
  { store, kept }: MatchPlace,
  company: Company,
  codes: readonly CostCode[],
  verdict: Verdict,
): Promise<readonly CostCode[]> {
  if (codes.length === 0) return codes;
  const parents = await parentsOf(store, codes);
  const preflights = await preflightsOf(store, await kept.of(company), company, codes, parents);
  return codes.filter(({ id }) => preflights.get(id)?.verdict === verdict);
}

/** What is kept of a code to sort it: a long list of whole codes would fill the memory. */
interface Sortable {
  readonly id: string;
  readonly order: string;
  /** What it is sorted by, before `order`. */
  readonly by: string;
}

/** Each keeps a place for every code of a list in memory. */
const SORTED_AT_ONCE = 4;
const sorting = atMost(SORTED_AT_ONCE);

/** Whether codes come from the store in the order of the filter. */
export const comesSorted = ({ sort, division }: Filter) => sort === 'code' && division === '';

/** The ids of all matching codes, in the order of the filter. */
export function sortedIDs(place: MatchPlace, company: Company, filter: Filter): Promise<string[]> {
  return sorting(async () => {
    const places: Sortable[] = [];
    for await (const page of allMatching(place, company, filter))
      for (const code of page)
        places.push({ id: code.id, order: code.order, by: SORTED_BY[filter.sort](code) });
    return (await sortedInTurns(places, COMPARISONS[filter.sort])).map(({ id }) => id);
  });
}

/** All matching codes in the order of the filter. What is changed meanwhile comes as it is then. */
export async function* inOrder(
  place: MatchPlace,
  company: Company,
  filter: Filter,
): AsyncGenerator<readonly CostCode[]> {
  if (comesSorted(filter)) yield* allMatching(place, company, filter);
  else yield* codesByID(place.store, await sortedIDs(place, company, filter));
}

function source(
  store: Store,
  company: Company,
  { list, division, tab }: Filter,
): AsyncIterable<readonly CostCode[]> {
  return division === ''
    ? codePages(store, company.id, list.id, tab === 'drift' ? 'drifted' : tab)
    : codesFrom(store, company, list, division);
}

function hasAccount(code: CostCode, company: Company, account: string): boolean {
  const { incomeAccount, expenseAccount } = shownAccounts(code, company);
  return incomeAccount.toLowerCase() === account || expenseAccount?.toLowerCase() === account;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Descriptions that begin alike for so long are sorted by their codes. */
const SORTED_CHARACTERS = 200;

const SORTED_BY: Readonly<Record<Sort, (code: CostCode) => string>> = {
  code: () => '',
  description: (code) => code.description.slice(0, SORTED_CHARACTERS),
  changed: (code) => code.updatedAt,
};

const { compare: byText } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const COMPARISONS: Readonly<Record<Sort, (a: Sortable, b: Sortable) => number>> = {
  code: (a, b) => compare(a.order, b.order),
  description: (a, b) => byText(a.by, b.by) || compare(a.order, b.order),
  changed: (a, b) => compare(b.by, a.by) || compare(a.order, b.order),
};
