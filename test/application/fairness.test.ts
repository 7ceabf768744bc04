import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submitClaim } from '../../shared/application/claims/submit-claim.ts';
import { allocateTickets } from '../../shared/application/fund/allocate-tickets.ts';
import { resumeStalled } from '../../shared/application/scheduled/resume-stalled.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId, TicketRequest } from '../../shared/domain/fund/ticket.ts';
import { wholeJournal } from '../../shared/application/ports/fund-journal.ts';
import { aLearner, aReference, at, next } from '../support/stored-things.ts';
import {
  COST,
  anEmployer,
  drafted,
  good,
  many,
  setLimit,
  submission,
  there,
  withCleanFiles,
} from './support/journey.ts';
import { startWorld, system } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

/** By hand, more: `LAST_POUND_ROUNDS=100 npm test -- --project application test/application/fairness.test.ts`. */
const ROUNDS = Number(process.env['LAST_POUND_ROUNDS'] ?? 3);
/** By hand, ten thousand tickets: `TICKETS_OF_A_CALLER=500`. The benchmark of the fund takes twenty thousand each time. */
const PER_CALLER = Number(process.env['TICKETS_OF_A_CALLER'] ?? 30);
/** Long enough for whatever is asked by hand. */
const PATIENCE = { timeout: 20_000 * Math.max(1, ROUNDS / 3, PER_CALLER / 30) };

let funds = 0;
/** Each test has a fund of its own. */
async function aFund(limitPence: number, capPence = limitPence): Promise<FundYear> {
  funds += 1;
  const first = 3_000 + funds;
  const fundYear: FundYear = { fund: 'main', year: `${first}-${String((first + 1) % 100).padStart(2, '0')}` };
  await setLimit(world, limitPence, { capPence, fundYear });
  return fundYear;
}

async function take(fundYear: FundYear, request: TicketRequest): Promise<TicketId> {
  const takenAt = at(0);
  const ticket = newTicket({ ticketId: world.ports.ids.unique(takenAt), fundYear, request, takenAt });
  await world.ports.ledger.takeTicket(ticket);
  return ticket.ticketId;
}

const claiming = (amountPence: number, organisationId = `org-${next()}`): TicketRequest => ({
  kind: 'claim',
  reference: aReference(),
  organisationId,
  amountPence,
});

/** A claim's ticket is freed by a ticket of the same employer. */
async function freeing(fundYear: FundYear, claimTicketId: TicketId): Promise<TicketRequest> {
  const { request } = there(await world.ports.ledger.readTicket(fundYear, claimTicketId));
  const organisationId = request.kind === 'limit' ? '' : request.organisationId;
  return { kind: 'release', reference: aReference(), organisationId, claimTicketId };
}

/** So many allocators that all got the same tickets, each in batches of its own. */
async function allocators(count: number, fundYear: FundYear, ticketIds: readonly TicketId[]): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, worker) => {
      const size = 20 + 17 * worker;
      for (let from = 0; from < ticketIds.length; from += size) {
        const batch = { fundYear, ticketIds: ticketIds.slice(from, from + size) };
        await allocateTickets(world.ports, batch, system());
      }
    }),
  );
}

/** A few at a time: ten thousand questions at once are more than one machine takes. */
async function ticketsOf(fundYear: FundYear, ids: readonly TicketId[]): Promise<readonly Ticket[]> {
  const tickets: Ticket[] = [];
  for (let from = 0; from < ids.length; from += 200) {
    const read = ids.slice(from, from + 200).map((id) => world.ports.ledger.readTicket(fundYear, id));
    tickets.push(...(await Promise.all(read)).map(there));
  }
  return tickets;
}

async function journalOf(fundYear: FundYear) {
  const lines = [];
  for await (const line of wholeJournal(world.ports.journal, fundYear)) lines.push(line);
  return lines;
}

const countOf = (tickets: readonly Ticket[], state: Ticket['state']): number =>
  tickets.filter((ticket) => ticket.state === state).length;

describe('the last pound', () => {
  it(
    `goes to one of 200 who ask for it at once, whoever allocates, ${ROUNDS} times over`,
    PATIENCE,
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const fundYear = await aFund(100);
        const ids = await many(200, () => take(fundYear, claiming(100)));
        await allocators(3, fundYear, ids);

        const tickets = await ticketsOf(fundYear, ids);
        expect([countOf(tickets, 'held'), countOf(tickets, 'waiting')]).toEqual([1, 199]);
        expect(await world.ports.ledger.readPot(fundYear)).toMatchObject({
          availablePence: 0,
          heldPence: 100,
        });
        const first = tickets.find(({ seal }) => seal?.claimNumber === 1);
        expect(first?.state).toBe('held');
      }
    },
  );

  it('goes to one of 40 claims that are submitted at once, and the others wait', async () => {
    const fundYear = { fund: 'main', year: '2025-26' } as const;
    await setLimit(world, COST, { capPence: 40_000_000 });
    const drafts = await many(40, async () => {
      const draft = await drafted(world, {}, await anEmployer(world));
      await withCleanFiles(world, draft);
      return draft;
    });

    const claims = await Promise.all(
      drafts.map(async (draft) => good(await submitClaim(world.ports, ...submission(draft)))),
    );
    const ids = claims.map((claim) => there(submissionOf(claim)).ticketId);
    await allocators(3, fundYear, ids);

    const tickets = await ticketsOf(fundYear, ids);
    expect([countOf(tickets, 'held'), countOf(tickets, 'waiting')]).toEqual([1, 39]);
    expect(await world.ports.ledger.readPot(fundYear)).toMatchObject({ availablePence: 0, heldPence: COST });
  });
});

