import { describe, expect, it } from 'vitest';
import { CLAIM_NOTES, isTransition } from '../../../shared/domain/audit-event.ts';
import {
  baseOf,
  contentOf,
  decisionOf,
  identityOf,
  reviewOf,
  submissionOf,
} from '../../../shared/domain/claim.ts';
import { guardKey } from '../../../shared/domain/duplicate-guard.ts';
import { learnerName } from '../../../shared/domain/learner.ts';
import { CLAIM_EVENTS } from '../../../shared/domain/transitions.ts';
import { aDraft, anEvent, inReview, submitted } from '../../support/stored-things.ts';

describe('one funded claim for each learner and course (rule S12)', () => {
  it('the guard is the same whoever claims, and differs by learner and by course', () => {
    expect(guardKey({ identityHash: 'aa' }, 'ASCC-L2')).toBe(guardKey({ identityHash: 'aa' }, 'ASCC-L2'));
    const keys = [
      guardKey({ identityHash: 'aa' }, 'ASCC-L2'),
      guardKey({ identityHash: 'bb' }, 'ASCC-L2'),
      guardKey({ identityHash: 'aa' }, 'DIPAC-L3'),
    ];
    expect(new Set(keys).size).toBe(3);
  });
});

describe('the fields of a claim', () => {
  const draft = aDraft({ note: 'a note', startDate: '2025-07-01' });
  const reviewed = inReview(submitted(draft));

  it('content and identity together are the claim without its stage', () => {
    const { status, ...rest } = draft;
    expect(status).toBe('draft');
    expect(baseOf(draft)).toEqual(rest);
    expect({ ...identityOf(draft), ...contentOf(draft) }).toEqual(rest);
  });

  it('what was left out stays out', () => {
    const { trainingCode, provider, learners } = draft;
    expect(Object.keys(contentOf({ trainingCode, provider, learners, note: undefined }))).toEqual([
      'trainingCode',
      'provider',
      'learners',
    ]);
  });

  it('what a stage has not, it has not', () => {
    expect([submissionOf(draft), reviewOf(draft), decisionOf(draft)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(submissionOf(reviewed)).toBe(reviewed.submission);
    expect(reviewOf(reviewed)).toBe(reviewed.review);
    expect(decisionOf(reviewed)).toBeUndefined();
  });
});

describe('history', () => {
  const claim = aDraft();

  it('a move has two different ends; anything else is a note', () => {
    expect(isTransition(anEvent(claim, { action: 'submit', from: 'draft', to: 'submitted' }))).toBe(true);
    expect(isTransition(anEvent(claim, { action: 'edit' }))).toBe(false);
    expect(isTransition(anEvent(claim, { action: 'edit', from: 'draft' }))).toBe(false);
    expect(isTransition(anEvent(claim, { action: 'edit', from: 'draft', to: 'draft' }))).toBe(false);
  });

  it('no note has the name of a move', () => {
    const moves = new Set<string>(CLAIM_EVENTS);
    expect(CLAIM_NOTES.filter((note) => moves.has(note))).toEqual([]);
  });
});

it('a learner is called by both names', () => {
  expect(learnerName({ givenName: 'Ann', familyName: 'Archer' })).toBe('Ann Archer');
});
