/** The last thirty days of a company as a picture, with the table behind it. */
import { lastDays } from '../../sync/days.ts';
import type { PageModule } from '../visit.ts';
import { daysView } from './days-view.ts';

/** The picture. */
export const daysPages: PageModule = ({ store }) => [
  {
    method: 'get',
    path: '/companies/:company/days',
    right: 'viewer',
    handle: async (visit) => visit.render(daysView(await lastDays(store, visit.company))),
  },
];
