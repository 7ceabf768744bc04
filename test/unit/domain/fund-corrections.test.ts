import { describe, expect, it } from 'vitest';
import {
  LOOSE,
  adjustOf,
  capMoneyOf,
  claimOf,
  commitAndKeep,
  commitOf,
  lineWith,
  limitOf,
  moneyOf,
  potOf,
  releaseOf,
  settleEach,
  settleOne,
  statesOf,
  ticketIn,
} from './fund-line.ts';

const UNTIL = '2026-04-01T00:00:00.000Z';
/** `meadow` has 30 committed of a cap of 60; the pot of 100 has 70 left. */
const paid = settleEach(lineWith(100, 60), [
  ['a', claimOf('meadow', 40)],
  ['pay', commitOf('a', 'meadow', 30)],
]);

describe('a correction', () => {
  it.each([
    ['to nothing', 0, [100, 0, 0], [60, 0, 0]],
    ['by a penny down', 29, [71, 0, 29], [31, 0, 29]],
    ['to what it was', 30, [70, 0, 30], [30, 0, 30]],
    ['by a penny up', 31, [69, 0, 31], [29, 0, 31]],
    ['up to the whole cap', 60, [40, 0, 60], [0, 0, 60]],
  ])('%s', (...[, to, pot, cap]) => {
    const line = settleEach(paid, [['fix', adjustOf('a', 'meadow', to)]]);
    expect(statesOf(line, 'a', 'fix')).toEqual(['committed', 'done']);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: 0, committedPence: to });
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([pot, cap]);
  });

  it('may be corrected again', () => {
    const line = settleEach(paid, [
      ['down', adjustOf('a', 'meadow', 10)],
      ['up', adjustOf('a', 'meadow', 25)],
    ]);
    expect(moneyOf(line)).toEqual([75, 0, 25]);
  });

  it('of one claim leaves the others of the same employer', () => {
    const two = settleEach(paid, [
      ['b', claimOf('meadow', 20)],
      ['pay-b', commitOf('b', 'meadow', 20)],
      ['fix', adjustOf('a', 'meadow', 5)],
    ]);
    expect(ticketIn(two, 'b').committedPence).toBe(20);
    expect([moneyOf(two), capMoneyOf(two, 'meadow')]).toEqual([
      [75, 0, 25],
      [35, 0, 25],
    ]);
  });

  it('leaves the earmark beside the commitment', () => {
    const line = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 40)],
      ['pay', commitAndKeep(['a', 'meadow'], 20, { amountPence: 15, until: UNTIL })],
      ['fix', adjustOf('a', 'meadow', 10)],
    ]);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: 15, heldUntil: UNTIL, committedPence: 10 });
    expect(moneyOf(line)).toEqual([75, 15, 10]);
  });
});

describe('a correction upwards is refused and changes nothing', () => {
  const expectRefused = (line: typeof paid, to: number, reason = 'not-available'): void => {
    const { line: after, posted } = settleOne(line, ['fix', adjustOf('a', 'meadow', to)]);
    expect(ticketIn(after, 'fix')).toMatchObject({ state: 'refused', refusal: { reason } });
    expect(ticketIn(after, 'a')).toEqual(ticketIn(line, 'a'));
    expect(moneyOf(after)).toEqual(moneyOf(line));
    expect(capMoneyOf(after, 'meadow')).toEqual(capMoneyOf(line, 'meadow'));
    expect(posted).toMatchObject([{ outcome: 'refused', amountPence: to, because: reason, resolves: 'a' }]);
  };

  it('a penny over the cap, though the pot has it', () => {
    expectRefused(paid, 61);
  });

  it('a penny over the pot, though the cap has it', () => {
    const poor = settleEach(paid, [['x', claimOf('harbour', 60)]]);
    expect(moneyOf(poor)).toEqual([10, 60, 30]);
    expect(statesOf(settleEach(poor, [['fix', adjustOf('a', 'meadow', 40)]]), 'fix')).toEqual(['done']);
    expectRefused(poor, 41);
  });

  it.each([
    ['under strict order', undefined],
    ['though smaller claims may pass', LOOSE],
  ])('while somebody waits, though both have it: %s', (_what, settling) => {
    const queue = settleEach(
      paid,
      [
        ['x', claimOf('harbour', 60)],
        ['y', claimOf('newco', 11)],
      ],
      settling,
    );
    expect([moneyOf(queue), potOf(queue).waitingCount]).toEqual([[10, 60, 30], 1]);
    const up = settleEach(queue, [['fix', adjustOf('a', 'meadow', 31)]], settling);
    expect(ticketIn(up, 'fix').refusal).toEqual({ reason: 'not-available' });
    expect(moneyOf(up)).toEqual([10, 60, 30]);
    const same = settleEach(queue, [['fix', adjustOf('a', 'meadow', 30)]], settling);
    expect(statesOf(same, 'fix')).toEqual(['done']);
  });

  it('of a claim that has nothing committed', () => {
    const scene = settleEach(lineWith(50, 40), [
      ['a', claimOf('meadow', 40)],
      ['over', claimOf('meadow', 1)],
      ['wait', claimOf('harbour', 20)],
    ]);
    const fixes = settleEach(scene, [
      ['fix-held', adjustOf('a', 'meadow', 0)],
      ['fix-refused', adjustOf('over', 'meadow', 0)],
      ['fix-waiting', adjustOf('wait', 'harbour', 0)],
      ['fix-nobody', adjustOf('nobody', 'meadow', 0)],
      ['free', releaseOf('a', 'meadow')],
      ['fix-released', adjustOf('a', 'meadow', 0)],
    ]);
    for (const ticketId of ['fix-held', 'fix-refused', 'fix-waiting', 'fix-nobody', 'fix-released']) {
      expect(ticketIn(fixes, ticketId).refusal).toEqual({ reason: 'nothing-held' });
    }
    expect(moneyOf(fixes)).toEqual([30, 20, 0]);
  });
});

