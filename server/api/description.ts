/** The description of all calls, itself two calls. */
import { z } from 'zod';
import { type Call, call } from './call.ts';
import { Raw } from './reply.ts';

export const DESCRIPTION_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/openapi.json',
    id: 'getDescription',
    right: 'none',
    summary: 'This description, as OpenAPI 3.1',
    answer: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
    handle: ({ description }) => description.openApi,
  }),
  call({
    method: 'get',
    path: '/docs',
    id: 'getDocs',
    right: 'none',
    summary: 'This description, to be read by people',
    answer: { status: 200, type: 'text/html' },
    handle: ({ description }) => new Raw(description.page),
  }),
];
