/** The whole service behind one express application, without a port. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { createApiDoor } from './api/api.ts';
import { FILE_CLAIMS, type Random } from './codes/company.ts';
import { createImportRoom } from './codes/importing/room.ts';
import { ITEM_CLAIMS } from './codes/links.ts';
import { LOCKS } from './codes/lock.ts';
import { CODES, COMPANIES } from './codes/model.ts';
import { joinSmallChunks } from './http/blocks.ts';
import type { Bodies } from './http/bodies.ts';
import { CONNECTIONS_MAX, OF_ONE_ADDRESS_MAX } from './http/connections.ts';
import { refuseOtherHosts } from './http/host.ts';
import { createPieces } from './http/piecewise.ts';
import { createPlaces } from './http/places.ts';
import { createProbes } from './http/probes.ts';
import { overloaded, sendProblem } from './http/problem.ts';
import { boundUnread } from './http/unread.ts';
import { createAccess } from './identity/access.ts';
import { KEYED_CALLS } from './identity/keyed-calls.ts';
import { ADMIN_NAMES } from './identity/last-admin.ts';
import type { PasswordCosts } from './identity/passwords.ts';
import { USERS } from './identity/people.ts';
import { SETUP_LINKS } from './identity/setup-links.ts';
import { TOKENS } from './identity/tokens.ts';
import { WEB_SESSIONS } from './identity/web-sessions.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { CHOICES, LETTERS } from './notices/model.ts';
import { EVENTS, TELLERS } from './outbox/model.ts';
import { stopRoutes } from './pages/notices/stop.ts';
import { publicPages, supportRoutes } from './pages/public.ts';
import { createPageDoor } from './pages/router.ts';
import { createKept } from './quickbooks/kept.ts';
import { READING_BUCKETS, READING_PAGES, READINGS, RECENT_ITEMS } from './quickbooks/model.ts';
import { READINESS } from './readiness.ts';
import { createSoapDoor } from './soap/door.ts';
import type { Collection, Store } from './store/port.ts';
import { createExchange } from './sync/exchange.ts';
import {
  ANSWER_PARTS,
  CONNECTIONS,
  HANDOUTS,
  MESSAGE_SETS,
  POLLS,
  SESSIONS,
  WRONG_PASSWORDS,
} from './sync/model.ts';
import type { Timers } from './timers.ts';
import { DELIVERIES, WEBHOOKS } from './webhooks/model.ts';

export const COLLECTIONS: readonly Collection<never>[] = [
  COMPANIES,
  CODES,
  FILE_CLAIMS,
  ITEM_CLAIMS,
  LOCKS,
  CONNECTIONS,
  POLLS,
  WRONG_PASSWORDS,
  SESSIONS,
  MESSAGE_SETS,
  HANDOUTS,
  ANSWER_PARTS,
  READINGS,
  READING_PAGES,
  READING_BUCKETS,
  RECENT_ITEMS,
  USERS,
  ADMIN_NAMES,
  TOKENS,
  SETUP_LINKS,
  WEB_SESSIONS,
  KEYED_CALLS,
  TELLERS,
  EVENTS,
  CHOICES,
  LETTERS,
  WEBHOOKS,
  DELIVERIES,
  READINESS,
];

export interface AppOptions {
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly bodies: Bodies;
  readonly publicURL: string;
  readonly soapBodyMaxBytes: number;
  /** The most requests that a message set may have. */
  readonly setMax: number;
  readonly trustedProxies: number;
  /** Of new passwords' hashes; those of the product by default. */
  readonly passwordCosts?: PasswordCosts;
  /** Whether /metrics are for callers on other machines, too. */
  readonly metricsPublic: boolean;
  /** Whether browsers are told that every name below ours has https as well. */
  readonly hstsSubdomains: boolean;
  /** Whether notices go out by mail; else the pages say that they stand there only. */
  readonly hasMail: boolean;
  /** Whether webhooks may lead to addresses of this network. */
  readonly webhookPrivate: boolean;
  readonly version: string;
  /** Aborted when the server begins to stop: what would hold it up ends then. */
  readonly stopping?: AbortSignal;
}

/** All doors over one store, wired together. Opens no port and reads no environment. */
export async function createApp(options: AppOptions): Promise<Express> {
  const {
    store,
    random,
    timers,
    log,
    metrics,
    bodies,
    publicURL,
    soapBodyMaxBytes,
    setMax,
    trustedProxies,
    metricsPublic,
    hstsSubdomains,
    hasMail,
    webhookPrivate,
    version,
    stopping = new AbortController().signal,
  } = options;
  const app = express();
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(boundRequests(options));
  app.use(refuseOtherHosts({ publicURL, trustedProxies, metricsPublic }));
  // First, and without the headers for browsers: a poll passes here every minute.
  const exchange = createExchange({ store, random, page: publicURL, setMax });
  app.use(
    createSoapDoor({
      exchange,
      log,
      metrics,
      publicURL,
      bodyMaxBytes: soapBodyMaxBytes,
      bodies,
      timers,
      version,
    }),
  );

  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          scriptSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
        useDefaults: false,
      },
      // With "no-referrer", the default, browsers send our own forms with "Origin: null".
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
      // Other names of the domain are not ours to speak for.
      strictTransportSecurity: publicURL.startsWith('https:') && { includeSubDomains: hstsSubdomains },
    }),
  );
  app.use(createProbes({ store, metrics, metricsPublic, now: timers.now }));
  const room = createImportRoom();
  stopping.addEventListener('abort', () => void room.close(), { once: true });
  const access = createAccess({
    store,
    random,
    timers,
    passwordCosts: options.passwordCosts,
    publicURL,
    onWrong: (user, address) => {
      metrics.wrongSignIns.inc({ door: 'web' });
      // Never what was typed: people type their password where the name belongs.
      log.warn({ user, address: address.slice(0, 100) }, 'a wrong user name, password or token');
    },
  });
  const sending = { room, kept: createKept(store), pieces: createPieces() };
  const page = publicPages(publicURL);
  const shared = { store, random, publicURL, ...sending, access, bodies, log, hasMail, webhookPrivate };
  app.use('/api', createApiDoor({ ...shared, version, page }));
  app.use(supportRoutes(page));
  app.use(
    stopRoutes({ store, page, href: (path) => new URL(publicURL).pathname.replace(/\/+$/, '') + path }),
  );
  app.use(createPageDoor({ ...shared, stopping }));
  app.use(
    (_request, response) => void response.status(404).type('text/plain').send('There is nothing here.\n'),
  );
  const lastResort: ErrorRequestHandler = (error, request, response, _next) => {
    log.error({ err: error, path: request.path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else
      response
        .status(error?.status === 400 ? 400 : 500)
        .type('text/plain')
        .send('The request could not be answered.\n');
  };
  app.use(lastResort);
  return app;
}

/** What holds for each request, whatever it is: so many at once of one address, and what is not wanted of it is not read. */
function boundRequests({ bodies, metrics }: AppOptions): RequestHandler {
  const places = createPlaces({ total: CONNECTIONS_MAX, ofOneAddress: OF_ONE_ADDRESS_MAX });
  return (request, response, next) => {
    joinSmallChunks(request);
    boundUnread(request, response, bodies);
    const free = places.take(request.ip ?? '');
    if (free) {
      response.once('close', free);
      return next();
    }
    metrics.refused.inc({ what: 'request' });
    const problem = overloaded();
    if (request.path.startsWith('/api/')) return sendProblem(response, problem);
    response.status(problem.status).set(problem.headers).type('text/plain').send(`${problem.message}\n`);
  };
}
