import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocateTickets } from '../../shared/application/fund/allocate-tickets.ts';
import { holdClaim } from '../../shared/application/review/pause-review.ts';
import { expireClaims } from '../../shared/application/scheduled/expire-claims.ts';
import { resumeStalled } from '../../shared/application/scheduled/resume-stalled.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import { MAIN, at } from '../support/stored-things.ts';
import {
  CARA,
  COST,
  PAID_LAST_YEAR,
  PDF,
  announced,
  arrived,
  decided,
  drafted,
  good,
  inReview,
  many,
  now,
  openFunds,
  scanned,
  sentBack,
  setLimit,
  submit,
  submitted,
  there,
  withdraw,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { mortal } from './support/crash.ts';
import { changingNothing } from './support/snapshot.ts';
import { expectSound } from './support/soundness.ts';
import { LAST_YEAR, allocate, by, relay, settle, startWorld, system, walkOn } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(async () => {
  await expectSound(world);
  await world.end();
});

const DAY = 24 * 60;
const NOTHING = { messages: 0, scans: 0, tickets: 0, walks: 0 };

const resume = (moment: string) => resumeStalled(world.ports, system(moment));

/** What the streams have to say is lost. */
async function loseStreams(): Promise<void> {
  await world.line.next();
  await world.outbox.next();
}

const evidenceOf = async ({ claim }: Drafted) =>
  (await world.ports.evidence.list(claim.reference))
    .map(({ kind, status }) => `${kind} ${status}`)
    .toSorted();

describe('a message that its stream did not bring', () => {
  it('is relayed once it is older than two minutes, and not before', async () => {
    const draft = await submitted(world);
    await world.outbox.next();

    expect(await changingNothing(world, () => resume(at(2)))).toEqual(NOTHING);
    expect(world.walks.walksOf(draft.claim.reference)).toEqual([]);

    const later = new Date(Date.parse(at(2)) + 1).toISOString();
    expect(await resume(later)).toEqual({ ...NOTHING, messages: 1, tickets: 1 });
    expect(world.walks.walksOf(draft.claim.reference)).toMatchObject([{ attempt: 1, at: 'evidence' }]);
  });
});

describe('a scan that nobody was told of', () => {
  it('is read from its mark on the file, five minutes after the file came', async () => {
    const draft = await drafted(world);
    await scanned(world.ports, await arrived(world, draft, 'payment'));
    world.storage.mark(await arrived(world, draft, 'completion'), 'clean');
    await world.outbox.next();

    await resume(at(5));
    expect(await evidenceOf(draft)).toEqual(['completion scanning', 'payment clean']);

    expect((await resume(at(5.1))).scans).toBe(1);
    expect(await evidenceOf(draft)).toEqual(['completion clean', 'payment clean']);
    expect(world.storage.clean.size).toBe(2);
  });

  it('is waited for while there is no mark, and refuses the file when the mark says so', async () => {
    const draft = await drafted(world);
    const unmarked = await arrived(world, draft, 'payment');
    world.storage.mark(await arrived(world, draft, 'completion'), 'infected');

    expect((await resume(at(60))).scans).toBe(1);

    expect(await evidenceOf(draft)).toEqual(['completion refused', 'payment scanning']);
    expect(world.storage.clean.size).toBe(0);
    world.storage.mark(unmarked, 'clean');
    expect((await resume(at(120))).scans).toBe(1);
    expect(await evidenceOf(draft)).toEqual(['completion refused', 'payment clean']);
  });

  it('is found though nobody told of the arrival either: submission looks for the file, the sweep for the mark', async () => {
    const draft = await drafted(world);
    for (const kind of ['payment', 'completion'] as const) {
      world.storage.upload(await announced(world, draft, kind), PDF, 'clean');
    }
    await submit(world, draft, at(1));
    await settle(world, at(1));
    expect(world.walks.walksOf(draft.claim.reference)).toMatchObject([{ at: 'evidence' }]);

    expect((await resume(at(10))).scans).toBe(2);
    await settle(world, at(10));

    expect((await now(world, draft)).status).toBe('in-review');
  });
});

describe('a ticket that rang no bell', () => {
  it('is settled once it is older than two minutes, in the order of the tickets', async () => {
    const early = await submitted(world);
    const late = await submitted(world);
    await loseStreams();

    expect((await resume(at(2))).tickets).toBe(0);
    expect((await resume(at(3))).tickets).toBe(2);

    const states = await Promise.all(
      [early, late].map(async ({ claim }) => {
        const { ticketId } = there(submissionOf(claim));
        return there(await world.ports.ledger.readTicket(MAIN, ticketId));
      }),
    );
    expect(states.map(({ state }) => state)).toEqual(['held', 'held']);
    const inOrder = states.map(({ ticketId }) => ticketId).toSorted();
    const bySeal = states.toSorted((a, b) => there(a.seal).number - there(b.seal).number);
    expect(bySeal.map(({ ticketId }) => ticketId)).toEqual(inOrder);
  });

  it('frees the money of a withdrawn claim, even if the clock that took the withdrawal was behind', async () => {
    const drafts = [await submitted(world), await submitted(world), await submitted(world)];
    for (const draft of drafts) await withdraw(world, draft, at(-1));
    await loseStreams();
    const [first] = await world.ports.ledger.listUnsettled(MAIN, at(1), 1);
    expect(await world.ports.ledger.readTicket(MAIN, there(first))).toMatchObject({ takenAt: at(-1) });

    expect((await resume(at(10))).tickets).toBe(6);

    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0, lastNumber: 7 });
  });

  it('is not needed for those who wait: money that an allocator left on the table is offered to them', async () => {
    const drafts = await many(60, () => submitted(world, PAID_LAST_YEAR));
    const ticketIds = drafts.map(({ claim }) => there(submissionOf(claim)).ticketId);
    await allocateTickets(world.ports, { fundYear: LAST_YEAR, ticketIds }, system());
    const raised = await world.ports.ledger.readPot(LAST_YEAR);
    expect(raised).toMatchObject({ waitingCount: drafts.length });
    // The allocator promotes as many as fit into one transaction, and dies before the next.
    const dying = mortal(world.ports, { write: 2, when: 'before' });
    await expect(
      setLimit({ ...world, ports: dying.ports }, 10_000_000, { fundYear: LAST_YEAR }),
    ).rejects.toThrow('Before write 2');
    expect(await world.ports.ledger.readPot(LAST_YEAR)).toMatchObject({ waitingCount: 29 });

    await resume(at(60));

    expect(await world.ports.ledger.readPot(LAST_YEAR)).toMatchObject({
      waitingCount: 0,
      heldPence: 60 * COST,
    });
  });
});

