import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAITING_IN_HAND } from '../../shared/adapters/dynamodb/read-line.ts';
import { settleTicket } from '../../shared/domain/fund/allocate.ts';
import { OUTCOMES, publicPart } from '../../shared/domain/fund/journal.ts';
import { atRest } from '../../shared/domain/fund/line.ts';
import type { Line } from '../../shared/domain/fund/line.ts';
import { receiptFor } from '../../shared/domain/fund/receipt.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { TicketRequest } from '../../shared/domain/fund/ticket.ts';
import { askNode, askPython, hasPython } from '../support/order-verifiers.ts';
import type { Asked } from '../support/order-verifiers.ts';
import { MAIN, NO_LIMIT, claimOf, commitOf, limitOf, releaseOf, sha256 } from '../unit/domain/fund-line.ts';

const EMPLOYERS = ['meadow', 'harbour', 'newco'];
const TAKEN_AT = '2025-10-01T09:00:00.000Z';
const SOON = '2025-10-01T09:00:00.500Z';
const REFERENCE = '7KD-M3QX-9TWB-A';

/** What comes next; `pick` chooses a ticket that came before, `amount` the money, `choice` the employer and the time. */
interface Doing {
  readonly kind: 'claim' | 'draw' | 'split' | 'commit' | 'keep' | 'release' | 'adjust' | 'limit';
  readonly pick: number;
  readonly amount: number;
  readonly choice: number;
}
interface Story {
  readonly strictOrder: boolean;
  readonly doings: readonly Doing[];
}

const KINDS: readonly Doing['kind'][] = [
  ...(['claim', 'claim', 'claim', 'claim', 'claim', 'claim'] as const),
  ...(['draw', 'split', 'split', 'commit', 'keep', 'keep', 'release', 'release', 'adjust', 'limit'] as const),
];
const stories = (longest: number): fc.Arbitrary<Story> =>
  fc.record({
    strictOrder: fc.boolean(),
    doings: fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        pick: fc.nat({ max: 200 }),
        amount: fc.integer({ min: 1, max: 60 }),
        choice: fc.nat({ max: 11 }),
      }),
      { minLength: 8, maxLength: longest, size: 'max' },
    ),
  });

function requestOf(
  { kind, pick, amount, choice }: Doing,
  claims: readonly (readonly [string, string])[],
): TicketRequest {
  const organisationId = EMPLOYERS[choice % EMPLOYERS.length] ?? 'meadow';
  // Now and then a claim that is not there, or another employer's.
  const [claimTicketId, owner] = claims[pick % (claims.length + 1)] ?? ['nobody', organisationId];
  const about = { reference: REFERENCE, organisationId: choice === 11 ? 'rowan' : owner, claimTicketId };
  const until = choice < 4 ? SOON : '2026-03-31T00:00:00.000Z';
  switch (kind) {
    case 'limit':
      return limitOf(amount * 5, 120);
    case 'claim':
      return choice % 3 === 0
        ? { kind, reference: REFERENCE, organisationId, amountPence: amount, heldUntil: until }
        : claimOf(organisationId, amount);
    case 'draw':
      return { ...about, kind: 'claim', amountPence: Math.ceil(amount / 4), earmarkTicketId: claimTicketId };
    case 'split':
      return {
        ...about,
        kind: 'claim',
        amountPence: Math.ceil(amount / 4),
        splitFromTicketId: claimTicketId,
      };
    case 'commit':
      return commitOf(claimTicketId, about.organisationId, amount);
    case 'keep':
      return {
        ...about,
        kind: 'commit',
        amountPence: Math.floor(amount / 3),
        keep: { amountPence: 1 + (amount % 7), until },
      };
    case 'release':
      return releaseOf(claimTicketId, about.organisationId);
    case 'adjust':
      return { ...about, kind: 'adjust', committedPence: amount };
  }
}

/** As the ledger reads it: the head of the queue alone, however long it is. */
function readAgain(line: Line): Line {
  const waiting = [...line.tickets.values()].filter(({ state }) => state === 'waiting');
  const inOrder = waiting.toSorted((one, other) => (one.seal?.number ?? 0) - (other.seal?.number ?? 0));
  return { ...line, waiting: inOrder.slice(0, WAITING_IN_HAND).map(({ ticketId }) => ticketId) };
}

/**
 * The story told to the service's own allocator, with its journal as the public sees it and a receipt of each claim.
 * The allocator has the luck that is worst for those who wait: it never comes to offering them what a batch left over.
 */
function publish({ strictOrder, doings }: Story): Asked {
  const first: Doing = { kind: 'limit', pick: 0, amount: 40, choice: 0 };
  const claims: (readonly [string, string])[] = [];
  let movement = atRest(NO_LIMIT);
  for (const [index, doing] of [first, ...doings].entries()) {
    const ticketId = `t${index}`;
    const request = requestOf(doing, claims);
    const takenAt = new Date(Date.parse(TAKEN_AT) + index * 20).toISOString();
    const line = index % 3 === 0 ? readAgain(movement.line) : movement.line;
    const ticket = newTicket({ ticketId, fundYear: MAIN, request, takenAt });
    const tickets = new Map(line.tickets).set(ticketId, ticket);
    const settling = { now: takenAt, sha256, strictOrder };
    movement = settleTicket({ ...movement, line: { ...line, tickets } }, ticketId, settling);
    if (request.kind === 'claim') claims.push([ticketId, request.organisationId]);
  }
  const lines = movement.posted.map((line) => publicPart(line));
  const receipts = claims.flatMap(([ticketId]) => {
    const ticket = movement.line.tickets.get(ticketId);
    return ticket === undefined
      ? []
      : [[`${ticketId}.json`, JSON.stringify(receiptFor(ticket, sha256))] as const];
  });
  return {
    words: ['log.json', ...receipts.flatMap(([path]) => ['--receipt', path])],
    files: { 'log.json': JSON.stringify({ ...MAIN, lines, next: null }), ...Object.fromEntries(receipts) },
  };
}

const claim: Doing = { kind: 'claim', pick: 0, amount: 1, choice: 1 };
/** Fifty wait for a penny each, and then there is money for all of them. */
const crowd = (strictOrder: boolean): Story => ({
  strictOrder,
  doings: [
    { ...claim, kind: 'limit' },
    ...Array<Doing>(50).fill(claim),
    { ...claim, kind: 'limit', amount: 60 },
    ...Array<Doing>(10).fill(claim),
  ],
});

describe('the public order log of the service', () => {
  const asked = [
    ...fc.sample(stories(70), { numRuns: 250, seed: 20_251_001 }),
    ...[true, false].map(crowd),
    ...fc.sample(stories(250), { numRuns: 50, seed: 20_251_002 }),
  ].map(publish);
  const answers = askNode(asked);

  it('is sound to a verifier that knows nothing of the service, whatever people do, and so is every receipt', () => {
    expect(answers.filter(([code]) => code !== 0)).toEqual([]);
  });

  it.each(OUTCOMES)('has been seen with lines of every kind: %s', (outcome) => {
    expect(asked.some(({ files }) => String(files['log.json']).includes(`"outcome":"${outcome}"`))).toBe(
      true,
    );
  });

  it('has been seen with a queue that is too long to be in hand', () => {
    expect(answers.some(([, said]) => /longer than 31: [1-9]/.test(said))).toBe(true);
  });

  it.skipIf(!hasPython())('is the same in the other language (skipped without python3)', () => {
    expect(askPython(asked)).toEqual(answers);
  });
});
