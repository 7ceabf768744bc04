import type { Invoke, Log } from '../engine.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { setAlarm } from './alarm.ts';
import type { ExecutionRow } from './execution-row.ts';
import type { Executions, NewExecution } from './executions.ts';
import type { Faults } from './faults.ts';
import { advance, begin } from './interpreter.ts';
import { parseJson } from './json.ts';
import { nextInstant, type Outcome, type Position, type Task } from './position.ts';
import { changeOf, newRun, positionAfter, savedRun, tokenOf, withinHistory, type Run } from './run.ts';
import { end, type Step, type Tools } from './scene.ts';
import { RUNTIME } from './state-failure.ts';
import type { Machine } from './supported-asl.ts';
import {
  heartbeat,
  overdue,
  readInvocation,
  readInvocationError,
  receiveAnswer,
  settleTask,
} from './task.ts';

interface RunnerParts {
  readonly executions: Executions;
  readonly invoke: Invoke;
  readonly tools: Tools;
  readonly faults: Faults;
  readonly log: Log;
}

/**
 * Walks every execution. A step is first committed to the journal and only then acted upon, so that whatever
 * somebody outside has seen (an invocation, an answer, a token) is also in the journal. What happens to an
 * execution happens one step at a time: a step whose position is no longer the current one is thrown away.
 */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #runs = new Map<string, Run>();
  #closed = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Adds an execution and its first step in one transaction. */
  start(execution: NewExecution, machine: Machine): void {
    const facts = { ...execution, machine, input: parseJson(execution.input) };
    const step = begin(facts, execution.startedAt);
    const seq = this.#parts.executions.start(execution, (given) =>
      changeOf({ seq: given, facts, position: undefined, nextEventId: 1 }, step, execution.startedAt),
    );
    this.#parts.log(`execution ${facts.name} of ${facts.machineName} started`);
    const nextEventId = 1 + step.events.length;
    this.#wake(
      this.#admit({ seq, facts, position: positionAfter(step), nextEventId, deadline: execution.deadline }),
    );
  }

  /** Goes on with an execution that another process left. */
  resume(row: ExecutionRow, machine: Machine): void {
    const run = this.#admit(savedRun(row, machine));
    this.#parts.log(`execution ${row.name} of ${row.machine_name} resumed`);
    if (row.deadline !== undefined && row.deadline <= this.#parts.tools.clock()) this.#expire(run);
    // Acting starts a turn later, so that whoever started the engine knows its address by then.
    else setImmediate(() => this.#wake(run));
  }

  /** Settles the task of an open token; false when no task waits for it. */
  settle(token: string, outcome: Outcome): boolean {
    const run = this.#runOfToken(token);
    if (run?.position === undefined) return false;
    this.#commit(run, settleTask(run.facts, run.position, outcome));
    this.#wake(run);
    return true;
  }

  /** Moves the heartbeat deadline of an open token's task; false when no task waits for it. */
  beat(token: string): boolean {
    const run = this.#runOfToken(token);
    if (run?.position === undefined) return false;
    const step = heartbeat(run.position, this.#parts.tools.clock());
    if (step !== undefined) {
      this.#commit(run, step);
      this.#wake(run);
    }
    return true;
  }

  /** Ends a running execution from outside; false when it is not running. */
  abort(arn: string, error: string | undefined, cause: string | undefined): boolean {
    const run = this.#runs.get(arn);
    if (run === undefined) return false;
    this.#commit(run, end({ status: 'ABORTED', error, cause }));
    return true;
  }

  /** Stops every timer. What is under way finishes nowhere; the journal knows where to go on. */
  close(): void {
    this.#closed = true;
    for (const run of this.#runs.values()) {
      run.alarm?.cancel();
      run.lifeAlarm?.cancel();
    }
    this.#runs.clear();
  }

  #admit(known: Parameters<typeof newRun>[0]): Run {
    const run = newRun(known);
    this.#runs.set(run.facts.arn, run);
    if (run.deadline !== undefined)
      run.lifeAlarm = setAlarm(run.deadline, () => this.#guard(run, () => this.#expire(run)));
    return run;
  }

  #expire(run: Run): void {
    if (run.position !== undefined) this.#commit(run, end({ status: 'TIMED_OUT' }));
  }

  #runOfToken(token: string): Run | undefined {
    const arn = this.#parts.executions.executionOfToken(token);
    const run = arn === undefined ? undefined : this.#runs.get(arn);
    return run !== undefined && tokenOf(run.position) === token ? run : undefined;
  }

  #wake(run: Run): void {
    if (!run.driving) void this.#drive(run);
  }

  /** Makes steps until the execution waits for something outside or ends. One driver for each execution. */
  async #drive(run: Run): Promise<void> {
    const { tools } = this.#parts;
    run.driving = true;
    try {
      while (!this.#closed && run.position !== undefined && this.#isReady(run, run.position)) {
        const { position, facts, nextEventId } = run;
        const step =
          timedOut(run, position, tools.clock()) ?? (await advance({ facts, position, nextEventId, tools }));
        await turn();
        // Meanwhile it may have been stopped, or its token answered: then this step never happened.
        if (this.#isStill(run, position)) this.#commit(run, step);
      }
    } catch (error) {
      this.#collapse(run, error);
    } finally {
      run.driving = false;
    }
  }

  #isStill(run: Run, position: Position): boolean {
    return !this.#closed && run.position === position;
  }

  /** Whether a step can be made now. If not, sees to it that something will wake the execution. */
  #isReady(run: Run, position: Position): boolean {
    const { activity } = position;
    if (activity.kind === 'entered' || activity.kind === 'settled') return true;
    const due = nextInstant(position);
    if (due !== undefined && due <= this.#parts.tools.clock()) return true;
    if (activity.kind === 'task' && !activity.task.submitted && run.sentAttempt !== activity.task.attempt)
      this.#send(run, activity.task);
    run.alarm?.cancel();
    run.alarm = due === undefined ? undefined : setAlarm(due, () => this.#wake(run));
    return false;
  }

  /** Invokes the function of a task. Until its answer is in the journal, every new process invokes it again. */
  #send(run: Run, task: Task): void {
    run.sentAttempt = task.attempt;
    const deliver = async () => this.#parts.invoke(task.functionName, task.payload);
    if (this.#parts.faults.strikes('duplicate')) {
      this.#parts.log(`execution ${run.facts.name}: task delivered twice`);
      deliver().catch(() => this.#parts.log(`execution ${run.facts.name}: the second delivery failed`));
    }
    void deliver()
      .then(readInvocation, readInvocationError)
      .then((answer) => this.#guard(run, () => this.#receive(run, task.attempt, answer)));
  }

  #receive(run: Run, attempt: number, answer: Outcome): void {
    const activity = run.position?.activity;
    // Too late: the token was answered first, the task timed out, or the execution ended.
    if (
      this.#closed ||
      run.position === undefined ||
      activity?.kind !== 'task' ||
      activity.task.attempt !== attempt
    )
      return;
    const step = receiveAnswer(run.facts, run.position, answer);
    if (step === undefined) return;
    this.#commit(run, step);
    this.#wake(run);
  }

  #commit(run: Run, step: Step): void {
    const bounded = withinHistory(run, step);
    this.#parts.executions.commit(changeOf(run, bounded, this.#parts.tools.now()));
    run.alarm?.cancel();
    run.position = positionAfter(bounded);
    run.nextEventId += bounded.events.length;
    if (bounded.next.kind === 'at') return;
    run.lifeAlarm?.cancel();
    this.#runs.delete(run.facts.arn);
    const { status, error } = bounded.next.ending;
    this.#parts.log(
      `execution ${run.facts.name} of ${run.facts.machineName} ${status}${error === undefined ? '' : ` (${error})`}`,
    );
  }

  #guard(run: Run, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#collapse(run, error);
    }
  }

  /** A fault of the engine itself ends the execution in plain sight; if even that fails, the journal is left as it is. */
  #collapse(run: Run, error: unknown): void {
    if (this.#closed) return;
    const cause = error instanceof Error ? error.message : 'unknown fault';
    this.#parts.log(`execution ${run.facts.name}: the engine failed: ${cause}`);
    try {
      if (run.position !== undefined) this.#commit(run, end({ status: 'FAILED', error: RUNTIME, cause }));
    } catch {
      this.#parts.log(`execution ${run.facts.name}: its end could not be written`);
    }
  }
}

function timedOut(run: Run, position: Position, at: number): Step | undefined {
  if (position.activity.kind !== 'task') return undefined;
  const failure = overdue(position.activity.task, at);
  return failure === undefined ? undefined : settleTask(run.facts, position, { kind: 'failure', failure });
}
