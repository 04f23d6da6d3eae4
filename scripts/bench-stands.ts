// Whether the service stands: how long `authenticate` takes, and how much memory the service has, while others keep it as busy as they can.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Latencies } from './bench/open-loop.ts';
import { peakMiBOf } from './bench/process-memory.ts';
import { type Result, runBench } from './bench/report.ts';
import { ADMIN_PASSWORD, newCompany, withService } from './bench/servers.ts';
import { answerPhase } from './bench/stands/answer.ts';
import { type During, withCaller } from './bench/stands/authenticate.ts';
import { acceptPhase, csvPhase, importPhase, searchPhase, sendPhase } from './bench/stands/codes.ts';
import {
  busyMachine,
  MEMORY_MAX_MIB,
  type Measured,
  markdown,
  P99_MAX_MS,
  resultsOf,
} from './bench/stands/measured.ts';
import { LASTS_MS, type Phase, type Stage } from './bench/stands/stage.ts';
import { bombsPhase, guessesPhase } from './bench/stands/strangers.ts';
import { watchPhase } from './bench/stands/watch.ts';
import { type Client, signIn } from './services/client.ts';
import { colour } from './terminal.ts';

const WARM_UP_MS = 5_000;
const NOTHING: Latencies = {
  calls: 0,
  failed: 0,
  why: null,
  p50: Number.NaN,
  p99: Number.NaN,
  max: Number.NaN,
};

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
else. Latency counts from the moment at which a call was due. Beside it an idle service is called likewise: where that one is slow, too,
it is the machine that is busy. The longest turn is that of the service's loop, as /metrics tell it; it
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

/** A company without work, and its connector calling `authenticate` all the time, from a process of its own. */
async function withQuietCompany<T>(
  url: string,
  api: Client,
  work: (during: During) => Promise<T>,
): Promise<T> {
  const quiet = await newCompany(api, 'Quiet Builders');
  return withCaller({ url: `${url}/qbwc`, ...quiet.connector }, work);
}

interface Measuring {
  url: string;
  pid: number;
  during: During;
  besideDuring: During;
}

async function measure(
  { url, pid, during, besideDuring }: Measuring,
  name: string,
  work: () => Promise<string>,
): Promise<Measured> {
  let did: string | null = null;
  let tookMs = 0;
  let beside = NOTHING;
  let latencies = NOTHING;
  await longestTurnMs(url);
  const load = async () => {
    const from = performance.now();
    did = await work().catch((error: Error) => {
      console.error(colour(`${name} failed: ${error.stack}`, 'red'));
      return null;
    });
    tookMs = performance.now() - from;
  };
  const peakMiB = await peakMiBOf(url, pid, async () => {
    latencies = await during(async () => {
      beside = await besideDuring(load);
    });
  });
  if (latencies.why !== null) console.error(`${name}: ${latencies.failed} calls failed: ${latencies.why}`);
  console.log(`${name}: p99 ${latencies.p99.toFixed(1)} ms, idle beside ${beside.p99.toFixed(1)} ms`);
  return { name, did, tookMs, latencies, beside, peakMiB, longestTurnMs: await longestTurnMs(url) };
}

const idling = (forMs: number) => async (): Promise<string> => {
  await delay(forMs);
  return 'nothing';
};

async function bench(): Promise<Result[]> {
  return withService((idleURL, idleAPI) =>
    withQuietCompany(idleURL, idleAPI, (besideDuring) =>
      withService(
        (url, api, { pid = 0 }) =>
          withQuietCompany(url, api, async (during) => {
            const measuring = { url, pid, during, besideDuring };
            const company = await newCompany(api, 'Sample Builders');
            const stage = { url, api, company, cookie: await signIn(url, 'admin', ADMIN_PASSWORD) };
            await measure(measuring, 'warm-up', idling(WARM_UP_MS));
            const idle = await measure(measuring, 'idle', idling(LASTS_MS));
            const measured: Measured[] = [];
            const done = new Set<string>();
            for (const phase of phases) {
              await prepare(stage, phase, done);
              measured.push(await measure(measuring, phase.name, await phase.ready(stage)));
              done.add(phase.name);
            }
            console.log(`\n${markdown(idle.peakMiB, [idle, ...measured])}`);
            const busy = busyMachine(measured);
            if (busy !== null) console.log(`\n${colour(busy, 'yellow')}`);
            return measured.flatMap((each) => resultsOf(idle.peakMiB, each));
          }),
        // Each stranger has an address of their own, told as a proxy in front would.
        { environment: { TRUSTED_PROXIES: '1' } },
      ),
    ),
  );
}

await runBench('Whether it stands: authenticate while others keep the service busy', bench);
