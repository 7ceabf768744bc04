import { expect, it } from 'vitest';
import { claimResponse } from '../../shared/contracts/http/claim-responses.ts';
import { baseOf } from '../../shared/domain/claim.ts';
import type { Claim } from '../../shared/domain/claim.ts';
import { refusedByRules } from '../../shared/domain/claim-refusal.ts';
import { SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import { failedRules, runRules } from '../../shared/domain/rules/run-rules.ts';
import { claimJson } from '../../shared/http/views/claim-view.ts';
import { NOW, aDraft, inReview, submitted } from '../support/stored-things.ts';
import { someFacts } from './domain/rule-facts.ts';

/** The answer about this claim, which is all described. */
const answerAbout = (claim: Claim) =>
  claimResponse.parse(
    claimJson({
      ...{ claim, learners: [], catalogue: [], policy: SHIPPED_POLICY },
      ...{ ticket: undefined, receipt: undefined, waiting: undefined },
    }),
  );

const reviewed = inReview(
  submitted(aDraft(), {
    guards: [{ learnerId: 'learner-1', key: 'SECRET-KEY' }],
    number: 2,
    askedPence: 150_000,
  }),
);
const by = { by: 'SECRET-PERSON', at: NOW };
const review = {
  openedAt: NOW,
  assignment: { personId: 'SECRET-PERSON', until: NOW },
  steps: [
    { step: 'payment', outcome: 'reject', reasonCodes: ['paid-by-learner'], note: 'See page 2.', ...by },
    { step: 'completion', learnerId: 'learner-1', outcome: 'met', reasonCodes: [], ...by },
  ],
} as const;

it('a claim that a caseworker rejected says why, by which rules, and not who', () => {
  const { submission } = reviewed;
  const decision = {
    outcome: 'rejected',
    decidedAt: NOW,
    decidedBy: 'SECRET-PERSON',
    amount: submission.amount,
    reasonCodes: ['paid-by-learner'],
    settlementTicketId: 'SECRET-TICKET',
  } as const;
  const answer = answerAbout({ ...baseOf(reviewed), status: 'rejected', submission, review, decision });

  expect(answer).toMatchObject({
    status: 'rejected',
    payment: { outcome: 'reject', notes: 'See page 2.' },
    decision: { outcome: 'rejected', decidedAt: NOW, rules: ['evidence.paid-by-employer'] },
    submissionNumber: 2,
    firstSubmittedAt: NOW,
    amounts: { askedPence: 150_000, approvedPence: 0 },
  });
  expect(answer.decision).not.toHaveProperty('amount');
  expect(answer.decision?.reasons).toMatchObject([{ code: 'paid-by-learner', pointer: '/evidence/payment' }]);
  expect(answer.decision?.reasons[0]?.detail).toMatch(/ See page 2\.$/);
  expect(JSON.stringify(answer)).not.toContain('SECRET');
});

it('a claim that the rules refused names them, in plain words', () => {
  const failed = failedRules(runRules(someFacts({ organisation: { employsInEngland: false } })));
  const refusal = refusedByRules(failed, NOW);
  const answer = answerAbout({
    ...{ ...baseOf(reviewed), status: 'rejected', submission: reviewed.submission, refusal },
  });

  const explanation =
    'The scheme is for employers that provide adult social care and employ care staff in England.';
  expect(answer.refusal).toEqual({
    refusedAt: NOW,
    reason: 'rules',
    rules: [{ id: 'employer.provides-adult-social-care', version: 1, explanation }],
    problems: [
      {
        code: 'employer-not-eligible',
        pointer: '',
        detail: explanation,
        fix: 'Check your organisation’s registration.',
      },
    ],
  });
  expect(answer.problems).toEqual([]);
});

it('what the employer said of work and apprenticeship is there, and null where it has not said', () => {
  const learners = [{ learnerId: 'learner-1', employedAtStart: true, employedAtCompletion: false }];
  expect(answerAbout(aDraft({ learners, apprenticeship: false }))).toMatchObject({
    learners: [{ employedAtStart: true, employedAtCompletion: false }],
    apprenticeship: false,
    amounts: { askedPence: null },
  });
  expect(answerAbout(aDraft())).toMatchObject({
    learners: [{ employedAtStart: null, employedAtCompletion: null }],
    apprenticeship: null,
  });
});

it('a claim that was sent back says by what, and one that ended says why', () => {
  const { submission } = reviewed;
  const action = { askedAt: NOW, askedBy: 'rules', actBy: '2025-10-29', problems: [] } as const;
  expect(answerAbout({ ...baseOf(reviewed), status: 'needs-action', submission, action })).toMatchObject({
    ...{ actBy: '2025-10-29', askedAt: NOW, askedBy: 'rules' },
  });
  const ended = {
    ...baseOf(reviewed),
    status: 'withdrawn',
    submission,
    endedReason: 'Entered twice.',
  } as const;
  expect(answerAbout(ended).endedReason).toBe('Entered twice.');
});