/** A claim whose walk is somewhere, and where a fresh walk has to find its way to. */
interface Stalled {
  readonly status: string;
  readonly claim: () => Promise<Drafted>;
  /** Minutes after which somebody looks. */
  readonly looksAfter: number;
  /** Where the fresh walk ends up, by itself. */
  readonly leadsTo: string;
}

async function walking(): Promise<Drafted> {
  const draft = await submitted(world);
  await relay(world, await world.outbox.next());
  return draft;
}

async function onHold(): Promise<Drafted> {
  const draft = await inReview(world);
  const { reference, version: expectedVersion } = draft.claim;
  const hold = { reference, expectedVersion, reason: 'asked-the-provider' };
  return { ...draft, claim: good(await holdClaim(world.ports, hold, by(CARA))) };
}

/** On the waiting list of the year that is running, so that its end is months away. */
async function waitingThisYear(): Promise<Drafted> {
  await setLimit(world, 1_000, { capPence: 40_000_000 });
  const draft = await submitted(world);
  await settle(world);
  expect((await now(world, draft)).status).toBe('waiting');
  return draft;
}

const STALLED: readonly Stalled[] = [
  { status: 'submitted', claim: walking, looksAfter: 10, leadsTo: 'review' },
  { status: 'in-review', claim: () => inReview(world), looksAfter: DAY, leadsTo: 'review' },
  { status: 'on-hold', claim: onHold, looksAfter: DAY, leadsTo: 'review' },
];

