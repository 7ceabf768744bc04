import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createFundAudit } from '../../../shared/adapters/dynamodb/fund-audit.ts';
import { createFundForecasts } from '../../../shared/adapters/dynamodb/fund-forecasts.ts';
import { createFundJournal } from '../../../shared/adapters/dynamodb/fund-journal.ts';
import { createFundLedger } from '../../../shared/adapters/dynamodb/fund-ledger.ts';
import { createFundProofs } from '../../../shared/adapters/dynamodb/fund-proofs.ts';
import { createFundStops } from '../../../shared/adapters/dynamodb/fund-stops.ts';
import { createIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { createLearnerStore } from '../../../shared/adapters/dynamodb/learner-store.ts';
import { createOutbox } from '../../../shared/adapters/dynamodb/outbox.ts';
import { createOrganisations } from '../../../shared/adapters/dynamodb/registry.ts';
import type { OrganisationRegistry } from '../../../shared/adapters/dynamodb/registry.ts';
import { messageIn, ticketIn, ticketNameIn } from '../../../shared/adapters/dynamodb/stream-records.ts';
import { createWaits } from '../../../shared/adapters/dynamodb/waits.ts';
import { identityHasher, sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { allocateTickets } from '../../../shared/application/fund/allocate-tickets.ts';
import type { ClaimStore } from '../../../shared/application/ports/claim-store.ts';
import type { Ids, PersonContext, ProcessContext } from '../../../shared/application/ports/context.ts';
import type { EvidenceFiles, EvidenceRecords } from '../../../shared/application/ports/evidence.ts';
import type { FundLedger } from '../../../shared/application/ports/fund-ledger.ts';
import type { FundJournal } from '../../../shared/application/ports/fund-journal.ts';
import type { FundForecasts } from '../../../shared/application/ports/fund-meter.ts';
import type { FundAudit, FundProofs, FundStops } from '../../../shared/application/ports/fund-watch.ts';
import type { IdempotencyStore } from '../../../shared/application/ports/idempotency-store.ts';
import type { IdentityHash, LearnerStore } from '../../../shared/application/ports/learner-store.ts';
import type { Scheme } from '../../../shared/application/ports/registry.ts';
import type { Outbox, Wait, Waits, Workflow } from '../../../shared/application/ports/workflow.ts';
import { awaitAction } from '../../../shared/application/workflow/action-step.ts';
import { announceAllocation } from '../../../shared/application/workflow/announce-allocation.ts';
import { awaitEvidence } from '../../../shared/application/workflow/evidence-step.ts';
import { awaitFunds } from '../../../shared/application/workflow/funds-step.ts';
import { relayMessage } from '../../../shared/application/workflow/relay-message.ts';
import { awaitReview } from '../../../shared/application/workflow/review-step.ts';
import { awaitSettlement } from '../../../shared/application/workflow/settlement-step.ts';
import { validateClaim } from '../../../shared/application/workflow/validate-claim.ts';
import type { Sha256 } from '../../../shared/domain/fund/journal.ts';
import type { FundYear, TicketId } from '../../../shared/domain/fund/ticket.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { startDataTables } from '../../support/data-tables.ts';
import type { DataTables } from '../../support/data-tables.ts';
import { MAIN, NOW } from '../../support/stored-things.ts';
import { createStorage } from './storage.ts';
import type { Storage } from './storage.ts';
import { isInsert, isSettled, isTaken, openStream } from './stream.ts';
import type { Stream } from './stream.ts';
import { createWalks } from './walks.ts';
import type { Walks } from './walks.ts';

/** The funds of these tests, besides `MAIN`. */
export const LAST_YEAR: FundYear = { fund: 'main', year: '2024-25' };
export const OLIVER: FundYear = { fund: 'oliver', year: '2025-26' };

/** Everything that any use case asks for. */
export interface Ports {
  readonly claims: ClaimStore;
  readonly learners: LearnerStore;
  readonly organisations: OrganisationRegistry;
  readonly evidence: EvidenceRecords;
  readonly files: EvidenceFiles;
  readonly ledger: FundLedger;
  readonly journal: FundJournal;
  readonly audit: FundAudit;
  readonly stops: FundStops;
  readonly proofs: FundProofs;
  readonly forecasts: FundForecasts;
  readonly outbox: Outbox;
  readonly waits: Waits;
  readonly workflow: Workflow;
  readonly idempotency: IdempotencyStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
  readonly sha256: Sha256;
  readonly identityHash: IdentityHash;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly random: (below: number) => number;
  readonly fundYears: readonly FundYear[];
}

/** The whole service on the real tables, with its storage and its workflow service at hand. */
export interface World {
  readonly data: DataTables;
  readonly ports: Ports;
  readonly storage: Storage;
  readonly walks: Walks;
  readonly line: Stream;
  readonly outbox: Stream;
  readonly end: () => Promise<void>;
}

export async function startWorld(): Promise<World> {
  const data = await startDataTables();
  const [storage, walks] = [createStorage(), createWalks()];
  const [line, outbox] = [openStream(data, 'line'), openStream(data, 'outbox')];
  return {
    data,
    storage,
    walks,
    line,
    outbox,
    ports: {
      claims: createClaimStore(data),
      learners: createLearnerStore(data),
      organisations: createOrganisations(data),
      evidence: createEvidenceRecords(data),
      files: storage,
      ledger: createFundLedger(data),
      journal: createFundJournal(data),
      audit: createFundAudit(data),
      stops: createFundStops(data),
      proofs: createFundProofs(data),
      forecasts: createFundForecasts(data),
      outbox: createOutbox(data),
      waits: createWaits(data),
      workflow: walks,
      idempotency: createIdempotencyStore(data),
      scheme: createScheme({ ...data, clock: { now: () => Promise.resolve(NOW) } }),
      ids: cryptoIds,
      sha256,
      identityHash: identityHasher('pepper'),
      // Whoever is told to wait lets others go first, and no longer.
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      random: (below) => cryptoIds.random(below),
      fundYears: [MAIN, LAST_YEAR, OLIVER],
    },
    async end() {
      line.end();
      outbox.end();
      await data.end();
    },
  };
}

export const system = (now = NOW, process = 'test'): ProcessContext => ({
  now,
  correlationId: 'correlation-1',
  actor: { kind: 'system', process },
});

export const by = (person: Person, now = NOW): PersonContext => ({
  now,
  correlationId: 'correlation-1',
  person,
});

/** The task behind a state of the workflow. */
export function runStep(ports: Ports, wait: Wait, context: ProcessContext): Promise<void> {
  switch (wait.step) {
    case 'evidence':
      return awaitEvidence(ports, wait);
    case 'funds':
      return awaitFunds(ports, wait, context);
    case 'review':
      return awaitReview(ports, wait, context);
    case 'action':
      return awaitAction(ports, wait);
    case 'settlement':
      return awaitSettlement(ports, wait);
  }
}

/** Lets every walk that can go on do so, until each waits or has ended. Answers with how many states were run. */
export async function walkOn(world: World, now = NOW): Promise<number> {
  const context = system(now);
  let steps = 0;
  for (;;) {
    const ran = await world.walks.goOn({
      wait: (wait) => runStep(world.ports, wait, context),
      validate: (validation) => validateClaim(world.ports, validation, context),
    });
    if (ran === 0) return steps;
    steps += ran;
  }
}

/** The line's bell, as the allocator hears it: new tickets in the order in which they were committed, by fund. */
export async function allocate(world: World, records: readonly unknown[], now = NOW): Promise<void> {
  const batches = new Map<string, { readonly fundYear: FundYear; readonly ticketIds: TicketId[] }>();
  for (const record of records.filter(isTaken)) {
    const { fundYear, ticketId } = ticketNameIn(record);
    const name = JSON.stringify(fundYear);
    const batch = batches.get(name) ?? { fundYear, ticketIds: [] };
    batch.ticketIds.push(ticketId);
    batches.set(name, batch);
  }
  for (const batch of batches.values()) await allocateTickets(world.ports, batch, system(now));
}

/** The line's other listener: what became of tickets is passed on to the claims' walks. */
export async function announce(world: World, records: readonly unknown[], now = NOW): Promise<void> {
  for (const record of records.filter(isSettled)) {
    await announceAllocation(world.ports, ticketIn(record), system(now));
  }
}

/** The outbox's listener. */
export async function relay(world: World, records: readonly unknown[], now = NOW): Promise<void> {
  for (const record of records.filter(isInsert)) {
    await relayMessage(world.ports, messageIn(record), system(now));
  }
}

/** Does what the streams bring, once. Answers with how much that was. */
export async function hear(world: World, now = NOW): Promise<number> {
  const tickets = await world.line.next();
  await allocate(world, tickets, now);
  await announce(world, tickets, now);
  const messages = await world.outbox.next();
  await relay(world, messages, now);
  return tickets.length + messages.length;
}

/** Does what the streams bring and what the walks can do, until nothing moves any more. */
export async function settle(world: World, now = NOW): Promise<void> {
  for (;;) {
    const heard = await hear(world, now);
    const steps = await walkOn(world, now);
    if (heard + steps === 0) return;
  }
}
