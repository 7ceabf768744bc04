import { describe, expect, it } from 'vitest';
import { tableDefinitions } from '../support/table-definitions.ts';
import { simulate } from './simulate.ts';

const tables = await tableDefinitions();
const SEEDS = 1_000;
/** A machine that has other things to do as well. */
const PATIENCE = { timeout: 300_000 };

describe('the service, simulated', () => {
  it(`keeps its invariants and comes to rest, for ${SEEDS} seeds`, PATIENCE, async () => {
    const failed: string[] = [];
    for (let seed = 1; seed <= SEEDS && failed.length === 0; seed += 1) {
      const { breach } = await simulate(seed, { tables });
      if (breach !== undefined) failed.push(`npm run simulate -- --seed ${seed}: ${breach.message}`);
    }

    expect(failed).toEqual([]);
  });

  it('goes the same way again, write by write', PATIENCE, async () => {
    const writesOf = async (seed: number): Promise<readonly string[]> => {
      const writes: string[] = [];
      await simulate(seed, { tables, tell: (line) => writes.push(line) });
      return writes;
    };

    for (const seed of [3, 77, 1_234]) {
      const writes = await writesOf(seed);
      expect(writes.length).toBeGreaterThan(20);
      expect(await writesOf(seed)).toEqual(writes);
    }
  });
});
