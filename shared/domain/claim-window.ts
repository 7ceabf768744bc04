import { addMonths, endOfLondonDay, latestDay } from './calendar-day.ts';
import type { CalendarDay, Instant } from './calendar-day.ts';
import type { SchemePolicy } from './policy.ts';
import type { ClaimType } from './reference.ts';

interface DatedClaim {
  readonly type: ClaimType;
  readonly startDate?: CalendarDay | undefined;
  readonly paymentDate?: CalendarDay | undefined;
  readonly learners: readonly { readonly completionDate?: CalendarDay | undefined }[];
}

/** The days in which a claim may first be submitted. */
export interface ClaimWindow {
  readonly anchor: CalendarDay;
  /** The last day, inclusive to 23:59:59 in London. */
  readonly lastDay: CalendarDay;
  /** The first moment that is too late. */
  readonly closesAt: Instant;
}

/**
 * Full and completion parts count from the last learner's completion (rules T2, T4, T7), start parts from the later of
 * payment and start (rule T3). Undefined until the dates that it counts from are known.
 */
export function claimWindow(
  claim: DatedClaim,
  policy: Pick<SchemePolicy, 'windowMonths'>,
): ClaimWindow | undefined {
  const days =
    claim.type === 'start'
      ? [claim.paymentDate, claim.startDate]
      : claim.learners.map(({ completionDate }) => completionDate);
  const anchor = days.includes(undefined) ? undefined : latestDay(days);
  if (anchor === undefined) return undefined;
  const lastDay = addMonths(anchor, policy.windowMonths);
  return { anchor, lastDay, closesAt: endOfLondonDay(lastDay) };
}
