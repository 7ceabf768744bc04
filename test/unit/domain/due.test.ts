import { describe, expect, it } from 'vitest';
import { baseOf } from '../../../shared/domain/claim.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import { dueOf, endOf } from '../../../shared/domain/due.ts';
import { SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import { claimSchema } from '../../../shared/contracts/stored/claim.ts';
import { aStartPart } from './rule-facts.ts';
import { aDraft, aSubmission, inReview, submitted } from '../../support/stored-things.ts';

const CHANGED = '2025-10-01T09:00:00.000Z';
const due = (claim: Claim) => dueOf(claim, SHIPPED_POLICY);
const draft = aDraft({
  changedAt: CHANGED,
  learners: [{ learnerId: 'learner-1', completionDate: '2025-09-20' }],
});
const inLine = submitted(draft);
const reviewed = inReview(inLine);
const decision = {
  decidedAt: CHANGED,
  decidedBy: 'person-cara',
  amount: inLine.submission.amount,
  reasonCodes: [],
  settlementTicketId: 'ticket-9',
} as const;

describe('a draft', () => {
  it('expires with its window', () => {
    expect(due(draft)).toEqual({ kind: 'expiry', at: '2025-12-21T00:00:00.000Z' });
  });

  it('expires with the window of a start part, by the later of payment and start', () => {
    const start = aDraft({
      type: 'start',
      startDate: '2025-05-02',
      paymentDate: '2025-05-01',
      changedAt: CHANGED,
    });
    expect(due(start)).toEqual({ kind: 'expiry', at: '2025-08-02T23:00:00.000Z' });
  });

  it('without dates it is kept for 90 days after the day it was last changed', () => {
    const bare = aDraft({ learners: [], changedAt: CHANGED });
    expect(due(bare)).toEqual({ kind: 'expiry', at: '2025-12-31T00:00:00.000Z' });
  });

  it('those days are London’s: a change after midnight there counts for the new day', () => {
    const bare = aDraft({ learners: [], changedAt: '2025-06-30T23:30:00.000Z' });
    expect(due(bare)).toEqual({ kind: 'expiry', at: '2025-09-29T23:00:00.000Z' });
  });
});

describe('the draft of a completion part', () => {
  const completion = (startDate: string, completionDate?: string): Claim =>
    aDraft({
      type: 'completion',
      reference: '7KD-M3QX-9TWB-C',
      startPart: aStartPart({ startDate }),
      learners: [{ learnerId: 'learner-1', ...(completionDate === undefined ? {} : { completionDate }) }],
      changedAt: CHANGED,
    });

  it('waits for its learner for 24 months from the start, or to its long stop', () => {
    expect(due(completion('2025-07-01'))).toEqual({ kind: 'expiry', at: '2027-07-01T23:00:00.000Z' });
    expect(due(completion('2025-03-30'))).toEqual({ kind: 'expiry', at: '2027-01-01T00:00:00.000Z' });
  });

  it('and then for three months, but never past the long stop', () => {
    expect(due(completion('2025-07-01', '2026-01-10'))).toEqual({
      kind: 'expiry',
      at: '2026-04-10T23:00:00.000Z',
    });
    expect(due(completion('2025-03-30', '2026-11-15'))).toEqual({
      kind: 'expiry',
      at: '2027-01-01T00:00:00.000Z',
    });
  });

  it('is stored with what its start part fixed, and read as it was', () => {
    const claim = completion('2025-07-01', '2026-01-10');
    expect(claimSchema.parse(JSON.parse(JSON.stringify(claim)))).toEqual(claim);
    expect(baseOf(claim).startPart).toEqual(aStartPart({ startDate: '2025-07-01' }));
  });
});

describe('a claim that needs action', () => {
  const returned = (actBy: string): Claim => ({
    ...baseOf(inLine),
    status: 'needs-action',
    submission: inLine.submission,
    action: { askedAt: CHANGED, askedBy: 'caseworker', actBy, problems: [] },
  });

  it.each([
    ['2025-10-25', '2025-10-25T23:00:00.000Z'],
    ['2025-10-26', '2025-10-27T00:00:00.000Z'],
    ['2025-10-29', '2025-10-30T00:00:00.000Z'],
  ])('expires at the end of the last day to answer, %s', (actBy, at) => {
    expect(due(returned(actBy))).toEqual({ kind: 'expiry', at });
  });
});

describe('a claim that waits for money', () => {
  const waiting = (year: string, changedAt: string): Claim => ({
    ...baseOf(inLine),
    changedAt,
    status: 'waiting',
    submission: aSubmission({ year }),
  });

  it.each([
    ['2024-25', '2025-03-31T23:00:00.000Z'],
    ['2025-26', '2026-03-31T23:00:00.000Z'],
  ])('ends with the year of its fund, %s', (year, at) => {
    expect(endOf(waiting(year, CHANGED), SHIPPED_POLICY)).toBe(at);
  });

  it('is looked at once a day until then', () => {
    expect(due(waiting('2025-26', CHANGED))).toEqual({ kind: 'expiry', at: '2025-10-02T09:00:00.000Z' });
    const later = dueOf(waiting('2025-26', CHANGED), SHIPPED_POLICY, '2026-01-05T10:00:00.000Z');
    expect(later).toEqual({ kind: 'expiry', at: '2026-01-06T10:00:00.000Z' });
  });

  it('is looked at in the moment in which it ends, on its last day', () => {
    const at = '2026-03-31T23:00:00.000Z';
    expect(due(waiting('2025-26', '2026-03-30T23:00:00.001Z'))).toEqual({ kind: 'expiry', at });
    expect(due(waiting('2025-26', '2026-03-30T23:00:00.000Z'))).toEqual({ kind: 'expiry', at });
  });
});

describe('a claim that should be moving', () => {
  it('once submitted is looked at after ten minutes', () => {
    expect(due({ ...inLine, changedAt: CHANGED })).toEqual({ kind: 'stall', at: '2025-10-01T09:10:00.000Z' });
  });

  it.each(['in-review', 'on-hold'] as const)('%s, with people, after a day', (status) => {
    const claim: Claim = { ...reviewed, status, changedAt: CHANGED };
    expect(due(claim)).toEqual({ kind: 'stall', at: '2025-10-02T09:00:00.000Z' });
  });

  it('approved or rejected by a person, until its money is settled, after ten minutes', () => {
    const base = {
      ...baseOf(reviewed),
      submission: reviewed.submission,
      review: reviewed.review,
      changedAt: CHANGED,
    };
    const expected = { kind: 'stall', at: '2025-10-01T09:10:00.000Z' };
    expect(due({ ...base, status: 'approved', decision: { ...decision, outcome: 'approved' } })).toEqual(
      expected,
    );
    expect(due({ ...base, status: 'rejected', decision: { ...decision, outcome: 'rejected' } })).toEqual(
      expected,
    );
  });
});

describe('a claim that needs nothing more', () => {
  it('is one that the cap refused', () => {
    const refusal = { refusedAt: CHANGED, reason: 'cap-exceeded', requestedPence: 1 } as const;
    expect(
      due({ ...baseOf(inLine), status: 'rejected', submission: inLine.submission, refusal }),
    ).toBeUndefined();
  });

  it('is one that was paid', () => {
    const { submission, review } = reviewed;
    const paid: Claim = {
      ...baseOf(reviewed),
      status: 'paid',
      submission,
      review,
      decision: { ...decision, outcome: 'approved' },
    };
    expect(due(paid)).toBeUndefined();
  });

  it.each(['withdrawn', 'expired', 'deleted'] as const)('is one that is %s', (status) => {
    expect(due({ ...baseOf(draft), status })).toBeUndefined();
  });
});
