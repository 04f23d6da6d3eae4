/** Which codes of a list are looked at. A filter is told in the address and carried in forms, so that "all that match" needs no names. */

import { CODE_STATUSES, type CodeList, type CodeStatus, type Company } from '../../codes/model.ts';
import { listOf } from '../../doors/named.ts';
import { VERDICTS, type Verdict } from '../../quickbooks/preflight.ts';
import { deskPath, withQuery } from '../addresses.ts';

/** What codes can be sorted by. */
export const SORTS = ['code', 'description', 'changed'] as const;
/** One of them. */
export type Sort = (typeof SORTS)[number];
/** A state, or all of them, or what QuickBooks has otherwise. */
export type Tab = CodeStatus | 'all' | 'drift';

/** The state that a tab shows; 'all' where it shows several. */
export const statusIn = (tab: Tab): CodeStatus | 'all' => (tab === 'drift' ? 'all' : tab);

/** Texts are '' where nothing is asked. */
export interface Filter {
  readonly list: CodeList;
  readonly tab: Tab;
  readonly search: string;
  /** A code: itself and all below it. */
  readonly division: string;
  readonly account: string;
  /** What will happen to it in QuickBooks. */
  readonly verdict: Verdict | '';
  readonly sort: Sort;
}

const TEXT_MAX = 500;

/** Unknown values are as if they were not there: an old bookmark still opens the desk. */
export function readFilter(company: Company, field: (name: string) => string, tab: Tab): Filter {
  const text = (name: string) => field(name).trim().slice(0, TEXT_MAX);
  const wanted = text('status');
  const sort = text('sort');
  const verdict = text('verdict');
  return {
    list: listOf(company, text('list') || undefined),
    tab: wanted === 'all' || wanted === 'drift' || isOneOf(CODE_STATUSES, wanted) ? wanted : tab,
    search: text('search'),
    division: text('division'),
    account: text('account'),
    verdict: isOneOf(VERDICTS, verdict) ? verdict : '',
    sort: isOneOf(SORTS, sort) ? sort : 'code',
  };
}

const isOneOf = <T extends string>(all: readonly T[], value: string): value is T =>
  (all as readonly string[]).includes(value);

/** The filter as fields of a form or a query; what is not asked is left out. */
export function fieldsOf({
  list,
  tab,
  search,
  division,
  account,
  verdict,
  sort,
}: Filter): Record<string, string> {
  const all = {
    list: list.quickBooks ? '' : list.id,
    status: tab,
    search,
    division,
    account,
    verdict,
    sort: sort === 'code' ? '' : sort,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** Whether more is asked than a state. */
export const isFiltered = ({ search, division, account, verdict }: Filter) =>
  [search, division, account, verdict].some((asked) => asked !== '');

/** Nothing but the state, the list and the order. */
export const unfiltered = (filter: Filter): Filter => ({
  ...filter,
  search: '',
  division: '',
  account: '',
  verdict: '',
});

/** The desk with this filter. */
export function deskAddress(
  company: Company,
  filter: Filter,
  more: Readonly<Record<string, string | null>> = {},
): string {
  return withQuery(deskPath(company), { ...fieldsOf(filter), ...more });
}
