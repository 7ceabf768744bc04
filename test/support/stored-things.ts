import type { ClaimChange } from '../../shared/application/ports/claim-store.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import { CLAIM_SCHEMA_VERSION, baseOf } from '../../shared/domain/claim.ts';
import type {
  Claim,
  DraftClaim,
  ReviewedClaim,
  Submission,
  SubmittedClaim,
} from '../../shared/domain/claim.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket } from '../../shared/domain/fund/ticket.ts';
import type { Learner } from '../../shared/domain/learner.ts';
import { drawReference } from '../../shared/domain/reference.ts';

export const NOW = '2025-10-01T09:00:00.000Z';
export const MAIN: FundYear = { fund: 'main', year: '2025-26' };

/** `minutes` after nine o'clock on the day of the tests. */
export const at = (minutes: number): string =>
  new Date(Date.parse(NOW) + Math.round(minutes * 60_000)).toISOString();

let drawn = 0;
/** A number that no other thing of this test file has. */
export const next = (): number => (drawn += 1);
const id = (kind: string): string => `${kind}-${String(next()).padStart(6, '0')}`;

/** A reference that no other claim of this test file has. */
export function aReference(): string {
  let left = next();
  return drawReference('full', (below) => {
    const digit = left % below;
    left = Math.floor(left / below);
    return digit;
  });
}

export const aDraft = (changes: Partial<DraftClaim> = {}): DraftClaim => ({
  schemaVersion: CLAIM_SCHEMA_VERSION,
  reference: aReference(),
  type: 'full',
  status: 'draft',
  organisationId: 'org-meadow',
  version: 1,
  createdAt: NOW,
  createdBy: 'person-owner',
  changedAt: NOW,
  trainingCode: 'ASCC-L2',
  provider: { name: 'Rowan College', qualityAssured: true },
  learners: [{ learnerId: 'learner-1', completionDate: '2025-09-20' }],
  paymentDate: '2025-08-01',
  declaredCostPence: 150_000,
  ...changes,
});

export const aSubmission = (changes: Partial<Submission> = {}): Submission => ({
  number: 1,
  firstSubmittedAt: NOW,
  submittedAt: NOW,
  submittedBy: 'person-owner',
  ticketId: id('ticket'),
  fund: 'main',
  year: '2025-26',
  policyVersion: '2025-26.1',
  amount: {
    perLearnerPence: 150_000,
    learners: 1,
    sharePercent: 100,
    totalPence: 150_000,
    explanation: '£1,500 × 1 learner = £1,500.',
  },
  guards: [],
  ...changes,
});

export const submitted = (claim: DraftClaim, submission: Partial<Submission> = {}): SubmittedClaim => ({
  ...baseOf(claim),
  status: 'submitted',
  version: claim.version + 1,
  submission: aSubmission(submission),
});

export const inReview = (claim: SubmittedClaim, openedAt = NOW): ReviewedClaim => ({
  ...baseOf(claim),
  status: 'in-review',
  version: claim.version + 1,
  submission: claim.submission,
  review: { openedAt, steps: [] },
});

export const anEvent = (claim: Claim, changes: Partial<AuditEvent> = {}): AuditEvent => ({
  eventId: id('event'),
  reference: claim.reference,
  at: NOW,
  action: 'edit',
  actor: { kind: 'employer', personId: 'person-owner', organisationId: claim.organisationId },
  version: claim.version,
  correlationId: 'correlation-1',
  ...changes,
});

/** The change that writes a new claim. */
export const draftChange = (claim: Claim, changes: Partial<ClaimChange> = {}): ClaimChange => ({
  claim,
  expected: undefined,
  event: anEvent(claim, { action: 'draft' }),
  due: undefined,
  ...changes,
});

/** The change that moves a claim on from `before`. */
export const moveChange = (before: Claim, claim: Claim, changes: Partial<ClaimChange> = {}): ClaimChange => ({
  claim,
  expected: { version: before.version, status: before.status },
  event: anEvent(claim, { action: 'submit', from: before.status, to: claim.status }),
  due: undefined,
  ...changes,
});

export const aClaimTicket = (
  claim: Pick<Claim, 'reference' | 'organisationId'>,
  ticketId = id('ticket'),
): Ticket =>
  newTicket({
    ticketId,
    fundYear: MAIN,
    request: {
      kind: 'claim',
      reference: claim.reference,
      organisationId: claim.organisationId,
      amountPence: 150_000,
    },
    takenAt: NOW,
  });

export const someEvidence = (reference: string, changes: Partial<Evidence> = {}): Evidence => ({
  evidenceId: id('evidence'),
  reference,
  kind: 'payment',
  fileName: 'invoice.pdf',
  contentType: 'application/pdf',
  sizeBytes: 1_234,
  sha256: 'ab'.repeat(32),
  status: 'awaiting-upload',
  requestedAt: NOW,
  uploadBy: at(15),
  ...changes,
});

export const aLearner = (changes: Partial<Learner> = {}): Learner => {
  const learnerId = id('learner');
  return {
    learnerId,
    organisationId: 'org-meadow',
    niNumber: 'AB123456C',
    identityHash: `hash-of-${learnerId}`,
    givenName: 'Ann',
    familyName: 'Archer',
    jobTitle: 'Care worker',
    roleCategory: 'care-or-support-worker',
    regulated: false,
    version: 1,
    createdAt: NOW,
    ...changes,
  };
};
