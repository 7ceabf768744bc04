import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { draftClaim } from '../../../shared/application/claims/draft-claim.ts';
import { submitClaim } from '../../../shared/application/claims/submit-claim.ts';
import { withdrawClaim } from '../../../shared/application/claims/withdraw-claim.ts';
import { recordArrival } from '../../../shared/application/evidence/record-arrival.ts';
import { recordScan } from '../../../shared/application/evidence/record-scan.ts';
import { requestUpload } from '../../../shared/application/evidence/request-upload.ts';
import { allocateTickets } from '../../../shared/application/fund/allocate-tickets.ts';
import type { IdempotentRequest } from '../../../shared/application/once.ts';
import type { ScanStatus } from '../../../shared/application/ports/evidence.ts';
import { decideClaim } from '../../../shared/application/review/decide-claim.ts';
import { recordReview } from '../../../shared/application/review/record-review.ts';
import type { StepInput } from '../../../shared/application/review/record-review.ts';
import { giveBack } from '../../../shared/application/review/work-queue.ts';
import type { Claim, ClaimContent } from '../../../shared/domain/claim.ts';
import type { Evidence, EvidenceKind } from '../../../shared/domain/evidence.ts';
import { newTicket } from '../../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket } from '../../../shared/domain/fund/ticket.ts';
import type { EmployerPerson, StaffPerson } from '../../../shared/domain/person.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { ReviewOutcome } from '../../../shared/domain/review.ts';
import { MAIN, NOW, aLearner, anEvent, next, someEvidence } from '../../support/stored-things.ts';
import { by, settle, system } from './world.ts';
import type { Ports, World } from './world.ts';

/** The value of an answer that must be a good one. */
export function good<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** The reason of an answer that must be a refusal. */
export function refusal<Failure>(result: Result<unknown, Failure>): Failure {
  if (result.ok) throw new Error(`Not refused: ${JSON.stringify(result.value)}`);
  return result.error;
}

export function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('It is not there');
  return value;
}

export const CARA: StaffPerson = { kind: 'staff', personId: 'caseworker-cara', role: 'caseworker' };
export const DEV: StaffPerson = { kind: 'staff', personId: 'caseworker-dev', role: 'caseworker' };

/** A key that no other request of this test file has. */
export const aKey = (scope = 'scope'): IdempotentRequest => ({
  scope,
  key: `key-${next()}`,
  fingerprint: 'print',
});

/** An employer of its own for each claim, so that no test meets another under a cap. */
export async function anEmployer({ ports }: World): Promise<EmployerPerson> {
  const number = next();
  const organisationId = `org-${number}`;
  await ports.organisations.putOrganisation({
    organisationId,
    name: 'Meadow Care',
    registration: 'registered',
    providesAdultSocialCare: true,
    employsInEngland: true,
    workforceDataSetUpToDateAt: NOW,
    registeredWithCqc: true,
    determinationsAccepted: ['2024-25', '2025-26'],
    bankDetails: 'verified',
  });
  return { kind: 'employer', personId: `owner-${number}`, organisationId, role: 'owner' };
}

export const COST = 15_000;

/** A course of up to £160 that cost £150. */
export const COURSE: Omit<ClaimContent, 'learners'> = {
  trainingCode: 'UPM',
  provider: { name: 'Northmoor Training', qualityAssured: true },
  startDate: '2025-09-01',
  paymentDate: '2025-09-03',
  declaredCostPence: COST,
};

/** The fund of the year before. `openFunds` leaves next to nothing in its pot: whoever asks it has to wait. */
export const LAST_YEAR: FundYear = { fund: 'main', year: '2024-25' };
export const PAID_LAST_YEAR: Partial<ClaimContent> = { startDate: '2025-02-01', paymentDate: '2025-03-01' };

/** A fund under whose caps, once `openFunds` has set them, nothing fits. */
export const OLIVER: FundYear = { fund: 'oliver', year: '2025-26' };
export const TIER_ONE: Partial<ClaimContent> = { trainingCode: 'OMMT/T1/EXT', declaredCostPence: 2_000 };

export interface Drafted {
  readonly owner: EmployerPerson;
  readonly claim: Claim;
  readonly learnerId: string;
}

