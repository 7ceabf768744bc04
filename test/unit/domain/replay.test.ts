import { describe, expect, it } from 'vitest';
import { POLICY_VERSIONS, SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import { replay } from '../../../shared/domain/policy/replay.ts';
import { runRules } from '../../../shared/domain/rules/run-rules.ts';
import { DIPLOMA, completedOn, someFacts } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

const past = (reference: string, changes: FactChanges) => ({
  reference,
  record: runRules(someFacts(changes)),
});

/** £900 of a £1,000 diploma, in time; the same for two people; one that came a day late, on 2 October. */
const CLAIMS = [
  past('2AA-AAAA-AAAA-A', { catalogue: [DIPLOMA] }),
  past('2AA-AAAA-AAAB-A', {
    catalogue: [DIPLOMA],
    claim: { learners: completedOn('2025-09-20', '2025-09-21') },
  }),
  past('2AA-AAAA-AAAC-A', {
    catalogue: [DIPLOMA],
    now: '2025-10-02T09:00:00.000Z',
    claim: { learners: completedOn('2025-07-01') },
  }),
];

describe('a change tried on past claims', () => {
  it('with nothing changed gives history', () => {
    const report = replay(CLAIMS, { policies: POLICY_VERSIONS });
    expect(report).toMatchObject({ gain: [], lose: [], unchanged: 3, potEffectPence: 0 });
    expect(report.claims.map(({ before }) => before.amountPence)).toEqual([90_000, 180_000, 0]);
    expect(report.claims.map(({ before, after }) => before.passes === after.passes)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('a longer window: the late claim gains its £900', () => {
    const report = replay(CLAIMS, { policies: [{ ...SHIPPED_POLICY, windowMonths: 4 }] });
    expect(report.gain).toMatchObject([{ reference: '2AA-AAAA-AAAC-A', differencePence: 90_000 }]);
    expect(report.gain[0]?.before.failedRules).toEqual(['dates.within-window']);
    expect(report).toMatchObject({ lose: [], unchanged: 2, potEffectPence: 90_000 });
  });

  it('a lower rate: each learner who was paid loses £100', () => {
    const report = replay(CLAIMS, {
      policies: POLICY_VERSIONS,
      catalogue: [{ ...DIPLOMA, maximumPence: 80_000 }],
    });
    expect(report.lose.map(({ differencePence }) => differencePence)).toEqual([-10_000, -20_000]);
    expect(report).toMatchObject({ gain: [], unchanged: 1, potEffectPence: -30_000 });
  });

  it('training that is taken off the list: they lose everything', () => {
    const report = replay(CLAIMS, { policies: POLICY_VERSIONS, catalogue: [] });
    expect(report).toMatchObject({ potEffectPence: -270_000, gain: [] });
    expect(report.lose[0]?.after.failedRules).toContain('training.on-the-list');
  });

  it('payments that no version governs are refused', () => {
    const report = replay(CLAIMS, { policies: [] });
    expect(report.potEffectPence).toBe(-270_000);
    expect(report.lose[0]?.after.failedRules).toEqual(['policy.none-governs']);
  });

  it('a completion part keeps the rate of its start part, whatever becomes of the list', () => {
    const completion = [past('2AA-AAAA-AAAD-C', { type: 'completion' })];
    const report = replay(completion, {
      policies: POLICY_VERSIONS,
      catalogue: [{ ...DIPLOMA, maximumPence: 10 }],
    });
    // £900, of which £540 was approved at the start.
    expect(report.claims[0]?.before.amountPence).toBe(36_000);
    expect(report).toMatchObject({ unchanged: 1, potEffectPence: 0 });
  });
});
