import { addMinutes } from '../../domain/calendar-day.ts';
import type { Claim } from '../../domain/claim.ts';
import { dueOf, endOf } from '../../domain/due.ts';
import type { Due } from '../../domain/due.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { earmarkOverdue } from '../claims/completion-part.ts';
import { endingOf } from '../claims/end-claim.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { Scheme } from '../ports/registry.ts';
import { eachOnItsOwn, throwFailures } from './each-on-its-own.ts';
import type { Failed } from './each-on-its-own.ts';

export interface ExpirePorts {
  readonly claims: ClaimStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

/** What one run did, for its log and its alarm. */
export interface ExpiryReport {
  readonly looked: number;
  /** Claims that ended, and earmarks that were freed. */
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

/** So close to its end, a waiting claim is not handed over to another sweep any more. */
const LAST_MINUTES = 60;

/**
 * When to look again at a claim that is not over: the index was behind, the policy has changed, or the claim waits for
 * money. That one is handed to `resume-stalled`, which looks after its walk and hands it back.
 */
function notYet(claim: Claim, endsAt: string | undefined, setting: { policy: SchemePolicy; now: string }) {
  const { policy, now } = setting;
  if (endsAt === undefined) return dueOf(claim, policy);
  const handOver = claim.status === 'waiting' && endsAt > addMinutes(now, LAST_MINUTES);
  return { kind: handOver ? 'stall' : 'expiry', at: handOver ? now : endsAt } satisfies Due;
}

async function expire(ports: ExpirePorts, claim: Claim, context: ProcessContext): Promise<boolean> {
  const policy = await ports.scheme.policy();
  const endsAt = endOf(claim, policy);
  const step = { actor: context.actor, context, policy, ids: ports.ids };
  if (endsAt === undefined || endsAt > context.now) {
    const freed = earmarkOverdue(claim, { ...step, action: 'release-earmark', now: context.now });
    // Lost to a submission at this very moment: it has looked at the time too, and freed or taken over what was kept.
    if (freed) return (await ports.claims.commit(freed)).ok;
    await ports.claims.postpone(claim, notYet(claim, endsAt, { policy, now: context.now }));
    return false;
  }
  const reason = REASONS[claim.status];
  const change = endingOf(claim, { ...step, action: 'expire', reason });
  if (change === undefined) return false;
  // Lost to an employer who acted at this very moment: theirs is the later word, and the claim is no longer due.
  return (await ports.claims.commit(change)).ok;
}

/**
 * Ends every claim whose time has run out and frees its money, and frees what was kept too long for completion parts,
 * exactly once each, however often this runs. A claim that cannot be ended keeps no other from it; the run then fails at its end.
 */
export async function expireClaims(ports: ExpirePorts, context: ProcessContext): Promise<ExpiryReport> {
  const failed: Failed<ClaimReference>[] = [];
  let looked = 0;
  let expired = 0;
  while (looked < MOST) {
    const due = await ports.claims.listDue('expiry', context.now, PAGE);
    const references = due.filter((reference) => !failed.some(({ item }) => item === reference));
    const page = await eachOnItsOwn(references, async (reference) => {
      const claim = await ports.claims.read(reference);
      return claim !== undefined && expire(ports, claim, context);
    });
    looked += references.length;
    expired += page.done;
    failed.push(...page.failed);
    if (due.length < PAGE || references.length === 0) break;
  }
  throwFailures(failed);
  return { looked, expired };
}
