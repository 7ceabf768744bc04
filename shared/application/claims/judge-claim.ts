import type { Amount } from '../../domain/amounts.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import { amountInputOf, amountOfFacts, fundAsk } from '../../domain/fund-ask.ts';
import type { FundAsk } from '../../domain/fund-ask.ts';
import { governingEntry } from '../../domain/governing-day.ts';
import type { RuleFacts } from '../../domain/rules/rule.ts';
import { failedRules, runRules } from '../../domain/rules/run-rules.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';
import { schemeYearOf } from '../../domain/scheme-year.ts';

/** What the money side of a claim is, once its governing day and line of the list are known. */
export interface Worth {
  readonly fundYear: FundYear;
  /** The most that it can be paid. */
  readonly amount: Amount;
  /** What the fund is asked to hold for it. */
  readonly asks: FundAsk;
}

export interface Judgement {
  readonly record: DecisionRecord;
  readonly passes: boolean;
  /** Undefined while no line of the list pays the claim. */
  readonly worth: Worth | undefined;
}

function worthOf(facts: RuleFacts): Worth | undefined {
  const governing = governingEntry(facts.claim, facts.catalogue);
  const [amount, input] = [amountOfFacts(facts), amountInputOf(facts)];
  if (governing === undefined || amount === undefined || input === undefined) return undefined;
  const fundYear = { fund: governing.entry.fund, year: schemeYearOf(governing.day) };
  return { fundYear, amount, asks: fundAsk(input, facts.policy) };
}

/** The rules and the money, by the one piece of code that quotes, submits and judges again. */
export function judgeClaim(facts: RuleFacts): Judgement {
  const record = runRules(facts);
  return { record, passes: failedRules(record).length === 0, worth: worthOf(facts) };
}
