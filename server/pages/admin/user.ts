/** One user, as an admin of the service changes them. */

import { changedUser } from '../../api/schemas.ts';
import { allCompanies } from '../../codes/company.ts';
import { type FieldError, notFound } from '../../http/problem.ts';
import { USERS, type User, userKeyOf } from '../../identity/people.ts';
import { changeUser, type UserChange } from '../../identity/user-changes.ts';
import { errorOf, errorSummary } from '../fields.ts';
import { done, notDone } from '../flash.ts';
import { checked } from '../form.ts';
import { html, type Value } from '../html.ts';
import { badge, facts } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import { copied, shownOnce } from './connector-parts.ts';
import { claimForm, keyField } from './once.ts';
import { adminField, passwordField, readPassword, readRoles, roleFields, worded } from './user-fields.ts';

const LAST_ADMIN =
  'This is the last admin who can sign in, so it stays one. Make another user an admin first.';

export const userPages: PageModule = ({ store, random, access, href }) => {
  async function userOf(visit: Visit): Promise<User> {
    const user = await store.get(USERS, userKeyOf(visit.param('userName')));
    if (!user) throw notFound('such user');
    return user;
  }

  async function show(
    visit: Visit,
    user: User,
    { errors, notice }: { errors?: readonly FieldError[]; notice?: Value } = {},
  ): Promise<void> {
    const { csrf, form } = visit;
    const companies = await allCompanies(store);
    const isDisabled = user.disabled === true;
    const isSelf = user.id === visit.user.id;
    const address = `/users/${encodeURIComponent(user.id)}`;
    const disabledError = errorOf(errors, 'disabled');
    const isRightsForm = errors !== undefined && visit.request.path.endsWith('/rights');
    await visit.render({
      status: errors ? 422 : 200,
      title: user.userName,
      active: 'users',
      trail: [{ label: 'Users', href: href('/users') }],
      aside: isDisabled ? badge('calm', '○', 'Disabled') : badge('good', '✓', 'Active'),
      body: html`${errorSummary(errors)}${notice}
<section aria-labelledby="rights"><h2 id="rights">Rights</h2>
<form method="post" action="${href(`${address}/rights`)}" novalidate>${csrf}
${roleFields(companies, isRightsForm ? definedRoles(readRoles(form, companies)) : (user.roles ?? {}))}
${adminField(isRightsForm ? form.has('admin') : user.admin, errors)}
<button class="primary" type="submit">Save the rights</button></form></section>
<section aria-labelledby="password"><h2 id="password">Password</h2>
${
  isSelf
    ? html`<p>You change your own under <a href="${href('/account')}">Your account</a>.</p>`
    : html`<form method="post" action="${href(`${address}/password`)}" novalidate>${csrf}${keyField(random)}
${passwordField(errors, 'New password')}
<p class="hint">It signs ${user.userName} out everywhere. API tokens stay.</p>
<button type="submit">Set a new password</button></form>`
}</section>
<section aria-labelledby="sign-in"><h2 id="sign-in">Sign-in</h2>
<form method="post" action="${href(`${address}/${isDisabled ? 'enable' : 'disable'}`)}">${csrf}
${
  isDisabled
    ? html`<p>${user.userName} cannot sign in. Enabled again, the password and the rights are as before; API tokens are gone for good.</p><button type="submit">Enable ${user.userName}</button>`
    : html`<p>Disabling ends ${isSelf ? 'your own' : 'all'} sessions and API tokens at once. History and rights stay, and it can be undone.</p>${disabledError !== null && html`<p class="field-error"><span aria-hidden="true">✕</span> <span class="visually-hidden">Error: </span>${disabledError}</p>`}<button class="danger" type="submit" id="f-disabled">Disable ${isSelf ? 'yourself' : user.userName}</button>`
}</form></section>`,
    });
  }

  async function change(visit: Visit, wanted: UserChange, words: (user: User) => string): Promise<void> {
    const user = await userOf(visit);
    const changed = await changeUser(store, random, access.passwords, user.id, wanted);
    if (changed === 'unknown') throw notFound('such user');
    if (changed === 'lastAdmin') {
      const field = wanted.disabled === true ? 'disabled' : 'admin';
      return show(visit, user, { errors: [{ field, message: LAST_ADMIN }] });
    }
    await visit.redirect(`/users/${encodeURIComponent(user.id)}`, done(words(changed)));
  }

  return [
    {
      method: 'get',
      path: '/users/:userName',
      right: 'admin',
      handle: async (visit) => show(visit, await userOf(visit)),
    },
    {
      method: 'post',
      path: '/users/:userName/rights',
      right: 'admin',
      async handle(visit) {
        const { form } = visit;
        const roles = readRoles(form, await allCompanies(store));
        const check = checked(changedUser, { admin: form.has('admin'), roles });
        if (!check.ok) return show(visit, await userOf(visit), { errors: worded(check.errors) });
        await change(visit, check.value, ({ userName }) => `The rights of ${userName} have been saved.`);
      },
    },
    {
      method: 'post',
      path: '/users/:userName/password',
      right: 'admin',
      async handle(visit) {
        const user = await userOf(visit);
        const { password, isMade } = readPassword(visit.form, random);
        const check = checked(changedUser, { password });
        if (!check.ok) return show(visit, user, { errors: worded(check.errors) });
        if (!(await claimForm(store, visit)))
          return visit.redirect(
            `/users/${encodeURIComponent(user.id)}`,
            notDone('The new password was shown once. If it is lost, make another one.'),
          );
        if (!isMade) return change(visit, check.value, ({ userName }) => `${userName} has a new password.`);
        const changed = await changeUser(store, random, access.passwords, user.id, check.value);
        if (changed === 'unknown' || changed === 'lastAdmin') throw notFound('such user');
        await show(visit, changed, {
          notice: shownOnce(
            `${changed.userName} has a new password. Hand it over now: it is shown this once.`,
            facts([['Password', copied('user-password', 'password', password)]]),
          ),
        });
      },
    },
    {
      method: 'post',
      path: '/users/:userName/disable',
      right: 'admin',
      handle: (visit) =>
        change(visit, { disabled: true }, ({ userName }) => `${userName} is disabled and signed out.`),
    },
    {
      method: 'post',
      path: '/users/:userName/enable',
      right: 'admin',
      handle: (visit) =>
        change(visit, { disabled: false }, ({ userName }) => `${userName} may sign in again.`),
    },
  ];
};

const definedRoles = (roles: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(roles).map(([id, role]) => [id, role ?? '']));
