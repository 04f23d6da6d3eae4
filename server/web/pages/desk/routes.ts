/** The approvers' desk. */

import { html } from '../html.ts';
import type { PageModule } from '../visit.ts';

export const deskPages: PageModule = () => [
  {
    method: 'get',
    path: '/companies/:company',
    right: 'viewer',
    handle: (visit) => visit.render({ title: 'Cost codes', active: 'desk', body: html`` }),
  },
];
