import { BOUGHT_IN, COURSE, IN_HOUSE, aRuleLearner } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

/** A question that only a person answers: facts on which it is asked, and facts on which it is not. */
export interface Asked {
  readonly id: string;
  readonly name: string;
  readonly asked: FactChanges;
  readonly silent: FactChanges;
}

const LEARNER = { learnerId: 'learner-1', completionDate: '2025-09-20' };
const OTHER = { learnerId: 'learner-2', completionDate: '2025-09-20' };

export const ASKED_OF_A_PERSON: readonly Asked[] = [
  {
    id: 'learner.role-covered',
    name: 'a role outside the care workforce pathway, but not of Oliver McGowan training',
    asked: { learners: [aRuleLearner({ roleCategory: 'other' })] },
    silent: { catalogue: [BOUGHT_IN], learners: [aRuleLearner({ roleCategory: 'other' })] },
  },
  {
    id: 'learner.role-covered',
    name: 'a role outside it, and a personal assistant, who is inside (rule S5)',
    asked: { learners: [aRuleLearner(), aRuleLearner({ learnerId: 'learner-2', roleCategory: 'other' })] },
    silent: { learners: [aRuleLearner({ roleCategory: 'personal-assistant' })] },
  },
  {
    id: 'learner.employed-at-start',
    name: 'an employer that has not said so line by line',
    asked: {},
    silent: {
      claim: { learners: [{ learnerId: 'learner-1', completionDate: '2025-09-20', employedAtStart: true }] },
    },
  },
  {
    id: 'learner.employed-at-start',
    name: 'an employer that has said so of one of two',
    asked: { claim: { learners: [{ ...LEARNER, employedAtStart: true }, OTHER] } },
    silent: { claim: { learners: [LEARNER, OTHER].map((line) => ({ ...line, employedAtStart: true })) } },
  },
  {
    id: 'completion.employed-at-completion',
    name: 'an employer that has said so of one of two, on completion',
    asked: { type: 'completion', claim: { learners: [{ ...LEARNER, employedAtCompletion: true }, OTHER] } },
    silent: {
      type: 'completion',
      claim: { learners: [LEARNER, OTHER].map((line) => ({ ...line, employedAtCompletion: true })) },
    },
  },
  {
    id: 'completion.employed-at-completion',
    name: 'the same on completion, but not of full claims',
    asked: { type: 'completion' },
    silent: {},
  },
  {
    id: 'training.not-an-apprenticeship',
    name: 'an employer that has not said',
    asked: {},
    silent: { claim: { apprenticeship: false } },
  },
  {
    id: 'training.approved-trainer',
    name: 'the trainer of Oliver McGowan training, in-house too',
    asked: { catalogue: [IN_HOUSE] },
    silent: { catalogue: [COURSE] },
  },
  {
    id: 'evidence.paid-by-employer',
    name: 'who paid, where somebody did',
    asked: {},
    silent: { catalogue: [IN_HOUSE] },
  },
  {
    id: 'evidence.eligible-training',
    name: 'what was paid for, where something was',
    asked: { type: 'completion', startPart: { paymentPlan: true } },
    silent: { type: 'completion' },
  },
];
