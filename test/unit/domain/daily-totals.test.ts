import { describe, expect, it } from 'vitest';
import { dailyTotals } from '../../../shared/domain/fund/daily-totals.ts';
import type { JournalLine } from '../../../shared/domain/fund/journal.ts';

const line = (outcome: JournalLine['outcome'], settledAt: string, availablePence: number) => ({
  outcome,
  settledAt,
  moved: { fundingPence: 0, availablePence, heldPence: -availablePence, committedPence: 0 },
});

describe('the journal as days', () => {
  it('adds what left and what came back, and fills the days between with nothing', () => {
    const lines = [
      line('limit-set', '2025-10-01T09:00:00.000Z', 100_000),
      line('held', '2025-10-01T10:00:00.000Z', -300),
      line('refused', '2025-10-01T10:00:01.000Z', 0),
      line('promoted', '2025-10-01T12:00:00.000Z', -200),
      line('released', '2025-10-01T13:00:00.000Z', 50),
      line('committed', '2025-10-04T09:00:00.000Z', 120),
      line('adjusted', '2025-10-04T09:30:00.000Z', -7),
    ];
    expect(dailyTotals(lines, '2025-10-05')).toEqual([
      { day: '2025-10-01', takenPence: 500, returnedPence: 50 },
      { day: '2025-10-02', takenPence: 0, returnedPence: 0 },
      { day: '2025-10-03', takenPence: 0, returnedPence: 0 },
      { day: '2025-10-04', takenPence: 7, returnedPence: 120 },
      { day: '2025-10-05', takenPence: 0, returnedPence: 0 },
    ]);
  });

  it('goes by the day in London, an hour ahead of UTC in summer and not in winter', () => {
    const summer = line('held', '2025-06-30T23:00:00.000Z', -1);
    const lateSummer = line('held', '2025-06-30T22:59:59.999Z', -2);
    const winter = line('held', '2025-12-31T23:59:59.999Z', -4);
    expect(dailyTotals([lateSummer, summer], '2025-07-01')).toMatchObject([
      { day: '2025-06-30', takenPence: 2 },
      { day: '2025-07-01', takenPence: 1 },
    ]);
    expect(dailyTotals([winter], '2025-12-31')).toMatchObject([{ day: '2025-12-31', takenPence: 4 }]);
  });

  it('has every day of a month in which the clocks change, once', () => {
    const days = dailyTotals([line('held', '2025-10-20T12:00:00.000Z', -1)], '2025-11-02').map(
      ({ day }) => day,
    );
    expect(days).toHaveLength(14);
    expect(new Set(days).size).toBe(14);
  });

  it('begins with the earliest day, whichever line was written first', () => {
    const lines = [
      line('held', '2025-10-02T00:00:00.000Z', -1),
      line('held', '2025-10-01T22:00:00.000Z', -2),
    ];
    expect(dailyTotals(lines, '2025-10-02').map(({ day }) => day)).toEqual(['2025-10-01', '2025-10-02']);
  });

  it('leaves out what was settled after the last day wanted, and is empty before the first line', () => {
    expect(dailyTotals([line('held', '2025-10-02T12:00:00.000Z', -1)], '2025-10-01')).toEqual([]);
    expect(dailyTotals([], '2025-10-01')).toEqual([]);
  });
});
