import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';

/** What one invocation knows about itself. */
export interface ScheduledRun {
  readonly scheduleName: string;
  readonly scheduledTime: Date;
  readonly executionId: string;
}

const KEYWORD = /<(aws\.scheduler\.[^>]*)>/g;

/** The context attributes that EventBridge Scheduler replaces inside a target's input. */
const ATTRIBUTES: Readonly<Record<string, (run: ScheduledRun) => string>> = {
  'aws.scheduler.schedule-arn': (run) =>
    `arn:aws:scheduler:${LOCAL_REGION}:${LOCAL_ACCOUNT}:schedule/default/${run.scheduleName}`,
  'aws.scheduler.scheduled-time': (run) => run.scheduledTime.toISOString().replace(/\.\d{3}Z$/, 'Z'),
  'aws.scheduler.execution-id': (run) => run.executionId,
  // A run is tried once.
  'aws.scheduler.attempt-number': () => '1',
};

/**
 * The payload of one run: the schedule's input with its context attributes filled in, as a JSON value.
 *
 * Throws when the input names an unknown attribute or is not JSON once they are replaced.
 */
export function payloadOf(input: string, run: ScheduledRun): unknown {
  const text = input.replace(KEYWORD, (_whole, name: string) => {
    const value = ATTRIBUTES[name];
    if (value === undefined) {
      throw new Error(`the context attribute <${name}> is unknown`);
    }
    return value(run);
  });
  try {
    const payload: unknown = JSON.parse(text);
    return payload;
  } catch {
    throw new Error('its input is not JSON');
  }
}
