// The service in a process of its own, on an embedded store of its own: asked `start` and `stop`, it tells what its loop went through between.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { COLLECTIONS, createApp } from '../../server/app.ts';
import { bodyLimits, createBodies } from '../../server/http/bodies.ts';
import { ensureAdmin } from '../../server/identity/first-admin.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { openEmbeddedStore } from '../../server/store/embedded.ts';

const SOAP_BODY_MAX_BYTES = 64 * 1024 * 1024;

export interface Turns {
  readonly longestMs: number;
  /** The most processor time that the thread spent between two rounds of the loop: other programs do not count, waiting for a disk neither. */
  readonly busiestMs: number;
  /** Of all threads. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

const folder = mkdtempSync(join(tmpdir(), 'cost-code-sync-bench-'));
const store = openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
await ensureAdmin(store, randomBytes, process.argv[2] ?? '');
const server = http.createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://localhost:${(server.address() as AddressInfo).port}`;
server.on(
  'request',
  await createApp({
    store,
    random: randomBytes,
    timers: { now: () => performance.now(), wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    log: createLog('silent'),
    metrics: createMetrics(),
    bodies: createBodies(bodyLimits(SOAP_BODY_MAX_BYTES), () => performance.now()),
    metricsPublic: false,
    hstsSubdomains: false,
    publicURL: url,
    soapBodyMaxBytes: SOAP_BODY_MAX_BYTES,
    setMax: 200,
    trustedProxies: 0,
    version: 'Cost Code Sync bench',
  }),
);

function watchLoop(): () => Turns {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const beforeAll = process.cpuUsage();
  let busiest = 0;
  let before = process.threadCpuUsage();
  let next = setImmediate(function again() {
    const { user, system } = process.threadCpuUsage(before);
    busiest = Math.max(busiest, user + system);
    before = process.threadCpuUsage();
    next = setImmediate(again);
  });
  return () => {
    clearImmediate(next);
    delay.disable();
    const { user, system } = process.cpuUsage(beforeAll);
    return {
      longestMs: delay.max / 1e6,
      busiestMs: busiest / 1_000,
      cpuMs: (user + system) / 1_000,
      peakMiB: process.resourceUsage().maxRSS / 1_024,
    };
  };
}

let told = (): Turns | null => null;
process.on('message', (message) => {
  if (message === 'start') {
    told = watchLoop();
    process.send?.('started');
  } else process.send?.(told());
});
process.on('disconnect', async () => {
  server.closeAllConnections();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send?.(url);
