import { describe, expect, it } from 'vitest';
import { POLICY_VERSIONS, policyOn } from '../../../shared/domain/policy.ts';
import { DIPLOMA, completedOn, recordOf } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

const on = (paymentDate: string, changes: FactChanges): FactChanges => {
  const policy = policyOn(paymentDate, POLICY_VERSIONS);
  return {
    ...(policy === undefined ? {} : { policy }),
    ...changes,
    claim: { paymentDate, ...changes.claim },
  };
};
const YEAR_END = 'dates.before-year-end';
const WINDOW = 'dates.within-window';

describe('the deadline of 2024-25 binds what began and ended in that year (rule T8)', () => {
  const completed = (day: string, now: string) =>
    recordOf(
      YEAR_END,
      on('2025-02-01', { now, claim: { startDate: '2025-01-10', learners: completedOn(day) } }),
    );

  it.each([
    ['2025-03-31', '2025-03-31T09:00:00.000Z', 'fail'],
    ['2025-03-10', '2025-03-21T23:59:59.999Z', 'pass'],
    ['2025-03-10', '2025-03-22T00:00:00.000Z', 'fail'],
  ])('completed on %s, submitted %s: %s', (day, now, outcome) => {
    expect(completed(day, now)?.outcome).toBe(outcome);
  });

  it('what was still running on 1 April is carried forward: the window alone counts', () => {
    expect(completed('2025-04-01', '2025-07-01T22:59:59.999Z')).toBeUndefined();
    const claim = { startDate: '2025-01-10', learners: completedOn('2025-04-01') };
    const inTime = (now: string) => recordOf(WINDOW, on('2025-02-01', { now, claim }))?.outcome;
    expect([inTime('2025-07-01T22:59:59.999Z'), inTime('2025-07-01T23:00:00.000Z')]).toEqual([
      'pass',
      'fail',
    ]);
  });

  it('a start part that was paid in the year and started after it is carried forward too', () => {
    const changes = on('2025-03-20', {
      type: 'start',
      now: '2025-06-01T09:00:00.000Z',
      claim: { startDate: '2025-04-02' },
    });
    expect(recordOf(YEAR_END, changes)).toBeUndefined();
  });

  it('completion parts carry forward', () => {
    const changes = on('2025-02-01', {
      type: 'completion',
      startPart: { paymentDate: '2024-10-02', startDate: '2024-10-01' },
      now: '2025-05-01T09:00:00.000Z',
      claim: { learners: completedOn('2025-03-01') },
    });
    expect(recordOf(YEAR_END, changes)).toBeUndefined();
  });

  it('no deadline is invented for the main fund of 2025-26', () => {
    expect(recordOf(YEAR_END, { catalogue: [DIPLOMA] })).toBeUndefined();
  });
});

describe('the last day of the window, worked by hand', () => {
  it.each([
    ['2025-11-30', '2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z'],
    ['2027-11-30', '2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00.000Z'],
    ['2024-02-29', '2024-05-29T22:59:59.999Z', '2024-05-29T23:00:00.000Z'],
    // The clocks go forward on 29 March 2026, after one in the morning.
    ['2025-12-29', '2026-03-29T22:59:59.999Z', '2026-03-29T23:00:00.000Z'],
    // They went back on 26 October 2025: that day is the last that begins in summer time.
    ['2025-07-25', '2025-10-25T22:59:59.999Z', '2025-10-25T23:00:00.000Z'],
    ['2025-07-26', '2025-10-26T23:59:59.999Z', '2025-10-27T00:00:00.000Z'],
    ['2025-12-31', '2026-03-31T22:59:59.999Z', '2026-03-31T23:00:00.000Z'],
    ['2026-01-01', '2026-04-01T22:59:59.999Z', '2026-04-01T23:00:00.000Z'],
  ])('completed on %s: in time at %s, late at %s', (day, inTime, late) => {
    const claim = { startDate: undefined, learners: completedOn(day) };
    expect(recordOf(WINDOW, { claim, now: inTime })?.outcome).toBe('pass');
    expect(recordOf(WINDOW, { claim, now: late })?.outcome).toBe('fail');
  });
});

describe('the long stop comes on top of the window (rule T10)', () => {
  const judged = (id: string, now: string) => {
    const claim = { startDate: '2024-09-01', learners: completedOn('2026-11-15') };
    return recordOf(id, on('2024-09-01', { now, claim }))?.outcome;
  };

  it.each([
    ['2026-12-31T23:59:59.999Z', 'pass', 'pass'],
    ['2027-01-01T00:00:00.000Z', 'pass', 'fail'],
    ['2027-02-16T00:00:00.000Z', 'fail', 'fail'],
  ])('at %s the window says %s and the long stop %s', (now, window, stop) => {
    expect([judged(WINDOW, now), judged('dates.before-long-stop', now)]).toEqual([window, stop]);
  });

  it('does not bind what began on 31 March 2025', () => {
    expect(recordOf('dates.before-long-stop', { claim: { startDate: '2025-03-31' } })).toBeUndefined();
  });
});
