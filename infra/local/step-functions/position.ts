import * as z from 'zod';
import { json, type Json } from './json.ts';
import { failureSchema } from './state-failure.ts';
import type { Machine } from './supported-asl.ts';

const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('success'), result: json }),
  z.object({ kind: z.literal('failure'), failure: failureSchema }),
]);

const taskSchema = z.object({
  /** Counts the tasks of an execution. An answer to an earlier attempt is ignored. */
  attempt: z.int(),
  /** Sent exactly like this, and after a crash sent again. */
  functionName: z.string(),
  payload: json,
  token: z.string().optional(),
  /** Instants are milliseconds of the wall clock, so a restart does not move them. */
  deadline: z.number().optional(),
  heartbeatSeconds: z.number().optional(),
  heartbeatDeadline: z.number().optional(),
  /** The function has returned; only the token can finish the task now. */
  submitted: z.boolean(),
});

const activitySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entered') }),
  z.object({ kind: z.literal('waiting'), until: z.number() }),
  z.object({ kind: z.literal('backing-off'), until: z.number() }),
  z.object({ kind: z.literal('task'), task: taskSchema }),
  z.object({ kind: z.literal('settled'), outcome: outcomeSchema }),
]);

export const positionSchema = z.object({
  state: z.string(),
  input: json,
  variables: z.record(z.string(), json),
  enteredAt: z.string(),
  enteredEvent: z.int(),
  /** Attempts used by each retrier of the state. */
  retriesUsed: z.array(z.int()),
  retryCount: z.int(),
  attempts: z.int(),
  activity: activitySchema,
});

/** The result of a task, as it will be told to the state. */
export type Outcome = z.infer<typeof outcomeSchema>;
export type Task = z.infer<typeof taskSchema>;

/** Where an execution stands: all that is needed to go on after a crash. Never changed, only replaced. */
export type Position = z.infer<typeof positionSchema>;

/** What never changes about an execution. */
export interface ExecutionFacts {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly machine: Machine;
  readonly input: Json;
  readonly startedAt: Date;
}

type EndStatus = 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';

export interface Ending {
  readonly status: EndStatus;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** The instant at which something happens by itself, if any. */
export function nextInstant({ activity }: Position): number | undefined {
  switch (activity.kind) {
    case 'waiting':
    case 'backing-off':
      return activity.until;
    case 'task': {
      const { deadline = Infinity, heartbeatDeadline = Infinity } = activity.task;
      const first = Math.min(deadline, heartbeatDeadline);
      return first === Infinity ? undefined : first;
    }
    case 'entered':
    case 'settled':
      return undefined;
  }
}
