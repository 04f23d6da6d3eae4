/** Users and API tokens. */
import type { Request } from 'express';
import { unknownCompanies } from '../codes/read.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import { allUsers, userKeyOf } from '../identity/people.ts';
import { deleteToken, makeToken, TOKENS_MAX, tokensOf } from '../identity/tokens.ts';
import { changeUser, createUser, type UserChange } from '../identity/user-changes.ts';
import { jsonOf } from './body.ts';
import { type ApiContext, callerOf, userOf } from './context.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { changedUser, newToken, newUser } from './schemas.ts';
import { tokenView, userView } from './views.ts';

export function userRoutes({ store, random, publicURL, passwords }: ApiContext): Handlers {
  const router = createHandlers();

  router.get('/users', async (_request, response) => {
    const users = await allUsers(store);
    const sorted = users.sort((one, other) => (one.id < other.id ? -1 : 1));
    response.json({ users: sorted.map(userView) });
  });

  router.post('/users', async (request, response) => {
    const given = await jsonOf(request, newUser);
    await checkCompanies(given.roles ?? {});
    const user = await createUser(store, passwords, given);
    if (!user)
      throw new HttpProblem(409, 'user-exists', 'There is a user of this name already. Choose another name.');
    response
      .status(201)
      .location(`${publicURL}/api/users/${encodeURIComponent(user.id)}`)
      .json(userView(user));
  });

  router.patch('/users/:userName', async (request, response) => {
    const change = await jsonOf(request, changedUser);
    const id = userKeyOf(String(request.params.userName));
    checkChange(request, id, change);
    await checkCompanies(change.roles ?? {});
    const user = await changeUser(store, random, passwords, id, change);
    if (user === 'unknown') throw notFound('such user');
    if (user === 'lastAdmin') {
      throw new HttpProblem(
        409,
        'last-admin',
        'This is the last admin who can sign in. Make another user an admin first.',
      );
    }
    response.json(userView(user));
  });

  /** A role in a company that does not exist is a typing error, and would be a trap if ids ever came again. */
  async function checkCompanies(roles: object): Promise<void> {
    const unknown = await unknownCompanies(store, Object.keys(roles));
    if (unknown.length > 0)
      throw notValid(
        unknown.slice(0, 100).map((id) => ({ field: `roles.${id}`, message: 'There is no such company.' })),
      );
  }

  router.get('/tokens', async (request, response) => {
    response.json({ tokens: (await tokensOf(store, userOf(request))).map(tokenView) });
  });

  router.post('/tokens', async (request, response) => {
    const { name } = await jsonOf(request, newToken);
    const made = await makeToken(store, random, userOf(request), name);
    if (!made)
      throw new HttpProblem(
        409,
        'too-many-tokens',
        `You have ${TOKENS_MAX} tokens. Delete one that is no longer used.`,
      );
    response.status(201).json({ id: made.token.id, name: made.token.name, token: made.text });
  });

  router.delete('/tokens/:id', async (request, response) => {
    if (!(await deleteToken(store, userOf(request), String(request.params.id)))) throw notFound('such token');
    response.status(204).end();
  });

  return router;
}

/** What the body asks for decides here; that the address may be changed at all was decided before it was read. */
function checkChange(request: Request, id: string, change: UserChange): void {
  const { user, by } = callerOf(request);
  const isOwnPasswordOnly = user.id === id && Object.keys(change).every((field) => field === 'password');
  if (!user.admin && !isOwnPasswordOnly)
    throw new HttpProblem(
      403,
      'not-allowed',
      'You may change your own password only; all else is for admins.',
    );
  if (by === 'token' && user.id === id && change.password !== undefined)
    throw new HttpProblem(
      403,
      'token-not-enough',
      "A token cannot change its maker's password. Sign in with the present password.",
    );
}
