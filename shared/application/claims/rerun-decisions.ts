import type { Instant } from '../../domain/calendar-day.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { rerun } from '../../domain/rules/run-rules.ts';
import type { DecisionRecord, RuleRecord } from '../../domain/rules/run-rules.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { decisionRecordsOf } from './decision-records.ts';

/** One run of the rules on a claim, made again from its record alone. */
export interface Rerun {
  readonly judgedAt: Instant;
  readonly policyVersion: string;
  readonly rules: number;
  /** The rules that say something else now than they said then, by id. Empty: the decision is the same. */
  readonly differing: readonly string[];
}

const sortedText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

function differing(before: DecisionRecord, after: DecisionRecord): readonly string[] {
  const of = (record: DecisionRecord) => new Map(record.rules.map((rule) => [rule.id, rule] as const));
  const [then, again] = [of(before), of(after)];
  const isSame = (a: RuleRecord | undefined, b: RuleRecord | undefined) => sortedText(a) === sortedText(b);
  return [...new Set([...then.keys(), ...again.keys()])].filter((id) => !isSame(then.get(id), again.get(id)));
}

/**
 * Every decision of the rules about a claim once more, oldest first, whatever the policy, the list, the learners and the
 * employer are by now: the record holds all that was looked at. Only reads. Throws where a rule that judged is gone.
 */
export async function rerunDecisions(
  { claims }: { readonly claims: Pick<ClaimStore, 'read' | 'decisionRecords'> },
  reference: ClaimReference,
): Promise<readonly Rerun[]> {
  const records = await decisionRecordsOf(claims, reference);
  return records.map((record) => ({
    judgedAt: record.judgedAt,
    policyVersion: record.policyVersion,
    rules: record.rules.length,
    differing: differing(record, rerun(record)),
  }));
}
