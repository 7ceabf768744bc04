import { addMinutes } from '../../domain/calendar-day.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import { submissionOf } from '../../domain/claim.ts';
import type { Claim, DecidedClaim, RejectedClaim } from '../../domain/claim.ts';
import { dueOf } from '../../domain/due.ts';
import type { Due } from '../../domain/due.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { recordScan } from '../evidence/record-scan.ts';
import type { ScanRecordPorts } from '../evidence/record-scan.ts';
import { allocateTickets } from '../fund/allocate-tickets.ts';
import type { AllocatePorts } from '../fund/allocate-tickets.ts';
import type { ProcessContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import { relayMessage } from '../workflow/relay-message.ts';
import type { RelayPorts } from '../workflow/relay-message.ts';
import { settleWaits } from '../workflow/settle-waits.ts';
import { eachOnItsOwn, throwFailures } from './each-on-its-own.ts';
import type { Tally } from './each-on-its-own.ts';

export interface ResumePorts extends RelayPorts, ScanRecordPorts, Omit<AllocatePorts, 'scheme'> {
  readonly ledger: FundLedger;
  readonly fundYears: readonly FundYear[];
}

export interface ResumeReport {
  readonly messages: number;
  readonly scans: number;
  readonly tickets: number;
  readonly walks: number;
}

const PAGE = 50;
/** Older than any healthy delay, so that this never races the ordinary way. */
const MESSAGE_MINUTES = -2;
const SCAN_MINUTES = -5;
const TICKET_MINUTES = -2;
const LOOK_AGAIN_MINUTES = 30;

type Part = Tally<unknown>;

async function relayLost(ports: ResumePorts, context: ProcessContext): Promise<Part> {
  const pending = await ports.outbox.listPending(addMinutes(context.now, MESSAGE_MINUTES), PAGE);
  return eachOnItsOwn(pending, async (message) => {
    await relayMessage(ports, message, context);
    return true;
  });
}

/** The scanner leaves its verdict on the file too: a message that was lost is read from there. */
async function readScanMarks(ports: ResumePorts, context: ProcessContext): Promise<Part> {
  const unscanned = await ports.evidence.listUnscanned(addMinutes(context.now, SCAN_MINUTES), PAGE);
  return eachOnItsOwn(unscanned, async ({ reference, evidenceId }) => {
    const file = await ports.evidence.read(reference, evidenceId);
    const objectVersion = file?.objectVersion;
    if (file === undefined || objectVersion === undefined) return false;
    const scan = await ports.files.readScanMark(file, objectVersion);
    if (scan === undefined) return false;
    await recordScan(ports, { reference, evidenceId, objectVersion, scan }, context);
    return true;
  });
}

/**
 * Tickets that the line's bell did not bring, in the order of their taking. Without any, the line is still asked to
 * offer what is free to those who wait, which an allocator that died may have left undone.
 */
async function settleLeft(ports: ResumePorts, context: ProcessContext): Promise<Part> {
  let settled = 0;
  const lines = await eachOnItsOwn(ports.fundYears, async (fundYear) => {
    const before = addMinutes(context.now, TICKET_MINUTES);
    const ticketIds = await ports.ledger.listUnsettled(fundYear, before, PAGE);
    await allocateTickets(ports, { fundYear, ticketIds }, context);
    settled += ticketIds.length;
    return true;
  });
  return { done: settled, failed: lines.failed };
}

/** Whether the line has carried out the claim's decision. */
async function isSettled(
  ports: ResumePorts,
  { submission, decision }: DecidedClaim | RejectedClaim,
): Promise<boolean> {
  if (decision === undefined) return true;
  const { fund, year } = submission;
  const ticket = await ports.ledger.readTicket({ fund, year }, decision.settlementTicketId);
  return ticket?.state === 'done';
}

/** Whether something still has to happen to this claim that only its workflow does. */
async function needsWalk(ports: ResumePorts, claim: Claim): Promise<boolean> {
  switch (claim.status) {
    case 'submitted':
    case 'waiting':
    case 'in-review':
    case 'on-hold':
      return true;
    case 'approved':
    case 'rejected':
      return !(await isSettled(ports, claim));
    // With the employer: what they do next brings the claim back to `submitted`, and its walk is looked at then.
    case 'needs-action':
    case 'draft':
    case 'paid':
    case 'withdrawn':
    case 'expired':
    case 'deleted':
      return false;
  }
}

async function restart(ports: ResumePorts, claim: Claim, context: ProcessContext): Promise<boolean> {
  const { running, attempts } = await ports.workflow.status(claim.reference);
  const submission = submissionOf(claim);
  if (running || submission === undefined) return false;
  const { reference } = claim;
  const { correlationId } = context;
  await ports.workflow.start({
    reference,
    submissionNumber: submission.number,
    attempt: attempts + 1,
    correlationId,
  });
  return true;
}

/** A claim whose end is set is looked at by `expire-claims`; one that walks is looked at here again. */
function nextLook(claim: Claim, walks: boolean, at: { policy: SchemePolicy; now: Instant }): Due | undefined {
  const due = dueOf(claim, at.policy, at.now);
  if (due?.kind === 'expiry') return due;
  return walks ? { kind: 'stall', at: addMinutes(at.now, LOOK_AGAIN_MINUTES) } : undefined;
}

/**
 * Looks after one claim. First its open waits, for an answer that was lost on the way; then its walk. The next look is
 * set before anything is touched, so a claim that cannot be helped makes room for those behind it.
 */
async function lookAfter(
  ports: ResumePorts,
  reference: ClaimReference,
  context: ProcessContext,
): Promise<boolean> {
  const at = { policy: await ports.scheme.policy(), now: context.now };
  const found = await ports.claims.read(reference);
  if (found === undefined) return false;
  await ports.claims.postpone(found, nextLook(found, true, at));
  await settleWaits(ports, reference, context);
  const claim = (await ports.claims.read(reference)) ?? found;
  if (await needsWalk(ports, claim)) return restart(ports, claim, context);
  await ports.claims.postpone(claim, nextLook(claim, false, at));
  return false;
}

/** Claims whose walk has ended though they have not: a new walk starts and finds its way to where the claim is. */
async function restartWalks(ports: ResumePorts, context: ProcessContext): Promise<Part> {
  const due = await ports.claims.listDue('stall', context.now, PAGE);
  return eachOnItsOwn(due, (reference) => lookAfter(ports, reference, context));
}

/**
 * Finds whatever was lost on the way and sends it on. Everything here may be done twice without harm. What cannot be
 * helped keeps nothing else from it; the run then fails at its end.
 */
export async function resumeStalled(ports: ResumePorts, context: ProcessContext): Promise<ResumeReport> {
  const messages = await relayLost(ports, context);
  const scans = await readScanMarks(ports, context);
  const tickets = await settleLeft(ports, context);
  const walks = await restartWalks(ports, context);
  throwFailures([messages, scans, tickets, walks].flatMap(({ failed }) => failed));
  return { messages: messages.done, scans: scans.done, tickets: tickets.done, walks: walks.done };
}
