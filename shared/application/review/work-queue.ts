import type { Claim, ReviewedClaim } from '../../domain/claim.ts';
import { addMinutes } from '../../domain/calendar-day.ts';
import { actorOf } from '../../domain/person.ts';
import type { StaffPerson } from '../../domain/person.ts';
import { mayDo } from '../../domain/permissions.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { heldByAnother } from '../../domain/review.ts';
import { changeOf } from '../claims/claim-change.ts';
import { findClaim } from '../claims/find-claim.ts';
import { refusalOfCommit } from '../claims/refusal-of-commit.ts';
import { pageOf } from '../page-of.ts';
import type { ClaimStore, WorkItem } from '../ports/claim-store.ts';
import type { Ids, Page, PersonContext } from '../ports/context.ts';
import type { Scheme } from '../ports/registry.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

export interface WorkPorts {
  readonly claims: ClaimStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

const NOT_YOURS = 'Your role does not allow this.';
/** How far down the queue to look for a claim that nobody has. */
const LOOK_AT = 50;

/** Claims that wait for a caseworker, oldest first. */
export async function listWork(
  ports: WorkPorts,
  query: { readonly cursor?: string | undefined; readonly limit: number },
  context: PersonContext,
): Promise<Result<Page<WorkItem>, Refusal>> {
  if (!mayDo(context.person, 'work.list')) return failure(forbidden(NOT_YOURS));
  return pageOf(() => ports.claims.listWork(query));
}

export const notInReview = (claim: Claim): Refusal => ({
  code: 'wrong-state',
  status: claim.status,
  detail: 'This claim is not in review.',
});

export function assigned(
  claim: ReviewedClaim,
  personId: string,
  setting: { now: string; minutes: number },
): ReviewedClaim {
  const until = addMinutes(setting.now, setting.minutes);
  return { ...claim, review: { ...claim.review, assignment: { personId, until } } };
}

async function take(ports: WorkPorts, claim: Claim, context: PersonContext): Promise<Result<Claim, Refusal>> {
  const { person } = context;
  if (claim.status !== 'in-review') return failure(notInReview(claim));
  const another = heldByAnother(claim.review, person.personId, context.now);
  if (another && !mayDo(person, 'work.take-over')) {
    return failure(forbidden('Somebody else has this claim. Ask a lead caseworker to take it over.'));
  }
  const policy = await ports.scheme.policy();
  const after = assigned(claim, person.personId, { now: context.now, minutes: policy.assignmentMinutes });
  const step = { action: 'take', actor: actorOf(person), context, policy, ids: ports.ids } as const;
  const done = await ports.claims.commit(changeOf(claim, after, step));
  return done.ok ? done : failure(refusalOfCommit(done.error, claim));
}

/** Takes a claim, so that two people never work on it at once. A lead caseworker may take one over. */
export async function takeAssignment(
  ports: WorkPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const found = await findClaim(ports.claims, reference, { person: context.person, action: 'work.take' });
  return found.ok ? take(ports, found.value, context) : found;
}

/** Gives a claim back to the queue. Giving back what one does not have changes nothing. */
export async function giveBack(
  ports: WorkPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const found = await findClaim(ports.claims, reference, { person: context.person, action: 'work.take' });
  if (!found.ok) return found;
  const claim = found.value;
  if (claim.status !== 'in-review' || claim.review.assignment?.personId !== context.person.personId)
    return found;
  const { openedAt, steps, proposal } = claim.review;
  const after: ReviewedClaim = { ...claim, review: { openedAt, steps, proposal } };
  const policy = await ports.scheme.policy();
  const step = {
    action: 'give-back',
    actor: actorOf(context.person),
    context,
    policy,
    ids: ports.ids,
  } as const;
  const done = await ports.claims.commit(changeOf(claim, after, step));
  return done.ok ? done : failure(refusalOfCommit(done.error, claim));
}

/** The oldest claim that nobody has, now assigned to the person who asked. Undefined when there is none. */
export async function takeNext(
  ports: WorkPorts,
  context: PersonContext & { readonly person: StaffPerson },
): Promise<Result<Claim | undefined, Refusal>> {
  if (!mayDo(context.person, 'work.take')) return failure(forbidden(NOT_YOURS));
  const { items } = await ports.claims.listWork({ limit: LOOK_AT });
  for (const { reference, assignedUntil } of items) {
    if (assignedUntil !== undefined && assignedUntil > context.now) continue;
    const claim = await ports.claims.read(reference);
    if (claim?.status !== 'in-review' || heldByAnother(claim.review, context.person.personId, context.now))
      continue;
    // Two people may reach for the same claim: one write wins, the other goes on to the next claim.
    const taken = await take(ports, claim, context);
    if (taken.ok) return taken;
  }
  return success(undefined);
}
