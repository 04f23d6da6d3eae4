// 100,000 codes in one company: imported, sent, accepted, listed and exported, looked at and searched. The service's CPU time a code is
// at most 1.1 times that of 1,000 codes, its memory stays what it was, and after kill -9 it is ready within two seconds.
//
//     npm run bench -- scale
//     node scripts/run.mjs scripts/bench-scale.ts 20000      with fewer codes
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cpuMsOf, cpuSeconds, overheadMs, rounded } from './bench/measure.ts';
import { peakMiBOf } from './bench/process-memory.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD } from './bench/servers.ts';
import { perCode, STEPS, type Way, wayOf } from './bench/way.ts';
import { type Client, clientOf, signIn } from './services/client.ts';
import { type Service, startService } from './services/service.ts';
import { table } from './terminal.ts';

const [MANY = 100_000] = process.argv.slice(2).map(Number);
const FEW = 1_000;
/** The short lists lie around the long one; the first few are for the compilers. */
const WARM_UPS = 4;
const REPEATS = 10;
const CPU_BOUND = 1.1;
/** A page and a search are short: a collection of garbage more or less moves their ratio. */
const LOOK_BOUND = 2;
const LOOKS = 20;
/** Of the most memory that was held with short lists. */
const MEMORY_BOUND = 1.25;
const READY_SECONDS = 2;

const WHAT_NOBODY_HAS = 'nothing like it';

interface Looks {
  /** CPU milliseconds. */
  readonly desk: number;
  /** The same a code, of a search that finds nothing. */
  readonly search: number;
}

async function looksAt(url: string, api: Client, { company }: Way, count: number): Promise<Looks> {
  const cookie = await signIn(url, 'admin', ADMIN_PASSWORD);
  const cpuOf = async (times: number, work: () => Promise<unknown>): Promise<number> => {
    const cpuMs = await cpuMsOf(url, async () => {
      for (let time = 0; time < times; time++) await work();
    });
    return cpuMs / times;
  };
  const searches = Math.max(1, Math.floor((LOOKS * FEW) / count));
  return {
    desk: await cpuOf(LOOKS, async () => {
      const page = await fetch(`${url}/companies/${company.id}?status=all`, { headers: { cookie } });
      if (page.status !== 200) throw new Error(`the desk was answered ${page.status}`);
      await page.text();
    }),
    search:
      (await cpuOf(searches, () =>
        api.ask('GET', `/companies/${company.id}/codes?search=${encodeURIComponent(WHAT_NOBODY_HAS)}`),
      )) / count,
  };
}

async function measured(folder: string): Promise<Result[]> {
  const start = (): Promise<Service> =>
    startService({
      adminPassword: ADMIN_PASSWORD,
      environment: { DATA_DIR: folder, LOG_LEVEL: 'silent' },
    });
  const service = await start();
  try {
    const { url, child } = service;
    const pid = child.pid ?? 0;
    const api = clientOf(url, 'admin', ADMIN_PASSWORD);
    for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await wayOf(url, api, FEW, 0);
    const overhead = await overheadMs(url);
    const few: Way[] = [];
    const fewTimes = async (): Promise<void> => {
      for (let time = 0; time < REPEATS / 2; time++) few.push(await wayOf(url, api, FEW, overhead));
    };
    const fewMiB = await peakMiBOf(url, pid, fewTimes);
    const many: Way[] = [];
    const manyMiB = await peakMiBOf(url, pid, async () => {
      many.push(await wayOf(url, api, MANY, overhead));
    });
    await fewTimes();
    const [short] = few;
    const [long] = many;
    if (!short || !long) throw new Error('no list went all the way');
    await looksAt(url, api, short, FEW);
    const shortLooks = await looksAt(url, api, short, FEW);
    const longLooks = await looksAt(url, api, long, MANY);

    child.kill('SIGKILL');
    await service.stop();
    const began = performance.now();
    const again = await start();
    const readySeconds = (performance.now() - began) / 1_000;
    const ofCpu = await cpuSeconds(again.url);
    await again.stop();

    const row = (count: number, ways: readonly Way[], looks: Looks, mib: number) => [
      count,
      ...STEPS.map((step) => Math.round(perCode(ways, count, step))),
      rounded(looks.desk, 1),
      rounded(looks.search * 1_000, 1),
      Math.round(mib),
    ];
    console.log('CPU microseconds a code (the desk: milliseconds a page), and the most memory in MiB:');
    console.log(
      table(
        ['codes', ...STEPS, 'desk', 'search', 'memory'],
        [row(FEW, few, shortLooks, fewMiB), row(MANY, many, longLooks, manyMiB)],
      ),
    );
    console.log(
      `ready ${rounded(readySeconds)} s after kill -9, and soon after it had used ${rounded(ofCpu)} s of CPU`,
    );
    const all = (ways: readonly Way[], count: number) =>
      STEPS.reduce((sum, step) => sum + perCode(ways, count, step), 0);
    const compared = `${MANY} codes / ${FEW} codes`;
    return [
      resultOf(`import to export: CPU a code, ${compared}`, CPU_BOUND, [all(many, MANY) / all(few, FEW)]),
      resultOf(`export: CPU a code, ${compared}`, CPU_BOUND, [
        perCode(many, MANY, 'sync') / perCode(few, FEW, 'sync'),
      ]),
      resultOf(`the desk: CPU a page, ${compared}`, LOOK_BOUND, [longLooks.desk / shortLooks.desk]),
      resultOf(`a search: CPU a code, ${compared}`, LOOK_BOUND, [longLooks.search / shortLooks.search]),
      resultOf(`most memory, ${compared}`, MEMORY_BOUND, [manyMiB / fewMiB]),
      resultOf(`ready after kill -9 / ${READY_SECONDS} s`, 1, [readySeconds / READY_SECONDS]),
    ];
  } finally {
    await service.stop();
  }
}

await runBench(`A company with ${MANY} codes, beside ${REPEATS} with ${FEW}`, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-bench-'));
  try {
    return await measured(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
});
