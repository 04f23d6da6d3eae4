/** All users. */
import { allCompanies } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { html, type Value } from '../../html.ts';
import { allUsers, type User } from '../../identity/people.ts';
import { roleIn } from '../../identity/rights.ts';
import { userAddress } from '../addresses.ts';
import { message } from '../components/message.ts';
import { table } from '../components/table.ts';
import { buttonLink, muted } from '../components/text.ts';
import type { Content } from '../layout.ts';
import type { PageModule, Visit } from '../visit.ts';
import { roleLabel } from './role-words.ts';
import { signInBadge } from './sign-in-badge.ts';

const ROLES_SHOWN = 4;

/** The list of users, for admins of the service. */
export const userListPages: PageModule = ({ store }) => [
  {
    method: 'get',
    path: '/users',
    right: 'admin',
    async handle(visit) {
      const companies = await allCompanies(store);
      const users = (await allUsers(store)).sort((one, other) => (one.id < other.id ? -1 : 1));
      await visit.render(usersView(visit, users, companies));
    },
  },
];

const onlyOne = message(
  'calm',
  'You are the only one so far',
  html`<p>Make a user for each person, so that the history of a code tells who did what.</p>`,
);

function usersView(
  { user: self, href }: Visit,
  users: readonly User[],
  companies: readonly Company[],
): Content {
  const nameOf = (user: User) =>
    html`<a href="${href(userAddress(user))}">${user.userName}</a>${user.id === self.id && html` ${muted('(you)')}`}`;
  const all = table(
    'Users',
    [{ label: 'User name' }, { label: 'Roles' }, { label: 'Sign-in' }],
    users.map((user) => [nameOf(user), rolesOf(user, companies), signInBadge(user)]),
  );
  return {
    title: 'Users',
    active: 'users',
    wide: true,
    aside: buttonLink(href('/users/new'), 'New user', { kind: 'primary' }),
    body: html`${users.length === 1 && onlyOne}
<div class="stacked">${all}</div>`,
  };
}

/** The first few; a user may have one in each of hundreds of companies. */
function rolesOf(user: User, companies: readonly Company[]): Value {
  const roles = companies.flatMap(({ id, name }) => {
    const role = roleIn(user, id);
    return role === null ? [] : [`${name}: ${roleLabel(role)}`];
  });
  const all = user.admin ? ['Admin of the service', ...roles] : roles;
  if (all.length === 0) return muted('none yet');
  const more = all.length - ROLES_SHOWN;
  return `${all.slice(0, ROLES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
