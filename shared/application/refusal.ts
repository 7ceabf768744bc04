import type { Claim, Problem } from '../domain/claim.ts';
import type { Learner } from '../domain/learner.ts';
import type { ClaimReference } from '../domain/reference.ts';
import type { ReviewOutcome } from '../domain/review.ts';
import type { RuleRecord } from '../domain/rules/run-rules.ts';
import type { ClaimStatus } from '../domain/transitions.ts';

/** One thing wrong with what was sent: where, which rule, and what to do. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Everything that a use case may answer instead of doing what it was asked. Each changes nothing. */
export type Refusal =
  | { readonly code: 'not-found' }
  | { readonly code: 'forbidden'; readonly detail: string }
  | { readonly code: 'stale-version'; readonly current: Claim }
  | { readonly code: 'stale-learner'; readonly current: Learner }
  | { readonly code: 'wrong-state'; readonly status: ClaimStatus; readonly detail: string }
  | { readonly code: 'validation-failed'; readonly errors: readonly FieldError[] }
  | { readonly code: 'learner-exists'; readonly learner: Learner }
  | { readonly code: 'duplicate-claim'; readonly own: ClaimReference | undefined }
  | { readonly code: 'outside-window'; readonly problems: readonly Problem[] }
  | { readonly code: 'determination-not-accepted'; readonly problems: readonly Problem[] }
  | {
      readonly code: 'not-eligible' | 'bank-details-missing';
      readonly problems: readonly Problem[];
      readonly rules: readonly RuleRecord[];
    }
  | { readonly code: 'evidence-missing'; readonly problems: readonly Problem[] }
  | { readonly code: 'evidence-refused'; readonly problems: readonly Problem[] }
  | {
      readonly code: 'outcome-differs';
      readonly derived: ReviewOutcome | undefined;
      readonly missing: readonly string[];
    }
  | { readonly code: 'amount-above-held' | 'change-set-not-ready'; readonly detail: string }
  | { readonly code: 'idempotency-mismatch' }
  | { readonly code: 'in-progress' };

export const invalid = (pointer: string, code: string, detail: string): Refusal => ({
  code: 'validation-failed',
  errors: [{ pointer, code, detail }],
});

export const forbidden = (detail: string): Refusal => ({ code: 'forbidden', detail });
