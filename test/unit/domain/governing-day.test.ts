import { describe, expect, it } from 'vitest';
import { governingDay, governingEntry, governingPointer } from '../../../shared/domain/governing-day.ts';
import { BOUGHT_IN, DIPLOMA, IN_HOUSE, aStartPart, completedOn } from './rule-facts.ts';

const PAID = '2025-08-01';
const claim = {
  trainingCode: 'DIPLOMA',
  paymentDate: PAID,
  learners: completedOn('2025-09-18', '2025-09-20'),
};
const unpaid = { ...claim, trainingCode: 'OLIVER/INT', paymentDate: undefined };
/** A code that was paid a fixed amount until the end of 2025-26, and by its price since. */
const CHANGED = [IN_HOUSE, { ...IN_HOUSE, rate: 'up-to-maximum', validFrom: '2026-04-01' }] as const;

describe('the day that chooses the year, the fund and the line of the list', () => {
  it('is that of the payment, whenever it was completed (rules Y1, Y2)', () => {
    expect(governingDay(claim, [DIPLOMA])).toBe(PAID);
    expect(governingEntry(claim, [DIPLOMA])).toEqual({ entry: DIPLOMA, day: PAID });
    expect(governingPointer(claim, [DIPLOMA])).toBe('/paymentDate');
  });

  it('is that of the payment also where nobody lists the training', () => {
    expect(governingDay(claim, [])).toBe(PAID);
    expect(governingPointer(claim, [])).toBe('/paymentDate');
  });

  it('is the last completion of in-house training, which nobody pays for (rule Y7)', () => {
    expect(governingDay(unpaid, [IN_HOUSE])).toBe('2025-09-20');
    expect(governingPointer(unpaid, [IN_HOUSE])).toBe('/learners/1/completionDate');
  });

  it('is that of the payment of training that is paid by its price in any of its lines', () => {
    expect(governingDay({ ...unpaid, paymentDate: PAID }, CHANGED)).toBe(PAID);
    expect(governingPointer(unpaid, CHANGED)).toBe('/paymentDate');
  });

  it('is that of the first payment of a completion part, and nothing on it corrects that (rule Y3)', () => {
    const completion = { ...claim, startPart: aStartPart({ paymentDate: '2025-07-31' }) };
    expect(governingDay(completion, [DIPLOMA])).toBe('2025-07-31');
    expect(governingPointer(completion, [DIPLOMA])).toBe('');
  });
});

describe('the line that pays', () => {
  it('is found in a whole list, whose other lines are other training', () => {
    const list = [DIPLOMA, BOUGHT_IN, IN_HOUSE];
    expect(governingEntry(unpaid, list)).toEqual({ entry: IN_HOUSE, day: '2025-09-20' });
    expect(governingEntry(claim, list)).toEqual({ entry: DIPLOMA, day: PAID });
  });

  it.each([
    ['2025-03-31', undefined],
    ['2025-04-01', 'OLIVER/EXT'],
    ['2026-03-31', 'OLIVER/EXT'],
    ['2026-04-01', undefined],
  ])('of a payment on %s is %s', (paymentDate, code) => {
    const paid = { ...claim, trainingCode: 'OLIVER/EXT', paymentDate };
    expect(governingEntry(paid, [BOUGHT_IN])?.entry.code).toBe(code);
  });

  it('is none while its day is not known', () => {
    expect(governingEntry({ ...claim, paymentDate: undefined }, [DIPLOMA])).toBeUndefined();
    expect(governingEntry({ ...unpaid, learners: [{ learnerId: 'learner-1' }] }, [IN_HOUSE])).toBeUndefined();
  });

  it('of in-house training that nobody has completed is corrected on the first learner', () => {
    expect(governingPointer({ learners: [] }, [IN_HOUSE])).toBe('/learners/0/completionDate');
  });
});
