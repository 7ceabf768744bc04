import type { FundYear } from '../../domain/fund/ticket.ts';
import type { WaitingPlace } from '../../domain/fund/waiting-place.ts';

/** The funds' waiting lists. Consistent: whoever has been served or has left is not counted. */
export interface WaitingList {
  /** The place of the claim whose first line has this number; undefined when it does not wait. */
  placeOf(fundYear: FundYear, number: number): Promise<WaitingPlace | undefined>;
}
