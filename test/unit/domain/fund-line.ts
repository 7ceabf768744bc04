import { createHash } from 'node:crypto';
import { settleTicket } from '../../../shared/domain/fund/allocate.ts';
import type { JournalLine } from '../../../shared/domain/fund/journal.ts';
import { atRest } from '../../../shared/domain/fund/line.ts';
import type { Line, Movement, Pot } from '../../../shared/domain/fund/line.ts';
import type { Settling } from '../../../shared/domain/fund/post.ts';
import { newTicket } from '../../../shared/domain/fund/ticket.ts';
import type {
  ClaimRequest,
  CommitRequest,
  Earmark,
  FundYear,
  Ticket,
  TicketRequest,
} from '../../../shared/domain/fund/ticket.ts';

export const MAIN: FundYear = { fund: 'main', year: '2025-26' };
export const NOW = '2025-10-01T09:00:00.000Z';
export const LATER = '2025-10-01T10:00:00.000Z';
export const REFERENCE = '7KD-M3QX-9TWB-A';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export const STRICT: Settling = { now: LATER, sha256, strictOrder: true };
export const LOOSE: Settling = { ...STRICT, strictOrder: false };

/** A line in which nobody has set a limit yet. */
export const NO_LIMIT: Line = {
  fundYear: MAIN,
  pot: undefined,
  caps: new Map(),
  tickets: new Map(),
  waiting: [],
  stopped: false,
};

export const claimOf = (
  organisationId: string,
  amountPence: number,
  more: Pick<ClaimRequest, 'heldUntil' | 'earmarkTicketId' | 'splitFromTicketId'> = {},
): TicketRequest => ({
  kind: 'claim',
  reference: REFERENCE,
  organisationId,
  amountPence,
  ...more,
});
const commitRequest = (
  claimTicketId: string,
  organisationId: string,
  amountPence: number,
): CommitRequest => ({
  kind: 'commit',
  reference: REFERENCE,
  organisationId,
  claimTicketId,
  amountPence,
});
export const commitOf = (claimTicketId: string, organisationId: string, amountPence: number): TicketRequest =>
  commitRequest(claimTicketId, organisationId, amountPence);
/** A commitment that keeps a part of the hold as an earmark. */
export const commitAndKeep = (
  [claimTicketId, organisationId]: readonly [ticketId: string, organisationId: string],
  amountPence: number,
  keep: Earmark,
): TicketRequest => ({ ...commitRequest(claimTicketId, organisationId, amountPence), keep });
export const adjustOf = (
  claimTicketId: string,
  organisationId: string,
  committedPence: number,
): TicketRequest => ({
  kind: 'adjust',
  reference: REFERENCE,
  organisationId,
  claimTicketId,
  committedPence,
});
export const releaseOf = (claimTicketId: string, organisationId: string): TicketRequest => ({
  kind: 'release',
  reference: REFERENCE,
  organisationId,
  claimTicketId,
});
export const limitOf = (limitPence: number, capPence: number): TicketRequest => ({
  kind: 'limit',
  limitPence,
  capPence,
});

/** A ticket as somebody hands it in: at NOW, unless a moment is given. */
export type Handed = readonly [ticketId: string, request: TicketRequest, takenAt?: string];

/** The line with a fresh ticket in it that nobody has settled. */
export const withFresh = (line: Line, ...[ticketId, request, takenAt = NOW]: Handed): Line => ({
  ...line,
  tickets: new Map(line.tickets).set(
    ticketId,
    newTicket({ ticketId, fundYear: line.fundYear, request, takenAt }),
  ),
});

/** Puts one ticket into the line and settles it. */
export const settleOne = (line: Line, handed: Handed, settling: Settling = STRICT): Movement =>
  settleTicket(atRest(withFresh(line, ...handed)), handed[0], settling);

/** Puts tickets into the line one after the other, each settled before the next comes. */
export const settleEach = (line: Line, tickets: readonly Handed[], settling: Settling = STRICT): Line =>
  tickets.reduce((current, ticket) => settleOne(current, ticket, settling).line, line);

/** The whole journal of an empty line after these tickets, each settled before the next comes. */
export const journalOf = (
  tickets: readonly Handed[],
  settling: Settling = STRICT,
): { readonly line: Line; readonly journal: readonly JournalLine[] } =>
  tickets.reduce<{ line: Line; journal: readonly JournalLine[] }>(
    ({ line, journal }, ticket) => {
      const movement = settleOne(line, ticket, settling);
      return { line: movement.line, journal: [...journal, ...movement.posted] };
    },
    { line: NO_LIMIT, journal: [] },
  );

export function ticketIn(line: Line, ticketId: string): Ticket {
  const ticket = line.tickets.get(ticketId);
  if (ticket === undefined) throw new Error(`The line has no ticket ${ticketId}`);
  return ticket;
}

export function potOf(line: Line): Pot {
  if (line.pot === undefined) throw new Error('The line has no pot');
  return line.pot;
}

/** `available, held, committed` of the pot. */
export const moneyOf = (line: Line): readonly number[] => {
  const { availablePence, heldPence, committedPence } = potOf(line);
  return [availablePence, heldPence, committedPence];
};

/** `available, held, committed` of one employer's cap. */
export const capMoneyOf = (line: Line, organisationId: string): readonly number[] | undefined => {
  const cap = line.caps.get(organisationId);
  return cap && [cap.availablePence, cap.heldPence, cap.committedPence];
};

export const statesOf = (line: Line, ...ticketIds: readonly string[]): readonly string[] =>
  ticketIds.map((ticketId) => ticketIn(line, ticketId).state);

/** A line with a limit set, ready for claims. */
export const lineWith = (limitPence: number, capPence: number): Line =>
  settleEach(NO_LIMIT, [['limit-1', limitOf(limitPence, capPence)]]);
