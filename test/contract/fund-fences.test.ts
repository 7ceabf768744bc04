import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createFundLedger } from '../../shared/adapters/dynamodb/fund-ledger.ts';
import { createFundStops } from '../../shared/adapters/dynamodb/fund-stops.ts';
import { put, transact } from '../../shared/adapters/dynamodb/transact.ts';
import { sha256 } from '../../shared/adapters/node/hashing.ts';
import type { FundLedger } from '../../shared/application/ports/fund-ledger.ts';
import { settleTicket } from '../../shared/domain/fund/allocate.ts';
import { atRest } from '../../shared/domain/fund/line.ts';
import type { Line, Movement } from '../../shared/domain/fund/line.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketRequest } from '../../shared/domain/fund/ticket.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { MAIN, aReference, at, next } from '../support/stored-things.ts';

/**
 * A write of the ledger has more than one fence, and each has to hold when the others would let it through. So here
 * all but one are satisfied, by pictures of a line that no reader would bring.
 */
let data: DataTables;
let ledger: FundLedger;
let fund: FundYear = MAIN;

beforeAll(async () => {
  data = await startDataTables();
  ledger = createFundLedger(data);
});
beforeEach(() => {
  const first = 1_000 + next();
  fund = { fund: 'main', year: `${first}-${String((first + 1) % 100).padStart(2, '0')}` };
});
afterAll(() => data.end());

const FENCED = { ok: false, error: 'fenced' };
const SETTLING = { now: at(1), sha256, strictOrder: true };
const ticketId = (): string => `ticket-${String(next()).padStart(6, '0')}`;

async function taken(request: TicketRequest, takenAt = at(0)): Promise<Ticket> {
  const ticket = newTicket({ ticketId: ticketId(), fundYear: fund, request, takenAt });
  await ledger.takeTicket(ticket);
  return ticket;
}
const claimOf = (organisationId: string, amountPence: number): TicketRequest => ({
  ...{ kind: 'claim', reference: aReference(), organisationId, amountPence },
});
const about = (claim: Ticket, organisationId: string) => ({
  ...{ reference: aReference(), organisationId, claimTicketId: claim.ticketId },
});
const readFor = (...tickets: readonly Ticket[]): Promise<Line> =>
  ledger.readLine(
    fund,
    tickets.map(({ ticketId: id }) => id),
  );
const moved = (line: Line, ...tickets: readonly Ticket[]): Movement =>
  tickets.reduce((movement, { ticketId: id }) => settleTicket(movement, id, SETTLING), atRest(line));

async function settle(...tickets: readonly Ticket[]): Promise<void> {
  const line = await readFor(...tickets);
  expect(await ledger.write(line, moved(line, ...tickets))).toMatchObject({ ok: true });
}
async function openFund(limitPence: number, capPence = limitPence): Promise<void> {
  await settle(await taken({ kind: 'limit', limitPence, capPence }));
}
async function expectFenced(line: Line, movement: Movement): Promise<void> {
  const before = await data.everything();
  expect(await ledger.write(line, movement)).toEqual(FENCED);
  expect(await data.everything()).toEqual(before);
}

