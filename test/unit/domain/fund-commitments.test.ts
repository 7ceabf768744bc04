import { describe, expect, it } from 'vitest';
import { isExpired, namedBy, resolvedBy } from '../../../shared/domain/fund/ticket.ts';
import type { TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import {
  STRICT,
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
import type { Handed } from './fund-line.ts';

const UNTIL = '2026-04-01T00:00:00.000Z';
/** `meadow` holds 40 of a pot of 100, under a cap of 60. */
const held = settleEach(lineWith(100, 60), [['a', claimOf('meadow', 40)]]);
const refusalOf = (line: typeof held, ticketId: string): string | undefined =>
  ticketIn(line, ticketId).refusal?.reason;

describe('committing with an earmark', () => {
  it.each([
    ['part, and a part is free', 20, 10, [70, 10, 20], [30, 10, 20]],
    ['part, and nothing is free', 20, 20, [60, 20, 20], [20, 20, 20]],
    ['all but a penny', 39, 1, [60, 1, 39], [20, 1, 39]],
    ['nothing, and all is kept', 0, 40, [60, 40, 0], [20, 40, 0]],
  ])('%s', (...[, amount, kept, pot, cap]) => {
    const keep = { amountPence: kept, until: UNTIL };
    const line = settleEach(held, [['pay', commitAndKeep(['a', 'meadow'], amount, keep)]]);
    expect(statesOf(line, 'a', 'pay')).toEqual(['committed', 'done']);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: kept, committedPence: amount, heldUntil: UNTIL });
    expect(moneyOf(line)).toEqual(pot);
    expect(capMoneyOf(line, 'meadow')).toEqual(cap);
  });

  it('a penny more than was held, both together, is refused and leaves the hold', () => {
    const keep = { amountPence: 21, until: UNTIL };
    const line = settleEach(held, [['pay', commitAndKeep(['a', 'meadow'], 20, keep)]]);
    expect(refusalOf(line, 'pay')).toBe('more-than-held');
    expect(ticketIn(line, 'a')).toEqual(ticketIn(held, 'a'));
    expect(moneyOf(line)).toEqual([60, 40, 0]);
  });

  it('of nothing is no earmark and has no time', () => {
    const keep = { amountPence: 0, until: UNTIL };
    const line = settleEach(held, [
      ['pay', commitAndKeep(['a', 'meadow'], 20, keep)],
      ['free', releaseOf('a', 'meadow')],
    ]);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: 0, heldUntil: undefined });
    expect(refusalOf(line, 'free')).toBe('nothing-held');
  });

  it('takes the earmark’s time, not the hold’s', () => {
    const line = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 40, { heldUntil: '2025-12-01T00:00:00.000Z' })],
      ['pay', commitAndKeep(['a', 'meadow'], 20, { amountPence: 20, until: UNTIL })],
    ]);
    expect(ticketIn(line, 'a').heldUntil).toBe(UNTIL);
  });

  it('without an earmark nothing is left of the hold, and not its time either', () => {
    const line = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 40, { heldUntil: UNTIL })],
      ['pay', commitOf('a', 'meadow', 20)],
    ]);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: 0, committedPence: 20, heldUntil: undefined });
  });

  it('only what is free goes to the list: what is earmarked stays', () => {
    const line = settleEach(lineWith(40, 60), [
      ['a', claimOf('meadow', 40)],
      ['b', claimOf('harbour', 10)],
      ['c', claimOf('newco', 1)],
      ['pay', commitAndKeep(['a', 'meadow'], 20, { amountPence: 10, until: UNTIL })],
    ]);
    expect(statesOf(line, 'b', 'c')).toEqual(['held', 'waiting']);
    expect(moneyOf(line)).toEqual([0, 20, 20]);
  });
});

