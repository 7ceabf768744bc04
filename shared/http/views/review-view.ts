import type { ReviewView } from '../../application/review/record-review.ts';
import type { WorkItem } from '../../application/ports/claim-store.ts';
import type { Answer } from '../../contracts/http/answer-fields.ts';
import type {
  decisionResponse,
  reviewResponse,
  workItemResponse,
} from '../../contracts/http/review-responses.ts';
import { decisionOf } from '../../domain/claim.ts';
import type { Claim } from '../../domain/claim.ts';
import { rulesBehind } from '../../domain/reason-codes.ts';

/** A review as the API answers it: every step with who and when, and what the steps amount to so far. */
export const reviewJson = ({
  claim,
  review,
  derived,
  missing,
}: ReviewView): Answer<typeof reviewResponse> => ({
  reference: claim.reference,
  version: claim.version,
  assignment: review.assignment ?? null,
  steps: review.steps,
  derivedOutcome: derived ?? null,
  missingSteps: missing,
});

export const workItemJson = (item: WorkItem, now: string): Answer<typeof workItemResponse> => ({
  reference: item.reference,
  kind: item.kind,
  openedAt: item.openedAt,
  assignee: item.assignedUntil !== undefined && item.assignedUntil > now ? (item.assignee ?? null) : null,
});

/** The outcome of a decision: done, proposed and waiting for a second person, or sent back. */
export function decisionJson(claim: Claim): Answer<typeof decisionResponse> {
  const decision = decisionOf(claim);
  const proposal = 'review' in claim ? claim.review?.proposal : undefined;
  const base = { reference: claim.reference, status: claim.status, version: claim.version };
  if (decision !== undefined) {
    const { outcome, decidedAt, decidedBy, secondedBy, amount, reasonCodes } = decision;
    const rules = rulesBehind(reasonCodes);
    return {
      ...{ ...base, outcome, decidedAt, decidedBy, secondedBy: secondedBy ?? null },
      ...{ amount, reasonCodes, rules },
    };
  }
  if (claim.status === 'in-review' && proposal !== undefined)
    return { ...base, outcome: 'awaiting-second-person', proposal };
  if (claim.status === 'needs-action')
    return { ...base, outcome: 'needs-action', problems: claim.action.problems };
  throw new Error(`Claim ${claim.reference} was decided and is ${claim.status}`);
}
