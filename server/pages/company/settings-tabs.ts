/** The parts of a company's settings, all for its admins. */

import type { Html } from '../../html.ts';
import { deskPath } from '../addresses.ts';
import { tabs } from '../components/navigation.ts';
import type { Visit } from '../visit.ts';

const PARTS = [
  { key: 'general', label: 'General', path: '' },
  { key: 'rules', label: 'Account rules', path: '/rules' },
  { key: 'times', label: 'Times', path: '/times' },
  { key: 'people', label: 'People', path: '/people' },
  { key: 'webhooks', label: 'Webhooks', path: '/webhooks' },
] as const;

/** The tabs above each of them; `current` is the one that is open. */
export function settingsTabs({ company, href }: Visit, current: (typeof PARTS)[number]['key']): Html {
  const all = PARTS.map(({ key, label, path }) => ({
    label,
    href: href(`${deskPath(company)}/settings${path}`),
    current: key === current,
  }));
  return tabs('Settings', all);
}
