import type { Instant } from '../calendar-day.ts';
import type { PersonId } from '../person.ts';

/** Why a fund's money does not move any more, and since when. */
export interface FundStop {
  readonly stoppedAt: Instant;
  /** Which process saw it, and what it saw. Names records, never people. */
  readonly stoppedBy: string;
  readonly because: string;
}

/** Who let the money move again, and what they found. */
export interface FundRelease {
  readonly releasedAt: Instant;
  readonly releasedBy: PersonId;
  readonly reason: string;
}
