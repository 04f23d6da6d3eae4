/**
 * What a setup link leads to, for somebody without an account: the .qwc, a password once, the steps, and whether it has worked. The
 * secret is in the address, which is why no log gets it from here.
 */
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { newConnectorPassword } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { problemOf } from '../../doors/problem-of.ts';
import { QWC_NAME, QWC_TYPE, qwcOf } from '../../doors/qwc-of.ts';
import { SETUP_PATH } from '../../doors/setup-address.ts';
import { bytesUpTo, STRANGER_MAX_BYTES } from '../../http/body.ts';
import { notFound } from '../../http/problem.ts';
import { type SetupLink, setupLinkOf, takeLinkPassword } from '../../identity/setup-links.ts';
import { askCheck } from '../../sync/asking.ts';
import { errorContent } from '../errors.ts';
import { layout } from '../layout.ts';
import type { PageContext } from '../visit.ts';
import { connectingFacts } from './connecting.ts';
import { type ConnectingNews, connectingView } from './connecting-view.ts';

interface Found {
  readonly link: SetupLink;
  readonly company: Company;
  /** Where the page is. */
  readonly at: string;
}

type Handle = (found: Found, response: Response) => Promise<void>;

/** The page, and what its button posts to. */
export function setupLinkRoutes(context: PageContext): Router {
  const { store, random, publicURL, access, bodies, log, href } = context;

  const found =
    (handle: Handle): RequestHandler =>
    async (request, response) => {
      const secret = String(request.params.secret);
      const link = await access.bySecret(request.ip ?? '', () => setupLinkOf(store, secret));
      if (!link) throw notFound('such setup link: it has ended, or the address is not whole');
      await handle({ ...link, at: href(`${SETUP_PATH}/${secret}`) }, response);
    };

  async function show({ link, company, at }: Found, response: Response, news: ConnectingNews = {}) {
    const facts = await connectingFacts(store, company, link);
    const content = connectingView({ at, href, facts, news, company, link });
    response
      .status(news.isTaken ? 409 : 200)
      .type('html')
      .send(layout(href, null, null, content));
  }

  async function password(before: Found, response: Response): Promise<void> {
    const link = await takeLinkPassword(store, before.link);
    if (!link) return show(before, response, { isTaken: true });
    const connector = await newConnectorPassword(store, random, before.company.id);
    if (!connector) throw notFound('such company');
    // So that the first call tells whether everything works, also where no code waits.
    await askCheck(store, before.company, store.now().toISOString());
    log.info({ company: before.company.id, link: link.id }, 'a setup link has made a connector password');
    await show({ ...before, link }, response, { connector });
  }

  async function file({ company }: Found, response: Response): Promise<void> {
    response
      .type(QWC_TYPE)
      .set('Content-Disposition', `attachment; filename="${QWC_NAME}"`)
      .send(qwcOf(company, publicURL));
  }

  const router = express.Router();
  const path = `${SETUP_PATH}/:secret`;
  router.get(path, found(show));
  router.get(`${path}/${QWC_NAME}`, found(file));
  router.post(
    `${path}/password`,
    bytesUpTo(bodies, STRANGER_MAX_BYTES, () => null),
    found(password),
  );
  const onError: ErrorRequestHandler = (error, _request: Request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = problemOf(error, log, SETUP_PATH);
    response
      .status(problem.status)
      .set(problem.headers)
      .type('html')
      .send(layout(href, null, null, errorContent(problem, href)));
  };
  router.use(SETUP_PATH, onError);
  return router;
}
