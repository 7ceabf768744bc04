import type { Instant } from '../calendar-day.ts';
import type { Problem } from '../claim.ts';
import { CONTENT_RULES } from './content-rules.ts';
import { DATE_RULES } from './date-rules.ts';
import { EMPLOYER_RULES } from './employer-rules.ts';
import { LEARNER_RULES } from './learner-rules.ts';
import type { Rule, RuleFacts, RuleInputs } from './rule.ts';
import { TRAINING_RULES } from './training-rules.ts';

/** Every rule of the scheme, in the order in which people read a decision. */
export const RULES: readonly Rule[] = [
  ...CONTENT_RULES,
  ...TRAINING_RULES,
  ...DATE_RULES,
  ...EMPLOYER_RULES,
  ...LEARNER_RULES,
];

export interface RuleRecord {
  readonly id: string;
  readonly version: number;
  readonly outcome: 'pass' | 'fail';
  readonly explanation: string;
  readonly inputs: RuleInputs;
  readonly problem?: Problem | undefined;
}

/** What was decided, by which rules, on which facts. Stored with the claim for each submission. */
export interface DecisionRecord {
  readonly policyVersion: string;
  readonly judgedAt: Instant;
  readonly rules: readonly RuleRecord[];
}

function judge(rule: Rule, facts: RuleFacts): RuleRecord {
  const inputs = rule.inputs(facts);
  const judged = rule.judge(facts);
  const { outcome, explanation } = judged;
  const base = { id: rule.id, version: rule.version, outcome, explanation, inputs };
  return judged.outcome === 'fail' ? { ...base, problem: judged.problem } : base;
}

/** Runs every rule that applies. Nothing stops at the first failure: people want the whole list. */
export function runRules(facts: RuleFacts): DecisionRecord {
  return {
    policyVersion: facts.policy.version,
    judgedAt: facts.now,
    rules: RULES.filter((rule) => rule.applies(facts)).map((rule) => judge(rule, facts)),
  };
}

export const failedRules = (record: DecisionRecord): readonly RuleRecord[] =>
  record.rules.filter(({ outcome }) => outcome === 'fail');

export const problemsOf = (record: DecisionRecord): readonly Problem[] =>
  record.rules.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));

/** How a submission that fails these rules is refused: the kind of the first failure in the order above. */
export function refusalKindOf(record: DecisionRecord): Rule['refusedAs'] | undefined {
  const first = failedRules(record)[0];
  return RULES.find(({ id }) => id === first?.id)?.refusedAs;
}
