import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submitClaim } from '../../shared/application/claims/submit-claim.ts';
import { recordScan } from '../../shared/application/evidence/record-scan.ts';
import { allocateTickets } from '../../shared/application/fund/allocate-tickets.ts';
import type { ScanStatus } from '../../shared/application/ports/evidence.ts';
import { decideClaim } from '../../shared/application/review/decide-claim.ts';
import { expireClaims } from '../../shared/application/scheduled/expire-claims.ts';
import { announceAllocation } from '../../shared/application/workflow/announce-allocation.ts';
import { relayMessage } from '../../shared/application/workflow/relay-message.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketRequest } from '../../shared/domain/fund/ticket.ts';
import type { ReviewOutcome } from '../../shared/domain/review.ts';
import { NOW, aReference, at, next } from '../support/stored-things.ts';
import { Crash, crashPoints, mortal } from './support/crash.ts';
import {
  PAID_LAST_YEAR,
  PDF,
  TIER_ONE,
  announced,
  arrived,
  decidedMany,
  decision,
  drafted,
  inReviewMany,
  looked,
  many,
  openFunds,
  scanned,
  sentBackMany,
  submission,
  submit,
  submitted,
  there,
  withdraw,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { readRows, ticketsOf } from './support/rows.ts';
import { expectSound, pictureOf } from './support/soundness.ts';
import { allocate, relay, settle, startWorld, system, walkOn } from './support/world.ts';
import type { Ports, World } from './support/world.ts';
import { sweep } from './support/sweep.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(async () => {
  await expectSound(world);
  await world.end();
});

/** A claim on which something is about to be done. Done again it is the same request, message or batch. */
interface Ready {
  readonly reference: string;
  readonly act: (ports: Ports) => Promise<unknown>;
}

interface Scene {
  readonly name: string;
  readonly prepare: (count: number) => Promise<readonly Ready[]>;
  /** When the sweep comes by, if it has to be later than usual. */
  readonly sweepAt?: string;
}

const allReady = (
  drafts: readonly Drafted[],
  ready: (draft: Drafted) => Promise<Ready['act']>,
): Promise<readonly Ready[]> =>
  Promise.all(drafts.map(async (draft) => ({ reference: draft.claim.reference, act: await ready(draft) })));

/** Uploaded and scanned, and nobody has been told of either. */
async function draftedWithUploads(): Promise<Drafted> {
  const draft = await drafted(world);
  for (const kind of ['payment', 'completion'] as const) {
    world.storage.upload(await announced(world, draft, kind), PDF, 'clean');
  }
  return draft;
}

const submitting: Scene = {
  name: 'submitClaim, with two uploads that nobody has recorded',
  prepare: async (count) =>
    allReady(await many(count, draftedWithUploads), (draft) => {
      const [command, context] = submission(draft);
      return Promise.resolve((ports) => submitClaim(ports, command, context));
    }),
};

const deciding = (outcome: ReviewOutcome): Scene => ({
  name: `decideClaim, ${outcome}`,
  prepare: async (count) =>
    allReady(await inReviewMany(world, count), async (draft) => {
      const [command, context] = decision((await looked(world, draft, outcome)).claim, outcome);
      return (ports) => decideClaim(ports, command, context);
    }),
});

const scanning = (scan: ScanStatus): Scene => ({
  name: `recordScan, ${scan}`,
  prepare: async (count) =>
    allReady(await many(count, () => drafted(world)), async (draft) => {
      await scanned(world.ports, await arrived(world, draft, 'payment'));
      const file = await arrived(world, draft, 'completion');
      world.storage.mark(file, scan);
      await submit(world, draft);
      const { reference, evidenceId, objectVersion } = file;
      const verdict = { reference, evidenceId, objectVersion: there(objectVersion), scan };
      return (ports) => recordScan(ports, verdict, system());
    }),
});

/** The claim's message of this kind, which its stream has not brought yet. */
async function relayOf({ claim }: Drafted, action: string): Promise<Ready['act']> {
  const pending = await world.ports.outbox.listPending('2099', 500);
  const message = pending.findLast(
    ({ reference, action: told }) => reference === claim.reference && told === action,
  );
  return (ports) => relayMessage(ports, there(message), system());
}

const relaying = (action: string, claims: (count: number) => Promise<readonly Drafted[]>): Scene => ({
  name: `relayMessage, ${action}`,
  prepare: async (count) => allReady(await claims(count), (draft) => relayOf(draft, action)),
});

/** Their walks wait for the scan of the last file, which has just been spoken about. */
async function withVerdict(count: number, scan: ScanStatus): Promise<readonly Drafted[]> {
  const waiting = await many(count, async () => {
    const draft = await drafted(world);
    await scanned(world.ports, await arrived(world, draft, 'payment'));
    const file = await arrived(world, draft, 'completion');
    await submit(world, draft);
    return { draft, file };
  });
  await settle(world);
  await Promise.all(waiting.map(({ file }) => scanned(world.ports, file, { scan })));
  return waiting.map(({ draft }) => draft);
}

