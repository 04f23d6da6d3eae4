/** The one table of calls: routes, rights and the description all follow from it. */
import { z } from 'zod';
import type { Call } from './call.ts';
import { CODE_CALLS } from './codes.ts';
import { COMPANY_CALLS } from './companies.ts';
import { PEOPLE_CALLS } from './people.ts';
import { STATUS_CALLS } from './status.ts';

const DESCRIPTION_CALLS: readonly Call[] = [
  {
    method: 'get',
    path: '/openapi.json',
    id: 'getDescription',
    right: 'none',
    summary: 'This description, as OpenAPI 3.1',
    answer: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
  },
  {
    method: 'get',
    path: '/docs',
    id: 'getDocs',
    right: 'none',
    summary: 'This description, to be read by people',
    answer: { status: 200, type: 'text/html' },
  },
];

export interface CallGroup {
  readonly name: string;
  readonly calls: readonly Call[];
}

export const CALL_GROUPS: readonly CallGroup[] = [
  { name: 'Companies', calls: COMPANY_CALLS },
  { name: 'Cost codes', calls: CODE_CALLS },
  { name: 'Status and sessions', calls: STATUS_CALLS },
  { name: 'Users and tokens', calls: PEOPLE_CALLS },
  { name: 'Description', calls: DESCRIPTION_CALLS },
];

export const CALLS: readonly Call[] = CALL_GROUPS.flatMap(({ calls }) => calls);
