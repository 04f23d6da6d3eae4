/** One page of the codes that a filter lets through, and the ways to those before and after it. */
import type { CodeList, Company, CostCode } from '../../codes/model.ts';
import { codesPage, countDrifted, countOf } from '../../codes/read.ts';
import { codesByID } from '../../codes/walk.ts';
import type { Store } from '../../store/port.ts';
import { type Filter, isFiltered, statusIn, type Tab } from './filter.ts';
import { allMatching, comesSorted, type MatchPlace, sortedIDs } from './matching.ts';

/** Whether an index has the codes in their order: then a page is read, and not the list. */
const isByIndex = (filter: Filter) => !isFiltered(filter) && filter.sort === 'code';

/** Where a page begins: after or before a code in their order, or by its number. */
export interface Place {
  readonly after: string;
  readonly before: string;
  /** From 1; only told, where an index has the codes. */
  readonly page: number;
}

/** A page of codes. `previous` and `next`: what the address of those pages has beside the filter. */
export interface Page {
  readonly codes: readonly CostCode[];
  readonly total: number;
  /** Of the first code of the page, from 1. */
  readonly from: number;
  readonly previous: Readonly<Record<string, string>> | null;
  readonly next: Readonly<Record<string, string>> | null;
}

/** How many codes of a list a tab has. */
export const countIn = (store: Store, company: Company, list: CodeList, tab: Tab): Promise<number> =>
  tab === 'drift' ? countDrifted(store, company, list) : countOf(store, company, list, tab);

/** The page at a place; the last one if there are fewer pages. */
export async function pageOf(
  where: MatchPlace,
  company: Company,
  filter: Filter,
  place: Place,
  limit: number,
): Promise<Page> {
  const page = Math.max(1, place.page);
  const numbered = (number: number, more: Record<string, string> = {}) =>
    number <= 1 && !more.before ? {} : { page: String(number), ...more };
  if (!isByIndex(filter)) {
    const { codes, total } = await numberedPage(where, company, filter, page, limit);
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
  const { store } = where;
  const backwards = place.before !== '';
  const { codes, hasMore } = await codesPage(store, company, list, {
    status: statusIn(tab),
    drifted: tab === 'drift',
    after: place.after || undefined,
    before: place.before || undefined,
    limit,
  });
  const [first] = codes;
  const last = codes.at(-1);
  const hasPrevious = backwards ? hasMore : place.after !== '';
  const hasNext = backwards || hasMore;
  return {
    codes,
    total: await countIn(store, company, list, tab),
    from: (page - 1) * limit + 1,
    previous: hasPrevious && first ? { before: first.order, page: String(Math.max(1, page - 1)) } : null,
    next: hasNext && last ? { after: last.order, page: String(page + 1) } : null,
  };
}

/** A page of all that match, the last one if there are fewer pages, and how many match. */
async function numberedPage(
  where: MatchPlace,
  company: Company,
  filter: Filter,
  page: number,
  limit: number,
): Promise<{ codes: CostCode[]; total: number }> {
  if (!comesSorted(filter)) {
    const ids = await sortedIDs(where, company, filter);
    const first = limit * (Math.min(page, Math.max(1, Math.ceil(ids.length / limit))) - 1);
    const codes: CostCode[] = [];
    for await (const some of codesByID(where.store, ids.slice(first, first + limit))) codes.push(...some);
    return { codes, total: ids.length };
  }
  let codes: CostCode[] = [];
  let total = 0;
  for await (const some of allMatching(where, company, filter)) {
    for (const code of some) {
      const isUpToPage = total < page * limit;
      if (isUpToPage && total % limit === 0) codes = [];
      if (isUpToPage) codes.push(code);
      total++;
    }
  }
  return { codes, total };
}
