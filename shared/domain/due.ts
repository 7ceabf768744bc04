import { addDays, addMinutes, endOfLondonDay, londonDayOf } from './calendar-day.ts';
import type { Instant } from './calendar-day.ts';
import type { Claim } from './claim.ts';
import { claimWindow } from './claim-window.ts';
import type { SchemePolicy } from './policy.ts';
import { lastDayOf } from './scheme-year.ts';

/** `expiry`: the claim ends by itself. `stall`: somebody should look whether its workflow still moves. */
export type DueKind = 'expiry' | 'stall';

export interface Due {
  readonly kind: DueKind;
  readonly at: Instant;
}

/** Long enough that a healthy workflow is never looked at, short enough that people do not notice a stalled one. */
const MOVING_MINUTES = 10;
const WITH_PEOPLE_MINUTES = 24 * 60;

/** When a claim next needs the service's own attention, if ever. */
export function dueOf(claim: Claim, policy: SchemePolicy): Due | undefined {
  switch (claim.status) {
    case 'draft': {
      const window = claimWindow(claim, policy);
      const kept = endOfLondonDay(addDays(londonDayOf(claim.changedAt), policy.draftDays));
      return { kind: 'expiry', at: window?.closesAt ?? kept };
    }
    case 'needs-action':
      return { kind: 'expiry', at: endOfLondonDay(claim.action.actBy) };
    case 'waiting':
      return { kind: 'expiry', at: endOfLondonDay(lastDayOf(claim.submission.year)) };
    case 'submitted':
      return { kind: 'stall', at: addMinutes(claim.changedAt, MOVING_MINUTES) };
    case 'in-review':
    case 'on-hold':
      return { kind: 'stall', at: addMinutes(claim.changedAt, WITH_PEOPLE_MINUTES) };
    case 'approved':
    case 'rejected':
      return claim.decision === undefined
        ? undefined
        : { kind: 'stall', at: addMinutes(claim.changedAt, MOVING_MINUTES) };
    case 'paid':
    case 'withdrawn':
    case 'expired':
    case 'deleted':
      return undefined;
  }
}
