import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/global-setup.ts'],
    // A browser on a busy machine takes its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
