import { randomUUID } from 'node:crypto';
import type { ExecutionRow } from './execution-row.ts';
import { parseJson } from './json.ts';
import {
  epochSeconds,
  findMachine,
  operation,
  present,
  type Operation,
  type ServiceParts,
} from './operation.ts';
import { requireArn, requireName, startExecution, describeExecution, stopExecution } from './requests.ts';
import { executionMissing, ServiceError } from './service-error.ts';

/** Operations on one execution: start, describe, stop. */
export function executionOperations(parts: ServiceParts): [string, Operation][] {
  return [
    ['StartExecution', operation(startExecution, (request) => start(parts, request))],
    [
      'DescribeExecution',
      operation(describeExecution, ({ executionArn }) => describe(findExecution(parts, executionArn))),
    ],
    [
      'StopExecution',
      operation(stopExecution, ({ executionArn, error, cause }) => {
        findExecution(parts, executionArn);
        parts.runner.abort(executionArn, error, cause);
        // An execution that had ended before keeps its end; AWS answers when that was.
        return { stopDate: epochSeconds(findExecution(parts, executionArn).stopped_at ?? parts.now()) };
      }),
    ],
  ];
}

export function findExecution({ executions }: ServiceParts, arn: string): ExecutionRow {
  const row = executions.find(requireArn('execution', arn));
  if (row === undefined) throw executionMissing(arn);
  return row;
}

interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string | undefined;
  readonly input?: string | undefined;
}

/** The same name and input answer with the running execution; a name is never used for another one. */
function start(parts: ServiceParts, { stateMachineArn, name = randomUUID(), input = '{}' }: StartRequest) {
  const deployed = findMachine(parts, requireArn('stateMachine', stateMachineArn));
  const arn = `${deployed.arn.replace(':stateMachine:', ':execution:')}:${requireName(name)}`;
  requireJson(input);
  const known = parts.executions.find(arn);
  if (known !== undefined) {
    if (known.status === 'RUNNING' && known.input === input)
      return { executionArn: arn, startDate: epochSeconds(known.started_at) };
    throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
  const { timeoutSeconds } = deployed.machine;
  const startedAt = parts.now();
  parts.runner.start(
    {
      arn,
      name,
      machineArn: deployed.arn,
      machineName: deployed.name,
      roleArn: deployed.roleArn,
      definition: deployed.definition,
      input,
      startedAt,
      deadline: timeoutSeconds === undefined ? undefined : parts.clock() + timeoutSeconds * 1000,
    },
    deployed.machine,
  );
  return { executionArn: arn, startDate: epochSeconds(startedAt) };
}

function requireJson(input: string): void {
  try {
    parseJson(input);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}

function describe(row: ExecutionRow) {
  const included = { included: true };
  return present({
    executionArn: row.arn,
    stateMachineArn: row.machine_arn,
    name: row.name,
    status: row.status,
    startDate: epochSeconds(row.started_at),
    stopDate: row.stopped_at === undefined ? undefined : epochSeconds(row.stopped_at),
    input: row.input,
    inputDetails: included,
    output: row.output,
    outputDetails: row.output === undefined ? undefined : included,
    error: row.error,
    cause: row.cause,
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Redrive is not supported on this machine',
  });
}
