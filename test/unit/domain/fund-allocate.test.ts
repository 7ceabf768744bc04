import { describe, expect, it } from 'vitest';
import { settleTicket } from '../../../shared/domain/fund/allocate.ts';
import { atRest } from '../../../shared/domain/fund/line.ts';
import { moveBoth } from '../../../shared/domain/fund/move-money.ts';
import type { TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import {
  joinWaitingList,
  leaveWaitingList,
  offerToWaiting,
} from '../../../shared/domain/fund/waiting-list.ts';
import {
  LATER,
  LOOSE,
  NO_LIMIT,
  STRICT,
  adjustOf,
  capMoneyOf,
  claimOf,
  commitOf,
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

describe('an unset pot or cap refuses; it is never unlimited', () => {
  it.each([
    ['a claim', claimOf('meadow', 1)],
    ['a commit', commitOf('nobody', 'meadow', 1)],
    ['a release', releaseOf('nobody', 'meadow')],
    ['a correction', adjustOf('nobody', 'meadow', 1)],
    ['a claim on an earmark', claimOf('meadow', 1, { earmarkTicketId: 'nobody' })],
  ])('%s', (_what, request) => {
    const { line } = settleOne(NO_LIMIT, ['t', request]);
    expect(ticketIn(line, 't')).toMatchObject({
      state: 'refused',
      refusal: { reason: 'no-limit-set' },
      heldPence: 0,
    });
    expect(line.pot).toBeUndefined();
    expect(line.caps.size).toBe(0);
  });

  it('no money moves, and nobody joins, leaves or is served', () => {
    const rest = atRest(withFresh({ ...NO_LIMIT, waiting: ['t'] }, 't', claimOf('meadow', 1)));
    const asked: unknown[] = [];
    const moved = moveBoth(rest, 'meadow', (balance) => {
      asked.push(balance);
      return balance;
    });
    expect([moved, asked]).toEqual([undefined, []]);
    expect(joinWaitingList(rest, ticketIn(rest.line, 't'), 1)).toBe(rest);
    expect(leaveWaitingList(rest, 't', 1)).toBe(rest);
    expect(offerToWaiting(rest, STRICT)).toBe(rest);
  });

  it('a cap of nothing refuses the first penny', () => {
    const line = settleEach(lineWith(100, 0), [['t', claimOf('meadow', 1)]]);
    expect(ticketIn(line, 't').refusal).toEqual({
      reason: 'cap-exceeded',
      capPence: 0,
      capAvailablePence: 0,
    });
  });

  it('a pot of nothing makes the first penny wait', () => {
    const line = settleEach(lineWith(0, 100), [['t', claimOf('meadow', 1)]]);
    expect(statesOf(line, 't')).toEqual(['waiting']);
  });
});

describe('a claim', () => {
  it('that fits is held, under the pot and under the cap', () => {
    const line = settleEach(lineWith(100, 60), [['a', claimOf('meadow', 40)]]);
    expect(ticketIn(line, 'a')).toMatchObject({
      state: 'held',
      heldPence: 40,
      committedPence: 0,
      settledAt: LATER,
    });
    expect(moneyOf(line)).toEqual([60, 40, 0]);
    expect(capMoneyOf(line, 'meadow')).toEqual([20, 40, 0]);
  });

  it.each([
    [60, 'held'],
    [61, 'refused'],
  ])('of %d under a cap of 60 is %s', (amount, state) => {
    expect(statesOf(settleEach(lineWith(100, 60), [['a', claimOf('meadow', amount)]]), 'a')).toEqual([state]);
  });

  it.each([
    [100, 'held'],
    [101, 'waiting'],
  ])('of %d on a pot of 100 is %s', (amount, state) => {
    expect(statesOf(settleEach(lineWith(100, 500), [['a', claimOf('meadow', amount)]]), 'a')).toEqual([
      state,
    ]);
  });

  it('over the cap is refused with the exact figures, and the pot is untouched', () => {
    const before = settleEach(lineWith(100, 60), [['a', claimOf('meadow', 40)]]);
    const after = settleEach(before, [['b', claimOf('meadow', 21)]]);
    expect(ticketIn(after, 'b')).toMatchObject({
      state: 'refused',
      refusal: { reason: 'cap-exceeded', capPence: 60, capAvailablePence: 20 },
    });
    expect(moneyOf(after)).toEqual(moneyOf(before));
    expect(capMoneyOf(after, 'meadow')).toEqual([20, 40, 0]);
  });

  it('over the cap is refused though the pot has nothing either: it does not wait for money it may not have', () => {
    const line = settleEach(lineWith(40, 60), [
      ['a', claimOf('meadow', 40)],
      ['b', claimOf('meadow', 21)],
    ]);
    expect(statesOf(line, 'b')).toEqual(['refused']);
    expect(line.waiting).toEqual([]);
  });

  it('is held or not, never in part', () => {
    const line = settleEach(lineWith(100, 100), [
      ['a', claimOf('meadow', 70)],
      ['b', claimOf('harbour', 31)],
    ]);
    expect(ticketIn(line, 'b')).toMatchObject({ state: 'waiting', heldPence: 0 });
    expect(moneyOf(line)).toEqual([30, 70, 0]);
    expect(capMoneyOf(line, 'harbour') ?? [100, 0, 0]).toEqual([100, 0, 0]);
  });

  it('of one employer leaves the cap of another alone', () => {
    const line = settleEach(lineWith(200, 60), [
      ['a', claimOf('meadow', 60)],
      ['b', claimOf('harbour', 60)],
    ]);
    expect(statesOf(line, 'a', 'b')).toEqual(['held', 'held']);
  });

  it('of two that fit alone and not together, the second loses', () => {
    const line = settleEach(lineWith(100, 100), [
      ['a', claimOf('meadow', 60)],
      ['b', claimOf('harbour', 60)],
    ]);
    expect(statesOf(line, 'a', 'b')).toEqual(['held', 'waiting']);
    expect([potOf(line).waitingCount, potOf(line).waitingPence]).toEqual([1, 60]);
  });
});

/** 100 in the pot, 90 of it held by `a`; `b` (30) and `c` (5) came after. */
const crowd = [
  ['a', claimOf('meadow', 90)],
  ['b', claimOf('harbour', 30)],
  ['c', claimOf('newco', 5)],
] as const;

describe('the order of the line', () => {
  it('under strict order nobody passes, though a smaller claim would fit', () => {
    const line = settleEach(lineWith(100, 100), crowd);
    expect(statesOf(line, 'a', 'b', 'c')).toEqual(['held', 'waiting', 'waiting']);
    expect(line.waiting).toEqual(['b', 'c']);
  });

  it('where the policy says so, a smaller claim passes one that does not fit', () => {
    const line = settleEach(lineWith(100, 100), crowd, LOOSE);
    expect(statesOf(line, 'a', 'b', 'c')).toEqual(['held', 'waiting', 'held']);
  });

  it('money that comes back goes to the waiting list in ticket order, then to new tickets', () => {
    const line = settleEach(lineWith(100, 100), [
      ...crowd,
      ['free', releaseOf('a', 'meadow')],
      ['d', claimOf('newco', 60)],
    ]);
    expect(statesOf(line, 'a', 'b', 'c', 'd')).toEqual(['released', 'held', 'held', 'held']);
    expect(moneyOf(line)).toEqual([5, 95, 0]);
  });

  it('under strict order the list stops at the first that does not fit', () => {
    const line = settleEach(lineWith(100, 100), [
      ['a', claimOf('meadow', 60)],
      ['b', claimOf('meadow', 40)],
      ['c', claimOf('harbour', 50)],
      ['d', claimOf('newco', 10)],
      ['free', releaseOf('b', 'meadow')],
    ]);
    expect(statesOf(line, 'c', 'd')).toEqual(['waiting', 'waiting']);
    expect(moneyOf(line)).toEqual([40, 60, 0]);
  });

  it('where the policy says so, the list goes on to the next that fits', () => {
    const line = settleEach(
      lineWith(100, 100),
      [
        ['a', claimOf('meadow', 60)],
        ['b', claimOf('meadow', 40)],
        ['c', claimOf('harbour', 50)],
        ['d', claimOf('newco', 10)],
        ['free', releaseOf('b', 'meadow')],
      ],
      LOOSE,
    );
    expect(statesOf(line, 'c', 'd')).toEqual(['waiting', 'held']);
  });

  it('the rest of a hold that a commit frees goes to the list', () => {
    const line = settleEach(lineWith(100, 100), [...crowd, ['pay', commitOf('a', 'meadow', 60)]]);
    expect(statesOf(line, 'a', 'b', 'c')).toEqual(['committed', 'held', 'held']);
    expect(moneyOf(line)).toEqual([5, 35, 60]);
  });

  it('a higher limit serves the list', () => {
    const line = settleEach(lineWith(100, 100), [...crowd, ['more', limitOf(120, 100)]]);
    expect(statesOf(line, 'b', 'c')).toEqual(['held', 'waiting']);
  });

  it('when the first of the list goes, the next is served if it fits', () => {
    const line = settleEach(lineWith(100, 100), [...crowd, ['gone', releaseOf('b', 'harbour')]]);
    expect(statesOf(line, 'b', 'c')).toEqual(['released', 'held']);
    expect([potOf(line).waitingCount, potOf(line).waitingPence, line.waiting]).toEqual([0, 0, []]);
  });

  it('a claim on the list whose cap was used up meanwhile is refused by the cap when its turn comes', () => {
    const line = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 60)],
      ['x', claimOf('newco', 40)],
      ['b', claimOf('harbour', 40)],
      ['c', claimOf('harbour', 40)],
      ['d', claimOf('fourth', 20)],
      ['free-60', releaseOf('a', 'meadow')],
      ['free-40', releaseOf('x', 'newco')],
    ]);
    expect(statesOf(line, 'b', 'c', 'd')).toEqual(['held', 'refused', 'held']);
    expect(ticketIn(line, 'c').refusal).toEqual({
      reason: 'cap-exceeded',
      capPence: 60,
      capAvailablePence: 20,
    });
  });

  describe('when only the head of a long list is in hand', () => {
    /** Five wait; the reader brought the first two. */
    const long = settleEach(lineWith(50, 500), [
      ['a', claimOf('meadow', 50)],
      ['w1', claimOf('harbour', 10)],
      ['w2', claimOf('harbour', 10)],
      ['w3', claimOf('harbour', 10)],
      ['w4', claimOf('harbour', 10)],
      ['w5', claimOf('harbour', 10)],
    ]);
    const inHand = { ...long, waiting: long.waiting.slice(0, 2) };

    it('a new claim is not put behind the head, ahead of those between', () => {
      const line = settleEach(inHand, [['new', claimOf('newco', 5)]]);
      expect(statesOf(line, 'new')).toEqual(['waiting']);
      expect(line.waiting).toEqual(['w1', 'w2']);
      expect([potOf(line).waitingCount, potOf(line).waitingPence]).toEqual([6, 55]);
    });

    it.each([
      ['strict order', undefined],
      ['smaller claims passing', LOOSE],
    ])(
      'money that came back is not given to a new claim before those who wait and would fit: %s',
      (_what, settling) => {
        const line = settleEach(
          inHand,
          [
            ['free', releaseOf('a', 'meadow')],
            ['new', claimOf('newco', 5)],
          ],
          settling,
        );
        expect(statesOf(line, 'w1', 'w2', 'new')).toEqual(['held', 'held', 'waiting']);
      },
    );
  });
});

