import type { AuditEvent, ClaimNote } from '../../domain/audit-event.ts';
import type { Claim } from '../../domain/claim.ts';
import { dueOf } from '../../domain/due.ts';
import type { Actor } from '../../domain/person.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { CLAIM_EVENTS, targetOf } from '../../domain/transitions.ts';
import type { ClaimEvent } from '../../domain/transitions.ts';
import type { ClaimChange } from '../ports/claim-store.ts';
import type { Ids, WorkContext } from '../ports/context.ts';

/** Who does what, when, and why, to a claim. */
export interface Step {
  readonly action: ClaimEvent | ClaimNote;
  readonly actor: Actor;
  readonly context: WorkContext;
  readonly policy: SchemePolicy;
  readonly ids: Ids;
  readonly reason?: string | undefined;
  /** The other claim that it is about. */
  readonly other?: ClaimReference | undefined;
}

const isMove = (action: Step['action']): action is ClaimEvent =>
  CLAIM_EVENTS.some((event) => event === action);

function checkMove(before: Claim | undefined, after: Claim, action: Step['action']): void {
  const legal =
    before === undefined ||
    (isMove(action) ? targetOf(before.status, action) === after.status : before.status === after.status);
  if (!legal) throw new Error(`${action} cannot take a claim from ${before.status} to ${after.status}`);
}

export function eventOf(step: Step, claim: Claim, before?: Claim): AuditEvent {
  const { action, actor, context, ids, reason, other } = step;
  return {
    eventId: ids.unique(context.now),
    reference: claim.reference,
    at: context.now,
    action,
    actor,
    ...(before !== undefined && isMove(action) ? { from: before.status, to: claim.status } : {}),
    version: claim.version,
    ...(reason === undefined ? {} : { reason }),
    ...(other === undefined ? {} : { other }),
    correlationId: context.correlationId,
  };
}

/**
 * The change that takes a claim from `before` to `after`: one version up, one line of history, the new due date. A move
 * that the transition table does not have is a fault of ours and throws.
 */
export function changeOf(before: Claim | undefined, after: Claim, step: Step): ClaimChange {
  checkMove(before, after, step.action);
  const claim: Claim = { ...after, version: (before?.version ?? 0) + 1, changedAt: step.context.now };
  return {
    claim,
    expected: before && { version: before.version, status: before.status },
    event: eventOf(step, claim, before),
    due: dueOf(claim, step.policy),
  };
}
