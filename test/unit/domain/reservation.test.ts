import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../shared/domain/claim.ts';
import { reservationOf } from '../../../shared/domain/reservation.ts';
import { targetOf } from '../../../shared/domain/transitions.ts';
import { aDraft, inReview, submitted } from '../../support/stored-things.ts';

const HELD = { state: 'held', heldPence: 43_000 } as const;
const SUBMITTED = submitted(aDraft());
const IN_REVIEW = inReview(SUBMITTED);
const ON_HOLD = { ...IN_REVIEW, status: 'on-hold' } as const;
const SENT_BACK: Claim = {
  ...SUBMITTED,
  status: 'needs-action',
  action: { askedAt: '2026-02-10T09:00:00.000Z', askedBy: 'rules', actBy: '2026-03-03', problems: [] },
};
const WAITING = { ...SUBMITTED, status: 'waiting' } as const;
const APPROVED: Claim = {
  ...IN_REVIEW,
  status: 'approved',
  decision: {
    outcome: 'approved',
    decidedAt: '2026-02-10T09:00:00.000Z',
    decidedBy: 'cara',
    amount: SUBMITTED.submission.amount,
    reasonCodes: [],
    settlementTicketId: 'ticket',
  },
};

const wordsOf = (claim: Claim) => (reservationOf(claim, HELD)?.releasedBy ?? []).join(' ');

describe('what a fund keeps for a claim', () => {
  it.each([
    ['submitted', SUBMITTED],
    ['on its way from the waiting list', WAITING],
    ['in review', IN_REVIEW],
    ['on hold', ON_HOLD],
  ])('is kept until the decision when it is %s', (_state, claim) => {
    expect(reservationOf(claim, HELD)).toMatchObject({ pence: 43_000, until: null });
  });

  it('is kept until the last day to answer when the claim was sent back', () => {
    expect(reservationOf(SENT_BACK, HELD)).toMatchObject({ pence: 43_000, until: '2026-03-03' });
  });

  it('is nothing while the claim waits, once it is decided or over, or when nothing is held', () => {
    const freed = { state: 'released', heldPence: 0 } as const;
    expect(reservationOf(WAITING, { state: 'waiting', heldPence: 0 })).toBeUndefined();
    expect(reservationOf(SUBMITTED, { state: 'unsettled', heldPence: 0 })).toBeUndefined();
    expect(reservationOf(APPROVED, HELD)).toBeUndefined();
    expect(reservationOf(aDraft(), freed)).toBeUndefined();
    expect(reservationOf({ ...SUBMITTED, status: 'withdrawn' }, HELD)).toBeUndefined();
    expect(reservationOf(IN_REVIEW, { state: 'committed', heldPence: 0 })).toBeUndefined();
  });

  it('says that the employer may withdraw exactly where the claim can be withdrawn', () => {
    for (const claim of [SUBMITTED, WAITING, IN_REVIEW, ON_HOLD, SENT_BACK]) {
      const may = targetOf(claim.status, 'withdraw') !== undefined;
      expect(wordsOf(claim).includes('withdraws'), claim.status).toBe(may);
    }
  });

  it('says that time alone releases it exactly where the claim can expire', () => {
    for (const claim of [SUBMITTED, IN_REVIEW, ON_HOLD, SENT_BACK]) {
      const may = targetOf(claim.status, 'expire') !== undefined;
      expect(wordsOf(claim).includes('end of that day'), claim.status).toBe(may);
    }
  });
});
