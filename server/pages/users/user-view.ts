/** How the page of one user looks. */
import type { Random } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { User } from '../../identity/people.ts';
import { userAddress } from '../addresses.ts';
import { section } from '../components/section.ts';
import { errorOf, errorSummary, fieldError, fieldId } from '../forms/controls.ts';
import { keyField } from '../forms/once.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { signInBadge } from './sign-in-badge.ts';
import { readRoles, roleFields, userForm } from './user-form.ts';

/** What came of what was just posted. */
export interface UserNews {
  readonly errors?: readonly FieldError[];
  readonly notice?: Value;
}

/** What the page tells. */
export interface UserFacts extends UserNews {
  readonly user: User;
  readonly companies: readonly Company[];
  readonly random: Random;
}

/** The rights, the password and the sign-in of a user. */
export function userView(visit: Visit, facts: UserFacts): Content {
  const { user, errors, notice } = facts;
  return {
    title: user.userName,
    active: 'users',
    trail: [{ label: 'Users', href: visit.href('/users') }],
    aside: signInBadge(user),
    body: html`${errorSummary(errors)}${notice}
${section('rights', 'Rights', rightsForm(visit, facts))}
${section('password', 'Password', passwordPart(visit, facts))}
${section('sign-in', 'Sign-in', signInForm(visit, facts))}`,
  };
}

/** What was posted to it and refused, else what is stored. */
function rightsForm(visit: Visit, { user, companies, errors }: UserFacts): Html {
  const isPosted = errors !== undefined && visit.request.path.endsWith('/rights');
  const posted = Object.entries(readRoles(visit.form, companies)).map(([id, role]) => [id, role ?? '']);
  const roles = isPosted ? Object.fromEntries(posted) : (user.roles ?? {});
  const admin = isPosted ? userForm.read(visit.form).admin : user.admin;
  return postForm(
    visit,
    `${userAddress(user)}/rights`,
    html`${roleFields(companies, roles)}
${userForm.draw('admin', { values: { admin }, errors })}
${submit('Save the rights')}`,
  );
}

function passwordPart(visit: Visit, { user, errors, random }: UserFacts): Html {
  const { userName } = user;
  if (user.id === visit.user.id)
    return html`<p>You change your own under <a href="${visit.href('/account')}">Your account</a>.</p>`;
  return postForm(
    visit,
    `${userAddress(user)}/password`,
    html`${keyField(random)}
${userForm.draw('password', { errors }, { label: 'New password' })}
<p class="hint">It signs ${userName} out everywhere. API tokens stay.</p>
<button type="submit">Set a new password</button>`,
  );
}

function signInForm(visit: Visit, { user, errors }: UserFacts): Html {
  const isDisabled = user.disabled === true;
  const isSelf = user.id === visit.user.id;
  const more = { novalidate: false };
  if (isDisabled) return postForm(visit, `${userAddress(user)}/enable`, enabling(user), more);
  return postForm(visit, `${userAddress(user)}/disable`, disabling(user, isSelf, errors), more);
}

const enabling = ({ userName }: User): Html => html`<p>${userName} cannot sign in.
Enabled again, the password and the rights are as before; API tokens are gone for good.</p>
<button type="submit">Enable ${userName}</button>`;

function disabling({ userName }: User, isSelf: boolean, errors: UserFacts['errors']): Html {
  const field = userForm.nameOf('disabled');
  return html`<p>Disabling ends ${isSelf ? 'your own' : 'all'} sessions and API tokens at once.
History and rights stay, and it can be undone.</p>
${fieldError(errorOf(errors, field), null)}
<button class="danger" type="submit" id="${fieldId(field)}">Disable ${isSelf ? 'yourself' : userName}</button>`;
}
