import type { Claim } from '../../domain/claim.ts';
import { actorOf } from '../../domain/person.ts';
import { failure } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { Scheme } from '../ports/registry.ts';
import type { Refusal } from '../refusal.ts';
import { claimCodec } from './claim-codec.ts';
import { endingOf } from './end-claim.ts';
import { findClaim } from './find-claim.ts';
import { refusalOfCommit } from './refusal-of-commit.ts';

export interface WithdrawPorts {
  readonly claims: ClaimStore;
  readonly idempotency: IdempotencyStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

export interface WithdrawCommand {
  readonly reference: string;
  readonly reason: string;
  readonly expectedVersion: number | undefined;
  readonly request: IdempotentRequest | undefined;
}

/** Takes a submitted claim back. What the fund held for it is free at once for those who wait. */
export async function withdrawClaim(
  ports: WithdrawPorts,
  command: WithdrawCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const found = await findClaim(ports.claims, command.reference, {
    person: context.person,
    action: 'claim.withdraw',
  });
  if (!found.ok) return found;
  const claim = found.value;
  const setting = { store: ports.idempotency, request: command.request, codec: claimCodec };
  return once(setting, async (record) => {
    if (command.expectedVersion !== undefined && command.expectedVersion !== claim.version) {
      return failure({ code: 'stale-version', current: claim });
    }
    const change = endingOf(claim, {
      action: 'withdraw',
      actor: actorOf(context.person),
      context,
      policy: await ports.scheme.policy(),
      ids: ports.ids,
      reason: command.reason,
    });
    if (change === undefined) {
      const detail =
        'A claim can be withdrawn after it was submitted and before it is decided or put on hold.';
      return failure({ code: 'wrong-state', status: claim.status, detail });
    }
    const done = await ports.claims.commit({ ...change, idempotency: record(change.claim) });
    if (done.ok) return done;
    return failure(
      done.error.code === 'key-used' ? { code: 'key-used' } : refusalOfCommit(done.error, claim),
    );
  });
}
