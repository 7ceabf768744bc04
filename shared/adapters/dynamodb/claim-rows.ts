import { claimSchema } from '../../contracts/stored/claim.ts';
import { auditEventSchema } from '../../contracts/stored/audit-event.ts';
import { duplicateGuardSchema } from '../../contracts/stored/duplicate-guard.ts';
import { reviewOf, submissionOf } from '../../domain/claim.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Due } from '../../domain/due.ts';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { attributeOf, checked, keyOf, recordOf } from './item.ts';
import type { Item, Row } from './item.ts';
import {
  claimKey,
  dueKeyOf,
  eventKey,
  guardRowKey,
  momentAndId,
  organisationPartition,
  workKeyOf,
} from './keys.ts';

/** The attributes by which the index of due items finds a claim; absent while nothing is due. */
export const dueAttributes = (
  reference: ClaimReference,
  due: Due | undefined,
): { readonly dueKey: string; readonly dueAt: string } | undefined =>
  due && { dueKey: dueKeyOf(due.kind, reference), dueAt: due.at };

/** The attributes by which an employer's list finds a claim. A deleted draft is on no list. */
const employerAttributes = ({ status, organisationId, createdAt, reference }: Claim) =>
  status === 'deleted'
    ? undefined
    : {
        employerKey: organisationPartition(organisationId),
        employerSort: momentAndId(createdAt, reference),
      };

/** The attributes by which the caseworkers' queue finds a claim, only while it is theirs. */
function workAttributes(claim: Claim) {
  const review = reviewOf(claim);
  if (claim.status !== 'in-review' || review === undefined) return undefined;
  const { assignment } = review;
  return {
    workKey: workKeyOf(claim.reference),
    workSort: momentAndId(review.openedAt, claim.reference),
    kind: 'review',
    ...(assignment && { assignee: assignment.personId, leaseUntil: assignment.until }),
  };
}

/** The claim's row: the claim itself as one attribute, and beside it what conditions and indexes need of it. */
export function claimRow(claim: Claim, due: Due | undefined): Row {
  const { reference, version, status, organisationId, type, trainingCode, createdAt } = claim;
  const key = claimKey(reference);
  return {
    ...key,
    claim: checked(claimSchema, claim, { record: 'claim', key }),
    ...{ reference, version, status, organisationId, type, trainingCode, createdAt },
    submittedAt: submissionOf(claim)?.submittedAt,
    learnerIds: claim.learners.map(({ learnerId }) => learnerId),
    ...employerAttributes(claim),
    ...dueAttributes(reference, due),
    ...workAttributes(claim),
  };
}

export const claimOf = (item: Item, reference: ClaimReference): Claim =>
  attributeOf(item, { name: 'claim', schema: claimSchema }, { record: 'claim', key: claimKey(reference) });

export function eventRow(event: AuditEvent): Row {
  const key = eventKey(event);
  return { ...key, event: checked(auditEventSchema, event, { record: 'event', key }) };
}

export const eventOf = (item: Item, reference: ClaimReference): AuditEvent =>
  attributeOf(
    item,
    { name: 'event', schema: auditEventSchema },
    { record: 'event of the claim', key: claimKey(reference) },
  );

export function guardRow(guard: DuplicateGuard): Row {
  const key = guardRowKey(guard.key);
  return { ...key, ...checked(duplicateGuardSchema, guard, { record: 'duplicate guard', key }) };
}

export const guardOf = (item: Item, key: string): DuplicateGuard =>
  recordOf(item, duplicateGuardSchema, { record: 'duplicate guard', key: guardRowKey(key) });

/** A guard whose key nobody named, from its own row. */
export const anyGuardOf = (item: Item): DuplicateGuard =>
  recordOf(item, duplicateGuardSchema, { record: 'duplicate guard', key: keyOf(item) });
