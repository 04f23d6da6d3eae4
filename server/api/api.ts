/** The HTTP interface: sign in, authorise, handle, and one place that turns errors into answers. */
import express, { type ErrorRequestHandler, type Router } from 'express';
import { problemOf } from '../doors/problem-of.ts';
import type { Bodies } from '../http/bodies.ts';
import { refuseForeign } from '../http/foreign.ts';
import type { Pieces } from '../http/piecewise.ts';
import { HttpProblem, sendProblem } from '../http/problem.ts';
import type { Access } from '../identity/access.ts';
import type { Logger } from '../log.ts';
import type { Services } from './call.ts';
import { CALL_GROUPS, CALLS } from './calls.ts';
import { setCaller } from './context.ts';
import { type DocsOptions, describe } from './docs.ts';
import { createRepeats } from './idempotency.ts';
import { mount } from './mount.ts';

export interface ApiDoorOptions extends Omit<Services, 'passwords' | 'description'>, DocsOptions {
  readonly access: Access;
  readonly bodies: Bodies;
  readonly pieces: Pieces;
  readonly log: Logger;
  /** As WEBHOOK_PRIVATE. */
  readonly webhookPrivate: boolean;
}

/** The router of `/api`. */
export function createApiDoor(options: ApiDoorOptions): Router {
  const { store, random, publicURL, room, kept, pieces, access, bodies, log, version, page } = options;
  const { webhookPrivate } = options;
  const { passwords } = access;
  const description = describe(CALL_GROUPS, { publicURL, version, page });
  const services = { store, random, publicURL, room, kept, webhookPrivate, passwords, description };
  const repeats = createRepeats({ store, passwords, log });
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(refuseForeign(publicURL));
  const [open, others] = [CALLS.filter(isOpen), CALLS.filter((call) => !isOpen(call))];
  for (const call of open) mount(router, call, { services, bodies, pieces, repeats });
  router.use(async (request, _response, next) => {
    setCaller(request, await access.callerOf(request));
    next();
  });
  for (const call of others) mount(router, call, { services, bodies, pieces, repeats });
  router.use((request) => {
    throw new HttpProblem(
      'not-found',
      `There is nothing at ${request.method} ${request.baseUrl}${request.path}.`,
    );
  });
  router.use(errorsAsProblems(log));
  return router;
}

const isOpen = ({ right }: { readonly right: string }) => right === 'none';

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
