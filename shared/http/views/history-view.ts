import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { decisionRunResponse, eventResponse } from '../../contracts/http/history-responses.ts';
import { isTransition } from '../../domain/audit-event.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Person } from '../../domain/person.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';

/** Who did it, as far as the reader may know: employers see that staff acted, not which member of staff. */
function actorJson({ actor }: AuditEvent, reader: Person): Answer<typeof eventResponse>['actor'] {
  if (actor.kind === 'system') return { kind: actor.kind, process: actor.process };
  if (actor.kind === 'staff' && reader.kind === 'employer') return { kind: actor.kind };
  return { kind: actor.kind, personId: actor.personId };
}

/** One line of a claim's history. `transition` lines are the moves from state to state, each exactly once. */
export const eventJson = (event: AuditEvent, reader: Person): Answer<typeof eventResponse> => ({
  at: event.at,
  action: event.action,
  kind: isTransition(event) || event.action === 'draft' ? 'transition' : 'note',
  from: event.from ?? null,
  to: event.to ?? (event.action === 'draft' ? 'draft' : null),
  actor: actorJson(event, reader),
  ...(event.reason === undefined ? {} : { reason: event.reason }),
  ...(event.other === undefined ? {} : { other: event.other }),
  version: event.version,
});

/** What the rules said. What they were run on stays with the service: each rule says what it looked at. */
export const runJson = ({
  policyVersion,
  judgedAt,
  rules,
}: DecisionRecord): Answer<typeof decisionRunResponse> => ({ policyVersion, judgedAt, rules });
