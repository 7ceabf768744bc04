import { evidenceSchema } from '../../contracts/stored/evidence.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { attributeOf, checked } from './item.ts';
import type { Item, Row } from './item.ts';
import { claimKey, dueKeyOf, evidenceKey } from './keys.ts';

/** A file that waits for its scan is on the list of due items, since it arrived. */
const scanAttributes = ({ status, reference, arrivedAt, requestedAt }: Evidence) =>
  status === 'scanning'
    ? { dueKey: dueKeyOf('scan', reference), dueAt: arrivedAt ?? requestedAt }
    : undefined;

/** A file's row, beside its claim's. */
export function evidenceRow(evidence: Evidence): Row {
  const key = evidenceKey(evidence.reference, evidence.evidenceId);
  return {
    ...key,
    evidence: checked(evidenceSchema, evidence, { record: 'evidence', key }),
    status: evidence.status,
    ...scanAttributes(evidence),
  };
}

export const evidenceOf = (item: Item, reference: ClaimReference): Evidence =>
  attributeOf(
    item,
    { name: 'evidence', schema: evidenceSchema },
    { record: 'evidence of the claim', key: claimKey(reference) },
  );
