import { describe, expect, it } from 'vitest';
import { settleTicket } from '../../../shared/domain/fund/allocate.ts';
import { GENESIS_HASH, entriesOf, publicPart } from '../../../shared/domain/fund/journal.ts';
import type { JournalLine, PublicLine } from '../../../shared/domain/fund/journal.ts';
import { atRest } from '../../../shared/domain/fund/line.ts';
import { receiptFor } from '../../../shared/domain/fund/receipt.ts';
import { KNOWN_FUND_YEARS, fundYearName, newTicket } from '../../../shared/domain/fund/ticket.ts';
import { NOUGHTS, brokenLines, markOf } from './fund-chain.ts';
import {
  LATER,
  LOOSE,
  MAIN,
  NOW,
  NO_LIMIT,
  REFERENCE,
  STRICT,
  adjustOf,
  claimOf,
  commitAndKeep,
  commitOf,
  journalOf,
  limitOf,
  lineWith,
  potOf,
  releaseOf,
  settleEach,
  settleOne,
  sha256,
  ticketIn,
} from './fund-line.ts';

const UNTIL = '2026-04-01T00:00:00.000Z';

/** One ticket of every kind, with every outcome that there is. */
const { line, journal } = journalOf([
  ['limit-1', limitOf(100, 60)],
  ['a', claimOf('meadow', 40)],
  ['over', claimOf('meadow', 30)],
  ['pay', commitAndKeep(['a', 'meadow'], 20, { amountPence: 10, until: UNTIL })],
  ['b', claimOf('harbour', 60)],
  ['c', claimOf('newco', 50)],
  ['d', claimOf('meadow', 10, { earmarkTicketId: 'a' })],
  ['fix', adjustOf('a', 'meadow', 5)],
  ['free', releaseOf('b', 'harbour')],
  ['w', claimOf('harbour', 40)],
  ['gone', releaseOf('w', 'harbour')],
  ['e', claimOf('newco', 20, { splitFromTicketId: 'c' })],
  ['again', commitOf('a', 'meadow', 1)],
]);

/** Worked out by hand: outcome, ticket, claim number, resolves, amount, because; moved; after. */
const BY_HAND = [
  ['limit-set', 'limit-1', null, null, 100, null, [-100, 100, 0, 0], [100, 100, 0, 0]],
  ['held', 'a', 1, null, 40, null, [0, -40, 40, 0], [100, 60, 40, 0]],
  ['refused', 'over', 2, null, 30, 'cap-exceeded', [0, 0, 0, 0], [100, 60, 40, 0]],
  ['committed', 'pay', null, 'a', 20, null, [0, 10, -30, 20], [100, 70, 10, 20]],
  ['held', 'b', 3, null, 60, null, [0, -60, 60, 0], [100, 10, 70, 20]],
  ['waiting', 'c', 4, null, 50, null, [0, 0, 0, 0], [100, 10, 70, 20]],
  ['drawn', 'd', 5, 'a', 10, null, [0, 0, 0, 0], [100, 10, 70, 20]],
  ['adjusted', 'fix', null, 'a', 5, null, [0, 15, 0, -15], [100, 25, 70, 5]],
  ['released', 'free', null, 'b', 60, null, [0, 60, -60, 0], [100, 85, 10, 5]],
  ['promoted', 'c', 4, null, 50, null, [0, -50, 50, 0], [100, 35, 60, 5]],
  ['waiting', 'w', 6, null, 40, null, [0, 0, 0, 0], [100, 35, 60, 5]],
  ['left', 'gone', null, 'w', 40, null, [0, 0, 0, 0], [100, 35, 60, 5]],
  ['divided', 'e', 7, 'c', 20, null, [0, 0, 0, 0], [100, 35, 60, 5]],
  ['refused', 'again', null, 'a', 1, 'nothing-held', [0, 0, 0, 0], [100, 35, 60, 5]],
] as const;
const EMPLOYERS: Readonly<Record<string, string>> = {
  a: 'meadow',
  over: 'meadow',
  pay: 'meadow',
  b: 'harbour',
  c: 'newco',
  d: 'meadow',
  fix: 'meadow',
  free: 'harbour',
  w: 'harbour',
  gone: 'harbour',
  e: 'newco',
  again: 'meadow',
};

