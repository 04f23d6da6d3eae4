/** Which problems a call may be answered with: most follow from what it says of itself. */
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../http/problem.ts';
import { type Call, changes } from './call.ts';

export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: {
      type: 'string',
      enum: Object.keys(PROBLEMS),
      description: Object.entries(PROBLEMS)
        .map(([code, [, meaning]]) => `\`${code}\`: ${meaning}`)
        .join('\n'),
    },
    detail: { type: 'string', description: 'What is wrong, in a plain sentence.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
        required: ['field', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
};

/** The codes that a call may be answered with, in alphabetical order. */
export function problemCodesOf(call: Call): ProblemCode[] {
  if (call.right === 'none') return ['other-host'];
  const codes: ProblemCode[] = [
    'other-host',
    'not-signed-in',
    'too-many-attempts',
    'internal',
    'store-unavailable',
    'overloaded',
  ];
  if (call.method !== 'get') codes.push('foreign-origin', 'csrf-token');
  if (call.right !== 'user' && call.right !== 'viewer') codes.push('not-allowed');
  if (call.inPerson) codes.push('token-not-enough');
  if (call.path.includes(':')) codes.push('not-found', 'not-readable');
  if (call.body) codes.push('not-readable', 'unsupported-media-type');
  if (call.body || call.query || changes(call)) codes.push('not-valid');
  if (call.method !== 'get') codes.push('too-large', 'too-slow');
  if (changes(call)) codes.push('idempotency-key-in-use', 'idempotency-key-reused');
  if (changes(call) && (call.once || call.secret?.includes('answer') || mayBeLong(call)))
    codes.push('idempotency-answer-gone');
  if (call.once) codes.push('idempotency-outcome-unknown');
  return [...new Set([...codes, ...(call.problems ?? [])])].sort();
}

/** An answer with a list in it may be too long to be kept for its Idempotency-Key. */
function mayBeLong({ answer }: Call): boolean {
  if (!('schema' in answer)) return false;
  let isLong = false;
  z.toJSONSchema(answer.schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'array') isLong = true;
    },
  });
  return isLong;
}

/** By status, as OpenAPI tells them. */
export function problemAnswersOf(call: Call): Record<string, unknown> {
  const byStatus = Map.groupBy(problemCodesOf(call), (code) => PROBLEMS[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('\n'),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
            },
          },
        },
      },
    ]),
  );
}
