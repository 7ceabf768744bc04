import { addMinutes } from '../../domain/calendar-day.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Evidence, EvidenceKind, EvidenceType } from '../../domain/evidence.ts';
import type { LearnerId } from '../../domain/learner.ts';
import { actorOf } from '../../domain/person.ts';
import type { EvidencePolicy, SchemePolicy } from '../../domain/policy.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ClaimStatus } from '../../domain/transitions.ts';
import { eventOf } from '../claims/claim-change.ts';
import { findClaim } from '../claims/find-claim.ts';
import { once } from '../once.ts';
import type { IdempotentRequest, Recorder } from '../once.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { EvidenceFiles, EvidenceRecords, Upload } from '../ports/evidence.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { Scheme } from '../ports/registry.ts';
import { invalid } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { evidenceCodec } from './evidence-codec.ts';

export interface UploadPorts {
  readonly claims: ClaimStore;
  readonly evidence: EvidenceRecords;
  readonly files: EvidenceFiles;
  readonly idempotency: IdempotencyStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

export interface UploadCommand {
  readonly reference: string;
  readonly kind: EvidenceKind;
  readonly learnerId?: LearnerId | undefined;
  readonly fileName: string;
  readonly contentType: EvidenceType;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly request: IdempotentRequest | undefined;
}

/** The states in which an employer may add and remove files. */
export const EVIDENCE_OPEN: readonly ClaimStatus[] = ['draft', 'needs-action'];

export function evidenceClosed(claim: Claim): Refusal {
  const detail = 'Files can be added and removed while a claim is a draft, or when it was sent back to you.';
  return { code: 'wrong-state', status: claim.status, detail };
}

function placeRefusal(claim: Claim, { kind, learnerId }: UploadCommand): Refusal | undefined {
  if (kind === 'payment') {
    return learnerId === undefined
      ? undefined
      : invalid(
          '/learnerId',
          'learner-not-expected',
          'Proof of payment covers the whole claim. Leave the learner out.',
        );
  }
  return claim.learners.some((line) => line.learnerId === learnerId)
    ? undefined
    : invalid('/learnerId', 'learner-not-on-claim', 'Say which learner on this claim the evidence is for.');
}

function quotaRefusal(
  command: UploadCommand,
  files: readonly Evidence[],
  policy: EvidencePolicy,
): Refusal | undefined {
  if (command.sizeBytes > policy.maximumBytes) {
    const megabytes = policy.maximumBytes / (1024 * 1024);
    return invalid(
      '/sizeBytes',
      'evidence-size',
      `A file may be at most ${megabytes} MB. Upload a smaller copy that can still be read.`,
    );
  }
  const same = files.filter(
    ({ kind, learnerId }) => kind === command.kind && learnerId === command.learnerId,
  );
  const most =
    command.kind === 'payment' ? policy.maximumPaymentFiles : policy.maximumCompletionFilesForEachLearner;
  return same.length < most
    ? undefined
    : invalid('/kind', 'too-many-files', `There may be at most ${most} files here. Remove one first.`);
}

function announced(
  command: UploadCommand,
  ids: Ids,
  setting: { context: PersonContext; policy: SchemePolicy },
): Evidence {
  const { reference, kind, learnerId, fileName, contentType, sizeBytes, sha256 } = command;
  const { context, policy } = setting;
  return {
    ...{ reference, kind, learnerId, fileName, contentType, sizeBytes, sha256 },
    evidenceId: ids.unique(context.now),
    status: 'awaiting-upload',
    requestedAt: context.now,
    uploadBy: addMinutes(context.now, policy.evidence.uploadMinutes),
  };
}

interface Adding {
  readonly claim: Claim;
  readonly command: UploadCommand;
  readonly policy: SchemePolicy;
  readonly record: Recorder<Evidence>;
}

/** Others may add files at the same moment. Each round somebody succeeds, so the quota is full before these are used up. */
const ROUNDS = 50;

/** Counts, looks and adds; when somebody else added meanwhile, what was seen no longer holds: it looks again. */
async function addWithinQuota(
  ports: UploadPorts,
  { claim, command, policy, record }: Adding,
  context: PersonContext,
): Promise<Result<Evidence, Refusal | { readonly code: 'key-used' }>> {
  const actor = actorOf(context.person);
  const step = { action: 'request-upload', actor, context, policy, ids: ports.ids } as const;
  for (let round = 0; round < ROUNDS; round += 1) {
    const after = await ports.evidence.countAdded(claim.reference);
    const files = await ports.evidence.list(claim.reference);
    const refusal = placeRefusal(claim, command) ?? quotaRefusal(command, files, policy.evidence);
    if (refusal) return failure(refusal);
    const evidence = announced(command, ports.ids, { context, policy });
    const guard = { claimIn: EVIDENCE_OPEN, after, idempotency: record(evidence) };
    const added = await ports.evidence.add(evidence, eventOf(step, claim), guard);
    if (added.ok) return added;
    if (added.error === 'key-used') return failure({ code: 'key-used' });
    if (added.error === 'wrong-state') return failure(evidenceClosed(claim));
  }
  return failure({ code: 'in-progress' });
}

/**
 * Announces a file and gives permission to post exactly that file, straight to quarantine. Nobody can read it there;
 * only what arrives, is what it says it is, and is scanned clean becomes evidence.
 */
export async function requestUpload(
  ports: UploadPorts,
  command: UploadCommand,
  context: PersonContext,
): Promise<Result<{ readonly evidence: Evidence; readonly upload: Upload }, Refusal>> {
  const found = await findClaim(ports.claims, command.reference, {
    person: context.person,
    action: 'evidence.write',
  });
  if (!found.ok) return found;
  const claim = found.value;
  if (!EVIDENCE_OPEN.includes(claim.status)) return failure(evidenceClosed(claim));
  const policy = await ports.scheme.policy();
  const announcing = await once(
    { store: ports.idempotency, request: command.request, codec: evidenceCodec },
    (record) => addWithinQuota(ports, { claim, command, policy, record }, context),
  );
  if (!announcing.ok) return announcing;
  return success({ evidence: announcing.value, upload: await ports.files.permitUpload(announcing.value) });
}
