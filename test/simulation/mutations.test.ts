import { describe, expect, it } from 'vitest';
import { tableDefinitions } from '../support/table-definitions.ts';
import { Breach } from './auditor/breach.ts';
import { MUTATIONS } from './mutations/mutations.ts';
import type { Mutation } from './mutations/mutations.ts';
import { simulate } from './simulate.ts';

const tables = await tableDefinitions();
/** So many runs a fault may hide. */
const RUNS = 150;

async function firstBreach({ spoil }: Mutation): Promise<{ seed: number; breach: Error } | undefined> {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { breach } = await simulate(seed, { tables, spoil });
    if (breach !== undefined) return { seed, breach };
  }
  return undefined;
}

describe('the simulation finds out when', () => {
  it.each(MUTATIONS)('$fault', { timeout: 60_000 }, async (mutation) => {
    const found = await firstBreach(mutation);

    const invariant = found?.breach instanceof Breach ? found.breach.invariant : found?.breach.message;
    expect(mutation.breaks).toContain(invariant);
  });
});
