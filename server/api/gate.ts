/** What Procore asks before it exports a budget, a commitment or a change order. */
import { z } from 'zod';
import { missingCodes } from '../codes/queue.ts';
import { codeStatus, text } from './answers.ts';
import { type Call, call } from './call.ts';
import { longList } from './long-list.ts';
import { namedCodes } from './named-codes.ts';

export const GATE_CALLS: readonly Call[] = [
  call({
    method: 'post',
    path: '/companies/:company/gate',
    id: 'askGate',
    right: 'viewer',
    summary: 'May a budget, commitment or change order that uses these codes be exported?',
    body: z.strictObject({ codes: namedCodes }),
    example: { codes: ['03-300', '03-310'] },
    answer: {
      status: 200,
      schema: z.object({
        ready: z.boolean(),
        missing: z.array(z.object({ code: text, status: codeStatus.nullable() })),
      }),
    },
    asksOnly: true,
    async handle({ store }, { company, body }) {
      const missing = await missingCodes(store, company, body.codes);
      return longList({ ready: missing.length === 0 }, 'missing', missing);
    },
  }),
];
