import type { Instant } from './calendar-day.ts';
import type { Actor } from './person.ts';
import type { ClaimReference } from './reference.ts';
import type { ClaimEvent, ClaimStatus } from './transitions.ts';

/** What can happen to a claim without moving it to another state. */
export const CLAIM_NOTES = [
  'draft',
  'edit',
  'request-upload',
  'delete-evidence',
  'evidence-clean',
  'evidence-refused',
  'take',
  'give-back',
  'record-review',
  'propose-decision',
  'release-earmark',
  'split',
  'split-off',
  'read',
] as const;
export type ClaimNote = (typeof CLAIM_NOTES)[number];

/** One line of a claim's history: who did what, when, and from where to where. Never a name, a number or a file name. */
export interface AuditEvent {
  readonly eventId: string;
  readonly reference: ClaimReference;
  readonly at: Instant;
  readonly action: ClaimEvent | ClaimNote;
  readonly actor: Actor;
  readonly from?: ClaimStatus | undefined;
  readonly to?: ClaimStatus | undefined;
  /** The claim's version after it. */
  readonly version: number;
  readonly reason?: string | undefined;
  /** The other claim that it is about. */
  readonly other?: ClaimReference | undefined;
  readonly correlationId: string;
}

/** Whether the event moved the claim from one state to another. */
export const isTransition = ({ from, to }: AuditEvent): boolean =>
  from !== undefined && to !== undefined && from !== to;