describe('a hold, an earmark and a place on the list are freed exactly once', () => {
  const keep = { amountPence: 15, until: UNTIL };
  const earmarked = settleEach(held, [['pay', commitAndKeep(['a', 'meadow'], 20, keep)]]);
  const free: Handed = ['free', releaseOf('a', 'meadow')];
  const again: Handed = ['again', releaseOf('a', 'meadow')];

  it('a hold', () => {
    const once = settleEach(held, [free]);
    expect(statesOf(once, 'a', 'free')).toEqual(['released', 'done']);
    expect([moneyOf(once), capMoneyOf(once, 'meadow')]).toEqual([
      [100, 0, 0],
      [60, 0, 0],
    ]);
    const twice = settleEach(once, [again]);
    expect(refusalOf(twice, 'again')).toBe('nothing-held');
    expect([moneyOf(twice), capMoneyOf(twice, 'meadow')]).toEqual([
      [100, 0, 0],
      [60, 0, 0],
    ]);
  });

  it('an earmark, while its commitment stays', () => {
    const once = settleEach(earmarked, [free]);
    expect(statesOf(once, 'a', 'free')).toEqual(['committed', 'done']);
    expect(ticketIn(once, 'a')).toMatchObject({ heldPence: 0, committedPence: 20, heldUntil: undefined });
    expect([moneyOf(once), capMoneyOf(once, 'meadow')]).toEqual([
      [80, 0, 20],
      [40, 0, 20],
    ]);
    const twice = settleEach(once, [again]);
    expect(refusalOf(twice, 'again')).toBe('nothing-held');
    expect(moneyOf(twice)).toEqual([80, 0, 20]);
  });

  it('a place on the list', () => {
    const full = settleEach(lineWith(40, 60), [
      ['a', claimOf('meadow', 40)],
      ['b', claimOf('harbour', 30)],
      ['c', claimOf('newco', 10)],
    ]);
    const once = settleEach(full, [['free', releaseOf('b', 'harbour')]]);
    expect(statesOf(once, 'b', 'free', 'c')).toEqual(['released', 'done', 'waiting']);
    expect([potOf(once).waitingCount, potOf(once).waitingPence, once.waiting]).toEqual([1, 10, ['c']]);
    const twice = settleEach(once, [['again', releaseOf('b', 'harbour')]]);
    expect(refusalOf(twice, 'again')).toBe('nothing-held');
    expect([potOf(twice).waitingCount, potOf(twice).waitingPence, twice.waiting]).toEqual([1, 10, ['c']]);
  });

  it('a time that ran out with the hold is not left on a ticket that holds nothing', () => {
    const line = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 40, { heldUntil: UNTIL })],
      ['free', releaseOf('a', 'meadow')],
    ]);
    expect(ticketIn(line, 'a')).toMatchObject({ heldPence: 0, heldUntil: undefined });
  });

  it('of an earmark what is freed goes to the list at once', () => {
    const line = settleEach(lineWith(40, 60), [
      ['a', claimOf('meadow', 40)],
      ['b', claimOf('harbour', 15)],
      ['pay', commitAndKeep(['a', 'meadow'], 25, keep)],
      ['free', releaseOf('a', 'meadow')],
    ]);
    expect(statesOf(line, 'a', 'b')).toEqual(['committed', 'held']);
    expect(moneyOf(line)).toEqual([0, 15, 25]);
  });

  it('when more is held for a ticket than there is in its pot, nothing moves and somebody is told', () => {
    const tickets = new Map(held.tickets).set('a', { ...ticketIn(held, 'a'), heldPence: 41 });
    expect(() => settleEach({ ...held, tickets }, [free])).toThrow(
      'More is held for ticket a than in its pot or cap',
    );
  });
});

describe('what was not held in time is never committed, swept or not (D3.6)', () => {
  const heldUntil = '2025-11-01T00:00:00.000Z';
  const timed = settleEach(lineWith(100, 60), [['a', claimOf('meadow', 40, { heldUntil })]]);

  it('to the last millisecond it is', () => {
    const line = settleEach(timed, [['pay', commitOf('a', 'meadow', 40), '2025-10-31T23:59:59.999Z']]);
    expect(statesOf(line, 'a', 'pay')).toEqual(['committed', 'done']);
    expect(moneyOf(line)).toEqual([60, 0, 40]);
  });

  it.each([
    ['0 ms', '2025-11-01T00:00:00.000Z'],
    ['1 s', '2025-11-01T00:00:01.000Z'],
    ['1 h', '2025-11-01T01:00:00.000Z'],
    ['3 days', '2025-11-04T00:00:00.000Z'],
  ])('late by %s, nobody has swept: it is refused, and the hold is freed exactly once', (_late, takenAt) => {
    const late = settleEach(timed, [['pay', commitOf('a', 'meadow', 40), takenAt]]);
    expect(refusalOf(late, 'pay')).toBe('hold-expired');
    expect(ticketIn(late, 'a')).toEqual(ticketIn(timed, 'a'));
    expect(moneyOf(late)).toEqual([60, 40, 0]);
    const swept = settleEach(late, [['free', releaseOf('a', 'meadow'), takenAt]]);
    expect(statesOf(swept, 'a', 'free')).toEqual(['released', 'done']);
    expect([moneyOf(swept), capMoneyOf(swept, 'meadow')]).toEqual([
      [100, 0, 0],
      [60, 0, 0],
    ]);
    const again = settleEach(swept, [['again', releaseOf('a', 'meadow'), takenAt]]);
    expect(refusalOf(again, 'again')).toBe('nothing-held');
    expect([moneyOf(again), capMoneyOf(again, 'meadow')]).toEqual([
      [100, 0, 0],
      [60, 0, 0],
    ]);
  });

  it.each([
    ['0 ms', '2025-11-01T00:00:00.000Z'],
    ['1 s', '2025-11-01T00:00:01.000Z'],
    ['1 h', '2025-11-01T01:00:00.000Z'],
    ['3 days', '2025-11-04T00:00:00.000Z'],
  ])('swept late by %s, a commitment after it is refused', (_late, takenAt) => {
    const line = settleEach(timed, [
      ['free', releaseOf('a', 'meadow'), takenAt],
      ['pay', commitOf('a', 'meadow', 40), takenAt],
    ]);
    expect(refusalOf(line, 'pay')).toBe('nothing-held');
    expect(moneyOf(line)).toEqual([100, 0, 0]);
  });

  it('the moment that counts is when the commitment was taken, not when it was settled', () => {
    const late = { ...STRICT, now: '2025-11-04T00:00:00.000Z' };
    const inTime = settleEach(
      timed,
      [['pay', commitOf('a', 'meadow', 40), '2025-10-31T23:59:59.999Z']],
      late,
    );
    expect(statesOf(inTime, 'a')).toEqual(['committed']);
    const early = { ...STRICT, now: '2025-10-31T00:00:00.000Z' };
    const tooLate = settleEach(timed, [['pay', commitOf('a', 'meadow', 40), heldUntil]], early);
    expect(refusalOf(tooLate, 'pay')).toBe('hold-expired');
  });

  it('is told that its time ran out, even when it asks for more than was held', () => {
    const line = settleEach(timed, [['pay', commitOf('a', 'meadow', 41), heldUntil]]);
    expect(refusalOf(line, 'pay')).toBe('hold-expired');
  });

  it('a claim that waited keeps its own time when it gets its money', () => {
    const line = settleEach(lineWith(40, 60), [
      ['b', claimOf('harbour', 40)],
      ['a', claimOf('meadow', 40, { heldUntil })],
      ['free', releaseOf('b', 'harbour')],
      ['pay', commitOf('a', 'meadow', 40), heldUntil],
    ]);
    expect(statesOf(line, 'a')).toEqual(['held']);
    expect(refusalOf(line, 'pay')).toBe('hold-expired');
  });

  it('without a time it never runs out', () => {
    expect(isExpired({}, '9999-12-31T23:59:59.999Z')).toBe(false);
    expect(isExpired({ heldUntil }, heldUntil)).toBe(true);
    expect(isExpired({ heldUntil }, '2025-10-31T23:59:59.999Z')).toBe(false);
  });
});