describe('one learner and one course', () => {
  it('are claimed for by exactly one of 100 employers that submit at once', async () => {
    const identityHash = `same-${next()}`;
    const drafts = await many(100, async () => {
      const owner = await anEmployer(world);
      const mine = aLearner({ organisationId: owner.organisationId, identityHash });
      const learner = good(await world.ports.learners.register(mine, undefined));
      const learners = [{ learnerId: learner.learnerId, completionDate: '2025-09-20' }];
      const draft = { ...(await drafted(world, { learners }, owner)), learner };
      await withCleanFiles(world, draft);
      return draft;
    });

    const answers = await Promise.all(drafts.map((draft) => submitClaim(world.ports, ...submission(draft))));

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const codes = new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code])));
    expect([...codes]).toEqual(['duplicate-claim']);
  });
});

describe('money that comes back', () => {
  it('comes back once for each hold, though ten ask for each to be freed', async () => {
    const fundYear = await aFund(10_000);
    const ids = await many(12, () => take(fundYear, claiming(500)));
    await allocators(1, fundYear, ids);
    const releases = await Promise.all(
      ids.flatMap((id) =>
        Array.from({ length: 10 }, async () => take(fundYear, await freeing(fundYear, id))),
      ),
    );

    await allocators(3, fundYear, releases);

    expect(await world.ports.stops.read(fundYear)).toBeUndefined();
    const tickets = await ticketsOf(fundYear, releases);
    expect([countOf(tickets, 'done'), countOf(tickets, 'refused')]).toEqual([12, 108]);
    expect(await world.ports.ledger.readPot(fundYear)).toMatchObject({
      availablePence: 10_000,
      heldPence: 0,
    });
  });

  it('goes to those who wait before anybody new, in the order of their tickets', async () => {
    const fundYear = await aFund(300);
    const held = await many(3, () => take(fundYear, claiming(100)));
    await allocators(1, fundYear, held);
    const waiting = [];
    for (let index = 0; index < 5; index += 1) waiting.push(await take(fundYear, claiming(100)));
    await allocators(1, fundYear, waiting);
    // New claims come with the releases, before, between and after them.
    const order = [
      await take(fundYear, claiming(100)),
      await take(fundYear, await freeing(fundYear, there(held[0]))),
      await take(fundYear, claiming(100)),
      await take(fundYear, await freeing(fundYear, there(held[1]))),
    ];
    await allocators(2, fundYear, order);

    const states = (await ticketsOf(fundYear, [...waiting, ...order])).map(({ state }) => state);
    expect(states.slice(0, 5)).toEqual(['held', 'held', 'waiting', 'waiting', 'waiting']);
    expect(states.slice(5)).toEqual(['waiting', 'done', 'waiting', 'done']);
    const promoted = (await journalOf(fundYear)).filter(({ outcome }) => outcome === 'promoted');
    expect(promoted.map(({ ticketId }) => ticketId)).toEqual(waiting.slice(0, 2));
  });
});

describe('a pot that is made smaller while 500 claims come in', () => {
  it('is never below what is held: the change is refused, or the claims after it wait', async () => {
    const fundYear = await aFund(30_000);
    const before = await many(250, () => take(fundYear, claiming(100)));
    const smaller = await take(fundYear, { kind: 'limit', limitPence: 26_000, capPence: 30_000 });
    const tooSmall = await take(fundYear, { kind: 'limit', limitPence: 20_000, capPence: 30_000 });
    const after = await many(250, () => take(fundYear, claiming(100)));

    await allocators(3, fundYear, [...before, smaller, tooSmall, ...after]);

    for (const { after: pot } of await journalOf(fundYear)) {
      expect(pot.availablePence).toBeGreaterThanOrEqual(0);
      expect(pot.availablePence + pot.heldPence).toBe(pot.limitPence);
    }
    const [changed, refused] = await ticketsOf(fundYear, [smaller, tooSmall]);
    const pot = there(await world.ports.ledger.readPot(fundYear));
    expect(pot.heldPence).toBe(pot.limitPence);
    // Whichever allocator came first to it, a change below what is held at that moment is refused.
    if (changed?.state === 'done') expect(pot.limitPence).toBe(26_000);
    expect(refused?.refusal?.reason ?? 'below-commitments').toBe('below-commitments');
  });
});

