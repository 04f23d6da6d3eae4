/** The approvers' desk: everything about the codes of a company. */
import type { PageModule } from '../visit.ts';
import { showCode } from './code.ts';
import { showDesk } from './desk.ts';
import { editRoutes } from './edit.ts';
import { eventRoutes } from './events.ts';
import { importRoutes } from './import.ts';
import { listRoutes } from './lists.ts';
import { resultRoutes } from './results.ts';
import { verbRoutes } from './verbs.ts';

export const deskPages: PageModule = (context) => [
  {
    method: 'get',
    path: '/companies/:company',
    right: 'viewer',
    handle: (visit) => showDesk(context, visit),
  },
  {
    method: 'get',
    path: '/companies/:company/codes/:code',
    right: 'viewer',
    handle: (visit) => showCode(context, visit),
  },
  ...resultRoutes(context),
  ...verbRoutes(context),
  ...editRoutes(context),
  ...importRoutes(context),
  ...listRoutes(context),
  ...eventRoutes(context),
];
