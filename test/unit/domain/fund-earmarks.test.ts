import { describe, expect, it } from 'vitest';
import type { TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import {
  LOOSE,
  STRICT,
  adjustOf,
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
const draw = (amount: number, employer = 'meadow', from = 'start'): TicketRequest =>
  claimOf(employer, amount, { earmarkTicketId: from });

/** The start part took 20 of 50 and left 30 for the completion part. Nothing else is free, in the pot or in the cap. */
const TICKETS: readonly Handed[] = [
  ['start', claimOf('meadow', 50)],
  ['pay', commitAndKeep(['start', 'meadow'], 20, { amountPence: 30, until: UNTIL })],
  ['rest', claimOf('harbour', 50)],
];
const scene = settleEach(lineWith(100, 50), TICKETS);
const FULL = [0, 80, 20];
const CAP = [0, 30, 20];

describe('a completion part draws what was earmarked for it', () => {
  it.each([
    ['all of it', 30, 0],
    ['a part', 29, 1],
    ['a penny', 1, 29],
  ])('%s: neither the pot nor the cap moves', (_what, amount, left) => {
    const { line, changedCaps, changedTickets } = settleOne(scene, ['end', draw(amount)]);
    expect(ticketIn(line, 'end')).toMatchObject({ state: 'held', heldPence: amount, committedPence: 0 });
    expect(ticketIn(line, 'start')).toMatchObject({
      state: 'committed',
      heldPence: left,
      committedPence: 20,
    });
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([FULL, CAP]);
    expect([...changedTickets.keys()].toSorted()).toEqual(['end', 'start']);
    expect(changedCaps.size).toBe(0);
  });

  it('though there is nothing free and others wait', () => {
    const line = settleEach(scene, [
      ['queue', claimOf('newco', 1)],
      ['end', draw(30)],
    ]);
    expect(statesOf(line, 'queue', 'end')).toEqual(['waiting', 'held']);
  });

  it('in parts until nothing is left', () => {
    const line = settleEach(scene, [
      ['one', draw(10)],
      ['two', draw(20)],
      ['three', draw(1)],
    ]);
    expect(statesOf(line, 'one', 'two', 'three')).toEqual(['held', 'held', 'refused']);
    expect(ticketIn(line, 'three').refusal).toEqual({ reason: 'nothing-held' });
    expect(moneyOf(line)).toEqual(FULL);
  });

  it('and is then a hold like any other: committed, corrected and freed on its own', () => {
    const drawn = settleEach(scene, [['end', draw(30)]]);
    const paid = settleEach(drawn, [['pay-end', commitOf('end', 'meadow', 25)]]);
    expect([moneyOf(paid), capMoneyOf(paid, 'meadow')]).toEqual([
      [5, 50, 45],
      [5, 0, 45],
    ]);
    const less = settleEach(paid, [['fix', adjustOf('end', 'meadow', 20)]]);
    expect([moneyOf(less), capMoneyOf(less, 'meadow')]).toEqual([
      [10, 50, 40],
      [10, 0, 40],
    ]);
    const freed = settleEach(drawn, [['free', releaseOf('end', 'meadow')]]);
    expect([moneyOf(freed), capMoneyOf(freed, 'meadow')]).toEqual([
      [30, 50, 20],
      [30, 0, 20],
    ]);
    expect(ticketIn(freed, 'start')).toMatchObject({ heldPence: 0, committedPence: 20 });
  });

  it('freeing what is left of the earmark frees that and no more', () => {
    const line = settleEach(scene, [
      ['end', draw(10)],
      ['free', releaseOf('start', 'meadow')],
    ]);
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([
      [20, 60, 20],
      [20, 10, 20],
    ]);
    expect(ticketIn(line, 'end')).toMatchObject({ state: 'held', heldPence: 10 });
  });

  it('freeing an earmark that was drawn whole frees nothing', () => {
    const line = settleEach(scene, [
      ['end', draw(30)],
      ['free', releaseOf('start', 'meadow')],
    ]);
    expect(ticketIn(line, 'free').refusal).toEqual({ reason: 'nothing-held' });
    expect(moneyOf(line)).toEqual(FULL);
  });

  it('has the time that it asks for itself', () => {
    const heldUntil = '2026-02-01T00:00:00.000Z';
    const request = claimOf('meadow', 30, { earmarkTicketId: 'start', heldUntil });
    expect(ticketIn(settleEach(scene, [['end', request]]), 'end').heldUntil).toBe(heldUntil);
    expect(ticketIn(settleEach(scene, [['end', draw(30)]]), 'end').heldUntil).toBeUndefined();
  });
});

describe('an earmark is refused', () => {
  const expectRefused = (handed: Handed, reason: string, line = scene): void => {
    const after = settleEach(line, [handed]);
    expect(ticketIn(after, handed[0])).toMatchObject({ state: 'refused', refusal: { reason }, heldPence: 0 });
    expect(ticketIn(after, 'start')).toEqual(ticketIn(line, 'start'));
    expect([moneyOf(after), capMoneyOf(after, 'meadow')]).toEqual([
      moneyOf(line),
      capMoneyOf(line, 'meadow'),
    ]);
    expect(after.waiting).toEqual(line.waiting);
  };

  it('for a penny more than there is', () => {
    expectRefused(['end', draw(31)], 'more-than-held');
  });

  it('for more than is left after a first part', () => {
    const line = settleEach(scene, [['one', draw(10)]]);
    expectRefused(['two', draw(21)], 'more-than-held', line);
  });

  it('never in favour of new money, though that were free', () => {
    const rich = settleEach(lineWith(1_000, 1_000), TICKETS);
    expectRefused(['end', draw(31)], 'more-than-held', rich);
    expectRefused(['end', draw(1, 'meadow', 'nobody')], 'nothing-held', rich);
  });

  it.each([
    ['0 ms', '2026-04-01T00:00:00.000Z'],
    ['1 s', '2026-04-01T00:00:01.000Z'],
    ['1 h', '2026-04-01T01:00:00.000Z'],
    ['3 days', '2026-04-04T00:00:00.000Z'],
  ])('when the claim came too late, by %s, though nobody has freed it', (_late, takenAt) => {
    expectRefused(['end', draw(30), takenAt], 'hold-expired');
  });

  it('but not when it came in the last millisecond, however late it is settled', () => {
    const late = { ...STRICT, now: '2026-04-04T00:00:00.000Z' };
    const line = settleEach(scene, [['end', draw(30), '2026-03-31T23:59:59.999Z']], late);
    expect(statesOf(line, 'end')).toEqual(['held']);
  });

  it('to another employer', () => {
    expectRefused(['end', draw(30, 'harbour')], 'nothing-held');
  });

  it('when the ticket is not known, or is no claim', () => {
    expectRefused(['end', draw(30, 'meadow', 'nobody')], 'nothing-held');
    expectRefused(['end', draw(30, 'meadow', 'limit-1')], 'nothing-held');
    expectRefused(['end', draw(30, 'meadow', 'pay')], 'nothing-held');
  });

  it('when it was freed', () => {
    const freed = settleEach(scene, [['free', releaseOf('start', 'meadow')]]);
    expectRefused(['end', draw(1)], 'nothing-held', freed);
  });

  it.each([
    ['still held', []],
    ['released', [['free', releaseOf('start', 'meadow')]]],
    ['committed without an earmark', [['pay', commitOf('start', 'meadow', 20)]]],
  ] as const)('when the start part is %s', (_what, tickets) => {
    const line = settleEach(lineWith(100, 50), [['start', claimOf('meadow', 50)], ...tickets]);
    expectRefused(['end', draw(1)], 'nothing-held', line);
  });

  it('when the start part waits or was refused', () => {
    const waiting = settleEach(lineWith(10, 50), [['start', claimOf('meadow', 50)]]);
    expectRefused(['end', draw(1)], 'nothing-held', waiting);
    const refused = settleEach(lineWith(100, 10), [['start', claimOf('meadow', 50)]]);
    expectRefused(['end', draw(1)], 'nothing-held', refused);
  });

  it('and does not wait for it: nobody frees that money for them', () => {
    expect(statesOf(settleEach(scene, [['end', draw(31)]], LOOSE), 'end')).toEqual(['refused']);
  });
});
