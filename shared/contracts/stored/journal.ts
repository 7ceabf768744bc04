import * as z from 'zod';
import { OUTCOMES } from '../../domain/fund/journal.ts';
import type { JournalLine, Moved } from '../../domain/fund/journal.ts';
import { REFUSAL_REASONS } from '../../domain/fund/ticket.ts';
import { balanceSchema } from './fund.ts';
import { claimReference, identifier, instant, pence, sha256Hex } from './shape.ts';
import type { ShapeOf } from './shape.ts';

/** Both entries of a movement are there: what comes to one account has gone from others. */
const addsUp = ({ fundingPence, availablePence, heldPence, committedPence }: Moved): boolean =>
  fundingPence + availablePence + heldPence + committedPence === 0;

const movedSchema = z
  .strictObject({
    fundingPence: z.int(),
    availablePence: z.int(),
    heldPence: z.int(),
    committedPence: z.int(),
  } satisfies ShapeOf<Moved>)
  .refine(addsUp);

const place = z.int().min(1);

/** A line of the journal as it is stored. One whose movement does not add up is neither written nor read. */
export const journalLineSchema = z.strictObject({
  number: place,
  outcome: z.enum(OUTCOMES),
  ticketId: identifier,
  ticket: place.nullable(),
  resolves: identifier.nullable(),
  takenAt: instant,
  settledAt: instant,
  amountPence: pence,
  because: z.enum(REFUSAL_REASONS).nullable(),
  strictOrder: z.boolean(),
  moved: movedSchema,
  after: balanceSchema,
  owner: sha256Hex.nullable(),
  previousHash: sha256Hex,
  hash: sha256Hex,
  claim: z.strictObject({ reference: claimReference, organisationId: identifier }).optional(),
  capPence: pence.optional(),
} satisfies ShapeOf<JournalLine>);
