import type { Claim } from '../../domain/claim.ts';
import { dueOf } from '../../domain/due.ts';
import { endingOf } from '../claims/end-claim.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { Scheme } from '../ports/registry.ts';

export interface ExpirePorts {
  readonly claims: ClaimStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

/** What one run did, for its log and its alarm. */
export interface ExpiryReport {
  readonly looked: number;
  readonly expired: number;
}

const PAGE = 25;
/** A run ends well inside its time limit; the next one goes on where it stopped. */
const MOST = 1_000;

const REASONS: Partial<Record<Claim['status'], string>> = {
  draft: 'draft-not-submitted-in-time',
  'needs-action': 'send-back-not-answered-in-time',
  waiting: 'no-money-came-back-before-year-end',
};

async function expire(ports: ExpirePorts, claim: Claim, context: ProcessContext): Promise<boolean> {
  const policy = await ports.scheme.policy();
  const due = dueOf(claim, policy);
  if (due?.kind !== 'expiry' || due.at > context.now) {
    // The index is behind, or the policy has changed: the claim is looked at again when it really is due.
    await ports.claims.postpone(claim, due);
    return false;
  }
  const reason = REASONS[claim.status];
  const change = endingOf(claim, {
    action: 'expire',
    actor: context.actor,
    context,
    policy,
    ids: ports.ids,
    reason,
  });
  if (change === undefined) return false;
  // Lost to an employer who acted at this very moment: theirs is the later word, and the claim is no longer due.
  return (await ports.claims.commit(change)).ok;
}

/** Ends every claim whose time has run out and frees its money, exactly once each, however often this runs. */
export async function expireClaims(ports: ExpirePorts, context: ProcessContext): Promise<ExpiryReport> {
  let looked = 0;
  let expired = 0;
  while (looked < MOST) {
    const references = await ports.claims.listDue('expiry', context.now, PAGE);
    if (references.length === 0) break;
    for (const reference of references) {
      const claim = await ports.claims.read(reference);
      looked += 1;
      if (claim !== undefined && (await expire(ports, claim, context))) expired += 1;
    }
    if (references.length < PAGE) break;
  }
  return { looked, expired };
}
