/** What watches over the service: whether it lives, whether it is ready, and what is counted. */
import express, { type Request, type Router } from 'express';
import type { Metrics } from '../metrics.ts';
import { createReadiness, type NotReady } from '../readiness.ts';
import type { Store } from '../store/port.ts';

export interface ProbeOptions {
  readonly store: Store;
  readonly metrics: Metrics;
  /** Whether other machines may read what is counted, too. */
  readonly metricsPublic: boolean;
  /** A clock that nobody sets, in ms. */
  readonly now: () => number;
}

/** Without names or secrets: strangers read it. */
const NOT_READY: Readonly<Record<NotReady, string>> = {
  away: 'the store cannot be reached',
  file: 'the database file has been deleted or replaced since the start',
  write: 'the store takes no write',
  time: 'the store does not answer in time',
};

/** `/healthz`, `/readyz` and `/metrics`. */
export function createProbes({ store, metrics, metricsPublic, now }: ProbeOptions): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'));
  const isReady = createReadiness(store, now);
  router.get('/readyz', async (_request, response) => {
    const reason = await isReady();
    response.type('text/plain');
    if (reason !== null)
      return void response.status(503).send(`not ready: ${reason}, ${NOT_READY[reason]}\n`);
    const damaged = store.damaged.length;
    response.send(damaged === 0 ? 'ready\n' : `ready, but damaged documents in the store: ${damaged}\n`);
  });
  router.get('/metrics', async (request, response) => {
    if (!metricsPublic && !isFromHere(request)) {
      const why =
        'Only callers on this machine may read the metrics. With METRICS_PUBLIC=true everybody may.\n';
      return void response.status(403).type('text/plain').send(why);
    }
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

/** A proxy on this machine calls from here as well; what it brings comes from elsewhere, unless it is trusted to say whence. */
function isFromHere(request: Request): boolean {
  const isTrusted = request.app.get('trust proxy') !== 0;
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host'].some(
    (name) => request.headers[name] !== undefined,
  );
  return (isTrusted || !isForwarded) && isLoopback(request.ip ?? '');
}

const isLoopback = (address: string) => /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/i.test(address);
