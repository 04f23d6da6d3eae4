/** What doors ask about companies and their codes. No door names a collection or an index of this room. */
import type { Store } from '../store/port.ts';
import { SLICE } from '../turns.ts';
import {
  CODE_STATUSES,
  CODES,
  COMPANIES,
  type CodeList,
  type CodeStatus,
  type Company,
  type CostCode,
  codeID,
  isInQuickBooks,
  keyOf,
  quickBooksList,
} from './model.ts';
import { matcherOf } from './search.ts';
import { codePages, pagesOf } from './walk.ts';

/** The company with this id, null if there is none. */
export const companyWith = (store: Store, id: string): Promise<Company | null> => store.get(COMPANIES, id);

/** Those of the ids that no company has, in their order. */
export async function unknownCompanies(store: Store, ids: readonly string[]): Promise<string[]> {
  const known = new Set((await store.getMany(COMPANIES, ids)).map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

/** The list with this id, the QuickBooks list where none is asked for; null if the company has no such list. */
export function listWith(company: Company, id: string | undefined): CodeList | null {
  return id === undefined ? quickBooksList(company) : (company.lists.find((each) => each.id === id) ?? null);
}

/** A list by its id. */
type Named = Pick<CodeList, 'id'>;

/** The code of this name, spelt in any way that is the same code; null if the list has none. */
export function codeNamed(
  store: Store,
  company: Company,
  list: Named,
  name: string,
): Promise<CostCode | null> {
  return store.get(CODES, codeID(company.id, list.id, keyOf(name)));
}

/** At most `limit` of the codes directly below one, in natural order; those on top where `key` is ''. */
export function childrenOf(
  store: Store,
  company: Company,
  list: Named,
  key: string,
  limit: number,
): Promise<CostCode[]> {
  return store.find(CODES, 'byParent', { equals: [company.id, list.id, key], limit });
}

/** How many codes a list has, or has in one state. */
export function countOf(
  store: Store,
  company: Company,
  list: Named,
  status: CodeStatus | 'all',
): Promise<number> {
  return status === 'all'
    ? store.count(CODES, 'byOrder', [company.id, list.id])
    : store.count(CODES, 'byStatus', [company.id, list.id, status]);
}

/** How many codes of a list are in each state. */
export async function countsOf(
  store: Store,
  company: Company,
  list: Named,
): Promise<Record<CodeStatus, number>> {
  const counts = await Promise.all(
    CODE_STATUSES.map(async (status) => [status, await countOf(store, company, list, status)] as const),
  );
  return Object.fromEntries(counts) as Record<CodeStatus, number>;
}

/** How many codes of a list have an item that is not what it was told. */
export const countDrifted = (store: Store, company: Company, list: Named): Promise<number> =>
  store.count(CODES, 'byDrift', [company.id, list.id, 'yes']);

export interface Wanted {
  /** Only those whose item is not what it was told. */
  readonly drifted?: boolean | undefined;
  /** Only those in QuickBooks. */
  readonly linked?: boolean | undefined;
  readonly status: CodeStatus | 'all';
  readonly search?: string | undefined;
  /** The `order` of a code that is known: those behind it, from there on. */
  readonly after?: string | undefined;
  /** The same: those before it, up to there. Counts where both are given. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** A page of codes in natural order, and whether there are more beyond it on the side away from where it began. */
export interface CodesPage {
  readonly codes: readonly CostCode[];
  readonly hasMore: boolean;
}

/**
 * A page of the codes of a list that are in a state and that a search finds. A search looks at everything of the list in its
 * order until the page is full.
 */
export async function codesPage(
  store: Store,
  company: Company,
  list: Named,
  { status, search = '', after, before, limit, drifted = false, linked = false }: Wanted,
): Promise<CodesPage> {
  const isFound = matcherOf(search);
  const matches = (code: CostCode) =>
    isFound(code) &&
    (!drifted || status === 'all' || code.status === status) &&
    (!linked || isInQuickBooks(code));
  const descending = before !== undefined;
  const found: CostCode[] = [];
  // One beyond the page tells whether there are more.
  const size = keyOf(search) === '' ? Math.min(limit, SLICE) + 1 : SLICE;
  const which = drifted ? 'drifted' : status;
  const pages = codePages(store, company.id, list.id, which, { after: before ?? after, descending, size });
  for await (const page of pages) {
    found.push(...page.filter(matches));
    if (found.length > limit) break;
  }
  const codes = found.slice(0, limit);
  return { codes: descending ? codes.reverse() : codes, hasMore: found.length > limit };
}

/** A code and everything below it, level by level. */
export async function* codesFrom(
  store: Store,
  company: Company,
  list: Named,
  top: string,
): AsyncGenerator<CostCode[]> {
  const first = await codeNamed(store, company, list, top);
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
