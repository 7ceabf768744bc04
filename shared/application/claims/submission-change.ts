import { baseOf, earmarkOf, reviewOf, submissionOf } from '../../domain/claim.ts';
import type { Claim, DraftClaim, ReturnedClaim, Submission, SubmittedClaim } from '../../domain/claim.ts';
import { guardKey, guardedCourse, takesGuards } from '../../domain/duplicate-guard.ts';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { ClaimRequest, Ticket } from '../../domain/fund/ticket.ts';
import type { Learner } from '../../domain/learner.ts';
import { actorOf } from '../../domain/person.ts';
import type { ClaimChange } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import { changeOf } from './claim-change.ts';
import type { GatheredFacts } from './rule-facts.ts';
import type { Ask } from './submission-check.ts';

export type Submittable = DraftClaim | ReturnedClaim;

/** Whether an employer may submit it now. */
export const isSubmittable = (claim: Claim): claim is Submittable =>
  claim.status === 'draft' || claim.status === 'needs-action';

/** A claim that passed every check, with what they found. */
export interface Ready {
  readonly claim: Submittable;
  readonly ask: Ask;
  readonly learners: readonly Learner[];
  readonly gathered: GatheredFacts;
}

function guardsFor({ claim, learners, gathered }: Ready): readonly DuplicateGuard[] {
  if (!takesGuards(claim.type)) return [];
  const { reference, organisationId, trainingCode } = claim;
  const course = guardedCourse(trainingCode, gathered.facts.catalogue);
  return learners.map((learner) => ({
    key: guardKey(learner, course),
    reference,
    organisationId,
    learnerId: learner.learnerId,
  }));
}

/** What the claim's ticket asks for. A completion part takes over all that was kept for it, and gives back the rest when it is settled. */
function requestFor({ claim, ask }: Ready): ClaimRequest {
  const { reference, organisationId, startPart } = claim;
  const earmark = earmarkOf(claim);
  const asks = { kind: 'claim', reference, organisationId } as const;
  return earmark === undefined || startPart === undefined
    ? { ...asks, amountPence: ask.asks.amountPence }
    : { ...asks, amountPence: earmark.amountPence, earmarkTicketId: startPart.ticketId };
}

function submissionAfter(ready: Ready, ticketId: string, context: PersonContext): Submission {
  const { claim, ask } = ready;
  const before = submissionOf(claim);
  return {
    number: (before?.number ?? 0) + 1,
    firstSubmittedAt: before?.firstSubmittedAt ?? context.now,
    submittedAt: context.now,
    submittedBy: context.person.personId,
    ticketId,
    fund: ask.fundYear.fund,
    year: ask.fundYear.year,
    policyVersion: ready.gathered.facts.policy.version,
    amount: before?.amount ?? ask.amount,
    askedPence: before === undefined ? requestFor(ready).amountPence : before.askedPence,
    guards: guardsFor(ready).map(({ learnerId, key }) => ({ learnerId, key })),
  };
}

/** The change of a submission: the claim, its guards, and for the first one its ticket at the end of the line. */
export function submissionChange(
  { ids }: { readonly ids: Ids },
  ready: Ready,
  context: PersonContext,
): ClaimChange {
  const { claim, ask } = ready;
  const before = submissionOf(claim);
  const ticketId = before?.ticketId ?? ids.unique(context.now);
  const submission = submissionAfter(ready, ticketId, context);
  const review = reviewOf(claim);
  const after: SubmittedClaim = { ...baseOf(claim), status: 'submitted', submission, review };
  const { reference, organisationId } = claim;
  const asking = { ticketId, fundYear: ask.fundYear, request: requestFor(ready), takenAt: context.now };
  const ticket: Ticket | undefined = before === undefined ? newTicket(asking) : undefined;
  const takeGuards = guardsFor(ready);
  const dropped = before?.guards.filter(({ key }) => !takeGuards.some((guard) => guard.key === key)) ?? [];
  const change = changeOf(claim, after, {
    action: before === undefined ? 'submit' : 'resubmit',
    actor: actorOf(context.person),
    context,
    policy: ready.gathered.facts.policy,
    ids,
  });
  const releaseGuards = dropped.map((guard) => ({ ...guard, reference, organisationId }));
  return { ...change, ticket, takeGuards, releaseGuards };
}
