// A session of 10,000 codes costs at most three times what a bare express server needs that makes the requests by templates, takes the
// answers apart by patterns, and keeps what became of the codes in one durable transaction an answer. It is played by one driver
// against each of them, in turn.
import { costCodes } from './bench/cost-codes.ts';
import { cpuMsOf, median, rounded } from './bench/measure.ts';
import { type Application, applicationOf, Caller, playSession } from './bench/player.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withBareServer, withService } from './bench/servers.ts';
import type { Client } from './services/client.ts';
import { table } from './terminal.ts';

const BOUND = 3;
const CODES = 10_000;
/** The compilers are done with most of it after so many sessions. */
const WARM_UPS = 2;
const ROUNDS = 3;

interface Side {
  readonly name: string;
  /** CPU milliseconds of a session of so many codes, and its exchanges. */
  play(): Promise<{ cpuMs: number; exchanges: number }>;
}

async function played(url: string, caller: Caller): Promise<{ cpuMs: number; exchanges: number }> {
  let exchanges = 0;
  const cpuMs = await cpuMsOf(url, async () => {
    const session = await playSession(caller);
    if (session.added !== CODES) throw new Error(`${session.added} of ${CODES} codes were added`);
    exchanges = session.exchanges;
  });
  caller.close();
  return { cpuMs, exchanges };
}

const service = (url: string, api: Client): Side => ({
  name: 'the service',
  async play() {
    const company = await newCompany(api, 'Sample Builders');
    await api.importList(company.id, Buffer.from(costCodes(CODES)));
    await api.send(company.id);
    await api.accept(company.id);
    return played(url, new Caller(await applicationOf(api, company)));
  },
});

const bare = (url: string, application: Application): Side => ({
  name: 'bare express, 50 a set',
  async play() {
    await fetch(`${url}/fill?codes=${CODES}`);
    return played(url, new Caller(application, `${url}/session`));
  },
});

async function bench(): Promise<Result[]> {
  return withBareServer((bareURL) =>
    withService(async (url, api) => {
      const application = await applicationOf(api, await newCompany(api, 'Any'));
      const sides = [service(url, api), bare(bareURL, application)];
      const figures = sides.map(() => ({ cpuMs: [] as number[], exchanges: 0 }));
      for (let round = -WARM_UPS; round < ROUNDS; round++) {
        for (const [at, side] of sides.entries()) {
          const { cpuMs, exchanges } = await side.play();
          if (round >= 0) figures[at]?.cpuMs.push(cpuMs);
          figures[at]!.exchanges = exchanges;
        }
      }
      const [ours = [], theirs = []] = figures.map(({ cpuMs }) => cpuMs);
      console.log(
        table(
          ['server', 'CPU ms a code', 'exchanges'],
          sides.map(({ name }, at) => {
            const { cpuMs, exchanges } = figures[at]!;
            return [name, rounded(median(cpuMs) / CODES, 3), exchanges];
          }),
        ),
      );
      const ratios = ours.map((ms, round) => ms / (theirs[round] ?? Number.NaN));
      return [resultOf(`a session of ${CODES} codes: CPU / bare express`, BOUND, ratios)];
    }),
  );
}

await runBench(`Sessions of ${CODES} codes: ${ROUNDS} rounds, in turn`, bench);
