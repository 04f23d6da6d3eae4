/**
 * Where the link in a mail leads that ends all notices: without a sign-in, for it is signed. A press of the mail program's own button is a
 * POST and ends them (RFC 8058); whoever follows the link, such as a program that looks at links, is asked first.
 */
import express, { type Router } from 'express';
import { html } from '../../html.ts';
import { isStopMark, stopAll } from '../../notices/choices.ts';
import type { Store } from '../../store/port.ts';
import { message } from '../components/message.ts';
import type { PublicPage } from '../public.ts';

export interface StopOptions {
  readonly store: Store;
  readonly page: PublicPage;
  readonly href: (path: string) => string;
}

/** The page and what its button, and that of a mail program, posts to. Nothing of what is posted is read: the address says it all. */
export function stopRoutes({ store, page, href }: StopOptions): Router {
  const router = express.Router();
  const unknown = page(
    'Notices',
    html`<p>This link is not one of ours. Sign in and choose your notices under <a href="${href('/account/notices')}">Your account</a>.</p>`,
  );
  const ended = page(
    'Notices',
    html`${message('good', 'You get no more notices.', null, { sign: '✓', live: 'status' })}
<p>Sign in to choose some again: <a href="${href('/account/notices')}">Your notices</a>.</p>`,
  );
  router.get('/notices/stop/:mark', async (request, response) => {
    const { mark } = request.params;
    response.set('Cache-Control', 'no-store').type('html');
    if (!(await isStopMark(store, mark))) return void response.status(404).send(unknown);
    const ask = html`<p>You get notices about cost codes because you have chosen them.</p>
<form method="post" action="${href(`/notices/stop/${mark}`)}">
<button class="primary" type="submit">Stop all of them</button>
</form>
<p class="hint">Or choose others: <a href="${href('/account/notices')}">Your notices</a>.</p>`;
    response.send(page('Notices', ask));
  });
  router.post('/notices/stop/:mark', async (request, response) => {
    const isOurs = await stopAll(store, request.params.mark);
    response
      .status(isOurs ? 200 : 404)
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(isOurs ? ended : unknown);
  });
  return router;
}