describe('only what is held can be committed (D3.7)', () => {
  const scene = settleEach(lineWith(100, 60), [
    ['released', claimOf('meadow', 10)],
    ['free', releaseOf('released', 'meadow')],
    ['refused', claimOf('meadow', 61)],
    ['committed', claimOf('meadow', 10)],
    ['pay', commitOf('committed', 'meadow', 10)],
    ['full', claimOf('harbour', 60)],
    ['waiting', claimOf('newco', 31)],
  ]);

  it.each(['released', 'refused', 'waiting', 'committed'])('not a claim that is %s', (ticketId) => {
    const employer = ticketId === 'waiting' ? 'newco' : 'meadow';
    expect(statesOf(scene, ticketId)).toEqual([ticketId]);
    const line = settleEach(scene, [['late', commitOf(ticketId, employer, 1)]]);
    expect(refusalOf(line, 'late')).toBe('nothing-held');
    expect(ticketIn(line, ticketId)).toEqual(ticketIn(scene, ticketId));
    expect(moneyOf(line)).toEqual([30, 60, 10]);
  });

  it.each<readonly [string, { readonly request: TicketRequest; readonly asked: number }]>([
    ['a commitment', { request: commitOf('full', 'meadow', 7), asked: 7 }],
    ['a release', { request: releaseOf('full', 'meadow'), asked: 0 }],
    ['a correction', { request: adjustOf('full', 'meadow', 8), asked: 8 }],
  ])(
    '%s in another employer’s name resolves nothing; its line says what was asked',
    (_w, { request, asked }) => {
      const { line, posted } = settleOne(scene, ['wrong', request]);
      expect(ticketIn(line, 'wrong')).toMatchObject({
        state: 'refused',
        refusal: { reason: 'nothing-held' },
      });
      expect(ticketIn(line, 'full')).toBe(ticketIn(scene, 'full'));
      expect([moneyOf(line), capMoneyOf(line, 'meadow')]).toEqual([
        [30, 60, 10],
        [50, 0, 10],
      ]);
      expect(posted).toMatchObject([{ outcome: 'refused', amountPence: asked, because: 'nothing-held' }]);
    },
  );
});

describe('which other tickets a ticket needs', () => {
  it.each<readonly [string, TicketRequest, string | undefined, readonly string[]]>([
    ['a claim: none', claimOf('meadow', 1), undefined, []],
    [
      'a claim on an earmark: its start part',
      claimOf('meadow', 1, { earmarkTicketId: 'a' }),
      undefined,
      ['a'],
    ],
    ['a limit: none', limitOf(1, 1), undefined, []],
    ['a commitment: its claim', commitOf('a', 'meadow', 1), 'a', ['a']],
    ['a release: its claim', releaseOf('a', 'meadow'), 'a', ['a']],
    ['a correction: its claim', adjustOf('a', 'meadow', 1), 'a', ['a']],
  ])('%s', (...[, request, resolved, named]) => {
    expect(resolvedBy(request)).toBe(resolved);
    expect(namedBy(request)).toEqual(named);
  });
});
