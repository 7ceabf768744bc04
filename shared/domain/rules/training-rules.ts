import { formatDayInWords } from '../calendar-day.ts';
import { governingDay, governingEntry, governingPointer, judgedLines } from '../governing-day.ts';
import { FROM_THE_START, fail, orNull, pass, refer } from './rule.ts';
import type { JudgedFacts } from './judged-facts.ts';
import type { Rule } from './rule.ts';

const dayOf = (facts: JudgedFacts): string | undefined => governingDay(facts.claim, facts.catalogue);

const onTheList: Rule = {
  id: 'training.on-the-list',
  version: 1,
  title: 'The training is on the list',
  text: 'The scheme pays for training on the department’s list of eligible training.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'List of eligible training (rules Y2, T1)',
  refusedAs: 'not-eligible',
  // A completion part is paid by the line that paid its start part.
  applies: ({ claim }) => claim.startPart === undefined,
  inputs: ({ claim }) => ({ trainingCode: claim.trainingCode }),
  judge: ({ claim, catalogue }) =>
    catalogue.length > 0
      ? pass('The training is on the list of eligible training.')
      : fail(`${claim.trainingCode} is not on the list of eligible training.`, {
          code: 'training-not-on-the-list',
          pointer: '/trainingCode',
          fix: 'Search the list for the training that was taken.',
        }),
};

const validOnPaymentDate: Rule = {
  id: 'training.valid-on-payment-date',
  version: 1,
  title: 'The training was on the list when it was paid for',
  text: 'The training is on the list on the day it was paid for, first and last day included. In-house training has no payment: its last completion counts.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'List of eligible training: the payment date picks the entry (rule Y2)',
  refusedAs: 'not-eligible',
  applies: (facts) =>
    facts.claim.startPart === undefined && facts.catalogue.length > 0 && dayOf(facts) !== undefined,
  inputs: (facts) => ({
    day: orNull(dayOf(facts)),
    periods: facts.catalogue.map((e) => `${e.validFrom}/${e.validTo}`),
  }),
  judge: (facts) => {
    const day = dayOf(facts) ?? '';
    const governing = governingEntry(facts.claim, facts.catalogue);
    if (governing) return pass(`The training was on the list on ${formatDayInWords(day)}.`);
    const periods = facts.catalogue.map(
      ({ validFrom, validTo }) => `${formatDayInWords(validFrom)} to ${formatDayInWords(validTo)}`,
    );
    return fail(`The training was not on the list on ${formatDayInWords(day)}.`, {
      code: 'training-not-valid-on-payment-date',
      pointer: governingPointer(facts.claim, facts.catalogue),
      fix: `The scheme pays for it from ${periods.join(', or ')}. Check the date.`,
    });
  },
};

const maySplit = ({ claim, catalogue }: JudgedFacts): boolean =>
  judgedLines(claim, catalogue).some(({ split }) => split);

const splitAllowed: Rule = {
  id: 'training.split-allowed',
  version: 1,
  title: 'Only qualifications are claimed in two parts',
  text: 'A qualification may be claimed as 60% at the start and 40% on completion. A course is claimed in full.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'How to claim: 60/40 is for qualifications (rule T1)',
  refusedAs: 'not-eligible',
  applies: ({ claim, catalogue }) => claim.type !== 'full' && catalogue.length > 0,
  inputs: (facts) => ({ type: facts.claim.type, split: maySplit(facts) }),
  judge: (facts) =>
    maySplit(facts)
      ? pass('This qualification may be claimed in two parts.')
      : fail('Courses are claimed in full when they are complete.', {
          code: 'split-not-allowed',
          pointer: '/type',
          fix: 'Make a full claim when the course is complete.',
        }),
};

const qualityAssured: Rule = {
  id: 'training.quality-assured-provider',
  version: 1,
  title: 'The provider’s delivery is quality assured',
  text: 'From 2026-27 the scheme pays only for training delivered by quality-assured providers.',
  effectiveFrom: '2026-04-01',
  fault: 'correctable',
  source: 'Quality assured care learning service, from 2026-27 (section 10)',
  refusedAs: 'not-eligible',
  applies: (facts) => (dayOf(facts) ?? '') >= facts.policy.qualityAssuredFrom,
  inputs: (facts) => ({ day: orNull(dayOf(facts)), qualityAssured: facts.claim.provider.qualityAssured }),
  judge: ({ claim, policy }) =>
    claim.provider.qualityAssured
      ? pass('The provider’s delivery is quality assured.')
      : fail(
          `Training paid for on or after ${formatDayInWords(policy.qualityAssuredFrom)} must be delivered by a quality-assured provider.`,
          {
            code: 'provider-not-quality-assured',
            pointer: '/provider/qualityAssured',
            fix: 'Check the register of quality-assured providers.',
          },
        ),
};

const notAnApprenticeship: Rule = {
  id: 'training.not-an-apprenticeship',
  version: 1,
  title: 'Not part of an apprenticeship',
  text: 'Training that is part of an apprenticeship is paid for in other ways and is not covered.',
  source: 'What cannot be claimed (rule S10)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'not-eligible',
  applies: () => true,
  inputs: ({ claim }) => ({ apprenticeship: orNull(claim.apprenticeship) }),
  judge: ({ claim }) => {
    if (claim.apprenticeship === undefined)
      return refer('You declare that the training is not part of an apprenticeship. It may be checked.');
    return claim.apprenticeship
      ? fail('The training is part of an apprenticeship.', {
          code: 'apprenticeship',
          pointer: '/apprenticeship',
          fix: 'Apprenticeship training is paid for in other ways and cannot be claimed here.',
        })
      : pass('The training is not part of an apprenticeship.');
  },
};

const approvedTrainer: Rule = {
  id: 'training.approved-trainer',
  version: 1,
  title: 'The trainer is approved',
  text: 'Oliver McGowan training is given by a trainer on NHS England’s approved list, in-house training too. A caseworker checks the trainer named on the certificate.',
  source: 'Oliver McGowan training: the trainer (section 9)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'not-eligible',
  applies: ({ claim, catalogue }) => judgedLines(claim, catalogue).some(({ fund }) => fund === 'oliver'),
  inputs: ({ claim }) => ({ trainingCode: claim.trainingCode }),
  judge: () => refer('A caseworker checks that the trainer is on NHS England’s approved list.'),
};

export const TRAINING_RULES: readonly Rule[] = [
  onTheList,
  validOnPaymentDate,
  splitAllowed,
  qualityAssured,
  notAnApprenticeship,
  approvedTrainer,
];
