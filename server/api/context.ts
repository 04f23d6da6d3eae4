/** Who makes a request of the HTTP interface. */
import type { Request } from 'express';
import type { Caller } from '../identity/access.ts';

const callers = new WeakMap<Request, Caller>();

/** To be called once it is known who makes a request. */
export function setCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** Who makes a request, once that is known. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('a route that needs a user was reached without one');
  return caller;
}
