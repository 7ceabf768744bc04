import type { ClaimReference } from '../../domain/reference.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';
import type { ClaimStore } from '../ports/claim-store.ts';

/**
 * The records of every run of the rules on a claim, oldest first. A claim that was split off another was judged on that
 * one until then, so those records are its too.
 */
export async function decisionRecordsOf(
  claims: Pick<ClaimStore, 'read' | 'decisionRecords'>,
  reference: ClaimReference,
): Promise<readonly DecisionRecord[]> {
  const [claim, own] = await Promise.all([claims.read(reference), claims.decisionRecords(reference)]);
  if (claim?.splitFrom === undefined) return own;
  const before = await decisionRecordsOf(claims, claim.splitFrom);
  return [...before.filter(({ judgedAt }) => judgedAt <= claim.createdAt), ...own];
}
