/** Which codes of a list are looked at. A filter is told in the address and carried in forms, so that "all that match" needs no names. */

import { listOf } from '../../api/context.ts';
import { accountsOf } from '../../codes/accounts.ts';
import {
  CODE_STATUSES,
  CODES,
  type CodeList,
  type CodeStatus,
  type Company,
  type CostCode,
  codeID,
  keyOf,
} from '../../codes/model.ts';
import { matcherOf } from '../../codes/search.ts';
import { shownAccounts } from '../../codes/view.ts';
import { codePages, codesByID, pagesOf } from '../../codes/walk.ts';
import type { Store } from '../../store/port.ts';
import { atMost, sortedInTurns } from '../../turns.ts';
import { withQuery } from '../parts.ts';

export const SORTS = ['code', 'description', 'changed'] as const;
export type Sort = (typeof SORTS)[number];
export type Tab = CodeStatus | 'all';

export interface Filter {
  readonly list: CodeList;
  readonly tab: Tab;
  readonly search: string;
  /** A code: itself and all below it. */
  readonly division: string;
  readonly account: string;
  readonly sort: Sort;
}

const TEXT_MAX = 500;

/** Unknown values are as if they were not there: an old bookmark still opens the desk. */
export function readFilter(company: Company, field: (name: string) => string, tab: Tab): Filter {
  const text = (name: string) => field(name).trim().slice(0, TEXT_MAX);
  const wanted = text('status');
  const sort = text('sort');
  return {
    list: listOf(company, text('list') || undefined),
    tab: wanted === 'all' || isOneOf(CODE_STATUSES, wanted) ? wanted : tab,
    search: text('search'),
    division: text('division'),
    account: text('account'),
    sort: isOneOf(SORTS, sort) ? sort : 'code',
  };
}

const isOneOf = <T extends string>(all: readonly T[], value: string): value is T =>
  (all as readonly string[]).includes(value);

