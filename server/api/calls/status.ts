import * as answers from '../answers.ts';
import { listQuery, sessionsQuery } from '../schemas.ts';
import type { Call } from './call.ts';

export const STATUS_CALLS: readonly Call[] = [
  {
    method: 'get',
    path: '/companies/:company/status',
    id: 'getStatus',
    right: 'viewer',
    summary: 'Counts, the connector, the last session, the send button and the alarms',
    query: listQuery,
    answer: { status: 200, schema: answers.companyStatus },
  },
  {
    method: 'get',
    path: '/companies/:company/sessions',
    id: 'listSessions',
    right: 'companyAdmin',
    summary: 'Sessions with QuickBooks, newest first',
    query: sessionsQuery,
    answer: { status: 200, schema: answers.sessions },
  },
  {
    method: 'get',
    path: '/companies/:company/sessions/:session',
    id: 'getSession',
    right: 'companyAdmin',
    summary: 'One session with its message sets',
    answer: { status: 200, schema: answers.sessionWithSets },
  },
];
