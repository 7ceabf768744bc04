import { placeOf, SCHEMA_FAILED, type Problem } from './problem.ts';
import type { State, TaskState } from './supported-asl.ts';

type States = ReadonlyMap<string, State>;

interface Transition {
  readonly path: readonly PropertyKey[];
  readonly target: string;
}

/** Problems of a single state that its schema cannot express. */
export function checkState(name: string, state: State): Problem[] {
  const problem = (message: string, ...path: PropertyKey[]): Problem => ({
    code: SCHEMA_FAILED,
    location: placeOf('', ['States', name, ...path]),
    message,
  });
  const problems: Problem[] = [];
  const movesOn = state.Type === 'Pass' || state.Type === 'Task' || state.Type === 'Wait';
  if (movesOn && (state.Next === undefined) === (state.End === undefined))
    problems.push(problem('exactly one of "Next" and "End" is needed'));
  if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined))
    problems.push(problem('exactly one of "Seconds" and "Timestamp" is needed'));
  if (state.Type === 'Task') problems.push(...checkTask(state, problem));
  return problems;
}

function checkTask(
  state: TaskState,
  problem: (message: string, ...path: PropertyKey[]) => Problem,
): Problem[] {
  const problems: Problem[] = [];
  const {
    TimeoutSeconds: timeout,
    HeartbeatSeconds: heartbeat,
    Retry: retriers = [],
    Catch: catchers = [],
  } = state;
  if (heartbeat !== undefined && !state.Resource.endsWith('.waitForTaskToken'))
    problems.push(problem('a heartbeat needs a task token (".waitForTaskToken")', 'HeartbeatSeconds'));
  if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout)
    problems.push(problem('must be smaller than "TimeoutSeconds"', 'HeartbeatSeconds'));
  for (const [index, { IntervalSeconds = 1, MaxDelaySeconds }] of retriers.entries()) {
    if (MaxDelaySeconds !== undefined && MaxDelaySeconds <= IntervalSeconds)
      problems.push(problem('must be greater than "IntervalSeconds"', 'Retry', index, 'MaxDelaySeconds'));
  }
  for (const [field, rules] of [['Retry', retriers] as const, ['Catch', catchers] as const]) {
    for (const [index, { ErrorEquals: names }] of rules.entries()) {
      if (names.includes('States.ALL') && (names.length > 1 || index < rules.length - 1))
        problems.push(problem('"States.ALL" must stand alone and last', field, index, 'ErrorEquals'));
    }
  }
  return problems;
}

const missing = (location: string, target: string): Problem => ({
  code: 'MISSING_TRANSITION_TARGET',
  location,
  message: `state "${target}" does not exist`,
});

export function checkStart(startAt: string, names: ReadonlySet<string>): Problem[] {
  return names.has(startAt) ? [] : [missing('/StartAt', startAt)];
}

/** Transitions that lead nowhere. */
export function checkTargets(states: States, names: ReadonlySet<string>): Problem[] {
  return [...states].flatMap(([name, state]) =>
    transitionsOf(state)
      .filter(({ target }) => !names.has(target))
      .map(({ path, target }) => missing(placeOf('', ['States', name, ...path]), target)),
  );
}

/** States that no walk from the start can reach. */
export function checkReach(startAt: string, states: States): Problem[] {
  const reached = reachableFrom(startAt, states);
  return [...states.keys()]
    .filter((name) => !reached.has(name))
    .map((name) => ({
      code: 'UNREACHABLE_STATE',
      location: placeOf('', ['States', name]),
      message: 'no walk from the start reaches this state',
    }));
}

function reachableFrom(startAt: string, states: States): ReadonlySet<string> {
  const reached = new Set<string>();
  const ahead = [startAt];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    ahead.push(...transitionsOf(state).map(({ target }) => target));
  }
  return reached;
}

function transitionsOf(state: State): Transition[] {
  const transitions: Transition[] = [];
  const add = (target: string | undefined, ...path: PropertyKey[]) => {
    if (target !== undefined) transitions.push({ path, target });
  };
  if ('Next' in state) add(state.Next, 'Next');
  if (state.Type === 'Choice') {
    for (const [index, rule] of state.Choices.entries()) add(rule.Next, 'Choices', index, 'Next');
    add(state.Default, 'Default');
  }
  if (state.Type === 'Task') {
    for (const [index, catcher] of (state.Catch ?? []).entries()) add(catcher.Next, 'Catch', index, 'Next');
  }
  return transitions;
}
