import type { CalendarDay, Instant } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import type { ClaimContent, Problem } from '../claim.ts';
import type { EvidenceKind, EvidenceStatus } from '../evidence.ts';
import type { Learner, LearnerId } from '../learner.ts';
import type { Organisation } from '../organisation.ts';
import type { SchemePolicy } from '../policy.ts';
import type { ClaimType } from '../reference.ts';
import type { StartPart } from '../start-part.ts';
import type { ClaimStatus } from '../transitions.ts';
import type { JudgedFacts } from './judged-facts.ts';

/** Everything that the rules may be told. They see no store and no clock, so the same facts give the same answer for ever. */
export interface RuleFacts {
  readonly claim: ClaimContent & { readonly type: ClaimType; readonly startPart?: StartPart | undefined };
  readonly organisation: Organisation;
  /** In the order of the claim's lines. */
  readonly learners: readonly RuleLearner[];
  /** The lines of the catalogue for this training code, whenever they are valid. */
  readonly catalogue: readonly CatalogueEntry[];
  /** The version that governs the claim's payment. */
  readonly policy: SchemePolicy;
  /** The moment that counts for the window: the first submission, or now when there has been none. */
  readonly submittedAt: Instant;
  readonly now: Instant;
  /** Of a completion part: where its start part stands now. */
  readonly startPartStatus?: ClaimStatus | undefined;
  /** Learners on this claim for whose training another claim stands, anybody's. Undefined: nobody has looked. */
  readonly claimedElsewhere?: readonly LearnerId[] | undefined;
  /** The claim's files. Undefined: nobody has looked. */
  readonly evidence?: readonly RuleEvidence[] | undefined;
}

/** What the rules need of a learner. The number is looked at once, and never written down. */
export type RuleLearner = Pick<Learner, 'learnerId' | 'roleCategory' | 'regulated' | 'dateOfBirth'> &
  Partial<Pick<Learner, 'niNumber'>>;

export interface RuleEvidence {
  readonly kind: EvidenceKind;
  readonly learnerId?: LearnerId | undefined;
  readonly status: EvidenceStatus;
}

/** `refer`: nothing that the service knows answers it, so a caseworker does. It stops nobody from submitting. */
export type RuleOutcome =
  | { readonly outcome: 'pass' | 'refer'; readonly explanation: string }
  | { readonly outcome: 'fail'; readonly explanation: string; readonly problem: Problem };

/** Values that a rule looked at, as people read them in the decision record. Never a name, never an NI number. */
export type RuleInputs = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What kind of answer a failure is at submission. */
export type RefusedAs =
  | 'evidence'
  | 'outside-window'
  | 'not-eligible'
  | 'determination-not-accepted'
  | 'bank-details-missing'
  | 'validation-failed';

/** One version of one rule of the scheme. */
export interface Rule {
  readonly id: string;
  /** Grows when the rule's meaning changes, so that an old record says which meaning it was judged by. */
  readonly version: number;
  readonly title: string;
  /** The rule in plain words, for somebody who will be judged by it. */
  readonly text: string;
  /** Where the rule comes from, in words a reader can follow up. */
  readonly source: string;
  /** The first day of payments that this version governs, and the last where there is one. */
  readonly effectiveFrom: CalendarDay;
  readonly effectiveTo?: CalendarDay | undefined;
  /**
   * Whether the employer can put the fault right. A fault that can be put right is never a reason to refuse a claim: it
   * is sent back. One that cannot is refused, and the refusal names this rule.
   */
  readonly fault: 'correctable' | 'final';
  readonly refusedAs: RefusedAs;
  /** Whether the rule has anything to say about this claim. */
  readonly applies: (facts: JudgedFacts) => boolean;
  readonly inputs: (facts: JudgedFacts) => RuleInputs;
  readonly judge: (facts: JudgedFacts) => RuleOutcome;
}

/** The first day of the scheme, from which its first rules hold. */
export const FROM_THE_START: CalendarDay = '2024-04-01';

export const pass = (explanation: string): RuleOutcome => ({ outcome: 'pass', explanation });

export const refer = (explanation: string): RuleOutcome => ({ outcome: 'refer', explanation });

export const fail = (explanation: string, problem: Omit<Problem, 'detail'>): RuleOutcome => ({
  outcome: 'fail',
  explanation,
  problem: { ...problem, detail: explanation },
});

/** Absent values are recorded as null, so that a record shows that nothing was there. */
export const orNull = <Value extends string | boolean>(value: Value | undefined): Value | null =>
  value ?? null;
