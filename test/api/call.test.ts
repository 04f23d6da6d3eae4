/** What a call says of itself binds its handler: each mistake below does not compile, which `tsc` in `npm test` sees. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call } from '../../server/api/call.ts';
import { CALLS } from '../../server/api/calls.ts';
import { Made, Raw, replyOf } from '../../server/api/reply.ts';

const row = { method: 'post', id: 'x', summary: '' } as const;
const body = z.object({ name: z.string() });
const answer = { status: 200, schema: z.object({ n: z.number() }) } as const;

it('a handler is given what the schemas, the address and the right say, and answers what the schema says', () => {
  const calls = [
    call({
      ...row,
      path: '/companies/:company/codes/:code',
      right: 'viewer',
      params: { code: 'Its text' },
      query: z.object({ list: z.string() }),
      body,
      answer,
      handle: (_, asked) => ({
        n: [asked.company.name, asked.params.code, asked.query.list, asked.body.name, asked.by.at].length,
      }),
    }),
    // @ts-expect-error: the answer's field is a number
    call({ ...row, path: '/x', right: 'user', body, answer, handle: (_, asked) => ({ n: asked.body.name }) }),
    // @ts-expect-error: a field is missing
    call({ ...row, path: '/x', right: 'user', answer, handle: () => ({}) }),
    call({
      ...row,
      path: '/x/:code',
      params: { code: 'Its text' },
      right: 'user',
      answer,
      // @ts-expect-error: the address has no such part
      handle: (_, { params }) => ({ n: params.list.length }),
    }),
    // @ts-expect-error: a part of the address has no words
    call({ ...row, path: '/x/:code', right: 'user', answer, handle: () => ({ n: 1 }) }),
    // @ts-expect-error: a right that is in no company names none
    call({ ...row, path: '/x', right: 'user', answer, handle: (_, { company }) => ({ n: company.length }) }),
    // @ts-expect-error: without a sign-in there is no caller
    call({ ...row, path: '/x', right: 'none', answer, handle: (_, { caller }) => ({ n: caller.length }) }),
    // @ts-expect-error: what is no JSON is sent as it is
    call({ ...row, path: '/x', right: 'user', answer: { status: 200, type: 'text/csv' }, handle: () => '' }),
    // @ts-expect-error: no such problem
    call({ ...row, path: '/x', right: 'user', answer, problems: ['no-such'], handle: () => ({ n: 1 }) }),
  ];
  expect(calls).toHaveLength(9);
});

it('what handlers return becomes an answer: a value, something made, something as it is, nothing', () => {
  const type = 'application/json; charset=utf-8';
  const plain = { status: 200, type, headers: {}, fileName: null, content: '{"n":1}' };
  expect(replyOf(answer, { n: 1 })).toEqual(plain);
  const made = replyOf({ ...answer, status: 201 }, new Made({ n: 1 }, 'http://x/1'));
  expect(made).toEqual({ ...plain, status: 201, headers: { Location: 'http://x/1' } });
  const raw = replyOf({ status: 200, type: 'text/csv' }, new Raw('a,b', 'list.csv'));
  expect(raw).toEqual({ ...plain, type: 'text/csv', fileName: 'list.csv', content: 'a,b' });
  expect(replyOf(answer, new Raw('{"n":2}'))).toEqual({ ...plain, content: '{"n":2}' });
  expect(replyOf({ status: 204 }, undefined)).toEqual({ ...plain, status: 204, type: null, content: null });
});

it('every address and every name is that of one call', () => {
  expect(new Set(CALLS.map(({ method, path }) => `${method} ${path}`)).size).toBe(CALLS.length);
  expect(new Set(CALLS.map(({ id }) => id)).size).toBe(CALLS.length);
});