export async function drafted(
  world: World,
  content: Partial<ClaimContent> = {},
  owner?: EmployerPerson,
): Promise<Drafted> {
  const employer = owner ?? (await anEmployer(world));
  const learner = aLearner({ organisationId: employer.organisationId });
  await world.ports.learners.register(learner, undefined);
  const { learnerId } = learner;
  const learners = [{ learnerId, completionDate: '2025-09-20' }];
  const command = { type: 'full', content: { ...COURSE, learners, ...content }, request: undefined } as const;
  return { owner: employer, learnerId, claim: good(await draftClaim(world.ports, command, by(employer))) };
}

export const PDF = new TextEncoder().encode('%PDF-1.4\nPaid in full\n%%EOF\n');

/** Both files that the claim needs, there and scanned clean, without the way there. */
export async function withCleanFiles({ ports }: World, draft: Drafted): Promise<void> {
  const { claim, learnerId } = draft;
  const settled = { status: 'clean', arrivedAt: NOW, settledAt: NOW, objectVersion: 'version-0' } as const;
  const payment = someEvidence(claim.reference, { kind: 'payment', ...settled });
  const completion = someEvidence(claim.reference, { kind: 'completion', learnerId, ...settled });
  for (const file of [payment, completion]) {
    const event = anEvent(claim, { action: 'request-upload' });
    good(await ports.evidence.add(file, event, { claimIn: ['draft', 'needs-action'] }));
  }
}

/** Announces a file; it has not been uploaded. */
export async function announced(
  { ports }: World,
  { owner, claim, learnerId }: Drafted,
  kind: EvidenceKind,
): Promise<Evidence> {
  const command = {
    reference: claim.reference,
    kind,
    ...(kind === 'completion' && { learnerId }),
    fileName: `${kind}.pdf`,
    contentType: 'application/pdf',
    sizeBytes: PDF.length,
    sha256: sha256(PDF),
    request: undefined,
  } as const;
  return good(await requestUpload(ports, command, by(owner))).evidence;
}

/** A file that lies in quarantine and waits for its scan. */
export async function arrived(world: World, draft: Drafted, kind: EvidenceKind): Promise<Evidence> {
  const file = await announced(world, draft, kind);
  const objectVersion = world.storage.upload(file, PDF);
  await recordArrival(world.ports, { ...file, objectVersion }, system());
  return there(await world.ports.evidence.read(file.reference, file.evidenceId));
}

export const scanned = (
  ports: Ports,
  file: Evidence,
  { scan = 'clean', now = NOW }: { readonly scan?: ScanStatus; readonly now?: string } = {},
): Promise<void> => {
  const { reference, evidenceId, objectVersion } = file;
  return recordScan(ports, { reference, evidenceId, objectVersion: there(objectVersion), scan }, system(now));
};

export const submission = (draft: Drafted, now = NOW) =>
  [
    { reference: draft.claim.reference, request: aKey(draft.owner.organisationId) },
    by(draft.owner, now),
  ] as const;

export const submit = async (world: World, draft: Drafted, now = NOW): Promise<Claim> =>
  good(await submitClaim(world.ports, ...submission(draft, now)));

/** Submitted with clean evidence; nothing has happened to it since. */
export async function submitted(
  world: World,
  content: Partial<ClaimContent> = {},
  owner?: EmployerPerson,
): Promise<Drafted> {
  const draft = await drafted(world, content, owner);
  await withCleanFiles(world, draft);
  return { ...draft, claim: await submit(world, draft) };
}

export const now = async ({ ports }: World, { claim }: Pick<Drafted, 'claim'>): Promise<Claim> =>
  there(await ports.claims.read(claim.reference));

/** So many of the same at once. */
export const many = <Made>(count: number, make: () => Promise<Made>): Promise<Made[]> =>
  Promise.all(Array.from({ length: count }, make));

const asNow = (world: World, drafts: readonly Drafted[]): Promise<Drafted[]> =>
  Promise.all(drafts.map(async (draft) => ({ ...draft, claim: await now(world, draft) })));

/** In front of the caseworkers, their money held, their walks waiting for an answer. */
export async function inReviewMany(
  world: World,
  count: number,
  content: Partial<ClaimContent> = {},
): Promise<Drafted[]> {
  const drafts = await many(count, () => submitted(world, content));
  await settle(world);
  return asNow(world, drafts);
}

