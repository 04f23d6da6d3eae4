/**
 * While one company's answers of 20 MB come, one after the other, the polls of 1,000 other companies, each once a minute, take at most
 * 100 ms at the 99th percentile: all four calls, from the moment at which the poll was due. The service has one core.
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type During, withCaller } from './bench/caller.ts';
import { costCodes } from './bench/cost-codes.ts';
import { filler, handOut } from './bench/large-answer.ts';
import { LATENCY_HEADINGS, type Latencies, latencyCells } from './bench/open-loop.ts';
import { type Application, applicationOf, Caller } from './bench/player.ts';
import type { Polled } from './bench/polls-caller.ts';
import { peakMiBOf } from './bench/process-memory.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withService } from './bench/servers.ts';
import type { Client } from './services/client.ts';
import { colour, table } from './terminal.ts';

const P99_MAX_MS = 100;
const COMPANIES = 1_000;
const EVERY_MS = 60_000 / COMPANIES;
const ANSWER_BYTES = 20_000_000;
const CODES = 10_000;
const WARM_UP_MS = 5_000;
const LASTS_MS = 20_000;
const MADE_AT_ONCE = 10;

/** What there is no tool for is told, and measured on all cores. */
function bindToOneCore(pid: number): void {
  const core = String(availableParallelism() - 1);
  try {
    execFileSync('taskset', ['-a', '-p', '-c', core, String(pid)], { stdio: 'ignore' });
  } catch {
    console.log(colour('The service could not be bound to one core: taskset is needed.', 'yellow'));
  }
}

async function polled(api: Client): Promise<Polled> {
  const applications: Application[] = [];
  for (let made = 0; made < COMPANIES; made += MADE_AT_ONCE) {
    const names = Array.from({ length: MADE_AT_ONCE }, (_, at) => `Builders ${made + at}`);
    const companies = await Promise.all(names.map((name) => newCompany(api, name)));
    applications.push(...(await Promise.all(companies.map((company) => applicationOf(api, company)))));
  }
  return { applications };
}

/** Long answers, each to a set that was really handed out, as long as it lasts; how many they were. */
async function answers(api: Client, during: During): Promise<{ count: number; latencies: Latencies }> {
  const company = await newCompany(api, 'Sample Builders');
  await api.importList(company.id, Buffer.from(costCodes(CODES)));
  await api.send(company.id);
  await api.accept(company.id);
  const more = filler(ANSWER_BYTES);
  const caller = new Caller(await applicationOf(api, company));
  let count = 0;
  const latencies = await during(async () => {
    const until = performance.now() + LASTS_MS;
    while (performance.now() < until) {
      const { ticket, envelope } = await handOut(caller, more);
      await caller.receive(envelope);
      await caller.calls.close(ticket);
      count++;
    }
  });
  caller.close();
  return { count, latencies };
}

async function bench(): Promise<Result[]> {
  return withService(async (url, api, { pid = 0 }) => {
    const target = await polled(api);
    return withCaller('polls-caller.ts', target, EVERY_MS, async (during) => {
      bindToOneCore(pid);
      await during(() => delay(WARM_UP_MS));
      const idle = await during(() => delay(LASTS_MS));
      let busy = idle;
      let count = 0;
      const peak = await peakMiBOf(url, pid, async () => {
        ({ count, latencies: busy } = await answers(api, during));
      });
      console.log(
        table(
          ['polls of others', ...LATENCY_HEADINGS],
          [
            ['while nothing else comes', ...latencyCells(idle)],
            [`while ${count} answers of 20 MB come`, ...latencyCells(busy)],
          ],
          40,
        ),
      );
      console.log(`Peak memory while they came: ${peak.toFixed(0)} MiB.`);
      if (idle.p99 > P99_MAX_MS / 2)
        console.log(
          colour('The machine is busy with other things: nothing else came, and polls were slow.', 'yellow'),
        );
      if (busy.failed > 0) throw new Error(`${busy.failed} polls failed: ${busy.why}`);
      return [resultOf('polls while answers of 20 MB come: p99 in ms', P99_MAX_MS, [busy.p99])];
    });
  });
}

await runBench(
  `Polls of ${COMPANIES} companies a minute, while one company's answers of 20 MB come, on one core`,
  bench,
);
