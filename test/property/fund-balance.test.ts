import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commit, emptyBalance, hold, recommit, relimit, release } from '../../shared/domain/fund/balance.ts';
import type { Balance } from '../../shared/domain/fund/balance.ts';

const amount = fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 2_000_000_000 }));
const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('hold' as const), amount }),
    fc.record({ kind: fc.constant('commit' as const), held: amount, amount, kept: amount }),
    fc.record({ kind: fc.constant('release' as const), held: amount }),
    fc.record({ kind: fc.constant('recommit' as const), from: amount, amount }),
    fc.record({ kind: fc.constant('relimit' as const), amount }),
  ),
  { maxLength: 40, size: 'max' },
);
type Move = typeof moves extends fc.Arbitrary<(infer Each)[]> ? Each : never;

function moved(balance: Balance, move: Move): Balance | undefined {
  switch (move.kind) {
    case 'hold':
      return hold(balance, move.amount);
    case 'commit':
      return commit(balance, move);
    case 'release':
      return release(balance, move.held);
    case 'recommit':
      return recommit(balance, move.from, move.amount);
    case 'relimit':
      return relimit(balance, move.amount);
  }
}

/** Whether the move may be made, and what it adds to held, committed and limit. */
function effect(
  balance: Balance,
  move: Move,
): readonly [held: number, committed: number, limit: number] | undefined {
  const { availablePence, heldPence, committedPence, limitPence } = balance;
  switch (move.kind) {
    case 'hold':
      return move.amount <= availablePence ? [move.amount, 0, 0] : undefined;
    case 'commit':
      return move.held <= heldPence && move.amount + move.kept <= move.held
        ? [move.kept - move.held, move.amount, 0]
        : undefined;
    case 'release':
      return move.held <= heldPence ? [-move.held, 0, 0] : undefined;
    case 'recommit':
      return move.from <= committedPence && move.amount - move.from <= availablePence
        ? [0, move.amount - move.from, 0]
        : undefined;
    case 'relimit':
      return move.amount >= heldPence + committedPence ? [0, 0, move.amount - limitPence] : undefined;
  }
}

it('any movements, in any order: available, held and committed make the limit, none is below nought, none is wrong', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_000_000_000 }), moves, (limit, sequence) => {
      let balance = emptyBalance(limit);
      for (const move of sequence) {
        const after = moved(balance, move);
        const expected = effect(balance, move);
        expect(after === undefined).toBe(expected === undefined);
        if (after === undefined || expected === undefined) continue;
        const [held, committed, change] = expected;
        expect(after.heldPence).toBe(balance.heldPence + held);
        expect(after.committedPence).toBe(balance.committedPence + committed);
        expect(after.limitPence).toBe(balance.limitPence + change);
        expect(after.availablePence + after.heldPence + after.committedPence).toBe(after.limitPence);
        expect(Math.min(after.availablePence, after.heldPence, after.committedPence)).toBeGreaterThanOrEqual(
          0,
        );
        balance = after;
      }
    }),
    { numRuns: 250 },
  );
});
