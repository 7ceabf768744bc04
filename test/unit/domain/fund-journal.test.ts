import { describe, expect, it } from 'vitest';
import { receiptFor } from '../../../shared/domain/fund/receipt.ts';
import { sealedText } from '../../../shared/domain/fund/seal.ts';
import { fundYearName, newTicket } from '../../../shared/domain/fund/ticket.ts';
import type { Ticket, TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import {
  MAIN,
  NOW,
  NO_LIMIT,
  claimOf,
  commitOf,
  limitOf,
  lineWith,
  potOf,
  releaseOf,
  settleEach,
  settleOne,
  sha256,
  ticketIn,
} from './fund-line.ts';

const GENESIS = '0000000000000000000000000000000000000000000000000000000000000000';

const line = settleEach(lineWith(100, 60), [
  ['a', claimOf('meadow', 40)],
  ['over', claimOf('meadow', 30)],
  ['pay', commitOf('a', 'meadow', 35)],
  ['b', claimOf('harbour', 60)],
  ['c', claimOf('newco', 50)],
  ['free', releaseOf('c', 'newco')],
]);
const order = ['limit-1', 'a', 'over', 'pay', 'b', 'c', 'free'];
const sealed = order.map((ticketId) => ticketIn(line, ticketId));

describe('every ticket of the line has a place and a seal, whatever its answer', () => {
  it('all are counted from one without gaps, claims have a count of their own', () => {
    expect(sealed.map(({ seal }) => seal?.number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(sealed.map(({ seal }) => seal?.claimNumber)).toEqual([
      undefined,
      1,
      2,
      undefined,
      3,
      4,
      undefined,
    ]);
    expect(potOf(line)).toMatchObject({ lastNumber: 7, lastClaimNumber: 4 });
  });

  it('each hash chains to the one before it, from sixty-four noughts on', () => {
    const hashes = sealed.map(({ seal }) => seal?.hash);
    expect(sealed.map(({ seal }) => seal?.previousHash)).toEqual([GENESIS, ...hashes.slice(0, -1)]);
    expect(potOf(line).lastHash).toBe(hashes.at(-1));
    expect(new Set(hashes).size).toBe(order.length);
  });

  it('anybody can write the hashes down again from the published figures', () => {
    const rows = [
      ['main#2025-26', 1, 'limit', 'limit-1', NOW, 100, 60],
      ['main#2025-26', 2, 'claim', 'a', NOW, 40],
      ['main#2025-26', 3, 'claim', 'over', NOW, 30],
      ['main#2025-26', 4, 'commit', 'pay', NOW, 'a', 35],
      ['main#2025-26', 5, 'claim', 'b', NOW, 60],
      ['main#2025-26', 6, 'claim', 'c', NOW, 50],
      ['main#2025-26', 7, 'release', 'free', NOW, 'c'],
    ];
    let previous = GENESIS;
    const again = rows.map((row) => (previous = sha256(JSON.stringify([previous, ...row]))));
    expect(sealed.map(({ seal }) => seal?.hash)).toEqual(again);
  });

  it('the published text names no employer and no claim', () => {
    for (const ticket of sealed) {
      expect(sealedText(ticket, 1, GENESIS)).not.toMatch(/meadow|harbour|newco|7KD/);
    }
  });
});

const breaks = (ticket: Ticket, change: Partial<Ticket>): boolean =>
  sealedText({ ...ticket, ...change }, ticket.seal?.number ?? 0, GENESIS) !==
  sealedText(ticket, ticket.seal?.number ?? 0, GENESIS);
const fresh = (ticketId: string, request: TicketRequest): Ticket =>
  newTicket({ ticketId, fundYear: MAIN, request, takenAt: NOW });
const claim = fresh('a', claimOf('meadow', 40));
const limit = fresh('l', limitOf(100, 60));
const commit = fresh('p', commitOf('a', 'meadow', 35));
const release = fresh('f', releaseOf('a', 'meadow'));

describe('a ticket that is changed afterwards breaks its seal', () => {
  it.each<readonly [string, Ticket, Partial<Ticket>]>([
    ['the amount of a claim, by a penny', claim, { request: claimOf('meadow', 41) }],
    ['the amount of a commit', commit, { request: commitOf('a', 'meadow', 36) }],
    ['the limit', limit, { request: limitOf(101, 60) }],
    ['the cap', limit, { request: limitOf(100, 61) }],
    ['the claim that a commit pays', commit, { request: commitOf('b', 'meadow', 35) }],
    ['the claim that a release frees', release, { request: releaseOf('b', 'meadow') }],
    ['the moment, by a millisecond', claim, { takenAt: '2025-10-01T09:00:00.001Z' }],
    ['the ticket', claim, { ticketId: 'b' }],
    ['the fund', claim, { fundYear: { fund: 'oliver', year: '2025-26' } }],
    ['the year', claim, { fundYear: { fund: 'main', year: '2024-25' } }],
    ['the kind', claim, { request: commitOf('a', 'meadow', 40) }],
  ])('%s', (_what, ticket, change) => {
    expect(breaks(ticket, change)).toBe(true);
  });

  it('its number and the hash before it are sealed too', () => {
    expect(sealedText(claim, 1, GENESIS)).not.toBe(sealedText(claim, 2, GENESIS));
    expect(sealedText(claim, 1, GENESIS)).not.toBe(sealedText(claim, 1, sha256('')));
  });

  it('what the fund answered later is not part of it', () => {
    const answered: Ticket = { ...claim, state: 'held', heldPence: 40, settledAt: NOW };
    expect(sealedText(answered, 1, GENESIS)).toBe(sealedText(claim, 1, GENESIS));
  });
});

describe('the receipt', () => {
  it('shows ticket number, time, amount and the two hashes', () => {
    const ticket = ticketIn(line, 'b');
    expect(receiptFor(ticket)).toEqual({
      ticketId: 'b',
      ticket: 3,
      fund: 'main',
      year: '2025-26',
      submittedAt: NOW,
      amountPence: 60,
      position: 5,
      previousHash: ticketIn(line, 'pay').seal?.hash,
      hash: ticket.seal?.hash,
    });
  });

  it('of a ticket that is no claim shows a place among all, no claim’s number and no claim’s amount', () => {
    const expected = { ticket: null, position: 1, amountPence: 0 };
    expect(receiptFor(ticketIn(line, 'limit-1'))).toMatchObject(expected);
    expect(receiptFor(ticketIn(line, 'pay'))).toMatchObject({ ticket: null, position: 4, amountPence: 0 });
  });

  it('of a claim that was refused shows its place all the same', () => {
    expect(receiptFor(ticketIn(line, 'over'))).toMatchObject({ ticket: 2, position: 3, amountPence: 30 });
  });

  it('waits for its number and its hashes until the ticket is sealed', () => {
    expect(receiptFor(claim)).toMatchObject({ ticket: null, position: null, previousHash: null, hash: null });
  });

  it('never changes when the claim is settled later', () => {
    const before = settleEach(lineWith(100, 60), [['a', claimOf('meadow', 40)]]);
    const after = settleEach(before, [['free', releaseOf('a', 'meadow')]]);
    expect(receiptFor(ticketIn(after, 'a'))).toEqual(receiptFor(ticketIn(before, 'a')));
  });

  it('has no place where nobody has set the limits: there is no line yet, and the claim is refused', () => {
    const { line: unset } = settleOne(NO_LIMIT, ['a', claimOf('meadow', 40)]);
    expect(ticketIn(unset, 'a')).toMatchObject({ state: 'refused', refusal: { reason: 'no-limit-set' } });
    expect(receiptFor(ticketIn(unset, 'a'))).toMatchObject({ ticket: null, hash: null });
  });
});

it('a fund and its year have one name', () => {
  expect(fundYearName({ fund: 'oliver', year: '2025-26' })).toBe('oliver#2025-26');
});
