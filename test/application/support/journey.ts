import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { changeOf } from '../../../shared/application/claims/claim-change.ts';
import type { Step } from '../../../shared/application/claims/claim-change.ts';
import { submitClaim } from '../../../shared/application/claims/submit-claim.ts';
import { withdrawClaim } from '../../../shared/application/claims/withdraw-claim.ts';
import { recordArrival } from '../../../shared/application/evidence/record-arrival.ts';
import { recordScan } from '../../../shared/application/evidence/record-scan.ts';
import { requestUpload } from '../../../shared/application/evidence/request-upload.ts';
import { allocateTickets } from '../../../shared/application/fund/allocate-tickets.ts';
import type { IdempotentRequest } from '../../../shared/application/once.ts';
import type { ClaimChange } from '../../../shared/application/ports/claim-store.ts';
import type { ScanStatus } from '../../../shared/application/ports/evidence.ts';
import { decideClaim } from '../../../shared/application/review/decide-claim.ts';
import { amountFor } from '../../../shared/domain/amounts.ts';
import { SHIPPED_CATALOGUE } from '../../../shared/domain/catalogue-entries.ts';
import { baseOf } from '../../../shared/domain/claim.ts';
import type { Claim, ClaimContent, Submission } from '../../../shared/domain/claim.ts';
import { guardKey } from '../../../shared/domain/duplicate-guard.ts';
import type { Evidence, EvidenceKind } from '../../../shared/domain/evidence.ts';
import { newTicket } from '../../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket } from '../../../shared/domain/fund/ticket.ts';
import { governingEntry } from '../../../shared/domain/governing-day.ts';
import type { Learner } from '../../../shared/domain/learner.ts';
import type { Organisation } from '../../../shared/domain/organisation.ts';
import { actorOf } from '../../../shared/domain/person.ts';
import type { Actor, EmployerPerson, StaffPerson } from '../../../shared/domain/person.ts';
import { SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { PaymentStep, ReviewOutcome, ReviewStep } from '../../../shared/domain/review.ts';
import { schemeYearOf } from '../../../shared/domain/scheme-year.ts';
import {
  MAIN,
  NOW,
  aDraft,
  aLearner,
  aSubmission,
  anEvent,
  next,
  someEvidence,
} from '../../support/stored-things.ts';
import { LAST_YEAR, OLIVER, allocate, by, system } from './world.ts';
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

export const aCompany = (organisationId: string): Organisation => ({
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

/** An employer that nobody else in this world is. */
export async function anEmployer({ ports }: World): Promise<EmployerPerson> {
  const number = next();
  const organisationId = `org-${number}`;
  await ports.organisations.putOrganisation(aCompany(organisationId));
  return { kind: 'employer', personId: `owner-${number}`, organisationId, role: 'owner' };
}

const employers = new WeakMap<World, Promise<EmployerPerson>>();

/** The employer of every claim that does not say whose it is. */
export function theEmployer(world: World): Promise<EmployerPerson> {
  const employer = employers.get(world) ?? anEmployer(world);
  employers.set(world, employer);
  return employer;
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

/** Asks `LAST_YEAR`. `openFunds` leaves next to nothing in its pot: whoever asks it has to wait. */
export const PAID_LAST_YEAR: Partial<ClaimContent> = { startDate: '2025-02-01', paymentDate: '2025-03-01' };

/** Asks `OLIVER`, under whose caps, once `openFunds` has set them, nothing fits. */
export const TIER_ONE: Partial<ClaimContent> = { trainingCode: 'OMMT/T1/EXT', declaredCostPence: 2_000 };

export interface Drafted {
  readonly owner: EmployerPerson;
  readonly claim: Claim;
  readonly learner: Learner;
}

/** Somebody on the employer's list that no other claim is about. */
export async function aRegistered({ ports }: World, owner: EmployerPerson): Promise<Learner> {
  const learner = aLearner({ organisationId: owner.organisationId });
  return good(await ports.learners.register(learner, undefined));
}

/** Makes the next move of a claim. */
async function moved(
  { ports }: World,
  draft: Omit<Drafted, 'claim'> & { readonly claim?: Claim },
  move: Pick<ClaimChange, 'ticket' | 'takeGuards'> & {
    readonly action: Step['action'];
    readonly actor: Actor;
    readonly to: Claim;
  },
): Promise<Drafted> {
  const { action, actor, to, ...along } = move;
  const step = { action, actor, context: system(), policy: SHIPPED_POLICY, ids: ports.ids };
  const done = await ports.claims.commit({ ...changeOf(draft.claim, to, step), ...along });
  return { owner: draft.owner, learner: draft.learner, claim: good(done) };
}

export async function drafted(
  world: World,
  content: Partial<ClaimContent> = {},
  employer?: EmployerPerson,
): Promise<Drafted> {
  const owner = employer ?? (await theEmployer(world));
  const learner = await aRegistered(world, owner);
  const learners = [{ learnerId: learner.learnerId, completionDate: '2025-09-20' }];
  const { organisationId, personId } = owner;
  const to = aDraft({ ...COURSE, learners, organisationId, createdBy: personId, version: 0, ...content });
  return moved(world, { owner, learner }, { action: 'draft', actor: actorOf(owner), to });
}

export const PDF = new TextEncoder().encode('%PDF-1.4\nPaid in full\n%%EOF\n');

/** Both files that the claim needs, there and scanned clean, without the way there. */
export async function withCleanFiles({ ports }: World, draft: Drafted): Promise<void> {
  const { claim, learner } = draft;
  const { learnerId } = learner;
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
  { owner, claim, learner }: Drafted,
  kind: EvidenceKind,
): Promise<Evidence> {
  const command = {
    reference: claim.reference,
    kind,
    ...(kind === 'completion' && { learnerId: learner.learnerId }),
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

/** What the submission of this claim asks of its fund. */
export function asked(claim: ClaimContent): Pick<Submission, 'fund' | 'year' | 'amount'> {
  const { entry, day } = there(governingEntry(claim, SHIPPED_CATALOGUE));
  const costPerLearnerPence = claim.declaredCostPence;
  const amount = amountFor({ entry, type: 'full', learners: 1, costPerLearnerPence });
  return { fund: entry.fund, year: schemeYearOf(day), amount };
}

/** Submitted with clean evidence; nothing has happened to it since. */
export async function submitted(
  world: World,
  content: Partial<ClaimContent> = {},
  employer?: EmployerPerson,
): Promise<Drafted> {
  const draft = await drafted(world, content, employer);
  await withCleanFiles(world, draft);
  const { claim, owner, learner } = draft;
  const { reference, organisationId } = claim;
  const { fund, year, amount } = asked(claim);
  const request = { kind: 'claim', reference, organisationId, amountPence: amount.totalPence } as const;
  const ticketId = world.ports.ids.unique(NOW);
  const guard = { learnerId: learner.learnerId, key: guardKey(learner, claim.trainingCode) };
  const submission = aSubmission({ fund, year, amount, ticketId, guards: [guard] });
  return moved(world, draft, {
    action: 'submit',
    actor: actorOf(owner),
    to: { ...baseOf(claim), status: 'submitted', submission },
    ticket: newTicket({ ticketId, fundYear: { fund, year }, request, takenAt: NOW }),
    takeGuards: [{ ...guard, reference, organisationId }],
  });
}

export const now = async ({ ports }: World, { claim }: Pick<Drafted, 'claim'>): Promise<Claim> =>
  there(await ports.claims.read(claim.reference));

/** So many of the same at once. */
export const many = <Made>(count: number, make: () => Promise<Made>): Promise<Made[]> =>
  Promise.all(Array.from({ length: count }, make));

const payment = (outcome: ReviewOutcome): Omit<PaymentStep, 'by' | 'at'> => {
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

const steps = ({ learner }: Drafted, outcome: ReviewOutcome): readonly ReviewStep[] => {
  const recorded = { by: CARA.personId, at: NOW };
  const { learnerId } = learner;
  return [
    { ...payment(outcome), ...recorded },
    { step: 'completion', learnerId, outcome: 'met', reasonCodes: [], ...recorded },
  ];
};

const CASEWORKERS = actorOf(CARA);

async function openedForReview(world: World, draft: Drafted): Promise<Drafted> {
  const { claim } = draft;
  if (claim.status !== 'submitted') throw new Error(`It is ${claim.status}`);
  return moved(world, draft, {
    action: 'open-review',
    actor: system().actor,
    to: {
      ...baseOf(claim),
      status: 'in-review',
      submission: claim.submission,
      review: { openedAt: NOW, steps: [] },
    },
  });
}

/**
 * In front of the caseworkers, their money held, their walks waiting for an answer. Each is put there by its own moves,
 * without the services that would bring it there.
 */
export async function inReviewMany(
  world: World,
  count: number,
  content: Partial<ClaimContent> = {},
): Promise<Drafted[]> {
  const drafts = await many(count, () => submitted(world, content));
  await allocate(world, await world.line.next());
  return Promise.all(
    drafts.map(async (draft) => {
      await world.ports.waits.open(world.walks.at(draft.claim.reference, 'review'));
      return openedForReview(world, draft);
    }),
  );
}

export const inReview = async (world: World, content: Partial<ClaimContent> = {}): Promise<Drafted> =>
  there((await inReviewMany(world, 1, content))[0]);

/** Every step recorded, so that the claim amounts to this outcome; nobody has it, so anybody may decide it. */
export async function looked(world: World, draft: Drafted, outcome: ReviewOutcome): Promise<Drafted> {
  const { claim } = draft;
  if (claim.status !== 'in-review') throw new Error(`It is ${claim.status}`);
  const review = { ...claim.review, steps: steps(draft, outcome) };
  const to = { ...claim, review };
  return moved(world, draft, { action: 'record-review', actor: CASEWORKERS, to });
}

export const decision = (claim: Claim, outcome: ReviewOutcome, person = CARA) =>
  [
    { reference: claim.reference, expectedVersion: claim.version, outcome, request: aKey(person.personId) },
    by(person),
  ] as const;

/** Decided, and nothing more: neither the line nor the walks know of it. */
export async function decidedMany(world: World, count: number, outcome: ReviewOutcome): Promise<Drafted[]> {
  const drafts = await inReviewMany(world, count);
  return Promise.all(
    drafts.map(async (draft) => {
      const ready = await looked(world, draft, outcome);
      return { ...draft, claim: good(await decideClaim(world.ports, ...decision(ready.claim, outcome))) };
    }),
  );
}

export const decided = async (world: World, outcome: ReviewOutcome): Promise<Drafted> =>
  there((await decidedMany(world, 1, outcome))[0]);

/** Sent back by a caseworker on the first of October, to be answered by the 29th; their walks wait for the employers. */
export async function sentBackMany(world: World, count: number): Promise<Drafted[]> {
  const drafts = await many(count, async () => openedForReview(world, await submitted(world)));
  await allocate(world, await world.line.next());
  return Promise.all(
    drafts.map(async (draft) => {
      const { claim } = draft;
      if (claim.status !== 'in-review') throw new Error(`It is ${claim.status}`);
      await world.ports.waits.open(world.walks.at(claim.reference, 'action'));
      const problem = {
        code: 'payment-illegible',
        pointer: '/evidence/payment',
        detail: 'It cannot be read.',
        fix: 'Upload another copy.',
      };
      const action = {
        askedAt: NOW,
        askedBy: 'caseworker',
        actBy: '2025-10-29',
        problems: [problem],
      } as const;
      const review = { ...claim.review, steps: steps(draft, 'needs-action') };
      return moved(world, draft, {
        action: 'send-back',
        actor: CASEWORKERS,
        to: { ...baseOf(claim), status: 'needs-action', submission: claim.submission, action, review },
      });
    }),
  );
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

/** On the waiting list, their walks waiting for the line. `openFunds` has left too little for them. */
export async function waitingMany(world: World, count: number): Promise<Drafted[]> {
  const drafts = await many(count, () => submitted(world, PAID_LAST_YEAR));
  await allocate(world, await world.line.next());
  return Promise.all(
    drafts.map(async (draft) => {
      const { claim } = draft;
      if (claim.status !== 'submitted') throw new Error(`It is ${claim.status}`);
      await world.ports.waits.open(world.walks.at(claim.reference, 'funds'));
      const to = { ...claim, status: 'waiting' } as const;
      return moved(world, draft, { action: 'queue', actor: system().actor, to });
    }),
  );
}

export const waiting = async (world: World): Promise<Drafted> => there((await waitingMany(world, 1))[0]);
