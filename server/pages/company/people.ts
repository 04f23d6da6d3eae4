/** Who may do what in a company, for its admins to see. Users themselves are changed by admins of the service only. */

import type { Company } from '../../codes/model.ts';
import { html, type Value } from '../../html.ts';
import { allUsers, type User } from '../../identity/people.ts';
import { ROLES, type Role, roleIn } from '../../identity/rights.ts';
import { userAddress } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { empty } from '../components/message.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { buttonLink } from '../components/text.ts';
import type { Content } from '../layout.ts';
import { ROLE_FACTS, roleLabel } from '../users/role-words.ts';
import { signInBadge } from '../users/sign-in-badge.ts';
import type { PageModule, Visit } from '../visit.ts';
import { settingsTabs } from './settings-tabs.ts';

type Person = User & { readonly role: Role | null };

const rank = (role: Role | null) => (role === null ? ROLES.length : ROLES.indexOf(role));

/** Those with a role in the company and the admins of the service, who may do everything in it. */
const peopleOf = (users: readonly User[], { id }: Company): Person[] =>
  users
    .map((user) => ({ ...user, role: roleIn(user, id) }))
    .filter(({ role, admin }) => role !== null || admin)
    .sort((a, b) => rank(b.role) - rank(a.role) || (a.id < b.id ? -1 : 1));

/** The people of a company. */
export const peoplePages: PageModule = ({ store }) => [
  {
    method: 'get',
    path: '/companies/:company/settings/people',
    right: 'companyAdmin',
    handle: async (visit) => visit.render(peopleView(visit, peopleOf(await allUsers(store), visit.company))),
  },
];

function peopleView(visit: Visit, people: readonly Person[]): Content {
  const { company, user, href } = visit;
  const howTo = user.admin
    ? 'Open a user to change their role.'
    : 'Roles are given and taken by an admin of the service; ask one of those below.';
  return {
    title: 'People',
    heading: 'Settings',
    wide: true,
    active: 'settings',
    aside: user.admin && buttonLink(href('/users/new'), 'New user'),
    body: html`${settingsTabs(visit, 'people')}
<div class="prose">
<p>Who may do what in ${company.name}. ${howTo}</p>
${people.length === 0 ? nobody : peopleTable(visit, people)}
${section('roles', 'What the roles may do', facts(ROLE_FACTS))}
</div>`,
  };
}

const nobody = empty('Nobody has a role here', 'An admin of the service gives people their roles.');

function peopleTable({ user, href }: Visit, people: readonly Person[]): Value {
  const nameOf = (each: Person): Value =>
    user.admin ? html`<a href="${href(userAddress(each))}">${each.userName}</a>` : each.userName;
  const roleOf = ({ role, admin }: Person): string =>
    [role === null ? [] : roleLabel(role), admin ? 'Admin of the service' : []].flat().join(', ');
  return table(
    'People of this company',
    [{ label: 'User' }, { label: 'Role here' }, { label: 'Sign-in' }],
    people.map((each) => [nameOf(each), roleOf(each), signInBadge(each)]),
  );
}