describe('a hold is resolved exactly once', () => {
  const held = settleEach(lineWith(100, 100), [['a', claimOf('meadow', 40)]]);

  it.each([
    [0, [100, 0, 0]],
    [39, [61, 0, 39]],
    [40, [60, 0, 40]],
  ])('committing %d of 40 commits exactly that and frees the rest', (amount, money) => {
    const line = settleEach(held, [['pay', commitOf('a', 'meadow', amount)]]);
    expect(statesOf(line, 'a', 'pay')).toEqual(['committed', 'done']);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: 0, committedPence: amount });
    expect(moneyOf(line)).toEqual(money);
    expect(capMoneyOf(line, 'meadow')).toEqual(money);
  });

  it('committing a penny more than was held is refused and leaves the hold', () => {
    const line = settleEach(held, [['pay', commitOf('a', 'meadow', 41)]]);
    expect(ticketIn(line, 'pay')).toMatchObject({ state: 'refused', refusal: { reason: 'more-than-held' } });
    expect(ticketIn(line, 'a')).toEqual(ticketIn(held, 'a'));
    expect(moneyOf(line)).toEqual([60, 40, 0]);
  });

  it.each([
    ['committed, then committed', [commitOf('a', 'meadow', 30), commitOf('a', 'meadow', 30)], [70, 0, 30]],
    ['committed, then released', [commitOf('a', 'meadow', 30), releaseOf('a', 'meadow')], [70, 0, 30]],
    ['released, then committed', [releaseOf('a', 'meadow'), commitOf('a', 'meadow', 30)], [100, 0, 0]],
    ['released, then released', [releaseOf('a', 'meadow'), releaseOf('a', 'meadow')], [100, 0, 0]],
  ])('%s: the second is refused and moves nothing', (_what, [first, second], money) => {
    if (first === undefined || second === undefined) throw new Error('Two requests are needed');
    const line = settleEach(held, [
      ['one', first],
      ['two', second],
    ]);
    expect(ticketIn(line, 'two')).toMatchObject({ state: 'refused', refusal: { reason: 'nothing-held' } });
    expect(moneyOf(line)).toEqual(money);
  });

  it.each([
    ['a ticket that never was', 'nobody'],
    ['a ticket that is not a claim', 'limit-1'],
  ])('%s holds nothing', (_what, target) => {
    const line = settleEach(held, [
      ['pay', commitOf(target, 'meadow', 1)],
      ['free', releaseOf(target, 'meadow')],
    ]);
    expect(statesOf(line, 'pay', 'free')).toEqual(['refused', 'refused']);
    expect(ticketIn(line, 'pay').refusal).toEqual({ reason: 'nothing-held' });
    expect(ticketIn(line, 'free').refusal).toEqual({ reason: 'nothing-held' });
    expect(moneyOf(line)).toEqual([60, 40, 0]);
  });

  it('a claim that waits has nothing to commit, and leaves the list when it is released', () => {
    const line = settleEach(lineWith(10, 100), [
      ['a', claimOf('meadow', 40)],
      ['pay', commitOf('a', 'meadow', 1)],
    ]);
    expect(statesOf(line, 'a', 'pay')).toEqual(['waiting', 'refused']);
    const left = settleEach(line, [['free', releaseOf('a', 'meadow')]]);
    expect(statesOf(left, 'a', 'free')).toEqual(['released', 'done']);
    expect([left.waiting, potOf(left).waitingCount, potOf(left).waitingPence]).toEqual([[], 0, 0]);
    expect(moneyOf(left)).toEqual([10, 0, 0]);
  });

  it('a claim that was refused has nothing to release', () => {
    const line = settleEach(lineWith(100, 10), [
      ['a', claimOf('meadow', 40)],
      ['free', releaseOf('a', 'meadow')],
    ]);
    expect(statesOf(line, 'a', 'free')).toEqual(['refused', 'refused']);
  });

  it.each([
    ['commit', commitOf('a', 'harbour', 40)],
    ['release', releaseOf('a', 'harbour')],
  ])('a %s in another employer’s name never moves that employer’s cap', (_what, request) => {
    const both = settleEach(held, [['b', claimOf('harbour', 50)]]);
    const line = settleEach(both, [['wrong', request]]);
    expect(capMoneyOf(line, 'harbour')).toEqual([50, 50, 0]);
  });
});

