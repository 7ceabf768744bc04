import { drawReference } from '../../../shared/domain/reference.ts';
import type { ClaimReference } from '../../../shared/domain/reference.ts';
import type { OrganisationId } from '../../../shared/domain/person.ts';
import type { Pence } from '../../../shared/domain/money.ts';
import type { Chance } from '../limits-proxy/chance.ts';

/** What a benchmark's employer asks of the fund. */
export interface Application {
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly amountPence: Pence;
}

export const EMPLOYERS = 2_000;
/** How unequal employers are: the one of rank r claims in proportion to r to the minus 0.8. */
const ZIPF_EXPONENT = 0.8;
const LEAST_POUNDS = 100;
const MOST_POUNDS = 1_500;

/** Where each rank's share of all claims ends, from 0 to 1. */
function sharesByRank(): readonly number[] {
  const weights = Array.from({ length: EMPLOYERS }, (_, rank) => (rank + 1) ** -ZIPF_EXPONENT);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  return weights.map((weight) => (below += weight / all));
}

function rankAt(shares: readonly number[], share: number): number {
  let [low, high] = [0, shares.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((shares[middle] ?? 1) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Draws claims one after the other: whole pounds, £800 on average, from 2,000 employers. */
export function applicationsFrom(chance: Chance): () => Application {
  const shares = sharesByRank();
  const below = (limit: number): number => Math.floor(chance() * limit);
  return () => ({
    reference: drawReference('full', below),
    organisationId: `org-${String(rankAt(shares, chance())).padStart(4, '0')}`,
    amountPence: 100 * (LEAST_POUNDS + below(MOST_POUNDS - LEAST_POUNDS + 1)),
  });
}
