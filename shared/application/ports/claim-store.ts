import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Due, DueKind } from '../../domain/due.ts';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Ticket } from '../../domain/fund/ticket.ts';
import type { LearnerId } from '../../domain/learner.ts';
import type { OrganisationId } from '../../domain/person.ts';
import type { ClaimReference, ClaimType } from '../../domain/reference.ts';
import type { Result } from '../../domain/result.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';
import type { ClaimStatus } from '../../domain/transitions.ts';
import type { Page } from './context.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';

/**
 * Everything that one step of a claim changes. It is written in one transaction or not at all: the claim, exactly one
 * line of history, exactly one outbox message where the claim moved, and what moves with it.
 */
export interface ClaimChange {
  readonly claim: Claim;
  /** What the writer read; the write happens only if it is still so. Undefined: the claim must not exist yet. */
  readonly expected: { readonly version: number; readonly status: ClaimStatus } | undefined;
  readonly event: AuditEvent;
  readonly due: Due | undefined;
  readonly ticket?: Ticket | undefined;
  readonly takeGuards?: readonly DuplicateGuard[] | undefined;
  readonly releaseGuards?: readonly DuplicateGuard[] | undefined;
  readonly decisionRecord?:
    | { readonly submissionNumber: number; readonly record: DecisionRecord }
    | undefined;
  readonly idempotency?: IdempotencyRecord | undefined;
  readonly opens?: OpenedClaim | undefined;
}

/** Another claim that a step opens: the completion part of an approved start part, or lines that were split off. */
export interface OpenedClaim extends Pick<ClaimChange, 'claim' | 'event' | 'due'> {
  /** Guards that go over to it from the claim that opens it. */
  readonly guards?: readonly DuplicateGuard[] | undefined;
  /** Files that it has too. */
  readonly evidence?: readonly Evidence[] | undefined;
}

export type CommitRefusal =
  /** Somebody else changed the claim; this is how it is now. */
  | { readonly code: 'stale-version'; readonly current: Claim | undefined }
  /** Another live claim covers this learner and course. */
  | { readonly code: 'duplicate-claim'; readonly holder: DuplicateGuard }
  /** The idempotency key was used a moment ago: read what it did. */
  | { readonly code: 'key-used' };

export interface ClaimSummary {
  readonly reference: ClaimReference;
  readonly status: ClaimStatus;
  readonly type: ClaimType;
  readonly trainingCode: string;
  readonly createdAt: Instant;
  readonly submittedAt?: Instant | undefined;
}

export interface ClaimQuery {
  readonly organisationId: OrganisationId;
  readonly status?: readonly ClaimStatus[] | undefined;
  readonly type?: ClaimType | undefined;
  readonly trainingCode?: string | undefined;
  /** Only claims that name this learner. */
  readonly learnerId?: LearnerId | undefined;
  readonly submittedFrom?: Instant | undefined;
  readonly submittedBefore?: Instant | undefined;
  readonly newestFirst: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface WorkItem {
  readonly reference: ClaimReference;
  readonly kind: 'review';
  readonly openedAt: Instant;
  readonly assignee?: string | undefined;
  readonly assignedUntil?: Instant | undefined;
}

/** Claims and what belongs to them. Reads are consistent, because decisions are made on them. */
export interface ClaimStore {
  read(reference: ClaimReference): Promise<Claim | undefined>;
  commit(change: ClaimChange): Promise<Result<Claim, CommitRefusal>>;
  /** The guards of these keys that somebody holds. Absent ones are left out. */
  guards(keys: readonly string[]): Promise<readonly DuplicateGuard[]>;
  history(reference: ClaimReference): Promise<readonly AuditEvent[]>;
  /** Keeps the record of a run of the rules that changed nothing. The same run kept twice is kept once. */
  keepRecord(reference: ClaimReference, submissionNumber: number, record: DecisionRecord): Promise<void>;
  /** Records of every run of the rules, oldest first. */
  decisionRecords(reference: ClaimReference): Promise<readonly DecisionRecord[]>;
  list(query: ClaimQuery): Promise<Page<ClaimSummary>>;
  /** Claims that are due by `now`, earliest first. The claim itself must be read again before anything is decided. */
  listDue(kind: DueKind, now: Instant, limit: number): Promise<readonly ClaimReference[]>;
  /** Moves the next look at a claim, if nobody changed it meanwhile. Not a change of the claim: no version, no history. */
  postpone(claim: Claim, due: Due | undefined): Promise<void>;
  listWork(query: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<WorkItem>>;
  /** Adds a line of history without changing the claim, for example that a member of staff read it. */
  note(event: AuditEvent): Promise<void>;
}