describe('a claim has its place before whatever resolves it', () => {
  /** The claim came first and a sweep found the other first. */
  const both = (request: TicketRequest) =>
    withFresh(withFresh(lineWith(100, 60), 'z-claim', claimOf('meadow', 40)), 'a-other', request);

  it.each([
    ['a release', releaseOf('z-claim', 'meadow'), 'released', [100, 0, 0]],
    ['a commit', commitOf('z-claim', 'meadow', 30), 'committed', [70, 0, 30]],
  ] as const)('%s that is settled before its claim finds it settled', (...[, request, state, money]) => {
    const settled = settleTicket(atRest(both(request)), 'a-other', STRICT);
    expect(statesOf(settled.line, 'z-claim', 'a-other')).toEqual([state, 'done']);
    expect(moneyOf(settled.line)).toEqual(money);
    expect(capMoneyOf(settled.line, 'meadow')).toEqual([60 - money[2], 0, money[2]]);
    expect([...settled.changedTickets.keys()].toSorted()).toEqual(['a-other', 'z-claim']);
    const numbers = ['z-claim', 'a-other'].map((ticketId) => ticketIn(settled.line, ticketId).seal?.number);
    expect(numbers).toEqual([2, 3]);
    expect(settleTicket(settled, 'z-claim', STRICT)).toBe(settled);
  });

  it('and does not hold money for a claim that is over', () => {
    const settled = ['a-other', 'z-claim'].reduce(
      (movement, ticketId) => settleTicket(movement, ticketId, STRICT),
      atRest(both(releaseOf('z-claim', 'meadow'))),
    );
    expect(moneyOf(settled.line)).toEqual([100, 0, 0]);
  });

  it('a limit that comes first leaves a claim where it is', () => {
    const settled = settleTicket(atRest(both(limitOf(200, 60))), 'a-other', STRICT);
    expect(statesOf(settled.line, 'z-claim', 'a-other')).toEqual(['unsettled', 'done']);
  });
});

