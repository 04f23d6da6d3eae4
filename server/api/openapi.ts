/** The OpenAPI 3.1 description of the HTTP interface, from the calls and the schemas that validate. */
import { z } from 'zod';
import { KEY_HOURS, KEY_MAX } from '../identity/keyed-calls.ts';
import type { Right } from '../identity/rights.ts';
import { type Call, changes, type Description } from './call.ts';
import type { CallGroup } from './calls.ts';
import { PROBLEM_SCHEMA, problemAnswersOf } from './problem-answers.ts';

type Json = Record<string, unknown>;

export const RIGHT_WORDS: Readonly<Record<Right, string>> = {
  none: 'no sign-in',
  user: 'any user',
  self: 'the user, or an admin of the service',
  viewer: 'viewer of the company',
  sender: 'sender of the company',
  approver: 'approver of the company',
  companyAdmin: 'admin of the company',
  admin: 'admin of the service',
};

const COMPANY = { company: "The company's id" };

/** A path as OpenAPI writes it. */
export const openPath = (path: string) => path.replace(/:(\w+)/g, '{$1}');

/** `groups`: all calls, by what they are about. */
export function openApiOf(
  groups: readonly CallGroup[],
  publicURL: string,
  version: string,
): Description['openApi'] {
  const paths: Record<string, Json> = {};
  for (const { name, calls } of groups) {
    for (const call of calls) {
      const path = openPath(call.path);
      paths[path] = { ...paths[path], [call.method]: operationOf(name, call) };
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Cost Code Sync',
      version,
      description:
        'Accepted cost codes become Service Items in QuickBooks Desktop. Times are RFC 3339 in UTC.',
    },
    servers: [{ url: `${publicURL}/api` }],
    tags: groups.map(({ name }) => ({ name })),
    security: [{ password: [] }, { token: [] }, { page: [] }],
    paths,
    components: {
      securitySchemes: {
        password: { type: 'http', scheme: 'basic' },
        token: { type: 'http', scheme: 'bearer', description: 'An API token, of POST /tokens.' },
        page: {
          type: 'apiKey',
          in: 'cookie',
          name: 'cost-code-sync',
          description:
            'The session of the page, with __Host- or __Secure- in front where it is https. Calls that change things also need its X-CSRF-Token.',
        },
      },
      schemas: { Problem: PROBLEM_SCHEMA },
    },
  };
}

const FILES: Json = {
  'text/csv': { schema: { type: 'string' } },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    schema: { type: 'string', format: 'binary' },
  },
  'application/x-iif': { schema: { type: 'string', format: 'binary' } },
};

function operationOf(tag: string, call: Call): Json {
  const { id, summary, notes, right, body, example, file, answer } = call;
  const content = {
    ...(body ? { 'application/json': { schema: schemaOf(body), example } } : {}),
    ...(file ? FILES : {}),
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [`Needs: ${RIGHT_WORDS[right]}.`, ...(notes ? [notes] : [])].join(' '),
    ...(right === 'none' ? { security: [] } : {}),
    parameters: parametersOf(call),
    ...(body ? { requestBody: { required: isNeeded(body), content } } : {}),
    responses: { [answer.status]: answerOf(call), ...problemAnswersOf(call) },
  };
}

/** No body at all is read as an empty object. */
const isNeeded = (body: z.ZodType) => !body.safeParse({}).success;

function parametersOf(call: Call): Json[] {
  const words: Readonly<Record<string, string>> = { ...COMPANY, ...call.params };
  const inPath = [...call.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: words[name] ?? '',
    schema: { type: 'string' },
  }));
  const { properties = {} } = (call.query ? schemaOf(call.query) : {}) as { properties?: Json };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    description: `Made up by the caller: the same call with the same key within ${KEY_HOURS} hours is done once only.`,
    schema: { type: 'string', maxLength: KEY_MAX },
  };
  return [...inPath, ...inQuery, ...(changes(call) ? [key] : [])];
}

const ANSWER_WORDS = {
  200: 'The answer',
  201: 'Made',
  202: 'Will be done; how things stand now',
  204: 'Done',
} as const;

function answerOf({ answer }: Call): Json {
  const { status } = answer;
  const description = ANSWER_WORDS[status];
  if ('schema' in answer)
    return { description, content: { 'application/json': { schema: schemaOf(answer.schema) } } };
  return 'type' in answer
    ? { description, content: { [answer.type]: { schema: { type: 'string' } } } }
    : { description };
}

function schemaOf(schema: z.ZodType): Json {
  // `input`: what is sent, before it is brought into form. For answers it leaves open that more fields come.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
