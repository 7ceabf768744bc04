import * as z from 'zod';
import { SUMS } from '../../domain/fund/proof.ts';
import { count, fundName, hash, identifier, instant, pence, schemeYear } from './answer-fields.ts';

/** A sum that is wrong may be below nothing too. */
const anySum = z.int();

export const proofResponse = z
  .strictObject({
    fund: fundName,
    year: schemeYear,
    asAt: instant,
    balanced: z.boolean().meta({ description: 'Whether every sum is the same wherever it is kept.' }),
    lines: count.meta({ description: 'Lines of the journal that were read, from its first.' }),
    lastHash: hash,
    rows: z.array(
      z.strictObject({
        sum: z.enum(SUMS),
        journalPence: anySum,
        potPence: anySum,
        capsPence: anySum.nullable(),
        ticketsPence: anySum.nullable(),
      }),
    ),
    claims: z
      .strictObject({ looked: count, reservedPence: pence, approvedPence: pence, paidPence: pence })
      .meta({ description: 'The same, added up from the claims that are not on their way at this moment.' }),
    differences: z.array(
      z.strictObject({
        where: z.string().meta({
          description: 'Which kind of record differs; staff are told which one.',
          examples: ['cap'],
        }),
        what: z.string(),
        journalPence: anySum.nullable(),
        foundPence: anySum.nullable(),
      }),
    ),
  })
  .meta({
    id: 'Proof',
    description:
      'One page, made each night: the fund counted again from its journal, beside everything else that is kept.',
  });

export const fundReleaseResponse = z
  .strictObject({
    fund: fundName,
    year: schemeYear,
    releasedAt: instant,
    releasedBy: identifier,
    reason: z.string(),
  })
  .meta({ id: 'FundRelease', description: 'Who let the fund’s money move again, when and why.' });
