import type { Claim, ClaimContent } from '../../domain/claim.ts';
import { baseOf, contentOf, identityOf } from '../../domain/claim.ts';
import { actorOf } from '../../domain/person.ts';
import { failure } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { Refusal } from '../refusal.ts';
import { changeOf } from './claim-change.ts';
import type { Step } from './claim-change.ts';
import { settledErrors } from './completion-part.ts';
import { checkContent } from './draft-claim.ts';
import { findClaim } from './find-claim.ts';
import { refusalOfCommit } from './refusal-of-commit.ts';
import type { FactPorts } from './rule-facts.ts';

export interface EditPorts extends FactPorts {
  readonly claims: ClaimStore;
  readonly ids: Ids;
}

/** Fields to change; null takes a field away. */
export type ContentPatch = {
  readonly [Field in keyof ClaimContent]?: ClaimContent[Field] | null | undefined;
};

export interface EditCommand {
  readonly reference: string;
  readonly expectedVersion: number;
  readonly patch: ContentPatch;
}

function applyPatch(content: ClaimContent, patch: ContentPatch): ClaimContent {
  const optional = <Value>(before: Value | undefined, change: Value | null | undefined): Value | undefined =>
    change === undefined ? before : (change ?? undefined);
  return contentOf({
    trainingCode: patch.trainingCode ?? content.trainingCode,
    provider: patch.provider ?? content.provider,
    learners: patch.learners ?? content.learners,
    startDate: optional(content.startDate, patch.startDate),
    paymentDate: optional(content.paymentDate, patch.paymentDate),
    declaredCostPence: optional(content.declaredCostPence, patch.declaredCostPence),
    apprenticeship: optional(content.apprenticeship, patch.apprenticeship),
    note: optional(content.note, patch.note),
  });
}

const onlyInDraft = (claim: Claim): Refusal => ({
  code: 'wrong-state',
  status: claim.status,
  detail: 'A claim can be changed while it is a draft, or when it was sent back to you.',
});

function withContent(claim: Claim, content: ClaimContent): Claim | undefined {
  const base = { ...identityOf(claim), ...content };
  if (claim.status === 'draft') {
    const { earmark } = claim;
    return { ...base, status: 'draft', ...(earmark === undefined ? {} : { earmark }) };
  }
  if (claim.status !== 'needs-action') return undefined;
  const { submission, action, review } = claim;
  return { ...base, status: 'needs-action', submission, action, review };
}

/** Changes a draft, or a claim that was sent back, if nobody else changed it since the version that was read. */
export async function editClaim(
  ports: EditPorts,
  command: EditCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const found = await findClaim(ports.claims, command.reference, {
    person: context.person,
    action: 'claim.write',
  });
  if (!found.ok) return found;
  const claim = found.value;
  if (claim.version !== command.expectedVersion) return failure({ code: 'stale-version', current: claim });
  const content = applyPatch(contentOf(claim), command.patch);
  const after = withContent(claim, content);
  if (after === undefined) return failure(onlyInDraft(claim));
  const settled = settledErrors(claim, content);
  if (settled.length > 0) return failure({ code: 'validation-failed', errors: settled });
  const refusal = await checkContent(ports, claim, content);
  if (refusal) return failure(refusal);
  const policy = await ports.scheme.policy();
  const step: Step = { action: 'edit', actor: actorOf(context.person), context, policy, ids: ports.ids };
  const done = await ports.claims.commit(changeOf(claim, after, step));
  return done.ok ? done : failure(refusalOfCommit(done.error, claim));
}

/** Deletes a draft. Nothing was asked of the fund yet, so nothing has to be given back. */
export async function deleteDraft(
  ports: EditPorts,
  command: Pick<EditCommand, 'reference' | 'expectedVersion'>,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const found = await findClaim(ports.claims, command.reference, {
    person: context.person,
    action: 'claim.write',
  });
  if (!found.ok) return found;
  const claim = found.value;
  if (claim.status !== 'draft') {
    const detail = 'Only a draft can be deleted. A claim that was submitted can be withdrawn.';
    return failure({ code: 'wrong-state', status: claim.status, detail });
  }
  if (claim.type === 'completion') {
    const detail =
      'The completion part of an approved claim stays open. It ends by itself when its time has passed.';
    return failure({ code: 'wrong-state', status: claim.status, detail });
  }
  if (claim.version !== command.expectedVersion) return failure({ code: 'stale-version', current: claim });
  const policy = await ports.scheme.policy();
  const step: Step = { action: 'delete', actor: actorOf(context.person), context, policy, ids: ports.ids };
  const done = await ports.claims.commit(changeOf(claim, { ...baseOf(claim), status: 'deleted' }, step));
  return done.ok ? done : failure(refusalOfCommit(done.error, claim));
}
