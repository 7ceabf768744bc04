import { addMinutes } from '../../domain/calendar-day.ts';
import { submissionOf } from '../../domain/claim.ts';
import type { Claim, DecidedClaim, RejectedClaim } from '../../domain/claim.ts';
import { dueOf } from '../../domain/due.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { recordScan } from '../evidence/record-scan.ts';
import type { ScanRecordPorts } from '../evidence/record-scan.ts';
import { allocateTickets } from '../fund/allocate-tickets.ts';
import type { AllocatePorts } from '../fund/allocate-tickets.ts';
import type { ProcessContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import { relayMessage } from '../workflow/relay-message.ts';
import type { RelayPorts } from '../workflow/relay-message.ts';

export interface ResumePorts extends RelayPorts, ScanRecordPorts, AllocatePorts {
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

async function relayLost(ports: ResumePorts, context: ProcessContext): Promise<number> {
  const pending = await ports.outbox.listPending(addMinutes(context.now, MESSAGE_MINUTES), PAGE);
  for (const message of pending) await relayMessage(ports, message, context);
  return pending.length;
}

/** The scanner leaves its verdict on the file too: a message that was lost is read from there. */
async function readScanMarks(ports: ResumePorts, context: ProcessContext): Promise<number> {
  const unscanned = await ports.evidence.listUnscanned(addMinutes(context.now, SCAN_MINUTES), PAGE);
  let recorded = 0;
  for (const { reference, evidenceId } of unscanned) {
    const file = await ports.evidence.read(reference, evidenceId);
    const objectVersion = file?.objectVersion;
    if (file === undefined || objectVersion === undefined) continue;
    const scan = await ports.files.readScanMark(file, objectVersion);
    if (scan === undefined) continue;
    await recordScan(ports, { reference, evidenceId, objectVersion, scan }, context);
    recorded += 1;
  }
  return recorded;
}

/** Tickets that the line's bell did not bring, in the order of their taking. */
async function settleLeft(ports: ResumePorts, context: ProcessContext): Promise<number> {
  let settled = 0;
  for (const fundYear of ports.fundYears) {
    const ticketIds = await ports.ledger.listUnsettled(
      fundYear,
      addMinutes(context.now, TICKET_MINUTES),
      PAGE,
    );
    if (ticketIds.length > 0) await allocateTickets(ports, { fundYear, ticketIds }, context);
    settled += ticketIds.length;
  }
  return settled;
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
async function needsWalk(ports: ResumePorts, claim: Claim, policy: SchemePolicy): Promise<boolean> {
  if (claim.status === 'approved' || claim.status === 'rejected') return !(await isSettled(ports, claim));
  return dueOf(claim, policy)?.kind === 'stall';
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

/** Claims whose walk has ended though they have not: a new walk starts and finds its way to where the claim is. */
async function restartWalks(ports: ResumePorts, context: ProcessContext): Promise<number> {
  const policy = await ports.scheme.policy();
  let restarted = 0;
  for (const reference of await ports.claims.listDue('stall', context.now, PAGE)) {
    const claim = await ports.claims.read(reference);
    if (claim === undefined) continue;
    const walking = await needsWalk(ports, claim, policy);
    if (walking && (await restart(ports, claim, context))) restarted += 1;
    const due = dueOf(claim, policy);
    const next = { kind: 'stall', at: addMinutes(context.now, LOOK_AGAIN_MINUTES) } as const;
    await ports.claims.postpone(claim, walking ? next : due?.kind === 'expiry' ? due : undefined);
  }
  return restarted;
}

/** Finds whatever was lost on the way and sends it on. Everything here may be done twice without harm. */
export async function resumeStalled(ports: ResumePorts, context: ProcessContext): Promise<ResumeReport> {
  return {
    messages: await relayLost(ports, context),
    scans: await readScanMarks(ports, context),
    tickets: await settleLeft(ports, context),
    walks: await restartWalks(ports, context),
  };
}
