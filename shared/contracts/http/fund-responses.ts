import * as z from 'zod';
import { count, fundName, instant, pence, schemeYear } from './answer-fields.ts';

const share = {
  availablePence: pence,
  heldPence: pence.meta({ description: 'Kept for claims that are not decided yet.' }),
  committedPence: pence.meta({ description: 'Approved, and paid or to be paid.' }),
};

export const fundResponse = z
  .strictObject({
    fund: fundName,
    year: schemeYear,
    limitPence: pence,
    ...share,
    waitingCount: count.meta({ description: 'Claims that wait for money to come back.' }),
    waitingPence: pence,
    ticketsIssued: count,
    yours: z
      .strictObject({ capPence: pence, ...share })
      .optional()
      .meta({ description: 'An employer’s own part of the fund. Only for a signed-in employer.' }),
    asAt: instant,
  })
  .meta({
    id: 'Fund',
    description:
      'The figures that the fund decides on, all of one moment: available + held + committed = limit.',
  });
