import { addDays, addMinutes, endOfLondonDay, londonDayOf } from './calendar-day.ts';
import type { Instant } from './calendar-day.ts';
import { earmarkOf } from './claim.ts';
import type { Claim, DraftClaim } from './claim.ts';
import { claimWindow } from './claim-window.ts';
import type { SchemePolicy } from './policy.ts';
import { lastDayOf } from './scheme-year.ts';
import { completionEnds } from './start-part.ts';

/**
 * `expiry`: the claim may be over by now; whoever looks ends it if it is. `stall`: somebody should look whether its
 * workflow still moves.
 */
export type DueKind = 'expiry' | 'stall';

export interface Due {
  readonly kind: DueKind;
  readonly at: Instant;
}

/** Long enough that a healthy workflow is never looked at, short enough that people do not notice a stalled one. */
const MOVING_MINUTES = 10;
const WITH_PEOPLE_MINUTES = 24 * 60;

/**
 * A completion part waits for its learner for as long as it can be claimed. There is no second one, so a date that was
 * mistyped does not end it at once: after its window it is left as long as any draft, to be put right.
 */
function endOfDraft(claim: DraftClaim, policy: SchemePolicy): Instant {
  const closesAt = claimWindow(claim, policy)?.closesAt;
  const untouched = endOfLondonDay(addDays(londonDayOf(claim.changedAt), policy.draftDays));
  if (claim.startPart === undefined) return closesAt ?? untouched;
  const ends = completionEnds(claim.startPart.startDate, policy);
  if (closesAt === undefined) return ends;
  const corrected = closesAt > untouched ? closesAt : untouched;
  return corrected < ends ? corrected : ends;
}

/** The moment from which the claim is over by itself. Undefined: it never is. */
export function endOf(claim: Claim, policy: SchemePolicy): Instant | undefined {
  switch (claim.status) {
    case 'draft':
      return endOfDraft(claim, policy);
    case 'needs-action':
      return endOfLondonDay(claim.action.actBy);
    case 'waiting':
      return endOfLondonDay(lastDayOf(claim.submission.year));
    case 'submitted':
    case 'in-review':
    case 'on-hold':
    case 'approved':
    case 'rejected':
    case 'paid':
    case 'withdrawn':
    case 'expired':
    case 'deleted':
      return undefined;
  }
}

/**
 * When a claim next needs the service's own attention, if ever, counted from `from`. Its money may come to a waiting
 * claim on any day, and the news of that be lost: somebody looks once a day until it ends.
 */
export function dueOf(claim: Claim, policy: SchemePolicy, from: Instant = claim.changedAt): Due | undefined {
  const endsAt = endOf(claim, policy);
  switch (claim.status) {
    case 'waiting': {
      const tomorrow = addMinutes(from, WITH_PEOPLE_MINUTES);
      return { kind: 'expiry', at: endsAt !== undefined && endsAt < tomorrow ? endsAt : tomorrow };
    }
    case 'submitted':
      return { kind: 'stall', at: addMinutes(from, MOVING_MINUTES) };
    case 'in-review':
    case 'on-hold':
      return { kind: 'stall', at: addMinutes(from, WITH_PEOPLE_MINUTES) };
    case 'approved':
    case 'rejected':
      return claim.decision && { kind: 'stall', at: addMinutes(from, MOVING_MINUTES) };
    case 'draft': {
      // What is kept for it may have to be freed before it ends.
      const freeAt = earmarkOf(claim)?.until;
      const at = freeAt !== undefined && (endsAt === undefined || freeAt < endsAt) ? freeAt : endsAt;
      return at === undefined ? undefined : { kind: 'expiry', at };
    }
    case 'needs-action':
    case 'paid':
    case 'withdrawn':
    case 'expired':
    case 'deleted':
      return endsAt === undefined ? undefined : { kind: 'expiry', at: endsAt };
  }
}
