import * as z from 'zod';
import type { InvocationResult } from '../engine.ts';
import { toTemplate } from './expression-fields.ts';
import type { Scope } from './expressions.ts';
import { taskFailed, taskScheduled, taskStarted, taskSubmitted, taskSucceeded } from './history.ts';
import { exceedsDataLimit, isObject, parseJson, type Json } from './json.ts';
import type { ExecutionFacts, Outcome, Position, Task } from './position.ts';
import { moveTo, scopeOf, stateOf, type Scene, type Step } from './scene.ts';
import { RUNTIME, StateFailure, TIMEOUT, tooLarge, type Failure } from './state-failure.ts';
import { lambdaArguments, type TaskState } from './supported-asl.ts';
import { newTaskToken } from './task-token.ts';

const seconds = z.int().min(1).max(99_999_999);

/**
 * Decides a task completely (arguments, token, deadlines) before anything is sent, so that the journal holds it
 * and a crash sends the very same invocation again, with the same token and the same deadlines.
 */
export async function scheduleTask(scene: Scene, state: TaskState): Promise<Step> {
  const { facts, position, tools } = scene;
  const token = state.Resource.endsWith('.waitForTaskToken') ? newTaskToken() : undefined;
  const scope = scopeOf(scene, token === undefined ? {} : { token });
  const call = await resolveCall(scene, state, scope);
  const evaluateSeconds = async (template: Json | undefined, location: string) =>
    template === undefined
      ? undefined
      : tools.expressions.evaluateAs({ template, location, scope }, seconds, 'whole number of seconds');
  const timeoutSeconds = await evaluateSeconds(state.TimeoutSeconds, 'TimeoutSeconds');
  const heartbeatSeconds = await evaluateSeconds(state.HeartbeatSeconds, 'HeartbeatSeconds');
  const start = tools.clock();
  const task: Task = {
    attempt: position.attempts + 1,
    functionName: call.FunctionName,
    payload: call.Payload ?? {},
    token,
    deadline: timeoutSeconds === undefined ? undefined : start + timeoutSeconds * 1000,
    heartbeatSeconds,
    heartbeatDeadline: heartbeatSeconds === undefined ? undefined : start + heartbeatSeconds * 1000,
    submitted: false,
  };
  const region = facts.machineArn.split(':')[3] ?? '';
  return moveTo({ ...position, attempts: task.attempt, activity: { kind: 'task', task } }, [
    taskScheduled(state, task, { region, timeoutSeconds }),
    taskStarted(state),
  ]);
}

async function resolveCall(scene: Scene, state: TaskState, scope: Scope) {
  const value = await scene.tools.expressions.evaluate({
    template: toTemplate(state.Arguments),
    location: 'Arguments',
    scope,
  });
  const call = lambdaArguments.safeParse(value);
  if (!call.success) {
    const [issue] = call.error.issues;
    throw new StateFailure({
      error: RUNTIME,
      cause: `The arguments of "${scene.position.state}" are not supported: ${issue?.message ?? ''}`,
    });
  }
  if (exceedsDataLimit(value)) throw new StateFailure(tooLarge(scene.position.state));
  return call.data;
}

/** The position with a settled task, and its event. Nothing of the task can happen after this. */
export function settleTask(facts: ExecutionFacts, position: Position, outcome: Outcome): Step {
  const state = taskStateOf(facts, position);
  const told =
    outcome.kind === 'success' ? taskSucceeded(state, outcome.result) : taskFailed(state, outcome.failure);
  return moveTo({ ...position, activity: { kind: 'settled', outcome } }, [told]);
}

/** What the answer of the function means for its task: done, failed, or (with a token) only handed over. */
export function receiveAnswer(facts: ExecutionFacts, position: Position, answer: Outcome): Step | undefined {
  if (position.activity.kind !== 'task' || position.activity.task.submitted) return undefined;
  const { task } = position.activity;
  if (task.token === undefined || answer.kind === 'failure') return settleTask(facts, position, answer);
  return moveTo({ ...position, activity: { kind: 'task', task: { ...task, submitted: true } } }, [
    taskSubmitted(taskStateOf(facts, position), answer.result),
  ]);
}

/** The position after a sign of life: the next heartbeat counts from `at`. */
export function heartbeat(position: Position, at: number): Step | undefined {
  if (position.activity.kind !== 'task') return undefined;
  const { task } = position.activity;
  if (task.heartbeatSeconds === undefined) return undefined;
  const heartbeatDeadline = at + task.heartbeatSeconds * 1000;
  return moveTo({ ...position, activity: { kind: 'task', task: { ...task, heartbeatDeadline } } });
}

/** The timeout of a task that has run out of time at `at`. */
export function overdue({ deadline, heartbeatDeadline }: Task, at: number): Failure | undefined {
  if (deadline !== undefined && at >= deadline) return { error: TIMEOUT, overdue: 'task' };
  if (heartbeatDeadline !== undefined && at >= heartbeatDeadline)
    return { error: TIMEOUT, overdue: 'heartbeat' };
  return undefined;
}

/** Reads what the function host answered into the shape of `lambda:invoke`, or into the error it names. */
export function readInvocation({ payload, functionError }: InvocationResult): Outcome {
  const failed = (failure: Failure): Outcome => ({ kind: 'failure', failure });
  let value: Json;
  try {
    value = payload === '' ? null : parseJson(payload);
  } catch {
    return failed({ error: RUNTIME, cause: 'The function answered with something that is not JSON.' });
  }
  if (functionError !== undefined) {
    const errorType = isObject(value) ? value['errorType'] : undefined;
    return failed({
      error: typeof errorType === 'string' && errorType !== '' ? errorType : 'Lambda.Unknown',
      cause: payload,
    });
  }
  const result: Json = { ExecutedVersion: '$LATEST', Payload: value, StatusCode: 200 };
  return exceedsDataLimit(result) ? failed(tooLarge('lambda')) : { kind: 'success', result };
}

/** A function that could not be called at all fails as it does through the AWS SDK. */
export function readInvocationError(error: unknown): Outcome {
  const name = error instanceof Error && error.name.endsWith('Exception') ? error.name : 'SdkClientException';
  const cause = error instanceof Error ? error.message : 'The function could not be called.';
  return { kind: 'failure', failure: { error: `Lambda.${name}`, cause } };
}

function taskStateOf(facts: ExecutionFacts, position: Position): TaskState {
  const state = stateOf(facts, position.state);
  if (state.Type !== 'Task') throw new Error(`State "${position.state}" of ${facts.arn} is not a task`);
  return state;
}
