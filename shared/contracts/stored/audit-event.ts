import * as z from 'zod';
import { CLAIM_NOTES } from '../../domain/audit-event.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Actor } from '../../domain/person.ts';
import { CLAIM_EVENTS, CLAIM_STATUSES } from '../../domain/transitions.ts';
import { claimReference, identifier, instant, versionNumber } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const actorSchema: z.ZodType<Actor> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('employer'), personId: identifier, organisationId: identifier }),
  z.strictObject({ kind: z.literal('staff'), personId: identifier }),
  z.strictObject({ kind: z.literal('system'), process: identifier }),
]);

export const auditEventSchema = z.strictObject({
  eventId: identifier,
  reference: claimReference,
  at: instant,
  action: z.enum([...CLAIM_EVENTS, ...CLAIM_NOTES]),
  actor: actorSchema,
  from: z.enum(CLAIM_STATUSES).optional(),
  to: z.enum(CLAIM_STATUSES).optional(),
  version: versionNumber,
  reason: z.string().optional(),
  other: claimReference.optional(),
  correlationId: identifier,
} satisfies ShapeOf<AuditEvent>);
