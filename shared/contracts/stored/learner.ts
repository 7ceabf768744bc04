import * as z from 'zod';
import { ROLE_CATEGORIES } from '../../domain/learner.ts';
import type { Learner } from '../../domain/learner.ts';
import { calendarDay, identifier, instant, versionNumber } from './shape.ts';
import type { ShapeOf } from './shape.ts';

export const learnerSchema = z.strictObject({
  learnerId: identifier,
  organisationId: identifier,
  niNumber: identifier,
  identityHash: identifier,
  givenName: z.string(),
  familyName: z.string(),
  jobTitle: z.string(),
  roleCategory: z.enum(ROLE_CATEGORIES),
  regulated: z.boolean(),
  dateOfBirth: calendarDay.optional(),
  version: versionNumber,
  createdAt: instant,
} satisfies ShapeOf<Learner>);