describe('a correction downwards frees money', () => {
  const full = settleEach(lineWith(100, 60), [
    ['a', claimOf('meadow', 60)],
    ['pay', commitOf('a', 'meadow', 60)],
    ['b', claimOf('harbour', 40)],
    ['first', claimOf('newco', 15)],
    ['second', claimOf('rowan', 10)],
  ]);

  it('which goes to the list in its order, in the same settling', () => {
    const { line, posted } = settleOne(full, ['fix', adjustOf('a', 'meadow', 40)]);
    expect(statesOf(line, 'first', 'second')).toEqual(['held', 'waiting']);
    expect(moneyOf(line)).toEqual([5, 55, 40]);
    expect(posted.map(({ outcome, ticketId }) => [outcome, ticketId])).toEqual([
      ['adjusted', 'fix'],
      ['promoted', 'first'],
    ]);
  });

  it('and is not refused because somebody waits', () => {
    const line = settleEach(full, [['fix', adjustOf('a', 'meadow', 59)]]);
    expect(statesOf(line, 'fix', 'first')).toEqual(['done', 'waiting']);
    expect(moneyOf(line)).toEqual([1, 40, 59]);
  });
});

describe('limits go up and down to exactly what is used, earmarks included', () => {
  /** 30 committed and 15 kept for `meadow`, 20 held for `harbour`: 65 in all. */
  const used = settleEach(lineWith(100, 60), [
    ['a', claimOf('meadow', 50)],
    ['pay', commitAndKeep(['a', 'meadow'], 30, { amountPence: 15, until: UNTIL })],
    ['b', claimOf('harbour', 20)],
  ]);

  it.each([
    [65, 45, 'done', [0, 35, 30]],
    [64, 45, 'refused', [35, 35, 30]],
    [65, 44, 'refused', [35, 35, 30]],
    [200, 200, 'done', [135, 35, 30]],
  ])('a pot of %d with caps of %d is %s', (...[pot, cap, state, money]) => {
    const line = settleEach(used, [['new', limitOf(pot, cap)]]);
    expect(statesOf(line, 'new')).toEqual([state]);
    expect(moneyOf(line)).toEqual(money);
    expect(potOf(line).limitPence).toBe(state === 'done' ? pot : 100);
    expect(potOf(line).capPence).toBe(state === 'done' ? cap : 60);
  });

  it('lowered to what is used, nobody gets a penny more, and what is freed can be had again', () => {
    const line = settleEach(used, [
      ['new', limitOf(65, 45)],
      ['cap', claimOf('meadow', 1)],
      ['pot', claimOf('newco', 1)],
      ['up', adjustOf('a', 'meadow', 31)],
      ['free', releaseOf('a', 'meadow')],
      ['again', claimOf('meadow', 14)],
    ]);
    expect(statesOf(line, 'new', 'cap', 'pot', 'up', 'free', 'again')).toEqual([
      ...['done', 'refused', 'held', 'refused', 'done', 'held'],
    ]);
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([
      [0, 35, 30],
      [1, 14, 30],
    ]);
  });

  it('raised, those who wait are served first', () => {
    const line = settleEach(used, [
      ['new', limitOf(65, 60)],
      ['w', claimOf('newco', 10)],
      ['more', limitOf(80, 60)],
    ]);
    expect(statesOf(line, 'w')).toEqual(['held']);
    expect(moneyOf(line)).toEqual([5, 45, 30]);
  });
});
