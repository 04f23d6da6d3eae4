/**
 * By which names the service may be called. A page of another site whose name is pointed at this machine (DNS rebinding) would
 * be of the same origin to its browser; its name is in the header Host, so that only our own names are answered.
 */
import type { Request, RequestHandler } from 'express';
import { HttpProblem, sendProblem } from './problem.ts';

const LOOPBACKS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Asked by programs that watch over it by its address, and telling nothing but that it is there. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export interface HostOptions {
  readonly publicURL: string;
  /** Without any X-Forwarded-Host is what everybody may write. */
  readonly trustedProxies: number;
  /** Whether /metrics are for everybody. */
  readonly metricsPublic: boolean;
}

/** Whether this is the host of PUBLIC_URL or this machine to itself, with whatever port: a proxy may have another one. */
export function isOwnHost(publicURL: string, host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1];
  if (name === undefined) return false;
  const bare = withoutDot(name.toLowerCase());
  return LOOPBACKS.has(bare) || bare === withoutDot(new URL(publicURL).hostname);
}

/** `sync.example.com.` is the same name. */
const withoutDot = (name: string) => name.replace(/\.$/, '');

/** Answers calls under other names with 421, before anything else is looked at. */
export function refuseOtherHosts({ publicURL, trustedProxies, metricsPublic }: HostOptions): RequestHandler {
  const isOwn = (request: Request): boolean => {
    const { host } = request.headers;
    const forwarded = request.headers['x-forwarded-host'];
    if (trustedProxies === 0 || forwarded === undefined) return isOwnHost(publicURL, host);
    // Each proxy may have added its own: a made-up one in front changes nothing.
    return String(forwarded)
      .split(',')
      .every((each) => isOwnHost(publicURL, each.trim()));
  };
  const detail = `This service is called ${publicURL} and does not answer to the name in this address. Use that address; if it is wrong, an admin sets PUBLIC_URL.`;
  return (request, response, next) => {
    const path = request.path.toLowerCase();
    if (PROBES.has(path) || (metricsPublic && path === '/metrics') || isOwn(request)) return next();
    // The body is not read.
    response.set({ Connection: 'close', 'Cache-Control': 'no-store' });
    if (path === '/api' || path.startsWith('/api/'))
      return sendProblem(response, new HttpProblem('other-host', detail));
    response.status(421).type('text/plain').send(`${detail}\n`);
  };
}
