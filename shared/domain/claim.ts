import type { Amount } from './amounts.ts';
import type { CalendarDay, Instant } from './calendar-day.ts';
import type { FundName } from './catalogue.ts';
import type { ClaimRefusal } from './claim-refusal.ts';
import type { Earmark } from './fund/ticket.ts';
import type { LearnerId } from './learner.ts';
import type { Pence } from './money.ts';
import type { OrganisationId, PersonId } from './person.ts';
import type { ClaimReference, ClaimType } from './reference.ts';
import type { Review } from './review.ts';
import type { SchemeYear } from './scheme-year.ts';
import type { StartPart } from './start-part.ts';

/** The shape of stored claims. A changed shape needs a new number and a migration. */
export const CLAIM_SCHEMA_VERSION = 1;

export interface Provider {
  readonly name: string;
  readonly qualityAssured: boolean;
}

/** One learner on the claim. */
export interface ClaimLine {
  readonly learnerId: LearnerId;
  readonly completionDate?: CalendarDay | undefined;
  /** Whether the learner worked for this employer then, where the employer says so itself (rule S8). */
  readonly employedAtStart?: boolean | undefined;
  readonly employedAtCompletion?: boolean | undefined;
}

/** What the employer says. It may change while the claim is a draft or needs action. */
export interface ClaimContent {
  readonly trainingCode: string;
  readonly provider: Provider;
  readonly learners: readonly ClaimLine[];
  readonly startDate?: CalendarDay | undefined;
  /** Of a completion part: when the rest was paid, on a payment plan. */
  readonly paymentDate?: CalendarDay | undefined;
  /** The full price for one learner. */
  readonly declaredCostPence?: Pence | undefined;
  /** Whether the training is part of an apprenticeship, where the employer says so itself (rule S10). */
  readonly apprenticeship?: boolean | undefined;
  readonly note?: string | undefined;
}

/** Something the employer has to put right: what is wrong, where, and how to mend it. */
export interface Problem {
  readonly code: string;
  /** JSON pointer into the claim, or into its evidence. */
  readonly pointer: string;
  readonly detail: string;
  readonly fix: string;
}

interface ClaimIdentity {
  readonly schemaVersion: typeof CLAIM_SCHEMA_VERSION;
  readonly reference: ClaimReference;
  readonly type: ClaimType;
  readonly organisationId: OrganisationId;
  /** Grows by one with every change; it is the ETag. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: PersonId;
  readonly changedAt: Instant;
  /** Of a completion part alone: what its start part fixed. */
  readonly startPart?: StartPart | undefined;
  /** The claim that this one was split off from. */
  readonly splitFrom?: ClaimReference | undefined;
  /** The claims that were split off from this one. */
  readonly splitOff?: readonly ClaimReference[] | undefined;
  /** What the claim could be paid before it was split, on each of its parts: splitting it spares nobody a second person. */
  readonly wholePence?: Pence | undefined;
}

type ClaimBase = ClaimIdentity & ClaimContent;

/** What the first submission fixed, and what each later one adds to it. */
export interface Submission {
  /** 1 for the first; each resubmission adds one. */
  readonly number: number;
  readonly firstSubmittedAt: Instant;
  readonly submittedAt: Instant;
  readonly submittedBy: PersonId;
  /** The claim's place in the fund's line. A resubmission keeps it. */
  readonly ticketId: string;
  readonly fund: FundName;
  readonly year: SchemeYear;
  readonly policyVersion: string;
  /** The most that this claim can be paid. */
  readonly amount: Amount;
  /**
   * What its ticket asks for where that is more than the claim's own amount: a start part holds the whole, and a
   * completion part takes over all that was kept for it. Absent: the amount.
   */
  readonly askedPence?: Pence | undefined;
  /** The duplicate guards that this claim holds, one for each learner. A completion part stands under its start part's. */
  readonly guards: readonly { readonly learnerId: LearnerId; readonly key: string }[];
}

/** A send-back: what has to be put right, and by when. The money stays held meanwhile. */
export interface RequestForAction {
  readonly askedAt: Instant;
  readonly askedBy: 'evidence' | 'rules' | 'caseworker';
  /** The last day to answer, inclusive, in London. */
  readonly actBy: CalendarDay;
  readonly problems: readonly Problem[];
}

