// Whether the service stands: how long `authenticate` takes, and how much memory the service has, while others keep it as busy as they can.
import { parseArgs } from 'node:util';
import type { Latencies } from './bench/open-loop.ts';
import { applicationOf } from './bench/player.ts';
import { peakMiBOf } from './bench/process-memory.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD, newCompany, signIn, withService } from './bench/servers.ts';
import { answerPhase } from './bench/stands/answer.ts';
import { withCaller } from './bench/stands/authenticate.ts';
import { acceptPhase, csvPhase, importPhase, searchPhase, sendPhase } from './bench/stands/codes.ts';
import { LASTS_MS, type Phase, type Stage } from './bench/stands/stage.ts';
import { bombsPhase, guessesPhase } from './bench/stands/strangers.ts';
import { watchPhase } from './bench/stands/watch.ts';

const P99_MAX_MS = 100;
const MEMORY_MAX_MIB = 500;
/** The compiler of the service has seen enough after so many calls. */
const WARM_UP_MS = 5_000;

const PHASES: readonly Phase[] = [
  importPhase,
  sendPhase,
  acceptPhase,
  searchPhase,
  csvPhase,
  answerPhase,
  watchPhase,
  bombsPhase,
  guessesPhase,
];

const HELP = `Calls "authenticate" a hundred times a second, answered or not, while the service is kept busy: p99 at most ${P99_MAX_MS} ms,
memory at most ${MEMORY_MAX_MIB} MiB above that of the idle service, in each phase.

  npm run bench -- stands                            all phases, a few minutes
  npm run bench -- stands --only bombs               one of them, and unmeasured what it needs
  npm run bench -- stands --only import --only send  two of them

Phases: ${PHASES.map(({ name }) => name).join(', ')}

The service is a process of its own, over an embedded store in a temporary folder; so is the caller of authenticate, which does nothing
else. Latency counts from the moment at which a call was due. The longest turn is that of the service's loop, as /metrics tell it; it
includes up to 10 ms of the timer that measures it. The exit code is 1 if a bound is missed or a phase did less than it should.`;

const phases = readArguments();

function readArguments(): readonly Phase[] {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    for (const name of values.only)
      if (!PHASES.some((phase) => phase.name === name)) throw new Error(`There is no phase "${name}".`);
    return values.only.length > 0 ? PHASES.filter(({ name }) => values.only.includes(name)) : PHASES;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

interface Measured {
  name: string;
  did: string;
  /** It did less than it should, and its figures mean nothing. */
  hasFailed: boolean;
  tookMs: number;
  latencies: Latencies;
  peakMiB: number;
  longestTurnMs: number;
}

/** The longest turn of the service's loop since it was asked last. */
async function longestTurnMs(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
}

/** Whatever the phases need that came before them, once. */
async function prepare(stage: Stage, phase: Phase, done: Set<string>): Promise<void> {
  const before = PHASES.find(({ name }) => name === phase.after);
  if (!before || done.has(before.name)) return;
  await prepare(stage, before, done);
  console.log(`${before.name}, not measured: ${await (await before.ready(stage))()}`);
  done.add(before.name);
}

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

function markdown(idle: Measured, measured: readonly Measured[]): string {
  const heads = ['phase', 'took s', 'calls', 'failed', 'p50 ms', 'p99 ms', 'max ms'];
  heads.push('p99 / idle', 'MiB above idle', 'longest turn ms', 'what it did');
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const rows = [idle, ...measured].map(({ name, did, tookMs, latencies, peakMiB, longestTurnMs }) =>
    line([
      name,
      (tookMs / 1000).toFixed(1),
      latencies.calls,
      latencies.failed,
      ...[latencies.p50, latencies.p99, latencies.max].map(ms),
      (latencies.p99 / idle.latencies.p99).toFixed(1),
      Math.round(peakMiB - idle.peakMiB),
      Math.round(longestTurnMs),
      did,
    ]),
  );
  return [line(heads), line(heads.map(() => '---')), ...rows].join('\n');
}

/** A call that failed has no latency: what is told of the others does not hold then. No figure keeps no bound. */
function resultsOf(idle: Measured, { name, hasFailed, latencies, peakMiB }: Measured): Result[] {
  const p99 = hasFailed || latencies.failed > 0 ? Number.NaN : latencies.p99;
  return [
    resultOf(`${name}: p99 of authenticate / ${P99_MAX_MS} ms`, 1, [p99 / P99_MAX_MS]),
    resultOf(`${name}: memory above idle / ${MEMORY_MAX_MIB} MiB`, 1, [
      (peakMiB - idle.peakMiB) / MEMORY_MAX_MIB,
    ]),
  ];
}

function bench(): Promise<Result[]> {
  return withService(
    async (url, api, pid) => {
      const company = await newCompany(api, 'Sample Builders');
      const { userName, password } = await applicationOf(api, url, await newCompany(api, 'Quiet Builders'));
      const stage = { url, api, company, cookie: await signIn(url, 'admin', ADMIN_PASSWORD) };
      return withCaller({ url: `${url}/qbwc`, userName, password }, async (during) => {
        async function measure(name: string, work: () => Promise<string>): Promise<Measured> {
          let did = '';
          let hasFailed = false;
          let tookMs = 0;
          let latencies: Latencies | undefined;
          await longestTurnMs(url);
          const peakMiB = await peakMiBOf(url, pid, async () => {
            const from = performance.now();
            latencies = await during(async () => {
              did = await work().catch((error: Error) => {
                hasFailed = true;
                return `FAILED: ${error.message}`;
              });
              tookMs = performance.now() - from;
            });
          });
          if (!latencies) throw new Error(`${name} was not measured`);
          if (latencies.why !== null)
            console.log(`${name}: ${latencies.failed} calls failed: ${latencies.why}`);
          return {
            name,
            did,
            hasFailed,
            tookMs,
            latencies,
            peakMiB,
            longestTurnMs: await longestTurnMs(url),
          };
        }
        const idling = (forMs: number) => async () => {
          await new Promise((resolve) => setTimeout(resolve, forMs));
          return 'nothing';
        };
        await measure('warm-up', idling(WARM_UP_MS));
        const idle = await measure('idle', idling(LASTS_MS));
        const measured: Measured[] = [];
        const done = new Set<string>();
        for (const phase of phases) {
          await prepare(stage, phase, done);
          const work = await phase.ready(stage);
          measured.push(await measure(phase.name, work));
          done.add(phase.name);
          console.log(`${phase.name}: p99 ${ms(measured.at(-1)?.latencies.p99 ?? 0)} ms`);
        }
        console.log(`\n${markdown(idle, measured)}`);
        return measured.flatMap((each) => resultsOf(idle, each));
      });
    },
    // Each stranger has an address of their own, told as a proxy in front would.
    { TRUSTED_PROXIES: '1' },
  );
}

await runBench('Whether it stands: authenticate while others keep the service busy', bench);
