import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rebuildFund } from '../../shared/application/fund/rebuild-fund.ts';
import { releaseFund } from '../../shared/application/fund/release-fund.ts';
import { reconcileFund } from '../../shared/application/fund/reconcile-fund.ts';
import { reconcileFunds } from '../../shared/application/scheduled/reconcile-funds.ts';
import { resumeStalled } from '../../shared/application/scheduled/resume-stalled.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import type { StaffPerson } from '../../shared/domain/person.ts';
import { MAIN, at } from '../support/stored-things.ts';
import {
  CARA,
  COST,
  decided,
  good,
  inReview,
  now,
  openFunds,
  sentBack,
  submitted,
  there,
  waiting,
  withdraw,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { LAST_YEAR, allocate, by, settle, startWorld, system } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(() => world.end());

const PAYMENTS: StaffPerson = { kind: 'staff', personId: 'payments-pat', role: 'payments-officer' };
const NIGHT = at(60);
const proveMain = async () => there(await reconcileFund(world.ports, MAIN, system(NIGHT)));
const FUND = 'FUND#main#2025-26';

const numbers = z.record(z.string(), z.unknown());

/** Moves pence between two figures of one row, past every adapter, as a fault or a thief would. */
async function moveAPenny(
  table: 'funds' | 'line',
  key: Readonly<Record<string, string>>,
  [from, to]: readonly [string, string],
): Promise<void> {
  const row = numbers.parse(await world.data.row(table, z.custom<never>().parse(key)));
  const holder = 'ticket' in row ? numbers.parse(row['ticket']) : row;
  const moved = { ...holder, [from]: Number(holder[from]) - 1, [to]: Number(holder[to]) + 1 };
  await world.data.spoil(table, marshall(holder === row ? moved : { ...row, ticket: moved }));
}

/** Claims of every kind that can be at rest, and some that are on their way. */
async function busyFund(): Promise<Drafted> {
  const held = await inReview(world);
  await decided(world, 'approved');
  await decided(world, 'rejected');
  await sentBack(world);
  const onItsWay = await inReview(world);
  await withdraw(world, onItsWay);
  await submitted(world);
  return held;
}

const ticketOf = ({ claim }: Drafted): string => there(submissionOf(claim)).ticketId;

describe('a fund whose books agree', () => {
  it('is proved to the penny from its journal alone, with claims on their way', async () => {
    await busyFund();

    const proof = await proveMain();

    expect(proof.differences).toEqual([]);
    const sums = Object.fromEntries(proof.rows.map(({ sum, journalPence }) => [sum, journalPence]));
    const pot = there(await world.ports.ledger.readPot(MAIN));
    expect(sums).toEqual({
      limit: 1_000_000_000,
      available: pot.availablePence,
      reserved: pot.heldPence,
      approved: pot.committedPence,
      waiting: 0,
    });
    await settle(world);
    const settled = await proveMain();
    expect(settled.differences).toEqual([]);
    const after = Object.fromEntries(settled.rows.map(({ sum, journalPence }) => [sum, journalPence]));
    expect(after).toMatchObject({ reserved: 3 * COST, approved: COST });
    expect(settled.claims).toMatchObject({ reservedPence: 3 * COST, approvedPence: COST, paidPence: 0 });
    expect(await world.ports.proofs.latest(MAIN)).toEqual(settled);
    expect(await world.ports.stops.read(MAIN)).toBeUndefined();
  });

  it('counts those who wait, in the list and in the proof alike', async () => {
    await waiting(world);

    const proof = there(await reconcileFund(world.ports, LAST_YEAR, system(NIGHT)));

    expect(proof.differences).toEqual([]);
    expect(proof.rows.find(({ sum }) => sum === 'waiting')).toMatchObject({
      journalPence: COST,
      potPence: COST,
      ticketsPence: COST,
    });
  });

  it('is one of all that a night proves; a fund without limits is left out', async () => {
    await busyFund();
    const fundYears = [...world.ports.fundYears, { fund: 'oliver', year: '2024-25' } as const];

    expect(await reconcileFunds({ ...world.ports, fundYears }, system(NIGHT))).toMatchObject({
      funds: 3,
      differences: 0,
    });
    // The first claims are of today, so there is nothing yet to foresee from; that much is said.
    expect(await world.ports.forecasts.read(MAIN)).toMatchObject({
      asAt: NIGHT,
      forecast: { kind: 'too-little-known', weeksKnown: 0 },
    });
  });
});

describe('every balance built again from the journal', () => {
  it('is the one that is kept, with all kinds of claims; and is not, once a penny is elsewhere', async () => {
    const held = await busyFund();
    await waiting(world);
    await settle(world);

    for (const fundYear of world.ports.fundYears) {
      const { rebuiltHash, keptHash } = there(good(await rebuildFund(world.ports, fundYear)));
      expect(rebuiltHash).toBe(keptHash);
    }
    const cap = `CAP#${held.owner.organisationId}`;
    await moveAPenny('funds', { pk: FUND, sk: cap }, ['heldPence', 'committedPence']);
    const { rebuiltHash, keptHash } = there(good(await rebuildFund(world.ports, MAIN)));
    expect(rebuiltHash).not.toBe(keptHash);
  });

  it('is nothing where nobody has set a limit', async () => {
    expect(good(await rebuildFund(world.ports, { fund: 'oliver', year: '2024-25' }))).toBeUndefined();
  });
});

describe('one penny that is not where the journal says', () => {
  it.each<readonly [string, (held: Drafted) => Promise<void>, RegExp]>([
    [
      'in the pot',
      () => moveAPenny('funds', { pk: FUND, sk: 'POT' }, ['availablePence', 'heldPence']),
      /^pot available 1 less, pot reserved 1 more$/,
    ],
    [
      'under a cap',
      ({ owner }) =>
        moveAPenny('funds', { pk: FUND, sk: `CAP#${owner.organisationId}` }, ['availablePence', 'heldPence']),
      /^cap of org-\d+ reserved 1 more$/,
    ],
    [
      'on a ticket',
      (held) =>
        moveAPenny('line', { line: `SETTLED#main#2025-26#${ticketOf(held)}`, ticketId: ticketOf(held) }, [
          'heldPence',
          'committedPence',
        ]),
      /^ticket \S+ reserved 1 less, ticket \S+ approved 1 more$/,
    ],
  ])('%s: is named, and stops the fund', async (_where, meddle, named) => {
    const held = await busyFund();
    await settle(world);
    await meddle(held);

    const { differences } = await proveMain();

    const words = differences.map(({ where, what, journalPence, foundPence }) => {
      const more = (foundPence ?? 0) - (journalPence ?? 0);
      return `${where} ${what} ${more > 0 ? `${more} more` : `${-more} less`}`;
    });
    expect(words.join(', ')).toMatch(named);
    expect(await world.ports.stops.read(MAIN)).toMatchObject({ stoppedAt: NIGHT });
  });

  it('in the journal: the line is named', async () => {
    await busyFund();
    await settle(world);
    const key = { pk: 'JOURNAL#main#2025-26', sk: '000000000002' };
    const row = z
      .object({ lines: z.array(z.looseObject({ amountPence: z.number() })) })
      .parse(await world.data.row('funds', key));
    const [line, ...others] = row.lines;
    const forged = { ...line, amountPence: (line?.amountPence ?? 0) + 1 };
    await world.data.spoil(
      'funds',
      marshall({ ...key, lines: [forged, ...others] }, { removeUndefinedValues: true }),
    );

    expect((await proveMain()).differences).toEqual([
      { where: 'journal line 2', what: 'it is not what was sealed', journalPence: null, foundPence: null },
    ]);
    expect(await world.ports.stops.read(MAIN)).toBeDefined();
  });

  it('in a figure that does not even add up any more: the record is named, and reading it stops the fund at once', async () => {
    const row = numbers.parse(await world.data.row('funds', { pk: FUND, sk: 'POT' }));
    await world.data.spoil('funds', marshall({ ...row, availablePence: Number(row['availablePence']) - 1 }));
    const late = await submitted(world);

    await allocate(world, await world.line.next());

    expect(await world.ports.stops.read(MAIN)).toMatchObject({ stoppedBy: 'allocate-funds' });
    expect(await world.ports.ledger.readTicket(MAIN, ticketOf(late))).toMatchObject({ state: 'unsettled' });
    const { differences } = await proveMain();
    expect(differences).toMatchObject([{ where: 'stored record' }]);
    expect(differences[0]?.what).toContain('pot under FUND#main#2025-26');
  });
});

describe('a fund that is stopped', () => {
  const stop = { stoppedAt: NIGHT, stoppedBy: 'reconcile-funds', because: 'a test' };

  it('takes tickets and keeps their order, moves no money, and can be read', async () => {
    await world.ports.stops.stop(MAIN, stop);
    const before = await world.ports.ledger.readPot(MAIN);
    const early = await submitted(world);
    const late = await submitted(world);

    await settle(world);
    await resumeStalled(world.ports, system(at(30)));

    expect(await world.ports.ledger.readPot(MAIN)).toEqual(before);
    for (const { claim } of [early, late]) {
      const ticketId = there(submissionOf(claim)).ticketId;
      expect(await world.ports.ledger.readTicket(MAIN, ticketId)).toMatchObject({ state: 'unsettled' });
    }
    expect((await proveMain()).differences).toEqual([]);

    const command = { fundYear: MAIN, reason: 'Looked at; all agrees.' };
    expect(good(await releaseFund(world.ports, command, by(PAYMENTS)))).toMatchObject({
      releasedBy: 'payments-pat',
    });
    await resumeStalled(world.ports, system(at(30)));
    const tickets = await Promise.all(
      [early, late].map(async (draft) => there(await world.ports.ledger.readTicket(MAIN, ticketOf(draft)))),
    );
    expect(tickets.map(({ state }) => state)).toEqual(['held', 'held']);
    // Both were taken in the same millisecond: then the ids say which was first.
    const byId = tickets.toSorted((a, b) => (a.ticketId < b.ticketId ? -1 : 1));
    expect(byId.map(({ seal }) => seal?.number)).toEqual([2, 3]);
    await settle(world);
    expect((await now(world, early)).status).toBe('in-review');
  });

  it('fences a writer that read the line before it was stopped', async () => {
    const draft = await submitted(world);
    const line = await world.ports.ledger.readLine(MAIN, [ticketOf(draft)]);
    const { ledger } = world.ports;
    await ledger.stop(MAIN, stop);

    const late = { ...world.ports, ledger: { ...ledger, readLine: () => Promise.resolve(line) } };
    await expect(allocate({ ...world, ports: late }, await world.line.next())).rejects.toThrow('fenced');

    expect(await ledger.readTicket(MAIN, ticketOf(draft))).toMatchObject({ state: 'unsettled' });
  });

  it('is released by a payments officer alone, once, and not when it is not stopped', async () => {
    const command = { fundYear: MAIN, reason: 'Looked at' };
    expect(await releaseFund(world.ports, command, by(PAYMENTS))).toMatchObject({
      error: { code: 'not-found' },
    });
    await world.ports.stops.stop(MAIN, stop);
    expect(await releaseFund(world.ports, command, by(CARA))).toMatchObject({ error: { code: 'forbidden' } });

    expect(await releaseFund(world.ports, command, by(PAYMENTS))).toMatchObject({ ok: true });

    expect(await releaseFund(world.ports, command, by(PAYMENTS))).toMatchObject({
      error: { code: 'not-found' },
    });
    expect(await world.ports.stops.read(MAIN)).toBeUndefined();
    await world.ports.stops.stop(MAIN, { ...stop, stoppedAt: at(120) });
    expect(await world.ports.stops.read(MAIN)).toMatchObject({ stoppedAt: at(120) });
    const row = await world.data.row('funds', { pk: FUND, sk: `STOPPED#${NIGHT}` });
    expect(row).toMatchObject({ because: 'a test', releasedBy: 'payments-pat', reason: 'Looked at' });
  });
});

describe('a ticket that cannot be read', () => {
  it('is set aside, and nobody else waits for it', async () => {
    const [broken, other] = [await submitted(world), await submitted(world)];
    const key = { line: 'LINE#main#2025-26', ticketId: ticketOf(broken) };
    const row = numbers.parse(await world.data.row('line', key));
    await world.data.spoil('line', marshall({ ...row, ticket: { state: 'unsettled' } }));

    await allocate(world, await world.line.next());

    expect(await world.ports.ledger.readTicket(MAIN, ticketOf(other))).toMatchObject({ state: 'held' });
    expect(await world.ports.stops.read(MAIN)).toBeUndefined();
    await resumeStalled(world.ports, system(at(30)));
  });
});
