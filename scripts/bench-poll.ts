// Of idle polls the service answers at least 0.6 times as many as a bare express server does in the same CPU time: each costs at most
// 1.67 times as much. The four requests are the same.
import { cpuMsOf, median, overheadMs, rounded } from './bench/measure.ts';
import { type Application, applicationOf, Caller } from './bench/player.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withBareServer, withService } from './bench/servers.ts';
import { table } from './terminal.ts';

const BOUND = 1.67;
const WARM_UP_POLLS = 5_000;
const ROUNDS = 45;
const POLLS_A_ROUND = 100;

interface Poller {
  url: string;
  poll: () => Promise<void>;
}

/** serverVersion, clientVersion, authenticate -> none, closeConnection, over one kept connection. */
function poller(application: Application, url: string, address: string): Poller {
  const caller = new Caller(application, address);
  return {
    url,
    async poll() {
      const { ticket, second } = await caller.begin();
      if (second !== 'none') throw new Error(`authenticate was answered "${second}"`);
      await caller.calls.close(ticket);
    },
  };
}

async function polls({ poll }: Poller, count: number): Promise<void> {
  for (let number = 0; number < count; number++) await poll();
}

async function bench(): Promise<Result[]> {
  return withBareServer((bareURL) =>
    withService(async (url, api) => {
      const application = await applicationOf(api, await newCompany(api, 'Sample Builders'));
      const ours = poller(application, url, application.qwc.AppURL);
      const bare = poller(application, bareURL, `${bareURL}/poll`);
      await Promise.all([polls(ours, WARM_UP_POLLS), polls(bare, WARM_UP_POLLS)]);
      const overhead = new Map([
        [ours, await overheadMs(ours.url)],
        [bare, await overheadMs(bare.url)],
      ]);
      const oursMs: number[] = [];
      const bareMs: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const sides: [Poller, number[]][] = [
          [ours, oursMs],
          [bare, bareMs],
        ];
        for (const [side, figures] of round % 2 === 0 ? sides : sides.reverse()) {
          const ms = await cpuMsOf(side.url, () => polls(side, POLLS_A_ROUND));
          figures.push((ms - (overhead.get(side) ?? 0)) / POLLS_A_ROUND);
        }
      }
      const row = (name: string, figures: number[]) => [
        name,
        rounded(median(figures), 3),
        Math.round(1000 / median(figures)),
      ];
      console.log(
        table(
          ['server', 'CPU ms a poll', 'polls a CPU second'],
          [row('the service', oursMs), row('bare express', bareMs)],
        ),
      );
      const ratios = oursMs.map((ms, round) => ms / (bareMs[round] ?? Number.NaN));
      return [resultOf('idle poll: CPU / bare express', BOUND, ratios)];
    }),
  );
}

await runBench(`Idle polls: four requests each, ${ROUNDS} rounds of ${POLLS_A_ROUND}, interleaved`, bench);
