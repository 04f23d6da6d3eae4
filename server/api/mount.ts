/** Mounts a call: authorise, read the body, see whether it was done before, check, handle, answer. */
import type { Request, RequestHandler, Router } from 'express';
import { companyOf } from '../doors/named.ts';
import type { Bodies } from '../http/bodies.ts';
import { BODY_MAX_BYTES, bytesOf, bytesUpTo, mediaTypeOf } from '../http/body.ts';
import type { Pieces } from '../http/piecewise.ts';
import { authorise } from '../identity/authorise.ts';
import { isCompanyRight } from '../identity/rights.ts';
import { atMost } from '../turns.ts';
import type { Call, Services } from './call.ts';
import { callerOf } from './context.ts';
import type { Repeats } from './idempotency.ts';
import { jsonOf, queryOf } from './json.ts';
import { type Reply, replyOf, writeReply } from './reply.ts';

/** A body that names many codes: each of them takes some hundred bytes until it is answered. */
const LONG_BODY_BYTES = 16 * 1024;
/** So many of those at once; the others wait as the bytes that they came as. */
const LONG_BODIES_AT_ONCE = 4;
const withLongBody = atMost(LONG_BODIES_AT_ONCE);

export interface MountOptions {
  readonly services: Services;
  readonly bodies: Bodies;
  readonly pieces: Pieces;
  readonly repeats: Repeats;
}

/** Calls without a sign-in take no body: nothing of a stranger's is read. */
export function mount(router: Router, call: Call, { services, bodies, pieces, repeats }: MountOptions): void {
  const steps: RequestHandler[] = [];
  if (call.right !== 'none')
    steps.push(async (request, _response, next) => {
      await authorise(services.store, call, request, callerOf(request));
      next();
    });
  if (call.right !== 'none' && call.method !== 'get')
    steps.push(
      bytesUpTo(bodies, call.bodyMaxBytes ?? BODY_MAX_BYTES, (request) => callerOf(request).user.id),
    );
  steps.push(async (request, response) => {
    const work = () => handled(call, services, request);
    const isLong = call.body !== undefined && bytesOf(request).length > LONG_BODY_BYTES;
    const reply = await repeats.once(call, request, () => (isLong ? withLongBody(work) : work()));
    // Nothing is left but what `pieces` counts, however slowly it is read.
    await writeReply(response, pieces, reply);
  });
  router[call.method](call.path, ...steps);
}

/** What the call's handler answers to a request that its schemas take. */
async function handled(call: Call, services: Services, request: Request): Promise<Reply> {
  const { store } = services;
  // Again, for reading the body may have taken its time.
  const company = isCompanyRight(call.right) ? await companyOf(store, request) : undefined;
  const query = call.query && queryOf(request, call.query);
  const body = call.file
    ? { type: mediaTypeOf(request), bytes: bytesOf(request) }
    : call.body && (await jsonOf(request, call.body));
  const { params } = request;
  const asked =
    call.right === 'none'
      ? { params, query, body }
      : { params, query, body, company, ...callingIn(services, request) };
  return replyOf(call.answer, await call.handle(services, asked as never));
}

function callingIn({ store }: Services, request: Request) {
  const caller = callerOf(request);
  return { caller, by: { at: store.now().toISOString(), by: caller.user.userName } };
}
