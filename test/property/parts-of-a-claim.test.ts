import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountFor, costFromInvoice, wholePerLearner } from '../../shared/domain/amounts.ts';
import { addDays } from '../../shared/domain/calendar-day.ts';
import { claimWindow } from '../../shared/domain/claim-window.ts';
import { commitmentFor, fundAsk } from '../../shared/domain/fund-ask.ts';
import { SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import { rerun, resolutionOf, runRules } from '../../shared/domain/rules/run-rules.ts';
import { splitLines } from '../../shared/domain/split-claim.ts';
import { earmarkUntil } from '../../shared/domain/start-part.ts';
import { DIPLOMA, completedOn, someFacts } from '../unit/domain/rule-facts.ts';

const money = fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 5_000_000 }));
const learners = fc.integer({ min: 1, max: 30 });
const day = fc.integer({ min: 0, max: 1_500 }).map((offset) => addDays('2024-04-01', offset));
const entryOf = (maximumPence: number) => ({ rate: 'up-to-maximum', maximumPence }) as const;

describe('the two parts of any claim', () => {
  it('make the whole exactly, however much was paid by the start; and no part is more than was paid', () => {
    fc.assert(
      fc.property(
        money,
        money,
        fc.option(money, { nil: undefined }),
        learners,
        (...[maximum, cost, paid, n]) => {
          const common = { entry: entryOf(maximum), learners: n, costPerLearnerPence: cost };
          const paidSoFar = paid === undefined ? undefined : Math.min(paid, cost);
          const start = amountFor({ ...common, type: 'start', paidPerLearnerPence: paidSoFar });
          const startPart = { approvedPerLearnerPence: start.perLearnerPence };
          const completion = amountFor({ ...common, type: 'completion', startPart });
          const whole = amountFor({ ...common, type: 'full' });
          expect(start.totalPence + completion.totalPence).toBe(whole.totalPence);
          expect(start.perLearnerPence).toBeLessThanOrEqual(paidSoFar ?? cost);
          expect(whole.perLearnerPence).toBeLessThanOrEqual(Math.min(cost, maximum));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are both in what the fund holds: what is committed and kept is never more than was asked for', () => {
    fc.assert(
      fc.property(
        money,
        money,
        money,
        learners,
        fc.boolean(),
        (...[maximum, declared, shown, n, earmarks]) => {
          const policy = { ...SHIPPED_POLICY, earmarkCompletionParts: earmarks };
          const input = { entry: entryOf(maximum), type: 'start', learners: n } as const;
          const ask = fundAsk({ ...input, costPerLearnerPence: declared }, policy);
          expect(ask.ownPence + ask.earmarkPence).toBe(ask.amountPence);
          const evidenced = { ...input, costPerLearnerPence: Math.min(declared, shown) };
          const { amountPence, keep } = commitmentFor(evidenced, '2025-07-01', policy);
          expect(amountPence + (keep?.amountPence ?? 0)).toBeLessThanOrEqual(ask.amountPence);
          expect(keep === undefined || earmarks).toBe(true);
          if (earmarks) {
            const whole = wholePerLearner(evidenced) * n;
            expect(amountPence + (keep?.amountPence ?? 0)).toBe(whole);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('an invoice for several never gives back more than was paid, and less than a penny each is left off', () => {
  fc.assert(
    fc.property(money, learners, (total, n) => {
      const each = costFromInvoice(total, n);
      expect(each * n).toBeLessThanOrEqual(total);
      expect(total - each * n).toBeLessThan(n);
    }),
  );
});

it('any split keeps every line once, and what the two ask for is what the one asked for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20 }),
      fc.tuple(money, money, fc.constantFrom('full' as const, 'start' as const)),
      fc.infiniteStream(fc.boolean()),
      (n, [maximumPence, costPerLearnerPence, type], chosen) => {
        const lines = Array.from({ length: n }, (_, index) => ({ learnerId: `learner-${index}` }));
        const leaving = lines.filter(() => chosen.next().value === true).map(({ learnerId }) => learnerId);
        const needs = { payment: false, completion: false, learnerIds: [] };
        const split = splitLines(lines, leaving, { needs, steps: [] });
        expect(split.ok).toBe(leaving.length > 0 && leaving.length < n);
        if (!split.ok) return;
        const { stays, leaves } = split.value;
        expect(new Set([...stays, ...leaves])).toEqual(new Set(lines));
        expect(stays.length + leaves.length).toBe(n);
        const asks = (learners: number) => {
          const entry = { rate: 'up-to-maximum', maximumPence } as const;
          return fundAsk({ entry, type, learners, costPerLearnerPence }, SHIPPED_POLICY).amountPence;
        };
        expect(asks(stays.length) + asks(leaves.length)).toBe(asks(n));
      },
    ),
  );
});

describe('time', () => {
  it('a later completion never closes earlier, nor does a later start free an earmark earlier, save at a long stop', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a];
        const closes = (completion: string) =>
          claimWindow({ type: 'full', learners: completedOn(completion) }, SHIPPED_POLICY)?.closesAt ?? '';
        expect(closes(early) <= closes(late)).toBe(true);
        const until = (start: string) => earmarkUntil(start, { ...SHIPPED_POLICY, longStops: [] }) ?? '';
        expect(until(early) <= until(late)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('dates in an order that cannot be are refused, whatever they are', () => {
    fc.assert(
      fc.property(day, day, day, (start, payment, completion) => {
        const now = '2028-06-01T09:00:00.000Z';
        const completed = completedOn(completion);
        const claim = { startDate: start, paymentDate: payment, learners: completed };
        const ids = (record: ReturnType<typeof runRules>) =>
          record.rules.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
        const full = ids(runRules(someFacts({ catalogue: [DIPLOMA], now, claim })));
        expect(full.includes('dates.completion-on-or-after-start')).toBe(completion < start);
        const startPart = { paymentPlan: true, startDate: start, paymentDate: '2025-06-01' };
        const second = ids(runRules(someFacts({ type: 'completion', startPart, now, claim })));
        expect(second.includes('completion.second-payment-in-order')).toBe(
          payment < start || payment < '2025-06-01',
        );
      }),
      { numRuns: 300 },
    );
  });

  it('a decision made again is the same, and what cannot be put right alone refuses', () => {
    fc.assert(
      fc.property(day, day, fc.boolean(), fc.boolean(), (...[start, payment, abroad, claimed]) => {
        const changes = {
          claim: { startDate: start, paymentDate: payment },
          organisation: { employsInEngland: !abroad },
          claimedElsewhere: claimed ? ['learner-1'] : [],
        };
        const record = runRules(someFacts(changes));
        expect(rerun(structuredClone(record))).toEqual(record);
        const failed = record.rules.some(({ outcome }) => outcome === 'fail');
        expect(resolutionOf(record).kind === 'passes').toBe(!failed);
        expect(failed || !(claimed || abroad)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
