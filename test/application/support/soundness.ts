import { expect } from 'vitest';
import { messageIn } from '../../../shared/adapters/dynamodb/stream-records.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { reconcileFund } from '../../../shared/application/fund/reconcile-fund.ts';
import { isTransition } from '../../../shared/domain/audit-event.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import { decisionOf, submissionOf } from '../../../shared/domain/claim.ts';
import type { JournalLine } from '../../../shared/domain/fund/journal.ts';
import { fundYearName } from '../../../shared/domain/fund/ticket.ts';
import type { Ticket } from '../../../shared/domain/fund/ticket.ts';
import { isOver, targetOf } from '../../../shared/domain/transitions.ts';
import type { ClaimEvent } from '../../../shared/domain/transitions.ts';
import { CLAIM_EVENTS } from '../../../shared/domain/transitions.ts';
import { MAIN, NOW } from '../../support/stored-things.ts';
import { there } from './journey.ts';
import { historyOf, readRows, ticketsOf } from './rows.ts';
import type { Rows } from './rows.ts';
import { isInsert } from './stream.ts';
import { system } from './world.ts';
import type { World } from './world.ts';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Pots, caps and tickets tell the same story of the money, to the penny. Shapes have checked that each adds up. */
function expectMoneyConserved(rows: Rows): void {
  for (const { fund, pot } of rows.pots) {
    const caps = rows.caps.filter((cap) => cap.fund === fund).map(({ cap }) => cap);
    const tickets = rows.tickets.filter(({ fundYear }) => fundYearName(fundYear) === fund);
    const waiting = tickets.filter(({ state }) => state === 'waiting');
    const story = { heldPence: pot.heldPence, committedPence: pot.committedPence };
    const told = (parts: readonly { heldPence: number; committedPence: number }[]) => ({
      heldPence: sum(parts.map(({ heldPence }) => heldPence)),
      committedPence: sum(parts.map(({ committedPence }) => committedPence)),
    });
    expect(told(caps), `caps of ${fund}`).toEqual(story);
    expect(told(tickets), `tickets of ${fund}`).toEqual(story);
    expect(pot.availablePence + pot.heldPence + pot.committedPence).toBe(pot.limitPence);
    const asked = waiting.map(({ request }) => (request.kind === 'claim' ? request.amountPence : 0));
    expect([waiting.length, sum(asked)], `waiting in ${fund}`).toEqual([pot.waitingCount, pot.waitingPence]);
  }
}

/** The hash of a line, worked out from what the public may see of it. */
function hashAgain(fund: string, line: JournalLine, previous: string): string {
  const { number, outcome, takenAt, settledAt, ticketId, ticket, resolves, amountPence } = line;
  const { fundingPence, availablePence, heldPence, committedPence } = line.moved;
  const { after } = line;
  return sha256(
    JSON.stringify([
      ...[previous, fund, number, outcome, takenAt, settledAt, ticketId, ticket, resolves, amountPence],
      ...[line.because, line.strictOrder, fundingPence, availablePence, heldPence, committedPence],
      ...[after.limitPence, after.availablePence, after.heldPence, after.committedPence, line.owner],
    ]),
  );
}

/** The journal has no gap, no line twice, and a chain that anybody can follow; every place in it is some ticket's. */
function expectUnbrokenJournal(rows: Rows): void {
  for (const { fund, pot } of rows.pots) {
    const lines = rows.journals.find((journal) => journal.fund === fund)?.lines ?? [];
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
    let before = '0'.repeat(64);
    for (const line of lines) {
      expect(line.previousHash).toBe(before);
      expect(line.hash).toBe(hashAgain(fund, line, before));
      before = line.hash;
    }
    expect([pot.lastNumber, pot.lastHash]).toEqual([lines.length, before]);
    const sealed = rows.tickets.filter((ticket) => ticket.seal && fundYearName(ticket.fundYear) === fund);
    for (const { ticketId, seal } of sealed) {
      const first = lines.find((line) => line.ticketId === ticketId);
      expect(seal).toMatchObject({ number: first?.number, hash: first?.hash });
    }
    expectSumsOfEntries(rows, { fund, lines });
  }
}

/** What is held and committed for each employer is the sum of the journal's entries, to the penny. */
function expectSumsOfEntries(rows: Rows, { fund, lines }: Rows['journals'][number]): void {
  for (const { organisationId, cap } of rows.caps.filter((found) => found.fund === fund)) {
    const own = lines.filter(({ claim }) => claim?.organisationId === organisationId);
    expect([cap.heldPence, cap.committedPence]).toEqual([
      sum(own.map(({ moved }) => moved.heldPence)),
      sum(own.map(({ moved }) => moved.committedPence)),
    ]);
  }
}

const eventNamed = (action: string): ClaimEvent | undefined => CLAIM_EVENTS.find((event) => event === action);

/** From draft, or from where it was split off, to where the claim is, by permitted moves, each of them once and each with one line of history. */
function expectTrueHistory(rows: Rows, claim: Claim): void {
  const moves = historyOf(rows, claim.reference).filter(isTransition);
  let status: Claim['status'] = claim.splitFrom === undefined ? 'draft' : 'in-review';
  for (const { action, from, to } of moves) {
    const event = eventNamed(action);
    expect(from).toBe(status);
    expect(event && targetOf(status, event)).toBe(to);
    status = to ?? status;
  }
  expect(status).toBe(claim.status);
  expect(new Set(moves.map(({ version }) => version)).size).toBe(moves.length);
}

