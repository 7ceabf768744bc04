import { baseOf } from '../../domain/claim.ts';
import type { Claim, ReviewedClaim, SubmittedClaim } from '../../domain/claim.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { changeOf } from '../claims/claim-change.ts';
import type { ClaimChange, ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { Scheme } from '../ports/registry.ts';
import type { Wait, WaitOutcome } from '../ports/workflow.ts';
import { answerWait, waitOf } from './answer-waits.ts';
import type { WaitPorts } from './answer-waits.ts';

export interface ReviewStepPorts extends WaitPorts {
  readonly claims: ClaimStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

/** What a caseworker's decision lets the workflow do; undefined while there is none. */
function outcomeOf(claim: Claim): WaitOutcome | undefined {
  switch (claim.status) {
    case 'approved':
    case 'paid':
      return 'approved';
    case 'rejected':
      return claim.decision === undefined ? 'ended' : 'rejected';
    case 'needs-action':
      return 'needs-action';
    case 'withdrawn':
    case 'expired':
    case 'deleted':
      return 'ended';
    // It was sent back and submitted again before its walk heard of either: the walk goes that way round now.
    case 'submitted':
      return claim.review === undefined ? undefined : 'needs-action';
    case 'draft':
    case 'waiting':
    case 'in-review':
    case 'on-hold':
      return undefined;
  }
}

/** Opens a review. After a send-back, what was met stays met; what had to be put right is looked at afresh. */
async function opening(
  ports: ReviewStepPorts,
  claim: SubmittedClaim,
  context: ProcessContext,
): Promise<ClaimChange> {
  const { submission, review } = claim;
  const steps = review?.steps.filter(({ outcome }) => outcome === 'met') ?? [];
  const fresh = { openedAt: context.now, steps };
  const after: ReviewedClaim = { ...baseOf(claim), status: 'in-review', submission, review: fresh };
  const policy = await ports.scheme.policy();
  return changeOf(claim, after, {
    action: 'open-review',
    actor: context.actor,
    context,
    policy,
    ids: ports.ids,
  });
}

/** Answers the Review wait once the claim is decided, sent back or over. */
export async function settleReviewWait(ports: ReviewStepPorts, reference: ClaimReference): Promise<void> {
  const [claim, wait] = await Promise.all([ports.claims.read(reference), waitOf(ports, reference, 'review')]);
  const outcome = claim && outcomeOf(claim);
  if (wait !== undefined && outcome !== undefined) await answerWait(ports, wait, outcome);
}

/** The Review state: opens its wait, puts the claim in front of the caseworkers, and looks whether it is decided already. */
export async function awaitReview(
  ports: ReviewStepPorts,
  wait: Wait,
  context: ProcessContext,
): Promise<void> {
  await ports.waits.open(wait);
  const claim = await ports.claims.read(wait.reference);
  if (claim?.status === 'submitted' || claim?.status === 'waiting') {
    const done = await ports.claims.commit(await opening(ports, claim, context));
    if (!done.ok) return awaitReview(ports, wait, context);
  }
  await settleReviewWait(ports, wait.reference);
}
