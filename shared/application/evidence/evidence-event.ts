import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';

/** The line of history for a file that has been settled, one way or the other. */
export async function evidenceEvent(
  ports: { readonly claims: ClaimStore; readonly ids: Ids },
  evidence: Evidence,
  context: ProcessContext,
): Promise<AuditEvent> {
  const claim = await ports.claims.read(evidence.reference);
  return {
    eventId: ports.ids.unique(context.now),
    reference: evidence.reference,
    at: context.now,
    action: evidence.status === 'clean' ? 'evidence-clean' : 'evidence-refused',
    actor: context.actor,
    version: claim?.version ?? 0,
    ...(evidence.reasonCode === undefined ? {} : { reason: evidence.reasonCode }),
    correlationId: context.correlationId,
  };
}
