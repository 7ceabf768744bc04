import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Examples before properties: they are faster, and most mutants do not get past them. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isProperty = ({ moduleId }: TestSpecification): number => Number(moduleId.includes('/property/'));
    return sorted.toSorted((a, b) => isProperty(a) - isProperty(b));
  }
}

/** The tests of the ledger's domain alone, as the mutation run starts them: in one worker, none asked twice. */
export default defineConfig({
  test: {
    include: ['test/{unit/domain,property}/fund-*.test.ts', 'test/unit/domain/money.test.ts'],
    setupFiles: ['test/support/do-not-shrink.ts'],
    testTimeout: 20_000,
    maxWorkers: 1,
    sequence: { sequencer: ExamplesFirst },
    expect: { requireAssertions: true },
  },
});