describe('tickets from twenty callers, now fast, now slow', () => {
  it('are numbered without gaps or repeats, and the money follows the numbers', PATIENCE, async () => {
    const fundYear = await aFund(500_000, 400_000);
    const ids: TicketId[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, caller) => {
        for (let taken = 0; taken < PER_CALLER; taken += 1) {
          for (let turn = 0; turn < (caller + taken) % 4; turn += 1) await world.ports.pause(0);
          ids.push(await take(fundYear, claiming(100 + ((caller * 7 + taken) % 5) * 100)));
        }
      }),
    );

    await allocators(2, fundYear, ids);

    const tickets = await ticketsOf(fundYear, ids);
    const numbers = tickets.map(({ seal }) => there(seal?.claimNumber)).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: ids.length }, (_, index) => index + 1));
    const inOrder = tickets.toSorted((a, b) => there(a.seal?.claimNumber) - there(b.seal?.claimNumber));
    const firstWaiting = inOrder.findIndex(({ state }) => state === 'waiting');
    const held = firstWaiting < 0 ? inOrder : inOrder.slice(0, firstWaiting);
    expect(held.every(({ state }) => state === 'held')).toBe(true);
    expect(inOrder.slice(held.length).every(({ state }) => state === 'waiting')).toBe(true);
    const sum = held.reduce((total, { heldPence }) => total + heldPence, 0);
    expect(await world.ports.ledger.readPot(fundYear)).toMatchObject({ heldPence: sum });
  });
});

describe('a hold that has run out', () => {
  it.each([
    ['at that very millisecond', 0],
    ['a second later', 1_000],
    ['an hour later', 3_600_000],
    ['three days later', 3 * 86_400_000],
  ])(
    'is not committed by a ticket that is taken %s, swept or not, and is freed once',
    async (_when, late) => {
      const fundYear = await aFund(1_000);
      const heldUntil = at(30);
      const request0 = claiming(400, 'org-held');
      const claim = await take(fundYear, request0.kind === 'claim' ? { ...request0, heldUntil } : request0);
      await allocators(1, fundYear, [claim]);
      const takenAt = new Date(Date.parse(heldUntil) + late).toISOString();
      const request = {
        kind: 'commit',
        reference: aReference(),
        organisationId: 'org-held',
        claimTicketId: claim,
        amountPence: 400,
      } as const;
      const commit = newTicket({ ticketId: world.ports.ids.unique(takenAt), fundYear, request, takenAt });
      await world.ports.ledger.takeTicket(commit);
      const releases = await many(3, async () => take(fundYear, await freeing(fundYear, claim)));

      await allocators(2, fundYear, [commit.ticketId, ...releases]);

      expect(there(await world.ports.ledger.readTicket(fundYear, commit.ticketId)).refusal).toMatchObject({
        reason: 'hold-expired',
      });
      expect(countOf(await ticketsOf(fundYear, releases), 'done')).toBe(1);
      expect(await world.ports.ledger.readPot(fundYear)).toMatchObject({
        availablePence: 1_000,
        heldPence: 0,
        committedPence: 0,
      });
    },
  );
});

it('a completion part keeps its earmark though the line hears of its withdrawal before it hears of the part itself', async () => {
  const fundYear = await aFund(1_000);
  const about = { reference: aReference(), organisationId: 'org-earmark' };
  const start = await take(fundYear, { ...about, kind: 'claim', amountPence: 500 });
  await allocators(1, fundYear, [start]);
  const keep = { amountPence: 200, until: at(60) };
  const approval = { ...about, kind: 'commit', claimTicketId: start, amountPence: 300, keep } as const;
  await allocators(1, fundYear, [await take(fundYear, approval)]);
  const part = await take(fundYear, { ...about, kind: 'claim', amountPence: 200, earmarkTicketId: start });
  const release = await take(fundYear, { ...about, kind: 'release', claimTicketId: part });

  await allocators(1, fundYear, [release, part]);

  const outcomes = (await journalOf(fundYear)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['limit-set', 'held', 'committed', 'drawn', 'released']);
  expect(await world.ports.ledger.readPot(fundYear)).toMatchObject({ heldPence: 0, committedPence: 300 });
});

it('a sweep brings what no bell has brought, in the order of the tickets', async () => {
  const fundYear = await aFund(1_000);
  const ids = [];
  for (let index = 0; index < 5; index += 1) ids.push(await take(fundYear, claiming(100)));
  const ports = { ...world.ports, fundYears: [fundYear] };

  expect((await resumeStalled(ports, system(at(30)))).tickets).toBe(5);

  const tickets = await ticketsOf(fundYear, ids.toSorted());
  expect(tickets.map(({ seal }) => seal?.claimNumber)).toEqual([1, 2, 3, 4, 5]);
});
