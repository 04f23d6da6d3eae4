/** The users of the service. */
import { z } from 'zod';
import { unknownCompanies } from '../codes/read.ts';
import { changedUser, newUser } from '../doors/schemas.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import type { Caller } from '../identity/access.ts';
import { allUsers, type User, userKeyOf } from '../identity/people.ts';
import { ROLES } from '../identity/rights.ts';
import { changeUser, createUser, type UserChange } from '../identity/user-changes.ts';
import type { Store } from '../store/port.ts';
import { text } from './answers.ts';
import { type Call, call } from './call.ts';
import { Made } from './reply.ts';

const user = z.object({
  userName: text,
  admin: z.boolean(),
  disabled: z.boolean(),
  roles: z.record(text, z.enum(ROLES)),
});

const userView = ({ userName, admin, disabled = false, roles = {} }: User) => ({
  userName,
  admin,
  disabled,
  roles,
});

export const USER_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/users',
    id: 'listUsers',
    right: 'admin',
    summary: 'All users',
    answer: { status: 200, schema: z.object({ users: z.array(user) }) },
    async handle({ store }) {
      const sorted = (await allUsers(store)).sort((one, other) => (one.id < other.id ? -1 : 1));
      return { users: sorted.map(userView) };
    },
  }),
  call({
    method: 'post',
    path: '/users',
    id: 'createUser',
    right: 'admin',
    summary: 'Make a user; roles are by company id',
    body: newUser,
    example: { userName: 'jane', password: 'a long sentence of hers', roles: {} },
    answer: { status: 201, schema: user },
    problems: ['user-exists'],
    once: true,
    secret: ['body'],
    async handle({ store, passwords, publicURL }, { body }) {
      await checkCompanies(store, body.roles);
      const made = await createUser(store, passwords, body);
      if (!made)
        throw new HttpProblem('user-exists', 'There is a user of this name already. Choose another name.');
      return new Made(userView(made), `${publicURL}/api/users/${encodeURIComponent(made.id)}`);
    },
  }),
  call({
    method: 'patch',
    path: '/users/:userName',
    params: { userName: 'The name of a user, upper and lower case being the same' },
    id: 'changeUser',
    right: 'self',
    summary: 'Change a user',
    notes:
      'Everyone may change their own password; all else is for admins. `roles` is merged, null takes one away. A new password ends the sessions of that user, `"disabled": true` the sessions and tokens.',
    body: changedUser,
    example: { password: 'another long sentence' },
    answer: { status: 200, schema: user },
    problems: ['last-admin', 'token-not-enough'],
    secret: ['body'],
    async handle({ store, passwords }, { params, body, caller }) {
      const id = userKeyOf(params.userName);
      checkChange(caller, id, body);
      await checkCompanies(store, body.roles);
      const changed = await changeUser(store, passwords, id, body);
      if (changed === 'unknown') throw notFound('such user');
      if (changed === 'lastAdmin')
        throw new HttpProblem(
          'last-admin',
          'This is the last admin who can sign in. Make another user an admin first.',
        );
      return userView(changed);
    },
  }),
];

/** A role in a company that does not exist is a typing error, and would be a trap if ids ever came again. */
async function checkCompanies(store: Store, roles: object = {}): Promise<void> {
  const unknown = await unknownCompanies(store, Object.keys(roles));
  if (unknown.length > 0)
    throw notValid(
      unknown.slice(0, 100).map((id) => ({ field: `roles.${id}`, message: 'There is no such company.' })),
    );
}

/** What the body asks for decides here; that the address may be changed at all was decided before it was read. */
function checkChange({ user, by }: Caller, id: string, change: UserChange): void {
  const isOwnPasswordOnly = user.id === id && Object.keys(change).every((field) => field === 'password');
  if (!user.admin && !isOwnPasswordOnly)
    throw new HttpProblem('not-allowed', 'You may change your own password only; all else is for admins.');
  if (by === 'token' && user.id === id && change.password !== undefined)
    throw new HttpProblem(
      'token-not-enough',
      "A token cannot change its maker's password. Sign in with the present password.",
    );
}
