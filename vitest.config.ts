import { defineConfig } from 'vitest/config';

/**
 * One project for each kind of proof. Fast, pure suites come first; suites that start engines or the whole
 * system run in one worker each, because the machine has two cores and they measure themselves against it.
 */
const project = (name: string, options: { testTimeout?: number; fileParallelism?: boolean } = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.testTimeout ?? 5_000,
    hookTimeout: 60_000,
    fileParallelism: options.fileParallelism ?? true,
    expect: { requireAssertions: true },
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('property', { testTimeout: 20_000 }),
      project('contract', { testTimeout: 20_000 }),
      project('application', { testTimeout: 20_000 }),
      project('infra', { testTimeout: 60_000 }),
      project('workflow', { testTimeout: 30_000 }),
      project('e2e', { testTimeout: 60_000, fileParallelism: false }),
    ],
  },
});
