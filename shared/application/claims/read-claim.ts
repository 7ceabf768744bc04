import type { AuditEvent } from '../../domain/audit-event.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { submissionOf } from '../../domain/claim.ts';
import type { Claim } from '../../domain/claim.ts';
import { receiptFor } from '../../domain/fund/receipt.ts';
import type { Receipt } from '../../domain/fund/receipt.ts';
import type { Sha256 } from '../../domain/fund/journal.ts';
import type { Ticket } from '../../domain/fund/ticket.ts';
import type { WaitingPlace } from '../../domain/fund/waiting-place.ts';
import type { Learner } from '../../domain/learner.ts';
import { actorOf } from '../../domain/person.ts';
import { isOver } from '../../domain/transitions.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';
import { awaitTicket } from '../fund/await-ticket.ts';
import type { ClaimQuery, ClaimStore, ClaimSummary } from '../ports/claim-store.ts';
import type { Ids, Page, PersonContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { LearnerStore } from '../ports/learner-store.ts';
import type { Scheme } from '../ports/registry.ts';
import type { WaitingList } from '../ports/waiting-list.ts';
import { pageOf } from '../page-of.ts';
import type { Refusal } from '../refusal.ts';
import { eventOf } from './claim-change.ts';
import { decisionRecordsOf } from './decision-records.ts';
import { employerWho, findClaim } from './find-claim.ts';

export interface ReadPorts {
  readonly claims: ClaimStore;
  readonly learners: LearnerStore;
  readonly ledger: Pick<FundLedger, 'readTicket'>;
  readonly waitingList: WaitingList;
  readonly scheme: Scheme;
  readonly ids: Ids;
  readonly sha256: Sha256;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A claim with what people need to read it: names, the list, its place in the line and its money. */
export interface ClaimView {
  readonly claim: Claim;
  readonly learners: readonly (Learner | undefined)[];
  readonly catalogue: readonly CatalogueEntry[];
  readonly policy: SchemePolicy;
  readonly ticket: Ticket | undefined;
  readonly receipt: Receipt | undefined;
  /** Only while it waits for money. */
  readonly waiting: WaitingPlace | undefined;
}

async function ticketFor(ports: ReadPorts, claim: Claim, wait: boolean): Promise<Ticket | undefined> {
  const submission = submissionOf(claim);
  if (submission === undefined) return undefined;
  const { fund, year, ticketId } = submission;
  return wait
    ? awaitTicket(ports, { fund, year }, ticketId)
    : ports.ledger.readTicket({ fund, year }, ticketId);
}

type Standing = Pick<ClaimView, 'ticket' | 'waiting'>;

/** The claim's ticket, and its place on the waiting list while it is there. */
async function standingOf(ports: ReadPorts, claim: Claim, wait: boolean): Promise<Standing> {
  const ticket = await ticketFor(ports, claim, wait);
  const number = ticket?.state === 'waiting' && !isOver(claim.status) ? ticket.seal?.number : undefined;
  if (ticket === undefined || number === undefined) return { ticket, waiting: undefined };
  const waiting = await ports.waitingList.placeOf(ticket.fundYear, number);
  // One that is not on the list any more has left it since its ticket was read.
  return { ticket: waiting ? ticket : await ticketFor(ports, claim, false), waiting };
}

/** Everything that a page or an answer about this claim shows. `wait` gives a fresh ticket the moment to be sealed. */
export async function viewClaim(ports: ReadPorts, claim: Claim, wait = false): Promise<ClaimView> {
  const ids = claim.learners.map(({ learnerId }) => learnerId);
  const [learners, catalogue, policy, { ticket, waiting }] = await Promise.all([
    ports.learners.readMany(claim.organisationId, ids),
    ports.scheme.catalogue(),
    ports.scheme.policy(),
    standingOf(ports, claim, wait),
  ]);
  return {
    claim,
    learners,
    catalogue: catalogue.filter(({ code }) => code === claim.trainingCode),
    policy,
    ticket,
    receipt: ticket && receiptFor(ticket, ports.sha256),
    waiting,
  };
}

/** Reads a claim. When staff do, it goes into the claim's history: people may ask who looked at their data. */
async function open(
  ports: ReadPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const { person } = context;
  const found = await findClaim(ports.claims, reference, { person, action: 'claim.read' });
  if (!found.ok || person.kind === 'employer') return found;
  const policy = await ports.scheme.policy();
  const step = { action: 'read', actor: actorOf(person), context, policy, ids: ports.ids } as const;
  await ports.claims.note(eventOf(step, found.value));
  return found;
}

export async function readClaim(
  ports: ReadPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<ClaimView, Refusal>> {
  const found = await open(ports, reference, context);
  return found.ok ? success(await viewClaim(ports, found.value)) : found;
}

export async function readHistory(
  ports: ReadPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<readonly AuditEvent[], Refusal>> {
  const found = await open(ports, reference, context);
  return found.ok ? success(await ports.claims.history(found.value.reference)) : found;
}

export async function readDecisionRecords(
  ports: ReadPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<readonly DecisionRecord[], Refusal>> {
  const found = await open(ports, reference, context);
  return found.ok ? success(await decisionRecordsOf(ports.claims, found.value.reference)) : found;
}

/** The receipt of a submitted claim; a draft has none yet. */
export async function readReceipt(
  ports: ReadPorts,
  reference: string,
  context: PersonContext,
): Promise<Result<Receipt, Refusal>> {
  const found = await open(ports, reference, context);
  if (!found.ok) return found;
  const ticket = await ticketFor(ports, found.value, false);
  return ticket === undefined ? failure({ code: 'not-found' }) : success(receiptFor(ticket, ports.sha256));
}

export async function listClaims(
  ports: Pick<ReadPorts, 'claims'>,
  query: Omit<ClaimQuery, 'organisationId'>,
  context: PersonContext,
): Promise<Result<Page<ClaimSummary>, Refusal>> {
  const person = employerWho(context.person, 'claim.read');
  if (!person.ok) return person;
  const { organisationId } = person.value;
  return pageOf(() => ports.claims.list({ ...query, organisationId }));
}
