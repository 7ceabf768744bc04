import { formatDayInWords } from '../calendar-day.ts';
import { governingDay, governingEntry, governingPointer } from '../governing-day.ts';
import { fail, orNull, pass } from './rule.ts';
import type { Rule, RuleFacts } from './rule.ts';

const dayOf = (facts: RuleFacts): string | undefined => governingDay(facts.claim, facts.catalogue);

const onTheList: Rule = {
  id: 'training.on-the-list',
  version: 1,
  source: 'List of eligible training (rules Y2, T1)',
  refusedAs: 'not-eligible',
  applies: () => true,
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
  source: 'List of eligible training: the payment date picks the entry (rule Y2)',
  refusedAs: 'not-eligible',
  applies: (facts) => facts.catalogue.length > 0 && dayOf(facts) !== undefined,
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

const splitAllowed: Rule = {
  id: 'training.split-allowed',
  version: 1,
  source: 'How to claim: 60/40 is for qualifications (rule T1)',
  refusedAs: 'not-eligible',
  applies: ({ claim, catalogue }) => claim.type !== 'full' && catalogue.length > 0,
  inputs: ({ claim, catalogue }) => ({ type: claim.type, split: catalogue.some(({ split }) => split) }),
  judge: ({ catalogue }) =>
    catalogue.some(({ split }) => split)
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

export const TRAINING_RULES: readonly Rule[] = [onTheList, validOnPaymentDate, splitAllowed, qualityAssured];
