/** The pages: who is there, may they, is the form ours, then the page itself; and one place that turns errors into pages. */
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { allCompanies } from '../codes/company.ts';
import { companyWith } from '../codes/read.ts';
import { problemOf } from '../doors/problem-of.ts';
import { html } from '../html.ts';
import { BODY_MAX_BYTES, bytesUpTo } from '../http/body.ts';
import { refuseForeign } from '../http/foreign.ts';
import { HttpProblem } from '../http/problem.ts';
import { authorise } from '../identity/authorise.ts';
import type { SignedIn } from '../identity/web-sessions.ts';
import { signInContent, signInRoutes } from './account/sign-in.ts';
import { ownPath } from './addresses.ts';
import { assetRoutes } from './assets.ts';
import { message } from './components/message.ts';
import { errorContent } from './errors.ts';
import { hidden } from './forms/controls.ts';
import { Form } from './forms/form.ts';
import { layout, seenBy } from './layout.ts';
import { MODULES } from './modules.ts';
import { setupLinkRoutes } from './setup-link/setup-link.ts';
import { createVisit, type PageContext, type PageRoute } from './visit.ts';

/** The door of browsers: every page, the assets, the sign-in, and errors as pages. */
export function createPageDoor(options: Omit<PageContext, 'href'>): Router {
  const prefix = new URL(options.publicURL).pathname.replace(/\/+$/, '');
  const context: PageContext = { ...options, href: (path) => prefix + path };
  const { publicURL } = context;
  const router = express.Router();
  router.use(assetRoutes());
  router.use(refuseForeign(publicURL));
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(signInRoutes(context));
  router.use(setupLinkRoutes(context));
  for (const module of MODULES) for (const route of module(context)) mountPage(router, context, route);
  router.use((request, _response, next) => {
    // Programs that are lost get the short words of the service.
    if (!wantsPage(request)) return next('router');
    throw new HttpProblem('not-found', 'There is no page at this address.');
  });
  router.use(errorsAsPages(context));
  return router;
}

const wantsPage = (request: Request) => (request.headers.accept ?? '').includes('text/html');

function mountPage(router: Router, context: PageContext, route: PageRoute): void {
  const { store, access, bodies } = context;
  const { method, path, right, handle } = route;
  const sessions = new WeakMap<Request, SignedIn>();
  const enter = async (request: Request, response: Response): Promise<boolean> => {
    const session = await access.sessionOf(request, route.byItself !== true);
    if (!session) {
      if (method === 'get')
        response.redirect(303, context.href(`/?to=${encodeURIComponent(request.originalUrl)}`));
      else sessionIsOver(context, request, response);
      return false;
    }
    await authorise(store, { right }, request, { user: session.user, by: 'session' });
    sessions.set(request, session);
    return true;
  };
  router[method](path, async (request, response, next) => {
    if (await enter(request, response)) next();
  });
  if (method === 'post') {
    const limit = route.bodyMaxBytes ?? BODY_MAX_BYTES;
    const read = bytesUpTo(bodies, limit, (request) => sessions.get(request)?.user.id ?? null);
    router.post(path, read);
  }
  router[method](path, async (request, response) => {
    const session = sessions.get(request);
    if (!session) return;
    const form = method === 'post' ? await Form.of(request) : Form.EMPTY;
    if (method === 'post' && !access.checkCsrf(session, form.text('csrf')))
      throw new HttpProblem(
        'csrf-token',
        'This form belongs to an earlier sign-in, so nothing was done. Open the page again and repeat it.',
      );
    const id = request.params.company;
    const company = id === undefined ? null : await companyWith(store, String(id));
    await handle(createVisit(context, { request, response, session, company, form }));
  });
}

/** A form came after the session had ended: nothing is done, and the page on which it stood is where they come back to. */
function sessionIsOver(context: PageContext, request: Request, response: Response): void {
  const { href, publicURL } = context;
  const from = URL.parse(request.headers.referer ?? '');
  const prefix = new URL(publicURL).pathname.replace(/\/+$/, '');
  const isOurs = from !== null && from.host === request.headers.host && from.pathname.startsWith(prefix);
  const to = isOurs ? ownPath(from.pathname.slice(prefix.length) + from.search) : '/';
  const notice = message(
    'warn',
    'Your session was over, so nothing was done.',
    html`<p>Sign in and you are back on the page; then do it again.</p>`,
    { sign: '!', live: 'status' },
  );
  response
    .status(401)
    .set('WWW-Authenticate', 'Cookie realm="Cost Code Sync"')
    .type('html')
    .send(layout(href, null, null, signInContent({ href, to, notice })));
}

function errorsAsPages(context: PageContext): ErrorRequestHandler {
  const { store, access, log, href } = context;
  return async (error, request, response, _next) => {
    if (response.headersSent) {
      log.error({ err: error, path: request.path }, 'a page broke off');
      response.destroy();
      return;
    }
    const problem = problemOf(error, log, request.path);
    const content = errorContent(problem, href);
    response.status(problem.status).set(problem.headers).type('html');
    try {
      const session = await access.sessionOf(request);
      if (!session) return void response.send(layout(href, null, null, content));
      const csrf = hidden('csrf', access.csrfTokenOf(session));
      const companies = seenBy(session.user, await allCompanies(store));
      response.send(
        layout(href, { user: session.user, csrf, companies, damaged: store.damaged }, null, content),
      );
    } catch {
      // Without the store nobody is known.
      response.send(layout(href, null, null, content));
    }
  };
}
