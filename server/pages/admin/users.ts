/** All users. */
import { allCompanies } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { allUsers, type User } from '../../identity/people.ts';
import { roleIn } from '../../identity/rights.ts';
import { html, type Value } from '../html.ts';
import { badge, message, table } from '../parts.ts';
import type { PageModule } from '../visit.ts';
import { roleLabel } from './role-words.ts';

const ROLES_SHOWN = 4;

export const userListPages: PageModule = ({ store, href }) => [
  {
    method: 'get',
    path: '/users',
    right: 'admin',
    async handle(visit) {
      const companies = await allCompanies(store);
      const users = (await allUsers(store)).sort((one, other) => (one.id < other.id ? -1 : 1));
      await visit.render({
        title: 'Users',
        active: 'users',
        wide: true,
        aside: html`<a class="button primary" href="${href('/users/new')}">New user</a>`,
        body: html`${
          users.length === 1 &&
          message(
            'calm',
            'You are the only one so far',
            html`<p>Make a user for each person, so that the history of a code tells who did what.</p>`,
          )
        }<div class="stacked">${table(
          'Users',
          [{ label: 'User name' }, { label: 'Roles' }, { label: 'Sign-in' }],
          users.map((user) => [
            html`<a href="${href(`/users/${encodeURIComponent(user.id)}`)}">${user.userName}</a>${user.id === visit.user.id && html` <span class="muted">(you)</span>`}`,
            rolesOf(user, companies),
            user.disabled === true ? badge('calm', '○', 'Disabled') : badge('good', '✓', 'Active'),
          ]),
        )}</div>`,
      });
    },
  },
];

function rolesOf(user: User, companies: readonly Company[]): Value {
  const roles = companies.flatMap(({ id, name }) => {
    const role = roleIn(user, id);
    return role === null ? [] : [`${name}: ${roleLabel(role)}`];
  });
  const all = user.admin ? ['Admin of the service', ...roles] : roles;
  if (all.length === 0) return html`<span class="muted">none yet</span>`;
  const more = all.length - ROLES_SHOWN;
  return `${all.slice(0, ROLES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
