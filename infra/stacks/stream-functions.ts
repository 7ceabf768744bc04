import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { envSchema as allocateFundsEnv } from '../../functions/streams/allocate-funds/env.ts';
import { envSchema as announceAllocationsEnv } from '../../functions/streams/announce-allocations/env.ts';
import { envSchema as recordScanEnv } from '../../functions/streams/record-scan/env.ts';
import { envSchema as recordUploadEnv } from '../../functions/streams/record-upload/env.ts';
import { envSchema as relayOutboxEnv } from '../../functions/streams/relay-outbox/env.ts';
import { SETTLED_STATES, TAKEN_STATE } from '../../shared/contracts/stored/fund.ts';
import type { ClaimStateMachine } from '../constructs/claim-state-machine.ts';
import { ClaimsFunction, type FunctionSetting } from '../constructs/claims-function.ts';
import { StreamSource } from '../constructs/stream-source.ts';
import { RECORD_SCAN_TIMEOUT, RECORD_UPLOAD_TIMEOUT, type DataStack } from './data-stack.ts';

export interface StreamFunctionsProps extends FunctionSetting {
  readonly data: DataStack;
  readonly workflow: ClaimStateMachine;
}

export interface StreamFunctions {
  readonly allocateFunds: ClaimsFunction;
  readonly announceAllocations: ClaimsFunction;
  readonly relayOutbox: ClaimsFunction;
  readonly recordUpload: ClaimsFunction;
  readonly recordScan: ClaimsFunction;
}

/** As long as the stream keeps the record. */
const FOR_EVER = -1;
const MANY = 10_000;

/** The functions that streams and queues wake. */
export function streamFunctions(scope: Construct, props: StreamFunctionsProps): StreamFunctions {
  return {
    allocateFunds: allocateFunds(scope, props),
    announceAllocations: announceAllocations(scope, props),
    relayOutbox: relayOutbox(scope, props),
    recordUpload: recordUpload(scope, props),
    recordScan: recordScan(scope, props),
  };
}

/** As many tickets as some six transactions settle: what a batch has to read first is then read less often. */
const TICKETS_AT_ONCE = 300;

/**
 * The only writer of the pots. One at a time: a second would lose every race against the fencing number of the
 * pot and only cost time. A batch is never given up, for the tickets behind it wait in order.
 */
function allocateFunds(scope: Construct, { data, settings, code }: StreamFunctionsProps): ClaimsFunction {
  const allocator = new ClaimsFunction(scope, 'AllocateFunds', {
    settings,
    code,
    folder: 'streams/allocate-funds',
    envSchema: allocateFundsEnv,
    timeout: Duration.seconds(60),
    memorySize: 1024,
    reservedConcurrency: 1,
    environment: {
      // It reads the policy of the day there, and a sandbox clock.
      CLAIMS_TABLE: data.claims.read(),
      LINE_TABLE: data.line.readWrite(),
      FUNDS_TABLE: data.funds.readWrite(),
    },
  });
  new StreamSource(scope, 'NewTickets', {
    table: data.line,
    wakes: allocator,
    batch: TICKETS_AT_ONCE,
    on: { eventName: ['INSERT'], state: [TAKEN_STATE] },
    retries: FOR_EVER,
    failures: data.streamFailures,
  });
  return allocator;
}

function announceAllocations(
  scope: Construct,
  { data, workflow, ...setting }: StreamFunctionsProps,
): ClaimsFunction {
  const announcer = new ClaimsFunction(scope, 'AnnounceAllocations', {
    ...setting,
    folder: 'streams/announce-allocations',
    envSchema: announceAllocationsEnv,
    timeout: Duration.seconds(30),
    environment: {
      CLAIMS_TABLE: data.claims.readWrite(),
      LINE_TABLE: data.line.read(),
      OUTBOX_TABLE: data.outbox.put(),
    },
    permissions: [workflow.answer()],
  });
  new StreamSource(scope, 'SettledTickets', {
    table: data.line,
    wakes: announcer,
    on: { eventName: ['INSERT', 'MODIFY'], state: SETTLED_STATES },
    retries: MANY,
    failures: data.streamFailures,
  });
  return announcer;
}

function relayOutbox(scope: Construct, { data, workflow, ...setting }: StreamFunctionsProps): ClaimsFunction {
  const relay = new ClaimsFunction(scope, 'RelayOutbox', {
    ...setting,
    folder: 'streams/relay-outbox',
    envSchema: relayOutboxEnv,
    timeout: Duration.seconds(30),
    environment: {
      CLAIMS_TABLE: data.claims.readWrite(),
      LINE_TABLE: data.line.read(),
      OUTBOX_TABLE: data.outbox.readWrite(),
      CLAIM_WORKFLOW_ARN: workflow.start(),
    },
    permissions: [workflow.answer()],
  });
  new StreamSource(scope, 'NewMessages', {
    table: data.outbox,
    wakes: relay,
    on: { eventName: ['INSERT'] },
    retries: MANY,
    failures: data.streamFailures,
  });
  return relay;
}

function recordUpload(scope: Construct, { data, settings, code }: StreamFunctionsProps): ClaimsFunction {
  const recorder = new ClaimsFunction(scope, 'RecordUpload', {
    settings,
    code,
    folder: 'streams/record-upload',
    envSchema: recordUploadEnv,
    timeout: RECORD_UPLOAD_TIMEOUT,
    environment: { CLAIMS_TABLE: data.claims.readWrite(), OUTBOX_TABLE: data.outbox.put() },
  });
  recorder.lambda.addEventSource(
    new SqsEventSource(data.evidenceArrivals, { batchSize: 10, reportBatchItemFailures: true }),
  );
  return recorder;
}

function recordScan(scope: Construct, { data, settings, code }: StreamFunctionsProps): ClaimsFunction {
  const recorder = new ClaimsFunction(scope, 'RecordScan', {
    settings,
    code,
    folder: 'streams/record-scan',
    envSchema: recordScanEnv,
    timeout: RECORD_SCAN_TIMEOUT,
    memorySize: 1024,
    environment: {
      CLAIMS_TABLE: data.claims.readWrite(),
      OUTBOX_TABLE: data.outbox.put(),
      QUARANTINE_BUCKET: data.quarantine.readWithTags(),
      EVIDENCE_BUCKET: data.evidence.keepCopies(),
    },
  });
  recorder.lambda.addEventSource(
    new SqsEventSource(data.scanResults, { batchSize: 10, reportBatchItemFailures: true }),
  );
  return recorder;
}
