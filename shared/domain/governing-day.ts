import { latestDay } from './calendar-day.ts';
import type { CalendarDay } from './calendar-day.ts';
import { entryOn } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { ClaimContent } from './claim.ts';
import type { StartPart } from './start-part.ts';

type Rated = readonly Pick<CatalogueEntry, 'rate'>[];

interface Dated extends Pick<ClaimContent, 'paymentDate' | 'learners'> {
  readonly startPart?: Pick<StartPart, 'paymentDate'> | undefined;
}

interface Paid extends Dated, Pick<ClaimContent, 'trainingCode'> {
  readonly startPart?: Pick<StartPart, 'paymentDate' | 'entry'> | undefined;
}

/** Training that is paid a fixed amount needs no payment by the employer (rule A2). */
const isUnpaid = (catalogue: Rated): boolean =>
  catalogue.length > 0 && catalogue.every(({ rate }) => rate === 'fixed');

/**
 * The day that chooses the determination, the fund's year and the line of the catalogue: the payment (rules Y1, Y2).
 * In-house training has no payment, so its last completion stands in (rule Y7). A completion part keeps the day of its
 * start part, whenever the rest was paid (rule Y3).
 */
export function governingDay(claim: Dated, catalogue: Rated): CalendarDay | undefined {
  if (claim.startPart !== undefined) return claim.startPart.paymentDate;
  return isUnpaid(catalogue)
    ? latestDay(claim.learners.map(({ completionDate }) => completionDate))
    : claim.paymentDate;
}

/**
 * The line of the catalogue that this claim is paid by, once its governing day is known and covered. A completion part
 * keeps the line of its start part, whatever has become of the list (rule Y3).
 */
export function governingEntry(
  claim: Paid,
  catalogue: readonly CatalogueEntry[],
): { readonly entry: CatalogueEntry; readonly day: CalendarDay } | undefined {
  if (claim.startPart !== undefined)
    return { entry: claim.startPart.entry, day: claim.startPart.paymentDate };
  const lines = catalogue.filter(({ code }) => code === claim.trainingCode);
  const day = governingDay(claim, lines);
  if (day === undefined) return undefined;
  const { entry } = entryOn(lines, claim.trainingCode, day);
  return entry === undefined ? undefined : { entry, day };
}

/**
 * The lines by which a claim is judged: the one that pays it (rule Y2), or all of its training for as long as none is
 * known to.
 */
export function judgedLines(claim: Paid, catalogue: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  const governing = governingEntry(claim, catalogue);
  return governing === undefined ? catalogue : [governing.entry];
}

/** Where an employer corrects that day. On a completion part nowhere: its start part has fixed it. */
export function governingPointer(claim: Pick<Dated, 'learners' | 'startPart'>, catalogue: Rated): string {
  if (claim.startPart !== undefined) return '';
  if (!isUnpaid(catalogue)) return '/paymentDate';
  const latest = latestDay(claim.learners.map(({ completionDate }) => completionDate));
  const index = claim.learners.findIndex(({ completionDate }) => completionDate === latest);
  return `/learners/${Math.max(0, index)}/completionDate`;
}
