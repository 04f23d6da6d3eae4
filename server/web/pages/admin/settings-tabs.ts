/** The parts of a company's settings, by right. */
import type { CompanyRight } from '../../rights.ts';
import type { Html } from '../html.ts';
import { tabs } from '../parts.ts';
import type { Visit } from '../visit.ts';

const PARTS = [
  { key: 'general', label: 'General', path: '', right: 'companyAdmin' },
  { key: 'rules', label: 'Account rules', path: '/rules', right: 'companyAdmin' },
  { key: 'lists', label: 'Lists', path: '/lists', right: 'sender' },
  { key: 'people', label: 'People', path: '/people', right: 'companyAdmin' },
] as const satisfies readonly { key: string; label: string; path: string; right: CompanyRight }[];

export function settingsTabs({ company, href, may }: Visit, current: (typeof PARTS)[number]['key']): Html {
  return tabs(
    'Settings',
    PARTS.filter(({ right }) => may(right)).map(({ key, label, path }) => ({
      label,
      href: href(`/companies/${company.id}/settings${path}`),
      current: key === current,
    })),
  );
}
