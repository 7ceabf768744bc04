import { amountFor, wholePerLearner } from './amounts.ts';
import type { Amount, AmountInput } from './amounts.ts';
import type { CalendarDay, Instant } from './calendar-day.ts';
import { governingEntry } from './governing-day.ts';
import { pence } from './money.ts';
import type { Pence } from './money.ts';
import type { SchemePolicy } from './policy.ts';
import type { JudgedFacts } from './rules/judged-facts.ts';
import { earmarkUntil } from './start-part.ts';

type Earmarking = Pick<SchemePolicy, 'earmarkCompletionParts' | 'earmarkMonths' | 'longStops'>;

/** What the fund is asked to hold for a claim. */
export interface FundAsk {
  readonly amountPence: Pence;
  /** The part of it that is this claim's own. */
  readonly ownPence: Pence;
  /** The part that is kept for the completion part: 0 except for start parts that earmark. */
  readonly earmarkPence: Pence;
}

/**
 * A start part asks for the whole when the policy keeps money for completion parts, so that the fund cannot be empty
 * when the learner completes. Every other claim asks for what it can be paid.
 */
export function fundAsk(input: AmountInput, policy: Pick<SchemePolicy, 'earmarkCompletionParts'>): FundAsk {
  const ownPence = amountFor(input).totalPence;
  const whole = pence(wholePerLearner(input) * input.learners);
  const earmarks = input.type === 'start' && policy.earmarkCompletionParts;
  const amountPence = earmarks ? whole : ownPence;
  return { amountPence, ownPence, earmarkPence: pence(amountPence - ownPence) };
}

/** What an approval commits, and what it keeps until when. The rest of the hold is free again. */
export interface Commitment {
  readonly amountPence: Pence;
  readonly keep?: { readonly amountPence: Pence; readonly until: Instant } | undefined;
}

/** An approved start part commits its 60% and keeps the rest of the whole for its completion part. */
export function commitmentFor(
  input: AmountInput,
  startDate: CalendarDay | undefined,
  policy: Earmarking,
): Commitment {
  const { ownPence, earmarkPence } = fundAsk(input, policy);
  const until = startDate === undefined ? undefined : earmarkUntil(startDate, policy);
  return until === undefined || earmarkPence === 0
    ? { amountPence: ownPence }
    : { amountPence: ownPence, keep: { amountPence: earmarkPence, until } };
}

/**
 * How the amount of these facts is worked out. A completion part keeps the rate and the price of its start part (rules
 * Y3, A3). Undefined while no line of the list pays the claim.
 */
export function amountInputOf(facts: Pick<JudgedFacts, 'claim' | 'catalogue'>): AmountInput | undefined {
  const { claim, catalogue } = facts;
  const governing = governingEntry(claim, catalogue);
  if (governing === undefined) return undefined;
  const { startPart, type } = claim;
  const costPerLearnerPence = startPart?.costPerLearnerPence ?? claim.declaredCostPence;
  return { entry: governing.entry, type, learners: claim.learners.length, costPerLearnerPence, startPart };
}

/** The most that a claim with these facts can be paid. */
export function amountOfFacts(facts: Pick<JudgedFacts, 'claim' | 'catalogue'>): Amount | undefined {
  const input = amountInputOf(facts);
  return input && amountFor(input);
}
