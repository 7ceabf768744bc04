import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editClaim } from '../../shared/application/claims/edit-claim.ts';
import { withdrawClaim } from '../../shared/application/claims/withdraw-claim.ts';
import { recordArrival } from '../../shared/application/evidence/record-arrival.ts';
import { recordScan } from '../../shared/application/evidence/record-scan.ts';
import { allocateTickets } from '../../shared/application/fund/allocate-tickets.ts';
import type { ScanStatus } from '../../shared/application/ports/evidence.ts';
import type { WaitOutcome, WaitStep } from '../../shared/application/ports/workflow.ts';
import { decideClaim } from '../../shared/application/review/decide-claim.ts';
import { holdClaim } from '../../shared/application/review/pause-review.ts';
import { expireClaims } from '../../shared/application/scheduled/expire-claims.ts';
import { resumeStalled } from '../../shared/application/scheduled/resume-stalled.ts';
import { announceAllocation } from '../../shared/application/workflow/announce-allocation.ts';
import { relayMessage } from '../../shared/application/workflow/relay-message.ts';
import { validateClaim } from '../../shared/application/workflow/validate-claim.ts';
import type { Validation, ValidationOutcome } from '../../shared/application/workflow/validate-claim.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketRequest } from '../../shared/domain/fund/ticket.ts';
import type { Organisation } from '../../shared/domain/organisation.ts';
import { aReference, at } from '../support/stored-things.ts';
import {
  CARA,
  PAID_LAST_YEAR,
  PDF,
  TIER_ONE,
  anEmployer,
  announced,
  arrived,
  decided,
  decision,
  drafted,
  good,
  inReview,
  looked,
  now,
  openFunds,
  scanned,
  sentBack,
  submit,
  submitted,
  there,
  waiting,
  withdraw,
  withdrawal,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { readRows, ticketsOf } from './support/rows.ts';
import { changesSince, changingNothing, snapshot } from './support/snapshot.ts';
import { expectSound } from './support/soundness.ts';
import { allocate, announce, by, relay, runStep, settle, startWorld, system } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

/** A world for each group of cases: the fewer rows there are, the faster they are compared. */
function inAWorldOfItsOwn(): void {
  beforeAll(async () => {
    world = await startWorld();
    await openFunds(world);
  });
  afterAll(async () => {
    await expectSound(world);
    await world.end();
  });
}

const effective = () => world.walks.answers.filter((answer) => answer.effective);

/** Does it, and does it again later: not one byte of any table, and nothing that the workflow heard, is another then. */
async function twice<Answer>(work: (minute: number) => Promise<Answer>): Promise<Answer> {
  const first = await work(1);
  const [heard, files] = [effective(), [...world.storage.clean]];
  expect(await changingNothing(world, () => work(2))).toEqual(first);
  expect(effective()).toEqual(heard);
  expect([...world.storage.clean]).toEqual(files);
  return first;
}

/** Submitted; the line has settled its ticket, and its walk knows nothing. */
async function settledByTheLine(content = {}): Promise<Drafted> {
  const draft = await submitted(world, content);
  await allocate(world, await world.line.next());
  return draft;
}

async function withScan(scan?: ScanStatus): Promise<Drafted> {
  const draft = await drafted(world);
  await scanned(world.ports, await arrived(world, draft, 'payment'));
  const certificate = await arrived(world, draft, 'completion');
  await submit(world, draft);
  if (scan) await scanned(world.ports, certificate, { scan });
  return draft;
}

async function withdrawn(draft: Drafted): Promise<Drafted> {
  await withdraw(world, draft);
  return draft;
}

async function onHold(): Promise<Drafted> {
  const draft = await inReview(world);
  const command = {
    reference: draft.claim.reference,
    expectedVersion: draft.claim.version,
    reason: 'asked-the-provider',
  };
  good(await holdClaim(world.ports, command, by(CARA)));
  return draft;
}

async function resubmitted(): Promise<Drafted> {
  const draft = await sentBack(world);
  await submit(world, draft);
  return draft;
}

async function settledDecision(outcome: 'approved' | 'rejected'): Promise<Drafted> {
  const draft = await decided(world, outcome);
  await allocate(world, await world.line.next());
  return draft;
}

interface StepCase {
  readonly step: WaitStep;
  readonly when: string;
  readonly claim: () => Promise<Drafted>;
  readonly answered: WaitOutcome | 'nothing';
}
const stepCase = (
  [step, when]: readonly [WaitStep, string],
  claim: StepCase['claim'],
  answered: StepCase['answered'],
): StepCase => ({ step, when, claim, answered });

const STEPS: readonly StepCase[] = [
  stepCase(['evidence', 'a scan is under way'], () => withScan(), 'nothing'),
  stepCase(['evidence', 'every file is clean'], () => withScan('clean'), 'clean'),
  stepCase(['evidence', 'a file is infected'], () => withScan('infected'), 'refused'),
  stepCase(['evidence', 'the claim was withdrawn'], async () => withdrawn(await submitted(world)), 'ended'),
  stepCase(['funds', 'the line has not come to it'], () => submitted(world), 'nothing'),
  stepCase(['funds', 'the money is held'], () => settledByTheLine(), 'held'),
  stepCase(['funds', 'the pot is empty'], () => settledByTheLine(PAID_LAST_YEAR), 'nothing'),
  stepCase(['funds', 'the cap has no room'], () => settledByTheLine(TIER_ONE), 'refused'),
  stepCase(['funds', 'the claim was withdrawn'], async () => withdrawn(await submitted(world)), 'ended'),
  stepCase(['review', 'nobody has looked at the claim'], () => settledByTheLine(), 'nothing'),
  stepCase(['review', 'the claim is on hold'], onHold, 'nothing'),
  stepCase(['review', 'it is approved'], () => decided(world, 'approved'), 'approved'),
  stepCase(['review', 'it is rejected'], () => decided(world, 'rejected'), 'rejected'),
  stepCase(['review', 'it is sent back'], () => decided(world, 'needs-action'), 'needs-action'),
  stepCase(['review', 'the claim was withdrawn'], async () => withdrawn(await inReview(world)), 'ended'),
  stepCase(['action', 'the employer has not answered'], () => sentBack(world), 'nothing'),
  stepCase(['action', 'the employer has answered'], resubmitted, 'resubmitted'),
  stepCase(['action', 'the claim was withdrawn'], async () => withdrawn(await sentBack(world)), 'ended'),
  stepCase(['settlement', 'the line has not come to it'], () => decided(world, 'approved'), 'nothing'),
  stepCase(['settlement', 'the money is committed'], () => settledDecision('approved'), 'settled'),
  stepCase(['settlement', 'the money is free again'], () => settledDecision('rejected'), 'settled'),
];

describe('a wait of the workflow that is run again changes nothing the second time', () => {
  inAWorldOfItsOwn();

  it.each(STEPS)('$step, when $when', async ({ step, claim, answered }) => {
    const { reference } = (await claim()).claim;
    const wait = world.walks.task(reference, step);

    await twice((minute) => runStep(world.ports, wait, system(at(minute))));

    const heard = effective().filter(({ token }) => token === wait.token);
    expect(heard.map(({ outcome }) => outcome)).toEqual(answered === 'nothing' ? [] : [answered]);
    const open = (await world.ports.waits.list(reference)).filter(({ token }) => token === wait.token);
    expect(open).toEqual(answered === 'nothing' ? [wait] : []);
  });
});

/** Submitted by an employer of its own, of which something else is true by now. */
async function withEmployer(changes: Partial<Organisation>): Promise<Drafted> {
  const draft = await submitted(world, {}, await anEmployer(world));
  const { organisationId } = draft.owner;
  const organisation = there(await world.ports.organisations.read(organisationId));
  await world.ports.organisations.putOrganisation({ ...organisation, ...changes });
  return draft;
}

interface ValidationCase {
  readonly when: string;
  readonly claim: () => Promise<Drafted>;
  readonly heard: Validation['evidenceOutcome'];
  readonly outcome: ValidationOutcome;
}

const VALIDATIONS: readonly ValidationCase[] = [
  {
    when: 'a rule fails',
    claim: () => withEmployer({ workforceDataSetUpToDateAt: undefined }),
    heard: 'clean',
    outcome: 'needs-action',
  },
  {
    when: 'a rule fails and nobody can put it right',
    claim: () => withEmployer({ providesAdultSocialCare: false }),
    heard: 'clean',
    outcome: 'ended',
  },
  {
    when: 'a file was refused',
    claim: () => withScan('infected'),
    heard: 'refused',
    outcome: 'needs-action',
  },
  { when: 'the scan is late', claim: () => withScan(), heard: 'late', outcome: 'needs-action' },
  {
    when: 'the claim was withdrawn',
    claim: async () => withdrawn(await submitted(world)),
    heard: 'ended',
    outcome: 'ended',
  },
  {
    when: 'the claim is with a caseworker',
    claim: () => inReview(world),
    heard: 'clean',
    outcome: 'passed-again',
  },
  { when: 'the claim was sent back', claim: () => sentBack(world), heard: 'clean', outcome: 'needs-action' },
  {
    when: 'the claim is approved',
    claim: () => decided(world, 'approved'),
    heard: 'clean',
    outcome: 'passed-again',
  },
];

describe('a validation that is run again changes nothing the second time', () => {
  inAWorldOfItsOwn();

  it.each(VALIDATIONS)('when $when', async ({ claim, heard, outcome }) => {
    const { reference } = (await claim()).claim;

    const said = await twice((minute) =>
      validateClaim(world.ports, { reference, evidenceOutcome: heard }, system(at(minute))),
    );

    expect(said).toBe(outcome);
  });

  it('when every rule passes, and keeps the record of one run once', async () => {
    const { reference } = (await submitted(world)).claim;
    const validation = { reference, evidenceOutcome: 'clean' } as const;

    expect(await twice(() => validateClaim(world.ports, validation, system(at(1))))).toBe('passed');

    expect(await world.ports.claims.decisionRecords(reference)).toHaveLength(1);
  });

  it('and a run on a later day, on the data of that day, leaves nothing but a record of its own', async () => {
    const { reference } = (await submitted(world)).claim;
    const validation = { reference, evidenceOutcome: 'clean' } as const;
    await validateClaim(world.ports, validation, system(at(1)));
    const before = await snapshot(world);

    expect(await validateClaim(world.ports, validation, system(at(1_440)))).toBe('passed');

    const { fresh, gone } = await changesSince(world, before);
    const record = `CLAIM#${reference} RECORD#00000001#${at(1_440)}`;
    expect(fresh.map(([key]) => key)).toEqual([`${world.data.tables.claims} ${record}`]);
    expect(gone).toEqual([]);
  });
});

const pendingOf = async ({ claim }: Drafted, action: string) =>
  (await world.ports.outbox.listPending('2099', 100)).filter(
    (message) => message.reference === claim.reference && message.action === action,
  );

async function queued(): Promise<Drafted> {
  const draft = await settledByTheLine(PAID_LAST_YEAR);
  await runStep(world.ports, world.walks.task(draft.claim.reference, 'funds'), system());
  return draft;
}

async function refused(): Promise<Drafted> {
  const draft = await settledByTheLine(TIER_ONE);
  await runStep(world.ports, world.walks.task(draft.claim.reference, 'funds'), system());
  return draft;
}

async function expired(): Promise<Drafted> {
  const draft = await sentBack(world);
  await expireClaims(world.ports, system('2025-10-30T00:00:00.000Z'));
  return draft;
}

const MESSAGES: readonly (readonly [action: string, claim: () => Promise<Drafted>])[] = [
  ['submit', () => submitted(world)],
  ['resubmit', resubmitted],
  ['evidence-clean', () => withScan('clean')],
  ['evidence-refused', () => withScan('infected')],
  ['approve', () => decided(world, 'approved')],
  ['reject', () => decided(world, 'rejected')],
  ['send-back', () => decided(world, 'needs-action')],
  ['withdraw', async () => withdrawn(await inReview(world))],
  ['expire', expired],
  ['refuse', refused],
  ['queue', queued],
  ['hold', onHold],
];

describe('a message that is relayed again changes nothing the second time', () => {
  inAWorldOfItsOwn();

  it.each(MESSAGES)('%s', async (action, claim) => {
    const draft = await claim();
    const message = there((await pendingOf(draft, action)).at(-1));

    await twice((minute) => relayMessage(world.ports, message, system(at(minute))));

    const pending = (await pendingOf(draft, action)).map(({ messageId }) => messageId);
    expect(pending).not.toContain(message.messageId);
    const started = world.walks.walksOf(draft.claim.reference).map(({ attempt }) => attempt);
    expect(started.filter((attempt) => attempt !== 1)).toEqual([]);
  });
});

interface AnnouncementCase {
  readonly what: string;
  readonly claim: () => Promise<Drafted>;
  readonly step: WaitStep;
  readonly kind: Ticket['request']['kind'];
  readonly outcome: WaitOutcome | 'nothing';
}

const ANNOUNCEMENTS: readonly AnnouncementCase[] = [
  {
    what: 'money that is held',
    claim: () => submitted(world),
    step: 'funds',
    kind: 'claim',
    outcome: 'held',
  },
  {
    what: 'a place on the waiting list',
    claim: () => submitted(world, PAID_LAST_YEAR),
    step: 'funds',
    kind: 'claim',
    outcome: 'nothing',
  },
  {
    what: 'a refusal by the cap',
    claim: () => submitted(world, TIER_ONE),
    step: 'funds',
    kind: 'claim',
    outcome: 'refused',
  },
  {
    what: 'money that is committed',
    claim: () => decided(world, 'approved'),
    step: 'settlement',
    kind: 'commit',
    outcome: 'settled',
  },
  {
    what: 'money that is free again',
    claim: () => decided(world, 'rejected'),
    step: 'settlement',
    kind: 'release',
    outcome: 'settled',
  },
];

const ticketFor = async (reference: string, kind: Ticket['request']['kind']) =>
  ticketsOf(await readRows(world), reference).find(({ request }) => request.kind === kind);

describe('an allocation that is announced again changes nothing the second time', () => {
  inAWorldOfItsOwn();

  it.each(ANNOUNCEMENTS)('$what', async ({ claim, step, kind, outcome }) => {
    const draft = await claim();
    const { reference } = draft.claim;
    const wait = world.walks.task(reference, step);
    await runStep(world.ports, wait, system());
    await allocate(world, await world.line.next());
    const ticket = there(await ticketFor(reference, kind));

    await twice((minute) => announceAllocation(world.ports, ticket, system(at(minute))));

    const heard = effective().filter(({ token }) => token === wait.token);
    expect(heard.map((answer) => answer.outcome)).toEqual(outcome === 'nothing' ? [] : [outcome]);
  });

  it('a new limit, which concerns no claim', async () => {
    const limit = there((await readRows(world)).tickets.find(({ request }) => request.kind === 'limit'));

    await twice(() => announceAllocation(world.ports, limit, system()));
  });
});

describe('news of a file that come again change nothing the second time', () => {
  inAWorldOfItsOwn();

  it.each([
    [0, 'scanning'],
    [16, 'refused'],
  ])('an arrival, %i minutes later', async (minutes, status) => {
    const file = await announced(world, await drafted(world), 'payment');
    const objectVersion = world.storage.upload(file, PDF);

    await twice((minute) =>
      recordArrival(world.ports, { ...file, objectVersion }, system(at(minutes + minute))),
    );

    const known = await world.ports.evidence.read(file.reference, file.evidenceId);
    expect(known).toMatchObject({ status, objectVersion, arrivedAt: at(minutes + 1) });
  });

  it.each<{ scan: ScanStatus; bytes: Uint8Array; reasonCode?: string }>([
    { scan: 'clean', bytes: PDF },
    { scan: 'infected', bytes: PDF, reasonCode: 'evidence-infected' },
    { scan: 'unscannable', bytes: PDF, reasonCode: 'evidence-unscannable' },
    { scan: 'clean', bytes: PDF.slice(1), reasonCode: 'evidence-size' },
    { scan: 'clean', bytes: PDF.toReversed(), reasonCode: 'evidence-hash' },
  ])('a scan that says $scan, which is refused for $reasonCode', async ({ scan, bytes, reasonCode }) => {
    const file = await announced(world, await drafted(world), 'payment');
    const objectVersion = world.storage.upload(file, bytes);

    await twice((minute) => recordScan(world.ports, { ...file, objectVersion, scan }, system(at(minute))));

    const known = await world.ports.evidence.read(file.reference, file.evidenceId);
    const status = reasonCode === undefined ? 'clean' : 'refused';
    expect(known).toMatchObject({ status, settledAt: at(1) });
    expect(known?.reasonCode).toBe(reasonCode);
  });

  it('an arrival after the scan, and a scan of another version than the one that counts', async () => {
    const file = await arrived(world, await drafted(world), 'payment');
    const other = world.storage.upload(file, PDF);
    await scanned(world.ports, { ...file, objectVersion: other }, { scan: 'infected' });
    expect(await world.ports.evidence.read(file.reference, file.evidenceId)).toEqual(file);
    world.storage.upload(file, PDF);

    const late = await announced(world, await drafted(world), 'payment');
    const objectVersion = world.storage.upload(late, PDF);
    await recordScan(world.ports, { ...late, objectVersion, scan: 'clean' }, system(at(1)));
    await twice(() => recordArrival(world.ports, { ...late, objectVersion }, system(at(2))));

    const known = await world.ports.evidence.read(late.reference, late.evidenceId);
    expect(known).toMatchObject({ status: 'clean', objectVersion, arrivedAt: at(1) });
  });
});

describe('tickets that are brought again change nothing the second time', () => {
  inAWorldOfItsOwn();

  /** A line of its own, so that a claim's hold can be counted on. */
  const fundYear: FundYear = { fund: 'oliver', year: '2030-31' };
  const taken: Ticket[] = [];

  async function take(request: TicketRequest): Promise<Ticket> {
    const ticketId = world.ports.ids.unique(at(taken.length));
    const ticket = newTicket({ ticketId, fundYear, request, takenAt: at(taken.length) });
    await world.ports.ledger.takeTicket(ticket);
    taken.push(ticket);
    return ticket;
  }

  it('whatever they ask, in part and as a whole', async () => {
    const claim = (organisationId: string, amountPence: number) =>
      take({ kind: 'claim', reference: aReference(), organisationId, amountPence });
    const of = ({ ticketId: claimTicketId, request }: Ticket) => ({
      claimTicketId,
      reference: request.kind === 'limit' ? '' : request.reference,
      organisationId: request.kind === 'limit' ? '' : request.organisationId,
    });
    await take({ kind: 'limit', limitPence: 1_000, capPence: 600 });
    const [held, freed] = [await claim('org-a', 500), await claim('org-b', 400)];
    const [, waiting] = [await claim('org-a', 101), await claim('org-c', 300)];
    await take({ kind: 'commit', amountPence: 450, ...of(held) });
    await take({ kind: 'release', ...of(freed) });
    await take({ kind: 'release', ...of(freed) });
    await take({ kind: 'limit', limitPence: 10, capPence: 10 });
    const ticketIds = taken.map(({ ticketId }) => ticketId);

    await twice((minute) => allocateTickets(world.ports, { fundYear, ticketIds }, system(at(minute))));
    await twice(() => allocateTickets(world.ports, { fundYear, ticketIds: ticketIds.slice(2, 5) }, system()));

    const states = await Promise.all(ticketIds.map((id) => world.ports.ledger.readTicket(fundYear, id)));
    expect(states.map((ticket) => ticket?.state)).toEqual([
      'done',
      'committed',
      'released',
      'refused',
      'held',
      'done',
      'done',
      'refused',
      'refused',
    ]);
    expect(await world.ports.ledger.readTicket(fundYear, waiting.ticketId)).toMatchObject({ heldPence: 300 });
  });

  it('of a fund that nobody has set a limit for', async () => {
    const nowhere: FundYear = { fund: 'main', year: '2031-32' };
    const request = {
      kind: 'claim',
      reference: aReference(),
      organisationId: 'org-x',
      amountPence: 1,
    } as const;
    const ticket = newTicket({ ticketId: 'ticket-nowhere', fundYear: nowhere, request, takenAt: at(0) });
    await world.ports.ledger.takeTicket(ticket);

    const ticketIds = ['ticket-nowhere'];
    await twice((minute) =>
      allocateTickets(world.ports, { fundYear: nowhere, ticketIds }, system(at(minute))),
    );

    expect(await world.ports.ledger.readTicket(nowhere, 'ticket-nowhere')).toMatchObject({
      state: 'refused',
      settledAt: at(1),
    });
  });
});

describe('a scheduled run that is started again changes nothing the second time', () => {
  inAWorldOfItsOwn();

  it('expire-claims', async () => {
    const [draft, sent] = [await drafted(world), await sentBack(world)];
    const queuedUp = await waiting(world);

    const report = await expireClaims(world.ports, system('2026-04-01T00:00:00.000Z'));
    expect(report.expired).toBeGreaterThanOrEqual(3);
    expect(await twice(() => expireClaims(world.ports, system('2026-04-01T00:00:00.000Z')))).toEqual({
      looked: 0,
      expired: 0,
    });

    for (const claim of [draft, sent, queuedUp]) expect((await now(world, claim)).status).toBe('expired');
  });

  it('resume-stalled', async () => {
    const [lost, unsettled] = [await submitted(world), await decided(world, 'approved')];
    await world.line.next();
    await world.outbox.next();
    world.walks.lose(lost.claim.reference);
    const day = system('2026-04-02T00:00:00.000Z');

    while ((await resumeStalled(world.ports, day)).walks > 0);

    expect(await twice(() => resumeStalled(world.ports, day))).toEqual({
      messages: 0,
      scans: 0,
      tickets: 0,
      walks: 0,
    });
    await settle(world, day.now);
    expect((await now(world, lost)).status).toBe('in-review');
    const settlement = ticketsOf(await readRows(world), unsettled.claim.reference);
    expect(settlement.map(({ state }) => state)).toEqual(['committed', 'done']);
  });

  it('the whole of what the streams ever said', async () => {
    const draft = await decided(world, 'approved');
    await settle(world);
    const day = '2026-04-03T00:00:00.000Z';
    await settle(world, day);
    const [tickets, messages] = [await world.line.all(), await world.outbox.all()];

    await twice(async () => {
      await allocate(world, tickets, day);
      await announce(world, tickets, day);
      await relay(world, messages, day);
    });

    expect((await now(world, draft)).status).toBe('approved');
  });
});

describe('what is asked a second time under its key changes nothing the second time', () => {
  inAWorldOfItsOwn();

  it('a withdrawal and a decision, each with the same answer', async () => {
    const draft = await inReview(world);
    const [command, context] = withdrawal(draft);
    expect(await twice(() => withdrawClaim(world.ports, command, context))).toMatchObject({ ok: true });

    const other = await inReview(world);
    const [deciding, cara] = decision((await looked(world, other, 'approved')).claim, 'approved');
    expect(await twice(() => decideClaim(world.ports, deciding, cara))).toMatchObject({ ok: true });
  });

  it('but an edit under the version that it was made from is refused', async () => {
    const { claim, owner } = await drafted(world);
    const edit = { reference: claim.reference, expectedVersion: 1, patch: { note: 'Two of three' } };
    good(await editClaim(world.ports, edit, by(owner)));

    const again = await twice(() => editClaim(world.ports, edit, by(owner)));

    expect(again).toMatchObject({ ok: false, error: { code: 'stale-version', current: { version: 2 } } });
  });
});
