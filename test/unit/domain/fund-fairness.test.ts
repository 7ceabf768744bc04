import { describe, expect, it } from 'vitest';
import { settleTicket } from '../../../shared/domain/fund/allocate.ts';
import { atRest } from '../../../shared/domain/fund/line.ts';
import type { TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import {
  LOOSE,
  STRICT,
  capMoneyOf,
  claimOf,
  limitOf,
  lineWith,
  moneyOf,
  potOf,
  releaseOf,
  settleEach,
  settleOne,
  statesOf,
  ticketIn,
  withFresh,
} from './fund-line.ts';

describe('two holds that are together over a limit, each alone under it (D2.2)', () => {
  const two: readonly (readonly [string, TicketRequest])[] = [
    ['a', claimOf('meadow', 60)],
    ['b', claimOf('meadow', 60)],
  ];

  it('the pot’s: the second is not held', () => {
    const line = settleEach(lineWith(119, 200), two);
    expect(statesOf(line, 'a', 'b')).toEqual(['held', 'waiting']);
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([
      [59, 60, 0],
      [140, 60, 0],
    ]);
    expect(statesOf(settleEach(lineWith(120, 200), two), 'a', 'b')).toEqual(['held', 'held']);
  });

  it('the cap’s: the second is refused', () => {
    const line = settleEach(lineWith(200, 119), two);
    expect(statesOf(line, 'a', 'b')).toEqual(['held', 'refused']);
    expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([
      [140, 60, 0],
      [59, 60, 0],
    ]);
    expect(statesOf(settleEach(lineWith(200, 120), two), 'a', 'b')).toEqual(['held', 'held']);
  });

  it('in one batch as one by one', () => {
    const loaded = two.reduce((line, handed) => withFresh(line, ...handed), lineWith(119, 200));
    const settled = two.reduce((movement, [id]) => settleTicket(movement, id, STRICT), atRest(loaded));
    expect(statesOf(settled.line, 'a', 'b')).toEqual(['held', 'waiting']);
  });
});

describe('the pot and the cap move together or not at all (D2.3)', () => {
  it('the pot has room and the cap has not: neither moves', () => {
    const line = settleEach(lineWith(200, 50), [['a', claimOf('meadow', 51)]]);
    expect(statesOf(line, 'a')).toEqual(['refused']);
    expect([moneyOf(line), line.caps.size]).toEqual([[200, 0, 0], 0]);
    expect([potOf(line).waitingCount, potOf(line).waitingPence]).toEqual([0, 0]);
  });

  it('the cap has room and the pot has not: neither moves', () => {
    const line = settleEach(lineWith(50, 200), [['a', claimOf('meadow', 51)]]);
    expect(statesOf(line, 'a')).toEqual(['waiting']);
    expect([moneyOf(line), line.caps.size]).toEqual([[50, 0, 0], 0]);
    expect([potOf(line).waitingCount, potOf(line).waitingPence]).toEqual([1, 51]);
  });

  it('nor does either when the turn of one who waits has come', () => {
    const before = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 60)],
      ['x', claimOf('newco', 40)],
      ['b', claimOf('harbour', 40)],
      ['c', claimOf('harbour', 40)],
      ['free-60', releaseOf('a', 'meadow')],
    ]);
    expect([moneyOf(before), capMoneyOf(before, 'harbour')]).toEqual([
      [20, 80, 0],
      [20, 40, 0],
    ]);
    const { line, changedCaps } = settleOne(before, ['free-40', releaseOf('x', 'newco')]);
    expect(ticketIn(line, 'c')).toMatchObject({
      state: 'refused',
      heldPence: 0,
      refusal: { reason: 'cap-exceeded', capPence: 60, capAvailablePence: 20 },
    });
    expect([moneyOf(line), capMoneyOf(line, 'harbour')]).toEqual([
      [60, 40, 0],
      [20, 40, 0],
    ]);
    expect([...changedCaps]).toEqual(['newco']);
    expect([potOf(line).waitingCount, potOf(line).waitingPence]).toEqual([0, 0]);
  });
});

