import * as z from 'zod';
import { ROLE_CATEGORIES } from '../../domain/learner.ts';
import { calendarDay, identifier, instant, nextCursor, version } from './answer-fields.ts';

export const learnerResponse = z
  .strictObject({
    learnerId: identifier,
    niNumberEnding: z
      .string()
      .meta({ description: 'The end of the National Insurance number. It is never given back whole.' }),
    givenName: z.string(),
    familyName: z.string(),
    jobTitle: z.string(),
    roleCategory: z.enum(ROLE_CATEGORIES),
    regulated: z.boolean(),
    dateOfBirth: calendarDay.nullable(),
    version,
    createdAt: instant,
  })
  .meta({ id: 'Learner', description: 'A member of staff, as one employer knows them.' });

export const learnerListResponse = z
  .strictObject({ items: z.array(learnerResponse), cursor: nextCursor })
  .meta({ id: 'LearnerList' });
