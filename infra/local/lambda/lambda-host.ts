import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import type { Engine, Invoke, Log } from '../engine.ts';
import { EventQueue } from './event-queue.ts';
import { checkDefinitions } from './function-definition.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { openFunctionLog } from './function-log.ts';
import { FunctionPool } from './function-pool.ts';
import { functionNameOf, functionNotFound } from './function-reference.ts';
import { startInvokeApi } from './invoke-api.ts';
import { errorTypeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { requireRuntime } from './runtime-files.ts';
import { requireEventFits } from './service-error.ts';

export type { FunctionDefinition } from './function-definition.ts';

export interface LambdaHostOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly port?: number;
  /** One file a function, `<name>.log`, appended to. */
  readonly logDirectory?: string;
  /** Where accepted asynchronous events are kept, so that they survive `kill -9`. Without it they are in memory. */
  readonly dataDirectory?: string;
  /** Variables of every function, for example AWS_ENDPOINT_URL_DYNAMODB. */
  readonly sharedEnvironment?: Readonly<Record<string, string>>;
  /** How many events a function without a reservation may work on at once. */
  readonly defaultConcurrency?: number;
  /** How long a module may take to load; 10 on Lambda. */
  readonly initSeconds?: number;
  /** How long an instance without work is kept; 300 unless told. */
  readonly idleSeconds?: number;
  /** The waits before the retries of an asynchronous event; 60 and 120 on Lambda. */
  readonly eventRetrySeconds?: readonly number[];
  readonly log?: Log;
}

export interface LambdaHost extends Engine {
  /** Resolves also when the function failed. Rejects with a LambdaServiceError when it could not be run. */
  readonly invoke: Invoke;
  /**
   * Accepts an event and returns; the result is dropped. A failure is retried, twice unless told otherwise, and
   * logged. Throws a LambdaServiceError for an unknown function or an event of more than 1 MB.
   */
  invokeEvent(functionName: string, payload: unknown): void;
  /** Boots one instance of each, so that their next call is warm. Rejects when one does not start. */
  prewarm(names: readonly string[]): Promise<void>;
  /** Adds to the shared variables. Throws once a function has been booted, which could no longer see them. */
  setSharedEnvironment(values: Readonly<Record<string, string>>): void;
  functionNames(): readonly string[];
}

const DEFAULTS = {
  concurrency: 10,
  initSeconds: 10,
  idleSeconds: 300,
  eventRetrySeconds: [60, 120],
} as const;

const silent: Log = () => undefined;

/** An absent payload reaches the function as an empty object. */
const asJson = (payload: unknown): string => (payload === undefined ? '{}' : JSON.stringify(payload));

/** All functions of the embedded cloud, each run by AWS's own runtime in processes of its own. */
class Functions {
  readonly #options: LambdaHostOptions;
  readonly #log: Log;
  readonly #pools = new Map<string, FunctionPool>();
  readonly #queue: EventQueue;
  #sharedEnvironment: Readonly<Record<string, string>>;
  #booted = false;

  constructor(options: LambdaHostOptions) {
    this.#options = options;
    this.#log = options.log ?? silent;
    this.#sharedEnvironment = options.sharedEnvironment ?? {};
    for (const definition of options.functions) this.#pools.set(definition.name, this.#newPool(definition));
    this.#queue = new EventQueue({
      directory: options.dataDirectory,
      retrySeconds: options.eventRetrySeconds ?? DEFAULTS.eventRetrySeconds,
      invoke: async (name, payload) => this.run(name, payload),
      log: this.#log,
    });
    if (options.sharedEnvironment !== undefined) this.#queue.open();
  }

  requireFunction(reference: string): void {
    this.#pool(reference);
  }

  async run(reference: string, payload: string, traceId?: string): Promise<Outcome> {
    requireEventFits(payload, 'RequestResponse');
    const name = functionNameOf(reference);
    const started = performance.now();
    const outcome = await this.#pool(reference).invoke(payload, traceId);
    const took = `${Math.round(performance.now() - started)} ms`;
    const ended =
      outcome.functionError === undefined ? 'answered' : `failed (${errorTypeOf(outcome.payload)})`;
    this.#log(`lambda: ${name} ${outcome.requestId} ${ended} in ${took}`);
    return outcome;
  }

  accept(reference: string, payload: string): void {
    requireEventFits(payload, 'Event');
    this.#pool(reference);
    this.#queue.accept(functionNameOf(reference), payload);
  }

  /** A few at a time: each boot keeps a core busy. */
  async prewarm(names: readonly string[]): Promise<void> {
    const waiting = names.map((name) => this.#pool(name));
    const worker = async (): Promise<void> => {
      for (let pool = waiting.shift(); pool !== undefined; pool = waiting.shift()) await pool.prewarm();
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  }

  setSharedEnvironment(values: Readonly<Record<string, string>>): void {
    if (this.#booted) throw new Error('the shared environment is fixed once a function has been booted');
    this.#sharedEnvironment = { ...this.#sharedEnvironment, ...values };
    this.#queue.open();
  }

  async close(): Promise<void> {
    this.#queue.close();
    await Promise.all([...this.#pools.values()].map(async (pool) => pool.close()));
  }

  #pool(reference: string): FunctionPool {
    const pool = this.#pools.get(functionNameOf(reference));
    if (pool === undefined) throw functionNotFound(reference);
    return pool;
  }

  #newPool(definition: FunctionDefinition): FunctionPool {
    const { defaultConcurrency, initSeconds, idleSeconds, logDirectory } = this.#options;
    return new FunctionPool({
      definition,
      concurrency: definition.reservedConcurrency ?? defaultConcurrency ?? DEFAULTS.concurrency,
      initSeconds: initSeconds ?? DEFAULTS.initSeconds,
      idleSeconds: idleSeconds ?? DEFAULTS.idleSeconds,
      log: openFunctionLog(
        logDirectory === undefined ? undefined : join(logDirectory, `${definition.name}.log`),
      ),
      sharedEnvironment: () => {
        this.#booted = true;
        return this.#sharedEnvironment;
      },
    });
  }
}

/**
 * Starts the Lambda service on loopback. No function is booted before it is called or prewarmed.
 *
 * Every process ends with the host, also when the host is killed. Events left over from an earlier run are taken up
 * as soon as the shared environment is known: when it is given here, or set, or with the first event accepted.
 */
export async function startLambdaHost(options: LambdaHostOptions): Promise<LambdaHost> {
  requireRuntime();
  checkDefinitions(options.functions);
  const functions = new Functions(options);
  const server = await startInvokeApi(functions, options.port ?? 0).catch(async (error: unknown) => {
    await functions.close();
    throw error;
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  let closing: Promise<void> | undefined;
  const shutDown = async (): Promise<void> => {
    server.close();
    await functions.close();
    server.closeAllConnections();
  };
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    invoke: async (functionName, payload) => {
      const { payload: answer, functionError } = await functions.run(functionName, asJson(payload));
      return { payload: answer, functionError };
    },
    invokeEvent: (functionName, payload) => {
      functions.accept(functionName, asJson(payload));
    },
    prewarm: async (names) => functions.prewarm(names),
    setSharedEnvironment: (values) => {
      functions.setSharedEnvironment(values);
    },
    functionNames: () => options.functions.map(({ name }) => name),
    close: async () => {
      closing ??= shutDown();
      return closing;
    },
  };
}
