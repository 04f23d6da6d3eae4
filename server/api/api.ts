/** The HTTP interface: sign in, authorise, handle, and one place that turns errors into answers. */
import express, { type ErrorRequestHandler, type Router } from 'express';
import { TooMuch } from '../codes/importing/steps.ts';
import { Busy } from '../codes/lock.ts';
import type { Bodies } from '../http/bodies.ts';
import { refuseForeign } from '../http/foreign.ts';
import { damagedProblem, HttpProblem, sendProblem } from '../http/problem.ts';
import type { Access } from '../identity/access.ts';
import type { Logger } from '../log.ts';
import { DamagedDocument, StoreUnavailable } from '../store/port.ts';
import { CALLS } from './calls/all.ts';
import { codeRoutes } from './codes.ts';
import { companyRoutes } from './companies.ts';
import { type ApiOptions, createContext, setCaller } from './context.ts';
import { docRoutes } from './docs.ts';
import { createRepeats } from './idempotency.ts';
import { handlersOf, mount, mountOpen } from './mount.ts';
import { statusRoutes } from './status.ts';
import { userRoutes } from './users.ts';

export interface ApiDoorOptions extends Omit<ApiOptions, 'passwords'> {
  readonly access: Access;
  readonly bodies: Bodies;
  readonly log: Logger;
  readonly version: string;
}

export function createApiDoor(options: ApiDoorOptions): Router {
  const { store, random, publicURL, room, pieces, access, bodies, log, version } = options;
  const context = createContext({ store, random, publicURL, room, pieces, passwords: access.passwords });
  const repeats = createRepeats(store, access.passwords, log);
  const groups = [companyRoutes, codeRoutes, statusRoutes, userRoutes].map((routes) => routes(context));
  const handlerOf = handlersOf(CALLS, [...groups, docRoutes(publicURL, version)]);
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(refuseForeign(publicURL));
  for (const call of CALLS.filter(({ right }) => right === 'none')) mountOpen(router, call, handlerOf(call));
  router.use(async (request, _response, next) => {
    setCaller(request, await access.callerOf(request));
    next();
  });
  for (const call of CALLS.filter(({ right }) => right !== 'none'))
    mount(router, call, handlerOf(call), { store, bodies, repeats });
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
  if (error instanceof DamagedDocument) {
    log.error({ err: error, path }, 'a damaged document was needed');
    return damagedProblem();
  }
  if (error instanceof TooMuch) {
    log.warn({ err: error, path }, 'an import was too much');
    return new HttpProblem(413, 'too-large', error.message);
  }
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
  // Express marks what is the sender's fault by a status.
  switch ((error as { status?: number } | null)?.status) {
    case 400:
      return new HttpProblem(400, 'not-readable', 'The request cannot be read.');
  }
  log.error({ err: error, path }, 'a request failed');
  return new HttpProblem(500, 'internal', 'Something went wrong here; it was logged. Nothing was lost.');
}
