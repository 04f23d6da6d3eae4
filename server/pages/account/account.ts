/** What everybody may change of themselves: the password, and tokens for programs. */
import { changedUser, newToken } from '../../doors/schemas.ts';
import { type FieldError, HttpProblem, notFound } from '../../http/problem.ts';
import { deleteToken, makeToken, TOKENS_MAX, tokensOf } from '../../identity/tokens.ts';
import { changeUser } from '../../identity/user-changes.ts';
import { done } from '../flash.ts';
import type { PageModule, Visit } from '../visit.ts';
import { passwordForm, presentPassword, tokenForm } from './account-forms.ts';
import { type AccountFacts, accountView, tokenMade } from './account-view.ts';

/** The page of one's account, and what its forms post to. */
export const accountPages: PageModule = ({ store, random, access }) => {
  async function show(visit: Visit, more: Omit<AccountFacts, 'tokens'> = {}): Promise<void> {
    const tokens = await tokensOf(store, visit.user);
    const status = more.errors ? 422 : 200;
    await visit.render({ status, ...accountView(visit, { tokens, ...more }) });
  }

  /** What can be said of a new password before the present one is looked at. */
  function faultsOf(values: ReturnType<typeof passwordForm.read>): readonly FieldError[] {
    const { present, password, repeated } = values;
    const checks = [
      passwordForm.check(presentPassword, { present }),
      passwordForm.check(changedUser, { password }),
    ];
    const errors = checks.flatMap((check) => (check.ok ? [] : check.errors));
    if (repeated === password) return errors;
    const differ = 'The two new passwords differ. Type the new one twice.';
    return [...errors, passwordForm.error('repeated', differ)];
  }

  async function changePassword(visit: Visit): Promise<void> {
    const { form, user, request, response } = visit;
    const values = passwordForm.read(form);
    const errors = faultsOf(values);
    if (errors.length > 0) return show(visit, { errors });
    // Checked like a sign-in, so that somebody at an open desk cannot guess either.
    const sure = await access.checkPassword(user.userName, values.present, request.ip ?? '');
    if (sure.kind !== 'right') {
      const message =
        sure.kind === 'wrong'
          ? 'This is not your present password.'
          : `Too many wrong passwords. Wait ${sure.retryAfterSeconds} seconds and try again.`;
      return show(visit, { errors: [passwordForm.error('present', message)] });
    }
    const { password } = values;
    const changed = await changeUser(store, access.passwords, user.id, { password });
    if (changed === 'unknown' || changed === 'lastAdmin') throw notFound('such user');
    const { session, cookie } = await access.newSession(changed);
    response.set('Set-Cookie', cookie);
    await visit.redirect('/account', done('Your password has been changed.'), session);
  }

  async function newTokenMade(visit: Visit): Promise<void> {
    const values = tokenForm.read(visit.form);
    const check = tokenForm.check(newToken, values);
    if (!check.ok) return show(visit, { errors: check.errors, newToken: values });
    const made = await makeToken(store, random, visit.user, check.value.name);
    if (!made) {
      const tooMany = `You have ${TOKENS_MAX} tokens. Delete one that is no longer used.`;
      throw new HttpProblem('too-many-tokens', tooMany);
    }
    await show(visit, { notice: tokenMade(made.token.name, made.text) });
  }

  async function tokenDeleted(visit: Visit): Promise<void> {
    if (!(await deleteToken(store, visit.user, visit.param('id')))) throw notFound('such token');
    await visit.redirect(
      '/account',
      done('The token has been deleted. Programs that used it can no longer sign in.'),
    );
  }

  return [
    { method: 'get', path: '/account', right: 'user', handle: (visit) => show(visit) },
    { method: 'post', path: '/account/password', right: 'user', handle: changePassword },
    { method: 'post', path: '/account/tokens', right: 'user', handle: newTokenMade },
    { method: 'post', path: '/account/tokens/:id/delete', right: 'user', handle: tokenDeleted },
  ];
};
