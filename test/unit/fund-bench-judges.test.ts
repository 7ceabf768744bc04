import { describe, expect, it } from 'vitest';
import { applicationsFrom } from '../bench/fund/applications.ts';
import { gapPence, overspentPence } from '../bench/fund/outcome.ts';
import type { Books, Outcome, Verdict } from '../bench/fund/outcome.ts';
import { affordable } from '../bench/fund/surge.ts';
import { wronged } from '../bench/fund/wronged.ts';
import { seededChance } from '../bench/limits-proxy/chance.ts';
import { itemBytes } from '../bench/limits-proxy/item-size.ts';
import { publishedLatencies, timeAt } from '../bench/limits-proxy/latencies.ts';
import { TRANSACTION_OF_5 } from '../bench/limits-proxy/published.ts';

const fundYear = { fund: 'main', year: '2026-27' } as const;
const reference = 'AAA-AAAA-AAAA-A';

function outcome(
  verdict: Verdict,
  arrivedAt: number,
  [amountPence, organisationId]: readonly [number, string],
): Outcome {
  const application = { reference, organisationId, amountPence };
  return { application, verdict, arrivedAt, settledAt: arrivedAt + 50 };
}

describe('who counts as wronged', () => {
  it('is whoever went without while as large a claim that came more than 100 ms later got its money', () => {
    const without = outcome('over-pot', 0, [500, 'a']);
    expect(wronged([without, outcome('accepted', 101, [500, 'b'])])).toBe(1);
    expect(wronged([without, outcome('accepted', 99, [500, 'b'])])).toBe(0);
    expect(wronged([without, outcome('accepted', 900, [499, 'b'])])).toBe(0);
    expect(wronged([outcome('gave-up', 0, [500, 'a']), outcome('accepted', 900, [500, 'b'])])).toBe(1);
  });

  it('is at an employer’s cap compared with that employer’s claims alone', () => {
    const capped = outcome('over-cap', 0, [500, 'a']);
    expect(wronged([capped, outcome('accepted', 900, [500, 'b'])])).toBe(0);
    expect(wronged([capped, outcome('accepted', 900, [500, 'a'])])).toBe(1);
  });
});

describe('the clerk with one list', () => {
  it('asks the cap first, then the pot, and lets nobody pass one who waits', () => {
    const asked = (organisationId: string, amountPence: number) => ({
      reference,
      organisationId,
      amountPence,
    });
    const fund = { fundYear, limitPence: 1_000, capPence: 600 };
    expect(affordable([asked('a', 600), asked('a', 1), asked('b', 300)], fund)).toBe(2);
    expect(affordable([asked('a', 600), asked('b', 500), asked('c', 100)], fund)).toBe(1);
  });
});

describe('the books', () => {
  const books: Books = {
    limitPence: 1_000,
    capPence: 600,
    heldPence: 900,
    heldByClaimsPence: 900,
    largestEmployerPence: 600,
  };

  it('are overspent by what is held above the pot or above a cap', () => {
    expect(overspentPence(books)).toBe(0);
    expect(overspentPence({ ...books, heldByClaimsPence: 1_050 })).toBe(50);
    expect(overspentPence({ ...books, largestEmployerPence: 601 })).toBe(1);
  });

  it('are apart when pot, claims, journal or a single employer disagree', () => {
    expect(gapPence(books)).toBe(0);
    expect(gapPence({ ...books, heldByClaimsPence: 899 })).toBe(1);
    expect(gapPence({ ...books, heldByJournalPence: 902 })).toBe(2);
    expect(gapPence({ ...books, heldByJournalPence: 900, employersApartPence: 4 })).toBe(4);
  });
});

describe('what is drawn', () => {
  it('is the same for the same seed', () => {
    const row = (seed: number) => Array.from({ length: 5 }, applicationsFrom(seededChance(seed)));
    expect(row(1)).toEqual(row(1));
    expect(row(1)).not.toEqual(row(2));
  });

  it('meets every published percentile', () => {
    for (const [share, milliseconds] of TRANSACTION_OF_5)
      expect(timeAt(TRANSACTION_OF_5, share)).toBeCloseTo(milliseconds, 9);
    expect(timeAt(TRANSACTION_OF_5, 0.7)).toBeGreaterThan(25.3);
    expect(timeAt(TRANSACTION_OF_5, 0.7)).toBeLessThan(30.7);
    const middle = publishedLatencies(() => 0.5, 2);
    expect(middle.single()).toBeCloseTo(15.1);
    expect(middle.transaction(5)).toBeCloseTo(50.6);
    expect(middle.transaction(25)).toBeCloseTo(64.2);
    expect(middle.transaction(45)).toBeCloseTo(2 * (32.1 + 6.8));
  });
});

describe('an item’s size', () => {
  it('counts names, text in UTF-8, numbers by their digits, and three bytes for a list or a map', () => {
    expect(itemBytes({ ab: { S: 'é€' } })).toBe(2 + 5);
    expect(itemBytes({ n: { N: '-120300' } })).toBe(1 + 2 + 1 + 1);
    expect(itemBytes({ b: { BOOL: true }, n: { NULL: true } })).toBe(2 + 2);
    expect(itemBytes({ l: { L: [{ S: 'ab' }, { N: '1' }] } })).toBe(1 + 3 + 2 + 2 + 2);
    expect(itemBytes({ m: { M: { k: { S: 'v' } } } })).toBe(1 + 3 + 1 + 1 + 1);
  });
});
