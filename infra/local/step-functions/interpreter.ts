import * as z from 'zod';
import { evaluationFailed, executionStarted, stateExited } from './history.ts';
import { exceedsDataLimit, isObject, type Json } from './json.ts';
import type { Ending, ExecutionFacts, Position } from './position.ts';
import { findCatcher, planRetry } from './retry-and-catch.ts';
import { end, enter, moveTo, scopeOf, stateOf, type Scene, type Step } from './scene.ts';
import type { Scope } from './expressions.ts';
import { StateFailure, tooLarge, type Failure } from './state-failure.ts';
import type { ChoiceState, FailState, State, WaitState } from './supported-asl.ts';
import { scheduleTask } from './task.ts';

/** The most bytes that all variables of an execution may have together, as on AWS. */
const VARIABLES_LIMIT_BYTES = 10_485_760;

const waitSeconds = z.int().min(0).max(99_999_999);
const instant = z.iso.datetime({ offset: true });

/** The first step of an execution: it has started and stands in its first state. */
export function begin(facts: ExecutionFacts, at: Date): Step {
  const first = enter(facts, at, {
    name: facts.machine.startAt,
    input: facts.input,
    variables: {},
    attempts: 0,
    eventId: 2,
  });
  return moveTo(first.position, [executionStarted(facts), first.event], 1);
}

/**
 * The next step of an execution whose position waits for nothing any more. Reads no state but its arguments and
 * changes none, so a step that was lost in a crash is simply made again.
 */
export async function advance(scene: Scene): Promise<Step> {
  const { facts, position } = scene;
  const { activity } = position;
  const state = stateOf(facts, position.state);
  try {
    switch (activity.kind) {
      case 'entered':
        return await act(scene, state);
      case 'waiting':
        return await leaveBy(scene, state, { scope: scopeOf(scene), fallback: position.input });
      case 'backing-off':
        return moveTo(
          { ...position, retryCount: position.retryCount + 1, activity: { kind: 'entered' } },
          [],
          1,
        );
      case 'task':
        throw new Error(`A task of ${facts.arn} was advanced before it was settled`);
      case 'settled': {
        const { outcome } = activity;
        if (outcome.kind === 'failure') return await recover(scene, state, outcome.failure);
        const scope = scopeOf(scene, { result: outcome.result });
        return await leaveBy(scene, state, { scope, fallback: outcome.result });
      }
    }
  } catch (error) {
    if (error instanceof StateFailure) return recover(scene, state, error.failure);
    throw error;
  }
}

async function act(scene: Scene, state: State): Promise<Step> {
  switch (state.Type) {
    case 'Task':
      return scheduleTask(scene, state);
    case 'Choice':
      return choose(scene, state);
    case 'Wait':
      return startWaiting(scene, state);
    case 'Fail':
      return fail(scene, state);
    case 'Pass':
    case 'Succeed':
      return leaveBy(scene, state, { scope: scopeOf(scene), fallback: scene.position.input });
  }
}

/** The first rule that is true decides, with its own Output and Assign; those of the state belong to `Default`. */
async function choose(scene: Scene, state: ChoiceState): Promise<Step> {
  const { expressions } = scene.tools;
  const scope = scopeOf(scene);
  const fallback = scene.position.input;
  for (const [index, rule] of state.Choices.entries()) {
    const place = `Choices[${index}]`;
    const question = { template: rule.Condition, location: `${place}/Condition`, scope };
    if (await expressions.evaluateAs(question, z.boolean(), 'boolean'))
      return leave(scene, { shaping: rule, place: `${place}/`, scope, fallback, next: rule.Next });
  }
  if (state.Default === undefined)
    throw new StateFailure({
      error: 'States.NoChoiceMatched',
      cause: `No rule of "${scene.position.state}" is true and it has no default.`,
    });
  return leave(scene, { shaping: state, place: '', scope, fallback, next: state.Default });
}

/** A timestamp is read on the clock that people see, and waited for on the wall clock. */
async function startWaiting(scene: Scene, state: WaitState): Promise<Step> {
  const { expressions, now, clock } = scene.tools;
  const scope = scopeOf(scene);
  let milliseconds: number;
  if (state.Seconds !== undefined) {
    const question = { template: state.Seconds, location: 'Seconds', scope };
    milliseconds = 1000 * (await expressions.evaluateAs(question, waitSeconds, 'whole number of seconds'));
  } else {
    const question = { template: state.Timestamp ?? null, location: 'Timestamp', scope };
    const until = await expressions.evaluateAs(question, instant, 'RFC 3339 instant');
    milliseconds = Date.parse(until) - now().getTime();
  }
  const activity = { kind: 'waiting' as const, until: clock() + Math.max(0, milliseconds) };
  return moveTo({ ...scene.position, activity });
}

