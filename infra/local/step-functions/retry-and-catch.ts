import { DATA_LIMIT, RUNTIME, TIMEOUT, type Failure } from './state-failure.ts';
import type { Catcher, Retrier } from './supported-asl.ts';

/** Errors that only their own name matches: AWS ends the execution rather than let a wildcard hide them. */
const TERMINAL: ReadonlySet<string> = new Set([RUNTIME, DATA_LIMIT]);

/** Whether one of the error names of a rule stands for this failure. */
function matchesError(names: readonly string[], failure: Failure): boolean {
  return names.some((name) => {
    if (name === failure.error) return true;
    if (name === 'States.HeartbeatTimeout') return failure.overdue === 'heartbeat';
    if (TERMINAL.has(failure.error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== TIMEOUT);
  });
}

/** A retry that is due: how long to wait, and the attempts used by each retrier including this one. */
interface RetryPlan {
  readonly delaySeconds: number;
  readonly used: number[];
}

interface RetryHistory {
  readonly used: readonly number[];
  readonly random: () => number;
}

/**
 * The first retrier that matches decides, each with its own count. Its delay grows by `BackoffRate`, is capped by
 * `MaxDelaySeconds`, and full jitter takes any part of it. Nothing when no retrier matches or it is used up.
 */
export function planRetry(
  retriers: readonly Retrier[],
  failure: Failure,
  history: RetryHistory,
): RetryPlan | undefined {
  const index = retriers.findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, failure));
  const retrier = retriers[index];
  const spent = history.used[index] ?? 0;
  if (retrier === undefined || spent >= (retrier.MaxAttempts ?? 3)) return undefined;
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
  const full = Math.min(IntervalSeconds * BackoffRate ** spent, MaxDelaySeconds);
  return {
    delaySeconds: JitterStrategy === 'FULL' ? full * history.random() : full,
    used: retriers.map((_, at) => (history.used[at] ?? 0) + (at === index ? 1 : 0)),
  };
}

export function findCatcher(
  catchers: readonly Catcher[],
  failure: Failure,
): { catcher: Catcher; index: number } | undefined {
  const index = catchers.findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, failure));
  const catcher = catchers[index];
  return catcher === undefined ? undefined : { catcher, index };
}
