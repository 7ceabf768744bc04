import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_OUTCOMES, derivedOutcome, mergeSteps, missingSteps } from '../../shared/domain/review.ts';
import type { ReviewOutcome, ReviewStep, StepOutcome } from '../../shared/domain/review.ts';

const LEARNERS = ['a', 'b', 'c', 'd'];
const record = { reasonCodes: [], by: 'person-cara', at: '2025-10-01T09:00:00.000Z' };
const outcome = fc.constantFrom(...STEP_OUTCOMES);

/** A claim that needs some steps, each recorded once or not at all. */
const review = fc
  .record({
    payment: fc.option(fc.option(outcome, { nil: 'missing' as const, freq: 6 })),
    completion: fc.option(
      fc.array(fc.option(outcome, { nil: 'missing' as const, freq: 12 }), { minLength: 1, maxLength: 4 }),
    ),
  })
  .map(({ payment, completion }) => ({
    payment,
    learners: completion ?? [],
    needs: {
      payment: payment !== null,
      completion: completion !== null,
      learnerIds: LEARNERS.slice(0, completion?.length ?? 1),
    },
  }));
type Reviewed = typeof review extends fc.Arbitrary<infer Each> ? Each : never;

function stepsOf({ payment, learners }: Reviewed): readonly ReviewStep[] {
  const first: readonly ReviewStep[] =
    payment === null || payment === 'missing' ? [] : [{ ...record, step: 'payment', outcome: payment }];
  const rest = learners.flatMap((each, index): readonly ReviewStep[] =>
    each === 'missing'
      ? []
      : [{ ...record, step: 'completion', learnerId: LEARNERS[index] ?? '', outcome: each }],
  );
  return [...first, ...rest];
}

/** Section 7.3 of the employers' side, in its own order. */
function decided(payment: StepOutcome | undefined, learners: readonly StepOutcome[]): ReviewOutcome {
  if (payment === 'reject') return 'rejected';
  if (learners.length > 0 && learners.every((each) => each === 'reject')) return 'rejected';
  const allMet = learners.every((each) => each === 'met') && (payment ?? 'met') === 'met';
  return allMet ? 'approved' : 'needs-action';
}

describe('the outcome of any review', () => {
  it('is there exactly when no step is missing', () => {
    fc.assert(
      fc.property(review, (each) => {
        const steps = stepsOf(each);
        const missing = [...each.learners, each.payment].filter((step) => step === 'missing').length;
        expect(missingSteps(each.needs, steps)).toHaveLength(missing);
        expect(derivedOutcome(each.needs, steps) === undefined).toBe(missing > 0);
      }),
      { numRuns: 300 },
    );
  });

  it('is what section 7.3 says', () => {
    fc.assert(
      fc.property(review, (each) => {
        const steps = stepsOf(each);
        fc.pre(missingSteps(each.needs, steps).length === 0);
        const payment = steps.find(({ step }) => step === 'payment')?.outcome;
        const learners = steps.filter(({ step }) => step === 'completion').map((step) => step.outcome);
        expect(derivedOutcome(each.needs, steps)).toBe(decided(payment, learners));
      }),
      { numRuns: 300 },
    );
  });

  it('does not hang on the order in which the steps were recorded', () => {
    const shuffled = review.chain((each) => {
      const steps = stepsOf(each);
      return fc
        .shuffledSubarray([...steps], { minLength: steps.length })
        .map((order) => ({ needs: each.needs, steps, order }));
    });
    fc.assert(
      fc.property(shuffled, ({ needs, steps, order }) => {
        expect(derivedOutcome(needs, order)).toBe(derivedOutcome(needs, steps));
      }),
      { numRuns: 200 },
    );
  });

  it('is never a rejection, and never an approval, while all that is wrong can be put right', () => {
    const mendable = fc.constantFrom('met', 'action');
    fc.assert(
      fc.property(mendable, fc.array(mendable, { minLength: 1, maxLength: 4 }), (payment, learners) => {
        const needs = { payment: true, completion: true, learnerIds: LEARNERS.slice(0, learners.length) };
        const steps = stepsOf({ payment, learners, needs });
        const wrong = [payment, ...learners].includes('action');
        expect(derivedOutcome(needs, steps)).toBe(wrong ? 'needs-action' : 'approved');
      }),
      { numRuns: 200 },
    );
  });
});

const step = fc
  .record({
    what: fc.constantFrom('payment', ...LEARNERS),
    outcome,
    by: fc.constantFrom('person-cara', 'person-dan', 'person-eve'),
    minute: fc.integer({ min: 10, max: 59 }),
  })
  .map(({ what, outcome: found, by, minute }): ReviewStep => {
    const each = { outcome: found, reasonCodes: [], by, at: `2025-10-01T09:${minute}:00.000Z` };
    return what === 'payment'
      ? { ...each, step: 'payment' }
      : { ...each, step: 'completion', learnerId: what };
  });
const keyOf = (each: ReviewStep): string => (each.step === 'payment' ? 'payment' : each.learnerId);
const once = fc.uniqueArray(step, { selector: keyOf, maxLength: 5 });

describe('recording any steps in any parts', () => {
  it('each step is there once, as it was recorded last, with who and when', () => {
    fc.assert(
      fc.property(fc.array(once, { maxLength: 5 }), (parts) => {
        const merged = parts.reduce<readonly ReviewStep[]>(mergeSteps, []);
        const last = new Map(parts.flat().map((each) => [keyOf(each), each]));
        expect(merged).toHaveLength(last.size);
        for (const each of merged) expect(each).toBe(last.get(keyOf(each)));
      }),
      { numRuns: 300 },
    );
  });
});
