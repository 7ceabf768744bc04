import * as z from 'zod';
import { SUMS } from '../../domain/fund/proof.ts';
import type { Difference, Proof, ProofRow } from '../../domain/fund/proof.ts';
import type { FundStop } from '../../domain/fund/stop.ts';
import { fundYearSchema } from './fund.ts';
import { count, instant, pence, sha256Hex } from './shape.ts';
import type { ShapeOf } from './shape.ts';

export const stopSchema = z.strictObject({
  stoppedAt: instant,
  stoppedBy: z.string().min(1),
  because: z.string().min(1),
} satisfies ShapeOf<FundStop>);

/** A sum that is wrong may be below nothing too. */
const anySum = z.int();

const rowSchema = z.strictObject({
  sum: z.enum(SUMS),
  journalPence: anySum,
  potPence: anySum,
  capsPence: anySum.nullable(),
  ticketsPence: anySum.nullable(),
} satisfies ShapeOf<ProofRow>);

const differenceSchema = z.strictObject({
  where: z.string().min(1),
  what: z.string().min(1),
  journalPence: anySum.nullable(),
  foundPence: anySum.nullable(),
} satisfies ShapeOf<Difference>);

export const proofSchema = z.strictObject({
  fundYear: fundYearSchema,
  asAt: instant,
  lines: count,
  lastHash: sha256Hex,
  rows: z.array(rowSchema),
  claims: z.strictObject({
    looked: count,
    reservedPence: pence,
    approvedPence: pence,
    paidPence: pence,
  } satisfies ShapeOf<Proof['claims']>),
  differences: z.array(differenceSchema),
} satisfies ShapeOf<Proof>);
