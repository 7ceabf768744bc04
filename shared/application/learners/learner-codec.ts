import { learnerSchema } from '../../contracts/stored/learner.ts';
import type { Learner } from '../../domain/learner.ts';
import type { ResultCodec } from '../once.ts';

/** A learner as an idempotency record keeps it. */
export const learnerCodec: ResultCodec<Learner> = {
  write: (learner) => JSON.stringify(learner),
  read: (text) => learnerSchema.parse(JSON.parse(text)),
};
