import type { Answer } from '../../answer-fields.ts';
import type { claimResponse, claimSummaryResponse } from '../../claim-responses.ts';
import type { eventResponse } from '../../history-responses.ts';

export const REFERENCE = '7KD-M3QX-9TWB-A';
export const LEARNER_ID = '019a1b2c-3d4e-7f80-91a2-b3c4d5e6f708';
const TICKET_ID = '019a1b40-0c11-7d52-8a6b-5f4e3d2c1b0a';
const CREATED = '2025-10-01T09:00:00.000Z';
const SUBMITTED = '2025-10-01T09:12:30.250Z';

export const DRAFT: Answer<typeof claimResponse> = {
  reference: REFERENCE,
  type: 'full',
  status: 'draft',
  training: { code: 'UPM', title: 'Understanding Performance Management', illustrative: true },
  organisation: 'meadow',
  provider: { name: 'Northmoor Training', qualityAssured: true },
  learners: [
    {
      learnerId: LEARNER_ID,
      name: 'Imogen Sample',
      completionDate: '2025-09-20',
      employedAtStart: true,
      employedAtCompletion: null,
    },
  ],
  startDate: '2025-09-01',
  paymentDate: '2025-09-03',
  declaredCostPence: 15_000,
  apprenticeship: false,
  note: null,
  fund: { name: 'main', year: '2025-26' },
  evidenceNeeded: { payment: true, completion: true },
  amounts: {
    maximumPence: 15_000,
    explanation:
      'You paid £150.00 for each learner, which is within the maximum of £160.00: £150.00 × 1 learner = £150.00.',
    askedPence: null,
    heldPence: 0,
    approvedPence: 0,
    paidPence: 0,
  },
  problems: [],
  version: 1,
  submitBy: '2025-12-20',
  createdAt: CREATED,
  changedAt: CREATED,
};

export const RECEIPT = {
  ticketId: TICKET_ID,
  ticket: 41,
  fund: 'main',
  year: '2025-26',
  submittedAt: SUBMITTED,
  amountPence: 15_000,
  position: 57,
  previousHash: '5f2c8a1e0b7d4c93a6f81e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69',
  hash: '9b1d0e6f4a3c2b5d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9fa0b1c2d3e4',
  owner: 'de692ea7b5c96d2907e56fbf2d12ef3e41c71cd67feb58d714da2c5f35bb4dc3',
} as const;

export const SUBMITTED_CLAIM: Answer<typeof claimResponse> = {
  ...DRAFT,
  status: 'submitted',
  amounts: { ...DRAFT.amounts, askedPence: 15_000 },
  ticket: RECEIPT.ticket,
  receipt: RECEIPT,
  version: 2,
  submitBy: null,
  changedAt: SUBMITTED,
  submissionNumber: 1,
  firstSubmittedAt: SUBMITTED,
  submittedAt: SUBMITTED,
};

export const WITHDRAWN_CLAIM: Answer<typeof claimResponse> = {
  ...SUBMITTED_CLAIM,
  status: 'withdrawn',
  endedReason: 'Entered twice.',
  version: 4,
  changedAt: '2025-10-02T10:00:00.000Z',
};

export const CLAIM_IN_REVIEW: Answer<typeof claimResponse> = {
  ...SUBMITTED_CLAIM,
  status: 'in-review',
  amounts: { ...SUBMITTED_CLAIM.amounts, heldPence: 15_000 },
  reserved: {
    pence: 15_000,
    until: null,
    releasedBy: [
      'The employer withdraws the claim.',
      'The claim is sent back and not answered in time.',
      'The claim is rejected.',
      'The claim is approved for less: what is left over is released.',
    ],
  },
  version: 3,
  changedAt: '2025-10-01T09:12:31.000Z',
};

export const CLAIM_ON_HOLD: Answer<typeof claimResponse> = {
  ...CLAIM_IN_REVIEW,
  status: 'on-hold',
  reserved: { pence: 15_000, until: null, releasedBy: ['Nothing, for as long as the claim is on hold.'] },
  hold: { reason: 'The provider is being checked.', until: '2025-10-31' },
  version: 5,
};

export const SUMMARY: Answer<typeof claimSummaryResponse> = {
  reference: REFERENCE,
  status: 'submitted',
  type: 'full',
  trainingCode: 'UPM',
  createdAt: CREATED,
  submittedAt: SUBMITTED,
};

export const EVENTS: readonly Answer<typeof eventResponse>[] = [
  {
    at: CREATED,
    action: 'draft',
    kind: 'transition',
    from: null,
    to: 'draft',
    actor: { kind: 'employer', personId: 'submitter@meadow' },
    version: 1,
  },
  {
    at: SUBMITTED,
    action: 'submit',
    kind: 'transition',
    from: 'draft',
    to: 'submitted',
    actor: { kind: 'employer', personId: 'submitter@meadow' },
    version: 2,
  },
  {
    at: '2025-10-01T09:12:31.000Z',
    action: 'open-review',
    kind: 'transition',
    from: 'submitted',
    to: 'in-review',
    actor: { kind: 'system', process: 'await-review' },
    version: 3,
  },
];

/** Examples that several operations answer, by the name under which the document keeps them once. */
export const SHARED_EXAMPLES: Readonly<Record<string, unknown>> = {
  draft: DRAFT,
  'submitted-claim': SUBMITTED_CLAIM,
  'claim-in-review': CLAIM_IN_REVIEW,
  'claim-on-hold': CLAIM_ON_HOLD,
  'withdrawn-claim': WITHDRAWN_CLAIM,
};
