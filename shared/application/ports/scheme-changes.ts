import type {
  ChangeSet,
  ChangeSetEvent,
  SchemeChange,
  SchemeRevision,
} from '../../domain/scheme/change-set.ts';
import type { PastClaim } from '../../domain/policy/replay.ts';
import type { Result } from '../../domain/result.ts';
import type { Page } from './context.ts';

/** Every state that the scheme has been in or will be in, for ever. */
export interface SchemeHistory {
  /** The newest, live or still to come: what a change is made for. */
  latest(): Promise<SchemeRevision>;
  /** Throws for a number that there is not. */
  at(revision: number): Promise<SchemeRevision>;
}

/** A step of a change set: written only if the record is still as it was read. */
export interface ChangeSetStep {
  readonly before: ChangeSet;
  readonly after: ChangeSet;
  readonly event: ChangeSetEvent;
}

export interface Approval extends ChangeSetStep {
  readonly base: SchemeRevision;
  readonly next: SchemeRevision;
}

/** Change sets, their content and who did what. Each write is one transaction, with its event. */
export interface ChangeSets {
  read(changeSetId: string): Promise<ChangeSet | undefined>;
  content(changeSet: Pick<ChangeSet, 'changeSetId' | 'kind'>): Promise<SchemeChange>;
  history(changeSetId: string): Promise<readonly ChangeSetEvent[]>;
  /** The newest first. */
  list(query: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<ChangeSet>>;
  propose(changeSet: ChangeSet, change: SchemeChange, event: ChangeSetEvent): Promise<void>;
  keepReplay(step: ChangeSetStep): Promise<Result<undefined, 'changed'>>;
  /**
   * Writes the approval and the next revision, or neither. It is refused in the write itself when the approver is the
   * proposer, when nothing was replayed, and when another change has been approved since the proposal.
   */
  approve(approval: Approval): Promise<Result<undefined, 'changed' | 'outdated'>>;
}

/** Claims that were judged, by the records of their last submissions. */
export interface PastClaims {
  /** The newest `limit` of each fund and year. `complete` when there are no more. */
  newest(limit: number): Promise<{ readonly claims: readonly PastClaim[]; readonly complete: boolean }>;
}
