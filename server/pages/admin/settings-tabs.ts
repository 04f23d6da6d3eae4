/** The parts of a company's settings, all for its admins. */
import type { Html } from '../html.ts';
import { tabs } from '../parts.ts';
import type { Visit } from '../visit.ts';

const PARTS = [
  { key: 'general', label: 'General', path: '' },
  { key: 'rules', label: 'Account rules', path: '/rules' },
  { key: 'people', label: 'People', path: '/people' },
] as const;

export function settingsTabs({ company, href }: Visit, current: (typeof PARTS)[number]['key']): Html {
  return tabs(
    'Settings',
    PARTS.map(({ key, label, path }) => ({
      label,
      href: href(`/companies/${company.id}/settings${path}`),
      current: key === current,
    })),
  );
}
