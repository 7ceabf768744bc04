import { describe, expect, it } from 'vitest';
import { namedBy } from '../../../shared/domain/fund/ticket.ts';
import type { TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import {
  capMoneyOf,
  claimOf,
  commitAndKeep,
  commitOf,
  lineWith,
  moneyOf,
  releaseOf,
  settleEach,
  settleOne,
  statesOf,
  ticketIn,
} from './fund-line.ts';
import type { Handed } from './fund-line.ts';

const UNTIL = '2026-04-01T00:00:00.000Z';
const split = (amount: number, employer = 'meadow', from = 'whole'): TicketRequest =>
  claimOf(employer, amount, { splitFromTicketId: from });

/** 50 are held for the whole claim until a day. Nothing else is free, in the pot or in the cap. */
const TICKETS: readonly Handed[] = [
  ['whole', claimOf('meadow', 50, { heldUntil: UNTIL })],
  ['rest', claimOf('harbour', 50)],
];
const scene = settleEach(lineWith(100, 50), TICKETS);
const FULL = [0, 100, 0];
const CAP = [0, 50, 0];

describe('a claim that was split off another takes a part of its hold over', () => {
  it.each([
    ['a penny', 1, 49],
    ['nearly all of it', 49, 1],
  ])('%s: neither the pot nor the cap moves', (_what, amount, left) => {
    const { line, changedCaps, changedTickets, posted } = settleOne(scene, ['part', split(amount)]);
    expect(ticketIn(line, 'part')).toMatchObject({ state: 'held', heldPence: amount, heldUntil: UNTIL });
    expect(ticketIn(line, 'whole')).toMatchObject({ state: 'held', heldPence: left, heldUntil: UNTIL });
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([FULL, CAP]);
    expect([...changedTickets.keys()].toSorted()).toEqual(['part', 'whole']);
    expect(changedCaps.size).toBe(0);
    expect(posted.at(-1)).toMatchObject({ outcome: 'divided', resolves: 'whole', amountPence: amount });
  });

  it('though there is nothing free and others wait: it keeps the place of the claim that it comes from', () => {
    const line = settleEach(scene, [
      ['queue', claimOf('newco', 1)],
      ['part', split(20)],
    ]);
    expect(statesOf(line, 'queue', 'part')).toEqual(['waiting', 'held']);
  });

  it('and each is then settled by itself, exactly once', () => {
    const line = settleEach(scene, [
      ['part', split(20)],
      ['pay-whole', commitOf('whole', 'meadow', 30)],
      ['free-part', releaseOf('part', 'meadow')],
      ['again', commitOf('part', 'meadow', 20)],
    ]);
    expect(statesOf(line, 'whole', 'part', 'again')).toEqual(['committed', 'released', 'refused']);
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([
      [20, 50, 30],
      [20, 0, 30],
    ]);
  });

  it('what has gone over cannot be committed by the claim that it came from', () => {
    const line = settleEach(scene, [
      ['part', split(20)],
      ['pay', commitOf('whole', 'meadow', 31)],
    ]);
    expect(ticketIn(line, 'pay').refusal).toEqual({ reason: 'more-than-held' });
    expect(moneyOf(line)).toEqual(FULL);
  });

  it('and can be divided again', () => {
    const line = settleEach(scene, [
      ['part', split(20)],
      ['half', split(10, 'meadow', 'part')],
    ]);
    expect(['whole', 'part', 'half'].map((id) => ticketIn(line, id).heldPence)).toEqual([30, 10, 10]);
  });

  it('names the ticket that it takes from, so that both are read and written together', () => {
    expect(namedBy(split(1))).toEqual(['whole']);
  });
});

describe('a split is refused', () => {
  const expectRefused = (handed: Handed, reason: string, line = scene): void => {
    const after = settleEach(line, [handed]);
    expect(ticketIn(after, handed[0])).toMatchObject({ state: 'refused', refusal: { reason }, heldPence: 0 });
    expect(ticketIn(after, 'whole')).toEqual(ticketIn(line, 'whole'));
    expect(moneyOf(after)).toEqual(moneyOf(line));
  };

  it('when nothing would stay with the claim that it comes from', () => {
    expectRefused(['part', split(50)], 'more-than-held');
    expectRefused(['part', split(51)], 'more-than-held');
  });

  it('to another employer, and from nobody', () => {
    expectRefused(['part', split(20, 'harbour')], 'nothing-held');
    expectRefused(['part', split(20, 'meadow', 'nobody')], 'nothing-held');
  });

  it('never in favour of new money, though that were free', () => {
    const rich = settleEach(lineWith(1_000, 1_000), TICKETS);
    expectRefused(['part', split(50)], 'more-than-held', rich);
  });

  it.each([
    ['freed', [['free', releaseOf('whole', 'meadow')]]],
    ['committed', [['pay', commitOf('whole', 'meadow', 20)]]],
    [
      'committed with an earmark',
      [['pay', commitAndKeep(['whole', 'meadow'], 20, { amountPence: 30, until: UNTIL })]],
    ],
  ] as const)('when the hold was %s', (_what, tickets) => {
    expectRefused(['part', split(1)], 'nothing-held', settleEach(scene, tickets));
  });

  it('when it waits for money itself', () => {
    const line = settleEach(lineWith(10, 50), [['whole', claimOf('meadow', 50)]]);
    expectRefused(['part', split(1)], 'nothing-held', line);
  });

  it('from the moment at which the hold ends, and not a millisecond before', () => {
    expectRefused(['part', split(20), UNTIL], 'hold-expired');
    const line = settleEach(scene, [['part', split(20), '2026-03-31T23:59:59.999Z']]);
    expect(statesOf(line, 'part')).toEqual(['held']);
  });
});
