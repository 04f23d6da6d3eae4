/** Signing in and out. Guesses are counted together with those at the HTTP interface. */
import express, { type Router } from 'express';
import { bytesUpTo, STRANGER_MAX_BYTES } from '../api/body.ts';
import type { FieldError } from '../http/problem.ts';
import { errorSummary, input } from './fields.ts';
import { Form, ownPath } from './form.ts';
import { type Html, html } from './html.ts';
import { type Content, layout } from './layout.ts';
import type { PageContext } from './visit.ts';

export interface SignInOptions {
  readonly href: (path: string) => string;
  /** Where one wanted to go. */
  readonly to: string;
  readonly notice?: Html | null;
  readonly errors?: readonly FieldError[];
  readonly userName?: string;
}

export function signInContent({ href, to, notice, errors, userName }: SignInOptions): Content {
  return {
    title: 'Sign in',
    heading: null,
    body: html`<div class="sign-in">
${errorSummary(errors)}${notice}
<h1>Sign in</h1>
<form method="post" novalidate action="${href('/sign-in')}">
<input type="hidden" name="to" value="${to}">
${input({
  name: 'userName',
  label: 'User name',
  value: userName,
  errors,
  more: {
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    autofocus: !errors && !notice,
  },
})}
${input({ name: 'password', label: 'Password', type: 'password', errors, more: { autocomplete: 'current-password' } })}
<button class="primary" type="submit">Sign in</button>
</form>
<p class="hint">Accepted cost codes become Service Items in QuickBooks Desktop. No user name yet, or the password forgotten? An admin of this service makes one for you.</p>
</div>`,
  };
}

export function signInRoutes({ access, bodies, href }: PageContext): Router {
  const read = bytesUpTo(bodies, STRANGER_MAX_BYTES, () => null);
  const router = express.Router();

  router.get('/', async (request, response, next) => {
    const session = await access.sessionOf(request);
    const to = ownPath(typeof request.query.to === 'string' ? request.query.to : undefined);
    if (!session) {
      const notice =
        to !== '/' &&
        html`<div class="message calm"><p>Sign in to go on to the page that you wanted.</p></div>`;
      return void response
        .type('html')
        .send(layout(href, null, null, signInContent({ href, to, notice: notice || null })));
    }
    if (to !== '/') return response.redirect(303, href(to));
    next();
  });

  router.get('/sign-in', (_request, response) => response.redirect(303, href('/')));

  router.post('/sign-in', read, async (request, response) => {
    const form = await Form.of(request);
    const userName = form.text('userName').trim();
    const to = ownPath(form.text('to'));
    const again = (status: number, errors: readonly FieldError[]) =>
      response
        .status(status)
        .type('html')
        .send(layout(href, null, null, signInContent({ href, to, errors, userName })));
    const missing = [
      userName === '' ? { field: 'userName', message: 'Enter your user name.' } : [],
      form.text('password') === '' ? { field: 'password', message: 'Enter your password.' } : [],
    ].flat();
    if (missing.length > 0) return again(422, missing);
    const result = await access.signInWithPassword(userName, form.text('password'), request.ip ?? '');
    switch (result.kind) {
      case 'signedIn':
        // Whoever was signed in before in this browser is not any more.
        await access.signOut(request);
        return response.set('Set-Cookie', result.cookie).redirect(303, href(to));
      case 'wrong':
        return again(422, [
          { field: 'userName', message: 'The user name or the password is wrong. Check both and try again.' },
        ]);
      case 'throttled':
        response.set('Retry-After', String(result.retryAfterSeconds));
        return again(429, [
          {
            field: '',
            message: `Too many wrong passwords from your address. Wait ${result.retryAfterSeconds} seconds and try again.`,
          },
        ]);
    }
  });

  router.post('/sign-out', read, async (request, response) => {
    const session = await access.sessionOf(request);
    const form = await Form.of(request);
    // A forged sign-out does little harm, but it would be a nuisance.
    if (session && !access.checkCsrf(session, form.text('csrf'))) return response.redirect(303, href('/'));
    response.set('Set-Cookie', await access.signOut(request)).redirect(303, href('/'));
  });

  return router;
}
