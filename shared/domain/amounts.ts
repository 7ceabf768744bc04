import type { CatalogueEntry } from './catalogue.ts';
import { formatPence, leastPence, pence } from './money.ts';
import type { Pence } from './money.ts';
import type { ClaimType } from './reference.ts';
import type { StartPart } from './start-part.ts';

/** An amount with the arithmetic that made it, so that anybody can check it. */
export interface Amount {
  readonly perLearnerPence: Pence;
  readonly learners: number;
  readonly sharePercent: 100 | 60 | 40;
  readonly totalPence: Pence;
  /** One sentence with the real figures. */
  readonly explanation: string;
}

interface Share {
  readonly pence: Pence;
  readonly percent: 100 | 60 | 40;
}

/** 60% rounded half up to the penny; the 40% is what is left, so the parts always add up to the whole (rule A3). */
const startShare = (whole: Pence): Pence => pence(Math.floor((whole * 60 + 50) / 100));

/** No start part pays more than was paid by then; what it leaves is the completion part's, so the two still make the whole. */
function shareOf(whole: Pence, { type, paidPerLearnerPence: paid, startPart }: AmountInput): Share {
  const sixty = startShare(whole);
  switch (type) {
    case 'full':
      return { pence: whole, percent: 100 };
    case 'start':
      return { pence: paid === undefined ? sixty : leastPence(sixty, paid), percent: 60 };
    case 'completion':
      return { pence: pence(whole - (startPart?.approvedPerLearnerPence ?? sixty)), percent: 40 };
  }
}

export interface AmountInput {
  readonly entry: Pick<CatalogueEntry, 'rate' | 'maximumPence'>;
  readonly type: ClaimType;
  readonly learners: number;
  /** Full price for one learner. Without it the maximum stands in, so that enough is held. */
  readonly costPerLearnerPence: Pence | undefined;
  /** Of a start part on a payment plan: what has been paid so far for one learner, where the evidence says so. */
  readonly paidPerLearnerPence?: Pence | undefined;
  /** Of a completion part: what its start part was approved for. */
  readonly startPart?: Pick<StartPart, 'approvedPerLearnerPence'> | undefined;
}

/** The lower of cost and maximum for one learner; a fixed rate knows no cost (rules A1, A2). */
export const wholePerLearner = ({
  entry,
  costPerLearnerPence,
}: Pick<AmountInput, 'entry' | 'costPerLearnerPence'>): Pence =>
  entry.rate === 'fixed'
    ? entry.maximumPence
    : leastPence(entry.maximumPence, costPerLearnerPence ?? entry.maximumPence);

interface Worked {
  /** For one learner, before the share. */
  readonly whole: Pence;
  readonly share: Share;
  readonly total: Pence;
}

function basisOf({ entry, costPerLearnerPence: cost }: AmountInput, whole: Pence): string {
  const maximum = formatPence(entry.maximumPence);
  if (entry.rate === 'fixed') return `The scheme pays a fixed ${maximum} for each learner`;
  if (cost === undefined) return `The scheme pays up to ${maximum} for each learner`;
  const paid = `You paid ${formatPence(cost)} for each learner`;
  return cost > entry.maximumPence
    ? `${paid} and the scheme pays up to ${maximum}, so it pays ${formatPence(whole)}`
    : `${paid}, which is within the maximum of ${maximum}`;
}

function partOf(input: AmountInput, { whole, share }: Worked): string {
  const each = formatPence(share.pence);
  switch (input.type) {
    case 'full':
      return '';
    case 'start':
      return share.pence === startShare(whole)
        ? `, 60% of which is ${each}`
        : `, 60% of which is ${formatPence(startShare(whole))}, and ${each} has been paid so far`;
    case 'completion': {
      const before = input.startPart?.approvedPerLearnerPence;
      return before === undefined
        ? `, 40% of which is ${each}`
        : `; the start part was ${formatPence(before)}, which leaves ${each}`;
    }
  }
}

function explain(input: AmountInput, worked: Worked): string {
  const { whole, share, total } = worked;
  const people = `${input.learners} ${input.learners === 1 ? 'learner' : 'learners'}`;
  return `${basisOf(input, whole)}${partOf(input, worked)}: ${formatPence(share.pence)} × ${people} = ${formatPence(total)}.`;
}

/** The lower of cost and maximum for each learner, the share of the claim's type, times the learners (rules A1 to A3). */
export function amountFor(input: AmountInput): Amount {
  const whole = wholePerLearner(input);
  const share = shareOf(whole, input);
  const totalPence = pence(share.pence * input.learners);
  return {
    perLearnerPence: share.pence,
    learners: input.learners,
    sharePercent: share.percent,
    totalPence,
    explanation: explain(input, { whole, share, total: totalPence }),
  };
}

/**
 * The price for one learner on an invoice for several: of those on the invoice, who need not all be on the claim. What
 * does not divide into whole pennies is left off, so that nobody gets back more than was paid.
 */
export function costFromInvoice(invoicePence: Pence, learnersOnInvoice: number): Pence {
  if (!Number.isSafeInteger(learnersOnInvoice) || learnersOnInvoice < 1)
    throw new RangeError(`Not a number of learners: ${learnersOnInvoice}`);
  return pence(Math.floor(pence(invoicePence) / learnersOnInvoice));
}
