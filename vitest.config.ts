import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestTurns } from './test/support/longest-turns.ts';

/** They put other modules in the place of the real ones, for themselves only. */
const WITH_MODULES_OF_THEIR_OWN = ['test/hostile/sign-in.test.ts', 'test/sync/explorer/mutants.test.ts'];

/**
 * Tests wait for servers and browsers as often as they work: on two cores three files at once are done sooner than two. A MongoDB
 * on the same machine has work of its own.
 */
const hasMongoDB = Boolean(process.env.MONGOD || process.env.MONGODB_TEST_URL);
const maxWorkers = Math.ceil(availableParallelism() * (hasMongoDB ? 1 : 1.5));

const each = {
  setupFiles: ['test/support/setup.ts'],
  // Only so that a run ends at all: on a busy machine everything takes its time.
  testTimeout: 600_000,
  hookTimeout: 600_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new LongestTurns()],
    maxWorkers,
    projects: [
      {
        test: {
          ...each,
          name: 'shared modules',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...WITH_MODULES_OF_THEIR_OWN],
          // Reading the product anew for each file costs half a second of a core.
          isolate: false,
        },
      },
      { test: { ...each, name: 'own modules', include: WITH_MODULES_OF_THEIR_OWN } },
    ],
  },
});