export function fieldsOf({ list, tab, search, division, account, sort }: Filter): Record<string, string> {
  const all = {
    list: list.quickBooks ? '' : list.id,
    status: tab,
    search,
    division,
    account,
    sort: sort === 'code' ? '' : sort,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

export const isFiltered = ({ search, division, account }: Filter) =>
  search !== '' || division !== '' || account !== '';

export const deskPath = (company: Company) => `/companies/${company.id}`;

export function deskAddress(
  company: Company,
  filter: Filter,
  more: Readonly<Record<string, string | null>> = {},
): string {
  return withQuery(deskPath(company), { ...fieldsOf(filter), ...more });
}

export const codeAddress = (company: Company, list: CodeList, code: string): string => {
  // These two mean folders in an address, however they are written.
  const isDots = code === '.' || code === '..';
  return withQuery(`${deskPath(company)}/codes/${isDots ? '-' : encodeURIComponent(code)}`, {
    list: list.quickBooks ? null : list.id,
    code: isDots ? code : null,
  });
};

/** Whether an index has the codes in their order: then a page is read, and not the list. */
const isByIndex = (filter: Filter) => !isFiltered(filter) && filter.sort === 'code';

/** All codes that the filter lets through, as they come from the store: in the order of codes unless it names a division. */
export async function* allMatching(
  store: Store,
  company: Company,
  filter: Filter,
): AsyncGenerator<readonly CostCode[]> {
  const matches = matcherOf(filter.search);
  const account = filter.account.toLowerCase();
  for await (const page of source(store, company, filter))
    yield page.filter(
      (code) =>
        (filter.tab === 'all' || code.status === filter.tab) &&
        matches(code) &&
        (account === '' || hasAccount(code, company, account)),
    );
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

const comesSorted = ({ sort, division }: Filter) => sort === 'code' && division === '';

/** The ids of all matching codes, in the order of the filter. */
function sortedIDs(store: Store, company: Company, filter: Filter): Promise<string[]> {
  return sorting(async () => {
    const places: Sortable[] = [];
    for await (const page of allMatching(store, company, filter))
      for (const code of page)
        places.push({ id: code.id, order: code.order, by: SORTED_BY[filter.sort](code) });
    return (await sortedInTurns(places, COMPARISONS[filter.sort])).map(({ id }) => id);
  });
}

/** All matching codes in the order of the filter. What is changed meanwhile comes as it is then. */
export async function* inOrder(
  store: Store,
  company: Company,
  filter: Filter,
): AsyncGenerator<readonly CostCode[]> {
  if (comesSorted(filter)) yield* allMatching(store, company, filter);
  else yield* codesByID(store, await sortedIDs(store, company, filter));
}

function source(
  store: Store,
  company: Company,
  { list, division, tab }: Filter,
): AsyncIterable<readonly CostCode[]> {
  return division === ''
    ? codePages(store, company.id, list.id, tab)
    : withBelow(store, company, list, division);
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

/** A code and everything below it, level by level. */
async function* withBelow(
  store: Store,
  company: Company,
  list: CodeList,
  top: string,
): AsyncGenerator<CostCode[]> {
  const first = await store.get(CODES, codeID(company.id, list.id, keyOf(top)));
  if (!first) return;
  yield [first];
  for (let level = [first.key]; level.length > 0; ) {
    const below: string[] = [];
    for (const parent of level) {
      const equals = [company.id, list.id, parent];
      const children = pagesOf<CostCode, 'order'>(
        (after, limit) => store.find(CODES, 'byParent', { equals, after, limit }),
        'order',
      );
      for await (const page of children) {
        yield page;
        for (const { key } of page) below.push(key);
      }
    }
    level = below;
  }
}

export const countOf = (store: Store, company: Company, list: CodeList, tab: Tab): Promise<number> =>
  tab === 'all'
    ? store.count(CODES, 'byOrder', [company.id, list.id])
    : store.count(CODES, 'byStatus', [company.id, list.id, tab]);

export interface Place {
  readonly after: string;
  readonly before: string;
  /** From 1; only told, where an index has the codes. */
  readonly page: number;
}

export interface Page {
  readonly codes: readonly CostCode[];
  readonly total: number;
  /** Of the first code of the page, from 1. */
  readonly from: number;
  readonly previous: Readonly<Record<string, string>> | null;
  readonly next: Readonly<Record<string, string>> | null;
}

export async function pageOf(
  store: Store,
  company: Company,
  filter: Filter,
  place: Place,
  limit: number,
): Promise<Page> {
  const page = Math.max(1, place.page);
  const numbered = (number: number, more: Record<string, string> = {}) =>
    number <= 1 && !more.before ? {} : { page: String(number), ...more };
  if (!isByIndex(filter)) {
    const { codes, total } = await numberedPage(store, company, filter, page, limit);
    const last = Math.max(1, Math.ceil(total / limit));
    const current = Math.min(page, last);
    return {
      codes,
      total,
      from: (current - 1) * limit + 1,
      previous: current > 1 ? numbered(current - 1) : null,
      next: current < last ? numbered(current + 1) : null,
    };
  }
  const { list, tab } = filter;
  const index = tab === 'all' ? 'byOrder' : 'byStatus';
  const equals = [company.id, list.id, ...(tab === 'all' ? [] : [tab])];
  const backwards = place.before !== '';
  const found = await store.find(CODES, index, {
    equals,
    after: (backwards ? place.before : place.after) || undefined,
    descending: backwards,
    limit: limit + 1,
  });
  const codes = found.slice(0, limit);
  const hasMore = found.length > limit;
  if (backwards) codes.reverse();
  const [first] = codes;
  const last = codes.at(-1);
  const hasPrevious = backwards ? hasMore : place.after !== '';
  const hasNext = backwards || hasMore;
  return {
    codes,
    total: await countOf(store, company, list, tab),
    from: (page - 1) * limit + 1,
    previous: hasPrevious && first ? { before: first.order, page: String(Math.max(1, page - 1)) } : null,
    next: hasNext && last ? { after: last.order, page: String(page + 1) } : null,
  };
}

/** A page of all that match, the last one if there are fewer pages, and how many match. */
async function numberedPage(
  store: Store,
  company: Company,
  filter: Filter,
  page: number,
  limit: number,
): Promise<{ codes: CostCode[]; total: number }> {
  if (!comesSorted(filter)) {
    const ids = await sortedIDs(store, company, filter);
    const first = limit * (Math.min(page, Math.max(1, Math.ceil(ids.length / limit))) - 1);
    const codes: CostCode[] = [];
    for await (const some of codesByID(store, ids.slice(first, first + limit))) codes.push(...some);
    return { codes, total: ids.length };
  }
  let codes: CostCode[] = [];
  let total = 0;
  for await (const some of allMatching(store, company, filter)) {
    for (const code of some) {
      const isUpToPage = total < page * limit;
      if (isUpToPage && total % limit === 0) codes = [];
      if (isUpToPage) codes.push(code);
      total++;
    }
  }
  return { codes, total };
}

/** Top codes to choose from, null if there are too many for that. */
export async function divisionsOf(
  store: Store,
  company: Company,
  list: CodeList,
  max: number,
): Promise<CostCode[] | null> {
  const found = await store.find(CODES, 'byParent', {
    equals: [company.id, list.id, ''],
    limit: max + 1,
  });
  return found.length > max ? null : found;
}

/** The accounts that the company names, to choose from. */
export function knownAccounts(company: Company): string[] {
  const all = [company, ...company.accountRules].flatMap(({ incomeAccount, expenseAccount }) => [
    incomeAccount,
    expenseAccount ?? '',
  ]);
  return [...new Set(all)].filter((account) => account !== '').sort();
}

export const hasExpense = (
  code: Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount'>,
  company: Company,
) => accountsOf(code, company).expenseAccount !== null;
