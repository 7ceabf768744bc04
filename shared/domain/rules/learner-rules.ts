import { governingEntry, judgedLines } from '../governing-day.ts';
import { FROM_THE_START, fail, pass, refer } from './rule.ts';
import type { JudgedFacts } from './judged-facts.ts';
import type { Rule } from './rule.ts';

const isOliver = ({ claim, catalogue }: JudgedFacts): boolean =>
  judgedLines(claim, catalogue).some(({ fund }) => fund === 'oliver');

const notRegulated: Rule = {
  id: 'learner.not-regulated',
  version: 1,
  title: 'Not in a regulated profession',
  text: 'The scheme covers staff who need no professional registration, managers and agency staff among them. Oliver McGowan training covers everybody.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
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
  title: 'Old enough at the start',
  text: 'Where the list gives an age, the learner is that old on the day the training starts.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'Level 2 Adult Social Care Certificate: 19 or over at the start (rule S9)',
  refusedAs: 'not-eligible',
  applies: ({ catalogue }) => catalogue.some(({ minimumAge }) => minimumAge !== undefined),
  inputs: (facts) => {
    const minimumAge = governingEntry(facts.claim, facts.catalogue)?.entry.minimumAge ?? null;
    const startDate = facts.claim.startDate ?? null;
    return {
      minimumAge,
      startDate,
      ages: facts.learners.map(({ learnerId, ageAtStart }) => `${learnerId}:${ageAtStart ?? 'unknown'}`),
    };
  },
  judge: (facts) => {
    const minimumAge = governingEntry(facts.claim, facts.catalogue)?.entry.minimumAge;
    const start = facts.claim.startDate;
    if (minimumAge === undefined || start === undefined) return pass('No age limit applies.');
    const unknown = facts.learners.findIndex(({ ageAtStart }) => ageAtStart === undefined);
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
    const young = facts.learners.findIndex(({ ageAtStart = minimumAge }) => ageAtStart < minimumAge);
    return young === -1
      ? pass(`Everybody was ${minimumAge} or over when the training started.`)
      : fail(`This learner was under ${minimumAge} when the training started.`, {
          code: 'learner-too-young',
          pointer: `/learners/${young}`,
          fix: 'Remove this learner from the claim, or correct their date of birth.',
        });
  },
};

const niNumber: Rule = {
  id: 'learner.national-insurance-number',
  version: 1,
  title: 'A UK National Insurance number',
  text: 'Each learner is legally employed in England and has a National Insurance number that HMRC could have issued.',
  source: 'Who is eligible; HMRC’s rules for prefixes (rules S2, S13)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'validation-failed',
  applies: ({ learners }) => learners.some(({ niNumberIssuable }) => niNumberIssuable !== undefined),
  inputs: ({ learners }) => ({
    issuable: learners.map(
      ({ learnerId, niNumberIssuable }) => `${learnerId}:${niNumberIssuable ?? 'unknown'}`,
    ),
  }),
  judge: ({ learners }) => {
    const index = learners.findIndex(({ niNumberIssuable }) => niNumberIssuable === false);
    return index === -1
      ? pass('Everybody on the claim has a National Insurance number.')
      : fail('This learner’s National Insurance number cannot be one.', {
          code: 'learner-ni-number-wrong',
          pointer: `/learners/${index}`,
          fix: 'Correct the number on the learner’s record.',
        });
  },
};

const inARole: Rule = {
  id: 'learner.role-covered',
  version: 1,
  title: 'In a role that the scheme covers',
  text: 'The eight role categories of the care workforce pathway are covered, personal assistants and managers among them. A caseworker looks at any other role. Oliver McGowan training covers every role.',
  source:
    'Care workforce pathway; sources differ on other roles, so a person decides (rules S1, S5, S6, S7, S11)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'not-eligible',
  applies: (facts) => facts.learners.length > 0 && !isOliver(facts),
  inputs: ({ learners }) => ({
    roles: learners.map(({ learnerId, roleCategory }) => `${learnerId}:${roleCategory}`),
  }),
  judge: ({ learners }) =>
    learners.some(({ roleCategory }) => roleCategory === 'other')
      ? refer(
          'A role on this claim is none of the care workforce pathway’s. A caseworker decides whether it is covered.',
        )
      : pass('Everybody on the claim works in a role that the scheme covers.'),
};

const employedAtStart: Rule = {
  id: 'learner.employed-at-start',
  version: 1,
  title: 'Employed by you when the training started',
  text: 'Each learner worked for the claiming employer when the training started, agency staff among them.',
  source: 'Who is eligible: employed by the claimant at the start (rule S8)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'not-eligible',
  applies: ({ claim }) => claim.learners.length > 0,
  inputs: ({ claim }) => ({
    employedAtStart: claim.learners.map((line) => `${line.learnerId}:${line.employedAtStart ?? 'not-said'}`),
  }),
  judge: ({ claim }) => {
    const index = claim.learners.findIndex((line) => line.employedAtStart === false);
    if (index !== -1) {
      return fail('This learner did not work for you when the training started.', {
        code: 'not-employed-at-start',
        pointer: `/learners/${index}/employedAtStart`,
        fix: 'Remove this learner. Only the employer at the start of the training can claim for it.',
      });
    }
    return claim.learners.every((line) => line.employedAtStart)
      ? pass('Everybody worked for you when the training started.')
      : refer('You declare that everybody worked for you when the training started. It may be checked.');
  },
};

const once: Rule = {
  id: 'learner.once-for-each-course',
  version: 1,
  title: 'Once for each learner and course',
  text: 'The scheme pays once for a learner and a course, ever, whoever claims. Claims that are submitted, sent back, approved or paid stand in the way; drafts and claims that ended without payment do not, nor does the other part of the same claim.',
  source: 'No repeats, across all employers (rule S12)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'not-eligible',
  applies: ({ claimedElsewhere }) => claimedElsewhere !== undefined,
  inputs: ({ claimedElsewhere }) => ({ claimed: claimedElsewhere ?? [] }),
  judge: ({ claim, claimedElsewhere = [] }) => {
    const index = claim.learners.findIndex(({ learnerId }) => claimedElsewhere.includes(learnerId));
    // Whose claim it is, nobody is told: another employer's staff are none of this employer's business.
    return index === -1
      ? pass('Nobody on the claim has been claimed for with this training.')
      : fail('This learner and this training are on a claim already.', {
          code: 'duplicate-claim',
          pointer: `/learners/${index}`,
          fix: 'Remove this learner. The scheme pays once for each learner and course.',
        });
  },
};

export const LEARNER_RULES: readonly Rule[] = [
  notRegulated,
  oldEnough,
  niNumber,
  inARole,
  employedAtStart,
  once,
];
