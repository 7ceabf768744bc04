import type { Answer } from '../answer-fields.ts';
import { claimResponse } from '../claim-responses.ts';
import {
  decisionBody,
  emptyBody,
  holdBody,
  listWorkQuery,
  reviewBody,
  splitBody,
  takeNextBody,
} from '../review-requests.ts';
import { decisionResponse, reviewResponse, workListResponse } from '../review-responses.ts';
import { CLAIM_IN_REVIEW, CLAIM_ON_HOLD, LEARNER_ID, REFERENCE } from './examples/claims.ts';
import { answers, answersNothing, body, query } from './operation.ts';
import type { OperationContract } from './operation.ts';

const AT = '2025-10-02T11:00:00.000Z';
const WHO = 'caseworker1@staff';

const REVIEW: Answer<typeof reviewResponse> = {
  reference: REFERENCE,
  version: 5,
  assignment: { personId: WHO, until: '2025-10-02T19:00:00.000Z' },
  steps: [
    {
      step: 'payment',
      outcome: 'met',
      reasonCodes: [],
      by: WHO,
      at: AT,
      costPerLearnerPence: 15_000,
      paidInFull: true,
    },
  ],
  derivedOutcome: null,
  missingSteps: [`completion of learner ${LEARNER_ID}`],
};

const claimAnswer = (description: string, example: Answer<typeof claimResponse> = CLAIM_IN_REVIEW) =>
  answers(claimResponse, example, { description, headers: ['ETag'] });

const queue = {
  listWorkItems: {
    tag: 'Review',
    summary: 'List what waits for a caseworker',
    description: 'Longest waiting first. The list may be a moment behind a change.',
    query: query(listWorkQuery, {
      kind: 'Work of this kind alone.',
      cursor: 'From the page before.',
      limit: 'How many at most.',
    }),
    success: [
      answers(
        workListResponse,
        {
          items: [
            { reference: REFERENCE, kind: 'review', openedAt: '2025-10-01T09:12:31.000Z', assignee: null },
          ],
          cursor: null,
        },
        { description: 'A page of work.' },
      ),
    ],
    refuses: [],
  },
  takeNextWorkItem: {
    tag: 'Review',
    summary: 'Take the next claim',
    description:
      'Assigns the claim that has waited longest and that nobody has. Two people never get the same.',
    body: body('TakeNextBody', takeNextBody, {
      notes: { kinds: 'What kinds of work to look for.' },
      example: { kinds: ['review'] },
    }),
    success: [claimAnswer('The claim, now yours.'), answersNothing('Nothing waits.')],
    refuses: [],
  },
  takeAssignment: {
    tag: 'Review',
    summary: 'Take a claim, or take it over',
    description: 'Taking over what somebody else has is for lead caseworkers.',
    body: body('EmptyBody', emptyBody, { example: {} }),
    success: [claimAnswer('The claim, now yours.')],
    refuses: ['wrong-state', 'stale-version'],
  },
  giveBackAssignment: {
    tag: 'Review',
    summary: 'Give a claim back',
    description: 'What was recorded stays recorded. Giving back what you do not have changes nothing.',
    success: [claimAnswer('The claim.')],
    refuses: ['stale-version'],
  },
} as const satisfies Record<string, OperationContract>;

const decisions = {
  recordReview: {
    tag: 'Review',
    summary: 'Record what the evidence shows',
    description:
      'One or more steps; each keeps who recorded it and when, and replaces an earlier record of the same step. `derivedOutcome` says what the steps amount to.',
    body: body('ReviewBody', reviewBody, {
      notes: { steps: 'One for the payment, one for each learner’s completion.' },
      example: {
        steps: [{ step: 'payment', outcome: 'met', costPerLearnerPence: 15_000, paidInFull: true }],
      },
    }),
    ifMatch: 'required',
    success: [answers(reviewResponse, REVIEW, { description: 'The review.', headers: ['ETag'] })],
    refuses: ['wrong-state'],
  },
  decideClaim: {
    tag: 'Review',
    summary: 'Decide a claim',
    description:
      'The outcome has to equal what the steps amount to. Above the policy’s amount, an approval is a proposal until another person sends the same outcome.',
    body: body('DecisionBody', decisionBody, {
      notes: { outcome: 'What `derivedOutcome` says.' },
      example: { outcome: 'approved' },
    }),
    ifMatch: 'required',
    idempotencyKey: 'required',
    success: [
      answers(
        decisionResponse,
        {
          reference: REFERENCE,
          status: 'approved',
          version: 7,
          outcome: 'approved',
          decidedAt: AT,
          decidedBy: WHO,
          secondedBy: null,
          amount: {
            perLearnerPence: 15_000,
            learners: 1,
            sharePercent: 100,
            totalPence: 15_000,
            explanation:
              'You paid £150.00 for each learner, which is within the maximum of £160.00: £150.00 × 1 learner = £150.00.',
          },
          reasonCodes: [],
          rules: [],
        },
        { description: 'The decision, or the proposal.', headers: ['ETag'] },
      ),
    ],
    refuses: ['wrong-state', 'outcome-differs', 'amount-above-held'],
  },
  splitClaim: {
    tag: 'Review',
    summary: 'Split learners off a claim',
    description:
      'Learners whose evidence is not met get a claim of their own, so that the others can be approved at once. It is in review with the same caseworker, and keeps the day of submission, the evidence, what was recorded, and its part of the money that is held; the last of `splitOff` names it. Whoever stays must be met, and so must the payment.',
    body: body('SplitBody', splitBody, {
      notes: { learnerIds: 'Who leaves.' },
      example: { learnerIds: [LEARNER_ID] },
    }),
    ifMatch: 'required',
    idempotencyKey: 'required',
    success: [claimAnswer('The claim with the learners who stay.')],
    refuses: ['wrong-state', 'amount-above-held'],
  },
  holdClaim: {
    tag: 'Review',
    summary: 'Put a claim on hold',
    description: 'Its money stays held, and nobody can decide or withdraw it meanwhile.',
    body: body('HoldBody', holdBody, {
      notes: { reason: 'Kept in the claim’s history.', until: 'When to look at it again.' },
      example: { reason: 'The provider is being checked.', until: '2025-10-31' },
    }),
    ifMatch: 'required',
    success: [claimAnswer('The claim, on hold.', CLAIM_ON_HOLD)],
    refuses: ['wrong-state'],
  },
  resumeClaim: {
    tag: 'Review',
    summary: 'Take a claim off hold',
    description: 'It is in review again.',
    body: body('EmptyBody', emptyBody, { example: {} }),
    ifMatch: 'required',
    success: [claimAnswer('The claim, in review.')],
    refuses: ['wrong-state'],
  },
} as const satisfies Record<string, OperationContract>;

export const REVIEW_OPERATIONS = { ...queue, ...decisions };