describe('each fence of a write holds alone', () => {
  it('the pot: a writer that read an older one, though its lines and tickets are free', async () => {
    await openFund(1_000);
    const [mine, theirs] = [await taken(claimOf('org-a', 300)), await taken(claimOf('org-a', 400))];
    const stale = await readFor(mine);
    await settle(theirs);

    await expectFenced(stale, { ...moved(stale, mine), posted: [] });
  });

  it('the pot that is opened: there is none yet, though its lines and tickets are free', async () => {
    const limit = await taken({ kind: 'limit', limitPence: 500, capPence: 500 });
    const empty = await readFor(limit);
    await openFund(900);

    await expectFenced(empty, { ...moved(empty, limit), posted: [] });
  });

  it('the pot that is not there: a refusal for want of one', async () => {
    const claim = await taken(claimOf('org-a', 100));
    const empty = await readFor(claim);
    await openFund(900);

    await expectFenced(empty, moved(empty, claim));
  });

  it('the journal: a line that is written already, though the pot is the one that was read', async () => {
    await openFund(1_000);
    const [mine, theirs] = [await taken(claimOf('org-a', 300)), await taken(claimOf('org-a', 400))];
    const stale = await readFor(mine);
    await settle(theirs);
    const { pot } = await readFor(mine);
    const forged: Line = { ...stale, pot: stale.pot && { ...stale.pot, seq: pot?.seq ?? 0 } };

    await expectFenced(forged, moved(forged, mine));
  });

  it('the ticket: it is settled already, though the pot is the one that was read', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    await settle(claim);
    const fresh = await readFor(claim);
    const again: Line = { ...fresh, tickets: new Map([[claim.ticketId, claim]]) };
    expect(moved(again, claim).posted).toHaveLength(1);

    await expectFenced(again, moved(again, claim));
  });

  it('the claim’s ticket: it is not in the state any more that was read, though the pot is', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    await settle(claim);
    const held = await ledger.readTicket(fund, claim.ticketId);
    await settle(await taken({ kind: 'release', ...about(claim, 'org-a') }));
    // Another hold, so that there is something to commit that is not this claim's.
    await settle(await taken(claimOf('org-a', 300)));
    const commit = await taken({ kind: 'commit', ...about(claim, 'org-a'), amountPence: 300 });
    const fresh = await readFor(commit);
    const stale: Line = { ...fresh, tickets: new Map([...fresh.tickets, [claim.ticketId, held ?? claim]]) };
    expect(moved(stale, commit).posted).toMatchObject([{ outcome: 'committed', amountPence: 300 }]);

    await expectFenced(stale, moved(stale, commit));
  });

  it('the stop: from the moment it is there, until a person releases it', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    const line = await readFor(claim);
    const stops = createFundStops(data);
    const stop = { stoppedAt: at(1), stoppedBy: 'a test', because: 'a penny is missing' };
    await stops.stop(fund, stop);

    await expectFenced(line, moved(line, claim));
    expect(await readFor(claim)).toMatchObject({ stopped: true });

    const release = { releasedAt: at(2), releasedBy: 'person-payments', reason: 'found' };
    expect(await stops.release(fund, stop, release)).toMatchObject({ ok: true });
    expect(await readFor(claim)).toMatchObject({ stopped: false });
    await settle(claim);
    expect(await ledger.readTicket(fund, claim.ticketId)).toMatchObject({ state: 'held' });
  });
});

describe('a movement is written with everything that it needs', () => {
  it('one that was read: a ticket or a cap that nobody read is a fault', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    const line = await readFor(claim);
    const movement = moved(line, claim);

    await expect(ledger.write({ ...line, tickets: new Map() }, movement)).rejects.toThrow('was not read');
    const forgotten = { ...movement, line: { ...movement.line, caps: new Map() } };
    await expect(ledger.write(line, forgotten)).rejects.toThrow('not in its line');
  });

  it('an earmark that is drawn: the start part’s ticket comes with the completion part’s', async () => {
    await openFund(1_000, 100);
    const start = await taken(claimOf('org-a', 100));
    await settle(start);
    const keep = { amountPence: 60, until: at(60) };
    await settle(await taken({ kind: 'commit', ...about(start, 'org-a'), amountPence: 40, keep }));
    const end = await taken({
      ...{ kind: 'claim', reference: aReference(), organisationId: 'org-a', amountPence: 50 },
      earmarkTicketId: start.ticketId,
    });

    await settle(end);

    expect(await ledger.readTicket(fund, end.ticketId)).toMatchObject({ state: 'held', heldPence: 50 });
    expect(await ledger.readTicket(fund, start.ticketId)).toMatchObject({
      ...{ state: 'committed', heldPence: 10, committedPence: 40 },
    });
    expect(await ledger.readCap(fund, 'org-a')).toMatchObject({ heldPence: 60, committedPence: 40 });
  });

  it('as far as one transaction goes and no further', async () => {
    await openFund(10);
    const full = await taken(claimOf('org-full', 10));
    await settle(full);
    const waiting: Ticket[] = [];
    for (let index = 0; index < 49; index += 1) waiting.push(await taken(claimOf(`org-${index}`, 1)));
    const line = await readFor(...waiting);

    // The stop, the pot and the journal, and for each who joins the list its settled row and its place.
    expect(ledger.fits(line, moved(line, ...waiting.slice(0, 48)))).toBe(true);
    expect(ledger.fits(line, moved(line, ...waiting))).toBe(false);
    expect(await ledger.write(line, moved(line, ...waiting.slice(0, 48)))).toMatchObject({ ok: true });
    const rest = await readFor(...waiting.slice(48));
    expect(rest).toMatchObject({ pot: { waitingCount: 48, waitingPence: 48 } });
    expect(rest.waiting).toEqual(waiting.slice(0, 31).map(({ ticketId: id }) => id));
  });

  it('a hundred actions in one transaction and not one more', async () => {
    const [row] = [{ pk: 'X', sk: 'X' }];
    const actions = Array.from({ length: 101 }, (_, index) => ({
      write: put(data.tables.funds, { ...row, sk: `X${index}` }),
    }));

    await expect(transact(data.client, actions)).rejects.toThrow(RangeError);
    expect(await transact(data.client, actions.slice(0, 100))).toMatchObject({ ok: true });
  });
});