/** One ticket that asks, one that settles once it is over: never two, never none. */
function expectOwnTickets(rows: Rows, claim: Claim): void {
  const tickets = ticketsOf(rows, claim.reference);
  const asking = tickets.filter(({ request }) => request.kind === 'claim');
  const settling = tickets.filter(({ request }) => request.kind !== 'claim');
  const submission = submissionOf(claim);
  expect(asking.map(({ ticketId }) => ticketId)).toEqual(submission ? [submission.ticketId] : []);
  const byRules = claim.status === 'rejected' && claim.refusal?.reason === 'rules';
  const ended = claim.status === 'withdrawn' || claim.status === 'expired' || byRules;
  const decision = decisionOf(claim);
  const expected = decision ? [decision.settlementTicketId] : [];
  if (ended) expect(settling).toHaveLength(submission ? 1 : 0);
  else expect(settling.map(({ ticketId }) => ticketId)).toEqual(expected);
  if (tickets.some(({ state }) => state === 'unsettled')) return;
  expectOwnMoney(claim, asking[0]);
}

/** What the line has for the claim is what its state says. */
function expectOwnMoney(claim: Claim, ticket: Ticket | undefined): void {
  const decision = decisionOf(claim);
  const held = { heldPence: ticket?.heldPence ?? 0, committedPence: ticket?.committedPence ?? 0 };
  if (isOver(claim.status)) expect(held).toEqual({ heldPence: 0, committedPence: 0 });
  if (claim.status === 'approved') {
    expect(held).toEqual({ heldPence: 0, committedPence: decision?.amount.totalPence });
  }
  if (claim.status === 'in-review' || claim.status === 'on-hold') {
    expect(held).toEqual({ heldPence: submissionOf(claim)?.amount.totalPence, committedPence: 0 });
  }
}

function expectOwnGuards(rows: Rows, claim: Claim): void {
  const held = rows.guards.filter(({ reference }) => reference === claim.reference);
  const submission = submissionOf(claim);
  const live = submission !== undefined && !isOver(claim.status);
  expect(held).toHaveLength(live ? submission.guards.length : 0);
}

const TOLD_NOTES: ReadonlySet<string> = new Set(['evidence-clean', 'evidence-refused', 'split-off']);

/** Each move was told once to the outbox, and nothing was told that did not happen. */
async function expectToldOnce(world: World, rows: Rows): Promise<void> {
  const told = (await world.outbox.all()).filter(isInsert).map((record) => messageIn(record).messageId);
  const toTell = rows.events.filter((event) => isTransition(event) || TOLD_NOTES.has(event.action));
  expect(told.toSorted()).toEqual(toTell.map(({ eventId }) => eventId).toSorted());
}

/** What is true of everything that is stored, whatever happened and however often. Answers with what it read. */
export async function expectSound(world: World): Promise<Rows> {
  const rows = await readRows(world);
  expectMoneyConserved(rows);
  expectUnbrokenJournal(rows);
  for (const claim of rows.claims) {
    expectTrueHistory(rows, claim);
    expectOwnTickets(rows, claim);
    expectOwnGuards(rows, claim);
  }
  await expectToldOnce(world, rows);
  return rows;
}

/** One claim as it ended up, without the names and moments that differ from run to run. */
export function pictureOf(world: World, rows: Rows, reference: string) {
  const claim = rows.claims.find((found) => found.reference === reference);
  return {
    status: claim?.status,
    version: claim?.version,
    history: historyOf(rows, reference)
      .map(({ action, from, to }) => [action, from, to].join(' ').trim())
      .toSorted(),
    evidence: rows.evidence
      .filter((file) => file.reference === reference)
      .map(({ kind, status, reasonCode }) => [kind, status, reasonCode].join(' ').trim())
      .toSorted(),
    cleanFiles: [...world.storage.clean.keys()].filter((key) => key.startsWith(reference)).length,
    tickets: ticketsOf(rows, reference).map(({ request, state, heldPence, committedPence }) => ({
      kind: request.kind,
      state,
      heldPence,
      committedPence,
    })),
    guards: rows.guards.filter((guard) => guard.reference === reference).length,
    // A try that was given up may have left a wait beside the one that counts.
    waits: [...new Set(rows.waits.filter((wait) => wait.reference === reference).map(({ step }) => step))],
    pending: rows.messages.filter((message) => message.reference === reference).length,
    walks: world.walks.walksOf(reference).map(({ at, attempt }) => `${attempt}: ${at}`),
    // What the fund refused is over too: whoever tells the walk first, it ends by either word.
    heard: world.walks.heard(reference).map((answer) => answer.replace('funds: refused', 'funds: ended')),
  };
}

/** What the fund holds and has committed, after the nightly proof has agreed with it to the penny. */
export async function proved(
  { ports }: World,
  now = NOW,
): Promise<{ readonly held: number; readonly committed: number }> {
  const proof = there(await reconcileFund(ports, MAIN, system(now)));
  expect(proof.differences).toEqual([]);
  const pot = there(await ports.ledger.readPot(MAIN));
  return { held: pot.heldPence, committed: pot.committedPence };
}
