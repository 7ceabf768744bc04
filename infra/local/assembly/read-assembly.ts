import { openCloudAssembly } from './cloud-assembly.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { referenceTo } from './identities.ts';
import { Inventory } from './inventory.ts';
import type { Plan } from './plan.ts';
import { Resolver } from './resolver.ts';
import { toBucket } from './resources/buckets.ts';
import { toEventRules } from './resources/event-rules.ts';
import { toEventSource } from './resources/event-sources.ts';
import { toFunction } from './resources/functions.ts';
import { toHttpApi } from './resources/http-api.ts';
import { toIdentity } from './resources/identity.ts';
import type { IdentityPlan } from './resources/identity.ts';
import { toMalwareProtection } from './resources/malware-protection.ts';
import { toQueue } from './resources/queues.ts';
import { toSchedule } from './resources/schedules.ts';
import { toStateMachine } from './resources/state-machines.ts';
import { toTable } from './resources/tables.ts';
import { generatedSecrets } from './secrets.ts';
import { RESOURCES } from './supported-resources.ts';

/** Where the generated secrets are kept: the same ones after every restart from the same directory. */
export interface ReadOptions {
  readonly secretsDirectory: string;
}

/**
 * Reads a synthesized cloud assembly into a plan of what to run.
 * Throws `UnsupportedTemplateError`, which names the place, for anything that the embedded cloud does not support.
 */
export function readAssembly(cdkOutDirectory: string, { secretsDirectory }: ReadOptions): Plan {
  const assembly = openCloudAssembly(cdkOutDirectory);
  const resolver = new Resolver(assembly, generatedSecrets(assembly, secretsDirectory));
  const inventory = new Inventory(assembly, resolver);
  return {
    tables: inventory.of(RESOURCES.table).map(toTable),
    buckets: inventory.of(RESOURCES.bucket).map(toBucket),
    queues: inventory.of(RESOURCES.queue).map(toQueue),
    functions: inventory.of(RESOURCES.lambdaFunction).map((planned) => toFunction(planned, assembly.assets)),
    eventSources: inventory.of(RESOURCES.eventSource).map(toEventSource),
    schedules: inventory.of(RESOURCES.schedule).map(toSchedule),
    eventRules: inventory.of(RESOURCES.eventRule).flatMap(toEventRules),
    malwareProtection: inventory.of(RESOURCES.malwareProtection).map(toMalwareProtection),
    stateMachines: inventory.of(RESOURCES.stateMachine).map(toStateMachine),
    httpApi: toHttpApi({
      apis: inventory.of(RESOURCES.api),
      stages: inventory.of(RESOURCES.stage),
      integrations: inventory.of(RESOURCES.integration),
      routes: inventory.of(RESOURCES.route),
      authorizers: inventory.of(RESOURCES.authorizer),
    }),
    identity: readIdentity(inventory),
    outputs: readOutputs(assembly, resolver),
  };
}

function readIdentity(inventory: Inventory): IdentityPlan | undefined {
  const pools = inventory.of(RESOURCES.userPool).map((pool) => ({
    ...pool,
    issuer:
      referenceTo({ type: RESOURCES.userPool.type, name: () => pool.name, attribute: 'ProviderURL' }) ??
      pool.reference,
  }));
  return toIdentity({ pools, clients: inventory.of(RESOURCES.userPoolClient) });
}

function readOutputs(assembly: CloudAssembly, resolver: Resolver): Map<string, string> {
  const outputs = new Map<string, string>();
  for (const stack of assembly.stacks) {
    for (const [logicalId, output] of stack.outputs) {
      if (output.Export !== undefined) continue;
      outputs.set(
        logicalId,
        resolver.resolveText(output.Value, { stack: stack.name, logicalId, type: 'Output' }),
      );
    }
  }
  return outputs;
}
