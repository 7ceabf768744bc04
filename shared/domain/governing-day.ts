import { latestDay } from './calendar-day.ts';
import type { CalendarDay } from './calendar-day.ts';
import { entryOn } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { ClaimContent } from './claim.ts';

/**
 * The day that chooses the determination, the fund's year and the line of the catalogue: the payment (rules Y1, Y2).
 * In-house training has no payment, so its last completion stands in (rule Y7).
 */
export function governingDay(
  claim: Pick<ClaimContent, 'paymentDate' | 'learners'>,
  catalogue: readonly Pick<CatalogueEntry, 'rate'>[],
): CalendarDay | undefined {
  const unpaid = catalogue.length > 0 && catalogue.every(({ rate }) => rate === 'fixed');
  return unpaid ? latestDay(claim.learners.map(({ completionDate }) => completionDate)) : claim.paymentDate;
}

/** The line of the catalogue that this claim is paid by, once its governing day is known and covered. */
export function governingEntry(
  claim: Pick<ClaimContent, 'paymentDate' | 'learners' | 'trainingCode'>,
  catalogue: readonly CatalogueEntry[],
): { readonly entry: CatalogueEntry; readonly day: CalendarDay } | undefined {
  const lines = catalogue.filter(({ code }) => code === claim.trainingCode);
  const day = governingDay(claim, lines);
  if (day === undefined) return undefined;
  const { entry } = entryOn(lines, claim.trainingCode, day);
  return entry === undefined ? undefined : { entry, day };
}
