import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Engine, Invoke, Log } from '../engine.ts';
import { createApi } from './api.ts';
import { readDefinition } from './check-definition.ts';
import { Executions } from './executions.ts';
import { createExpressions } from './expressions.ts';
import { createFaults, type FaultMode } from './faults.ts';
import type { Deployed } from './operation.ts';
import { describeProblem } from './problem.ts';
import { Runner } from './runner.ts';
import type { Machine } from './supported-asl.ts';

export { checkDefinition } from './check-definition.ts';

export interface StateMachineDefinition {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** Amazon States Language as JSON text, every token resolved. */
  readonly definition: string;
}

export interface StepFunctionsOptions {
  /** Where executions are kept. A fresh directory starts empty; one that was used before is carried on. */
  readonly directory: string;
  /** Defaults to any free port. */
  readonly port?: number;
  readonly stateMachines: readonly StateMachineDefinition[];
  readonly invoke: Invoke;
  readonly log?: Log;
  /** The time that people see: history, start and stop dates, the context object, `$now()`. Delays and deadlines are measured on the wall clock. */
  readonly now?: () => Date;
  /** Multiplies every delay before a retry. */
  readonly retryScale?: number;
}

export interface StepFunctionsEngine extends Engine {
  /**
   * Injects a fault for the next `times` requests, or until it is set again. `down`: the API answers 503 to
   * everything. `slow`: each answer is held back for half a second. `duplicate`: a task is delivered twice.
   */
  setFault(mode: FaultMode, times?: number): void;
  /** State transitions of an execution as AWS bills them: states entered, plus retries. Throws for one it does not know. */
  transitions(executionArn: string): number;
}

/**
 * Starts the stand-in for AWS Step Functions on loopback and carries on every execution that the directory holds.
 * Throws, naming every problem, when a definition has anything that it does not support.
 *
 * A task whose invocation had not been answered when the last process died is invoked again, with the same payload
 * and the same token; whatever the API has acknowledged is never lost.
 */
export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctionsEngine> {
  const {
    directory,
    port = 0,
    stateMachines,
    invoke,
    log = () => undefined,
    now = () => new Date(),
  } = options;
  const read = stateMachines.map((given) => ({
    ...given,
    machine: requireMachine(given.name, given.definition),
  }));
  const executions = new Executions(directory);
  const faults = createFaults();
  const clock = () => Date.now();
  const tools = {
    expressions: createExpressions(now),
    now,
    clock,
    random: () => Math.random(),
    retryScale: options.retryScale ?? 1,
  };
  const runner = new Runner({ executions, invoke, tools, faults, log });
  const machines = new Map(
    read.map((given): [string, Deployed] => [
      given.arn,
      { ...given, createdAt: executions.createdAt(given.arn, now()) },
    ]),
  );
  const server = createApi({ executions, runner, machines, now, clock, faults, log });
  const close = async () => {
    runner.close();
    await stop(server);
    executions.close();
  };
  try {
    // No request can come between these two: the first connection is accepted in a later turn of the event loop.
    const endpoint = await listen(server, port);
    resumeAll(executions, runner);
    return {
      endpoint,
      close,
      setFault: (mode, times) => faults.set(mode, times),
      transitions: (arn) => transitionsOf(executions, arn),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function requireMachine(name: string, definition: string): Machine {
  const { machine, problems } = readDefinition(definition);
  if (machine !== undefined) return machine;
  throw new Error(`State machine "${name}" cannot run here:\n${problems.map(describeProblem).join('\n')}`);
}

/** Executions go on with the definition that they were started with, even when it has changed since. */
function resumeAll(executions: Executions, runner: Runner): void {
  const read = new Map<string, Machine>();
  for (const row of executions.running()) {
    const machine =
      read.get(row.definition) ?? requireMachine(row.machine_name, executions.definition(row.definition));
    read.set(row.definition, machine);
    runner.resume(row, machine);
  }
}

function transitionsOf(executions: Executions, arn: string): number {
  const row = executions.find(arn);
  if (row === undefined) throw new Error(`There is no execution ${arn}`);
  return row.transitions;
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('Step Functions does not listen on a port');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