describe('every movement is a line of the journal, and nothing else is', () => {
  it('says what happened to whom, what moved, and what the pot was afterwards', () => {
    const figures = journal.map(
      ({ outcome, ticketId, ticket, resolves, amountPence, because, moved, after }) => [
        ...[outcome, ticketId, ticket, resolves, amountPence, because],
        [moved.fundingPence, moved.availablePence, moved.heldPence, moved.committedPence],
        [after.limitPence, after.availablePence, after.heldPence, after.committedPence],
      ],
    );
    expect(figures).toEqual(BY_HAND);
  });

  it('is numbered from one without gaps, and claims have a count of their own', () => {
    expect(journal.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(potOf(line)).toMatchObject({ lastNumber: 14, lastClaimNumber: 7 });
  });

  it('says when it was taken, when it was settled, and by which order', () => {
    for (const { takenAt, settledAt, strictOrder } of journal) {
      expect([takenAt, settledAt, strictOrder]).toEqual([NOW, LATER, true]);
    }
    expect(journalOf([['limit-1', limitOf(1, 1)]], LOOSE).journal[0]?.strictOrder).toBe(false);
  });

  it('a promotion is a line of its own, after the one that freed the money, in the same settling', () => {
    const before = settleEach(lineWith(100, 100), [
      ['a', claimOf('meadow', 90)],
      ['b', claimOf('harbour', 30)],
      ['c', claimOf('newco', 20)],
    ]);
    const { posted } = settleOne(before, ['free', releaseOf('a', 'meadow')]);
    expect(
      posted.map(({ number, outcome, ticketId, ticket, amountPence }) => [
        ...[number, outcome, ticketId, ticket, amountPence],
      ]),
    ).toEqual([
      [5, 'released', 'free', null, 90],
      [6, 'promoted', 'b', 2, 30],
      [7, 'promoted', 'c', 3, 20],
    ]);
  });

  it('a claim that waited and meets its cap is a line that says so', () => {
    const before = settleEach(lineWith(100, 60), [
      ['a', claimOf('meadow', 60)],
      ['x', claimOf('newco', 40)],
      ['b', claimOf('harbour', 40)],
      ['c', claimOf('harbour', 40)],
    ]);
    const { posted } = settleOne(settleOne(before, ['free-60', releaseOf('a', 'meadow')]).line, [
      'free-40',
      releaseOf('x', 'newco'),
    ]);
    expect(
      posted.map(({ outcome, ticketId, ticket, because }) => [outcome, ticketId, ticket, because]),
    ).toEqual([
      ['released', 'free-40', null, null],
      ['refused', 'c', 4, 'cap-exceeded'],
    ]);
  });

  it('a ticket adds a line; one that is settled already, or that came before any limit, adds none', () => {
    expect(settleOne(line, ['x', claimOf('newco', 1)]).posted).toHaveLength(1);
    expect(settleTicket(atRest(line), 'a', STRICT).posted).toEqual([]);
    expect(journalOf([['t', claimOf('meadow', 1)]]).journal).toEqual([]);
  });

  it('when the pot was last changed is when its last line was settled', () => {
    expect(potOf(line).changedAt).toBe(LATER);
    const later = { ...LOOSE, now: '2025-10-02T00:00:00.000Z' };
    expect(potOf(settleOne(line, ['x', claimOf('newco', 1)], later).line).changedAt).toBe(later.now);
  });

  it('what each employer may have is kept beside a new limit and nothing else', () => {
    expect(journal.map(({ capPence }) => capPence)).toEqual([
      60,
      ...Array.from({ length: 13 }, () => undefined),
    ]);
  });
});

describe('the entries of each line', () => {
  it('are these, and add up to nothing', () => {
    const entries = journal.map((it) => entriesOf(it).map(({ account, pence }) => [account, pence]));
    expect(entries).toEqual([
      [
        ['funding', -100],
        ['available', 100],
      ],
      [
        ['available', -40],
        ['held/meadow', 40],
      ],
      [],
      [
        ['available', 10],
        ['held/meadow', -30],
        ['committed/meadow', 20],
      ],
      [
        ['available', -60],
        ['held/harbour', 60],
      ],
      [],
      [],
      [
        ['available', 15],
        ['committed/meadow', -15],
      ],
      [
        ['available', 60],
        ['held/harbour', -60],
      ],
      [
        ['available', -50],
        ['held/newco', 50],
      ],
      [],
      [],
      [],
      [],
    ]);
    for (const each of journal) expect(entriesOf(each).reduce((sum, { pence }) => sum + pence, 0)).toBe(0);
  });

  it('of a line that nobody claimed would be nobody’s, and never somebody else’s', () => {
    const moved = { fundingPence: 0, availablePence: -5, heldPence: 5, committedPence: 0 };
    expect(entriesOf({ moved })).toEqual([
      { account: 'available', pence: -5 },
      { account: 'held/nobody', pence: 5 },
    ]);
  });
});

describe('the chain', () => {
  const published = journal.map(publicPart);

  it('can be written down again by anybody from the published figures', () => {
    let previous = NOUGHTS;
    const again = BY_HAND.map(
      ([outcome, ticketId, ticket, resolves, amount, because, moved, after], index) => {
        const employer = EMPLOYERS[ticketId];
        const mark = employer === undefined ? null : markOf(REFERENCE, employer);
        const what = [outcome, NOW, LATER, ticketId, ticket, resolves, amount, because, true];
        const row = [previous, 'main#2025-26', index + 1, ...what, ...moved, ...after, mark];
        previous = sha256(JSON.stringify(row));
        return previous;
      },
    );
    expect(journal.map(({ hash }) => hash)).toEqual(again);
    expect(potOf(line).lastHash).toBe(previous);
    expect(brokenLines('main#2025-26', published)).toEqual([]);
  });

  it('begins at sixty-four noughts, and each line names the hash before it', () => {
    const hashes = journal.map(({ hash }) => hash);
    expect(journal.map(({ previousHash }) => previousHash)).toEqual([NOUGHTS, ...hashes.slice(0, -1)]);
    expect(GENESIS_HASH).toBe(NOUGHTS);
  });

  it('of another fund or year is another', () => {
    const all = published.map((_line, index) => index);
    expect(brokenLines('oliver#2025-26', published)).toEqual(all);
    expect(brokenLines('main#2024-25', published)).toEqual(all);
  });

  const AT = 6;
  it.each<readonly [string, (line: PublicLine) => PublicLine]>([
    ['its number', (it) => ({ ...it, number: 8 })],
    ['what happened', (it) => ({ ...it, outcome: 'held' })],
    ['whose turn it was', (it) => ({ ...it, ticketId: 'f' })],
    ['the claim’s number', (it) => ({ ...it, ticket: 6 })],
    ['that it counts as a claim', (it) => ({ ...it, ticket: null })],
    ['the ticket that it resolves', (it) => ({ ...it, resolves: 'b' })],
    ['when it was taken, by a millisecond', (it) => ({ ...it, takenAt: '2025-10-01T08:59:59.999Z' })],
    ['when it was settled', (it) => ({ ...it, settledAt: NOW })],
    ['the amount, by a penny', (it) => ({ ...it, amountPence: 11 })],
    ['the reason', (it) => ({ ...it, because: 'not-available' })],
    ['the order', (it) => ({ ...it, strictOrder: false })],
    ['the owner', (it) => ({ ...it, owner: markOf(REFERENCE, 'harbour') })],
    ['that it has an owner', (it) => ({ ...it, owner: null })],
    ['the hash before it', (it) => ({ ...it, previousHash: NOUGHTS })],
    ['its own hash', (it) => ({ ...it, hash: NOUGHTS })],
    ...(['fundingPence', 'availablePence', 'heldPence', 'committedPence'] as const).map(
      (account) =>
        [
          `what moved: ${account}`,
          (it: PublicLine) => ({ ...it, moved: { ...it.moved, [account]: it.moved[account] + 1 } }),
        ] as const,
    ),
    ...(['limitPence', 'availablePence', 'heldPence', 'committedPence'] as const).map(
      (account) =>
        [
          `what there was afterwards: ${account}`,
          (it: PublicLine) => ({ ...it, after: { ...it.after, [account]: it.after[account] + 1 } }),
        ] as const,
    ),
  ])('shows from there on that somebody changed %s', (what, change) => {
    const forged = published.map((it, index) => (index === AT ? change(it) : it));
    const broken = brokenLines('main#2025-26', forged);
    expect(broken[0]).toBe(AT);
    // A line that only misnames a hash is itself what is wrong; a changed figure carries on to the end.
    const onlyHashes = what === 'the hash before it' || what === 'its own hash';
    expect(broken).toEqual(onlyHashes ? [AT] : [6, 7, 8, 9, 10, 11, 12, 13]);
  });
});

describe('whose line it is', () => {
  it('names no employer and no claim in what the public sees', () => {
    const seen = JSON.stringify(journal.map(publicPart));
    expect(seen).not.toMatch(/meadow|harbour|newco|7KD|organisation|reference/i);
    expect(JSON.stringify(journal)).toMatch(/meadow/);
  });

  it('shows the public these fields and no others', () => {
    for (const it of journal.map(publicPart)) {
      expect(Object.keys(it).toSorted()).toEqual([
        ...['after', 'amountPence', 'because', 'hash', 'moved', 'number', 'outcome', 'owner', 'previousHash'],
        ...['resolves', 'settledAt', 'strictOrder', 'takenAt', 'ticket', 'ticketId'],
      ]);
      expect(Object.keys(it.after).toSorted()).toEqual([
        ...['availablePence', 'committedPence', 'heldPence', 'limitPence'],
      ]);
    }
  });

  it('is proved by who knows the claim’s reference, and by nobody else', () => {
    const of = (ticketId: string): string | null | undefined =>
      journal.find((it: JournalLine) => it.ticketId === ticketId)?.owner;
    expect(of('a')).toBe(markOf(REFERENCE, 'meadow'));
    expect(of('a')).not.toBe(markOf('7KD-M3QX-9TWB-B', 'meadow'));
    expect(of('a')).not.toBe(markOf(REFERENCE, 'harbour'));
    expect(of('free')).toBe(markOf(REFERENCE, 'harbour'));
    expect(of('limit-1')).toBeNull();
  });

  it('is kept beside the line for those who may know', () => {
    expect(journal.map(({ claim }) => claim)).toEqual(
      BY_HAND.map(([, ticketId]) => {
        const organisationId = EMPLOYERS[ticketId];
        return organisationId === undefined ? undefined : { reference: REFERENCE, organisationId };
      }),
    );
  });
});

describe('a ticket’s seal is its first line', () => {
  it('of a claim with the claim’s number, of other tickets without one', () => {
    for (const { number, ticketId, ticket, previousHash, hash, outcome } of journal) {
      if (outcome === 'promoted') continue;
      const claimNumber = ticket === null ? {} : { claimNumber: ticket };
      expect(ticketIn(line, ticketId).seal).toStrictEqual({ number, previousHash, hash, ...claimNumber });
    }
  });

  it('stays the first when a claim that waited gets its money', () => {
    expect(ticketIn(line, 'c')).toMatchObject({ state: 'held', seal: { number: 6, claimNumber: 4 } });
  });
});

describe('the receipt', () => {
  it('of a limit is nobody’s, and of every other ticket its employer’s', () => {
    expect(receiptFor(ticketIn(line, 'limit-1'), sha256).owner).toBeNull();
    expect(receiptFor(ticketIn(line, 'free'), sha256).owner).toBe(markOf(REFERENCE, 'harbour'));
  });

  it('shows ticket number, time, amount and the two hashes', () => {
    expect(receiptFor(ticketIn(line, 'b'), sha256)).toEqual({
      ticketId: 'b',
      ticket: 3,
      fund: 'main',
      year: '2025-26',
      submittedAt: NOW,
      amountPence: 60,
      position: 5,
      previousHash: journal[3]?.hash,
      hash: journal[4]?.hash,
      owner: markOf(REFERENCE, 'harbour'),
    });
  });

  it('of a ticket that is no claim shows a place among all, no claim’s number and no claim’s amount', () => {
    expect(receiptFor(ticketIn(line, 'limit-1'), sha256)).toMatchObject({
      ticket: null,
      position: 1,
      amountPence: 0,
    });
    expect(receiptFor(ticketIn(line, 'pay'), sha256)).toMatchObject({
      ticket: null,
      position: 4,
      amountPence: 0,
    });
  });

  it('of a claim that was refused shows its place all the same', () => {
    expect(receiptFor(ticketIn(line, 'over'), sha256)).toMatchObject({
      ticket: 2,
      position: 3,
      amountPence: 30,
    });
  });

  it('waits for its number and its hashes until the ticket is sealed', () => {
    const fresh = newTicket({
      ticketId: 'x',
      fundYear: MAIN,
      request: claimOf('meadow', 40),
      takenAt: NOW,
    });
    expect(receiptFor(fresh, sha256)).toMatchObject({
      ...{ ticket: null, position: null, previousHash: null, hash: null },
      amountPence: 40,
    });
  });

  it('never changes when the claim is settled later', () => {
    const before = settleEach(lineWith(100, 60), [['a', claimOf('meadow', 40)]]);
    const after = settleEach(before, [['free', releaseOf('a', 'meadow')]]);
    expect(receiptFor(ticketIn(after, 'a'), sha256)).toEqual(receiptFor(ticketIn(before, 'a'), sha256));
  });

  it('has no place where nobody has set the limits: there is no line yet, and the claim is refused', () => {
    const { line: unset } = settleOne(NO_LIMIT, ['a', claimOf('meadow', 40)]);
    expect(ticketIn(unset, 'a')).toMatchObject({ state: 'refused', refusal: { reason: 'no-limit-set' } });
    expect(receiptFor(ticketIn(unset, 'a'), sha256)).toMatchObject({ ticket: null, hash: null });
  });
});

it('a fund and its year have one name', () => {
  expect(fundYearName({ fund: 'oliver', year: '2025-26' })).toBe('oliver#2025-26');
});

it('every fund has a line in every year', () => {
  expect(KNOWN_FUND_YEARS).toContainEqual({ fund: 'oliver', year: '2025-26' });
  expect(new Set(KNOWN_FUND_YEARS.map(fundYearName)).size).toBe(KNOWN_FUND_YEARS.length);
});
