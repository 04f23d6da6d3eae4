import { defineConfig } from 'vitest/config';
import { LongestTurns } from './test/longest-turns.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', new LongestTurns()],
    // A browser on a busy machine takes its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