describe('a claim whose execution is gone', () => {
  it.each(STALLED)('$status: gets the next one, which finds its way', async (stalled) => {
    const draft = await stalled.claim();
    const { reference } = draft.claim;
    world.walks.lose(reference);
    await loseStreams();
    const beforeDue = new Date(Date.parse(at(stalled.looksAfter)) - 1).toISOString();

    expect((await resume(beforeDue)).walks).toBe(0);
    expect((await resume(at(stalled.looksAfter))).walks).toBe(1);
    await settle(world, at(stalled.looksAfter));

    expect((await now(world, draft)).status).toBe(
      stalled.status === 'submitted' ? 'in-review' : stalled.status,
    );
    expect(world.walks.walksOf(reference).map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(world.walks.walksOf(reference).at(-1)).toMatchObject({ gone: false, at: stalled.leadsTo });
    expect((await resume(at(stalled.looksAfter + 31))).walks).toBe(0);
  });

  it('waiting: is looked at once a day, gets the next one, and that one hears of the money', async () => {
    const draft = await waitingThisYear();
    const { reference } = draft.claim;
    world.walks.lose(reference);
    await loseStreams();

    await expireClaims(world.ports, system(at(DAY - 1)));
    expect((await resume(at(DAY - 1))).walks).toBe(0);
    expect(await expireClaims(world.ports, system(at(DAY)))).toEqual({ looked: 1, expired: 0 });
    expect((await resume(at(DAY))).walks).toBe(1);
    await walkOn(world, at(DAY));
    expect(world.walks.walksOf(reference).at(-1)).toMatchObject({ attempt: 2, at: 'funds' });

    await setLimit(world, 10_000_000);
    await settle(world, at(DAY + 1));
    expect((await now(world, draft)).status).toBe('in-review');
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: COST, waitingCount: 0 });
  });

  it('needs-action: waits with its employer, and gets the next one once they have answered', async () => {
    const draft = await sentBack(world);
    const { reference } = draft.claim;
    world.walks.lose(reference);
    await loseStreams();
    expect((await resume(at(2 * DAY))).walks).toBe(0);

    await submit(world, draft, at(2 * DAY));
    await settle(world, at(2 * DAY));
    expect((await now(world, draft)).status).toBe('submitted');
    expect((await resume(at(2 * DAY + 10))).walks).toBe(1);
    await settle(world, at(2 * DAY + 10));

    expect(await now(world, draft)).toMatchObject({ status: 'in-review', submission: { number: 2 } });
    expect(world.walks.walksOf(reference).at(-1)).toMatchObject({ attempt: 2, submissionNumber: 2 });
  });

  it('needs-action: a walk that starts there waits for the employer too', async () => {
    const draft = await sentBack(world);
    const { reference } = draft.claim;
    world.walks.lose(reference);
    await world.ports.workflow.start({ reference, submissionNumber: 1, attempt: 2, correlationId: 'c' });
    await settle(world);
    expect(world.walks.walksOf(reference).at(-1)).toMatchObject({ at: 'action' });

    await submit(world, draft);
    await settle(world);

    expect((await now(world, draft)).status).toBe('in-review');
  });

  it('gets as many as it takes, each with the next number', async () => {
    const { reference } = (await walking()).claim;
    for (const [index, minutes] of [10, 40, 70].entries()) {
      world.walks.lose(reference);
      expect((await resume(at(minutes))).walks).toBe(1);
      expect(world.walks.walksOf(reference)).toHaveLength(index + 2);
    }

    expect(world.walks.walksOf(reference).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  });

  it('is left alone when it is over, or when its money is settled', async () => {
    const over = await walking();
    const paidOut = await decided(world, 'approved');
    await withdraw(world, over);
    await settle(world);
    for (const { claim } of [over, paidOut]) world.walks.lose(claim.reference);

    expect(await resume(at(2 * DAY))).toEqual(NOTHING);

    expect(await world.ports.claims.listDue('stall', at(10 * DAY), 10)).toEqual([]);
  });
});

