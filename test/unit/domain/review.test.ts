import { describe, expect, it } from 'vitest';
import {
  costFromEvidence,
  derivedOutcome,
  heldByAnother,
  isSameStep,
  mergeSteps,
  missingSteps,
} from '../../../shared/domain/review.ts';
import type { CompletionStep, PaymentStep, ReviewNeeds, StepOutcome } from '../../../shared/domain/review.ts';

const MORNING = '2025-10-01T09:00:00.000Z';
const NOON = '2025-10-01T12:00:00.000Z';

const payment = (outcome: StepOutcome, changes: Partial<PaymentStep> = {}): PaymentStep => ({
  step: 'payment',
  outcome,
  reasonCodes: [],
  by: 'person-cara',
  at: MORNING,
  ...changes,
});
const completion = (
  learnerId: string,
  outcome: StepOutcome,
  changes: Partial<CompletionStep> = {},
): CompletionStep => ({
  step: 'completion',
  learnerId,
  outcome,
  reasonCodes: [],
  by: 'person-cara',
  at: MORNING,
  ...changes,
});

const FULL: ReviewNeeds = { payment: true, completion: true, learnerIds: ['a', 'b', 'c'] };
const START: ReviewNeeds = { payment: true, completion: false, learnerIds: ['a'] };
const COMPLETION: ReviewNeeds = { payment: false, completion: true, learnerIds: ['a', 'b', 'c'] };

type Learners = readonly [StepOutcome, StepOutcome, StepOutcome];
const completions = ([a, b, c]: Learners): readonly CompletionStep[] => [
  completion('a', a),
  completion('b', b),
  completion('c', c),
];

/** Decision arithmetic, section 7.3 of the employers' side: three learners, in every mixture. */
const MIXTURES: readonly { readonly learners: Learners; readonly result: 'met' | 'action' | 'rejected' }[] = [
  { learners: ['met', 'met', 'met'], result: 'met' },
  { learners: ['met', 'met', 'action'], result: 'action' },
  { learners: ['met', 'action', 'action'], result: 'action' },
  { learners: ['action', 'action', 'action'], result: 'action' },
  { learners: ['met', 'met', 'reject'], result: 'action' },
  { learners: ['met', 'reject', 'reject'], result: 'action' },
  { learners: ['met', 'action', 'reject'], result: 'action' },
  { learners: ['action', 'action', 'reject'], result: 'action' },
  { learners: ['action', 'reject', 'reject'], result: 'action' },
  { learners: ['reject', 'reject', 'reject'], result: 'rejected' },
];

const OUTCOME_OF = { met: 'approved', action: 'needs-action', rejected: 'rejected' } as const;

describe('the outcome follows from the steps (section 7.3)', () => {
  describe('payment met', () => {
    it.each(MIXTURES)('learners $learners: $result', ({ learners, result }) => {
      expect(derivedOutcome(FULL, [payment('met'), ...completions(learners)])).toBe(OUTCOME_OF[result]);
    });
  });

  describe('payment to be put right', () => {
    it.each(MIXTURES)('learners $learners', ({ learners, result }) => {
      const expected = result === 'rejected' ? 'rejected' : 'needs-action';
      expect(derivedOutcome(FULL, [payment('action'), ...completions(learners)])).toBe(expected);
    });
  });

  describe('payment rejected', () => {
    it.each(MIXTURES)('learners $learners: rejected', ({ learners }) => {
      expect(derivedOutcome(FULL, [payment('reject'), ...completions(learners)])).toBe('rejected');
    });
  });

  it.each([
    ['met', 'approved'],
    ['action', 'needs-action'],
    ['reject', 'rejected'],
  ] as const)('a start part hangs on its payment alone: %s is %s', (outcome, expected) => {
    expect(derivedOutcome(START, [payment(outcome)])).toBe(expected);
  });

  it.each(MIXTURES)('a completion part hangs on its learners alone: $learners', ({ learners, result }) => {
    expect(derivedOutcome(COMPLETION, completions(learners))).toBe(OUTCOME_OF[result]);
  });

  it.each([
    ['met', 'approved'],
    ['action', 'needs-action'],
    ['reject', 'rejected'],
  ] as const)('with one learner, %s is %s', (outcome, expected) => {
    const needs = { payment: true, completion: true, learnerIds: ['a'] };
    expect(derivedOutcome(needs, [payment('met'), completion('a', outcome)])).toBe(expected);
  });

  it('does not hang on a learner who is no longer on the claim', () => {
    const needs = { payment: true, completion: true, learnerIds: ['a'] };
    const steps = [payment('met'), completion('a', 'met'), completion('gone', 'reject')];
    expect(derivedOutcome(needs, steps)).toBe('approved');
  });

  it('does not hang on learners of whom nothing has to be shown yet', () => {
    expect(derivedOutcome(START, [payment('met'), completion('a', 'reject')])).toBe('approved');
    expect(derivedOutcome(START, [payment('action'), completion('a', 'met')])).toBe('needs-action');
  });

  it('does not hang on a payment that the claim does not need', () => {
    expect(derivedOutcome(COMPLETION, [payment('reject'), ...completions(['met', 'met', 'met'])])).toBe(
      'approved',
    );
  });
});

