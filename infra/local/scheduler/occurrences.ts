import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import { toCronPattern } from './cron-pattern.ts';

/** When a schedule is due. */
export interface Occurrences {
  /** The first occurrence after an instant, or undefined when there is none any more. */
  next(after: Date): Date | undefined;
}

const MINUTE_MS = 60_000;
const UNIT_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS };

/**
 * Reads an expression of EventBridge Scheduler: `rate(...)`, `cron(...)` or `at(...)`.
 *
 * A rate counts from `startedAt`, its first occurrence one interval later; its days are 24 hours. Throws, with the
 * reason, on an expression that cannot be mapped exactly and on an unknown time zone.
 */
export function readExpression(expression: string, timezone: string, startedAt: Date): Occurrences {
  requireZone(timezone);
  const [, kind, body = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') {
    return everyInterval(body, startedAt);
  }
  if (kind === 'cron') {
    return byCron(body, timezone);
  }
  if (kind === 'at') {
    return once(body, timezone);
  }
  throw new Error(`the expression "${expression}" is none of rate(...), cron(...) and at(...)`);
}

function everyInterval(body: string, startedAt: Date): Occurrences {
  const match = /^([1-9]\d*) (minute|hour|day)s?$/.exec(body);
  const count = Number(match?.[1]);
  const unit = match?.[2];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') {
    throw new Error(`the rate "${body}" is not a positive number of minutes, hours or days`);
  }
  const interval = count * UNIT_MS[unit];
  const start = startedAt.getTime();
  return {
    next: (after) => {
      const elapsed = Math.max(0, Math.floor((after.getTime() - start) / interval));
      return new Date(start + (elapsed + 1) * interval);
    },
  };
}

/**
 * croner walks the clock on the wall, as if it were UTC; the zone is applied afterwards, by EventBridge Scheduler's
 * rules: a time that the clock skips in spring does not occur, and one that it shows twice in autumn occurs once, the
 * first time.
 */
function byCron(body: string, timezone: string): Occurrences {
  const options = { timezone: 'UTC', mode: '7-part', alternativeWeekdays: true, sloppyRanges: true } as const;
  const wall = new Cron(toCronPattern(body.split(' ')), options);
  return {
    next: (after) => {
      let cursor = instantOf(wallTime(after, timezone), 'UTC');
      for (;;) {
        const shown = wall.nextRun(cursor);
        if (shown === null) {
          return undefined;
        }
        const local = wallTime(shown, 'UTC');
        const instant = instantOf(local, timezone);
        if (instant > after && wallTime(instant, timezone).equals(local)) {
          return instant;
        }
        cursor = shown;
      }
    },
  };
}

/** In the hour that the clock shows twice, the first one; in the hour that it skips, as long after the change. */
function once(body: string, timezone: string): Occurrences {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body)) {
    throw new Error(`the time "${body}" is not written as yyyy-mm-ddThh:mm:ss`);
  }
  const local = Temporal.PlainDateTime.from(body, { overflow: 'reject' });
  const instant = new Date(
    local.toZonedDateTime(timezone, { disambiguation: 'compatible' }).epochMilliseconds,
  );
  return { next: (after) => (instant > after ? instant : undefined) };
}

function requireZone(timezone: string): void {
  try {
    wallTime(new Date(0), timezone);
  } catch {
    throw new Error(`the time zone "${timezone}" is unknown`);
  }
}

function wallTime(instant: Date, timezone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime();
}

function instantOf(local: Temporal.PlainDateTime, timezone: string): Date {
  return new Date(local.toZonedDateTime(timezone, { disambiguation: 'earlier' }).epochMilliseconds);
}
