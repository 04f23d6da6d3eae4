/** The API tokens of whoever calls. */
import { z } from 'zod';
import { newToken } from '../doors/schemas.ts';
import { HttpProblem, notFound } from '../http/problem.ts';
import { deleteToken, makeToken, TOKENS_MAX, type Token, tokensOf } from '../identity/tokens.ts';
import { text, time } from './answers.ts';
import { type Call, call } from './call.ts';

const tokenView = ({ id, name, createdAt }: Token) => ({ id, name, createdAt });

export const TOKEN_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/tokens',
    id: 'listTokens',
    right: 'user',
    summary: "One's own API tokens",
    answer: {
      status: 200,
      schema: z.object({ tokens: z.array(z.object({ id: text, name: text, createdAt: time })) }),
    },
    async handle({ store }, { caller }) {
      return { tokens: (await tokensOf(store, caller.user)).map(tokenView) };
    },
  }),
  call({
    method: 'post',
    path: '/tokens',
    id: 'createToken',
    right: 'user',
    summary: "Make an API token; it is shown this once and has its maker's rights of today",
    body: newToken,
    example: { name: 'nightly import' },
    answer: { status: 201, schema: z.object({ id: text, name: text, token: text }) },
    problems: ['too-many-tokens'],
    once: true,
    secret: ['answer'],
    inPerson: true,
    async handle({ store, random }, { caller, body }) {
      const made = await makeToken(store, random, caller.user, body.name);
      if (!made)
        throw new HttpProblem(
          'too-many-tokens',
          `You have ${TOKENS_MAX} tokens. Delete one that is no longer used.`,
        );
      return { id: made.token.id, name: made.token.name, token: made.text };
    },
  }),
  call({
    method: 'delete',
    path: '/tokens/:id',
    params: { id: "The token's id" },
    id: 'deleteToken',
    right: 'user',
    summary: "Delete one of one's own tokens",
    answer: { status: 204 },
    async handle({ store }, { caller, params }) {
      if (!(await deleteToken(store, caller.user, params.id))) throw notFound('such token');
    },
  }),
];