async function resubmitted(count: number): Promise<readonly Drafted[]> {
  const drafts = await sentBackMany(world, count);
  await Promise.all(drafts.map((draft) => submit(world, draft)));
  return drafts;
}

async function withdrawn(count: number): Promise<readonly Drafted[]> {
  const drafts = await inReviewMany(world, count);
  await Promise.all(drafts.map((draft) => withdraw(world, draft)));
  return drafts;
}

async function expired(count: number): Promise<readonly Drafted[]> {
  const drafts = await sentBackMany(world, count);
  await expireClaims(world.ports, system('2025-10-30T00:00:00.000Z'));
  return drafts;
}

/** Their walks wait for the line, which has settled their tickets and told nobody. */
async function beforeAnnouncement(count: number, content = {}): Promise<readonly Drafted[]> {
  const drafts = await many(count, () => submitted(world, content));
  await relay(world, await world.outbox.next());
  await walkOn(world);
  await allocate(world, await world.line.next());
  return drafts;
}

async function beforeSettlement(count: number, outcome: ReviewOutcome): Promise<readonly Drafted[]> {
  const drafts = await decidedMany(world, count, outcome);
  await relay(world, await world.outbox.next());
  await walkOn(world);
  await allocate(world, await world.line.next());
  return drafts;
}

const announcing = (what: string, claims: (count: number) => Promise<readonly Drafted[]>): Scene => ({
  name: `announceAllocation, ${what}`,
  prepare: async (count) => {
    const drafts = await claims(count);
    const rows = await readRows(world);
    return allReady(drafts, ({ claim }) => {
      const ticket = there(ticketsOf(rows, claim.reference).at(-1));
      return Promise.resolve((ports) => announceAllocation(ports, ticket, system()));
    });
  },
});

const ASKED_BY_PEOPLE: readonly Scene[] = [
  submitting,
  deciding('approved'),
  deciding('rejected'),
  deciding('needs-action'),
];

const TOLD_BY_SERVICES: readonly Scene[] = [
  scanning('clean'),
  scanning('infected'),
  relaying('submit', (count) => many(count, () => submitted(world))),
  relaying('evidence-clean', (count) => withVerdict(count, 'clean')),
  relaying('evidence-refused', (count) => withVerdict(count, 'infected')),
  relaying('approve', (count) => decidedMany(world, count, 'approved')),
  relaying('reject', (count) => decidedMany(world, count, 'rejected')),
  relaying('send-back', (count) => decidedMany(world, count, 'needs-action')),
  relaying('resubmit', resubmitted),
  relaying('withdraw', withdrawn),
  { ...relaying('expire', expired), sweepAt: '2025-10-30T01:00:00.000Z' },
  announcing('held', (count) => beforeAnnouncement(count)),
  announcing('waiting', (count) => beforeAnnouncement(count, PAID_LAST_YEAR)),
  announcing('refused', (count) => beforeAnnouncement(count, TIER_ONE)),
  announcing('committed', (count) => beforeSettlement(count, 'approved')),
  announcing('released', (count) => beforeSettlement(count, 'rejected')),
];

/** What the streams would bring next is lost. */
async function loseStreams(): Promise<void> {
  await world.line.next();
  await world.outbox.next();
}

/** One that was left in peace, and one for each moment in which a process can die, all of these dead now. */
async function tornApart({ prepare }: Scene) {
  const peaceful = there((await prepare(1))[0]);
  const counting = mortal(world.ports);
  await peaceful.act(counting.ports);
  await settle(world);
  const points = crashPoints(counting.writes());
  expect(points.length).toBeGreaterThan(0);
  const torn = await prepare(points.length);
  for (const [index, { act }] of torn.entries()) {
    const point = there(points[index]);
    await expect(act(mortal(world.ports, point).ports)).rejects.toThrow(Crash);
  }
  await loseStreams();
  return { peaceful, torn, points };
}

async function expectAlike(peaceful: Ready, torn: readonly Ready[]): Promise<void> {
  const rows = await readRows(world);
  const undisturbed = pictureOf(world, rows, peaceful.reference);
  expect(undisturbed.pending).toBe(0);
  for (const { reference } of torn) expect(pictureOf(world, rows, reference)).toEqual(undisturbed);
}

