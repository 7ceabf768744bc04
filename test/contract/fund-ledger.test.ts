import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createFundLedger } from '../../shared/adapters/dynamodb/fund-ledger.ts';
import { sequenceNumberOf, ticketIn, ticketNameIn } from '../../shared/adapters/dynamodb/stream-records.ts';
import { sha256 } from '../../shared/adapters/node/hashing.ts';
import type { FundLedger } from '../../shared/application/ports/fund-ledger.ts';
import { settleTicket } from '../../shared/domain/fund/allocate.ts';
import { atRest } from '../../shared/domain/fund/line.ts';
import type { Line, Movement } from '../../shared/domain/fund/line.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId } from '../../shared/domain/fund/ticket.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { MAIN, aReference, at, next } from '../support/stored-things.ts';
import { readStream } from '../support/table-streams.ts';

let data: DataTables;
let ledger: FundLedger;
/** Each test has a fund of its own. */
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

const SETTLING = { now: at(1), sha256, strictOrder: true };

/** Ids sort in the order in which they are drawn. */
const ticketId = (): TicketId => `ticket-${String(next()).padStart(6, '0')}`;

async function taken(request: Ticket['request'], takenAt = at(0)): Promise<Ticket> {
  const ticket = newTicket({ ticketId: ticketId(), fundYear: fund, request, takenAt });
  await ledger.takeTicket(ticket);
  return ticket;
}

const claimOf = (organisationId: string, amountPence: number) =>
  ({ kind: 'claim', reference: aReference(), organisationId, amountPence }) as const;

const freeing = (claim: Ticket, organisationId: string) =>
  ({ kind: 'release', reference: aReference(), organisationId, claimTicketId: claim.ticketId }) as const;

function moved(line: Line, tickets: readonly Pick<Ticket, 'ticketId'>[]): Movement {
  return tickets.reduce((movement, { ticketId: id }) => settleTicket(movement, id, SETTLING), atRest(line));
}

const readFor = (tickets: readonly Ticket[], through = ledger): Promise<Line> =>
  through.readLine(
    fund,
    tickets.map((ticket) => ticket.ticketId),
  );

/** Settles as the allocator does: reads, decides, writes, and does it again when another writer was first. */
async function settle(tickets: readonly Ticket[], through = ledger): Promise<Line> {
  for (;;) {
    const line = await readFor(tickets, through);
    const written = await through.write(line, moved(line, tickets));
    if (written.ok) return written.value;
  }
}

async function openFund(limitPence: number, capPence = limitPence): Promise<void> {
  await settle([await taken({ kind: 'limit', limitPence, capPence })]);
}

const stateOf = async ({ ticketId: id }: Ticket) => (await ledger.readTicket(fund, id))?.state;

async function changingNothing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const before = await data.everything();
  const answer = await work();
  expect(await data.everything()).toEqual(before);
  return answer;
}

const lineKey = ({ ticketId: id }: Ticket) => ({ line: `LINE#${fund.fund}#${fund.year}`, ticketId: id });
const settledKey = ({ ticketId: id }: Ticket) => ({
  line: `SETTLED#${fund.fund}#${fund.year}#${id}`,
  ticketId: id,
});

