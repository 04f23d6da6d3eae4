/** Addresses of pages, as paths below that of the service. */
import type { CodeList, Company } from '../codes/model.ts';
import type { User } from '../identity/people.ts';

/** A path with a query; what is empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(query).filter((each): each is [string, string] => Boolean(each[1]));
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The desk of a company; its other pages stand below it. */
export const deskPath = (company: Pick<Company, 'id'>): string => `/companies/${company.id}`;

/** How a query names a list: the QuickBooks list is meant without a name. */
export const listQuery = (list: CodeList): { readonly list: string | null } => ({
  list: list.quickBooks ? null : list.id,
});

/** The page of a code. */
export function codeAddress(company: Company, list: CodeList, code: string): string {
  // These two mean folders in an address, however they are written.
  const isDots = code === '.' || code === '..';
  return withQuery(`${deskPath(company)}/codes/${isDots ? '-' : encodeURIComponent(code)}`, {
    ...listQuery(list),
    code: isDots ? code : null,
  });
}

/** How a code of the QuickBooks list came to QuickBooks. */
export const certificateAddress = (company: Company, code: string): string =>
  withQuery(`${deskPath(company)}/certificate`, { code });

/** The page of a user, for admins of the service. */
export const userAddress = ({ id }: Pick<User, 'id'>): string => `/users/${encodeURIComponent(id)}`;

/** The desk of a company or a page below it, where somebody wanted to go to one; null for anything else. */
export function pathWithin(company: Pick<Company, 'id'>, wanted: string): string | null {
  const path = ownPath(wanted);
  const own = deskPath(company);
  return path === own || path.startsWith(`${own}?`) || path.startsWith(`${own}/`) ? path : null;
}

/** A path of this service that somebody wanted to go to; '/' for anything else. */
export function ownPath(wanted: string | undefined): string {
  if (wanted === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return '/';
  const here = 'http://here.invalid';
  const url = URL.parse(wanted, here);
  return url?.origin === here ? url.pathname.replace(/^\/+/, '/') + url.search : '/';
}
