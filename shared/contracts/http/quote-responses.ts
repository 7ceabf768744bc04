import * as z from 'zod';
import type { Room } from '../../domain/quote.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { calendarDay, fundName, instant, pence, schemeYear } from './answer-fields.ts';
import { ruleResponse } from './history-responses.ts';

const room = z.strictObject({ fits: z.boolean(), availablePence: pence } satisfies ShapeOf<Room>);

export const quoteResponse = z
  .strictObject({
    eligible: z.boolean().meta({ description: 'Whether a submission at this moment would pass every rule.' }),
    amount: z
      .strictObject({
        maximumPence: pence.meta({ description: 'The most that the claim could be paid.' }),
        heldPence: pence.meta({
          description:
            'What the fund would hold: with a start part, also what is kept for its completion part.',
        }),
        formula: z.string().meta({ description: 'The arithmetic in one sentence, with the real figures.' }),
      })
      .nullable(),
    rules: z.array(ruleResponse),
    funds: z.strictObject({ fund: fundName, year: schemeYear, pot: room, cap: room }).nullable().meta({
      description: 'Whether the money is there at this moment. Null while no fund is known to pay.',
    }),
    submitBy: calendarDay.nullable().meta({ description: 'Last day to submit, in London.' }),
    asAt: instant,
  })
  .meta({
    id: 'Quote',
    description: 'What would become of a claim if it were submitted now. Nothing is kept by asking.',
  });
