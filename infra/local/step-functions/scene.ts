import type { Expressions, Scope } from './expressions.ts';
import { executionEnded, stateEntered, type EventBody } from './history.ts';
import type { Json } from './json.ts';
import type { Ending, ExecutionFacts, Position } from './position.ts';
import type { State } from './supported-asl.ts';

/** What the interpreter works with, given once. */
export interface Tools {
  readonly expressions: Expressions;
  /** The time that people see: history, context. */
  readonly now: () => Date;
  /** The time that is measured: milliseconds of the wall clock. */
  readonly clock: () => number;
  readonly random: () => number;
  readonly retryScale: number;
}

/** One execution at one position. */
export interface Scene {
  readonly facts: ExecutionFacts;
  readonly position: Position;
  readonly nextEventId: number;
  readonly tools: Tools;
}

/** One indivisible change of an execution: what happened, and where it stands afterwards. */
export interface Step {
  readonly events: readonly EventBody[];
  /** State transitions as AWS bills them: every state entered, and every retry. */
  readonly transitions: number;
  readonly next:
    | { readonly kind: 'at'; readonly position: Position }
    | { readonly kind: 'ended'; readonly ending: Ending };
}

export function stateOf(facts: ExecutionFacts, name: string): State {
  const state = facts.machine.states.get(name);
  if (state === undefined) throw new Error(`The definition of ${facts.arn} has no state "${name}"`);
  return state;
}

/** The context object of AWS. The token is there only while the arguments of a waiting task are made. */
export function scopeOf(
  scene: Scene,
  extra: { token?: string; result?: Json; errorOutput?: Json } = {},
): Scope {
  const { facts, position } = scene;
  const { token, ...members } = extra;
  const isTask = stateOf(facts, position.state).Type === 'Task';
  const context: Json = {
    Execution: {
      Id: facts.arn,
      Input: facts.input,
      StartTime: facts.startedAt.toISOString(),
      Name: facts.name,
      RoleArn: facts.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.machineArn, Name: facts.machineName },
    State: {
      Name: position.state,
      EnteredTime: position.enteredAt,
      ...(isTask ? { RetryCount: position.retryCount } : {}),
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
  };
  return { states: { input: position.input, context, ...members }, variables: position.variables };
}

interface Arrival {
  readonly name: string;
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly attempts: number;
  readonly eventId: number;
}

/** Enters a state: one event, one transition, and a position that has not acted yet. */
export function enter(
  facts: ExecutionFacts,
  at: Date,
  arrival: Arrival,
): { event: EventBody; position: Position } {
  const { name, input, variables, attempts, eventId } = arrival;
  return {
    event: stateEntered(stateOf(facts, name), name, input),
    position: {
      state: name,
      input,
      variables: { ...variables },
      enteredAt: at.toISOString(),
      enteredEvent: eventId,
      retriesUsed: [],
      retryCount: 0,
      attempts,
      activity: { kind: 'entered' },
    },
  };
}

export function end(ending: Ending, before: readonly EventBody[] = []): Step {
  return { events: [...before, executionEnded(ending)], transitions: 0, next: { kind: 'ended', ending } };
}

export function moveTo(position: Position, events: readonly EventBody[] = [], transitions = 0): Step {
  return { events, transitions, next: { kind: 'at', position } };
}
