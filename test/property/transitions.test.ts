import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  CLAIM_EVENTS,
  CLAIM_STATUSES,
  TRANSITIONS,
  sourcesOf,
  targetOf,
} from '../../shared/domain/transitions.ts';
import type { ClaimStatus } from '../../shared/domain/transitions.ts';

const ENDS: readonly ClaimStatus[] = ['paid', 'withdrawn', 'expired', 'deleted'];

it('a claim to which anything is done, in any order, never leaves the table, and once ended stays ended', () => {
  const events = fc.array(fc.constantFrom(...CLAIM_EVENTS), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(events, (sequence) => {
      let status: ClaimStatus = 'draft';
      for (const event of sequence) {
        const to: ClaimStatus | undefined = targetOf(status, event);
        const from = status;
        const permitted = TRANSITIONS.some(
          (move) => move.from === from && move.event === event && move.to === to,
        );
        expect(to === undefined || permitted).toBe(true);
        expect(sourcesOf(event).includes(from)).toBe(to !== undefined);
        if (ENDS.includes(from)) expect(to).toBeUndefined();
        status = to ?? status;
        expect(CLAIM_STATUSES).toContain(status);
      }
    }),
    { numRuns: 200 },
  );
});

it('a claim is never paid without having been reviewed and approved', () => {
  const choices = fc.array(fc.nat(), { maxLength: 40, size: 'max' });
  fc.assert(
    fc.property(choices, (picks) => {
      const path: ClaimStatus[] = ['draft'];
      for (const pick of picks) {
        const exits = TRANSITIONS.filter(({ from }) => from === path.at(-1));
        const move = exits[exits.length === 0 ? 0 : pick % exits.length];
        if (move === undefined) break;
        path.push(move.to);
      }
      const paid = path.indexOf('paid');
      if (paid !== -1) expect(path.slice(paid - 2, paid)).toEqual(['in-review', 'approved']);
      expect(path[1] ?? 'submitted').toMatch(/^(submitted|deleted|expired)$/);
    }),
    { numRuns: 200 },
  );
});
