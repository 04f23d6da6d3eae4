/**
 * A reading of 50,000 items costs at most three times the CPU time of a bare express server that takes the same answers and cuts their
 * texts out, and at most 150 MiB of memory; while one comes, polls of 200 other companies take at most 100 ms at the 99th percentile.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { withCaller } from './bench/caller.ts';
import { cpuMsUntilQuiet, median, rounded } from './bench/measure.ts';
import type { Latencies } from './bench/open-loop.ts';
import { type Application, applicationOf, Caller } from './bench/player.ts';
import type { Polled } from './bench/polls-caller.ts';
import { heldMiBOf, peakMiBOf } from './bench/process-memory.ts';
import { bringReading, longList } from './bench/reading.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, newUnreadCompany, withBareServer, withService } from './bench/servers.ts';
import type { Client } from './services/client.ts';
import { colour, table } from './terminal.ts';

const ITEMS = 50_000;
const CPU_MAX = 3;
const MEMORY_MAX_MIB = 150;
const P99_MAX_MS = 100;
const ROUNDS = 3;
const POLLED = 200;
/** Each of them polls every ten seconds, more often than any connector does. */
const EVERY_MS = 10_000 / POLLED;
const MADE_AT_ONCE = 10;
const WARM_UP_ITEMS = 2_000;
const WARM_UP_MS = 5_000;

async function polled(api: Client): Promise<Polled> {
  const applications: Application[] = [];
  for (let made = 0; made < POLLED; made += MADE_AT_ONCE) {
    const names = Array.from({ length: MADE_AT_ONCE }, (_, at) => `Builders ${made + at}`);
    const companies = await Promise.all(names.map((name) => newCompany(api, name)));
    applications.push(...(await Promise.all(companies.map((company) => applicationOf(api, company)))));
  }
  return { applications };
}

async function bench(): Promise<Result[]> {
  const quickbooks = longList(ITEMS);
  return withBareServer((bareURL) =>
    withService(async (url, api, { pid = 0 }) => {
      const target = await polled(api);
      const unread = async (name: string) => {
        const company = await newUnreadCompany(api, name);
        return { id: company.id, application: await applicationOf(api, company) };
      };
      const warm = await unread('Warm Up Builders');
      await bringReading(warm.application, longList(WARM_UP_ITEMS));

      const first: number[] = [];
      const again: number[] = [];
      const bare: number[] = [];
      const more: number[] = [];
      const read: string[] = [];
      let exchanges = 0;
      let bytes = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const { id, application } = await unread(`Sample Builders ${round}`);
        const idle = await heldMiBOf(url);
        const peak = await peakMiBOf(url, pid, async () => {
          let envelopes: readonly Buffer[] = [];
          first.push(
            await cpuMsUntilQuiet(url, async () => {
              ({ exchanges, envelopes, bytes } = await bringReading(application, quickbooks));
            }),
          );
          const caller = new Caller(application);
          bare.push(
            await cpuMsUntilQuiet(bareURL, async () => {
              for (const envelope of envelopes) await caller.receive(envelope, `${bareURL}/texts`);
            }),
          );
          caller.close();
          await api.read(id);
          again.push(
            await cpuMsUntilQuiet(url, async () => void (await bringReading(application, quickbooks))),
          );
        });
        more.push(peak - idle);
        read.push(id);
      }
      for (const id of read) {
        const { items } = await api.quickBooks(id);
        if (items?.count !== ITEMS) throw new Error(`${items?.count} items were read`);
      }

      const busy = await unread('Busy Builders');
      const { idle, latencies } = await withCaller('polls-caller.ts', target, EVERY_MS, async (during) => {
        await during(() => delay(WARM_UP_MS));
        const idle = await during(() => delay(WARM_UP_MS));
        const latencies = await during(async () => void (await bringReading(busy.application, quickbooks)));
        return { idle, latencies };
      });
      report({ first, again, bare, more, exchanges, bytes, idle, latencies });
      if (latencies.failed > 0) throw new Error(`${latencies.failed} polls failed: ${latencies.why}`);
      return [
        resultOf(
          `a reading of ${ITEMS} items: CPU / bare express`,
          CPU_MAX,
          bare.map((ms, round) => (first[round] ?? Number.NaN) / ms),
        ),
        resultOf(`a reading of ${ITEMS} items: most MiB above idle`, MEMORY_MAX_MIB, [Math.max(...more)]),
        resultOf('polls while one comes: p99 in ms', P99_MAX_MS, [latencies.p99]),
      ];
    }),
  );
}

interface Figures {
  readonly first: readonly number[];
  readonly again: readonly number[];
  readonly bare: readonly number[];
  readonly more: readonly number[];
  readonly exchanges: number;
  readonly bytes: number;
  /** While nothing else comes. */
  readonly idle: Latencies;
  readonly latencies: Latencies;
}

function report({ first, again, bare, more, exchanges, bytes, idle, latencies }: Figures): void {
  const row = (what: string, figures: readonly number[]) => [
    what,
    Math.round(median(figures)),
    rounded((median(figures) * 1_000) / ITEMS, 1),
  ];
  console.log(
    table(
      [
        `${ITEMS} items in ${exchanges} exchanges, ${rounded(bytes / 1e6, 1)} MB`,
        'CPU ms',
        '\u00b5s an item',
      ],
      [
        row('bare express: their texts cut out by patterns', bare),
        row('the service: read, kept, complete', first),
        row('the service, when nothing has changed', again),
      ],
      60,
    ),
  );
  const { calls, p50, p99, max } = latencies;
  console.log(
    `Memory above idle: ${more.map((mib) => mib.toFixed(0)).join(', ')} MiB. While one comes, ${calls} polls: p50 ${rounded(p50, 1)} ms, ` +
      `p99 ${rounded(p99, 1)} ms, longest ${rounded(max, 1)} ms.`,
  );
  if (idle.p99 > P99_MAX_MS / 2)
    console.log(
      colour(
        `The machine is busy with other things: while nothing else came, p99 was ${rounded(idle.p99, 1)} ms.`,
        'yellow',
      ),
    );
}

await runBench(`A reading of ${ITEMS} items: ${ROUNDS} rounds`, bench);
