import * as z from 'zod';
import type { Balance } from '../../domain/fund/balance.ts';
import { OUTCOMES } from '../../domain/fund/journal.ts';
import type { Moved, PublicLine } from '../../domain/fund/journal.ts';
import { REFUSAL_REASONS } from '../../domain/fund/ticket.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { fundName, hash, identifier, instant, pence, schemeYear } from './answer-fields.ts';

const place = z.int().min(1);
const change = z.int();

const moved = z
  .strictObject({
    fundingPence: change,
    availablePence: change,
    heldPence: change,
    committedPence: change,
  } satisfies ShapeOf<Moved>)
  .meta({
    id: 'Moved',
    description: 'What the line added to each account, in pence. The four add up to nothing.',
  });

const after = z
  .strictObject({
    limitPence: pence,
    availablePence: pence,
    heldPence: pence,
    committedPence: pence,
  } satisfies ShapeOf<Balance>)
  .meta({ id: 'PotAfter', description: 'The pot after the line.' });

export const orderLineResponse = z
  .strictObject({
    number: place.meta({ description: 'Counts every line, from 1, without gaps.' }),
    outcome: z.enum(OUTCOMES),
    takenAt: instant,
    settledAt: instant,
    ticketId: identifier,
    ticket: place.nullable().meta({ description: 'Counts the claims alone. Null on every other ticket.' }),
    resolves: identifier.nullable().meta({
      description: 'The claim’s ticket that this one resolves, corrects, or takes an earmark over from.',
    }),
    amountPence: pence,
    because: z.enum(REFUSAL_REASONS).nullable().meta({ description: 'Why nothing moved.' }),
    strictOrder: z
      .boolean()
      .meta({ description: 'Whether nobody might pass somebody who waits, when this line was written.' }),
    moved,
    after,
    owner: hash.nullable().meta({
      description: 'Tells whoever knows a claim’s reference that the line is that claim’s, and nobody else.',
    }),
    previousHash: hash,
    hash,
  } satisfies ShapeOf<PublicLine>)
  .meta({
    id: 'OrderLine',
    description: 'One movement of the fund’s money, or a refusal. A line never changes.',
  });

export const orderLogResponse = z
  .strictObject({
    fund: fundName,
    year: schemeYear,
    lines: z.array(orderLineResponse),
    next: place.nullable().meta({
      description: 'Send it as `after` for the lines that follow. Null when these were the last ones so far.',
    }),
  })
  .meta({ id: 'OrderLog', description: 'A part of a fund’s public order log, in the order of its numbers.' });
