import { randomBytes, randomUUID } from 'node:crypto';

import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionLog } from './function-log.ts';
import { Instance } from './instance.ts';
import type { BootFailure, Ending } from './instance.ts';
import { answerTooLarge, handlerFailed, processExited, succeeded, timedOut } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { LambdaServiceError } from './service-error.ts';
import { Slots } from './slots.ts';

export interface PoolOptions {
  readonly definition: FunctionDefinition;
  readonly concurrency: number;
  /** How long a module may take to load before the function's own timeout takes over. */
  readonly initSeconds: number;
  /** How long an instance is kept without work. */
  readonly idleSeconds: number;
  readonly log: FunctionLog;
  /** Read at each boot, because endpoints are known only once every engine listens. */
  readonly sharedEnvironment: () => Readonly<Record<string, string>>;
}

interface Idle {
  readonly instance: Instance;
  readonly expiry: NodeJS.Timeout;
}

function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const [root, parent] = [randomBytes(12).toString('hex'), randomBytes(8).toString('hex')];
  return `Root=1-${seconds}-${root};Parent=${parent};Sampled=0`;
}

/**
 * The instances of one function. An event goes to the instance that rested last, or to a new one; with as many
 * events under way as the function's concurrency allows, callers wait in the order in which they came.
 */
export class FunctionPool {
  readonly #options: PoolOptions;
  readonly #slots: Slots;
  readonly #instances = new Set<Instance>();
  #idle: Idle[] = [];
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = new Slots(options.concurrency);
  }

  /** Resolves with the answer or the function's failure; rejects only when the function could not be run at all. */
  async invoke(payload: string, traceId: string = newTraceId()): Promise<Outcome> {
    const { definition, concurrency } = this.#options;
    if (concurrency === 0) {
      throw new LambdaServiceError('TooManyRequestsException', `${definition.name} reserves no concurrency`);
    }
    const requestId = randomUUID();
    const instance = await this.#rested();
    if (!(instance instanceof Instance)) return this.#record(bootOutcome(requestId, instance, definition));
    const deadline = Date.now() + definition.timeoutSeconds * 1000;
    const turn = instance.run({ requestId, functionArn: definition.arn, traceId, deadline, payload });
    void turn.over.then(() => {
      this.#putBack(instance);
    });
    return this.#record(outcome(requestId, await turn.ending, definition));
  }

  /** Makes sure that an instance waits. Rejects, naming the function, when its module does not load. */
  async prewarm(): Promise<void> {
    const { definition, concurrency } = this.#options;
    if (concurrency === 0 || this.#instances.size > 0) return;
    const instance = await this.#rested();
    if (instance instanceof Instance) {
      this.#putBack(instance);
      return;
    }
    const { payload } = this.#record(bootOutcome(randomUUID(), instance, definition));
    throw new Error(`function ${definition.name} does not start: ${payload}`);
  }

  /** Ends every instance. Events under way fail, and whoever waits is turned away. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#slots.refuse(new LambdaServiceError('ServiceException', 'the Lambda host is closed'));
    for (const { expiry } of this.#idle.splice(0)) clearTimeout(expiry);
    await Promise.all([...this.#instances].map(async (instance) => instance.kill()));
    await this.#options.log.close();
  }

  /** An instance at rest, with the slot that it works in; without an instance the slot is free again. */
  async #rested(): Promise<Instance | BootFailure> {
    await this.#slots.take();
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      clearTimeout(idle.expiry);
      return idle.instance;
    }
    try {
      const booted = await this.#boot();
      if (!(booted instanceof Instance)) this.#slots.free();
      return booted;
    } catch (error) {
      this.#slots.free();
      throw error;
    }
  }

  /** As on Lambda: a load that takes too long is done once more, on the time of the function itself. */
  async #boot(): Promise<Instance | BootFailure> {
    const { definition, initSeconds, log, sharedEnvironment } = this.#options;
    const started = (instance: Instance): void => {
      this.#adopt(instance);
    };
    const options = { definition, log, started, sharedEnvironment: sharedEnvironment() };
    const first = await Instance.boot(options, initSeconds);
    if (first instanceof Instance || first.kind !== 'timed-out') return first;
    return Instance.boot(options, definition.timeoutSeconds);
  }

  /** A process that starts while the pool closes is ended like the others. */
  #adopt(instance: Instance): void {
    this.#instances.add(instance);
    void instance.exited.then(() => {
      this.#instances.delete(instance);
      this.#forget(instance);
    });
    if (this.#closed) void instance.kill();
  }

  /** The slot is freed only here, when the instance rests or is gone: so one slot never means two processes at work. */
  #putBack(instance: Instance): void {
    if (instance.alive && !this.#closed) {
      const expiry = setTimeout(() => {
        this.#forget(instance);
        void instance.kill();
      }, this.#options.idleSeconds * 1000);
      this.#idle.push({ instance, expiry: expiry.unref() });
    }
    this.#slots.free();
  }

  #forget(instance: Instance): void {
    this.#idle = this.#idle.filter((idle) => idle.instance !== instance);
  }

  #record(result: Outcome): Outcome {
    if (result.platformLine !== undefined) this.#options.log.write(result.platformLine);
    return result;
  }
}

function bootOutcome(requestId: string, failure: BootFailure, definition: FunctionDefinition): Outcome {
  if (failure.kind === 'init-error') return handlerFailed(requestId, failure.body);
  return outcome(requestId, failure, definition);
}

function outcome(requestId: string, ending: Ending, definition: FunctionDefinition): Outcome {
  if (ending.kind === 'exited') return processExited(requestId, ending.exit);
  if (ending.kind === 'timed-out') return timedOut(requestId, definition.timeoutSeconds);
  const { kind, body } = ending.answer;
  if (kind === 'too-large') return answerTooLarge(requestId);
  return kind === 'error' ? handlerFailed(requestId, body) : succeeded(requestId, body);
}