async function fail(scene: Scene, state: FailState): Promise<Step> {
  const scope = scopeOf(scene);
  const text = async (template: string | undefined, location: string) =>
    template === undefined
      ? undefined
      : scene.tools.expressions.evaluateAs({ template, location, scope }, z.string(), 'string');
  return end({
    status: 'FAILED',
    error: await text(state.Error, 'Error'),
    cause: await text(state.Cause, 'Cause'),
  });
}

interface Departure {
  readonly shaping: {
    readonly Output?: Json | undefined;
    readonly Assign?: Record<string, Json> | undefined;
  };
  /** Prefix of the fields' places, for example `Catch[0]/`. */
  readonly place: string;
  readonly scope: Scope;
  /** The output when there is no `Output`. */
  readonly fallback: Json;
  /** Undefined ends the execution. */
  readonly next: string | undefined;
}

function leaveBy(
  scene: Scene,
  state: State,
  { scope, fallback }: Pick<Departure, 'scope' | 'fallback'>,
): Promise<Step> {
  const next = 'Next' in state ? state.Next : undefined;
  const shaping = state.Type === 'Fail' ? {} : state;
  return leave(scene, { shaping, place: '', scope, fallback, next });
}

/** Output and Assign both see the old variables; the next state sees the new ones. */
async function leave(scene: Scene, { shaping, place, scope, fallback, next }: Departure): Promise<Step> {
  const { facts, position, tools, nextEventId } = scene;
  const name = position.state;
  const assigned = await tools.expressions.evaluate({
    template: shaping.Assign ?? {},
    location: `${place}Assign`,
    scope,
  });
  const output =
    shaping.Output === undefined
      ? fallback
      : await tools.expressions.evaluate({ template: shaping.Output, location: `${place}Output`, scope });
  if (!isObject(assigned) || exceedsDataLimit(assigned) || exceedsDataLimit(output))
    throw new StateFailure(tooLarge(name));
  const variables = { ...position.variables, ...assigned };
  if (Buffer.byteLength(JSON.stringify(variables)) > VARIABLES_LIMIT_BYTES)
    throw new StateFailure(tooLarge(name));

  const exited = stateExited(stateOf(facts, name), { name, output, assigned });
  if (next === undefined) return end({ status: 'SUCCEEDED', output: JSON.stringify(output) }, [exited]);
  const eventId = nextEventId + 1;
  const arrival = { name: next, input: output, variables, attempts: position.attempts, eventId };
  const entered = enter(facts, tools.now(), arrival);
  return moveTo(entered.position, [exited, entered.event], 1);
}

/** A failed state is tried again, caught, or the end. */
async function recover(scene: Scene, state: State, given: Failure): Promise<Step> {
  const { position, tools } = scene;
  const { failure, events } = tell(position, given);
  if (state.Type !== 'Task') return endFailed(failure, events);
  const plan = planRetry(state.Retry ?? [], failure, { used: position.retriesUsed, random: tools.random });
  if (plan !== undefined) {
    const until = tools.clock() + plan.delaySeconds * 1000 * tools.retryScale;
    return moveTo({ ...position, retriesUsed: plan.used, activity: { kind: 'backing-off', until } }, events);
  }
  const found = findCatcher(state.Catch ?? [], failure);
  if (found === undefined) return endFailed(failure, events);
  const errorOutput = { Error: failure.error, Cause: failure.cause ?? '' };
  const scope = scopeOf(scene, { errorOutput });
  const departure = {
    shaping: found.catcher,
    place: `Catch[${found.index}]/`,
    scope,
    fallback: errorOutput,
    next: found.catcher.Next,
  };
  try {
    const step = await leave({ ...scene, nextEventId: scene.nextEventId + events.length }, departure);
    return { ...step, events: [...events, ...step.events] };
  } catch (error) {
    // A catcher that fails itself is not caught again: the execution ends with what the catcher met.
    if (!(error instanceof StateFailure)) throw error;
    const second = tell(position, error.failure);
    return endFailed(second.failure, [...events, ...second.events]);
  }
}

/** An expression that failed gets an event of its own and, like on AWS, a cause that names the state. */
function tell({ state, enteredEvent }: Position, failure: Failure) {
  if (failure.location === undefined) return { failure, events: [] };
  const cause = `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}). ${failure.cause ?? ''}`;
  const told = { ...failure, cause };
  return { failure: told, events: [evaluationFailed(state, told)] };
}

function endFailed({ error, cause }: Failure, events: Step['events']): Step {
  const ending: Ending = { status: 'FAILED', error, cause };
  return end(ending, events);
}
