/** Signing in and out. Guesses are counted together with those at the HTTP interface. */
import express, { type Response, type Router } from 'express';
import { type Html, html } from '../../html.ts';
import { bytesUpTo, STRANGER_MAX_BYTES } from '../../http/body.ts';
import type { FieldError } from '../../http/problem.ts';
import { ownPath } from '../addresses.ts';
import { remarkBox } from '../components/message.ts';
import { errorSummary, hidden } from '../forms/controls.ts';
import { Form } from '../forms/form.ts';
import { submit } from '../forms/post.ts';
import { type Content, layout } from '../layout.ts';
import type { PageContext } from '../visit.ts';
import { signIn, signInForm } from './account-forms.ts';

/** What the sign-in tells and carries along. */
export interface SignInOptions {
  readonly href: (path: string) => string;
  /** Where one wanted to go. */
  readonly to: string;
  readonly notice?: Html | null;
  readonly errors?: readonly FieldError[];
  readonly userName?: string;
}

/** The page on which one signs in. */
export function signInContent({ href, to, notice, errors, userName = '' }: SignInOptions): Content {
  const filled = { values: { userName }, errors };
  const name = signInForm.draw('userName', filled, {
    more: { autofocus: !errors && !notice },
  });
  return {
    title: 'Sign in',
    heading: null,
    body: html`<div class="sign-in">
${errorSummary(errors)}${notice}
<h1>Sign in</h1>
<form method="post" novalidate action="${href('/sign-in')}">
${hidden('to', to)}
${name}
${signInForm.draw('password', filled)}
${submit('Sign in')}
</form>
<p class="hint">Accepted cost codes become Service Items in QuickBooks Desktop.
No user name yet, or the password forgotten? An admin of this service makes one for you.</p>
</div>`,
  };
}

/** The sign-in and what it posts to. Everything else needs a session. */
export function signInRoutes({ access, bodies, href }: PageContext): Router {
  const read = bytesUpTo(bodies, STRANGER_MAX_BYTES, () => null);
  const router = express.Router();
  const show = (response: Response, status: number, options: Omit<SignInOptions, 'href'>) =>
    response
      .status(status)
      .type('html')
      .send(layout(href, null, null, signInContent({ href, ...options })));

  router.get('/', async (request, response, next) => {
    const session = await access.sessionOf(request);
    const to = ownPath(typeof request.query.to === 'string' ? request.query.to : undefined);
    if (!session) {
      const notice = to === '/' ? null : remarkBox('calm', 'Sign in to go on to the page that you wanted.');
      return void show(response, 200, { to, notice });
    }
    if (to !== '/') return response.redirect(303, href(to));
    next();
  });

  router.get('/sign-in', (_request, response) => response.redirect(303, href('/')));

  router.post('/sign-in', read, async (request, response) => {
    const form = await Form.of(request);
    const { userName: typed, password } = signInForm.read(form);
    const userName = typed.trim();
    const to = ownPath(form.text('to'));
    const again = (status: number, errors: readonly FieldError[]) =>
      show(response, status, { to, errors, userName });
    const check = signInForm.check(signIn, { userName, password });
    if (!check.ok) return again(422, check.errors);
    const result = await access.signInWithPassword(userName, password, request.ip ?? '');
    switch (result.kind) {
      case 'signedIn':
        // Whoever was signed in before in this browser is not any more.
        await access.signOut(request);
        return response.set('Set-Cookie', result.cookie).redirect(303, href(to));
      case 'wrong': {
        const wrong = 'The user name or the password is wrong. Check both and try again.';
        return again(422, [signInForm.error('userName', wrong)]);
      }
      case 'throttled': {
        const { retryAfterSeconds: seconds } = result;
        response.set('Retry-After', String(seconds));
        const message = `Too many wrong passwords from your address. Wait ${seconds} seconds and try again.`;
        return again(429, [{ field: '', message }]);
      }
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
