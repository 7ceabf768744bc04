import type { CalendarDay, Instant } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import type { ClaimContent, Problem } from '../claim.ts';
import type { Learner } from '../learner.ts';
import type { Organisation } from '../organisation.ts';
import type { SchemePolicy } from '../policy.ts';
import type { ClaimType } from '../reference.ts';

/** Everything that the rules may look at. They see no store and no clock, so the same facts give the same answer for ever. */
export interface RuleFacts {
  readonly claim: ClaimContent & { readonly type: ClaimType };
  readonly organisation: Organisation;
  /** In the order of the claim's lines. */
  readonly learners: readonly RuleLearner[];
  /** The lines of the catalogue for this training code, whenever they are valid. */
  readonly catalogue: readonly CatalogueEntry[];
  readonly policy: SchemePolicy;
  /** The moment that counts for the window: the first submission, or now when there has been none. */
  readonly submittedAt: Instant;
  readonly now: Instant;
}

/** What the rules need of a learner: no name and no number. */
export type RuleLearner = Pick<Learner, 'learnerId' | 'roleCategory' | 'regulated' | 'dateOfBirth'>;

export type RuleOutcome =
  | { readonly outcome: 'pass'; readonly explanation: string }
  | { readonly outcome: 'fail'; readonly explanation: string; readonly problem: Problem };

/** Values that a rule looked at, as they go into the decision record. Never a name, never an NI number. */
export type RuleInputs = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** One rule of the scheme. */
export interface Rule {
  readonly id: string;
  /** Grows when the rule's meaning changes, so that an old record says which meaning it was judged by. */
  readonly version: number;
  /** Where the rule comes from, in words a reader can follow up. */
  readonly source: string;
  /** What kind of answer a failure is at submission: see `SubmissionRefusal`. */
  readonly refusedAs:
    | 'evidence'
    | 'outside-window'
    | 'not-eligible'
    | 'determination-not-accepted'
    | 'validation-failed';
  /** Whether the rule has anything to say about this claim. */
  readonly applies: (facts: RuleFacts) => boolean;
  readonly inputs: (facts: RuleFacts) => RuleInputs;
  readonly judge: (facts: RuleFacts) => RuleOutcome;
}

export const pass = (explanation: string): RuleOutcome => ({ outcome: 'pass', explanation });

export const fail = (explanation: string, problem: Omit<Problem, 'detail'>): RuleOutcome => ({
  outcome: 'fail',
  explanation,
  problem: { ...problem, detail: explanation },
});

/** Absent values are recorded as null, so that a record shows that nothing was there. */
export const orNull = (value: CalendarDay | undefined): string | null => value ?? null;
