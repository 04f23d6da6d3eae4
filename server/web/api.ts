/** The HTTP interface: sign in, handle, and one place that turns errors into answers. */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import { Busy } from '../codes/lock.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { StoreUnavailable } from '../store/port.ts';
import { BODY_MAX_BYTES, bytesUpTo, IMPORT_MAX_BYTES } from './body.ts';
import { codeRoutes } from './codes.ts';
import { companyRoutes } from './companies.ts';
import { type ApiOptions, createContext, setUser } from './context.ts';
import { HttpProblem, sendProblem } from './problem.ts';
import { createSignIn } from './sign-in.ts';
import { statusRoutes } from './status.ts';
import type { Timers } from './throttle.ts';

export interface ApiDoorOptions extends ApiOptions {
  readonly timers: Timers;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export function createApiDoor(options: ApiDoorOptions): Router {
  const { store, random, timers, publicURL, log, metrics } = options;
  const context = createContext({ store, random, publicURL });
  const signIn = createSignIn({
    store,
    random,
    timers,
    onWrong: (userName, address) => {
      metrics.wrongSignIns.inc({ door: 'web' });
      log.warn({ userName: userName.slice(0, 100), address }, 'a wrong user name or password');
    },
  });
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(refuseForeign(new URL(publicURL).origin));
  router.use(async (request, _response, next) => {
    setUser(request, await signIn(request));
    next();
  });
  router.post('/companies/:company/import', bytesUpTo(IMPORT_MAX_BYTES));
  router.use(bytesUpTo(BODY_MAX_BYTES));
  router.use(companyRoutes(context));
  router.use(codeRoutes(context));
  router.use(statusRoutes(context));
  router.use((request) => {
    throw new HttpProblem(
      404,
      'not-found',
      `There is nothing at ${request.method} ${request.baseUrl}${request.path}.`,
    );
  });
  router.use(errorsAsProblems(log));
  return router;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A page of another site must not change anything here with a browser's stored password. */
function refuseForeign(ownOrigin: string): RequestHandler {
  return (request, _response, next) => {
    if (!SAFE_METHODS.has(request.method)) {
      const site = request.headers['sec-fetch-site'];
      const { origin, host } = request.headers;
      const isOwn =
        origin === undefined || origin === ownOrigin || origin === `${request.protocol}://${host}`;
      if (!isOwn || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
        throw new HttpProblem(
          403,
          'foreign-origin',
          'Calls that change things are not taken from pages of other sites.',
        );
      }
    }
    next();
  };
}

function errorsAsProblems(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    if (response.headersSent) {
      log.error({ err: error, path: request.path }, 'an answer broke off');
      response.destroy();
      return;
    }
    sendProblem(response, problemOf(error, log, request.path));
  };
}

function problemOf(error: unknown, log: Logger, path: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Busy) return new HttpProblem(409, 'busy', error.message);
  if (error instanceof StoreUnavailable) {
    log.error({ err: error, path }, 'the store is away');
    return new HttpProblem(
      503,
      'store-unavailable',
      'The store cannot be reached right now. Try again in a moment.',
      {
        headers: { 'Retry-After': '5' },
      },
    );
  }
  // Express and its body parser mark what is the sender's fault by a status.
  switch ((error as { status?: number } | null)?.status) {
    case 400:
      return new HttpProblem(400, 'not-readable', 'The request cannot be read.');
    case 413:
      return new HttpProblem(
        413,
        'too-large',
        'The body is too large: imports may have 16 MiB, everything else 4 MiB.',
      );
    case 415:
      return new HttpProblem(
        415,
        'unsupported-media-type',
        'The body is encoded in a way that is not taken.',
      );
  }
  log.error({ err: error, path }, 'a request failed');
  return new HttpProblem(500, 'internal', 'Something went wrong here; it was logged. Nothing was lost.');
}
