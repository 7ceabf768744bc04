import type { Evidence } from '../../domain/evidence.ts';
import { actorOf } from '../../domain/person.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { eventOf } from '../claims/claim-change.ts';
import { findClaim } from '../claims/find-claim.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { EvidenceFiles, EvidenceRecords } from '../ports/evidence.ts';
import type { Scheme } from '../ports/registry.ts';
import type { Refusal } from '../refusal.ts';
import { arrivedEvidence } from './arrived-evidence.ts';
import { EVIDENCE_OPEN, evidenceClosed } from './request-upload.ts';

export interface EvidencePorts {
  readonly claims: ClaimStore;
  readonly evidence: EvidenceRecords;
  readonly files: EvidenceFiles;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

/** A file as people see it. Only a clean one can be downloaded, by an address that soon expires. */
export interface EvidenceView {
  readonly evidence: Evidence;
  readonly download?: { readonly url: string } | undefined;
}

export async function listEvidence(
  ports: EvidencePorts,
  reference: string,
  context: PersonContext,
): Promise<Result<readonly Evidence[], Refusal>> {
  const found = await findClaim(ports.claims, reference, { person: context.person, action: 'evidence.read' });
  return found.ok ? success(await arrivedEvidence(ports, found.value.reference, context)) : found;
}

export async function readEvidence(
  ports: EvidencePorts,
  wanted: { readonly reference: string; readonly evidenceId: string },
  context: PersonContext,
): Promise<Result<EvidenceView, Refusal>> {
  const files = await listEvidence(ports, wanted.reference, context);
  if (!files.ok) return files;
  const evidence = files.value.find(({ evidenceId }) => evidenceId === wanted.evidenceId);
  if (evidence === undefined) return failure({ code: 'not-found' });
  if (evidence.status !== 'clean') return success({ evidence });
  return success({ evidence, download: await ports.files.permitDownload(evidence) });
}

/** Removes a file from a claim that may still be changed, and from storage. */
export async function deleteEvidence(
  ports: EvidencePorts,
  wanted: { readonly reference: string; readonly evidenceId: string },
  context: PersonContext,
): Promise<Result<void, Refusal>> {
  const found = await findClaim(ports.claims, wanted.reference, {
    person: context.person,
    action: 'evidence.write',
  });
  if (!found.ok) return found;
  const claim = found.value;
  if (!EVIDENCE_OPEN.includes(claim.status)) return failure(evidenceClosed(claim));
  const evidence = await ports.evidence.read(claim.reference, wanted.evidenceId);
  if (evidence === undefined) return failure({ code: 'not-found' });
  const policy = await ports.scheme.policy();
  const step = {
    action: 'delete-evidence',
    actor: actorOf(context.person),
    context,
    policy,
    ids: ports.ids,
  } as const;
  const removed = await ports.evidence.remove(evidence, eventOf(step, claim), EVIDENCE_OPEN);
  if (!removed.ok) return failure(evidenceClosed(claim));
  // A file that two claims have after a split stays for the other one.
  const isShared = evidence.storedUnder !== undefined || claim.splitOff !== undefined;
  // The record goes first: if the file's removal is lost, quarantine's lifecycle rule takes the file later.
  if (!isShared) await ports.files.discard(evidence);
  return success(undefined);
}
