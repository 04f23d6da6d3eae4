// How many exchanges codes take, and how long the longest one is, with a QuickBooks that is fast, slow, suddenly slow, or has a price for
// each set; with one that has all the items already, and with codes that it never reads. Its time is simulated, so the figures are the
// same on every machine; only the CPU time of the adoption is this machine's, beside that of adding as many.
import { median, rounded } from './bench/measure.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { type Played, playSync, type Setting } from './bench/simulated-sync.ts';
import { table } from './terminal.ts';

const SET_MAX = 200;
const HALF_A_MINUTE_MS = 30_000;

interface Pace {
  readonly name: string;
  readonly codes: number;
  readonly setMs?: number;
  /** What a request takes, by how many codes are in QuickBooks already. */
  readonly requestMs: (added: number) => number;
  /** The exchanges of sets that fill the half minute, or are as large as they may be; with a price for each set, those allowed. */
  readonly fewest: number;
  /** At most so many times these. */
  readonly exchangesBound: number;
  readonly longestBound: number;
  readonly why: string;
}

const PACES: readonly Pace[] = [
  {
    name: 'fast: 20 ms a code',
    codes: 1_000,
    requestMs: () => 20,
    fewest: 5,
    exchangesBound: 2,
    longestBound: 1,
    why: 'sets of 200, after five that grow',
  },
  {
    name: 'slow: 1.5 s a code',
    codes: 1_000,
    requestMs: () => 1_500,
    fewest: 50,
    exchangesBound: 2.2,
    longestBound: 1,
    why: 'sets that take half of the half minute',
  },
  {
    name: 'suddenly ten times slower, after 600 codes',
    codes: 1_000,
    requestMs: (added) => (added < 600 ? 50 : 500),
    fewest: 10,
    exchangesBound: 3,
    // The one set that is on its way when it happens cannot be made smaller any more.
    longestBound: 3.5,
    why: 'one set too large, then small ones',
  },
  {
    name: 'a price for each set: 20 s, whatever its size',
    codes: 300,
    setMs: 20_000,
    requestMs: () => 0,
    fewest: 6,
    exchangesBound: 1,
    longestBound: 1,
    why: 'a smaller set shows it, then they are doubled',
  },
];

const MANY = 5_000;
const ADOPTING: Setting = { codes: MANY, setMax: SET_MAX, requestMs: () => 20, areThere: true };
const ADDING: Setting = { codes: MANY, setMax: SET_MAX, requestMs: () => 20 };
const ADOPTING_EXCHANGES = 60;
/** Each code is asked for after it was refused as in use, and nothing is asked twice. */
const ADOPTING_BOUND = 1.4;
const ROUNDS = 3;

const CULPRITS_SHARE = 0.03;
const CULPRITS_BOUND = 1.3;

/** Spread as if by chance, the same on every machine. */
function isByChance(number: number): boolean {
  let mixed = Math.imul(number + 1, 2_654_435_761) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2_246_822_519) >>> 0;
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32 < CULPRITS_SHARE;
}

const SPREADS = [
  ['evenly', (number: number) => number % Math.round(1 / CULPRITS_SHARE) === 7],
  ['by chance', isByChance],
] as const;

/** The logarithm of in how many ways `some` of `all` can be chosen: so many answers of yes or no it takes to find them, at least. */
function bitsOf(all: number, some: number): number {
  let bits = 0;
  for (let each = 0; each < some; each++) bits += Math.log2((all - each) / (each + 1));
  return bits;
}

async function paces(): Promise<Result[]> {
  const results: Result[] = [];
  const rows: (string | number)[][] = [];
  for (const { name, fewest, exchangesBound, longestBound, why, ...setting } of PACES) {
    const { exchanges, longestMs } = await playSync({ ...setting, setMax: SET_MAX });
    rows.push([name, setting.codes, exchanges, fewest, (longestMs / 1_000).toFixed(1), why]);
    results.push(
      resultOf(`${name}: exchanges / the fewest possible`, exchangesBound, [exchanges / fewest]),
      resultOf(`${name}: longest exchange / half a minute`, longestBound, [longestMs / HALF_A_MINUTE_MS]),
    );
  }
  console.log(table(['QuickBooks', 'codes', 'exchanges', 'fewest', 'longest, s', ''], rows));
  return results;
}

async function adoption(): Promise<Result[]> {
  // The compilers are done with most of it after one.
  await playSync(ADDING);
  await playSync(ADOPTING);
  const adopting: Played[] = [];
  const adding: Played[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    adding.push(await playSync(ADDING));
    adopting.push(await playSync(ADOPTING));
  }
  const row = (name: string, all: readonly Played[]) => [
    name,
    all[0]?.exchanges ?? 0,
    rounded(median(all.map(({ cpuMs }) => cpuMs)), 0),
  ];
  console.log(
    table(
      [`${MANY} codes`, 'exchanges', 'CPU ms of the exchange'],
      [row('are added', adding), row('are there already', adopting)],
    ),
  );
  return [
    resultOf(
      `${MANY} items adopted: exchanges / ${ADOPTING_EXCHANGES}`,
      1,
      adopting.map(({ exchanges }) => exchanges / ADOPTING_EXCHANGES),
    ),
    resultOf(
      `${MANY} items adopted: CPU / as many added`,
      ADOPTING_BOUND,
      adopting.map(({ cpuMs }, round) => cpuMs / (adding[round]?.cpuMs ?? Number.NaN)),
    ),
  ];
}

async function culprits(): Promise<Result[]> {
  const results: Result[] = [];
  const rows: (string | number)[][] = [];
  for (const [spread, isPoisoned] of SPREADS) {
    const count = Array.from({ length: MANY }, (_, number) => number).filter(isPoisoned).length;
    const { exchanges } = await playSync({ ...ADDING, isPoisoned });
    const theory = bitsOf(MANY, count);
    rows.push([spread, count, exchanges, Math.ceil(theory)]);
    results.push(
      resultOf(`${count} of ${MANY} never read, ${spread}: exchanges / by theory`, CULPRITS_BOUND, [
        exchanges / theory,
      ]),
    );
  }
  console.log(table([`of ${MANY} codes never read`, 'codes', 'exchanges', 'by theory'], rows));
  return results;
}

await runBench(`Exchanges with QuickBooks, sets of up to ${SET_MAX}`, async () => [
  ...(await paces()),
  ...(await adoption()),
  ...(await culprits()),
]);
