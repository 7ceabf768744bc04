import { describe, expect, it } from 'vitest';
import type { Schedule, Timers } from '../../infra/local/scheduler/start-scheduler.ts';
import { startScheduler } from '../../infra/local/scheduler/start-scheduler.ts';

const SCHEDULE: Schedule = {
  name: 'sweep',
  expression: 'rate(5 minutes)',
  timezone: 'Europe/London',
  state: 'ENABLED',
  functionName: 'expire-claims',
  input: '{}',
  flexibleWindowMinutes: 0,
};

/** A scheduler whose clock and timer are moved by hand. */
function schedulerAt(instant: string, schedules: readonly Partial<Schedule>[]) {
  let clock = new Date(instant);
  let pending: { milliseconds: number; run: () => void } | undefined;
  const timers: Timers = {
    after: (milliseconds, run) => {
      pending = { milliseconds, run };
      return () => (pending = undefined);
    },
  };
  const invoked: { functionName: string; payload: unknown }[] = [];
  const lines: string[] = [];
  const scheduler = startScheduler({
    schedules: schedules.map((schedule) => ({ ...SCHEDULE, ...schedule })),
    invokeEvent: (functionName, payload) => {
      invoked.push({ functionName, payload });
      return functionName === 'broken' ? Promise.reject(new Error('no such function')) : Promise.resolve();
    },
    log: (line) => lines.push(line),
    now: () => clock,
    timers,
  });
  return {
    scheduler,
    invoked,
    lines,
    moveTo: (next: string) => (clock = new Date(next)),
    waits: () => pending?.milliseconds,
    /** Lets the timer run out: the clock moves by exactly what it waited. */
    elapse: () => {
      const { milliseconds, run } = pending ?? { milliseconds: 0, run: () => undefined };
      clock = new Date(clock.getTime() + milliseconds);
      run();
    },
  };
}

/** The next occurrences of one expression after an instant. */
function occurrences(expression: string, from: string, count = 3): string[] {
  const found: string[] = [];
  for (let at = from; found.length < count; ) {
    const next = schedulerAt(at, [{ expression }]).scheduler.next('sweep');
    if (next === undefined) break;
    found.push((at = next.toISOString().replace('.000Z', 'Z')));
  }
  return found;
}

const london = (expression: string, from: string, ...expected: string[]) => ({ expression, from, expected });