describe('there is no outcome while a step is missing', () => {
  it.each([
    ['the payment', completions(['met', 'met', 'met']), ['payment']],
    [
      'a learner',
      [payment('met'), completion('a', 'met'), completion('c', 'met')],
      ['completion of learner b'],
    ],
    [
      'everything',
      [],
      ['payment', 'completion of learner a', 'completion of learner b', 'completion of learner c'],
    ],
    [
      'two learners, though another is rejected',
      [payment('reject'), completion('b', 'reject')],
      ['completion of learner a', 'completion of learner c'],
    ],
  ])('%s', (_what, steps, missing) => {
    expect(derivedOutcome(FULL, steps)).toBeUndefined();
    expect(missingSteps(FULL, steps)).toEqual(missing);
  });

  it('and nothing is missing that the claim does not need', () => {
    expect(missingSteps(START, [payment('met')])).toEqual([]);
    expect(missingSteps(COMPLETION, completions(['met', 'action', 'reject']))).toEqual([]);
  });
});

describe('recording steps in parts', () => {
  it('a step keeps who recorded it and when, when another person records others', () => {
    const first = payment('met', { costPerLearnerPence: 150_000, paidInFull: true });
    const second = completion('a', 'met', { by: 'person-dan', at: NOON });
    expect(mergeSteps([first], [second])).toEqual([first, second]);
  });

  it('a step that is recorded again says who did it last, and when', () => {
    const kept = [payment('met'), completion('a', 'action', { reasonCodes: ['certificate-illegible'] })];
    const again = completion('a', 'met', { by: 'person-dan', at: NOON });
    expect(mergeSteps(kept, [again])).toEqual([payment('met'), again]);
  });

  it('a payment replaces the payment, a learner only that learner', () => {
    const kept = [payment('action'), completion('a', 'met'), completion('b', 'met')];
    const again = [payment('met', { at: NOON }), completion('b', 'reject', { at: NOON })];
    expect(mergeSteps(kept, again)).toEqual([completion('a', 'met'), ...again]);
  });

  it('recording nothing keeps everything', () => {
    const kept = [payment('met'), completion('a', 'met')];
    expect(mergeSteps(kept, [])).toEqual(kept);
  });

  it('one step sent twice at once is one step, the later one', () => {
    const twice = [completion('a', 'reject'), completion('a', 'met')];
    expect(mergeSteps([], twice)).toEqual([completion('a', 'met')]);
  });

  it('steps are the same by what they look at', () => {
    expect(isSameStep(payment('met'), payment('reject', { by: 'person-dan' }))).toBe(true);
    expect(isSameStep(completion('a', 'met'), completion('a', 'reject'))).toBe(true);
    expect(isSameStep(completion('a', 'met'), completion('b', 'met'))).toBe(false);
    expect(isSameStep(payment('met'), completion('a', 'met'))).toBe(false);
    expect(isSameStep(completion('a', 'met'), payment('met'))).toBe(false);
  });
});

describe('the cost that counts is the one read from the payment evidence (rule A4)', () => {
  it('once it was read', () => {
    expect(costFromEvidence([completion('a', 'met'), payment('met', { costPerLearnerPence: 72_000 })])).toBe(
      72_000,
    );
  });

  it('and is not known before', () => {
    expect(costFromEvidence([])).toBeUndefined();
    expect(costFromEvidence([payment('action')])).toBeUndefined();
    expect(costFromEvidence([completion('a', 'met')])).toBeUndefined();
  });
});

describe('a claim that somebody has', () => {
  const review = { openedAt: MORNING, steps: [], assignment: { personId: 'person-cara', until: NOON } };

  it.each([
    ['another, before the end', 'person-dan', '2025-10-01T11:59:59.999Z', true],
    ['another, at the end', 'person-dan', NOON, false],
    ['another, after the end', 'person-dan', '2025-10-01T12:00:00.001Z', false],
    ['the one who has it', 'person-cara', '2025-10-01T11:59:59.999Z', false],
  ])('%s', (...[, personId, now, kept]) => {
    expect(heldByAnother(review, personId, now)).toBe(kept);
  });

  it('nobody is kept out of a claim that nobody has', () => {
    expect(heldByAnother({ openedAt: MORNING, steps: [] }, 'person-dan', MORNING)).toBe(false);
  });
});
