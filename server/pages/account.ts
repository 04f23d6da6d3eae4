/** What everybody may change of themselves: the password, and tokens for programs. */

import { changedUser, newToken } from '../api/schemas.ts';
import { type FieldError, HttpProblem, notFound } from '../http/problem.ts';
import { PASSWORD_MIN } from '../identity/passwords.ts';
import { deleteToken, makeToken, TOKENS_MAX, tokensOf } from '../identity/tokens.ts';
import { changeUser } from '../identity/user-changes.ts';
import { errorSummary, input } from './fields.ts';
import { done } from './flash.ts';
import { checked } from './form.ts';
import { html, type Value } from './html.ts';
import { table, time } from './parts.ts';
import type { PageModule, Visit } from './visit.ts';

export const accountPages: PageModule = ({ store, random, access, href }) => {
  async function show(
    visit: Visit,
    more: {
      status?: number;
      errors?: readonly FieldError[];
      notice?: Value;
      tokenName?: string;
    } = {},
  ): Promise<void> {
    const { csrf, user } = visit;
    const { status = 200, errors, notice, tokenName } = more;
    const tokens = await tokensOf(store, user);
    await visit.render({
      status,
      title: 'Your account',
      company: null,
      active: 'account',
      body: html`${errorSummary(errors)}${notice}
<p>You are signed in as <strong>${user.userName}</strong>${user.admin && ', an admin of this service'}.</p>
<section aria-labelledby="password"><h2 id="password">Change your password</h2>
<form method="post" novalidate action="${href('/account/password')}">${csrf}
<input type="hidden" name="userName" value="${user.userName}" autocomplete="username">
${input({ name: 'present', label: 'Present password', type: 'password', errors, more: { autocomplete: 'current-password' } })}
${input({
  name: 'password',
  label: 'New password',
  hint: `At least ${PASSWORD_MIN} characters. Several words are easy to remember and hard to guess.`,
  type: 'password',
  errors,
  more: { autocomplete: 'new-password' },
})}
${input({ name: 'repeated', label: 'New password again', type: 'password', errors, more: { autocomplete: 'new-password' } })}
<p class="hint">It signs you out everywhere else. API tokens stay.</p>
<button class="primary" type="submit">Change the password</button>
</form></section>
<section aria-labelledby="tokens"><h2 id="tokens">API tokens</h2>
<p>A token lets a program do what you may do, without your password. See the <a href="${href('/api/docs')}">HTTP interface</a>.</p>
${
  tokens.length === 0
    ? html`<p class="muted">You have no tokens. Make one for each program, so that you can delete it alone.</p>`
    : table(
        'Your tokens',
        [
          { label: 'Name' },
          { label: 'Made' },
          { label: html`<span class="visually-hidden">Delete</span>`, className: 'end' },
        ],
        tokens.map(({ id, name, createdAt }) => [
          name,
          time(createdAt),
          html`<form method="post" novalidate action="${href(`/account/tokens/${id}/delete`)}">${csrf}<button class="small danger" type="submit">Delete<span class="visually-hidden"> the token ${name}</span></button></form>`,
        ]),
      )
}
<form class="inline-form" method="post" action="${href('/account/tokens')}">${csrf}
${input({ name: 'name', label: 'Name of a new token', hint: 'Such as "nightly import".', value: tokenName, errors, more: { maxlength: 200, autocomplete: 'off' } })}
<button type="submit">Make a token</button>
</form></section>`,
    });
  }

  return [
    { method: 'get', path: '/account', right: 'user', handle: (visit) => show(visit) },
    {
      method: 'post',
      path: '/account/password',
      right: 'user',
      async handle(visit) {
        const { form, user, response } = visit;
        const check = checked(changedUser, { password: form.text('password') });
        const errors: FieldError[] = check.ok ? [] : [...check.errors];
        if (form.text('repeated') !== form.text('password'))
          errors.push({
            field: 'repeated',
            message: 'The two new passwords differ. Type the new one twice.',
          });
        if (form.text('present') === '')
          errors.unshift({ field: 'present', message: 'Enter your present password.' });
        if (errors.length > 0) return show(visit, { status: 422, errors });
        // Checked like a sign-in, so that somebody at an open desk cannot guess either.
        const sure = await access.checkPassword(user.userName, form.text('present'), visit.request.ip ?? '');
        if (sure.kind !== 'right') {
          const message =
            sure.kind === 'wrong'
              ? 'This is not your present password.'
              : `Too many wrong passwords. Wait ${sure.retryAfterSeconds} seconds and try again.`;
          return show(visit, { status: 422, errors: [{ field: 'present', message }] });
        }
        const changed = await changeUser(store, random, access.passwords, user.id, {
          password: form.text('password'),
        });
        if (changed === 'unknown' || changed === 'lastAdmin') throw notFound('such user');
        const { session, cookie } = await access.newSession(changed);
        response.set('Set-Cookie', cookie);
        await visit.redirect('/account', done('Your password has been changed.'), session);
      },
    },
    {
      method: 'post',
      path: '/account/tokens',
      right: 'user',
      async handle(visit) {
        const check = checked(newToken, { name: visit.form.text('name') });
        if (!check.ok)
          return show(visit, { status: 422, errors: check.errors, tokenName: visit.form.text('name') });
        const made = await makeToken(store, random, visit.user, check.value.name);
        if (!made)
          throw new HttpProblem(
            'too-many-tokens',
            `You have ${TOKENS_MAX} tokens. Delete one that is no longer used.`,
          );
        // Shown in the answer itself: a secret is not kept for a page that comes later.
        await show(visit, {
          notice: html`<div class="message good" role="status" tabindex="-1" data-focus>
<p class="message-title"><span aria-hidden="true">✓</span> The token "${made.token.name}" has been made.</p>
<p>Copy it now: it is shown this once.</p><p><code class="secret" tabindex="0">${made.text}</code></p></div>`,
        });
      },
    },
    {
      method: 'post',
      path: '/account/tokens/:id/delete',
      right: 'user',
      async handle(visit) {
        if (!(await deleteToken(store, visit.user, visit.param('id')))) throw notFound('such token');
        await visit.redirect('/account', done('The token has been deleted. Programs that used it are out.'));
      },
    },
  ];
};