describe('a new limit', () => {
  const used = settleEach(lineWith(100, 60), [
    ['a', claimOf('meadow', 40)],
    ['b', claimOf('harbour', 30)],
    ['pay', commitOf('b', 'harbour', 20)],
  ]);

  it('opens the fund', () => {
    const line = lineWith(100, 60);
    expect(potOf(line)).toMatchObject({ limitPence: 100, capPence: 60, waitingCount: 0, waitingPence: 0 });
    expect(moneyOf(line)).toEqual([100, 0, 0]);
    expect(statesOf(line, 'limit-1')).toEqual(['done']);
  });

  it.each([
    [60, 40, 'done'],
    [59, 40, 'refused'],
    [60, 39, 'refused'],
  ])('of %d with a cap of %d is %s: 60 is in use, 40 by one employer', (limit, cap, state) => {
    const line = settleEach(used, [['new', limitOf(limit, cap)]]);
    expect(statesOf(line, 'new')).toEqual([state]);
    expect(moneyOf(line)).toEqual(state === 'done' ? [0, 40, 20] : [40, 40, 20]);
    expect(potOf(line).capPence).toBe(state === 'done' ? 40 : 60);
  });

  it.each([
    [44, 'refused'],
    [45, 'done'],
  ])('with a cap of %d, where one employer has 30 committed and 15 held, is %s', (cap, state) => {
    const both = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 30)],
      ['b', claimOf('meadow', 15)],
      ['pay', commitOf('a', 'meadow', 30)],
      ['new', limitOf(100, cap)],
    ]);
    expect(statesOf(both, 'new')).toEqual([state]);
  });

  it('below what is in use says so', () => {
    const line = settleEach(used, [['new', limitOf(59, 60)]]);
    expect(ticketIn(line, 'new').refusal).toEqual({ reason: 'below-commitments' });
  });

  it.each([
    [50, 10, 'held'],
    [50, 11, 'refused'],
    [80, 40, 'held'],
    [80, 41, 'refused'],
  ])('with a cap of %d reaches an employer that holds 40: %d more is %s', (cap, amount, state) => {
    const line = settleEach(used, [
      ['new', limitOf(1_000, cap)],
      ['c', claimOf('meadow', amount)],
    ]);
    expect(statesOf(line, 'c')).toEqual([state]);
  });
});