describe('a refusal is believed only when every action has had its say', () => {
  const answering = (codes: readonly string[]) => {
    const client = data.clientWith(() => undefined);
    const error = new TransactionCanceledException({
      $metadata: {},
      message: 'cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
    client.middlewareStack.add(() => () => Promise.reject(error), { step: 'initialize', priority: 'high' });
    return { client, error };
  };
  const actions = ['first', 'second', 'third'].map((name) => ({
    write: put('any', { pk: name, sk: name }),
    refusal: () => name,
  }));

  it('the first that failed counts, in the order of the actions', async () => {
    const { client } = answering(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed']);
    expect(await transact(client, actions)).toEqual({ ok: false, error: 'second' });
  });

  it.each([
    ['another fault beside it', ['None', 'ConditionalCheckFailed', 'ItemCollectionSizeLimitExceeded']],
    ['fewer answers than actions', ['ConditionalCheckFailed', 'None']],
    ['no refusal at all', ['None', 'None', 'None']],
  ])('%s is thrown as it is', async (_what, codes) => {
    const { client, error } = answering(codes);
    await expect(transact(client, actions)).rejects.toBe(error);
  });

  it('a condition that has no meaning is a fault', async () => {
    const { client, error } = answering(['None', 'ConditionalCheckFailed', 'None']);
    const meaningless = actions.map(({ write, refusal }, index) =>
      index === 1 ? { write } : { write, refusal },
    );
    await expect(transact(client, meaningless)).rejects.toBe(error);
  });
});

describe('what is read of a ticket', () => {
  const answer = z.object({ Responses: z.record(z.string(), z.array(z.unknown())) });

  it('is what it was settled to, in whatever order its rows come', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    await settle(claim);
    for (const turn of [(rows: unknown[]) => rows, (rows: unknown[]) => rows.reverse()]) {
      let turned = 0;
      const client = data.clientWith(({ output }) => {
        const read = answer.safeParse(output);
        const rows = read.data?.Responses[data.tables.line];
        if (rows === undefined || rows.length < 2) return;
        turned += 1;
        Object.assign(output, { Responses: { [data.tables.line]: turn(rows) } });
      });
      const line = await createFundLedger({ client, tables: data.tables }).readLine(fund, [claim.ticketId]);

      expect(turned).toBeGreaterThan(0);
      expect(line.tickets.get(claim.ticketId)).toMatchObject({ state: 'held', heldPence: 300 });
    }
    expect(await ledger.readTicket(fund, claim.ticketId)).toMatchObject({ state: 'held' });
  });

  it('is nothing when a row of it cannot be read, and what is about it is left alone too', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    await settle(claim);
    const release = await taken({ kind: 'release', ...about(claim, 'org-a') });
    const other = await taken(claimOf('org-b', 100));
    const line = { S: `SETTLED#${fund.fund}#${fund.year}#${claim.ticketId}` };
    await data.spoil('line', {
      line,
      ticketId: { S: claim.ticketId },
      ticket: { M: {} },
      state: { S: 'held' },
    });

    const read = await readFor(claim, release, other);

    expect([...read.tickets.keys()]).toEqual([other.ticketId]);
  });

  it('is read consistently, as everything is on which money is decided', async () => {
    await openFund(10);
    const [full, waits] = [await taken(claimOf('org-a', 10)), await taken(claimOf('org-b', 1))];
    await settle(full, waits);
    const inputs: object[] = [];
    const client = data.clientWith(({ input }) => void inputs.push(input));
    const reader = createFundLedger({ client, tables: data.tables });
    const release = await taken({ kind: 'release', ...about(full, 'org-a') });
    const limit = await taken({ kind: 'limit', limitPence: 20, capPence: 20 });

    await reader.readLine(fund, [release.ticketId]);
    await reader.readLine(fund, [limit.ticketId]);
    await reader.readTicket(fund, release.ticketId);
    await reader.listUnsettled(fund, at(5), 10);

    const eventual = inputs
      .map((input) => JSON.stringify(input))
      .filter((text) => !text.includes('"ConsistentRead":true'));
    expect(inputs.length).toBeGreaterThan(8);
    expect(eventual).toEqual([]);
  });

  it('has nothing of the settling in the row in which it was taken', async () => {
    await openFund(10);
    const [held, waiting] = [await taken(claimOf('org-a', 10)), await taken(claimOf('org-b', 7))];
    await settle(held, waiting);
    const line = `LINE#${fund.fund}#${fund.year}`;

    expect(await data.row('line', { line, ticketId: held.ticketId })).toMatchObject({ ticket: held });
    const before = await data.row('line', { line, ticketId: waiting.ticketId });
    expect(before).toMatchObject({ state: 'unsettled', ticket: waiting });
    const place = { line: `WAITING#${fund.fund}#${fund.year}`, ticketId: waiting.ticketId };
    expect(await data.row('line', place)).toEqual({ ...place, waitingNumber: 3, waitingPence: 7 });
    await settle(await taken({ kind: 'release', ...about(waiting, 'org-b') }));
    expect(await data.row('line', place)).toEqual(place);
    expect(await data.row('line', { line, ticketId: waiting.ticketId })).toEqual(before);
  });
});

describe('a sweep finds what nobody has settled', () => {
  const DAY = 24 * 60;
  const idsOf = (tickets: readonly Ticket[]) => tickets.map(({ ticketId: id }) => id);
  const sweptTo = async () =>
    (await data.row('funds', { pk: `FUND#${fund.fund}#${fund.year}`, sk: 'SWEPT' }))?.['sweptTo'];

  it('and goes on next time from where everything was settled a day ago, not from where it is only today', async () => {
    const limit = await taken({ kind: 'limit', limitPence: 1_000, capPence: 1_000 }, at(0));
    const old = await taken(claimOf('org-a', 1), at(1));
    const late = ticketId();
    const today = await taken(claimOf('org-a', 1), at(DAY));
    await settle(limit, old, today);

    expect(await ledger.listUnsettled(fund, at(DAY + 2), 10)).toEqual([]);
    expect(await sweptTo()).toBe(old.ticketId);
    // A clock that was behind brings it in before one that is settled already.
    const request = claimOf('org-a', 1);
    await ledger.takeTicket(newTicket({ ticketId: late, fundYear: fund, request, takenAt: at(DAY) }));
    expect(await ledger.listUnsettled(fund, at(DAY + 2), 10)).toEqual([late]);
  });

  it('and never goes past one that it found', async () => {
    const limit = await taken({ kind: 'limit', limitPence: 1_000, capPence: 1_000 }, at(0));
    const forgotten = await taken(claimOf('org-a', 1), at(1));
    const settled = await taken(claimOf('org-a', 1), at(2));
    await settle(limit, settled);

    for (const minutes of [DAY, 3 * DAY]) {
      expect(await ledger.listUnsettled(fund, at(minutes + 5), 10)).toEqual([forgotten.ticketId]);
    }
    expect(await sweptTo()).toBe(limit.ticketId);
  });

  it('but not what was taken only now', async () => {
    const tickets = [await taken(claimOf('org-a', 1), at(1)), await taken(claimOf('org-a', 1), at(2))];
    expect(await ledger.listUnsettled(fund, at(2), 10)).toEqual(idsOf(tickets.slice(0, 1)));
    expect(await ledger.listUnsettled(fund, at(1), 10)).toEqual([]);
    expect(await sweptTo()).toBeUndefined();
  });

  it('in the order of their moments, then of their ids, as many as are asked for', async () => {
    const [b, c, a] = [
      await taken(claimOf('org-a', 1), at(2)),
      await taken(claimOf('org-a', 1), at(2)),
      await taken(claimOf('org-a', 1), at(1)),
    ];
    expect(await ledger.listUnsettled(fund, at(3), 10)).toEqual(idsOf([a, b, c]));
    expect(await ledger.listUnsettled(fund, at(3), 3)).toEqual(idsOf([a, b, c]));
  });

  it('behind more than a page that is settled, and behind one that cannot be read', async () => {
    await openFund(1_000);
    const many: Ticket[] = [];
    for (let index = 0; index < 120; index += 1) many.push(await taken(claimOf('org-a', 1)));
    for (let from = 0; from < 90; from += 45) await settle(...many.slice(from, from + 45));
    await settle(...many.slice(90, 118));
    const last = idsOf(many.slice(118));
    expect(await ledger.listUnsettled(fund, at(1), 10)).toEqual(last);

    const line = { S: `LINE#${fund.fund}#${fund.year}` };
    await data.spoil('line', {
      ...{ line, ticketId: { S: many[5]?.ticketId ?? '' }, state: { S: 'unsettled' } },
      ticket: { M: {} },
    });
    expect(await ledger.listUnsettled(fund, at(1), 10)).toEqual(last);
    // Once somebody has mended it, it is found.
    expect(await ledger.listUnsettled(fund, at(3 * DAY), 10)).toEqual(last);
    expect(await sweptTo()).toBe(many[4]?.ticketId);
  });
});
