import { lineHandler } from '../../../functions/streams/allocate-funds/line-handler.ts';
import {
  messageIn,
  sequenceNumberOf,
  ticketIn,
  ticketNameIn,
} from '../../../shared/adapters/dynamodb/stream-records.ts';
import { recordArrival } from '../../../shared/application/evidence/record-arrival.ts';
import { recordScan } from '../../../shared/application/evidence/record-scan.ts';
import { allocateTickets } from '../../../shared/application/fund/allocate-tickets.ts';
import type { Wait } from '../../../shared/application/ports/workflow.ts';
import { awaitAction } from '../../../shared/application/workflow/action-step.ts';
import { announceAllocation } from '../../../shared/application/workflow/announce-allocation.ts';
import { awaitEvidence } from '../../../shared/application/workflow/evidence-step.ts';
import { awaitFunds } from '../../../shared/application/workflow/funds-step.ts';
import { relayMessage } from '../../../shared/application/workflow/relay-message.ts';
import { awaitReview } from '../../../shared/application/workflow/review-step.ts';
import { awaitSettlement } from '../../../shared/application/workflow/settlement-step.ts';
import { validateClaim } from '../../../shared/application/workflow/validate-claim.ts';
import { recordHandler } from '../../../shared/runtime/record-bundle.ts';
import type { ProcessParts } from '../../../shared/runtime/task-bundle.ts';
import { TABLES } from '../../support/table-definitions.ts';
import type { Process } from '../clockwork/process.ts';
import { asProcess } from '../world.ts';
import type { World } from '../world.ts';
import { connectStreams } from './stream.ts';
import type { Consumer, StreamRecord } from './stream.ts';

const isTaken = ({ eventName, dynamodb }: StreamRecord): boolean =>
  eventName === 'INSERT' && dynamodb.NewImage?.['state']?.S === 'unsettled';

const isSettled = ({ eventName, dynamodb }: StreamRecord): boolean => {
  const state = dynamodb.NewImage?.['state']?.S;
  return eventName !== 'REMOVE' && state !== undefined && state !== 'unsettled';
};

const silent = (): void => undefined;

const partsOf = (process: Process): ProcessParts => ({
  process: process.name,
  clock: { now: () => Promise.resolve(process.now()) },
  log: silent,
});

/** The functions that streams wake, with the filters of their mappings. */
const consumersIn = (world: World): readonly Consumer[] => [
  {
    name: 'allocate-funds',
    table: TABLES.line,
    wants: isTaken,
    handlerIn: (process) =>
      lineHandler(partsOf(process), {
        ticketNameIn,
        allocate: (batch, context) => allocateTickets(world.portsFor(process), batch, context),
      }),
  },
  {
    name: 'announce-allocations',
    table: TABLES.line,
    wants: isSettled,
    handlerIn: (process) =>
      recordHandler(partsOf(process), {
        identifierOf: sequenceNumberOf,
        inOrder: false,
        work: (record, context) => announceAllocation(world.portsFor(process), ticketIn(record), context),
      }),
  },
  {
    name: 'relay-outbox',
    table: TABLES.outbox,
    wants: ({ eventName }) => eventName === 'INSERT',
    handlerIn: (process) =>
      recordHandler(partsOf(process), {
        identifierOf: sequenceNumberOf,
        inOrder: false,
        work: (record, context) => relayMessage(world.portsFor(process), messageIn(record), context),
      }),
  },
];

function stepOf(world: World, process: Process, wait: Wait): Promise<void> {
  const ports = world.portsFor(process);
  switch (wait.step) {
    case 'evidence':
      return awaitEvidence(ports, wait);
    case 'funds':
      return awaitFunds(ports, wait, asProcess(process));
    case 'review':
      return awaitReview(ports, wait, asProcess(process));
    case 'action':
      return awaitAction(ports, wait);
    case 'settlement':
      return awaitSettlement(ports, wait);
  }
}

/** Wires streams, workflow and queues to their use cases, as the functions do. */
export function wireFunctions(world: World): void {
  connectStreams(world, consumersIn(world));
  world.walks.serve({
    wait: (process, wait) => stepOf(world, process, wait),
    validate: (process, validation) => validateClaim(world.portsFor(process), validation, asProcess(process)),
  });
  world.storage.serve({
    arrived: (process, object) => recordArrival(world.portsFor(process), object, asProcess(process)),
    scanned: (process, object) => recordScan(world.portsFor(process), object, asProcess(process)),
  });
}