describe('cron expressions', () => {
  it.each([
    london('cron(0 9 * * ? *)', '2026-01-10T09:00:00Z', '2026-01-11T09:00:00Z', '2026-01-12T09:00:00Z'),
    london('cron(0/15 * * * ? *)', '2026-01-10T09:01:00Z', '2026-01-10T09:15:00Z', '2026-01-10T09:30:00Z'),
    london('cron(5/20 8-9 * * ? *)', '2026-01-10T09:26:00Z', '2026-01-10T09:45:00Z', '2026-01-11T08:05:00Z'),
    london('cron(*/30 * * * ? *)', '2026-01-10T09:01:00Z', '2026-01-10T09:30:00Z', '2026-01-10T10:00:00Z'),
    london('cron(0 9 1,15 * ? *)', '2026-01-10T00:00:00Z', '2026-01-15T09:00:00Z', '2026-02-01T09:00:00Z'),
    london('cron(0 0 1 4 ? *)', '2026-01-10T00:00:00Z', '2026-03-31T23:00:00Z', '2027-03-31T23:00:00Z'),
    london(
      'cron(0 9 1 APR-JUN/2 ? *)',
      '2026-01-10T00:00:00Z',
      '2026-04-01T08:00:00Z',
      '2026-06-01T08:00:00Z',
    ),
    london(
      'cron(0 9 1 1 ? 2028-2030)',
      '2026-01-10T00:00:00Z',
      '2028-01-01T09:00:00Z',
      '2029-01-01T09:00:00Z',
    ),
  ])('$expression after $from', ({ expression, from, expected }) => {
    expect(occurrences(expression, from, expected.length)).toEqual(expected);
  });

  it('count days of the week from Sunday = 1, as AWS does and as names do', () => {
    // 10 January 2026 is a Saturday.
    const from = '2026-01-10T12:00:00Z';
    expect(occurrences('cron(0 9 ? * 1 *)', from, 1)).toEqual(['2026-01-11T09:00:00Z']);
    expect(occurrences('cron(0 9 ? * 2-6 *)', from, 6)).toEqual(
      occurrences('cron(0 9 ? * MON-FRI *)', from, 6),
    );
    expect(occurrences('cron(0 9 ? * 7 *)', from, 1)).toEqual(['2026-01-17T09:00:00Z']);
    expect(occurrences('cron(0 9 ? * L *)', from, 1)).toEqual(['2026-01-17T09:00:00Z']);
    expect(occurrences('cron(0 9 ? * TUE,THU *)', from, 2)).toEqual([
      '2026-01-13T09:00:00Z',
      '2026-01-15T09:00:00Z',
    ]);
  });

  it('find the n-th and the last weekday of a month', () => {
    const from = '2026-01-10T12:00:00Z';
    expect(occurrences('cron(0 9 ? * 3#2 *)', from, 2)).toEqual([
      '2026-01-13T09:00:00Z',
      '2026-02-10T09:00:00Z',
    ]);
    expect(occurrences('cron(0 9 ? * FRI#5 *)', from, 2)).toEqual([
      '2026-01-30T09:00:00Z',
      '2026-05-29T08:00:00Z',
    ]);
    expect(occurrences('cron(0 9 ? * 6L *)', from, 2)).toEqual([
      '2026-01-30T09:00:00Z',
      '2026-02-27T09:00:00Z',
    ]);
  });

  it('keep to month ends: last day, nearest working day, the 31st and 29 February', () => {
    expect(occurrences('cron(30 23 L * ? *)', '2028-01-31T23:30:00Z')).toEqual([
      '2028-02-29T23:30:00Z',
      '2028-03-31T22:30:00Z',
      '2028-04-30T22:30:00Z',
    ]);
    expect(occurrences('cron(0 9 LW * ? *)', '2026-01-31T00:00:00Z', 2)).toEqual([
      '2026-02-27T09:00:00Z',
      '2026-03-31T08:00:00Z',
    ]);
    expect(occurrences('cron(0 9 1W * ? *)', '2026-01-31T00:00:00Z', 1)).toEqual(['2026-02-02T09:00:00Z']);
    expect(occurrences('cron(0 9 31 * ? *)', '2026-01-31T09:00:00Z', 2)).toEqual([
      '2026-03-31T08:00:00Z',
      '2026-05-31T08:00:00Z',
    ]);
    expect(occurrences('cron(0 9 29 2 ? *)', '2026-03-01T00:00:00Z', 2)).toEqual([
      '2028-02-29T09:00:00Z',
      '2032-02-29T09:00:00Z',
    ]);
  });

  it('have no next occurrence once the year is over, or when the date never comes', () => {
    expect(occurrences('cron(0 9 1 1 ? 2025)', '2026-01-10T00:00:00Z')).toEqual([]);
    expect(occurrences('cron(0 9 31 2 ? *)', '2026-01-10T00:00:00Z')).toEqual([]);
  });
});

