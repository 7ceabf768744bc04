import type { CatalogueEntry } from './catalogue.ts';
import { formatPence, leastPence, pence } from './money.ts';
import type { Pence } from './money.ts';
import type { ClaimType } from './reference.ts';

/** An amount with the arithmetic that made it, so that anybody can check it. */
export interface Amount {
  readonly perLearnerPence: Pence;
  readonly learners: number;
  readonly sharePercent: 100 | 60 | 40;
  readonly totalPence: Pence;
  /** One sentence with the real figures. */
  readonly explanation: string;
}

/** 60% rounded half up to the penny; the 40% is what is left, so the parts always add up to the whole (rule A3). */
const startShare = (whole: Pence): Pence => pence(Math.floor((whole * 60 + 50) / 100));

function shareOf(whole: Pence, type: ClaimType): { readonly pence: Pence; readonly percent: 100 | 60 | 40 } {
  switch (type) {
    case 'full':
      return { pence: whole, percent: 100 };
    case 'start':
      return { pence: startShare(whole), percent: 60 };
    case 'completion':
      return { pence: pence(whole - startShare(whole)), percent: 40 };
  }
}

interface AmountInput {
  readonly entry: Pick<CatalogueEntry, 'rate' | 'maximumPence'>;
  readonly type: ClaimType;
  readonly learners: number;
  /** Full price for one learner. Without it the maximum stands in, so that enough is held. */
  readonly costPerLearnerPence: Pence | undefined;
}

interface Worked {
  /** For one learner, before the share. */
  readonly whole: Pence;
  readonly share: { readonly pence: Pence; readonly percent: 100 | 60 | 40 };
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

function explain(input: AmountInput, { whole, share, total }: Worked): string {
  const people = `${input.learners} ${input.learners === 1 ? 'learner' : 'learners'}`;
  const part = share.percent === 100 ? '' : `, ${share.percent}% of which is ${formatPence(share.pence)}`;
  return `${basisOf(input, whole)}${part}: ${formatPence(share.pence)} × ${people} = ${formatPence(total)}.`;
}

/** The lower of cost and maximum for each learner, the share of the claim's type, times the learners (rules A1 to A3). */
export function amountFor(input: AmountInput): Amount {
  const { entry, type, learners, costPerLearnerPence } = input;
  const whole =
    entry.rate === 'fixed'
      ? entry.maximumPence
      : leastPence(entry.maximumPence, costPerLearnerPence ?? entry.maximumPence);
  const share = shareOf(whole, type);
  const totalPence = pence(share.pence * learners);
  return {
    perLearnerPence: share.pence,
    learners,
    sharePercent: share.percent,
    totalPence,
    explanation: explain(input, { whole, share, total: totalPence }),
  };
}
