/**
 * The whole of server/sync against a model: random sequences of connector calls, faults, deaths of the server, moves of the clock
 * and people's doings, here and in QuickBooks. What must hold after every step stands in model/checks.ts, what must hold in the
 * end in model/settle.ts, when QuickBooks may hold two items of one code in model/ledger.ts.
 *
 *     npx vitest run test/sync/model.test.ts                           a short run, part of npm test
 *     MODEL_RUNS=10000 npx vitest run test/sync/model.test.ts          the long one, on the embedded store
 *     MODEL_MONGO_RUNS=300 npx vitest run test/sync/model.test.ts      the same on MongoDB
 *     MODEL_SEED=1 MODEL_PATH=2:3 npx vitest run test/sync/model.test.ts -t 'embedded store'      a failure again
 *
 * In process, so that many runs are feasible; a few go through the real doors.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { freshDatabaseUrl, mongodbUrl } from '../support/mongodb.ts';
import { onBothStores } from '../support/service.ts';
import { type Action, actions, config } from './model/actions.ts';
import { COUNTEREXAMPLES, PLAIN } from './model/counterexamples.ts';
import { runOverHTTP } from './model/over-http.ts';
import { PLANTS } from './model/plants.ts';
import { READING_PLANTS } from './model/reading-plants.ts';
import { embeddedGround, mongoGround, runInProcess } from './model/run.ts';
import type { Config } from './model/world.ts';

const { MODEL_SEED, MODEL_PATH, MODEL_RUNS, MODEL_MONGO_RUNS } = process.env;
const RUNS = Number(MODEL_RUNS ?? 100);
const MONGO_RUNS = Number(MODEL_MONGO_RUNS ?? 5);
const HTTP_RUNS = 2;
/** Each call takes its time. */
const HTTP_STEPS = 10;
const PLANTED_RUNS = 1_000;
const PLANTED_SEED = 1;
const HOUR_MS = 3_600_000;
const ALL_PLANTS = [...PLANTS, ...READING_PLANTS];

type Run = (config: Config, actions: readonly Action[]) => Promise<unknown>;

/** Chance is for the long runs: a short one says the same of the same program each time. */
const isLong = MODEL_RUNS !== undefined || MODEL_MONGO_RUNS !== undefined;
const SEED = MODEL_SEED ?? (isLong ? undefined : '20261128');

const REPLAY = {
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
};

async function check(title: string, numRuns: number, run: Run): Promise<void> {
  const property = fc.asyncProperty(config, actions, async (...world) => {
    await run(...world);
  });
  const {
    failed,
    counterexample,
    seed,
    counterexamplePath,
    numRuns: done,
    errorInstance,
  } = await fc.check(property, {
    numRuns,
    ...REPLAY,
  });
  if (!failed) return;
  const [world, steps] = counterexample ?? [null, []];
  const message = [
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    `after ${done} runs, in the world ${JSON.stringify(world)}`,
    ...(steps ?? []).map((step, index) => `${index + 1}. ${JSON.stringify(step)}`),
    `MODEL_SEED=${seed} MODEL_PATH=${counterexamplePath} npx vitest run test/sync/model.test.ts -t '${title}'`,
  ].join('\n');
  throw new Error(message, { cause: errorInstance });
}

const EMBEDDED = 'model, embedded store';
const MONGO = 'model, MongoDB';
const DOORS = 'model, through the real doors';
const RULE = 'every accepted code ends in QuickBooks exactly once and its state tells the truth';

describe(EMBEDDED, () => {
  const ground = embeddedGround();
  afterAll(() => ground.close());

  it(RULE, { timeout: HOUR_MS }, () =>
    check(EMBEDDED, RUNS, async (...world) => {
      await ground.nextRun();
      await runInProcess(ground, ...world);
    }),
  );

  // What it has found once.
  for (const { title, config, actions } of COUNTEREXAMPLES) {
    it(title, async () => {
      await ground.nextRun();
      await runInProcess(ground, config, actions);
    });
  }

  it('finds nothing on the ways to these mistakes where none is planted', async () => {
    for (const { way, config } of ALL_PLANTS) {
      if (!way) continue;
      await ground.nextRun();
      await runInProcess(ground, { ...PLAIN, ...config }, way);
    }
  });

  it.each(ALL_PLANTS)('finds a server that $name', async ({ plant, found, way, config: own }) => {
    if (way) {
      await ground.nextRun();
      await expect(runInProcess(ground, { ...PLAIN, ...own }, way, plant)).rejects.toThrow(found);
      return;
    }
    const property = fc.asyncProperty(config, actions, async (...world) => {
      await ground.nextRun();
      await runInProcess(ground, ...world, plant);
    });
    const planted = { numRuns: PLANTED_RUNS, seed: PLANTED_SEED, endOnFailure: true };
    expect(String((await fc.check(property, planted)).errorInstance)).toMatch(found);
  });
});

describe.skipIf(mongodbUrl() === null)(MONGO, () => {
  const ground = mongoGround(freshDatabaseUrl);
  afterAll(() => ground.close());

  it(RULE, { timeout: HOUR_MS }, () =>
    check(MONGO, MONGO_RUNS, async (...world) => {
      await ground.nextRun();
      await runInProcess(ground, ...world);
    }),
  );
});

onBothStores(DOORS, (start) => {
  it(RULE, { timeout: HOUR_MS }, async () => {
    const service = await start();
    await check(DOORS, HTTP_RUNS, (world, steps) => runOverHTTP(service, world, steps.slice(0, HTTP_STEPS)));
  });
});
