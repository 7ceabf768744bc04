import type { TableDefinition } from '../dynamodb/table-definition.ts';
import type { EventSourceMapping } from '../event-sources/mappings.ts';
import type { EventRule } from '../events/start-events.ts';
import type { FunctionDefinition } from '../lambda/function-definition.ts';
import type { ProtectionPlan } from '../malware-protection/start-malware-protection.ts';
import type { Schedule } from '../scheduler/start-scheduler.ts';
import type { QueueDefinition } from '../sqs/queue-definition.ts';
import type { StateMachineDefinition } from '../step-functions/start-step-functions.ts';
import type { BucketPlan } from './resources/buckets.ts';
import type { HttpApiPlan } from './resources/http-api.ts';
import type { IdentityPlan } from './resources/identity.ts';

/** Everything that a synthesized assembly asks to be run, with every value plain. */
export interface Plan {
  readonly tables: readonly TableDefinition[];
  readonly buckets: readonly BucketPlan[];
  readonly queues: readonly QueueDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly eventSources: readonly EventSourceMapping[];
  readonly schedules: readonly Schedule[];
  readonly eventRules: readonly EventRule[];
  readonly malwareProtection: readonly ProtectionPlan[];
  readonly stateMachines: readonly StateMachineDefinition[];
  /** Absent where the assembly has no HTTP API. */
  readonly httpApi: HttpApiPlan | undefined;
  /** The user pool that signs tokens on AWS. Absent where the assembly has none. */
  readonly identity: IdentityPlan | undefined;
  /** The stacks' outputs for people and tools, by logical id. Exports between stacks are not among them. */
  readonly outputs: ReadonlyMap<string, string>;
}
