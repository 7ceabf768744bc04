import { describe, expect, it } from 'vitest';
import { amountFor } from '../../../shared/domain/amounts.ts';
import { amountInputOf, amountOfFacts, commitmentFor, fundAsk } from '../../../shared/domain/fund-ask.ts';
import { governingDay, governingEntry } from '../../../shared/domain/governing-day.ts';
import { SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import type { ReviewStep } from '../../../shared/domain/review.ts';
import {
  completionContent,
  earmarkUntil,
  isPaymentPlan,
  longStopOf,
  startPartOf,
} from '../../../shared/domain/start-part.ts';
import { DIPLOMA, aStartPart, completedOn, recordOf, someFacts } from './rule-facts.ts';

const payment = (paidInFull: boolean | undefined, costPerLearnerPence: number | undefined): ReviewStep => ({
  step: 'payment',
  outcome: 'met',
  reasonCodes: [],
  by: 'caseworker1',
  at: '2025-09-01T09:00:00.000Z',
  costPerLearnerPence,
  paidInFull,
});

const approved = (step: ReviewStep) => ({
  reference: '7KD-M3QX-9TWB-B',
  startDate: '2025-07-01',
  paymentDate: '2025-08-01',
  learners: [{ learnerId: 'learner-1' }, { learnerId: 'learner-2' }],
  submission: { ticketId: 'ticket-1' },
  review: { steps: [step] },
  decision: {
    amount: amountFor({
      entry: DIPLOMA,
      type: 'start',
      learners: 2,
      costPerLearnerPence: 90_000,
    }),
  },
});

describe('what an approved start part fixes', () => {
  it('is the rate, the dates, the people and the money', () => {
    expect(startPartOf(approved(payment(true, 90_000)), DIPLOMA)).toEqual(
      aStartPart({ learnerIds: ['learner-1', 'learner-2'] }),
    );
  });

  it('is a payment plan when the caseworker says that it was not paid in full', () => {
    expect(startPartOf(approved(payment(false, 90_000)), DIPLOMA).paymentPlan).toBe(true);
    expect(isPaymentPlan([payment(undefined, 90_000)])).toBeUndefined();
  });

  it('is nothing without the price', () => {
    expect(() => startPartOf(approved(payment(true, undefined)), DIPLOMA)).toThrow(
      'without its dates or its price',
    );
  });

  it('is no payment plan until a caseworker says so', () => {
    expect(startPartOf(approved(payment(undefined, 90_000)), DIPLOMA).paymentPlan).toBe(false);
    expect(isPaymentPlan([])).toBeUndefined();
  });

  it('is read from the step about the payment, whichever came first', () => {
    const { reasonCodes, by, at } = payment(false, 90_000);
    const learner = {
      reasonCodes,
      by,
      at,
      step: 'completion',
      outcome: 'met',
      learnerId: 'learner-1',
    } as const;
    expect(isPaymentPlan([learner, payment(false, 90_000)])).toBe(true);
    expect(isPaymentPlan([learner])).toBeUndefined();
  });

  it.each([
    ['its start', { startDate: undefined }],
    ['its payment', { paymentDate: undefined }],
    ['what was read of the payment', { review: { steps: [] } }],
  ])('is nothing without %s', (_what, lacks) => {
    expect(() => startPartOf({ ...approved(payment(true, 90_000)), ...lacks }, DIPLOMA)).toThrow(
      'Start part 7KD-M3QX-9TWB-B was approved without its dates or its price',
    );
  });

  it('gives the completion part its training, people and start, and no payment', () => {
    const provider = { name: 'Rowan College', qualityAssured: true };
    expect(completionContent({ trainingCode: 'DIPLOMA', provider }, aStartPart())).toEqual({
      trainingCode: 'DIPLOMA',
      provider,
      learners: [{ learnerId: 'learner-1' }],
      startDate: '2025-07-01',
    });
  });
});

describe('the rate and the year of a completion part stay those of its start part (rule Y3)', () => {
  const old = { ...DIPLOMA, maximumPence: 80_000, validFrom: '2025-04-01', validTo: '2026-03-31' };
  const now = { ...DIPLOMA, maximumPence: 99_000, validFrom: '2026-04-01', validTo: '2027-03-31' };
  const claim = {
    trainingCode: 'DIPLOMA',
    paymentDate: '2026-04-20',
    learners: completedOn('2026-04-25'),
    startPart: aStartPart({ entry: old, paymentDate: '2026-03-31' }),
  };

  it('whenever the rest was paid, and whatever the list says by then', () => {
    expect(governingDay(claim, [now])).toBe('2026-03-31');
    expect(governingEntry(claim, [now])?.entry.maximumPence).toBe(80_000);
    expect(governingEntry(claim, [])?.entry.maximumPence).toBe(80_000);
  });

  it('so the determination is that year’s too', () => {
    const changes = {
      type: 'completion' as const,
      claim,
      catalogue: [now],
      now: '2026-05-01T09:00:00.000Z',
      organisation: { determinationsAccepted: ['2026-27'] },
    };
    expect(recordOf('employer.determination-accepted', changes)?.inputs).toMatchObject({ year: '2025-26' });
  });
});

describe('what a completion part cannot change', () => {
  it('the start: the rules read it from the start part', () => {
    const claim = { startDate: '2025-09-21', learners: completedOn('2025-09-20') };
    const order = recordOf('dates.completion-on-or-after-start', { type: 'completion', claim });
    expect(order).toMatchObject({ outcome: 'pass', inputs: { startDate: '2025-07-01' } });
  });

  it('the year: there is nothing on the claim that would correct it', () => {
    const changes = { type: 'completion', organisation: { determinationsAccepted: [] } } as const;
    expect(recordOf('employer.determination-accepted', changes)?.problem?.pointer).toBe('');
  });
});

describe('what the fund is asked to hold', () => {
  const start = { entry: DIPLOMA, type: 'start', learners: 3, costPerLearnerPence: 33_33 } as const;

  it('for a start part: the whole, of which 40% is for the completion part', () => {
    // 60% of £33.33 is £19.998, so £20.00; £13.33 is left. Three learners: £99.99 = £60.00 + £39.99.
    expect(fundAsk(start, SHIPPED_POLICY)).toEqual({
      amountPence: 9_999,
      ownPence: 6_000,
      earmarkPence: 3_999,
    });
  });

  it('for a start part where the policy keeps nothing: its own 60%', () => {
    const none = { earmarkCompletionParts: false };
    expect(fundAsk(start, none)).toEqual({ amountPence: 6_000, ownPence: 6_000, earmarkPence: 0 });
  });

  it.each(['full', 'completion'] as const)('for a %s claim: what it can be paid', (type) => {
    const ask = fundAsk({ ...start, type }, SHIPPED_POLICY);
    expect(ask).toMatchObject({ earmarkPence: 0, amountPence: type === 'full' ? 9_999 : 3_999 });
  });

  it('on approval the 60% is committed and the rest kept until the completion part, or its last day', () => {
    expect(commitmentFor(start, '2025-07-01', SHIPPED_POLICY)).toEqual({
      amountPence: 6_000,
      keep: { amountPence: 3_999, until: '2027-07-01T23:00:00.000Z' },
    });
    expect(commitmentFor({ ...start, type: 'full' }, '2025-07-01', SHIPPED_POLICY)).toEqual({
      amountPence: 9_999,
    });
  });

  it('without a start there is no last day to keep money until, so none is kept', () => {
    expect(commitmentFor(start, undefined, SHIPPED_POLICY)).toEqual({ amountPence: 6_000 });
  });
});

describe('what the amount of a claim is worked out from', () => {
  it('is the price that the employer gives, at the rate of the line that pays', () => {
    expect(amountInputOf(someFacts())).toMatchObject({
      ...{ entry: DIPLOMA, type: 'full', learners: 1 },
      costPerLearnerPence: 90_000,
    });
    expect(amountOfFacts(someFacts())?.totalPence).toBe(90_000);
  });

  it('of a completion part is the price of its start part, whatever it says itself', () => {
    // £900 at the start, of which £540 was approved: £360 is left.
    const part = someFacts({ type: 'completion', claim: { declaredCostPence: 95_000 } });
    expect(amountInputOf(part)?.costPerLearnerPence).toBe(90_000);
    expect(amountOfFacts(part)?.totalPence).toBe(36_000);
  });

  it('is not known while no line of the list pays', () => {
    expect(amountInputOf(someFacts({ catalogue: [] }))).toBeUndefined();
    expect(amountOfFacts(someFacts({ claim: { paymentDate: undefined } }))).toBeUndefined();
  });
});

describe('how long money is kept for a completion part', () => {
  it.each([
    // Begun before 31 March 2025: to the end of December 2026 (rule T10).
    ['2024-05-01', '2027-01-01T00:00:00.000Z'],
    ['2025-03-30', '2027-01-01T00:00:00.000Z'],
    // Later: 24 months from the start, to midnight in London, which is an hour earlier in UTC in summer.
    ['2025-03-31', '2027-03-31T23:00:00.000Z'],
    ['2025-10-26', '2027-10-26T23:00:00.000Z'],
    ['2025-12-31', '2028-01-01T00:00:00.000Z'],
    ['2026-02-28', '2028-02-29T00:00:00.000Z'],
  ])('started on %s: until %s', (startDate, until) => {
    expect(earmarkUntil(startDate, SHIPPED_POLICY)).toBe(until);
  });

  it('is not at all where the policy keeps none', () => {
    expect(earmarkUntil('2025-07-01', { ...SHIPPED_POLICY, earmarkCompletionParts: false })).toBeUndefined();
  });

  it('ends at the nearer of two long stops', () => {
    const longStops = [
      { startedBefore: '2026-01-01', lastDay: '2027-12-31' },
      { startedBefore: '2025-03-31', lastDay: '2026-12-31' },
    ];
    expect(longStopOf('2025-01-01', { longStops })).toBe('2026-12-31');
    expect(longStopOf('2025-06-01', { longStops })).toBe('2027-12-31');
    expect(longStopOf('2026-01-01', { longStops })).toBeUndefined();
  });
});
