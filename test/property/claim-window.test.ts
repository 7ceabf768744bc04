import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { claimWindow } from '../../shared/domain/claim-window.ts';
import { SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import { recordOf } from '../unit/domain/rule-facts.ts';

const base = Temporal.PlainDate.from('2024-04-01');
const day = fc.integer({ min: 0, max: 3_000 }).map((days) => base.add({ days }).toString());
const latest = (days: readonly string[]): string => days.toSorted().at(-1) ?? '';

/** Rule by rule: three months on, clamped, to midnight in London. */
function expected(anchor: string) {
  const last = Temporal.PlainDate.from(anchor).add({ months: 3 });
  const { epochMilliseconds } = last.add({ days: 1 }).toZonedDateTime('Europe/London');
  return { anchor, lastDay: last.toString(), closesAt: new Date(epochMilliseconds).toISOString() };
}

describe('the window of any claim', () => {
  it('full and completion parts: three months from the last completion', () => {
    const days = fc.array(day, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.constantFrom('full', 'completion'),
        days,
        fc.tuple(day, day),
        (type, completions, [s, p]) => {
          const learners = completions.map((completionDate) => ({ completionDate }));
          const claim = { type, learners, startDate: s, paymentDate: p };
          expect(claimWindow(claim, SHIPPED_POLICY)).toEqual(expected(latest(completions)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('start parts: three months from the later of payment and start', () => {
    fc.assert(
      fc.property(day, day, (startDate, paymentDate) => {
        const claim = { type: 'start', startDate, paymentDate, learners: [{}] } as const;
        expect(claimWindow(claim, SHIPPED_POLICY)).toEqual(expected(latest([startDate, paymentDate])));
      }),
      { numRuns: 300 },
    );
  });

  it('the last moment is in and the first moment after it is out', () => {
    fc.assert(
      fc.property(day, (completionDate) => {
        const { closesAt } = expected(completionDate);
        const claim = { learners: [{ learnerId: 'learner-1', completionDate }] };
        const judged = (epoch: number) =>
          recordOf('dates.within-window', { claim, now: new Date(epoch).toISOString() })?.outcome;
        expect(judged(Date.parse(closesAt) - 1)).toBe('pass');
        expect(judged(Date.parse(closesAt))).toBe('fail');
      }),
      { numRuns: 150 },
    );
  });
});
