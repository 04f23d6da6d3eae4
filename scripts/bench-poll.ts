// An idle poll costs at most twice what a bare express server needs for the same four requests.
import { cpuMsOf, median, overheadMs, rounded } from './bench/measure.ts';
import { applicationOf, Caller, stringsOf } from './bench/player.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withBareServer, withService } from './bench/servers.ts';
import { table } from './terminal.ts';

const BOUND = 2;
const WARM_UP_POLLS = 5_000;
const ROUNDS = 45;
const POLLS_A_ROUND = 100;

interface Poller {
  url: string;
  poll: () => Promise<void>;
}

/** serverVersion, clientVersion, authenticate -> none, closeConnection, over one kept connection. */
function poller(url: string, address: string, strUserName: string, strPassword: string): Poller {
  const caller = new Caller();
  return {
    url,
    async poll() {
      await caller.call(address, 'serverVersion', {});
      await caller.call(address, 'clientVersion', { strVersion: '34.0.10023.3' });
      const strings = await caller.call(address, 'authenticate', { strUserName, strPassword });
      const [ticket = '', second = ''] = stringsOf(strings);
      if (second !== 'none') throw new Error(`authenticate was answered "${second}"`);
      await caller.call(address, 'closeConnection', { ticket });
    },
  };
}

async function polls({ poll }: Poller, count: number): Promise<void> {
  for (let number = 0; number < count; number++) await poll();
}

async function bench(): Promise<Result[]> {
  return withBareServer((bareURL) =>
    withService(async (url, api) => {
      const application = await applicationOf(api, url, await newCompany(api, 'Sample Builders'));
      const { userName, password } = application;
      const ours = poller(url, application.url, userName, password);
      const bare = poller(bareURL, `${bareURL}/poll`, userName, password);
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