describe('a process that dies at any of its writes leaves nothing lost and nothing done twice', () => {
  it.each(TOLD_BY_SERVICES)('$name: whether it is told again, or the sweep alone comes by', async (scene) => {
    const { peaceful, torn } = await tornApart(scene);

    // In turn, so that either kind of end meets either kind of death: before, after, before, after.
    const again = torn.filter((_, index) => index % 4 === 0 || index % 4 === 3);
    for (const { act } of again) await act(world.ports);

    await sweep(world, scene.sweepAt);
    await expectAlike(peaceful, torn);
  });

  it.each(ASKED_BY_PEOPLE)('$name: when it is asked again', async (scene) => {
    const { peaceful, torn } = await tornApart(scene);

    for (const { act } of torn) await act(world.ports);

    await sweep(world);
    await expectAlike(peaceful, torn);
  });

  it.each(ASKED_BY_PEOPLE)('$name: when nobody asks again, it was done or it was not', async (scene) => {
    const { peaceful, torn, points } = await tornApart(scene);
    const last = points.length - 1;

    await sweep(world);

    await expectAlike(peaceful, torn.slice(last));
    const rows = await readRows(world);
    for (const { reference } of torn.slice(0, last)) {
      const claim = there(await world.ports.claims.read(reference));
      expect(['draft', 'in-review']).toContain(claim.status);
      expect(ticketsOf(rows, reference)).toHaveLength(submissionOf(claim) ? 1 : 0);
    }
  });
});

describe('an allocator that dies at any of its writes', () => {
  let years = 2_040;

  /** A line of its own with so much in its pot, and these many claims of £1 that wait for it. */
  async function aLine(claims: number, limitPence: number) {
    years += 1;
    const fundYear: FundYear = { fund: 'main', year: `${years}-${String((years + 1) % 100)}` };
    const take = async (request: TicketRequest, takenAt: string): Promise<Ticket> => {
      const ticketId = `${takenAt}-${String(next()).padStart(6, '0')}`;
      const ticket = newTicket({ ticketId, fundYear, request, takenAt });
      await world.ports.ledger.takeTicket(ticket);
      return ticket;
    };
    const limit = (pence: number, moment: string) =>
      take({ kind: 'limit', limitPence: pence, capPence: 1_000_000 }, moment);
    const first = await limit(limitPence, NOW);
    await allocateTickets(world.ports, { fundYear, ticketIds: [first.ticketId] }, system());
    const tickets = await Promise.all(
      Array.from({ length: claims }, (_, index) => {
        const reference = aReference();
        const organisationId = `org-${fundYear.year}-${index}`;
        return take({ kind: 'claim', reference, organisationId, amountPence: 100 }, at(index / 60));
      }),
    );
    const ticketIds = tickets.map(({ ticketId }) => ticketId);
    const ports = { ...world.ports, fundYears: [fundYear] };
    return { fundYear, ticketIds, ports, limit };
  }

  type Line = Awaited<ReturnType<typeof aLine>>;

  /** The line as a stranger would compare it with another: figures, places and states. */
  async function pictureOfLine({ fundYear, ticketIds }: Line) {
    const pot = there(await world.ports.ledger.readPot(fundYear));
    const tickets = await Promise.all(ticketIds.map((id) => world.ports.ledger.readTicket(fundYear, id)));
    return {
      figures: [pot.availablePence, pot.heldPence, pot.committedPence, pot.waitingCount, pot.waitingPence],
      lastNumber: pot.lastNumber,
      tickets: tickets.map((ticket) => [ticket?.seal?.number, ticket?.state, ticket?.heldPence]),
    };
  }

  const sixtyClaims = async () => {
    const line = await aLine(60, 1_000_000);
    return { line, ticketIds: line.ticketIds };
  };

  /** More wait than one look at the waiting list takes in, and the money for all of them comes at once. */
  const sixtyWaiting = async () => {
    const line = await aLine(60, 50);
    await allocateTickets(world.ports, line, system());
    const raised = await line.limit(1_000_000, at(2));
    return { line, ticketIds: [raised.ticketId] };
  };

  it.each([
    ['on a batch that takes two transactions', sixtyClaims],
    ['on money for more claims than one transaction can promote', sixtyWaiting],
  ])('%s, is followed by one that ends the same', async (_what, prepare) => {
    const peaceful = await prepare();
    const counting = mortal(world.ports);
    const { fundYear } = peaceful.line;
    await allocateTickets(counting.ports, { fundYear, ticketIds: peaceful.ticketIds }, system());
    const undisturbed = await pictureOfLine(peaceful.line);
    expect(counting.writes()).toBe(2);
    expect(undisturbed.figures.slice(0, 2)).toEqual([1_000_000 - 6_000, 6_000]);

    for (const [index, point] of crashPoints(counting.writes()).entries()) {
      const { line, ticketIds } = await prepare();
      const batch = { fundYear: line.fundYear, ticketIds };
      const { ports } = mortal(line.ports, point);
      await expect(allocateTickets(ports, batch, system())).rejects.toThrow(Crash);

      if (index % 2 === 0) await allocateTickets(line.ports, batch, system());
      await sweep({ ...world, ports: line.ports });

      expect(await pictureOfLine(line)).toEqual(undisturbed);
    }
  });
});