describe('clock changes in Europe/London', () => {
  // Clocks go forward on 29 March 2026 at 01:00 and back on 25 October 2026 at 02:00 British Summer Time.
  it('a daily time keeps its place on the wall', () => {
    expect(occurrences('cron(0 9 * * ? *)', '2026-03-27T12:00:00Z')).toEqual([
      '2026-03-28T09:00:00Z',
      '2026-03-29T08:00:00Z',
      '2026-03-30T08:00:00Z',
    ]);
    expect(occurrences('cron(0 9 * * ? *)', '2026-10-23T12:00:00Z')).toEqual([
      '2026-10-24T08:00:00Z',
      '2026-10-25T09:00:00Z',
      '2026-10-26T09:00:00Z',
    ]);
  });

  it('a time that the clock skips in spring is skipped', () => {
    expect(occurrences('cron(30 1 * * ? *)', '2026-03-28T00:00:00Z')).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-30T00:30:00Z',
      '2026-03-31T00:30:00Z',
    ]);
    expect(occurrences('cron(0/30 * * * ? *)', '2026-03-29T00:00:00Z')).toEqual([
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:30:00Z',
    ]);
  });

  it('a time that the clock shows twice in autumn comes once, the first time', () => {
    expect(occurrences('cron(30 1 * * ? *)', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
    expect(occurrences('cron(0/30 * * * ? *)', '2026-10-25T00:00:00Z')).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T02:00:00Z',
      '2026-10-25T02:30:00Z',
    ]);
    // Asked in the second pass of that hour: the hour is over.
    expect(occurrences('cron(45 1 * * ? *)', '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:45:00Z']);
  });

  it('a rate of days counts 24 hours, whatever the clock on the wall does', () => {
    expect(occurrences('rate(1 day)', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T12:00:00Z',
      '2026-03-30T12:00:00Z',
    ]);
  });

  it('a single time is read in its zone', () => {
    expect(occurrences('at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z')).toEqual(['2026-07-01T08:00:00Z']);
    const inUtc = { expression: 'at(2026-07-01T09:00:00)', timezone: 'UTC' };
    const { scheduler } = schedulerAt('2026-01-01T00:00:00Z', [inUtc]);
    expect(scheduler.next('sweep')?.toISOString()).toBe('2026-07-01T09:00:00.000Z');
    expect(occurrences('at(2026-07-01T09:00:00)', '2026-08-01T00:00:00Z')).toEqual([]);
  });
});

describe('what cannot be mapped is refused at start, by name', () => {
  it.each([
    ['cron(0 9 * * * *)', 'exactly one of day-of-month and day-of-week must be "?"'],
    ['cron(0 9 ? * ? *)', 'exactly one of day-of-month and day-of-week must be "?"'],
    ['cron(0 9 * * ?)', 'a cron expression has 6 fields, not 5'],
    ['cron(0 9 L-3 * ? *)', 'the day-of-month field "L-3"'],
    ['cron(0 9 ? * 0 *)', 'the day-of-week field "0"'],
    ['cron(0 9 ? * 2/2 *)', 'the day-of-week field "2/2"'],
    ['cron(0 9 ? * 3#1,6#3 *)', 'the day-of-week field "3#1,6#3"'],
    ['cron(/15 * * * ? *)', 'the minutes field "/15"'],
    ['cron(61 * * * ? *)', 'sweep'],
    ['cron(0 9 ? * SAT-MON *)', 'sweep'],
    ['rate(0 minutes)', 'the rate "0 minutes"'],
    ['rate(5 weeks)', 'the rate "5 weeks"'],
    ['at(2026-02-30T09:00:00)', 'sweep'],
    ['at(tomorrow)', 'the time "tomorrow"'],
    ['every 5 minutes', 'none of rate(...), cron(...) and at(...)'],
  ])('%s', (expression, reason) => {
    const start = () => schedulerAt('2026-01-10T00:00:00Z', [{ expression }]);
    expect(start).toThrow('Schedule sweep cannot run here');
    expect(start).toThrow(reason);
  });

  it.each([
    [{ timezone: 'Europe/Camelot' }, 'the time zone "Europe/Camelot" is unknown'],
    [{ input: '{"at":"<aws.scheduler.moon-phase>"}' }, '<aws.scheduler.moon-phase> is unknown'],
    [{ input: 'run' }, 'its input is not JSON'],
    [{ flexibleWindowMinutes: 1441 }, 'is not between 0 and 1440'],
    [{ state: 'DISABLED' as const, expression: 'rate(5 weeks)' }, 'the rate "5 weeks"'],
  ])('%o', (schedule, reason) => {
    expect(() => schedulerAt('2026-01-10T00:00:00Z', [schedule])).toThrow(reason);
  });

  it('two schedules of one name', () => {
    expect(() => schedulerAt('2026-01-10T00:00:00Z', [{}, {}])).toThrow('another schedule has its name');
  });
});