describe('a fund', () => {
  it('has no pot, no caps and no tickets until somebody sets a limit', async () => {
    expect(await ledger.readPot(fund)).toBeUndefined();
    expect(await ledger.readCap(fund, 'org-a')).toBeUndefined();
    expect(await ledger.readTicket(fund, 'none')).toBeUndefined();
    expect(await ledger.readLine(fund, ['none'])).toEqual({
      fundYear: fund,
      pot: undefined,
      caps: new Map(),
      tickets: new Map(),
      waiting: [],
      stopped: false,
    });
  });

  it('is opened by a limit and reads back as written', async () => {
    const limit = await taken({ kind: 'limit', limitPence: 1_000, capPence: 400 });

    const line = await settle([limit]);

    const pot = await ledger.readPot(fund);
    expect(pot).toEqual(line.pot);
    expect(pot).toMatchObject({
      limitPence: 1_000,
      availablePence: 1_000,
      capPence: 400,
      seq: 1,
      lastNumber: 1,
    });
    expect(await ledger.readTicket(fund, limit.ticketId)).toMatchObject({
      state: 'done',
      seal: { number: 1 },
    });
  });

  it('holds money for a claim in the pot, under the cap and on the ticket, all at once', async () => {
    await openFund(1_000, 400);
    const claim = await taken(claimOf('org-a', 300));

    await settle([claim]);

    expect(await ledger.readPot(fund)).toMatchObject({ availablePence: 700, heldPence: 300, seq: 2 });
    expect(await ledger.readCap(fund, 'org-a')).toEqual({
      limitPence: 400,
      availablePence: 100,
      heldPence: 300,
      committedPence: 0,
    });
    expect(await ledger.readTicket(fund, claim.ticketId)).toMatchObject({ state: 'held', heldPence: 300 });
    expect(await data.row('line', lineKey(claim))).toMatchObject({ state: 'unsettled', ticket: claim });
    expect(await data.row('line', settledKey(claim))).toMatchObject({ state: 'held' });
    expect(await data.row('line', lineKey(claim))).not.toHaveProperty('unsettledSince');
  });

  it('refuses tickets while it has no pot, without making one', async () => {
    const claim = await taken(claimOf('org-a', 300));

    await settle([claim]);

    expect(await ledger.readTicket(fund, claim.ticketId)).toMatchObject({
      state: 'refused',
      refusal: { reason: 'no-limit-set' },
    });
    expect(await ledger.readPot(fund)).toBeUndefined();
  });

  it('stays as it is when a batch is delivered again', async () => {
    await openFund(1_000);
    const claims = [await taken(claimOf('org-a', 300)), await taken(claimOf('org-b', 200))];
    await settle(claims);

    await changingNothing(() => settle(claims));
  });

  it('never gets a balance that does not add up', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    const line = await readFor([claim]);
    const movement = moved(line, [claim]);
    const { pot } = movement.line;
    const broken: Movement = {
      ...movement,
      line: { ...movement.line, pot: pot && { ...pot, availablePence: pot.availablePence + 1 } },
    };

    await expect(changingNothing(() => ledger.write(line, broken))).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });
});

describe('two writers of one line', () => {
  it('that read the same pot: the second is fenced, changes nothing, and gets through when it reads again', async () => {
    await openFund(1_000, 800);
    const [first, second] = [await taken(claimOf('org-a', 300)), await taken(claimOf('org-a', 400))];
    const [lineOne, lineTwo] = [await readFor([first]), await readFor([second])];

    expect(await ledger.write(lineOne, moved(lineOne, [first]))).toMatchObject({ ok: true });
    // The second would write a cap that has forgotten the first one's 300: only the pot's `seq` stops it.
    expect(moved(lineTwo, [second]).line.caps.get('org-a')?.heldPence).toBe(400);
    expect(await changingNothing(() => ledger.write(lineTwo, moved(lineTwo, [second])))).toEqual({
      ok: false,
      error: 'fenced',
    });

    await settle([second]);
    expect(await ledger.readCap(fund, 'org-a')).toMatchObject({ heldPence: 700, availablePence: 100 });
    expect(await ledger.readPot(fund)).toMatchObject({ heldPence: 700, lastNumber: 3, seq: 3 });
  });

  it('are fenced also when the line changed in the middle of reading it', async () => {
    await openFund(1_000, 800);
    const [mine, theirs] = [await taken(claimOf('org-a', 300)), await taken(claimOf('org-a', 400))];
    let interrupted = false;
    const client = data.clientWith(async () => {
      if (interrupted) return;
      interrupted = true;
      await settle([theirs]);
    });
    const slow = createFundLedger({ client, tables: data.tables });

    const mixed = await readFor([mine], slow);

    expect(mixed.pot?.seq).toBe(1);
    expect(mixed.caps.get('org-a')?.heldPence).toBe(400);
    expect(await slow.write(mixed, moved(mixed, [mine]))).toEqual({ ok: false, error: 'fenced' });
    client.destroy();
  });

  it('that both open the fund: one opens it, the other is fenced', async () => {
    const limits = [
      await taken({ kind: 'limit', limitPence: 500, capPence: 500 }),
      await taken({ kind: 'limit', limitPence: 900, capPence: 900 }),
    ];
    const lines = await Promise.all(limits.map((limit) => readFor([limit])));

    const answers = await Promise.all(
      lines.map((line, index) => ledger.write(line, moved(line, limits.slice(index, index + 1)))),
    );

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await ledger.readPot(fund)).toMatchObject({ seq: 1, lastNumber: 1 });
  });

  it('are fenced when one of them refused tickets for want of a pot that the other has opened', async () => {
    const claim = await taken(claimOf('org-a', 100));
    const line = await readFor([claim]);
    await openFund(1_000);

    expect(await changingNothing(() => ledger.write(line, moved(line, [claim])))).toEqual({
      ok: false,
      error: 'fenced',
    });
  });

  it('settle each ticket once, in numbers without gaps, and lose no penny, when six race over the same batch', async () => {
    await openFund(10_000, 700);
    const claims: Ticket[] = [];
    for (let index = 0; index < 24; index += 1) claims.push(await taken(claimOf(`org-${index % 3}`, 100)));

    await Promise.all(
      Array.from({ length: 6 }, (_, start) => settle(claims.filter((_claim, index) => index % 6 >= start))),
    );

    const tickets = await Promise.all(claims.map(({ ticketId: id }) => ledger.readTicket(fund, id)));
    const numbers = tickets.map((ticket) => ticket?.seal?.number ?? 0).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 24 }, (_, index) => index + 2));
    expect(tickets.filter((ticket) => ticket?.state === 'held')).toHaveLength(21);
    expect(tickets.filter((ticket) => ticket?.refusal?.reason === 'cap-exceeded')).toHaveLength(3);
    expect(await ledger.readPot(fund)).toMatchObject({
      heldPence: 2_100,
      availablePence: 7_900,
      lastNumber: 25,
    });
    for (const organisation of ['org-0', 'org-1', 'org-2']) {
      expect(await ledger.readCap(fund, organisation)).toMatchObject({ heldPence: 700, availablePence: 0 });
    }
  });

  it('wait for other transactions in the way', async () => {
    await openFund(1_000);
    const claim = await taken(claimOf('org-a', 300));
    const line = await readFor([claim]);
    data.engine.setFault('conflict', 2);

    expect(await ledger.write(line, moved(line, [claim]))).toMatchObject({ ok: true });
  });
});