describe('a claim whose execution runs', () => {
  it('is not given another, and is looked at again half an hour later', async () => {
    const { reference } = (await walking()).claim;
    await walkOn(world);

    expect((await resume(at(10))).walks).toBe(0);

    expect(world.walks.walksOf(reference)).toHaveLength(1);
    expect(await world.ports.claims.listDue('stall', at(39.9), 10)).toEqual([]);
    expect(await world.ports.claims.listDue('stall', at(40), 10)).toEqual([reference]);
  });

  it('hears of the money though the line’s announcement was lost', async () => {
    const draft = await walking();
    await walkOn(world);
    await allocate(world, await world.line.next());
    await loseStreams();

    expect((await resume(at(10))).walks).toBe(0);
    await walkOn(world, at(10));

    expect((await now(world, draft)).status).toBe('in-review');
    expect(world.walks.heard(draft.claim.reference)).toEqual(['evidence: clean', 'funds: held']);
  });

  it('hears of money that came back though the announcement was lost, the next day', async () => {
    const draft = await waitingThisYear();
    await setLimit(world, 10_000_000);
    await loseStreams();
    await settle(world, at(60));
    expect((await now(world, draft)).status).toBe('waiting');

    await expireClaims(world.ports, system(at(DAY)));
    await resume(at(DAY));
    await walkOn(world, at(DAY));

    expect((await now(world, draft)).status).toBe('in-review');
    expect(world.walks.walksOf(draft.claim.reference)).toMatchObject([{ attempt: 1, at: 'review' }]);
  });

  it.each(['approved', 'rejected'] as const)(
    'hears that it is settled, %s, and is done with',
    async (outcome) => {
      const draft = await decided(world, outcome);
      const { reference } = draft.claim;
      await relay(world, await world.outbox.next());
      await walkOn(world);
      await allocate(world, await world.line.next());
      await loseStreams();
      expect(world.walks.walksOf(reference)).toMatchObject([{ at: 'settlement' }]);

      await resume(at(10));
      await walkOn(world, at(10));

      expect(world.walks.walksOf(reference)).toMatchObject([{ at: 'end' }]);
      expect(await world.ports.claims.listDue('stall', at(10 * DAY), 10)).toEqual([]);
    },
  );
});

describe('one that cannot be helped', () => {
  it('keeps none of the others from being helped, and fails the run at its end', async () => {
    const [broken, helped] = [await walking(), await walking()];
    const unsettled = await submitted(world);
    const draft = await drafted(world);
    const vanished = await arrived(world, draft, 'payment');
    world.storage.mark(await arrived(world, draft, 'completion'), 'clean');
    world.storage.expire(vanished);
    await loseStreams();
    for (const { claim } of [broken, helped]) world.walks.lose(claim.reference);
    const row = there(await world.data.row('claims', { pk: `CLAIM#${broken.claim.reference}`, sk: 'CLAIM' }));
    await world.data.spoil('claims', marshall({ ...row, claim: { status: 'submitted' } }));

    await expect(resume(at(30))).rejects.toThrow('2 could not be done: Error, CorruptRecordError');

    expect(await evidenceOf(draft)).toEqual(['completion clean', 'payment scanning']);
    expect(world.walks.walksOf(helped.claim.reference).map(({ attempt }) => attempt)).toEqual([1, 2]);
    const { ticketId } = there(submissionOf(unsettled.claim));
    expect(await world.ports.ledger.readTicket(MAIN, ticketId)).toMatchObject({ state: 'held' });

    await world.data.spoil('claims', marshall(row, { removeUndefinedValues: true }));
    await expect(resume(at(60))).rejects.toThrow('1 could not be done: Error');
    expect(world.walks.walksOf(broken.claim.reference).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});
