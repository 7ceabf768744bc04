import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ticket } from '../../shared/domain/fund/ticket.ts';
import { NO_LIMIT, STRICT, settleOne, sha256 } from '../unit/domain/fund-line.ts';
import { doings, ticketsOf } from './fund-tickets.ts';

/** One row of the public order log: what a ticket's hash covers, and the hash. */
interface Row {
  readonly line: string;
  readonly number: number;
  readonly kind: string;
  readonly ticket: string;
  readonly time: string;
  readonly amount: readonly (string | number)[];
  readonly hash: string;
}

const amountOf = ({ request }: Ticket): readonly (string | number)[] => {
  switch (request.kind) {
    case 'limit':
      return [request.limitPence, request.capPence];
    case 'release':
      return [request.claimTicketId];
    case 'claim':
      return [request.amountPence];
    case 'commit':
      return [request.claimTicketId, request.amountPence];
  }
};

const rowOf = (ticket: Ticket): Row => ({
  line: `${ticket.fundYear.fund}#${ticket.fundYear.year}`,
  number: ticket.seal?.number ?? 0,
  kind: ticket.request.kind,
  ticket: ticket.ticketId,
  time: ticket.takenAt,
  amount: amountOf(ticket),
  hash: ticket.seal?.hash ?? '',
});

/** Which rows an outsider finds broken, working the whole chain out again from its beginning. */
function brokenRows(rows: readonly Row[]): readonly number[] {
  let previous = '0'.repeat(64);
  return rows.flatMap(({ line, number, kind, ticket, time, amount, hash }, index) => {
    previous = sha256(JSON.stringify([previous, line, number, kind, ticket, time, ...amount]));
    return previous === hash ? [] : [index];
  });
}

/** The order log of a random line with a limit. */
const logs = doings(25).map((order) => {
  const tickets = ticketsOf({ pot: 150, cap: 90 }, order);
  const line = tickets.reduce((current, ticket) => settleOne(current, ticket, STRICT).line, NO_LIMIT);
  return { rows: [...line.tickets.values()].map(rowOf), line };
});
const from = (first: number, length: number): readonly number[] =>
  Array.from({ length: length - first }, (_, index) => first + index);

describe('the chain of the line', () => {
  it('can be worked out again by anybody, and the numbers have no gaps', () => {
    fc.assert(
      fc.property(logs, ({ rows, line }) => {
        expect(brokenRows(rows)).toEqual([]);
        expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
        expect(line.pot?.lastHash).toBe(rows.at(-1)?.hash);
        const claims = [...line.tickets.values()].filter(({ request }) => request.kind === 'claim');
        expect(claims.map(({ seal }) => seal?.claimNumber)).toEqual(claims.map((_, index) => index + 1));
      }),
      { numRuns: 60 },
    );
  });

  it('is broken by a change of any ticket, from there on to the end', () => {
    const change = fc.constantFrom<(row: Row) => Row>(
      (row) => ({ ...row, amount: [...row.amount, 1] }),
      (row) => ({ ...row, ticket: `${row.ticket}x` }),
      (row) => ({ ...row, time: row.time.replace('09:00', '08:59') }),
      (row) => ({ ...row, kind: row.kind === 'claim' ? 'commit' : 'claim' }),
      (row) => ({ ...row, line: 'oliver#2025-26' }),
      (row) => ({ ...row, number: row.number + 1 }),
    );
    fc.assert(
      fc.property(logs, fc.nat(), change, ({ rows }, chosen, tamper) => {
        const at = chosen % rows.length;
        const forged = rows.map((row, index) => (index === at ? tamper(row) : row));
        expect(brokenRows(forged)).toEqual(from(at, rows.length));
      }),
      { numRuns: 100 },
    );
  });

  it('is broken from there on when a ticket is taken out, put in or exchanged with the next', () => {
    fc.assert(
      fc.property(logs, fc.nat(), ({ rows }, chosen) => {
        const at = chosen % rows.length;
        const [row, following] = [rows[at], rows[at + 1]];
        if (row === undefined || following === undefined) return;
        const without = rows.toSpliced(at, 1);
        expect(brokenRows(without)).toEqual(from(at, without.length));
        const doubled = rows.toSpliced(at, 0, row);
        expect(brokenRows(doubled)).toEqual(from(at + 1, doubled.length));
        const swapped = rows.toSpliced(at, 2, following, row);
        expect(brokenRows(swapped)).toEqual(from(at, swapped.length));
      }),
      { numRuns: 60 },
    );
  });
});
