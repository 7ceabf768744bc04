import { defineConfig } from 'vitest/config';

/**
 * One project for each kind of proof. Fast, pure suites come first; suites that start engines or the whole
 * system run in one worker each, because the machine has two cores and they measure themselves against it.
 */
interface ProjectOptions {
  readonly testTimeout?: number;
  readonly fileParallelism?: boolean;
  readonly globalSetup?: string;
}

const project = (name: string, options: ProjectOptions = {}) => ({
  test: {
    name,
    ...(options.globalSetup === undefined ? {} : { globalSetup: options.globalSetup }),
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.testTimeout ?? 5_000,
    // Suites that run whole engines share two cores with whatever else runs: one that was starved is asked once more.
    retry: options.testTimeout === undefined ? 0 : 1,
    hookTimeout: 120_000,
    fileParallelism: options.fileParallelism ?? true,
    expect: { requireAssertions: true },
  },
});

export default defineConfig({
  test: {
    // As many as there are cores on the smallest machine that runs this; the default leaves one of two idle.
    maxWorkers: 2,
    projects: [
      project('unit'),
      project('property', { testTimeout: 20_000 }),
      project('contract', { testTimeout: 20_000 }),
      project('application', { testTimeout: 20_000 }),
      project('simulation'),
      project('infra', { testTimeout: 60_000 }),
      project('workflow', { testTimeout: 30_000 }),
      project('e2e', {
        testTimeout: 60_000,
        globalSetup: 'test/support/synthesize-once.ts',
      }),
      project('browser', {
        testTimeout: 60_000,
        fileParallelism: false,
        globalSetup: 'test/support/require-browser.ts',
      }),
    ],
  },
});
