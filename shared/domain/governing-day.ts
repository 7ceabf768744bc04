import { latestDay } from './calendar-day.ts';
import type { CalendarDay } from './calendar-day.ts';
import { entryOn } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { ClaimContent } from './claim.ts';

type Rated = readonly Pick<CatalogueEntry, 'rate'>[];

/** Training that is paid a fixed amount needs no payment by the employer (rule A2). */
const isUnpaid = (catalogue: Rated): boolean =>
  catalogue.length > 0 && catalogue.every(({ rate }) => rate === 'fixed');

/**
 * The day that chooses the determination, the fund's year and the line of the catalogue: the payment (rules Y1, Y2).
 * In-house training has no payment, so its last completion stands in (rule Y7).
 */
export function governingDay(
  claim: Pick<ClaimContent, 'paymentDate' | 'learners'>,
  catalogue: Rated,
): CalendarDay | undefined {
  return isUnpaid(catalogue)
    ? latestDay(claim.learners.map(({ completionDate }) => completionDate))
    : claim.paymentDate;
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

/** Where an employer corrects that day. */
export function governingPointer(claim: Pick<ClaimContent, 'learners'>, catalogue: Rated): string {
  if (!isUnpaid(catalogue)) return '/paymentDate';
  const latest = latestDay(claim.learners.map(({ completionDate }) => completionDate));
  const index = claim.learners.findIndex(({ completionDate }) => completionDate === latest);
  return `/learners/${Math.max(0, index)}/completionDate`;
}
