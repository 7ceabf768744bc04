import * as z from 'zod';
import { ROLE_CATEGORIES } from '../../domain/learner.ts';
import { calendarDay, cursor, niNumber, pageLimit, text } from './fields.ts';

const details = {
  givenName: text(100),
  familyName: text(100),
  jobTitle: text(100),
  roleCategory: z.enum(ROLE_CATEGORIES),
  regulated: z.boolean(),
  dateOfBirth: calendarDay.optional(),
};

export const registerLearnerBody = z.strictObject({ niNumber, ...details });

export const editLearnerBody = z
  .strictObject(details)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'Say what to change.');

export const listLearnersQuery = z.strictObject({
  q: z.string().trim().max(100).optional(),
  cursor,
  limit: pageLimit,
});
