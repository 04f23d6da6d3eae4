/**
 * 10,000 deliveries wait for webhooks whose receiver was away; when it is back they go out at 200 a second at least, and the polls of a
 * hundred companies take at most 100 ms at the 99th percentile meanwhile.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withCaller } from './bench/caller.ts';
import { costCodes } from './bench/cost-codes.ts';
import { rounded } from './bench/measure.ts';
import { LATENCY_HEADINGS, latencyCells } from './bench/open-loop.ts';
import { type Application, applicationOf } from './bench/player.ts';
import type { Polled } from './bench/polls-caller.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withService } from './bench/servers.ts';
import type { Turns } from './bench/watch-loop.ts';
import type { Client } from './services/client.ts';
import { colour, table } from './terminal.ts';

const RATE_MIN = 200;
const P99_MAX_MS = 100;
const WEBHOOKS = 50;
const EVENTS = 200;
const WAITING = WEBHOOKS * EVENTS;
const CODES_AN_EVENT = 10;
const COMPANIES = 100;
const POLL_EVERY_MS = 20;
const IDLE_MS = 10_000;
const WARM_UP_MS = 4_000;
const ASK_EVERY_MS = 100;
const MADE_AT_ONCE = 10;

interface Receiver {
  readonly url: string;
  /** When each of them came, in ms. */
  readonly arrived: ReadonlyMap<string, number>;
  isAway: boolean;
  close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  const arrived = new Map<string, number>();
  const server = http.createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      if (!receiver.isAway) arrived.set(String(request.headers['webhook-id']), performance.now());
      response.writeHead(receiver.isAway ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrived,
    isAway: true,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** A company whose webhooks nobody answers, until as many deliveries wait. */
async function fill(api: Client, hook: string): Promise<void> {
  const { id } = await newCompany(api, 'Sample Builders');
  const webhooks = `/companies/${id}/webhooks`;
  let last = '';
  for (let made = 0; made < WEBHOOKS; made++)
    last = (await api.ask('POST', webhooks, { url: hook, events: ['code.accepted'] })).body.id;
  await api.importList(id, Buffer.from(costCodes(EVENTS * CODES_AN_EVENT)));
  await api.send(id);
  const codes = (await api.codes(id)).filter(({ status }) => status === 'pending').map(({ code }) => code);
  const each = Math.floor(codes.length / EVENTS);
  for (let event = 0; event < EVENTS; event++)
    await api.accept(id, codes.slice(event * each, (event + 1) * each));
  for (let waiting = 0; waiting < EVENTS; await delay(ASK_EVERY_MS))
    waiting = (await api.ask('GET', `${webhooks}/${last}/deliveries?limit=1000`)).body.deliveries.length;
}

async function applicationsIn(api: Client): Promise<Application[]> {
  const applications: Application[] = [];
  for (let made = 0; made < COMPANIES; made += MADE_AT_ONCE) {
    const names = Array.from({ length: MADE_AT_ONCE }, (_, at) => `Builders ${made + at}`);
    const companies = await Promise.all(names.map((name) => newCompany(api, name)));
    applications.push(...(await Promise.all(companies.map((company) => applicationOf(api, company)))));
  }
  return applications;
}

/** Asks the module that watches the service's loop. */
async function told(child: ChildProcess, what: 'start' | 'stop'): Promise<unknown> {
  const answer = once(child, 'message');
  child.send(what);
  return (await answer)[0];
}

/** The same, at the address that the service has now. */
const polledAt = (url: string, applications: readonly Application[]): Polled => ({
  applications: applications.map((each) => ({ ...each, qwc: { ...each.qwc, AppURL: `${url}/qbwc` } })),
});

async function bench(): Promise<Result[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-bench-'));
  const environment = { DATA_DIR: folder };
  const receiver = await startReceiver();
  try {
    const applications = await withService(
      async (_url, api) => {
        const made = await applicationsIn(api);
        await fill(api, receiver.url);
        return made;
      },
      { environment },
    );
    // Started anew it does not know that the receiver was away.
    receiver.isAway = false;
    return await withService(
      async (url, _api, child) => {
        const target = polledAt(url, applications);
        return withCaller('polls-caller.ts', target, POLL_EVERY_MS, async (during) => {
          await during(() => delay(WARM_UP_MS));
          const before = receiver.arrived.size;
          await told(child, 'start');
          const from = performance.now();
          const busy = await during(async () => {
            while (receiver.arrived.size < WAITING) await delay(ASK_EVERY_MS);
          });
          const turns = (await told(child, 'stop')) as Turns;
          const seconds = (performance.now() - from) / 1_000;
          const rate = (WAITING - before) / seconds;
          const idle = await during(() => delay(IDLE_MS));
          console.log(
            table(
              ['polls', ...LATENCY_HEADINGS],
              [
                [`while ${rounded(rate, 0)} webhooks a second go out`, ...latencyCells(busy)],
                ['while nothing goes out', ...latencyCells(idle)],
              ],
              40,
            ),
          );
          console.log(
            `The service's thread: ${rounded(turns.cpuMs / 10 / seconds, 0)} % of a core, at most ${rounded(turns.busiestMs, 0)} ms of it in one turn.`,
          );
          if (idle.p99 > P99_MAX_MS / 2)
            console.log(
              colour(
                'The machine is busy with other things: nothing went out, and polls were slow.',
                'yellow',
              ),
            );
          if (busy.failed > 0) throw new Error(`${busy.failed} polls failed: ${busy.why}`);
          return [
            resultOf(`${WAITING} webhooks: ${RATE_MIN} a second / measured`, 1, [RATE_MIN / rate]),
            resultOf('polls while webhooks go out: p99 in ms', P99_MAX_MS, [busy.p99]),
          ];
        });
      },
      { environment, preload: path.join(import.meta.dirname, 'bench', 'watch-loop.ts') },
    );
  } finally {
    await receiver.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

await runBench(`${WAITING} webhooks that wait, beside the polls of ${COMPANIES} companies`, bench);
