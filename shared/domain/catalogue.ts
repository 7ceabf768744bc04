import type { CalendarDay } from './calendar-day.ts';
import type { ClaimType } from './reference.ts';
import type { Pence } from './money.ts';

export const FUNDS = ['main', 'oliver'] as const;
export type FundName = (typeof FUNDS)[number];

export const TRAINING_KINDS = ['course', 'qualification'] as const;
export type TrainingKind = (typeof TRAINING_KINDS)[number];

/** How the amount for one learner is found. A fixed amount needs no payment and no cost (rule A2). */
export type RateKind = 'up-to-maximum' | 'fixed';

/** One line of the eligible list: what the scheme pays for, up to how much, for payments made in which days. */
export interface CatalogueEntry {
  readonly code: string;
  readonly title: string;
  readonly kind: TrainingKind;
  readonly awardingOrganisation?: string | undefined;
  readonly level?: number | undefined;
  readonly fund: FundName;
  /** Whether the employer may claim 60% at the start and 40% on completion (rule T1). */
  readonly split: boolean;
  readonly rate: RateKind;
  readonly maximumPence: Pence;
  /** Inclusive days of payment that this line covers (rule Y2). */
  readonly validFrom: CalendarDay;
  readonly validTo: CalendarDay;
  readonly minimumAge?: number | undefined;
  /** What the training is, where several codes are the same training: it is paid for once (rule S12). The code itself otherwise. */
  readonly course?: string | undefined;
  /** The first day that anybody could start it. */
  readonly firstStart?: CalendarDay | undefined;
  /** No source states the rate: it was made up so that the service can be tried, and says so wherever it is shown. */
  readonly illustrative: boolean;
}

/** The line that covers a payment on `paymentDate`, or every line of the code that does not. */
export function entryOn(
  catalogue: readonly CatalogueEntry[],
  trainingCode: string,
  paymentDate: CalendarDay,
): { readonly entry: CatalogueEntry | undefined; readonly others: readonly CatalogueEntry[] } {
  const lines = catalogue.filter(({ code }) => code === trainingCode);
  const entry = lines.find(({ validFrom, validTo }) => validFrom <= paymentDate && paymentDate <= validTo);
  return { entry, others: lines.filter((line) => line !== entry) };
}

/** The training itself, whatever its code: the same for in-house and bought-in training of one tier. */
export const courseOf = ({ code, course }: Pick<CatalogueEntry, 'code' | 'course'>): string => course ?? code;

/**
 * What a claim of this type for this training must show (rules in section 7 of the scheme). A completion part shows a
 * payment only on a payment plan: the part of the price that was not paid at the start.
 */
export function evidenceRequired(
  entry: Pick<CatalogueEntry, 'rate'>,
  type: ClaimType,
  paymentPlan = false,
): { readonly payment: boolean; readonly completion: boolean } {
  const pays = type !== 'completion' || paymentPlan;
  return { payment: entry.rate !== 'fixed' && pays, completion: type !== 'start' };
}
