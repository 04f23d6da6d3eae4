/** What is done for each call. Where it is mounted and who may call it stands in the table of calls, in `calls/`. */
import type { Request, Response } from 'express';
import type { Method } from './calls/call.ts';

export type Handler = (request: Request, response: Response) => Promise<unknown> | unknown;

export type Handlers = Readonly<Record<Method, (path: string, handler: Handler) => void>> & {
  readonly all: ReadonlyMap<string, Handler>;
};

export const handlerKey = (method: Method, path: string) => `${method} ${path}`;

export function createHandlers(): Handlers {
  const all = new Map<string, Handler>();
  const taking = (method: Method) => (path: string, handler: Handler) => {
    const key = handlerKey(method, path);
    if (all.has(key)) throw new Error(`two handlers for ${key}`);
    all.set(key, handler);
  };
  return { get: taking('get'), post: taking('post'), patch: taking('patch'), delete: taking('delete'), all };
}
