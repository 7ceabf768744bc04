import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import {
  LOCAL_ACCOUNT,
  LOCAL_CREDENTIALS,
  LOCAL_REGION,
  type InvocationResult,
} from '../../infra/local/engine.ts';
import {
  startStepFunctions,
  type StateMachineDefinition,
  type StepFunctionsEngine,
  type StepFunctionsOptions,
} from '../../infra/local/step-functions/start-step-functions.ts';

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const WAIT_FOR_TOKEN = `${INVOKE}.waitForTaskToken`;

/** The functions of a test, by name. What one returns is its payload; a `FunctionFailure` is its error. */
export type Functions = Readonly<Record<string, (payload: unknown) => unknown>>;

export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';
  readonly errorType: string;

  constructor(errorType: string, message = 'no') {
    super(message);
    this.errorType = errorType;
  }
}

export function machineArn(name: string): string {
  return `arn:aws:states:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stateMachine:${name}`;
}

/** A JSONata machine from its states; it starts in the first one. */
export function asl(
  states: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const [first] = Object.keys(states);
  return JSON.stringify({ QueryLanguage: 'JSONata', StartAt: first, States: states, ...more });
}

export function deploy(definition: string, name = 'machine'): StateMachineDefinition {
  return { arn: machineArn(name), name, roleArn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/machine`, definition };
}

/** Answers an invocation with the functions of a test, as the function host would. */
export async function callFunction(
  functions: Functions,
  name: string,
  payload: unknown,
): Promise<InvocationResult> {
  const run = functions[name];
  if (run === undefined) {
    const missing = new Error(`Function not found: ${name}`);
    missing.name = 'ResourceNotFoundException';
    throw missing;
  }
  try {
    return { payload: JSON.stringify((await run(payload)) ?? null), functionError: undefined };
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    const { errorType, message } = error;
    return { payload: JSON.stringify({ errorType, errorMessage: message }), functionError: 'Unhandled' };
  }
}

const clients: SFNClient[] = [];
const ends: (() => Promise<void> | void)[] = [];

/** Ends whatever the tests started. Call it after each test. */
export async function cleanUp(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy();
  for (const end of ends.splice(0).toReversed()) await end();
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'step-functions-'));
  ends.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function connect(endpoint: string): SFNClient {
  const client = new SFNClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
}

export interface Running {
  readonly engine: StepFunctionsEngine;
  readonly client: SFNClient;
}

type Setup = Partial<Omit<StepFunctionsOptions, 'stateMachines'>> & {
  readonly functions?: Functions;
  readonly machines?: readonly StateMachineDefinition[];
};

/** An engine with one machine (or several), in this process. Retries wait for nothing unless told otherwise. */
export async function startEngine(definition: string, setup: Setup = {}): Promise<Running> {
  const { functions = {}, machines = [deploy(definition)], ...options } = setup;
  const engine = await startStepFunctions({
    directory: options.directory ?? temporaryDirectory(),
    stateMachines: machines,
    invoke: async (name, payload) => callFunction(functions, name, payload),
    retryScale: 0,
    ...options,
  });
  ends.push(() => engine.close());
  return { engine, client: connect(engine.endpoint) };
}

export async function begin(client: SFNClient, input: unknown = {}, machine = 'machine'): Promise<string> {
  const request = { stateMachineArn: machineArn(machine), input: JSON.stringify(input) };
  const { executionArn } = await client.send(new StartExecutionCommand(request));
  return executionArn ?? '';
}

/** Waits until `look` answers something, and gives it back. */
export async function until<Value>(
  look: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    await pause(10);
  }
}

export async function finished(client: SFNClient, executionArn: string): Promise<DescribeExecutionOutput> {
  return until(async () => {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

export async function historyOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events ?? [];
}

/** Runs one machine once, from start to end. */
export async function runOnce(definition: string, setup: Setup & { readonly input?: unknown } = {}) {
  const { input, ...rest } = setup;
  const { client, engine } = await startEngine(definition, rest);
  const executionArn = await begin(client, input ?? {});
  const execution = await finished(client, executionArn);
  const output: unknown = execution.output === undefined ? undefined : JSON.parse(execution.output);
  const events = await historyOf(client, executionArn);
  return { client, engine, executionArn, execution, output, events };
}

const fromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), endpoint: z.string() }),
  z.object({ kind: z.literal('invoke'), id: z.number(), functionName: z.string(), payload: z.unknown() }),
]);

export interface EngineProcess {
  readonly client: SFNClient;
  /** Kills the process with SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

/** An engine in a process of its own. Its functions run here, so they outlive it. */
export async function startProcess(
  directory: string,
  machines: readonly StateMachineDefinition[],
  functions: Functions,
): Promise<EngineProcess> {
  const script = join(import.meta.dirname, 'step-functions-process.ts');
  const child = fork(script, [JSON.stringify({ directory, stateMachines: machines })], { execArgv: [] });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  ends.push(kill);
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the engine process ended before it was ready')));
    child.on('message', (data) => {
      const message = fromChild.parse(data);
      if (message.kind === 'ready') {
        resolve(message.endpoint);
        return;
      }
      void callFunction(functions, message.functionName, message.payload).then((result) => {
        if (child.connected)
          child.send({ id: message.id, payload: result.payload, functionError: result.functionError });
      });
    });
  });
  return { client: connect(endpoint), kill };
}
