import { describe, expect, it } from 'vitest';
import { claimWindow } from '../../../shared/domain/claim-window.ts';

const THREE_MONTHS = { windowMonths: 3 };
const completed = (...days: readonly (string | undefined)[]) =>
  days.map((completionDate) => (completionDate === undefined ? {} : { completionDate }));

describe('a full claim counts from completion (rule T2)', () => {
  it.each([
    ['in summer', '2025-05-15', '2025-08-15', '2025-08-15T22:59:59.999Z', '2025-08-15T23:00:00.000Z'],
    ['in winter', '2025-11-15', '2026-02-15', '2026-02-15T23:59:59.999Z', '2026-02-16T00:00:00.000Z'],
    [
      '30 November, common year',
      '2025-11-30',
      '2026-02-28',
      '2026-02-28T23:59:59.999Z',
      '2026-03-01T00:00:00.000Z',
    ],
    [
      '30 November, leap year',
      '2027-11-30',
      '2028-02-29',
      '2028-02-29T23:59:59.999Z',
      '2028-03-01T00:00:00.000Z',
    ],
    [
      'ending when the clocks go forward',
      '2024-12-30',
      '2025-03-30',
      '2025-03-30T22:59:59.999Z',
      '2025-03-30T23:00:00.000Z',
    ],
    [
      'ending the day before that',
      '2024-12-29',
      '2025-03-29',
      '2025-03-29T23:59:59.999Z',
      '2025-03-30T00:00:00.000Z',
    ],
    [
      'ending when the clocks go back',
      '2025-07-26',
      '2025-10-26',
      '2025-10-26T23:59:59.999Z',
      '2025-10-27T00:00:00.000Z',
    ],
    [
      'ending the day before that',
      '2025-07-25',
      '2025-10-25',
      '2025-10-25T22:59:59.999Z',
      '2025-10-25T23:00:00.000Z',
    ],
    [
      'over the end of the year',
      '2025-09-30',
      '2025-12-30',
      '2025-12-30T23:59:59.999Z',
      '2025-12-31T00:00:00.000Z',
    ],
  ])('%s: completed %s, last day %s', (...[, completion, lastDay, lastMoment, tooLate]) => {
    const window = claimWindow({ type: 'full', learners: completed(completion) }, THREE_MONTHS);
    expect(window).toEqual({ anchor: completion, lastDay, closesAt: tooLate });
    expect(lastMoment < tooLate).toBe(true);
    expect(Date.parse(tooLate) - Date.parse(lastMoment)).toBe(1);
  });

  it('whatever the payment and start dates are', () => {
    const dates = { startDate: '2025-09-01', paymentDate: '2025-09-30' };
    const window = claimWindow({ type: 'full', learners: completed('2025-05-15'), ...dates }, THREE_MONTHS);
    expect(window?.anchor).toBe('2025-05-15');
  });
});

describe('a full claim for several learners counts from the last completion (rule T7)', () => {
  it.each([
    ['the last named', ['2025-01-05', '2025-03-01']],
    ['the first named', ['2025-03-01', '2025-01-05']],
    ['in the middle', ['2025-01-05', '2025-03-01', '2025-02-28']],
    ['the same for all', ['2025-03-01', '2025-03-01']],
  ])('%s', (_what, days) => {
    const window = claimWindow({ type: 'full', learners: completed(...days) }, THREE_MONTHS);
    expect(window).toEqual({
      anchor: '2025-03-01',
      lastDay: '2025-06-01',
      closesAt: '2025-06-01T23:00:00.000Z',
    });
  });

  it('is not known while one of them has no completion date', () => {
    const learners = completed('2025-01-05', undefined);
    expect(claimWindow({ type: 'full', learners }, THREE_MONTHS)).toBeUndefined();
  });
});

describe('a start part counts from the later of payment and start (rule T3)', () => {
  it.each([
    ['start after payment', '2025-02-01', '2025-01-10', '2025-02-01', '2025-05-01'],
    ['payment after start', '2025-01-10', '2025-02-01', '2025-02-01', '2025-05-01'],
    ['both on one day', '2025-02-01', '2025-02-01', '2025-02-01', '2025-05-01'],
  ])('%s', (...[, startDate, paymentDate, anchor, lastDay]) => {
    const claim = { type: 'start', startDate, paymentDate, learners: completed(undefined) } as const;
    expect(claimWindow(claim, THREE_MONTHS)).toEqual({
      anchor,
      lastDay,
      closesAt: `${lastDay}T23:00:00.000Z`,
    });
  });

  it('whatever the completion dates are', () => {
    const dates = { startDate: '2025-02-01', paymentDate: '2025-01-10' };
    const claim = { type: 'start', learners: completed('2025-09-01'), ...dates } as const;
    expect(claimWindow(claim, THREE_MONTHS)?.anchor).toBe('2025-02-01');
  });

  it.each([{ startDate: '2025-02-01' }, { paymentDate: '2025-02-01' }, {}])(
    'is not known from one of the two alone: %j',
    (dates) => {
      const claim = { type: 'start', learners: completed('2025-03-01'), ...dates } as const;
      expect(claimWindow(claim, THREE_MONTHS)).toBeUndefined();
    },
  );
});

describe('a completion part counts from completion (rule T4)', () => {
  it('and not from the dates that it took over from its start part', () => {
    const claim = {
      type: 'completion',
      startDate: '2025-02-01',
      paymentDate: '2025-01-10',
      learners: completed('2025-11-30'),
    } as const;
    expect(claimWindow(claim, THREE_MONTHS)).toEqual({
      anchor: '2025-11-30',
      lastDay: '2026-02-28',
      closesAt: '2026-03-01T00:00:00.000Z',
    });
  });
});

it('is not known for a claim that names nobody', () => {
  expect(claimWindow({ type: 'full', learners: [] }, THREE_MONTHS)).toBeUndefined();
});

it('is as long as the policy says', () => {
  const claim = { type: 'full', learners: completed('2025-08-31') } as const;
  expect(claimWindow(claim, { windowMonths: 1 })?.lastDay).toBe('2025-09-30');
  expect(claimWindow(claim, { windowMonths: 6 })?.lastDay).toBe('2026-02-28');
});
