import { CLAIM_SCHEMA_VERSION } from '../../domain/claim.ts';
import type { Claim, ClaimContent, DraftClaim } from '../../domain/claim.ts';
import { actorOf } from '../../domain/person.ts';
import { drawReference } from '../../domain/reference.ts';
import type { ClaimType } from '../../domain/reference.ts';
import { failure } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import { invalid } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { changeOf } from './claim-change.ts';
import { claimCodec } from './claim-codec.ts';
import { employerWho } from './find-claim.ts';
import { ownLearners } from './rule-facts.ts';
import type { FactPorts } from './rule-facts.ts';

export interface DraftPorts extends FactPorts {
  readonly claims: ClaimStore;
  readonly idempotency: IdempotencyStore;
  readonly ids: Ids;
}

export interface DraftCommand {
  /** A completion part is opened by the approval of its start part. */
  readonly type: Exclude<ClaimType, 'completion'>;
  readonly content: ClaimContent;
  readonly request: IdempotentRequest | undefined;
}

/** References are drawn by chance; meeting a used one twice running does not happen to a sound generator. */
const DRAWS = 5;

/** What can be said about a draft at once: its learners are the employer's own and its training is on the list. */
export async function checkContent(
  ports: FactPorts,
  { organisationId, startPart }: Pick<Claim, 'organisationId' | 'startPart'>,
  content: ClaimContent,
): Promise<Refusal | undefined> {
  const [learners, catalogue] = await Promise.all([
    ownLearners(ports.learners, organisationId, content),
    ports.scheme.catalogue(),
  ]);
  if (!learners.ok) return learners.error;
  // A completion part keeps the line that paid its start part, whatever has become of the list.
  return startPart !== undefined || catalogue.some(({ code }) => code === content.trainingCode)
    ? undefined
    : invalid(
        '/trainingCode',
        'training-not-on-the-list',
        'This code is not on the list of eligible training. Search the list for the training that was taken.',
      );
}

/** Starts a claim. A draft may be incomplete; the rules judge it when it is submitted. */
export async function draftClaim(
  ports: DraftPorts,
  command: DraftCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const person = employerWho(context.person, 'claim.write');
  if (!person.ok) return person;
  const { organisationId, personId } = person.value;
  const refusal = await checkContent(ports, { organisationId }, command.content);
  if (refusal) return failure(refusal);
  const policy = await ports.scheme.policy();
  const step = { action: 'draft', actor: actorOf(person.value), context, policy, ids: ports.ids } as const;

  const draw = (): DraftClaim => ({
    ...command.content,
    status: 'draft',
    schemaVersion: CLAIM_SCHEMA_VERSION,
    reference: drawReference(command.type, (below) => ports.ids.random(below)),
    type: command.type,
    organisationId,
    version: 0,
    createdAt: context.now,
    createdBy: personId,
    changedAt: context.now,
  });
  return once({ store: ports.idempotency, request: command.request, codec: claimCodec }, async (record) => {
    for (let attempt = 0; attempt < DRAWS; attempt += 1) {
      const change = changeOf(undefined, draw(), step);
      const done = await ports.claims.commit({ ...change, idempotency: record(change.claim) });
      if (done.ok) return done;
      if (done.error.code === 'key-used') return failure({ code: 'key-used' });
    }
    throw new Error(`No free claim reference in ${DRAWS} draws`);
  });
}