/** A caseworker's final word on a claim. */
export interface Decision {
  readonly outcome: 'approved' | 'rejected';
  readonly decidedAt: Instant;
  readonly decidedBy: PersonId;
  /** The other person, where the amount takes two. */
  readonly secondedBy?: PersonId | undefined;
  readonly amount: Amount;
  readonly reasonCodes: readonly string[];
  /** The ticket in the line that commits the money, or frees it. */
  readonly settlementTicketId: string;
}

interface Submitted {
  readonly submission: Submission;
}

export type DraftClaim = ClaimBase & {
  readonly status: 'draft';
  /** Of a completion part: what is kept for it on its start part's ticket. Gone once it is taken over, or freed. */
  readonly earmark?: Earmark | undefined;
};
export type SubmittedClaim = ClaimBase &
  Submitted & { readonly status: 'submitted' | 'waiting'; readonly review?: Review | undefined };
export type ReviewedClaim = ClaimBase &
  Submitted & {
    readonly status: 'in-review' | 'on-hold';
    readonly review: Review;
    readonly hold?: { readonly reason: string; readonly until?: CalendarDay | undefined } | undefined;
  };
export type ReturnedClaim = ClaimBase &
  Submitted & {
    readonly status: 'needs-action';
    readonly action: RequestForAction;
    readonly review?: Review | undefined;
  };
export type DecidedClaim = ClaimBase &
  Submitted & { readonly status: 'approved' | 'paid'; readonly review: Review; readonly decision: Decision };
export type RejectedClaim = ClaimBase &
  Submitted & {
    readonly status: 'rejected';
    readonly review?: Review | undefined;
    readonly decision?: Decision | undefined;
    readonly refusal?: ClaimRefusal | undefined;
  };
export type EndedClaim = ClaimBase & {
  readonly status: 'withdrawn' | 'expired' | 'deleted';
  readonly submission?: Submission | undefined;
  readonly review?: Review | undefined;
  readonly endedReason?: string | undefined;
};

/** A claim has exactly the fields that exist at its stage: nobody can read the decision of a draft. */
export type Claim =
  | DraftClaim
  | SubmittedClaim
  | ReviewedClaim
  | ReturnedClaim
  | DecidedClaim
  | RejectedClaim
  | EndedClaim;

/** The submission of any claim that has one. */
export const submissionOf = (claim: Claim): Submission | undefined =>
  'submission' in claim ? claim.submission : undefined;

/** What the claim's ticket asked of the fund. */
export const askedPence = ({ askedPence: asked, amount }: Pick<Submission, 'askedPence' | 'amount'>): Pence =>
  asked ?? amount.totalPence;

/** What is kept for a completion part that has not been submitted. */
export const earmarkOf = (claim: Claim): Earmark | undefined =>
  claim.status === 'draft' ? claim.earmark : undefined;

/** The review of any claim that has reached one. */
export const reviewOf = (claim: Claim): Review | undefined => ('review' in claim ? claim.review : undefined);

export const decisionOf = (claim: Claim): Decision | undefined =>
  'decision' in claim ? claim.decision : undefined;

/** What never changes about a claim, its version, and what it has to do with other claims. */
export function identityOf(claim: Claim): ClaimIdentity {
  const { schemaVersion, reference, type, organisationId, version } = claim;
  const { createdAt, createdBy, changedAt, startPart, splitFrom, splitOff, wholePence } = claim;
  return {
    ...{ schemaVersion, reference, type, organisationId, version, createdAt, createdBy, changedAt },
    ...(startPart === undefined ? {} : { startPart }),
    ...(splitFrom === undefined ? {} : { splitFrom }),
    ...(splitOff === undefined ? {} : { splitOff }),
    ...(wholePence === undefined ? {} : { wholePence }),
  };
}

/** The fields that every stage shares, as they go into the claim's next stage. */
export const baseOf = (claim: Claim): ClaimBase => ({ ...identityOf(claim), ...contentOf(claim) });

/** What the employer says, without the fields that were left out. */
export function contentOf(claim: ClaimContent): ClaimContent {
  const {
    trainingCode,
    provider,
    learners,
    startDate,
    paymentDate,
    declaredCostPence,
    apprenticeship,
    note,
  } = claim;
  return {
    trainingCode,
    provider,
    learners,
    ...(startDate === undefined ? {} : { startDate }),
    ...(paymentDate === undefined ? {} : { paymentDate }),
    ...(declaredCostPence === undefined ? {} : { declaredCostPence }),
    ...(apprenticeship === undefined ? {} : { apprenticeship }),
    ...(note === undefined ? {} : { note }),
  };
}
