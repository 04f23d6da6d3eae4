// How long an import keeps everybody else waiting: the longest turn of the server's event loop while lists are previewed and imported, as
// its own process measures it, and the slowest answer of /healthz in the meantime.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { COLLECTIONS, createApp } from '../server/app.ts';
import { bodyLimits, createBodies } from '../server/bodies.ts';
import { createLog } from '../server/log.ts';
import { createMetrics } from '../server/metrics.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import { ensureAdmin } from '../server/web/people.ts';
import { costCodes, numberOfCodes } from './bench/cost-codes.ts';
import { table } from './terminal.ts';

const PASSWORD = 'correct horse';
const AUTHORIZATION = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
const RESOLUTION_MS = 1;
const BODY_BYTES = 16 * 1024 * 1024;

interface Turns {
  readonly longestMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** The service on a port of its own; asked `start` and `stop`, it tells what its loop went through in between. */
async function serve(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-import-turns-'));
  const store = await openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
  await ensureAdmin(store, randomBytes, PASSWORD);
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const app = await createApp({
    store,
    random: randomBytes,
    timers: { now: () => performance.now(), wait },
    log: createLog('warn'),
    metrics: createMetrics(),
    bodies: createBodies(bodyLimits(BODY_BYTES), () => performance.now()),
    metricsPublic: false,
    hstsSubdomains: false,
    publicURL: url,
    soapBodyMaxBytes: BODY_BYTES,
    setMax: 200,
    trustedProxies: 0,
    version: 'Cost Code Sync bench',
  });
  server.on('request', app);
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let before = process.cpuUsage();
  process.on('message', async (message) => {
    if (message === 'start') {
      delay.reset();
      delay.enable();
      before = process.cpuUsage();
      process.send?.('started');
    } else if (message === 'stop') {
      delay.disable();
      const { user, system } = process.cpuUsage(before);
      const turns: Turns = {
        longestMs: delay.max / 1e6,
        cpuMs: (user + system) / 1_000,
        peakMiB: process.resourceUsage().maxRSS / 1_024,
      };
      process.send?.(turns);
    } else {
      server.closeAllConnections();
      await store.close();
      await rm(folder, { recursive: true, force: true });
      process.exit(0);
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(url);
}

async function play(): Promise<void> {
  const child = fork(path.join(import.meta.dirname, 'run.mjs'), [import.meta.filename, 'serve']);
  const heard = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T;
  const url = await heard<string>();
  const call = async (to: string, type: string, body: string) => {
    const headers = { authorization: AUTHORIZATION, 'content-type': type };
    const response = await fetch(url + to, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  };
  const newCompany = async () => {
    const body = JSON.stringify({ name: 'Bench', incomeAccount: 'Income' });
    return `/api/companies/${JSON.parse((await call('/api/companies', 'application/json', body)).text).id}`;
  };
  const rows: (string | number)[][] = [];
  const measure = async (name: string, to: string, type: string, body: string) => {
    child.send('start');
    await heard();
    const began = performance.now();
    let slowestMs = 0;
    let isOver = false;
    const others = (async () => {
      while (!isOver) {
        const asked = performance.now();
        // A connection that the blocked server let go of is an answer that came late, too.
        await fetch(`${url}/healthz`).then(
          (response) => response.text(),
          () => null,
        );
        slowestMs = Math.max(slowestMs, performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const { status, text } = await call(to, type, body);
    const tookMs = performance.now() - began;
    isOver = true;
    await others;
    const told = heard<Turns>();
    child.send('stop');
    const { longestMs, cpuMs, peakMiB } = await told;
    const figures = [longestMs, slowestMs, tookMs, cpuMs, peakMiB].map(Math.round);
    rows.push([name, status, `${Math.round(text.length / 1_024)} KiB`, ...figures]);
    console.log(`${name}: longest turn ${Math.round(longestMs)} ms`);
  };

  for (const count of [20_000, 100_000]) {
    const company = await newCompany();
    const text = costCodes(count);
    const name = `${numberOfCodes(count)} rows of CSV`;
    await measure(`${name}, dry run`, `${company}/import?dryRun=true`, 'text/csv', text);
    await measure(`${name}, import`, `${company}/import`, 'text/csv', text);
    await measure(`${name}, again`, `${company}/import`, 'text/csv', text);
    await measure(`${name}, all changed`, `${company}/import`, 'text/csv', text.replaceAll('",', '!",'));
  }
  const company = await newCompany();
  const bad = { code: 'ä'.repeat(10), description: '', parent: 'none' };
  const json = JSON.stringify({ codes: Array.from({ length: 200_000 }, (_, index) => ({ ...bad, index })) });
  await measure('200,000 bad rows of JSON', `${company}/import`, 'application/json', json);
  const numbers = `{"codes":[${'0,'.repeat(BODY_BYTES / 2 - 20)}0]}`;
  await measure('16 MiB of JSON, numbers', `${company}/import`, 'application/json', numbers);
  const one = JSON.stringify({ codes: [{ code: '1', description: 'x'.repeat(BODY_BYTES - 100) }] });
  await measure('16 MiB of JSON, one row', `${company}/import`, 'application/json', one);
  const ends = '\n'.repeat(BODY_BYTES - 100);
  await measure('16 MiB of line ends', `${company}/import`, 'text/csv', `code,description${ends}`);
  console.log(
    table(
      ['', 'status', 'answer', 'longest turn, ms', '/healthz, ms', 'took, ms', 'CPU ms', 'peak MiB'],
      rows,
    ),
  );
  child.send('end');
}

await (process.argv[2] === 'serve' ? serve() : play());
