import { defineConfig } from 'vitest/config';

/**
 * Real servers and a real browser keep real time: on a machine that stands still for a second, a ping comes late and a
 * regular interval is not regular. What fails once and then passes is reported as retried.
 */
const RETRIES = 2;

/** What code says, it says in English, in every test. */
const setupFiles = ['test/support/english.ts'];

// Three projects, from fastest to slowest: pure code, real servers in Node, and the built extension in real browsers.
export default defineConfig({
  test: {
    // Some tests mostly wait, one of them for minutes, so there is time for another beside each.
    maxWorkers: 2,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], setupFiles, testTimeout: 60_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles,
          retry: RETRIES,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,e2e-firefox}/**/*.test.ts'],
          setupFiles,
          retry: RETRIES,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          globalSetup: 'test/e2e/build-extension.ts',
        },
      },
    ],
  },
});
