/** Making a user. A password that was made up is shown in the answer, this once. */

import { newUser } from '../../api/schemas.ts';
import { allCompanies } from '../../codes/company.ts';
import type { FieldError } from '../../http/problem.ts';
import { createUser } from '../../identity/user-changes.ts';
import { errorSummary, input } from '../fields.ts';
import { done, notDone } from '../flash.ts';
import { checked } from '../form.ts';
import { html } from '../html.ts';
import { facts } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import { copied, shownOnce } from './connector-parts.ts';
import { claimForm, keyField } from './once.ts';
import {
  adminField,
  passwordField,
  readPassword,
  readRoles,
  roleFields,
  withoutNone,
  worded,
} from './user-fields.ts';

export const newUserPages: PageModule = ({ store, random, access, href }) => {
  const trail = [{ label: 'Users', href: href('/users') }];

  async function show(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const { form, csrf } = visit;
    const companies = await allCompanies(store);
    await visit.render({
      status: errors ? 422 : 200,
      title: 'New user',
      active: 'users',
      trail,
      body: html`${errorSummary(errors)}
<form method="post" action="${href('/users/new')}" novalidate>${csrf}${keyField(random)}
${input({
  name: 'userName',
  label: 'User name',
  hint: 'Such as jane or jane@example.com. Upper and lower case are the same, and it never changes.',
  value: form.text('userName'),
  errors,
  more: { maxlength: 200, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' },
})}
${passwordField(errors, 'First password')}
${roleFields(companies, withoutNone(readRoles(form, companies)))}
${adminField(form.has('admin'), errors)}
<div class="buttons"><button class="primary" type="submit">Make the user</button> <a href="${href('/users')}">Cancel</a></div>
</form>`,
    });
  }

  return [
    { method: 'get', path: '/users/new', right: 'admin', handle: (visit) => show(visit) },
    {
      method: 'post',
      path: '/users/new',
      right: 'admin',
      async handle(visit) {
        const { form } = visit;
        const { password, isMade } = readPassword(form, random);
        const roles = withoutNone(readRoles(form, await allCompanies(store)));
        const check = checked(newUser, {
          userName: form.text('userName'),
          password,
          admin: form.has('admin'),
          roles,
        });
        if (!check.ok) return show(visit, worded(check.errors));
        if (!(await claimForm(store, visit)))
          return visit.redirect(
            '/users',
            notDone(
              'This form had been sent before, so no second user was made. A password that was made up was shown once.',
            ),
          );
        const user = await createUser(store, access.passwords, check.value);
        if (!user)
          return show(visit, [
            { field: 'userName', message: 'There is a user of this name already. Choose another name.' },
          ]);
        const address = `/users/${encodeURIComponent(user.id)}`;
        if (!isMade) return visit.redirect(address, done(`The user ${user.userName} has been made.`));
        await visit.render({
          title: 'New user',
          heading: html`${user.userName} can sign in now`,
          active: 'users',
          trail,
          body: html`${shownOnce(
            'Hand this over now: the password is shown this once.',
            html`${facts([
              ['User name', copied('user-name', 'user name', user.userName)],
              ['Password', copied('user-password', 'password', password)],
            ])}<p>Everybody may change their own password under <em>Your account</em>.</p>`,
          )}
<div class="buttons"><a class="button" href="${href('/users')}">To the users</a> <a class="button" href="${href('/users/new')}">Make another user</a></div>`,
        });
      },
    },
  ];
};