describe('a ticket that is settled already changes nothing', () => {
  const line = settleEach(lineWith(100, 60), [
    ...crowd,
    ['over', claimOf('newco', 61)],
    ['free', releaseOf('a', 'meadow')],
  ]);

  it.each([...line.tickets.keys()])('%s', (ticketId) => {
    const rest = atRest(line);
    expect(settleTicket(rest, ticketId, { ...LOOSE, now: '2026-01-01T00:00:00.000Z' })).toBe(rest);
  });

  it('nor does one that the line does not know', () => {
    const rest = atRest(line);
    expect(settleTicket(rest, 'nobody', LOOSE)).toBe(rest);
  });
});

describe('settling is pure', () => {
  it('the line it was given stays as it was', () => {
    const before = withFresh(settleEach(lineWith(100, 100), crowd), 'free', releaseOf('a', 'meadow'));
    const copy = structuredClone(before);
    const movement = settleTicket(atRest(before), 'free', LOOSE);
    expect(before).toEqual(copy);
    expect(movement.line).not.toEqual(copy);
  });

  it('and the movement names every ticket and cap that changed, and no other', () => {
    const { changedTickets, changedCaps } = settleOne(settleEach(lineWith(100, 100), crowd), [
      'free',
      releaseOf('a', 'meadow'),
    ]);
    expect([...changedTickets.keys()].toSorted()).toEqual(['a', 'b', 'c', 'free']);
    expect([...changedCaps].toSorted()).toEqual(['harbour', 'meadow', 'newco']);
  });
});

describe('offering money to the list', () => {
  it('changes nothing when nothing is free, nobody waits or no limit is set', () => {
    for (const line of [settleEach(lineWith(90, 90), crowd), lineWith(90, 90), NO_LIMIT]) {
      const rest = atRest(line);
      expect(offerToWaiting(rest, LOOSE)).toBe(rest);
    }
  });

  it.each([
    ['one that could not be read', 'lost'],
    ['one that is no claim', 'limit-1'],
  ])('stops at %s: nobody passes it, and nobody behind it is lost', (_what, head) => {
    const line = settleEach(lineWith(90, 90), crowd);
    const pot = { ...potOf(line), limitPence: 200, availablePence: 110 };
    const rest = atRest({ ...line, pot, waiting: [head, ...line.waiting] });
    expect(offerToWaiting(rest, STRICT)).toBe(rest);
    expect(offerToWaiting(rest, LOOSE)).toBe(rest);
  });
});
