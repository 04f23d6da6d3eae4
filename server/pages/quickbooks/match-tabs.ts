/** The three sides of matching: what is proposed, what no code has, and what is linked. */
import type { Company } from '../../codes/model.ts';
import type { Html } from '../../html.ts';
import { deskPath } from '../addresses.ts';
import { tabs } from '../components/navigation.ts';
import type { Visit } from '../visit.ts';

const SIDES = [
  { side: 'proposals', label: 'Proposals', path: '' },
  { side: 'items', label: 'Items without a code', path: '/items' },
  { side: 'linked', label: 'Linked', path: '/linked' },
] as const;

/** One of them. */
export type Side = (typeof SIDES)[number]['side'];

/** The address of each. */
export const matchPath = (company: Company, side: Side): string =>
  `${deskPath(company)}/match${SIDES.find((each) => each.side === side)?.path ?? ''}`;

/** From one to the others. */
export const matchTabs = ({ href }: Visit, company: Company, present: Side): Html =>
  tabs(
    'Matching',
    SIDES.map(({ side, label }) => ({
      label,
      href: href(matchPath(company, side)),
      current: side === present,
    })),
  );
