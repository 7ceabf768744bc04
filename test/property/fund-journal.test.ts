import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, publicPart } from '../../shared/domain/fund/journal.ts';
import type { JournalLine, PublicLine } from '../../shared/domain/fund/journal.ts';
import { brokenLines } from '../unit/domain/fund-chain.ts';
import { LOOSE, STRICT, journalOf } from '../unit/domain/fund-line.ts';
import { doings, ticketsOf } from './fund-tickets.ts';

/** The journal of a random line with a limit. */
const walks = fc
  .tuple(doings(25), fc.boolean())
  .map(([order, strict]) => journalOf(ticketsOf({ pot: 150, cap: 90 }, order), strict ? STRICT : LOOSE));
const logs = walks.map(({ journal }) => journal.map(publicPart));
const broken = (lines: readonly PublicLine[]): readonly number[] => brokenLines('main#2025-26', lines);
const from = (first: number, length: number): readonly number[] =>
  Array.from({ length: length - first }, (_, index) => first + index);

describe('the chain of the journal', () => {
  it('can be worked out again by anybody, and the numbers have no gaps', () => {
    fc.assert(
      fc.property(walks, ({ line, journal }) => {
        expect(broken(journal.map(publicPart))).toEqual([]);
        expect(journal.map(({ number }) => number)).toEqual(journal.map((_, index) => index + 1));
        expect(line.pot?.lastHash).toBe(journal.at(-1)?.hash);
        expect(line.pot?.lastNumber).toBe(journal.length);
        const firsts = new Set(journal.flatMap(({ ticket }) => ticket ?? []));
        expect([...firsts]).toEqual([...firsts].map((_, index) => index + 1));
        expect(line.pot?.lastClaimNumber).toBe(firsts.size);
      }),
      { numRuns: 60 },
    );
  });

  it('is broken by a change of any line, from there on to the end', () => {
    const change = fc.constantFrom<(line: PublicLine) => PublicLine>(
      (line) => ({ ...line, amountPence: line.amountPence + 1 }),
      (line) => ({ ...line, ticketId: `${line.ticketId}x` }),
      (line) => ({ ...line, takenAt: line.takenAt.replace('2025', '2024') }),
      (line) => ({ ...line, outcome: line.outcome === 'held' ? 'waiting' : 'held' }),
      (line) => ({ ...line, number: line.number + 1 }),
      (line) => ({ ...line, moved: { ...line.moved, heldPence: line.moved.heldPence - 1 } }),
      (line) => ({ ...line, after: { ...line.after, availablePence: line.after.availablePence + 1 } }),
    );
    fc.assert(
      fc.property(logs, fc.nat(), change, (lines, chosen, tamper) => {
        const at = chosen % lines.length;
        const forged = lines.map((line, index) => (index === at ? tamper(line) : line));
        expect(broken(forged)).toEqual(from(at, lines.length));
      }),
      { numRuns: 100 },
    );
  });

  it('is broken from there on when a line is taken out, put in or exchanged with the next', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (lines, chosen) => {
        const at = chosen % lines.length;
        const [line, following] = [lines[at], lines[at + 1]];
        if (line === undefined || following === undefined) return;
        const without = lines.toSpliced(at, 1);
        expect(broken(without)).toEqual(from(at, without.length));
        const doubled = lines.toSpliced(at, 0, line);
        expect(broken(doubled)).toEqual(from(at + 1, doubled.length));
        const swapped = lines.toSpliced(at, 2, following, line);
        expect(broken(swapped)).toEqual(from(at, swapped.length));
      }),
      { numRuns: 60 },
    );
  });
});

/** Every account as the sum of its entries. */
function accountsOf(journal: readonly JournalLine[]): ReadonlyMap<string, number> {
  const accounts = new Map<string, number>();
  for (const { account, pence } of journal.flatMap(entriesOf)) {
    accounts.set(account, (accounts.get(account) ?? 0) + pence);
  }
  return accounts;
}

describe('the books are kept twice (I3)', () => {
  it('the entries of each line add up to nothing, and lead from the line before to this one', () => {
    fc.assert(
      fc.property(walks, ({ journal }) => {
        let before = { limitPence: 0, availablePence: 0, heldPence: 0, committedPence: 0 };
        for (const line of journal) {
          expect(entriesOf(line).reduce((sum, { pence }) => sum + pence, 0)).toBe(0);
          const { moved, after } = line;
          expect(after).toEqual({
            limitPence: before.limitPence - moved.fundingPence,
            availablePence: before.availablePence + moved.availablePence,
            heldPence: before.heldPence + moved.heldPence,
            committedPence: before.committedPence + moved.committedPence,
          });
          before = after;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every account is the sum of its entries: the pot’s, and each employer’s cap (I2)', () => {
    fc.assert(
      fc.property(walks, ({ line, journal }) => {
        const accounts = accountsOf(journal);
        const sum = (prefix: string): number =>
          [...accounts].reduce((total, [name, pence]) => total + (name.startsWith(prefix) ? pence : 0), 0);
        expect([-sum('funding'), sum('available'), sum('held/'), sum('committed/')]).toEqual([
          ...[line.pot?.limitPence, line.pot?.availablePence],
          ...[line.pot?.heldPence, line.pot?.committedPence],
        ]);
        for (const [organisationId, cap] of line.caps) {
          const held = accounts.get(`held/${organisationId}`) ?? 0;
          const committed = accounts.get(`committed/${organisationId}`) ?? 0;
          expect([held, committed]).toEqual([cap.heldPence, cap.committedPence]);
          expect(held + committed).toBeLessThanOrEqual(line.pot?.capPence ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
