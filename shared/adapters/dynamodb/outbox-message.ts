import * as z from 'zod';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { claimReference, count, identifier } from '../../contracts/stored/shape.ts';
import type { ShapeOf } from '../../contracts/stored/shape.ts';
import type { OutboxMessage } from '../../application/ports/workflow.ts';
import { checked } from './item.ts';
import type { Row } from './item.ts';
import { pendingKeyOf } from './keys.ts';

export const outboxMessageSchema = z.strictObject({
  messageId: identifier,
  reference: claimReference,
  action: identifier,
  submissionNumber: count,
  correlationId: identifier,
} satisfies ShapeOf<OutboxMessage>);

/** What the rest of the service is told of an event. Its id is the event's: telling it twice is telling it once. */
export const messageOfEvent = (event: AuditEvent, submissionNumber: number): OutboxMessage => ({
  messageId: event.eventId,
  reference: event.reference,
  action: event.action,
  submissionNumber,
  correlationId: event.correlationId,
});

/** A pending message. It is pending as long as it is there. */
export function messageRow(message: OutboxMessage, since: string): Row {
  const key = { pk: message.messageId };
  return {
    ...key,
    message: checked(outboxMessageSchema, message, { record: 'message', key }),
    pendingKey: pendingKeyOf(message.messageId),
    pendingSince: since,
  };
}