describe('what is read of a line', () => {
  it('is the tickets asked for, the claims that they free or pay, and the caps of all of them', async () => {
    await openFund(10_000);
    const [held, other, unrelated] = [
      await taken(claimOf('org-a', 300)),
      await taken(claimOf('org-b', 200)),
      await taken(claimOf('org-c', 100)),
    ];
    await settle([held, other, unrelated]);
    const release = await taken(freeing(held, 'org-a'));
    const fresh = await taken(claimOf('org-b', 50));

    const line = await readFor([release, fresh]);

    expect([...line.tickets.keys()].toSorted()).toEqual(
      [held, release, fresh].map(({ ticketId: id }) => id).toSorted(),
    );
    expect([...line.caps.keys()].toSorted()).toEqual(['org-a', 'org-b']);
  });

  it('is every cap when a new limit is to be set', async () => {
    await openFund(10_000, 5_000);
    await settle([await taken(claimOf('org-a', 300)), await taken(claimOf('org-b', 200))]);
    const limit = await taken({ kind: 'limit', limitPence: 9_000, capPence: 250 });

    const line = await readFor([limit]);

    expect([...line.caps.keys()].toSorted()).toEqual(['org-a', 'org-b']);
    await settle([limit]);
    expect(await stateOf(limit)).toBe('refused');
  });

  it('is the head of the waiting list in the order of its numbers, with what is needed to serve it', async () => {
    await openFund(100);
    const first = await taken(claimOf('org-first', 100));
    await settle([first]);
    const queue = [];
    for (const organisation of ['org-x', 'org-y', 'org-z'])
      queue.push(await taken(claimOf(organisation, 40)));
    await settle(queue);
    expect(await Promise.all(queue.map(stateOf))).toEqual(['waiting', 'waiting', 'waiting']);
    const release = await taken(freeing(first, 'org-first'));

    expect((await readFor([release])).waiting).toEqual(queue.map(({ ticketId: id }) => id));
    await settle([release]);

    expect(await Promise.all(queue.map(stateOf))).toEqual(['held', 'held', 'waiting']);
    expect((await readFor([release])).waiting).toEqual(queue.slice(2).map(({ ticketId: id }) => id));
    expect(await ledger.readPot(fund)).toMatchObject({ heldPence: 80, availablePence: 20, waitingCount: 1 });
  });

  it('is never more of the waiting list than one transaction can serve, each claim under another cap', async () => {
    await openFund(60);
    const first = await taken(claimOf('org-first', 60));
    await settle([first]);
    const queue = [];
    for (let index = 0; index < 60; index += 1) queue.push(await taken(claimOf(`org-${index}`, 1)));
    await settle(queue.slice(0, 30));
    await settle(queue.slice(30));
    const release = await taken(freeing(first, 'org-first'));

    expect((await readFor([release])).waiting).toEqual(queue.slice(0, 31).map(({ ticketId: id }) => id));
    await settle([release]);

    const states = await Promise.all(queue.map(stateOf));
    expect(states.slice(0, 31)).toEqual(Array.from({ length: 31 }, () => 'held'));
    expect(states.slice(31)).toEqual(Array.from({ length: 29 }, () => 'waiting'));
  });
});

