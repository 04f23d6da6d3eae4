// What changed codes cost beside added ones: as many exchanges and as much processor time of the exchange, with a QuickBooks in simulated
// time. Both are measured in each round, one behind the other in one company.
import { median, rounded } from './bench/measure.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { type Played, playChanges } from './bench/simulated-sync.ts';
import { table } from './terminal.ts';

const CODES = 5_000;
const ROUNDS = 5;
const SETTING = { codes: CODES, setMax: 200, requestMs: () => 20 };
const EXCHANGES_BOUND = 1.2;
const CPU_BOUND = 1.3;

async function bench(): Promise<Result[]> {
  // The compilers are done with most of it then.
  await playChanges(SETTING);
  const rounds: { adds: Played; changes: Played }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await playChanges(SETTING));
  const row = (what: string, of: (round: (typeof rounds)[number]) => Played) => [
    what,
    median(rounds.map((round) => of(round).exchanges)),
    rounded(median(rounds.map((round) => (of(round).cpuMs * 1000) / CODES))),
  ];
  console.log(
    table(
      ['', 'exchanges', 'CPU microseconds a code'],
      [
        row(`${CODES} codes added`, ({ adds }) => adds),
        row(`${CODES} codes changed`, ({ changes }) => changes),
      ],
    ),
  );
  const ratios = (of: (played: Played) => number) =>
    rounds.map(({ adds, changes }) => of(changes) / of(adds));
  return [
    resultOf(
      `exchanges of ${CODES} changes / of as many adds`,
      EXCHANGES_BOUND,
      ratios(({ exchanges }) => exchanges),
    ),
    resultOf(
      `CPU of ${CODES} changes / of as many adds`,
      CPU_BOUND,
      ratios(({ cpuMs }) => cpuMs),
    ),
  ];
}

await runBench(`${CODES} codes that are changed, beside as many that are added: ${ROUNDS} rounds`, bench);
