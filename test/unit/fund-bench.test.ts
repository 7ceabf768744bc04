import { describe, expect, it } from 'vitest';
import { applicationsFrom } from '../bench/fund/applications.ts';
import { gapPence, overspentPence } from '../bench/fund/outcome.ts';
import type { Books, Outcome, Verdict } from '../bench/fund/outcome.ts';
import { affordable } from '../bench/fund/surge.ts';
import { wronged } from '../bench/fund/wronged.ts';
import { seededChance } from '../bench/limits-proxy/chance.ts';

const outcome = (verdict: Verdict, arrivedAt: number, amountPence: number): Outcome => ({
  application: { reference: `claim-${arrivedAt}`, organisationId: 'org-a', amountPence },
  verdict,
  arrivedAt,
  settledAt: arrivedAt + 50,
});

const by = (organisationId: string, claimed: Outcome): Outcome => ({
  ...claimed,
  application: { ...claimed.application, organisationId },
});

describe('who counts as wronged', () => {
  it('is turned away while as large a claim that came more than 100 ms later is accepted', () => {
    for (const verdict of ['over-pot', 'gave-up'] as const) {
      expect(wronged([outcome(verdict, 0, 500), by('org-b', outcome('accepted', 101, 500))])).toBe(1);
    }
  });

  it('is nobody whose successor was smaller, came sooner or was turned away too', () => {
    expect(wronged([outcome('over-pot', 0, 500), outcome('accepted', 101, 499)])).toBe(0);
    expect(wronged([outcome('over-pot', 0, 500), outcome('accepted', 99, 500)])).toBe(0);
    expect(wronged([outcome('over-pot', 0, 500), outcome('over-pot', 200, 500)])).toBe(0);
    expect(wronged([outcome('over-pot', 300, 500), outcome('accepted', 0, 500)])).toBe(0);
  });

  it('is found also behind smaller accepted claims in between', () => {
    const later = [
      outcome('accepted', 150, 100),
      outcome('accepted', 900, 700),
      outcome('accepted', 950, 200),
    ];

    expect(wronged([...later, outcome('over-pot', 0, 600)])).toBe(1);
    expect(wronged([...later, outcome('over-pot', 0, 701)])).toBe(0);
  });

  it('is judged among the employer’s own claims where the employer’s cap was the reason', () => {
    const refused = outcome('over-cap', 0, 500);

    expect(wronged([refused, by('org-b', outcome('accepted', 200, 500))])).toBe(0);
    expect(wronged([refused, by('org-a', outcome('accepted', 200, 500))])).toBe(1);
  });
});

describe('the books of a fund', () => {
  const books: Books = {
    limitPence: 1_000,
    heldPence: 900,
    heldByClaimsPence: 900,
    largestEmployerPence: 400,
    capPence: 400,
  };

  it('are in order when no more is held than there is', () => {
    expect(overspentPence(books)).toBe(0);
    expect(gapPence(books)).toBe(0);
  });

  it('show what is held too much, by the pot, by the claims or under a cap', () => {
    expect(overspentPence({ ...books, heldPence: 1_010 })).toBe(10);
    expect(overspentPence({ ...books, heldByClaimsPence: 1_020 })).toBe(20);
    expect(overspentPence({ ...books, largestEmployerPence: 430 })).toBe(30);
    expect(gapPence({ ...books, heldByClaimsPence: 850 })).toBe(50);
  });
});

describe('the clerk who checks the surge', () => {
  const fund = { fundYear: { fund: 'main', year: '2025-26' }, limitPence: 1_000, capPence: 600 } as const;
  const asks = (organisationId: string, amountPence: number) => ({
    reference: 'r',
    organisationId,
    amountPence,
  });

  it('goes by the cap first and then by the pot, and lets nobody pass one who waits', () => {
    expect(affordable([asks('a', 500), asks('a', 200), asks('b', 500), asks('c', 1)], fund)).toBe(2);
    expect(affordable([asks('a', 600), asks('b', 500), asks('c', 400)], fund)).toBe(1);
    expect(affordable([asks('a', 601), asks('b', 400)], fund)).toBe(1);
  });
});

describe('the claims of a benchmark', () => {
  it('are the same for the same seed, £800 on average, and come from few employers more often than from many', () => {
    const draw = (seed: number) => {
      const next = applicationsFrom(seededChance(seed));
      return Array.from({ length: 20_000 }, next);
    };
    const claims = draw(1);
    const first = claims.filter(({ organisationId }) => organisationId === 'org-0000').length;
    const mean = claims.reduce((sum, { amountPence }) => sum + amountPence, 0) / claims.length;

    expect(draw(1).slice(0, 50)).toEqual(claims.slice(0, 50));
    expect(Math.abs(mean - 80_000)).toBeLessThan(1_000);
    expect(first / claims.length).toBeGreaterThan(0.045);
    expect(first / claims.length).toBeLessThan(0.065);
    expect(new Set(claims.map(({ reference }) => reference)).size).toBe(claims.length);
  });
});