export const inReview = async (world: World, content: Partial<ClaimContent> = {}): Promise<Drafted> =>
  there((await inReviewMany(world, 1, content))[0]);

const payment = (outcome: ReviewOutcome): StepInput => {
  switch (outcome) {
    case 'approved':
      return {
        step: 'payment',
        outcome: 'met',
        reasonCodes: [],
        costPerLearnerPence: COST,
        paidInFull: true,
      };
    case 'needs-action':
      return { step: 'payment', outcome: 'action', reasonCodes: ['payment-illegible'] };
    case 'rejected':
      return { step: 'payment', outcome: 'reject', reasonCodes: ['paid-by-learner'] };
  }
};

/** Every step recorded, so that the claim amounts to this outcome, and given back: any caseworker may decide it. */
export async function looked(world: World, draft: Drafted, outcome: ReviewOutcome): Promise<Claim> {
  const { reference } = draft.claim;
  const { version } = await now(world, draft);
  const completion = {
    step: 'completion',
    learnerId: draft.learnerId,
    outcome: 'met',
    reasonCodes: [],
  } as const;
  const command = { reference, expectedVersion: version, steps: [payment(outcome), completion] };
  good(await recordReview(world.ports, command, by(CARA)));
  return good(await giveBack(world.ports, reference, by(CARA)));
}

export const decision = (claim: Claim, outcome: ReviewOutcome, person = CARA) =>
  [
    { reference: claim.reference, expectedVersion: claim.version, outcome, request: aKey(person.personId) },
    by(person),
  ] as const;

/** Decided, and nothing more: neither the line nor the walks know of it. */
export async function decidedMany(world: World, count: number, outcome: ReviewOutcome): Promise<Drafted[]> {
  const drafts = await inReviewMany(world, count);
  for (const draft of drafts) {
    const ready = await looked(world, draft, outcome);
    good(await decideClaim(world.ports, ...decision(ready, outcome)));
  }
  return asNow(world, drafts);
}

export const decided = async (world: World, outcome: ReviewOutcome): Promise<Drafted> =>
  there((await decidedMany(world, 1, outcome))[0]);

/** Sent back by a caseworker; their walks wait for the employers. */
export async function sentBackMany(world: World, count: number): Promise<Drafted[]> {
  const drafts = await decidedMany(world, count, 'needs-action');
  await settle(world);
  return asNow(world, drafts);
}

export const sentBack = async (world: World): Promise<Drafted> => there((await sentBackMany(world, 1))[0]);

export const withdrawal = ({ owner, claim }: Drafted, at = NOW) =>
  [
    {
      reference: claim.reference,
      reason: 'made-by-mistake',
      expectedVersion: undefined,
      request: aKey(owner.organisationId),
    },
    by(owner, at),
  ] as const;

export const withdraw = async (world: World, draft: Drafted, at = NOW): Promise<Claim> =>
  good(await withdrawClaim(world.ports, ...withdrawal(draft, at)));

/** Sets a fund's pot and cap through its line. Answers with the ticket as the line has settled it. */
export async function setLimit(
  { ports }: World,
  limitPence: number,
  { capPence = limitPence, fundYear = MAIN }: { capPence?: number; fundYear?: FundYear } = {},
): Promise<Ticket> {
  const request = { kind: 'limit', limitPence, capPence } as const;
  const ticket = newTicket({ ticketId: ports.ids.unique(NOW), fundYear, request, takenAt: NOW });
  await ports.ledger.takeTicket(ticket);
  await allocateTickets(ports, { fundYear, ticketIds: [ticket.ticketId] }, system());
  return there(await ports.ledger.readTicket(fundYear, ticket.ticketId));
}

/** One fund with plenty, one with nothing left for a claim, and one whose caps are too low. */
export async function openFunds(world: World): Promise<void> {
  await setLimit(world, 1_000_000_000);
  await setLimit(world, 1_000, { capPence: 40_000_000, fundYear: LAST_YEAR });
  await setLimit(world, 1_000_000, { capPence: 100, fundYear: OLIVER });
}

/** On the waiting list, its walk waiting for the line. The pot must be used up. */
export async function waitingForMoney(world: World, content: Partial<ClaimContent> = {}): Promise<Drafted> {
  const draft = await inReview(world, content);
  if (draft.claim.status !== 'waiting') throw new Error(`There was money left: ${draft.claim.status}`);
  return draft;
}
