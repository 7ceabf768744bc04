import * as z from 'zod';
import { isClaimReference } from '../domain/reference.ts';

const reference = z.string().refine(isClaimReference);

/** What a waiting step of the workflow gets: which claim, and the token that lets the walk go on. Identifiers only. */
export const waitingStep = z.object({
  token: z.string().min(1),
  reference,
  step: z.enum(['evidence', 'funds', 'review', 'action', 'settlement']),
});

/** What the Validation step gets. */
export const validationStep = z.object({
  reference,
  evidenceOutcome: z.enum(['clean', 'refused', 'late', 'ended']),
});
