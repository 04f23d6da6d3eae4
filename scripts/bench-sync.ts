// The service's CPU time a code at 10,000 codes is at most 1.2 times that at 1,000: no step looks at the whole list again and again.
import { median, overheadMs, rounded } from './bench/measure.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { withService } from './bench/servers.ts';
import { perCode, STEPS, type Step, type Way, wayOf } from './bench/way.ts';
import { type Cell, table } from './terminal.ts';

const BOUND = 1.2;
/** These take a few dozen milliseconds: one collection of garbage more or less moves their ratio by a fifth or more (0.8 to 1.35 were seen). */
const SHORT_STEPS_BOUND = 1.5;
const FEW = 1_000;
const MANY = 10_000;
const ROUNDS = 3;
/** Companies with the short list a round: what is compared takes long enough to be measured, and the same garbage is made. */
const REPEATS = 5;
/** The compilers are done with most of it after so many companies with the short list. */
const WARM_UPS = 4;
async function round(number: number): Promise<{ few: Way[]; many: Way[] }> {
  return withService(async (url, api) => {
    for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await wayOf(url, api, FEW, 0);
    const overhead = await overheadMs(url);
    const few: Way[] = [];
    const many: Way[] = [];
    const fewTimes = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) few.push(await wayOf(url, api, FEW, overhead));
    };
    // The short lists lie around the long one: what the service gets used to meanwhile does not favour one of them.
    const before = number % 2 === 0 ? Math.floor(REPEATS / 2) : Math.ceil(REPEATS / 2);
    await fewTimes(before);
    many.push(await wayOf(url, api, MANY, overhead));
    await fewTimes(REPEATS - before);
    return { few, many };
  });
}

async function bench(): Promise<Result[]> {
  const rounds: { few: Way[]; many: Way[] }[] = [];
  for (let number = 0; number < ROUNDS; number++) rounds.push(await round(number));

  const figures = (side: 'few' | 'many', count: number, steps: readonly Step[]): number[] =>
    rounds.map((each) => steps.reduce((sum, step) => sum + perCode(each[side], count, step), 0));
  const ratios = (steps: readonly Step[]): number[] => {
    const few = figures('few', FEW, steps);
    return figures('many', MANY, steps).map((many, number) => many / (few[number] ?? Number.NaN));
  };
  const row = (side: 'few' | 'many', count: number): Cell[] => {
    const ways = rounds.flatMap((each) => each[side]);
    return [
      count,
      ...STEPS.map((step) => Math.round(median(figures(side, count, [step])))),
      Math.round(median(figures(side, count, STEPS))),
      median(ways.map((way) => way.exchanges)),
      Math.round(median(ways.map((way) => count / way.syncSeconds))),
      Math.round(1e6 / median(figures(side, count, ['sync']))),
    ];
  };
  const rowOfRatios = [
    'ratio',
    ...[...STEPS.map((step) => [step]), STEPS].map((steps) => rounded(median(ratios(steps)))),
  ];
  console.log('CPU microseconds a code:');
  console.log(
    table(
      ['codes', ...STEPS, 'total', 'exchanges', 'codes/s of sync', 'codes a CPU second of sync'],
      [row('few', FEW), row('many', MANY), rowOfRatios],
    ),
  );
  const what = (step: string) => `${step}: CPU a code, ${MANY} codes / ${FEW} codes`;
  return [
    ...STEPS.map((step) => resultOf(what(step), step === 'sync' ? BOUND : SHORT_STEPS_BOUND, ratios([step]))),
    resultOf(what('all of it'), BOUND, ratios(STEPS)),
  ];
}

await runBench(
  `Lists of ${FEW} and ${MANY} codes all the way into QuickBooks: ${ROUNDS} rounds, ${REPEATS} short lists around a long one`,
  bench,
);
