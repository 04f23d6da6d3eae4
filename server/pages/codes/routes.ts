/** The approvers' desk: everything about the codes of a company. */
import type { PageModule } from '../visit.ts';
import { certificateRoutes } from './certificate.ts';
import { showCode } from './code.ts';
import { showDesk } from './desk.ts';
import { resultRoutes } from './download.ts';
import { editRoutes } from './edit.ts';
import { importRoutes } from './import/import.ts';
import { listRoutes } from './lists.ts';
import { eventRoutes } from './live/events.ts';
import { verbRoutes } from './verbs.ts';

/** All of them. */
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
  ...certificateRoutes(context),
  ...resultRoutes(context),
  ...verbRoutes(context),
  ...editRoutes(context),
  ...importRoutes(context),
  ...listRoutes(context),
  ...eventRoutes(context),
];
