/** The checklist at an address of its own. */
import type { PageModule } from '../visit.ts';
import { setupContent } from './setup-content.ts';

/** The checklist. */
export const setupPages: PageModule = (context) => [
  {
    method: 'get',
    path: '/companies/:company/setup',
    right: 'companyAdmin',
    handle: async (visit) => visit.render(await setupContent(context, visit.company, visit)),
  },
];
