import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { learnerResponse } from '../../contracts/http/learner-responses.ts';
import type { Learner } from '../../domain/learner.ts';
import { niNumberEnding } from '../../domain/national-insurance.ts';

/** A learner as the API answers it. The NI number is never given back whole: its end is enough to recognise it. */
export function learnerJson(learner: Learner): Answer<typeof learnerResponse> {
  const {
    learnerId,
    givenName,
    familyName,
    jobTitle,
    roleCategory,
    regulated,
    dateOfBirth,
    version,
    createdAt,
  } = learner;
  return {
    learnerId,
    niNumberEnding: niNumberEnding(learner.niNumber),
    givenName,
    familyName,
    jobTitle,
    roleCategory,
    regulated,
    dateOfBirth: dateOfBirth ?? null,
    version,
    createdAt,
  };
}
