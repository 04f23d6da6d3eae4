/** Who may do what in a company, for its admins to see. Users themselves are changed by admins of the service only. */
import { allUsers } from '../../identity/people.ts';
import { ROLES, type Role, roleIn } from '../../identity/rights.ts';
import { html, type Value } from '../html.ts';
import { badge, empty, facts, table } from '../parts.ts';
import type { PageModule } from '../visit.ts';
import { ROLE_FACTS, roleLabel } from './role-words.ts';
import { settingsTabs } from './settings-tabs.ts';

export const peoplePages: PageModule = ({ store, href }) => [
  {
    method: 'get',
    path: '/companies/:company/settings/people',
    right: 'companyAdmin',
    async handle(visit) {
      const { company, user } = visit;
      const rank = (role: Role | null) => (role === null ? ROLES.length : ROLES.indexOf(role));
      const people = (await allUsers(store))
        .map((each) => ({ ...each, role: roleIn(each, company.id) }))
        .filter(({ role, admin }) => role !== null || admin)
        .sort((a, b) => rank(b.role) - rank(a.role) || (a.id < b.id ? -1 : 1));
      const nameOf = ({ id, userName }: { id: string; userName: string }): Value =>
        user.admin ? html`<a href="${href(`/users/${encodeURIComponent(id)}`)}">${userName}</a>` : userName;
      await visit.render({
        title: 'People',
        heading: 'Settings',
        wide: true,
        active: 'settings',
        aside: user.admin && html`<a class="button" href="${href('/users/new')}">New user</a>`,
        body: html`${settingsTabs(visit, 'people')}<div class="prose">
<p>Who may do what in ${company.name}. ${user.admin ? 'Open a user to change their role.' : 'Roles are given and taken by an admin of the service; ask one of those below.'}</p>
${
  people.length === 0
    ? empty('Nobody has a role here', 'An admin of the service gives people their roles.')
    : table(
        'People of this company',
        [{ label: 'User' }, { label: 'Role here' }, { label: 'Sign-in' }],
        people.map((each) => [
          nameOf(each),
          html`${each.role === null ? '' : roleLabel(each.role)}${each.admin && html`${each.role !== null && ', '}Admin of the service`}`,
          each.disabled === true ? badge('calm', '○', 'Disabled') : badge('good', '✓', 'Active'),
        ]),
      )
}
<section aria-labelledby="roles"><h2 id="roles">What the roles may do</h2>${facts(ROLE_FACTS)}</section></div>`,
      });
    },
  },
];
