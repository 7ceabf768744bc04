import * as z from 'zod';
import { FUNDS } from '../../domain/catalogue.ts';
import type { Balance } from '../../domain/fund/balance.ts';
import type { Pot } from '../../domain/fund/line.ts';
import { REFUSAL_REASONS, TICKET_STATES } from '../../domain/fund/ticket.ts';
import type {
  AdjustRequest,
  ClaimRequest,
  CommitRequest,
  Earmark,
  FundYear,
  LimitRequest,
  ReleaseRequest,
  Seal,
  Ticket,
  TicketRefusal,
  TicketState,
} from '../../domain/fund/ticket.ts';
import { claimReference, count, identifier, instant, pence, schemeYear, sha256Hex } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const balanceShape = {
  limitPence: pence,
  availablePence: pence,
  heldPence: pence,
  committedPence: pence,
} satisfies ShapeOf<Balance>;

/** The fund's invariant. A balance that breaks it is corrupt, both on its way in and on its way out. */
const adds = ({ limitPence, availablePence, heldPence, committedPence }: Balance): boolean =>
  availablePence + heldPence + committedPence === limitPence;

export const balanceSchema = z.strictObject(balanceShape).refine(adds);

export const potSchema = z
  .strictObject({
    ...balanceShape,
    capPence: pence,
    seq: count,
    lastNumber: count,
    lastClaimNumber: count,
    lastHash: sha256Hex,
    waitingCount: count,
    waitingPence: pence,
    changedAt: instant,
  } satisfies ShapeOf<Pot>)
  .refine(adds);

export const fundYearSchema = z.strictObject({
  fund: z.enum(FUNDS),
  year: schemeYear,
} satisfies ShapeOf<FundYear>);

/** What stays held for a completion part, until when. */
export const earmarkSchema = z.strictObject({
  amountPence: pence,
  until: instant,
} satisfies ShapeOf<Earmark>);

const forClaim = { reference: claimReference, organisationId: identifier };

const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...forClaim,
    kind: z.literal('claim'),
    amountPence: pence,
    heldUntil: instant.optional(),
    earmarkTicketId: identifier.optional(),
    splitFromTicketId: identifier.optional(),
  } satisfies ShapeOf<ClaimRequest>),
  z.strictObject({
    ...forClaim,
    kind: z.literal('commit'),
    claimTicketId: identifier,
    amountPence: pence,
    keep: earmarkSchema.optional(),
  } satisfies ShapeOf<CommitRequest>),
  z.strictObject({
    ...forClaim,
    kind: z.literal('release'),
    claimTicketId: identifier,
  } satisfies ShapeOf<ReleaseRequest>),
  z.strictObject({
    ...forClaim,
    kind: z.literal('adjust'),
    claimTicketId: identifier,
    committedPence: pence,
  } satisfies ShapeOf<AdjustRequest>),
  z.strictObject({
    kind: z.literal('limit'),
    limitPence: pence,
    capPence: pence,
  } satisfies ShapeOf<LimitRequest>),
]);

const sealSchema = z.strictObject({
  number: z.int().min(1),
  claimNumber: z.int().min(1).optional(),
  previousHash: sha256Hex,
  hash: sha256Hex,
} satisfies ShapeOf<Seal>);

const refusalSchema = z.strictObject({
  reason: z.enum(REFUSAL_REASONS),
  capPence: pence.optional(),
  capAvailablePence: pence.optional(),
} satisfies ShapeOf<TicketRefusal>);

/** The line's table has both: tickets as they were taken, and what the allocator has made of them. */
export const TAKEN_STATE: TicketState = 'unsettled';
export const SETTLED_STATES: readonly TicketState[] = TICKET_STATES.filter((state) => state !== TAKEN_STATE);

export const ticketSchema = z.strictObject({
  ticketId: identifier,
  fundYear: fundYearSchema,
  request: requestSchema,
  takenAt: instant,
  state: z.enum(TICKET_STATES),
  seal: sealSchema.optional(),
  settledAt: instant.optional(),
  heldPence: pence,
  heldUntil: instant.optional(),
  committedPence: pence,
  refusal: refusalSchema.optional(),
} satisfies ShapeOf<Ticket>);
