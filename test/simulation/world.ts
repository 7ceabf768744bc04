import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../infra/local/dynamodb/table-definition.ts';
import type { PersonContext, ProcessContext } from '../../shared/application/ports/context.ts';
import type { Scheme } from '../../shared/application/ports/registry.ts';
import { SHIPPED_CATALOGUE } from '../../shared/domain/catalogue-entries.ts';
import type { FundYear } from '../../shared/domain/fund/ticket.ts';
import type { Person } from '../../shared/domain/person.ts';
import { SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import type { SchemePolicy } from '../../shared/domain/policy.ts';
import { chanceOf } from './clockwork/chance.ts';
import type { Chance } from './clockwork/chance.ts';
import { NO_FAULTS } from './clockwork/faults.ts';
import { createNetwork } from './clockwork/network.ts';
import type { Network } from './clockwork/network.ts';
import { startProcess } from './clockwork/process.ts';
import type { Machine, Process } from './clockwork/process.ts';
import { createSchedule } from './clockwork/schedule.ts';
import type { Schedule } from './clockwork/schedule.ts';
import { simulatedIds } from './clockwork/simulated-ids.ts';
import { createCapacity } from './dynamodb/capacity.ts';
import { createDynamoDb } from './dynamodb/service.ts';
import { createStore } from './dynamodb/store.ts';
import type { Store } from './dynamodb/store.ts';
import { adaptersOn } from './ports.ts';
import type { Ports } from './ports.ts';
import { createStorage } from './services/storage.ts';
import type { Storage } from './services/storage.ts';
import { createWalks } from './services/walks.ts';
import type { Walks } from './services/walks.ts';

export const MAIN: FundYear = { fund: 'main', year: '2025-26' };
export const OLIVER: FundYear = { fund: 'oliver', year: '2025-26' };

const BEGIN = Date.parse('2025-10-01T09:00:00.000Z');
/** Above this, in some runs, an approval takes two people. */
const LITTLE_PENCE = 10_000;

/** The whole service in one seed: its machines, what they stand on, and the rules of the run. */
export interface World {
  readonly chance: Chance;
  readonly schedule: Schedule;
  readonly network: Network;
  readonly store: Store;
  readonly machines: readonly Machine[];
  readonly walks: Walks;
  readonly storage: Storage;
  readonly policy: SchemePolicy;
  readonly fundYears: readonly FundYear[];
  /** A new process on one of the machines. */
  start(name: string): Process;
  portsFor(process: Process): Ports;
  clientFor(process: Process, rewrite?: (command: unknown) => unknown): DynamoDBClient;
  /** Something is wrong that must never be: the run has failed. The first one counts. */
  breach(error: Error): void;
  readonly breaches: readonly Error[];
}

/** Puts something else in the place of what a process works with: how a mutation gets in. */
export type Spoil = (ports: Ports, world: World, process: Process) => Ports;

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export function createWorld(seed: number, tables: readonly TableDefinition[], spoil?: Spoil): World {
  const chance = chanceOf(seed);
  const schedule = createSchedule(BEGIN);
  const network = createNetwork(schedule, chance.fork(), NO_FAULTS);
  const store = createStore(tables);
  const capacity = createCapacity(schedule, chance.pick([Infinity, Infinity, Infinity, 25]));
  const dynamo = createDynamoDb({ schedule, chance: chance.fork(), network, store, capacity });
  const machines = Array.from({ length: 4 }, (): Machine => ({ aheadMs: 0 }));
  const placing = chance.fork();
  const start = (name: string): Process => {
    const machine = machines[placing.below(machines.length)] ?? { aheadMs: 0 };
    return startProcess(name, machine, schedule);
  };
  const services = { schedule, network, start };
  const strictOrder = !chance.odds(0.25);
  const secondApproverAbovePence = chance.odds(0.3) ? LITTLE_PENCE : SHIPPED_POLICY.secondApproverAbovePence;
  const policy: SchemePolicy = { ...SHIPPED_POLICY, strictOrder, secondApproverAbovePence };
  const ids = simulatedIds(chance.fork());
  const scheme: Scheme = {
    policy: () => Promise.resolve(policy),
    policies: () => Promise.resolve([policy]),
    catalogue: () => Promise.resolve(SHIPPED_CATALOGUE),
  };
  const breaches: Error[] = [];
  const world: World = {
    ...{ chance, schedule, network, store, machines, policy, start },
    clientFor: (process, rewrite) => dynamo.clientFor(process, rewrite),
    breaches,
    breach: (error) => void breaches.push(error),
    walks: createWalks({ ...services, chance: chance.fork() }),
    storage: createStorage({ ...services, chance: chance.fork() }),
    fundYears: chance.odds(0.2) ? [MAIN, OLIVER] : [MAIN],
    portsFor(process) {
      const ports: Ports = {
        ...adaptersOn(world.clientFor(process)),
        files: world.storage.filesFor(process),
        workflow: world.walks.workflowFor(process),
        ...{ scheme, ids, sha256, fundYears: world.fundYears },
        random: (below) => ids.random(below),
        pause: (milliseconds) =>
          new Promise((resolve) => {
            schedule.after(milliseconds, () => {
              if (!process.isDead()) resolve();
            });
          }),
      };
      return spoil === undefined ? ports : spoil(ports, world, process);
    },
  };
  return world;
}

export const asProcess = (process: Process): ProcessContext => ({
  now: process.now(),
  correlationId: 'correlation-1',
  actor: { kind: 'system', process: process.name },
});

export const asPerson = (process: Process, person: Person): PersonContext => ({
  now: process.now(),
  correlationId: 'correlation-1',
  person,
});
