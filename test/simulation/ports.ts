import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createClaimStore } from '../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../shared/adapters/dynamodb/evidence-records.ts';
import { createFundAudit } from '../../shared/adapters/dynamodb/fund-audit.ts';
import { createFundJournal } from '../../shared/adapters/dynamodb/fund-journal.ts';
import { createFundLedger } from '../../shared/adapters/dynamodb/fund-ledger.ts';
import { createFundProofs } from '../../shared/adapters/dynamodb/fund-proofs.ts';
import { createFundStops } from '../../shared/adapters/dynamodb/fund-stops.ts';
import { createIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { createLearnerStore } from '../../shared/adapters/dynamodb/learner-store.ts';
import { createOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import { createOrganisations } from '../../shared/adapters/dynamodb/registry.ts';
import type { OrganisationRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { createWaits } from '../../shared/adapters/dynamodb/waits.ts';
import type { ClaimStore } from '../../shared/application/ports/claim-store.ts';
import type { Ids } from '../../shared/application/ports/context.ts';
import type { EvidenceFiles, EvidenceRecords } from '../../shared/application/ports/evidence.ts';
import type { FundLedger } from '../../shared/application/ports/fund-ledger.ts';
import type { FundJournal } from '../../shared/application/ports/fund-journal.ts';
import type { FundAudit, FundProofs, FundStops } from '../../shared/application/ports/fund-watch.ts';
import type { IdempotencyStore } from '../../shared/application/ports/idempotency-store.ts';
import type { LearnerStore } from '../../shared/application/ports/learner-store.ts';
import type { Scheme } from '../../shared/application/ports/registry.ts';
import type { Outbox, Waits, Workflow } from '../../shared/application/ports/workflow.ts';
import type { Sha256 } from '../../shared/domain/fund/journal.ts';
import type { FundYear } from '../../shared/domain/fund/ticket.ts';
import { TABLES } from '../support/table-definitions.ts';

/** Everything that any use case asks for, as one process has it. */
export interface Ports {
  readonly claims: ClaimStore;
  readonly learners: LearnerStore;
  readonly organisations: OrganisationRegistry;
  readonly evidence: EvidenceRecords;
  readonly files: EvidenceFiles;
  readonly ledger: FundLedger;
  readonly journal: FundJournal;
  readonly audit: FundAudit;
  readonly proofs: FundProofs;
  readonly stops: FundStops;
  readonly outbox: Outbox;
  readonly waits: Waits;
  readonly workflow: Workflow;
  readonly idempotency: IdempotencyStore;
  readonly scheme: Scheme;
  readonly ids: Ids;
  readonly sha256: Sha256;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly random: (below: number) => number;
  readonly fundYears: readonly FundYear[];
}

type Adapters = Pick<
  Ports,
  | 'claims'
  | 'learners'
  | 'organisations'
  | 'evidence'
  | 'ledger'
  | 'journal'
  | 'audit'
  | 'proofs'
  | 'stops'
  | 'outbox'
  | 'waits'
  | 'idempotency'
>;

/** The product's own adapters on this client. */
export function adaptersOn(client: DynamoDBClient): Adapters {
  const options = { client, tables: TABLES };
  return {
    claims: createClaimStore(options),
    learners: createLearnerStore(options),
    organisations: createOrganisations(options),
    evidence: createEvidenceRecords(options),
    ledger: createFundLedger(options),
    journal: createFundJournal(options),
    audit: createFundAudit(options),
    proofs: createFundProofs(options),
    stops: createFundStops(options),
    outbox: createOutbox(options),
    waits: createWaits(options),
    idempotency: createIdempotencyStore(options),
  };
}
