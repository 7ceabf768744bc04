import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBenchEngine } from '../bench/fund/bench-engine.ts';
import type { BenchEngine } from '../bench/fund/bench-engine.ts';
import { booksAreBroken } from '../bench/fund/limits.ts';
import type { Figures } from '../bench/fund/limits.ts';
import { measure } from '../bench/fund/measure.ts';
import { planFrom } from '../bench/fund/plan.ts';
import { cellsTable, limitsTable, ratiosTable, surgeTable } from '../bench/fund/report.ts';

let engine: BenchEngine;
let figures: Figures;

beforeAll(async () => {
  engine = await startBenchEngine();
  figures = await measure(engine, planFrom(['--quick']));
});
afterAll(() => engine.close());

describe('a quick run of the fund’s benchmark', () => {
  it('accepts claims under every design, of which the line alone has none in another’s way', () => {
    expect(figures.cells.map(({ design }) => design)).toEqual([
      'guarded transaction',
      'read-modify-write',
      'the line',
    ]);
    for (const { accepted, attemptsPerAccepted, writeUnitsPerAccepted } of figures.cells) {
      expect(accepted).toBeGreaterThan(0);
      expect(attemptsPerAccepted).toBeGreaterThanOrEqual(1);
      expect(writeUnitsPerAccepted).toBeGreaterThan(5);
    }
    expect(figures.cells.at(-1)?.usage.conflicts).toBe(0);
    expect(figures.surge.usage.conflicts).toBe(0);
  });

  it('overspends nothing, and finds pot, claims and journal agreed', () => {
    expect(booksAreBroken(figures)).toBe(false);
    for (const { overspentPence, gapPence } of [...figures.cells, figures.surge]) {
      expect({ overspentPence, gapPence }).toEqual({ overspentPence: 0, gapPence: 0 });
    }
  });

  it('gives the surge’s money to exactly those whom one clerk with one list would have given it', () => {
    const { claims, accepted, affordable, overCap, overPot, gaveUp } = figures.surge;
    expect(accepted).toBe(affordable);
    expect(overPot).toBeGreaterThan(0);
    expect(accepted + overCap + overPot + gaveUp).toBe(claims);
  });

  it('can be told in tables', () => {
    const told = [cellsTable(figures), ratiosTable(figures), surgeTable(figures.surge), limitsTable(figures)];
    expect(told.join('\n')).not.toMatch(/NaN|Infinity|undefined/);
  });
});
