import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The tables of the rules before everything else: most mutants do not get past them. */
class RulesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isElsewhere = ({ moduleId }: TestSpecification): number =>
      Number(!/\/(?:rules?-|rules\.|decision-record)/.test(moduleId));
    return sorted.toSorted((a, b) => isElsewhere(a) - isElsewhere(b));
  }
}

/** The examples of the rules, the amounts and the days they turn on, as the mutation run starts them: in one worker. */
export default defineConfig({
  test: {
    include: [
      'test/unit/domain/{rules,rules-silent,rules-of-the-line,rules-in-depth,rule-inputs,rule-refusals,decision-record,worked-examples}.test.ts',
      'test/unit/domain/{amounts,calendar-day,claim-window,governing-day,deadlines,national-insurance,scheme-year}.test.ts',
      'test/unit/domain/{start-part,split-claim,duplicates,evidence}.test.ts',
    ],
    testTimeout: 20_000,
    maxWorkers: 1,
    sequence: { sequencer: RulesFirst },
    expect: { requireAssertions: true },
  },
});
