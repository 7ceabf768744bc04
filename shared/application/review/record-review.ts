import { costFromInvoice } from '../../domain/amounts.ts';
import type { Claim, ReviewedClaim } from '../../domain/claim.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import type { Pence } from '../../domain/money.ts';
import { actorOf } from '../../domain/person.ts';
import { REASONS, reasonFor } from '../../domain/reason-codes.ts';
import type { ClaimType } from '../../domain/reference.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { derivedOutcome, mergeSteps, missingSteps } from '../../domain/review.ts';
import type {
  CompletionStep,
  PaymentStep,
  Review,
  ReviewNeeds,
  ReviewOutcome,
  ReviewStep,
} from '../../domain/review.ts';
import { changeOf } from '../claims/claim-change.ts';
import { refusalOfCommit } from '../claims/refusal-of-commit.ts';
import { requiredEvidence } from '../claims/submission-check.ts';
import type { PersonContext } from '../ports/context.ts';
import type { FieldError, Refusal } from '../refusal.ts';
import { claimInReview } from './claim-in-review.ts';
import { assigned } from './work-queue.ts';
import type { WorkPorts } from './work-queue.ts';

/** One price for several learners, of whom not all need be on the claim. */
export interface GroupInvoice {
  readonly amountPence: Pence;
  readonly learners: number;
}

/** A step as a caseworker records it; who and when are added here. */
export type StepInput =
  | Omit<CompletionStep, 'by' | 'at'>
  | (Omit<PaymentStep, 'by' | 'at'> & {
      /** Instead of the price for one learner, which is worked out from it. */
      readonly invoice?: GroupInvoice | undefined;
    });

export interface ReviewCommand {
  readonly reference: string;
  readonly expectedVersion: number;
  readonly steps: readonly StepInput[];
}

/** A review with what it amounts to so far. */
export interface ReviewView {
  readonly claim: Claim;
  readonly review: Review;
  readonly derived: ReviewOutcome | undefined;
  readonly missing: readonly string[];
}

export function reviewNeeds(claim: Claim, catalogue: readonly CatalogueEntry[]): ReviewNeeds {
  return {
    ...requiredEvidence(claim, catalogue),
    learnerIds: claim.learners.map(({ learnerId }) => learnerId),
  };
}

export function viewReview(claim: Claim, review: Review, needs: ReviewNeeds): ReviewView {
  return {
    claim,
    review,
    derived: derivedOutcome(needs, review.steps),
    missing: missingSteps(needs, review.steps),
  };
}

const codesFor = (step: StepInput): string =>
  Object.entries(REASONS)
    .filter(([, reason]) => reason.step === step.step && reason.outcome === step.outcome)
    .map(([code]) => code)
    .join(', ');

/** A fault that the employer can mend may only be sent back: such a reason cannot be given for a rejection. */
function reasonErrors(step: StepInput, index: number): readonly FieldError[] {
  const pointer = `/steps/${index}/reasonCodes`;
  if (step.outcome === 'met') {
    return step.reasonCodes.length === 0
      ? []
      : [{ pointer, code: 'reason-not-expected', detail: 'A step that is met takes no reason.' }];
  }
  if (step.reasonCodes.length === 0) {
    return [{ pointer, code: 'reason-missing', detail: `Give at least one reason: ${codesFor(step)}.` }];
  }
  const wrong = step.reasonCodes.filter((code) => {
    const reason = reasonFor(code);
    return reason?.step !== step.step || reason.outcome !== step.outcome;
  });
  return wrong.map(() => ({
    pointer,
    code: 'reason-not-allowed',
    detail: `This reason does not go with this outcome. Use one of: ${codesFor(step)}.`,
  }));
}

/** What the payment step has to say besides its outcome. The price of a completion part is its start part's. */
function paymentErrors(
  step: StepInput & { readonly step: 'payment' },
  index: number,
  type: ClaimType,
): readonly FieldError[] {
  if (step.outcome !== 'met' || type === 'completion') return [];
  const both = {
    pointer: `/steps/${index}/invoice`,
    code: 'cost-twice',
    detail: 'Enter the cost for one learner or the invoice, not both.',
  };
  const cost = {
    pointer: `/steps/${index}/costPerLearnerPence`,
    code: 'cost-missing',
    detail: 'Enter the full cost for each learner, in pence, from the evidence.',
  };
  const plan = {
    pointer: `/steps/${index}/paidInFull`,
    code: 'paid-in-full-missing',
    detail:
      'Say whether all of the price was paid. If not, the completion part shows the payment of the rest.',
  };
  return [
    ...(step.costPerLearnerPence === undefined && step.invoice === undefined ? [cost] : []),
    ...(step.costPerLearnerPence !== undefined && step.invoice !== undefined ? [both] : []),
    ...(type === 'start' && step.paidInFull === undefined ? [plan] : []),
  ];
}

function stepErrors(
  step: StepInput,
  index: number,
  { needs, type }: { readonly needs: ReviewNeeds; readonly type: ClaimType },
): readonly FieldError[] {
  const errors = [...reasonErrors(step, index)];
  if (step.step === 'payment') {
    if (!needs.payment) {
      errors.push({
        pointer: `/steps/${index}/step`,
        code: 'step-not-needed',
        detail: 'This claim needs no proof of payment.',
      });
    }
    errors.push(...paymentErrors(step, index, type));
  } else if (!needs.learnerIds.includes(step.learnerId)) {
    errors.push({
      pointer: `/steps/${index}/learnerId`,
      code: 'learner-not-on-claim',
      detail: 'This learner is not on the claim.',
    });
  }
  return errors;
}

/** The step as it is kept: of a group's invoice, the price for one learner. */
function kept(step: StepInput): StepInput {
  if (step.step === 'completion' || step.invoice === undefined) return step;
  const { invoice, ...rest } = step;
  return { ...rest, costPerLearnerPence: costFromInvoice(invoice.amountPence, invoice.learners) };
}

function recorded(claim: ReviewedClaim, command: ReviewCommand, context: PersonContext): Review {
  const { personId } = context.person;
  const steps = command.steps.map((step): ReviewStep => ({ ...kept(step), by: personId, at: context.now }));
  const { openedAt, assignment } = claim.review;
  // A proposal was made on the steps as they were; new steps need a new one.
  return { openedAt, assignment, steps: mergeSteps(claim.review.steps, steps) };
}

/** Records what a caseworker found, step by step; each keeps who and when. Recording on a claim that nobody has takes it. */
export async function recordReview(
  ports: WorkPorts,
  command: ReviewCommand,
  context: PersonContext,
): Promise<Result<ReviewView, Refusal>> {
  const found = await claimInReview(ports, command, { ...context, action: 'review.record' });
  if (!found.ok) return found;
  const claim = found.value;
  const [policy, catalogue] = await Promise.all([ports.scheme.policy(), ports.scheme.catalogue()]);
  const needs = reviewNeeds(claim, catalogue);
  const errors = command.steps.flatMap((step, index) => stepErrors(step, index, { needs, type: claim.type }));
  if (errors.length > 0) return failure({ code: 'validation-failed', errors });
  const reviewed: ReviewedClaim = { ...claim, review: recorded(claim, command, context) };
  const after = assigned(reviewed, context.person.personId, {
    now: context.now,
    minutes: policy.assignmentMinutes,
  });
  const step = {
    action: 'record-review',
    actor: actorOf(context.person),
    context,
    policy,
    ids: ports.ids,
  } as const;
  const done = await ports.claims.commit(changeOf(claim, after, step));
  if (!done.ok) return failure(refusalOfCommit(done.error, claim));
  return success(viewReview(done.value, after.review, needs));
}
