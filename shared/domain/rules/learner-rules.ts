import { ageOn } from '../calendar-day.ts';
import { governingEntry } from '../governing-day.ts';
import { fail, pass } from './rule.ts';
import type { Rule, RuleFacts } from './rule.ts';

const isOliver = ({ catalogue }: RuleFacts): boolean => catalogue.some(({ fund }) => fund === 'oliver');

const notRegulated: Rule = {
  id: 'learner.not-regulated',
  version: 1,
  // A registered manager is registered with the CQC for the service, not as a professional: that alone bars nobody.
  source:
    'Who is eligible: staff without a professional registration, managers among them (rules S1, S3, S4, S11)',
  refusedAs: 'not-eligible',
  applies: (facts) => !isOliver(facts),
  inputs: ({ learners }) => ({
    regulated: learners.map(({ learnerId, regulated }) => `${learnerId}:${String(regulated)}`),
    roles: learners.map(({ learnerId, roleCategory }) => `${learnerId}:${roleCategory}`),
  }),
  judge: ({ learners }) => {
    const index = learners.findIndex(({ regulated }) => regulated);
    return index === -1
      ? pass('Nobody on the claim is in a regulated profession.')
      : fail('The scheme does not cover staff who must be registered with a professional regulator.', {
          code: 'learner-regulated',
          pointer: `/learners/${index}`,
          fix: 'Remove this learner from the claim, or correct their record.',
        });
  },
};

const oldEnough: Rule = {
  id: 'learner.old-enough',
  version: 1,
  source: 'Level 2 Adult Social Care Certificate: 19 or over at the start (rule S9)',
  refusedAs: 'not-eligible',
  applies: ({ catalogue }) => catalogue.some(({ minimumAge }) => minimumAge !== undefined),
  inputs: (facts) => {
    const minimumAge = governingEntry(facts.claim, facts.catalogue)?.entry.minimumAge ?? null;
    const startDate = facts.claim.startDate ?? null;
    return {
      minimumAge,
      startDate,
      ages: facts.learners.map(({ learnerId, dateOfBirth }) =>
        dateOfBirth === undefined || startDate === null
          ? `${learnerId}:unknown`
          : `${learnerId}:${ageOn(dateOfBirth, startDate)}`,
      ),
    };
  },
  judge: (facts) => {
    const minimumAge = governingEntry(facts.claim, facts.catalogue)?.entry.minimumAge;
    const start = facts.claim.startDate;
    if (minimumAge === undefined || start === undefined) return pass('No age limit applies.');
    const unknown = facts.learners.findIndex(({ dateOfBirth }) => dateOfBirth === undefined);
    if (unknown !== -1) {
      return fail(
        `This training is for people who are ${minimumAge} or over, and we do not know this learner’s age.`,
        {
          code: 'learner-date-of-birth-missing',
          pointer: `/learners/${unknown}`,
          fix: 'Add the date of birth to the learner’s record.',
        },
      );
    }
    const young = facts.learners.findIndex(
      ({ dateOfBirth }) => ageOn(dateOfBirth ?? start, start) < minimumAge,
    );
    return young === -1
      ? pass(`Everybody was ${minimumAge} or over when the training started.`)
      : fail(`This learner was under ${minimumAge} when the training started.`, {
          code: 'learner-too-young',
          pointer: `/learners/${young}`,
          fix: 'Remove this learner from the claim, or correct their date of birth.',
        });
  },
};

export const LEARNER_RULES: readonly Rule[] = [notRegulated, oldEnough];
