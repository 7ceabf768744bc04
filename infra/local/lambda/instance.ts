import type { ChildProcess } from 'node:child_process';

import type { FunctionDefinition } from './function-definition.ts';
import type { FunctionLog } from './function-log.ts';
import { instanceEnvironment } from './instance-environment.ts';
import type { Exit } from './outcome.ts';
import { killGroup, startRuntime, untilExit } from './process-group.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { Answer, Job } from './runtime-api.ts';

export interface InstanceOptions {
  readonly definition: FunctionDefinition;
  readonly sharedEnvironment: Readonly<Record<string, string>>;
  readonly log: FunctionLog;
  /** Called as soon as there is a process, long before its module has loaded. */
  readonly started: (instance: Instance) => void;
}

export type BootFailure =
  | { readonly kind: 'init-error'; readonly body: string }
  | { readonly kind: 'exited'; readonly exit: Exit }
  | { readonly kind: 'timed-out' };

export type Ending =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'exited'; readonly exit: Exit }
  | { readonly kind: 'timed-out' };

/** From the delivery of an event until the runtime asks for the next one. */
interface Turn {
  readonly requestId: string;
  readonly ending: PromiseWithResolvers<Ending>;
  readonly over: PromiseWithResolvers<undefined>;
  readonly alarm: NodeJS.Timeout;
  asked: boolean;
  answer?: Answer;
  grace?: NodeJS.Timeout;
}

/**
 * The poll for the next event comes right behind an answer. The caller waits this many milliseconds for it, so that
 * its next call finds the instance at rest; a process that stays busy after its answer holds it up no longer.
 */
const GRACE = 50;

/** One process that runs one function, one event at a time. */
export class Instance {
  /** Resolves when the process is gone. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #api: RuntimeApi;
  #exit: Exit | undefined;
  #turn: Turn | undefined;

  private constructor(child: ChildProcess, api: RuntimeApi) {
    this.#child = child;
    this.#api = api;
    this.exited = untilExit(child).then((exit) => {
      this.#ended(exit);
      return exit;
    });
  }

  /** Starts a process and waits until its module has loaded; gives what went wrong when it did not in time. */
  static async boot(options: InstanceOptions, limitSeconds: number): Promise<Instance | BootFailure> {
    const { definition, sharedEnvironment, log, started } = options;
    const loaded = Promise.withResolvers<BootFailure | undefined>();
    const booted: { instance?: Instance } = {};
    const api = await RuntimeApi.start({
      asked: () => {
        loaded.resolve(undefined);
        if (booted.instance !== undefined) booted.instance.#asked();
      },
      answered: (requestId, answer) => {
        if (booted.instance !== undefined) booted.instance.#answered(requestId, answer);
      },
      initFailed: (body) => {
        loaded.resolve({ kind: 'init-error', body });
      },
    });
    const child = startRuntime(definition, instanceEnvironment(definition, sharedEnvironment, api.address));
    log.follow(child.stdout);
    log.follow(child.stderr);
    const instance = new Instance(child, api);
    booted.instance = instance;
    started(instance);
    const alarm = setTimeout(() => {
      loaded.resolve({ kind: 'timed-out' });
    }, limitSeconds * 1000);
    void instance.exited.then((exit) => {
      loaded.resolve({ kind: 'exited', exit });
    });
    const failure = await loaded.promise;
    clearTimeout(alarm);
    if (failure === undefined) return instance;
    await instance.kill();
    return failure;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /**
   * Hands over an event. `ending` is what the caller gets; `over` resolves when the instance may take the next
   * event or is gone. At the deadline the process is ended, whether it still owes the answer or only its next poll.
   */
  run(job: Job): { ending: Promise<Ending>; over: Promise<undefined> } {
    const ending = Promise.withResolvers<Ending>();
    const over = Promise.withResolvers<undefined>();
    if (this.#exit !== undefined) {
      ending.resolve({ kind: 'exited', exit: this.#exit });
      over.resolve(undefined);
    } else {
      const alarm = setTimeout(() => {
        ending.resolve({ kind: 'timed-out' });
        killGroup(this.#child);
      }, job.deadline - Date.now());
      this.#turn = { requestId: job.requestId, ending, over, alarm, asked: false };
      this.#api.deliver(job);
    }
    return { ending: ending.promise, over: over.promise };
  }

  /** Resolves when the process is gone. Safe to call twice. */
  async kill(): Promise<void> {
    killGroup(this.#child);
    await this.exited;
  }

  /** A streamed answer comes by a connection of its own and may arrive after the poll for the next event. */
  #asked(): void {
    if (this.#turn === undefined) return;
    this.#turn.asked = true;
    this.#finishTurn();
  }

  #answered(requestId: string, answer: Answer): void {
    const turn = this.#turn;
    if (turn?.requestId !== requestId || turn.answer !== undefined) return;
    turn.answer = answer;
    turn.grace = setTimeout(() => {
      turn.ending.resolve({ kind: 'answered', answer });
    }, GRACE);
    this.#finishTurn();
  }

  #finishTurn(): void {
    if (this.#turn?.asked === true && this.#turn.answer !== undefined)
      this.#endTurn({ kind: 'answered', answer: this.#turn.answer });
  }

  #endTurn(ending: Ending): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    clearTimeout(turn.alarm);
    clearTimeout(turn.grace);
    this.#turn = undefined;
    turn.ending.resolve(ending);
    turn.over.resolve(undefined);
  }

  /** An answer that came before the end still counts. */
  #ended(exit: Exit): void {
    this.#exit = exit;
    killGroup(this.#child);
    this.#api.close();
    const answer = this.#turn?.answer;
    this.#endTurn(answer === undefined ? { kind: 'exited', exit } : { kind: 'answered', answer });
  }
}
