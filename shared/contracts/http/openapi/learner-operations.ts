import type { Answer } from '../answer-fields.ts';
import { editLearnerBody, listLearnersQuery, registerLearnerBody } from '../learner-requests.ts';
import { learnerListResponse, learnerResponse } from '../learner-responses.ts';
import { LEARNER_ID } from './examples/claims.ts';
import { answers, body, query } from './operation.ts';
import type { OperationContract } from './operation.ts';

const LEARNER: Answer<typeof learnerResponse> = {
  learnerId: LEARNER_ID,
  niNumberEnding: '56C',
  givenName: 'Imogen',
  familyName: 'Sample',
  jobTitle: 'Care worker',
  roleCategory: 'care-or-support-worker',
  regulated: false,
  dateOfBirth: null,
  version: 1,
  createdAt: '2025-10-01T08:30:00.000Z',
};

const NOTES = {
  regulated: 'Whether the law asks this person to be registered with a professional regulator.',
  dateOfBirth: 'Needed only for training that has an age limit.',
} as const;

export const LEARNER_OPERATIONS = {
  registerLearner: {
    tag: 'Learners',
    summary: 'Register a learner',
    description:
      'The National Insurance number tells people apart; it is never given back whole. Whether another employer knows the same person cannot be learned here.',
    body: body('RegisterLearnerBody', registerLearnerBody, {
      notes: { niNumber: '2 letters, 6 numbers, then A, B, C or D. Spaces do not matter.', ...NOTES },
      example: {
        niNumber: 'AB 12 34 56 C',
        givenName: 'Imogen',
        familyName: 'Sample',
        jobTitle: 'Care worker',
        roleCategory: 'care-or-support-worker',
        regulated: false,
      },
    }),
    idempotencyKey: 'optional',
    success: [
      answers(learnerResponse, LEARNER, {
        status: 201,
        description: 'The learner.',
        headers: ['ETag', 'Location'],
      }),
    ],
    refuses: ['learner-exists'],
  },
  listLearners: {
    tag: 'Learners',
    summary: 'List your learners',
    description: 'By family name.',
    query: query(listLearnersQuery, {
      q: 'Words from the name.',
      cursor: 'From the page before.',
      limit: 'How many at most.',
    }),
    success: [
      answers(
        learnerListResponse,
        { items: [LEARNER], cursor: null },
        { description: 'A page of learners.' },
      ),
    ],
    refuses: [],
  },
  editLearner: {
    tag: 'Learners',
    summary: 'Correct a learner’s details',
    description: 'Fields left out stay as they are. The National Insurance number cannot be changed.',
    body: body('EditLearnerBody', editLearnerBody, {
      notes: NOTES,
      example: { jobTitle: 'Senior care worker' },
    }),
    ifMatch: 'required',
    success: [
      answers(
        learnerResponse,
        { ...LEARNER, jobTitle: 'Senior care worker', version: 2 },
        { description: 'The learner as they are now.', headers: ['ETag'] },
      ),
    ],
    refuses: [],
  },
} as const satisfies Record<string, OperationContract>;