describe('money that comes back goes to those who wait, then to new claims (D6.3, I11)', () => {
  /** All of 100 is held; three wait, and two more are on their way in the same batch as the release. */
  const full = settleEach(lineWith(100, 100), [
    ['a', claimOf('meadow', 70)],
    ['b', claimOf('harbour', 30)],
    ['w1', claimOf('newco', 40)],
    ['w2', claimOf('rowan', 20)],
    ['w3', claimOf('newco', 10)],
  ]);
  const batch: readonly (readonly [string, TicketRequest])[] = [
    ['n1', claimOf('fern', 5)],
    ['free', releaseOf('a', 'meadow')],
    ['n2', claimOf('fern', 1)],
  ];
  const loaded = batch.reduce((line, handed) => withFresh(line, ...handed), full);
  const settled = batch.reduce((movement, [id]) => settleTicket(movement, id, STRICT), atRest(loaded));

  it('in the same settling, in the order of their tickets', () => {
    expect(settled.posted.map(({ outcome, ticketId }) => [outcome, ticketId])).toEqual([
      ['waiting', 'n1'],
      ['released', 'free'],
      ['promoted', 'w1'],
      ['promoted', 'w2'],
      ['promoted', 'w3'],
      ['waiting', 'n2'],
    ]);
    expect(statesOf(settled.line, 'w1', 'w2', 'w3', 'n1', 'n2')).toEqual([
      ...['held', 'held', 'held', 'waiting', 'waiting'],
    ]);
    expect(moneyOf(settled.line)).toEqual([0, 100, 0]);
  });

  it('the first whom it does not serve keeps all behind it, however small', () => {
    const line = settleEach(full, [['free', releaseOf('b', 'harbour')]]);
    expect(statesOf(line, 'w1', 'w2', 'w3')).toEqual(['waiting', 'waiting', 'waiting']);
    expect(moneyOf(line)).toEqual([30, 70, 0]);
    const more = settleEach(line, [['n', claimOf('fern', 1)]]);
    expect(statesOf(more, 'n')).toEqual(['waiting']);
  });

  it('where smaller claims may pass, only those that ask for less than there is do', () => {
    const line = settleEach(full, [['free', releaseOf('b', 'harbour')]], LOOSE);
    expect(statesOf(line, 'w1', 'w2', 'w3')).toEqual(['waiting', 'held', 'held']);
    expect(moneyOf(line)).toEqual([0, 100, 0]);
  });

  it('a claim that takes the last penny is held, and one of a penny more waits', () => {
    const before = settleEach(lineWith(100, 100), [['a', claimOf('meadow', 99)]]);
    expect(statesOf(settleEach(before, [['b', claimOf('newco', 1)]]), 'b')).toEqual(['held']);
    expect(statesOf(settleEach(before, [['b', claimOf('newco', 2)]]), 'b')).toEqual(['waiting']);
  });

  it('one who waits is served with the last penny', () => {
    const line = settleEach(full, [['more', limitOf(140, 100)]]);
    expect(statesOf(line, 'w1', 'w2')).toEqual(['held', 'waiting']);
    expect(moneyOf(line)).toEqual([0, 140, 0]);
  });
});

describe('a new claim never takes what those who wait have not yet been offered', () => {
  /** 40 are free, `big` (50) keeps `small` (10) behind it; then the scheme lets smaller claims pass. */
  const strict = settleEach(lineWith(100, 100), [
    ['a', claimOf('meadow', 60)],
    ['big', claimOf('harbour', 50)],
    ['small', claimOf('newco', 10)],
  ]);

  it('when the rule of order has changed since', () => {
    expect(statesOf(strict, 'big', 'small')).toEqual(['waiting', 'waiting']);
    const { line, posted } = settleOne(strict, ['new', claimOf('rowan', 35)], LOOSE);
    expect(statesOf(line, 'big', 'small', 'new')).toEqual(['waiting', 'held', 'waiting']);
    expect(posted.map(({ outcome, ticketId }) => [outcome, ticketId])).toEqual([
      ['promoted', 'small'],
      ['waiting', 'new'],
    ]);
  });

  it('when whoever freed it had no more of the list in hand, and died before going on', () => {
    const long = settleEach(lineWith(50, 500), [
      ['a', claimOf('meadow', 50)],
      ['w1', claimOf('harbour', 10)],
      ['w2', claimOf('harbour', 20)],
      ['w3', claimOf('harbour', 20)],
    ]);
    const headOnly = { ...long, waiting: ['w1'] };
    const { line: half } = settleOne(headOnly, ['free', releaseOf('a', 'meadow')], LOOSE);
    expect([statesOf(half, 'w1', 'w2', 'w3'), potOf(half).availablePence]).toEqual([
      ['held', 'waiting', 'waiting'],
      40,
    ]);
    const next = settleEach({ ...half, waiting: ['w2', 'w3'] }, [['new', claimOf('newco', 15)]], LOOSE);
    expect(statesOf(next, 'w2', 'w3', 'new')).toEqual(['held', 'held', 'waiting']);
  });
});
