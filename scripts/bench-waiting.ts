// An idle poll costs the same whatever waits: 50,000 codes below a parent that is not on its way, or held by the alarm of an account, cost
// at most half as much again as none.
import { cpuMsOf, median, overheadMs, rounded } from './bench/measure.ts';
import { applicationOf, Caller } from './bench/player.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withService } from './bench/servers.ts';
import { SimulatedQuickBooks } from './quickbooks/simulated-quickbooks.ts';
import type { Client, Company } from './services/client.ts';
import { table } from './terminal.ts';

const BOUND = 1.5;
const MANY = 50_000;
/** What waits is put aside by the first polls, some thousands by each. */
const WARM_UP_POLLS = 300;
const ROUNDS = 25;
const POLLS_A_ROUND = 100;

interface Poller {
  readonly name: string;
  readonly caller: Caller;
}

async function polls({ caller }: Poller, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const { ticket, second } = await caller.begin();
    if (second !== 'none') throw new Error(`authenticate was answered "${second}"`);
    await caller.calls.close(ticket);
  }
}

const codes = Array.from({ length: MANY }, (_, at) => `03-${at}`);

/** A division, and codes below it. */
const CSV = Buffer.from(
  ['code,description,parent', '03,Concrete,', ...codes.map((code) => `${code},Footings,03`)].join('\n'),
);

const pollerOf = async (api: Client, name: string, company: Company): Promise<Poller> => ({
  name,
  caller: new Caller(await applicationOf(api, company)),
});

/** A company with the codes; `accepted`: which of them. */
async function companyWith(api: Client, name: string, accepted?: string[]): Promise<Poller> {
  const company = await newCompany(api, name);
  await api.importList(company.id, CSV);
  await api.send(company.id);
  await api.accept(company.id, accepted);
  return pollerOf(api, name, company);
}

/** Sessions until there is no work, with a QuickBooks that lacks the account. */
async function exported({ caller }: Poller): Promise<void> {
  const { calls } = caller;
  const quickbooks = new SimulatedQuickBooks({ accounts: [] });
  for (let ticket = await caller.open(); ticket !== null; ticket = await caller.open()) {
    for (let percent = 0; percent < 100; ) {
      const request = await calls.send(ticket);
      if (request === '') break;
      percent = await calls.receive(ticket, quickbooks.processRequest(request));
    }
    await calls.close(ticket);
  }
}

async function bench(): Promise<Result[]> {
  return withService(async (url, api) => {
    const none = await pollerOf(api, 'Nothing waits', await newCompany(api, 'Nothing waits'));
    // The parent is not accepted.
    const below = await companyWith(api, 'Below a parent', codes);
    const held = await companyWith(api, 'Held for an account');
    await exported(held);
    const sides = [none, below, held];
    for (const side of sides) await polls(side, WARM_UP_POLLS);
    const overhead = await overheadMs(url);
    const figures = new Map<Poller, number[]>(sides.map((side) => [side, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const ms = (await cpuMsOf(url, () => polls(side, POLLS_A_ROUND))) - overhead;
        figures.get(side)?.push(ms / POLLS_A_ROUND);
      }
    const of = (side: Poller) => figures.get(side) ?? [];
    console.log(
      table(
        ['what waits', 'CPU ms a poll'],
        sides.map((side) => [side.name, rounded(median(of(side)), 3)]),
      ),
    );
    return [below, held].map((side) =>
      resultOf(
        `idle poll, ${MANY} codes (${side.name}): CPU / none`,
        BOUND,
        of(side).map((ms, round) => ms / (of(none)[round] ?? Number.NaN)),
      ),
    );
  });
}

await runBench(
  `Idle polls while ${MANY} codes wait: ${ROUNDS} rounds of ${POLLS_A_ROUND}, interleaved`,
  bench,
);
