/** Requests from pages of other sites. */
import type { RequestHandler } from 'express';
import { isOwnHost } from './host.ts';
import { HttpProblem } from './problem.ts';

/** Methods that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A page of another site must not change anything here with a browser's stored password or cookie. */
export function refuseForeign(publicURL: string): RequestHandler {
  const ownOrigin = new URL(publicURL).origin;
  return (request, _response, next) => {
    if (!SAFE_METHODS.has(request.method)) {
      const site = request.headers['sec-fetch-site'];
      const { origin, host } = request.headers;
      const isHere = isOwnHost(publicURL, host) && origin === `${request.protocol}://${host}`;
      const isOwn = origin === undefined || origin === ownOrigin || isHere;
      if (!isOwn || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
        throw new HttpProblem(
          'foreign-origin',
          'Calls that change things are not accepted from pages of other sites.',
        );
      }
    }
    next();
  };
}
