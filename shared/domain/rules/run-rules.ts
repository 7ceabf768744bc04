import { londonDayOf } from '../calendar-day.ts';
import type { CalendarDay, Instant } from '../calendar-day.ts';
import type { Problem } from '../claim.ts';
import { governingDay } from '../governing-day.ts';
import { COMPLETION_RULES } from './completion-rules.ts';
import { CONTENT_RULES } from './content-rules.ts';
import { DATE_RULES } from './date-rules.ts';
import { DEADLINE_RULES } from './deadline-rules.ts';
import { EMPLOYER_RULES } from './employer-rules.ts';
import { EVIDENCE_RULES } from './evidence-rules.ts';
import { judgedFacts } from './judged-facts.ts';
import type { JudgedFacts } from './judged-facts.ts';
import { LEARNER_RULES } from './learner-rules.ts';
import type { RefusedAs, Rule, RuleFacts, RuleInputs, RuleOutcome } from './rule.ts';
import { TRAINING_RULES } from './training-rules.ts';

/**
 * Every version of every rule of the scheme, in the order in which people read a decision. A version that has judged a
 * claim stays here for ever: a record is judged again by the versions that it names.
 */
export const RULES: readonly Rule[] = [
  ...CONTENT_RULES,
  ...TRAINING_RULES,
  ...COMPLETION_RULES,
  ...DATE_RULES,
  ...DEADLINE_RULES,
  ...EMPLOYER_RULES,
  ...LEARNER_RULES,
  ...EVIDENCE_RULES,
];

export interface RuleRecord {
  readonly id: string;
  readonly version: number;
  readonly outcome: RuleOutcome['outcome'];
  readonly explanation: string;
  readonly inputs: RuleInputs;
  readonly problem?: Problem | undefined;
}

/** What was decided, by which rules, on which facts. Stored with the claim for each submission. */
export interface DecisionRecord {
  readonly policyVersion: string;
  readonly judgedAt: Instant;
  readonly rules: readonly RuleRecord[];
  /** All that the rules looked at: enough to make the decision again. */
  readonly facts: JudgedFacts;
}

/** The versions that govern payments on `day`: of each rule the latest that has begun, or its first, unless it has ended. */
export function rulesOn(day: CalendarDay, rules: readonly Rule[] = RULES): readonly Rule[] {
  return rules.filter((rule) => {
    const versions = rules.filter(({ id }) => id === rule.id);
    const begun = versions.filter(({ effectiveFrom }) => effectiveFrom <= day);
    const governing = begun.at(-1) ?? versions[0];
    return rule === governing && (rule.effectiveTo === undefined || day <= rule.effectiveTo);
  });
}

function judge(rule: Rule, facts: JudgedFacts): RuleRecord {
  const inputs = rule.inputs(facts);
  const judged = rule.judge(facts);
  const { outcome, explanation } = judged;
  const base = { id: rule.id, version: rule.version, outcome, explanation, inputs };
  return judged.outcome === 'fail' ? { ...base, problem: judged.problem } : base;
}

function recordBy(rules: readonly Rule[], facts: JudgedFacts): DecisionRecord {
  return {
    policyVersion: facts.policy.version,
    judgedAt: facts.now,
    rules: rules.filter((rule) => rule.applies(facts)).map((rule) => judge(rule, facts)),
    facts,
  };
}

/** The rules of the day, run on facts that were kept. */
export function runOn(facts: JudgedFacts): DecisionRecord {
  const day = governingDay(facts.claim, facts.catalogue) ?? londonDayOf(facts.now);
  return recordBy(rulesOn(day), facts);
}

/** Runs every rule that applies. Nothing stops at the first failure: people want the whole list. */
export const runRules = (facts: RuleFacts): DecisionRecord => runOn(judgedFacts(facts));

/**
 * The decision again, from its record alone: the versions of the rules that it names, on the facts that it kept. It
 * equals the record, whatever the policy, the list and the rules are by now. Throws when a named version is gone.
 */
export function rerun({ rules, facts }: DecisionRecord): DecisionRecord {
  const named = rules.map(({ id, version }) => {
    const rule = RULES.find((each) => each.id === id && each.version === version);
    if (rule === undefined) throw new Error(`Rule ${id}, version ${version}, is gone`);
    return rule;
  });
  return recordBy(named, facts);
}

export const failedRules = (record: Pick<DecisionRecord, 'rules'>): readonly RuleRecord[] =>
  record.rules.filter(({ outcome }) => outcome === 'fail');

/** The rules that a caseworker has to answer. */
export const referredRules = (record: Pick<DecisionRecord, 'rules'>): readonly RuleRecord[] =>
  record.rules.filter(({ outcome }) => outcome === 'refer');

export const problemsOf = (record: Pick<DecisionRecord, 'rules'>): readonly Problem[] =>
  record.rules.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));

const ruleOf = ({ id, version }: RuleRecord): Rule | undefined =>
  RULES.find((rule) => rule.id === id && rule.version === version);

/**
 * How a submission that fails these rules is refused: the kind of the first failure in the order above. Missing bank
 * details have nothing to do with the claim, so they give their name only to a refusal that has no other reason.
 */
export function refusalKindOf(record: Pick<DecisionRecord, 'rules'>): RefusedAs | undefined {
  const kinds = failedRules(record).flatMap((failed) => ruleOf(failed)?.refusedAs ?? []);
  return kinds.find((kind) => kind !== 'bank-details-missing') ?? kinds[0];
}

/**
 * What becomes of a claim with these failures. As long as one of them can be put right it is sent back, with the whole
 * list; it is refused only when there is nothing that the employer could do, by the rules that say so.
 */
export function resolutionOf(
  record: Pick<DecisionRecord, 'rules'>,
):
  | { readonly kind: 'passes' }
  | { readonly kind: 'send-back' }
  | { readonly kind: 'refuse'; readonly rules: readonly RuleRecord[] } {
  const failed = failedRules(record);
  if (failed.length === 0) return { kind: 'passes' };
  const final = failed.every((each) => ruleOf(each)?.fault === 'final');
  return final ? { kind: 'refuse', rules: failed } : { kind: 'send-back' };
}
