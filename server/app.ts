/** The whole service behind one express application, without a port. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { FILE_CLAIMS, type Random } from './codes/company.ts';
import { createImportRoom } from './codes/importing/room.ts';
import { LOCKS } from './codes/lock.ts';
import { CODES, COMPANIES } from './codes/model.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createSoapDoor } from './soap/door.ts';
import type { Collection, Store } from './store/port.ts';
import { createExchange } from './sync/exchange.ts';
import { CONNECTIONS, EXCHANGES, MESSAGE_SETS, POLLS, SESSIONS, WRONG_PASSWORDS } from './sync/model.ts';
import { createAccess } from './web/access.ts';
import { createApiDoor } from './web/api.ts';
import { KEYED_CALLS } from './web/idempotency.ts';
import { ADMIN_GUARDS } from './web/last-admin.ts';
import { createPageDoor } from './web/pages/router.ts';
import { createPages } from './web/pages.ts';
import { USERS } from './web/people.ts';
import { createPieces } from './web/pieces.ts';
import type { Timers } from './web/throttle.ts';
import { TOKENS } from './web/tokens.ts';
import { WEB_SESSIONS } from './web/web-sessions.ts';

export const COLLECTIONS: readonly Collection<never>[] = [
  COMPANIES,
  CODES,
  FILE_CLAIMS,
  LOCKS,
  CONNECTIONS,
  POLLS,
  WRONG_PASSWORDS,
  SESSIONS,
  MESSAGE_SETS,
  EXCHANGES,
  USERS,
  ADMIN_GUARDS,
  TOKENS,
  WEB_SESSIONS,
  KEYED_CALLS,
];

export interface AppOptions {
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicURL: string;
  readonly soapBodyMaxBytes: number;
  /** The most requests that a message set may have. */
  readonly setMax: number;
  readonly trustedProxies: number;
  readonly version: string;
}

export async function createApp(options: AppOptions): Promise<Express> {
  const {
    store,
    random,
    timers,
    log,
    metrics,
    publicURL,
    soapBodyMaxBytes,
    setMax,
    trustedProxies,
    version,
  } = options;
  const app = express();
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  // First, and without the headers for browsers: a poll passes here every minute.
  const exchange = createExchange({ store, random, page: publicURL, setMax });
  app.use(
    await createSoapDoor({ exchange, log, metrics, publicURL, bodyMaxBytes: soapBodyMaxBytes, version }),
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
      strictTransportSecurity: publicURL.startsWith('https:'),
    }),
  );
  app.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    try {
      await store.ping();
      response.type('text/plain').send('ready\n');
    } catch {
      response.status(503).type('text/plain').send('the store cannot be reached\n');
    }
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  const access = createAccess({
    store,
    random,
    timers,
    publicURL,
    onWrong: (userName, address) => {
      metrics.wrongSignIns.inc({ door: 'web' });
      log.warn({ userName: userName.slice(0, 100), address }, 'a wrong user name, password or token');
    },
  });
  const sending = { room: createImportRoom(), pieces: createPieces() };
  app.use('/api', createApiDoor({ store, random, publicURL, ...sending, access, log, version }));
  app.use(createPages(publicURL));
  app.use(createPageDoor({ store, random, publicURL, ...sending, access, log }));
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
