import type { Json } from './json.ts';
import type { Ending, ExecutionFacts, Task } from './position.ts';
import type { Failure } from './state-failure.ts';
import type { State, TaskState } from './supported-asl.ts';

/** A history event before it has an id and a time. `details` goes under `detailsKey`, as on AWS. */
export interface EventBody {
  readonly type: string;
  readonly detailsKey: string;
  readonly details: Readonly<Record<string, Json>>;
}

type Details = Readonly<Record<string, Json | undefined>>;

const WHOLE = { truncated: false };
/** Members that carry people's data; left out when a reader asks for history without execution data. */
const DATA_MEMBERS = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
];

function event(type: string, details: Details, detailsKey = detailsKeyOf(type)): EventBody {
  const given: [string, Json][] = [];
  for (const [name, value] of Object.entries(details)) if (value !== undefined) given.push([name, value]);
  return { type, detailsKey, details: Object.fromEntries(given) };
}

function detailsKeyOf(type: string): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

export function executionStarted(facts: ExecutionFacts): EventBody {
  const details = { input: JSON.stringify(facts.input), inputDetails: WHOLE, roleArn: facts.roleArn };
  return event('ExecutionStarted', details);
}

export function executionEnded({ status, output, error, cause }: Ending): EventBody {
  switch (status) {
    case 'SUCCEEDED':
      return event('ExecutionSucceeded', { output, outputDetails: WHOLE });
    case 'FAILED':
      return event('ExecutionFailed', { error, cause });
    case 'ABORTED':
      return event('ExecutionAborted', { error, cause });
    case 'TIMED_OUT':
      return event('ExecutionTimedOut', { error, cause });
  }
}

export function stateEntered(state: State, name: string, input: Json): EventBody {
  const details = { name, input: JSON.stringify(input), inputDetails: WHOLE };
  return event(`${state.Type}StateEntered`, details, 'stateEnteredEventDetails');
}

interface Exit {
  readonly name: string;
  readonly output: Json;
  readonly assigned: Readonly<Record<string, Json>>;
}

export function stateExited(state: State, { name, output, assigned }: Exit): EventBody {
  const texts = Object.entries(assigned).map(
    ([variable, value]) => [variable, JSON.stringify(value)] as const,
  );
  const variables =
    texts.length === 0
      ? {}
      : { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: WHOLE };
  const details = { name, output: JSON.stringify(output), outputDetails: WHOLE, ...variables };
  return event(`${state.Type}StateExited`, details, 'stateExitedEventDetails');
}

/** `invoke` or `invoke.waitForTaskToken`, as the history names the action of a resource. */
function resourceOf(state: TaskState) {
  return {
    resourceType: 'lambda',
    resource: state.Resource.slice(state.Resource.indexOf(':lambda:') + ':lambda:'.length),
  };
}

export function taskScheduled(
  state: TaskState,
  task: Task,
  limits: { region: string; timeoutSeconds: number | undefined },
): EventBody {
  return event('TaskScheduled', {
    ...resourceOf(state),
    region: limits.region,
    parameters: JSON.stringify({ FunctionName: task.functionName, Payload: task.payload }),
    timeoutInSeconds: limits.timeoutSeconds,
    heartbeatInSeconds: task.heartbeatSeconds,
  });
}

export function taskStarted(state: TaskState): EventBody {
  return event('TaskStarted', resourceOf(state));
}

export function taskSubmitted(state: TaskState, output: Json): EventBody {
  return event('TaskSubmitted', {
    ...resourceOf(state),
    output: JSON.stringify(output),
    outputDetails: WHOLE,
  });
}

export function taskSucceeded(state: TaskState, output: Json): EventBody {
  return event('TaskSucceeded', {
    ...resourceOf(state),
    output: JSON.stringify(output),
    outputDetails: WHOLE,
  });
}

/** A task that ran out of time has an event type of its own. */
export function taskFailed(state: TaskState, { error, cause, overdue }: Failure): EventBody {
  return event(overdue !== undefined ? 'TaskTimedOut' : 'TaskFailed', { ...resourceOf(state), error, cause });
}

export function evaluationFailed(name: string, { error, cause, location }: Failure): EventBody {
  return event('EvaluationFailed', { error, cause, location, state: name });
}

/** The event as the API answers it. The first event and what comes from outside follow nothing (0), as on AWS. */
export function numberEvent({ type, detailsKey, details }: EventBody, id: number, at: Date): Json {
  const fromOutside = type === 'ExecutionAborted' || type === 'ExecutionTimedOut';
  const previousEventId = id <= 2 || fromOutside ? 0 : id - 1;
  return { id, previousEventId, timestamp: at.getTime() / 1000, type, [detailsKey]: { ...details } };
}

/** The same event without input, output, arguments and variables. */
export function withoutData(event: Record<string, Json>): Record<string, Json> {
  const members = Object.entries(event).map(([name, value]): [string, Json] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [name, value];
    return [
      name,
      Object.fromEntries(Object.entries(value).filter(([member]) => !DATA_MEMBERS.includes(member))),
    ];
  });
  return Object.fromEntries(members);
}
