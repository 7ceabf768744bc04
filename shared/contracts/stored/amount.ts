import * as z from 'zod';
import type { Amount } from '../../domain/amounts.ts';
import { count, pence } from './shape.ts';
import type { ShapeOf } from './shape.ts';

export const amountSchema = z.strictObject({
  perLearnerPence: pence,
  learners: count,
  sharePercent: z.literal([100, 60, 40]),
  totalPence: pence,
  explanation: z.string(),
} satisfies ShapeOf<Amount>);
