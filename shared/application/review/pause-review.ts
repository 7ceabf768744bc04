import type { CalendarDay } from '../../domain/calendar-day.ts';
import { baseOf } from '../../domain/claim.ts';
import type { Claim, ReviewedClaim } from '../../domain/claim.ts';
import { actorOf } from '../../domain/person.ts';
import { failure } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { heldByAnother } from '../../domain/review.ts';
import { changeOf } from '../claims/claim-change.ts';
import { findClaim } from '../claims/find-claim.ts';
import { refusalOfCommit } from '../claims/refusal-of-commit.ts';
import type { PersonContext } from '../ports/context.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { WorkPorts } from './work-queue.ts';

export interface PauseCommand {
  readonly reference: string;
  readonly expectedVersion: number;
}

async function move(
  ports: WorkPorts,
  command: PauseCommand & {
    readonly event: 'hold' | 'resume';
    readonly to: (claim: Claim) => ReviewedClaim | undefined;
    readonly reason?: string;
  },
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const { person } = context;
  const found = await findClaim(ports.claims, command.reference, { person, action: 'review.decide' });
  if (!found.ok) return found;
  const claim = found.value;
  const after = command.to(claim);
  if (after === undefined) {
    const detail =
      command.event === 'hold' ? 'Only a claim in review can be put on hold.' : 'This claim is not on hold.';
    return failure({ code: 'wrong-state', status: claim.status, detail });
  }
  if (heldByAnother(after.review, person.personId, context.now))
    return failure(forbidden('Somebody else has this claim.'));
  if (claim.version !== command.expectedVersion) return failure({ code: 'stale-version', current: claim });
  const policy = await ports.scheme.policy();
  const reason = command.reason;
  const step = {
    action: command.event,
    actor: actorOf(person),
    context,
    policy,
    ids: ports.ids,
    reason,
  } as const;
  const done = await ports.claims.commit(changeOf(claim, after, step));
  return done.ok ? done : failure(refusalOfCommit(done.error, claim));
}

/** Puts a claim aside, with a reason. Its money stays held and nobody can decide or withdraw it meanwhile. */
export const holdClaim = (
  ports: WorkPorts,
  command: PauseCommand & { readonly reason: string; readonly until?: CalendarDay | undefined },
  context: PersonContext,
): Promise<Result<Claim, Refusal>> => {
  const { reason, until } = command;
  const to = (claim: Claim): ReviewedClaim | undefined => {
    if (claim.status !== 'in-review') return undefined;
    const { submission, review } = claim;
    return { ...baseOf(claim), status: 'on-hold', submission, review, hold: { reason, until } };
  };
  return move(ports, { ...command, event: 'hold', to }, context);
};

export const resumeClaim = (
  ports: WorkPorts,
  command: PauseCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> => {
  const to = (claim: Claim): ReviewedClaim | undefined => {
    if (claim.status !== 'on-hold') return undefined;
    const { submission, review } = claim;
    return { ...baseOf(claim), status: 'in-review', submission, review };
  };
  return move(ports, { ...command, event: 'resume', to }, context);
};
