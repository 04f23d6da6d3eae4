import { defineConfig } from 'vitest/config';
import { LongestTurns } from './test/support/longest-turns.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new LongestTurns()],
    // Tests wait for servers and browsers as often as they work: by default one core would stay free.
    maxWorkers: '100%',
    // Only so that a run ends at all: on a busy machine everything takes its time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