describe('tickets', () => {
  it('are taken once: again is the same, another under their id is a fault', async () => {
    const limit = await taken({ kind: 'limit', limitPence: 1_000, capPence: 400 });
    await settle([limit]);

    await changingNothing(() => ledger.takeTicket(limit));
    await expect(
      changingNothing(() => ledger.takeTicket({ ...limit, request: { ...claimOf('org-a', 1) } })),
    ).rejects.toThrow('Another ticket');
  });

  it('that nobody settled are listed earliest first, of their own fund alone', async () => {
    const tickets = [];
    for (const minute of [4, 1, 3, 2])
      tickets.push({ minute, ticket: await taken(claimOf('org-a', 1), at(minute)) });
    const inOrder = tickets.toSorted((a, b) => a.minute - b.minute).map(({ ticket }) => ticket);

    expect(await ledger.listUnsettled(fund, at(4), 10)).toEqual(
      inOrder.slice(0, 3).map(({ ticketId: id }) => id),
    );
    expect(await ledger.listUnsettled(fund, at(60), 2)).toEqual(
      inOrder.slice(0, 2).map(({ ticketId: id }) => id),
    );
    await settle(inOrder.slice(0, 1));
    expect(await ledger.listUnsettled(fund, at(4), 10)).toEqual(
      inOrder.slice(1, 3).map(({ ticketId: id }) => id),
    );
  });

  it('are announced on the line’s stream, in the order in which they were committed', async () => {
    const tickets = [await taken(claimOf('org-a', 1)), await taken(claimOf('org-b', 2))];

    const records = (await readStream(data, 'line')).filter((record) =>
      JSON.stringify(record).includes(`LINE#${fund.fund}#${fund.year}`),
    );

    expect(records.map(ticketNameIn)).toEqual(
      tickets.map(({ ticketId: id }) => ({ fundYear: fund, ticketId: id })),
    );
    expect(records.map(ticketIn)).toEqual(tickets);
    const numbers = records.map((record) => BigInt(sequenceNumberOf(record)));
    expect(numbers[0]).toBeLessThan(numbers[1] ?? 0n);
  });

  it('can be named from a record whose picture of them cannot be read', () => {
    const keys = { line: { S: 'LINE#oliver#2025-26' }, ticketId: { S: 't-1' } };
    const record = (Keys: unknown, ticket: unknown) => ({
      eventName: 'INSERT',
      dynamodb: { Keys, NewImage: { ticket }, SequenceNumber: '21' },
    });

    expect(ticketNameIn(record(keys, { S: 'nonsense' }))).toEqual({
      fundYear: { fund: 'oliver', year: '2025-26' },
      ticketId: 't-1',
    });
    const corrupt: unknown = expect.objectContaining({ name: 'CorruptRecordError' });
    expect(() => ticketIn(record(keys, { S: 'nonsense' }))).toThrow(corrupt);
    for (const line of ['LINE#main#2025-27', 'LINE#other#2025-26', 'LINE#main', 'FUND#main#2025-26']) {
      expect(() => ticketNameIn(record({ ...keys, line: { S: line } }, {}))).toThrow(corrupt);
    }
  });
});

describe('stored money that has lost its shape', () => {
  const figures = { limitPence: 1_000, availablePence: 900, heldPence: 0, committedPence: 0 };
  const numbers = z
    .record(z.string(), z.number())
    .transform((record) =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name, { N: String(value) }])),
    );

  it('is corrupt when it does not add up, and nothing is decided on it', async () => {
    const pk = { S: `FUND#${fund.fund}#${fund.year}` };
    await data.spoil('funds', { pk, sk: { S: 'CAP#org-a' }, ...numbers.parse(figures) });
    const corrupt = { name: 'CorruptRecordError' };

    await expect(ledger.readCap(fund, 'org-a')).rejects.toMatchObject(corrupt);
    const claim = await taken(claimOf('org-a', 10));
    await expect(settle([claim])).rejects.toMatchObject(corrupt);
    await openFund(1_000).catch(() => undefined);
    const pot = { capPence: 1, seq: 1, lastNumber: 1, lastClaimNumber: 0, waitingCount: 0, waitingPence: 0 };
    const texts = { lastHash: { S: '0'.repeat(64) }, changedAt: { S: at(0) } };
    await data.spoil('funds', { pk, sk: { S: 'POT' }, ...numbers.parse({ ...figures, ...pot }), ...texts });
    await expect(ledger.readPot(fund)).rejects.toMatchObject(corrupt);
  });

  it('is corrupt when a ticket cannot be read', async () => {
    const key = { line: { S: `LINE#${fund.fund}#${fund.year}` }, ticketId: { S: 'broken' } };
    await data.spoil('line', { ...key, ticket: { M: { state: { S: 'held' } } } });

    await expect(ledger.readTicket(fund, 'broken')).rejects.toMatchObject({ name: 'CorruptRecordError' });
  });
});
