import type { Instant } from './calendar-day.ts';
import type { Problem } from './claim.ts';
import type { Pence } from './money.ts';
import { problemsOf } from './rules/run-rules.ts';
import type { RuleRecord } from './rules/run-rules.ts';

/** The fund's answer that ended the claim: the cap had no room, with the figures of that moment. */
export interface FundRefusal {
  readonly refusedAt: Instant;
  readonly reason: 'cap-exceeded' | 'no-limit-set';
  readonly requestedPence: Pence;
  readonly capPence?: Pence | undefined;
  readonly capAvailablePence?: Pence | undefined;
}

/** The rules' answer that ended the claim: nothing that the employer could do would put right what they found. */
export interface RulesRefusal {
  readonly refusedAt: Instant;
  readonly reason: 'rules';
  /** The rules that failed, by the versions that judged the claim. */
  readonly rules: readonly Pick<RuleRecord, 'id' | 'version' | 'explanation'>[];
  readonly problems: readonly Problem[];
}

/** Why the service itself refused a claim that had been submitted. */
export type ClaimRefusal = FundRefusal | RulesRefusal;

export const refusedByRules = (rules: readonly RuleRecord[], refusedAt: Instant): RulesRefusal => ({
  refusedAt,
  reason: 'rules',
  rules: rules.map(({ id, version, explanation }) => ({ id, version, explanation })),
  problems: problemsOf({ rules }),
});
