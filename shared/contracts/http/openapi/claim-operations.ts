import { CLAIM_STATUSES } from '../../../domain/transitions.ts';
import {
  draftClaimBody,
  editClaimBody,
  listClaimsQuery,
  submissionBody,
  withdrawalBody,
} from '../claim-requests.ts';
import { claimListResponse, claimResponse, receiptResponse } from '../claim-responses.ts';
import { decisionRecordResponse, historyResponse } from '../history-responses.ts';
import {
  DRAFT,
  EVENTS,
  LEARNER_ID,
  RECEIPT,
  SUBMITTED_CLAIM,
  SUMMARY,
  WITHDRAWN_CLAIM,
} from './examples/claims.ts';
import { answers, answersNothing, body, query } from './operation.ts';
import type { OperationContract } from './operation.ts';

export const CONTENT_NOTES = {
  trainingCode: 'From the list of eligible training.',
  provider: 'Who gave the training, and whether its delivery is quality assured.',
  learners: 'Up to 30, each once.',
  startDate: 'First day of the training.',
  paymentDate: 'Day on which the employer paid. It decides the year that pays the claim.',
  declaredCostPence: 'The full price for one learner. Left out, the most that the scheme pays is asked for.',
  note: 'Anything that a caseworker should know.',
} as const;

/** A claim as an employer begins it, or asks about it. */
export const CLAIM_TO_BEGIN = {
  type: 'full' as const,
  trainingCode: 'UPM',
  provider: { name: 'Northmoor Training', qualityAssured: true },
  learners: [{ learnerId: LEARNER_ID, completionDate: '2025-09-20' }],
  startDate: '2025-09-01',
  paymentDate: '2025-09-03',
  declaredCostPence: 15_000,
};

export const CLAIMED_AS =
  'In full, on completion; or the 60% at the start of a qualification. When that is approved its completion part is there as a draft, under the same reference with a C at its end: change it, add its evidence and submit it.';

const drafts = {
  draftClaim: {
    tag: 'Claims',
    summary: 'Begin a claim',
    description:
      'A draft may be incomplete: `problems` says what is missing, `submitBy` by when it has to be submitted.',
    body: body('DraftClaimBody', draftClaimBody, {
      notes: { type: CLAIMED_AS, ...CONTENT_NOTES },
      example: CLAIM_TO_BEGIN,
    }),
    idempotencyKey: 'optional',
    success: [
      answers(claimResponse, DRAFT, {
        status: 201,
        description: 'The draft.',
        headers: ['ETag', 'Location'],
      }),
    ],
    refuses: [],
  },
  editClaim: {
    tag: 'Claims',
    summary: 'Change a draft, or a claim that was sent back',
    description: 'Fields left out stay as they are. Null takes a field away.',
    body: body('EditClaimBody', editClaimBody, {
      notes: CONTENT_NOTES,
      example: { paymentDate: '2025-09-04', note: null },
    }),
    ifMatch: 'required',
    success: [
      answers(claimResponse, DRAFT, {
        description: 'The claim as it is now.',
        headers: ['ETag', 'Location'],
      }),
    ],
    refuses: ['wrong-state'],
  },
  deleteDraft: {
    tag: 'Claims',
    summary: 'Delete a draft',
    description: 'Only a draft can be deleted. A claim that was submitted can be withdrawn.',
    ifMatch: 'required',
    success: [answersNothing('The draft is gone.')],
    refuses: ['wrong-state'],
  },
} as const satisfies Record<string, OperationContract>;

const moves = {
  submitClaim: {
    tag: 'Claims',
    summary: 'Submit a claim',
    description:
      'The claim takes its place in the fund’s line, in the order of submission, and the receipt proves the place. Evidence, rules and money are then judged one after another: follow `status`. A claim that was sent back is submitted again at the same address and keeps its place.',
    body: body('SubmissionBody', submissionBody, {
      notes: {
        declaration: 'That the claim is correct and complete, and that it may be checked and audited.',
      },
      example: { declaration: true },
    }),
    idempotencyKey: 'required',
    success: [
      answers(claimResponse, SUBMITTED_CLAIM, {
        status: 202,
        description: 'The claim, with its receipt.',
        headers: ['ETag', 'Location'],
      }),
    ],
    refuses: [
      'wrong-state',
      'stale-version',
      'duplicate-claim',
      'outside-window',
      'determination-not-accepted',
      'bank-details-missing',
      'not-eligible',
      'evidence-missing',
      'evidence-refused',
    ],
  },
  withdrawClaim: {
    tag: 'Claims',
    summary: 'Withdraw a claim',
    description: 'Ends the claim and frees its money. A new claim for the same training can then be made.',
    body: body('WithdrawalBody', withdrawalBody, {
      notes: { reason: 'Kept in the claim’s history.' },
      example: { reason: 'Entered twice.' },
    }),
    ifMatch: 'optional',
    idempotencyKey: 'optional',
    success: [
      answers(claimResponse, WITHDRAWN_CLAIM, {
        description: 'The claim, withdrawn.',
        headers: ['ETag', 'Location'],
      }),
    ],
    refuses: ['wrong-state'],
  },
} as const satisfies Record<string, OperationContract>;

const reads = {
  listClaims: {
    tag: 'Claims',
    summary: 'List your claims',
    description: 'The claims of your own organisation. A list may be a moment behind a change.',
    query: query(listClaimsQuery, {
      status: `One or more of these, separated by commas: ${CLAIM_STATUSES.join(', ')}.`,
      type: 'Claims of this type alone.',
      trainingCode: 'Claims for this training alone.',
      learner: 'Claims that this learner is on.',
      submittedFrom: 'Submitted at this moment or later.',
      submittedTo: 'Submitted before this moment.',
      sort: 'By when the claim was begun.',
      cursor: 'From the page before.',
      limit: 'How many at most.',
    }),
    success: [
      answers(claimListResponse, { items: [SUMMARY], cursor: null }, { description: 'A page of claims.' }),
    ],
    refuses: [],
  },
  readClaim: {
    tag: 'Claims',
    summary: 'Read a claim',
    description:
      'Employers read their own, staff every submitted one. When staff read it, its history says so.',
    success: [answers(claimResponse, DRAFT, { description: 'The claim.', headers: ['ETag'] })],
    refuses: [],
  },
  readHistory: {
    tag: 'Claims',
    summary: 'Read what has happened to a claim',
    description: 'Every step, with who and when.',
    success: [answers(historyResponse, { events: EVENTS }, { description: 'The history.' })],
    refuses: [],
  },
  readDecisionRecord: {
    tag: 'Claims',
    summary: 'Read what the rules said',
    description: 'For each submission: every rule with its version, what it looked at and what it found.',
    success: [
      answers(
        decisionRecordResponse,
        {
          runs: [
            {
              policyVersion: '2025-26.1',
              judgedAt: '2025-10-01T09:12:30.900Z',
              rules: [
                {
                  id: 'claim.complete',
                  version: 1,
                  outcome: 'pass',
                  explanation: 'The claim says everything that it has to.',
                  inputs: { learners: 1, startDate: '2025-09-01', governingDay: '2025-09-03' },
                },
              ],
            },
          ],
        },
        { description: 'The record.' },
      ),
    ],
    refuses: [],
  },
  readReceipt: {
    tag: 'Claims',
    summary: 'Read the receipt',
    description: 'Proof of the claim’s place in the fund’s line. A draft has none.',
    success: [answers(receiptResponse, RECEIPT, { description: 'The receipt.' })],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;

export const CLAIM_OPERATIONS = { ...drafts, ...moves, ...reads };
