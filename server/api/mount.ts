/** Puts each call of the table in its place: authorise, read the body, see whether it was done before, handle. */
import type { RequestHandler, Router } from 'express';
import type { Bodies } from '../http/bodies.ts';
import type { Store } from '../store/port.ts';
import { authorise } from './authorise.ts';
import { BODY_MAX_BYTES, bytesUpTo } from './body.ts';
import type { Call } from './calls/call.ts';
import { callerOf, userOf } from './context.ts';
import { type Handler, type Handlers, handlerKey } from './handlers.ts';
import type { Repeats } from './idempotency.ts';

export interface MountOptions {
  readonly store: Store;
  readonly bodies: Bodies;
  readonly repeats: Repeats;
}

/** A call without a handler, or a handler without a call, stops the start. */
export function handlersOf(calls: readonly Call[], groups: readonly Handlers[]): (call: Call) => Handler {
  const handlers = new Map(groups.flatMap(({ all }) => [...all]));
  const keys = new Set(calls.map(({ method, path }) => handlerKey(method, path)));
  for (const key of handlers.keys()) if (!keys.has(key)) throw new Error(`${key} is in no table of calls`);
  return ({ method, path }) => {
    const handler = handlers.get(handlerKey(method, path));
    if (!handler) throw new Error(`${handlerKey(method, path)} has no handler`);
    return handler;
  };
}

export function mountOpen(router: Router, call: Call, handler: Handler): void {
  router[call.method](call.path, async (request, response) => void (await handler(request, response)));
}

export function mount(
  router: Router,
  call: Call,
  handler: Handler,
  { store, bodies, repeats }: MountOptions,
): void {
  const steps: RequestHandler[] = [
    async (request, _response, next) => {
      await authorise(store, call, request, callerOf(request));
      next();
    },
  ];
  if (call.method !== 'get')
    steps.push(bytesUpTo(bodies, call.bodyMaxBytes ?? BODY_MAX_BYTES, (request) => userOf(request).id));
  steps.push(async (request, response) => {
    if (!(await repeats.answered(call, request, response))) await handler(request, response);
  });
  router[call.method](call.path, ...steps);
}
