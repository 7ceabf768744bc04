import type { Alarm } from './alarm.ts';
import type { ExecutionRow } from './execution-row.ts';
import type { Change } from './executions.ts';
import { parseJson } from './json.ts';
import { positionSchema, type ExecutionFacts, type Position } from './position.ts';
import { end, type Step } from './scene.ts';
import { RUNTIME } from './state-failure.ts';
import type { Machine } from './supported-asl.ts';

/** The most events a history may have, as on AWS; it also ends a machine that loops for ever. */
const LONGEST_HISTORY = 25_000;

/** A running execution in memory. */
export interface Run {
  readonly seq: number;
  readonly facts: ExecutionFacts;
  /** When the whole execution runs out of time, milliseconds of the wall clock. */
  readonly deadline: number | undefined;
  /** Undefined from the moment it ended. */
  position: Position | undefined;
  nextEventId: number;
  /** The attempt whose invocation this process has sent; after a restart none is, so it is sent again. */
  sentAttempt: number | undefined;
  driving: boolean;
  /** Rings for the current activity. */
  alarm: Alarm | undefined;
  /** Rings at the deadline. */
  lifeAlarm: Alarm | undefined;
}

export function newRun(known: Pick<Run, 'seq' | 'facts' | 'deadline' | 'position' | 'nextEventId'>): Run {
  return { ...known, sentAttempt: undefined, driving: false, alarm: undefined, lifeAlarm: undefined };
}

/** The part of a run that the journal kept. */
export function savedRun(row: ExecutionRow, machine: Machine): Parameters<typeof newRun>[0] {
  const facts: ExecutionFacts = {
    arn: row.arn,
    name: row.name,
    machineArn: row.machine_arn,
    machineName: row.machine_name,
    roleArn: row.role_arn,
    machine,
    input: parseJson(row.input),
    startedAt: new Date(row.started_at),
  };
  const position = positionSchema.parse(JSON.parse(row.position ?? 'null'));
  return { seq: row.seq, facts, position, nextEventId: row.events + 1, deadline: row.deadline };
}

export function positionAfter(step: Step): Position | undefined {
  return step.next.kind === 'at' ? step.next.position : undefined;
}

/** A step as the journal takes it: a token is opened with its task and closed with it, in the same transaction. */
export function changeOf(
  run: Pick<Run, 'seq' | 'facts' | 'position' | 'nextEventId'>,
  step: Step,
  at: Date,
): Change {
  const position = positionAfter(step);
  const [before, after] = [tokenOf(run.position), tokenOf(position)];
  return {
    seq: run.seq,
    arn: run.facts.arn,
    firstEventId: run.nextEventId,
    events: step.events,
    transitions: step.transitions,
    at,
    position,
    ending: step.next.kind === 'ended' ? step.next.ending : undefined,
    openedToken: after === before ? undefined : after,
    closedToken: after === before ? undefined : before,
  };
}

/** The open token of a position, if its task has one. */
export function tokenOf(position: Position | undefined): string | undefined {
  return position?.activity.kind === 'task' ? position.activity.task.token : undefined;
}

/** The step itself, or the end of an execution whose history would grow too long. */
export function withinHistory(run: Pick<Run, 'nextEventId'>, step: Step): Step {
  if (step.next.kind === 'ended' || run.nextEventId + step.events.length <= LONGEST_HISTORY) return step;
  const cause = `The execution reached the maximum number of history events (${LONGEST_HISTORY}).`;
  return end({ status: 'FAILED', error: RUNTIME, cause });
}
