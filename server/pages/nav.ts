/** The ways through the pages: shown to those who may go them. */
import type { CompanyRight } from '../identity/rights.ts';

/** A way: `key` by which a page says that it belongs to it. */
export interface NavLink {
  readonly key: string;
  readonly label: string;
  readonly path: string;
}

interface CompanyLink extends NavLink {
  readonly right: CompanyRight;
}

/** Paths below `/companies/{company}`. */
export const COMPANY_LINKS: readonly CompanyLink[] = [
  { key: 'desk', label: 'Cost codes', path: '', right: 'viewer' },
  { key: 'import', label: 'Import', path: '/import', right: 'sender' },
  { key: 'quickbooks', label: 'QuickBooks', path: '/quickbooks', right: 'viewer' },
  { key: 'days', label: 'Thirty days', path: '/days', right: 'viewer' },
  { key: 'sessions', label: 'Sessions', path: '/sessions', right: 'companyAdmin' },
  { key: 'connector', label: 'Connector', path: '/connector', right: 'companyAdmin' },
  { key: 'settings', label: 'Settings', path: '/settings', right: 'companyAdmin' },
];

/** For admins of the service. */
export const ADMIN_LINKS: readonly NavLink[] = [
  { key: 'new-company', label: 'New company', path: '/companies/new' },
  { key: 'users', label: 'Users', path: '/users' },
];
