import { randomUUID } from 'node:crypto';
import type { Log } from '../engine.ts';
import type { Occurrences } from './occurrences.ts';
import { readExpression } from './occurrences.ts';
import { payloadOf } from './schedule-input.ts';

export interface Schedule {
  readonly name: string;
  /** `rate(...)`, `cron(...)` or `at(...)`. */
  readonly expression: string;
  /** IANA name. Cron and at expressions are read in it. */
  readonly timezone: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly functionName: string;
  /** JSON text; context attributes such as `<aws.scheduler.scheduled-time>` are replaced at each run. */
  readonly input: string;
  /** 0 for none, at most 1,440. A run starts when its window opens. */
  readonly flexibleWindowMinutes: number;
}

/** Calls back once after some milliseconds; the answer cancels it. */
export interface Timers {
  after(milliseconds: number, run: () => void): () => void;
}

export interface Scheduler {
  /** When a schedule is due next; undefined when it is disabled, unknown or over. */
  next(name: string): Date | undefined;
  /** Starts what is due now without waiting for the timer, for example after the clock was moved. */
  runDue(): void;
  /** Starts nothing more, and waits for the invocations on their way. */
  close(): Promise<void>;
}

interface SchedulerOptions {
  readonly schedules: readonly Schedule[];
  /** Hands a payload over for asynchronous invocation; resolves once it is accepted. */
  readonly invokeEvent: (functionName: string, payload: unknown) => Promise<unknown>;
  readonly log: Log;
  readonly now?: () => Date;
  readonly timers?: Timers;
}

interface Entry extends Schedule {
  readonly occurrences: Occurrences;
  due: Date | undefined;
}

/** The clock may be moved, and the machine may sleep, while a timer waits: look at it at least this often. */
const LONGEST_WAIT_MS = 15_000;
const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = [HOUR_MS, 24 * HOUR_MS, 32 * 24 * HOUR_MS, 367 * 24 * HOUR_MS];

/**
 * EventBridge Scheduler in this process, for Lambda targets.
 *
 * A run that the target refuses is logged, not repeated; the next one comes as planned. Time that passes while nothing
 * runs here brings no runs. Occurrences that pass in one jump of the clock become one run, that of the last of them.
 * Throws, naming the schedule, on anything that cannot be mapped.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const now = options.now ?? (() => new Date());
  const entries = readSchedules(options.schedules, now());
  const invoking = new Set<Promise<void>>();
  let lastSeen = now();
  let cancelTimer: () => void = () => undefined;
  let closed = false;

  const arm = (): void => {
    cancelTimer();
    const dues = entries.flatMap((entry) => entry.due?.getTime() ?? []);
    if (closed || dues.length === 0) {
      return;
    }
    const wait = Math.min(Math.max(Math.min(...dues) - now().getTime(), 0), LONGEST_WAIT_MS);
    cancelTimer = (options.timers ?? systemTimers).after(wait, runDue);
  };
  const runDue = (): void => {
    const instant = now();
    if (instant < lastSeen) {
      entries.forEach((entry) => (entry.due = nextDue(entry, instant)));
    }
    lastSeen = instant;
    for (const entry of closed ? [] : entries) {
      if (entry.due !== undefined && entry.due <= instant) {
        const run = invoke(entry, lastOccurrence(entry.occurrences, entry.due, instant), options);
        entry.due = nextDue(entry, instant);
        invoking.add(run);
        void run.finally(() => invoking.delete(run));
      }
    }
    arm();
  };
  arm();

  return {
    next: (name) => entries.find((entry) => entry.name === name)?.due,
    runDue,
    close: async () => {
      closed = true;
      cancelTimer();
      await Promise.all(invoking);
    },
  };
}

function readSchedules(schedules: readonly Schedule[], startedAt: Date): Entry[] {
  const names = new Set<string>();
  return schedules.map((schedule) => {
    try {
      if (names.has(schedule.name)) {
        throw new Error('another schedule has its name');
      }
      names.add(schedule.name);
      requireWindow(schedule.flexibleWindowMinutes);
      payloadOf(schedule.input, {
        scheduleName: schedule.name,
        scheduledTime: startedAt,
        executionId: randomUUID(),
      });
      const occurrences = readExpression(schedule.expression, schedule.timezone, startedAt);
      const entry: Entry = { ...schedule, occurrences, due: undefined };
      entry.due = nextDue(entry, startedAt);
      return entry;
    } catch (error) {
      throw new Error(`Schedule ${schedule.name} cannot run here: ${reasonOf(error)}.`, { cause: error });
    }
  });
}

function requireWindow(minutes: number): void {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 1440) {
    throw new Error(`a flexible window of ${minutes} minutes is not between 0 and 1440`);
  }
}

function nextDue(entry: Entry, after: Date): Date | undefined {
  return entry.state === 'ENABLED' ? entry.occurrences.next(after) : undefined;
}

/** The last occurrence from `due` up to `limit`. Looks back in growing steps, so that a jump of years stays cheap. */
function lastOccurrence(occurrences: Occurrences, due: Date, limit: Date): Date {
  const upTo = (after: Date): Date | undefined => {
    const found = occurrences.next(after);
    return found !== undefined && found <= limit ? found : undefined;
  };
  const starts = LOOK_BACK_MS.map((back) => new Date(limit.getTime() - back)).filter((start) => start > due);
  let last = starts.map(upTo).find((found) => found !== undefined) ?? due;
  for (let later = upTo(last); later !== undefined; later = upTo(later)) {
    last = later;
  }
  return last;
}

async function invoke(schedule: Schedule, scheduledTime: Date, options: SchedulerOptions): Promise<void> {
  const { name, functionName, input } = schedule;
  try {
    const payload = payloadOf(input, { scheduleName: name, scheduledTime, executionId: randomUUID() });
    await options.invokeEvent(functionName, payload);
    options.log(`scheduler: ${name} invoked ${functionName} for ${scheduledTime.toISOString()}`);
  } catch (error) {
    options.log(`scheduler: ${name} could not invoke ${functionName}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const systemTimers: Timers = {
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