describe('running', () => {
  it('invokes the function at each occurrence, with the context attributes filled in', async () => {
    const { scheduler, invoked, elapse, moveTo } = schedulerAt('2026-01-10T09:00:00Z', [
      {
        input:
          '{"at":"<aws.scheduler.scheduled-time>","run":"<aws.scheduler.execution-id>",' +
          '"of":"<aws.scheduler.schedule-arn>","attempt":<aws.scheduler.attempt-number>}',
      },
    ]);
    moveTo('2026-01-10T09:04:59Z');
    scheduler.runDue();
    expect(invoked).toEqual([]);
    elapse();
    moveTo('2026-01-10T09:10:00Z');
    scheduler.runDue();
    await scheduler.close();

    const of = 'arn:aws:scheduler:eu-west-2:000000000000:schedule/default/sweep';
    const run: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(invoked).toEqual([
      { functionName: 'expire-claims', payload: { at: '2026-01-10T09:05:00Z', run, of, attempt: 1 } },
      { functionName: 'expire-claims', payload: { at: '2026-01-10T09:10:00Z', run, of, attempt: 1 } },
    ]);
    expect(new Set(invoked.map(({ payload }) => JSON.stringify(payload))).size).toBe(2);
  });

  it('waits only as long as the nearest occurrence, and never longer than 15 seconds at once', () => {
    const far = schedulerAt('2026-01-10T09:00:00Z', [{}, { name: 'hourly', expression: 'rate(1 hour)' }]);
    expect(far.waits()).toBe(15_000);
    const near = schedulerAt('2026-01-10T08:59:58Z', [{ expression: 'cron(0 9 * * ? *)' }]);
    expect(near.waits()).toBe(2_000);
  });

  it('folds what a jump of the clock passed over into one run, that of the last occurrence', async () => {
    const { scheduler, invoked, moveTo } = schedulerAt('2026-01-10T09:00:00Z', [
      { expression: 'cron(0 3 * * ? *)', input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    ]);
    moveTo('2026-05-02T12:00:00Z');
    scheduler.runDue();
    await scheduler.close();
    expect(invoked.map(({ payload }) => payload)).toEqual([{ at: '2026-05-02T02:00:00Z' }]);
    expect(scheduler.next('sweep')?.toISOString()).toBe('2026-05-03T02:00:00.000Z');
  });

  it('plans anew when the clock is set back', () => {
    const { scheduler, invoked, moveTo } = schedulerAt('2026-05-02T12:00:00Z', [
      { expression: 'cron(0 3 * * ? *)' },
    ]);
    moveTo('2026-01-10T09:00:00Z');
    scheduler.runDue();
    expect(scheduler.next('sweep')?.toISOString()).toBe('2026-01-11T03:00:00.000Z');
    expect(invoked).toEqual([]);
  });

  it('runs a single time once and then waits for nothing', async () => {
    const { scheduler, invoked, moveTo, waits } = schedulerAt('2026-01-10T09:00:00Z', [
      { expression: 'at(2026-01-10T10:00:00)' },
    ]);
    moveTo('2026-01-10T10:00:00Z');
    scheduler.runDue();
    scheduler.runDue();
    await scheduler.close();
    expect(invoked).toHaveLength(1);
    expect(scheduler.next('sweep')).toBeUndefined();
    expect(waits()).toBeUndefined();
  });

  it('never runs a disabled schedule', () => {
    const { scheduler, invoked, moveTo } = schedulerAt('2026-01-10T09:00:00Z', [{ state: 'DISABLED' }]);
    moveTo('2026-01-10T19:00:00Z');
    scheduler.runDue();
    expect(scheduler.next('sweep')).toBeUndefined();
    expect(invoked).toEqual([]);
  });

  it('logs an invocation that was refused, and keeps to the plan', async () => {
    const { scheduler, invoked, lines, moveTo } = schedulerAt('2026-01-10T09:00:00Z', [
      { functionName: 'broken' },
    ]);
    moveTo('2026-01-10T09:05:00Z');
    scheduler.runDue();
    moveTo('2026-01-10T09:10:00Z');
    scheduler.runDue();
    await scheduler.close();
    expect(invoked).toHaveLength(2);
    expect(lines[0]).toBe('scheduler: sweep could not invoke broken: no such function');
  });

  it('starts nothing after it was closed', async () => {
    const { scheduler, invoked, moveTo, waits } = schedulerAt('2026-01-10T09:00:00Z', [{}]);
    await scheduler.close();
    moveTo('2026-01-10T10:00:00Z');
    scheduler.runDue();
    expect(invoked).toEqual([]);
    expect(waits()).toBeUndefined();
  });
});
