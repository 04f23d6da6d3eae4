/** Making a user. A password that was made up is shown in the answer, this once. */

import { allCompanies } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { newUser } from '../../doors/schemas.ts';
import { html } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { User } from '../../identity/people.ts';
import { createUser } from '../../identity/user-changes.ts';
import { userAddress } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { copied, shownOnce } from '../components/secret.ts';
import { buttonLink } from '../components/text.ts';
import { done, notDone } from '../flash.ts';
import { errorSummary } from '../forms/controls.ts';
import { claimForm, keyField } from '../forms/once.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { PageModule, Visit } from '../visit.ts';
import { choosePassword, readRoles, roleFields, userForm, withoutNone } from './user-form.ts';

const SENT_BEFORE =
  'This form was sent before, so no second user was made. If a password was made up, it was shown only once.';

/** The form for a new user, and the page that answers it. */
export const newUserPages: PageModule = ({ store, random, access, href }) => {
  const trail = [{ label: 'Users', href: href('/users') }];

  async function show(visit: Visit, errors?: readonly FieldError[]): Promise<void> {
    const companies = await allCompanies(store);
    await visit.render({
      status: errors ? 422 : 200,
      title: 'New user',
      active: 'users',
      trail,
      body: html`${errorSummary(errors)}
${postForm(visit, '/users/new', html`${keyField(random)}${fields(visit, companies, errors)}`)}`,
    });
  }

  function fields(visit: Visit, companies: readonly Company[], errors?: readonly FieldError[]) {
    const filled = { values: userForm.read(visit.form), errors };
    return html`${userForm.draw('userName', filled)}
${userForm.draw('password', filled)}
${roleFields(companies, withoutNone(readRoles(visit.form, companies)))}
${userForm.draw('admin', filled)}
<div class="buttons">
${submit('Make the user')}
<a href="${href('/users')}">Cancel</a>
</div>`;
  }

  async function make(visit: Visit): Promise<void> {
    const { form } = visit;
    const { userName, password: typed, admin } = userForm.read(form);
    const { password, isMade } = choosePassword(typed, random);
    const roles = withoutNone(readRoles(form, await allCompanies(store)));
    const check = userForm.check(newUser, { userName, password, admin, roles });
    if (!check.ok) return show(visit, check.errors);
    if (!(await claimForm(store, visit))) return visit.redirect('/users', notDone(SENT_BEFORE));
    const user = await createUser(store, access.passwords, check.value);
    if (!user) {
      const taken = 'There is a user of this name already. Choose another name.';
      return show(visit, [userForm.error('userName', taken)]);
    }
    if (!isMade) return visit.redirect(userAddress(user), done(`The user ${user.userName} has been made.`));
    await visit.render({ ...madeView(visit, user, password), trail });
  }

  return [
    { method: 'get', path: '/users/new', right: 'admin', handle: (visit) => show(visit) },
    { method: 'post', path: '/users/new', right: 'admin', handle: make },
  ];
};

function madeView({ href }: Visit, { userName }: User, password: string): Content {
  const secret = html`${facts([
    ['User name', copied('user-name', 'user name', userName)],
    ['Password', copied('user-password', 'password', password)],
  ])}
<p>Everybody may change their own password under <em>Your account</em>.</p>`;
  return {
    title: 'New user',
    heading: html`${userName} can sign in now`,
    active: 'users',
    body: html`${shownOnce('Hand this over now: the password is shown this once.', secret)}
<div class="buttons">
${buttonLink(href('/users'), 'To the users')}
${buttonLink(href('/users/new'), 'Make another user')}
</div>`,
  };
}
