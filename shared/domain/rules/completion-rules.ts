import { formatDayInWords, latestDay } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import type { JudgedFacts } from './judged-facts.ts';
import { FROM_THE_START, fail, orNull, pass, refer } from './rule.ts';
import type { Rule } from './rule.ts';

const isCompletion = ({ claim }: JudgedFacts): boolean => claim.type === 'completion';

const afterItsStart: Rule = {
  id: 'completion.start-part-approved',
  version: 1,
  title: 'The start part is approved',
  text: 'The 40% can be claimed once the 60% has been approved. A start part that was refused has no completion part.',
  source: 'How to claim; the 40 part follows the 60 part (rule T4)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'not-eligible',
  applies: isCompletion,
  inputs: ({ claim, startPartStatus }) => ({
    startPart: orNull(claim.startPart?.reference),
    status: orNull(startPartStatus),
  }),
  judge: ({ claim, startPartStatus }) =>
    claim.startPart !== undefined && (startPartStatus === 'approved' || startPartStatus === 'paid')
      ? pass('The start part of this claim is approved.')
      : fail('The start part of this claim is not approved.', {
          code: 'start-part-not-approved',
          pointer: '/type',
          fix: 'Claim the 40% when the 60% has been approved.',
        }),
};

const samePeople: Rule = {
  id: 'completion.learners-of-start-part',
  version: 1,
  title: 'The learners of the start part',
  text: 'A completion part is for learners who were on its start part. Some may be left out: nothing more is paid for those who leave or do not complete.',
  source: 'How to claim: 60/40 (rules S8, T4)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'validation-failed',
  applies: ({ claim }) => claim.startPart !== undefined,
  inputs: ({ claim }) => ({
    learners: claim.learners.map(({ learnerId }) => learnerId),
    startPart: claim.startPart?.learnerIds ?? [],
  }),
  judge: ({ claim }) => {
    const index = claim.learners.findIndex(
      ({ learnerId }) => !claim.startPart?.learnerIds.includes(learnerId),
    );
    return index === -1
      ? pass('Everybody on this claim was on its start part.')
      : fail('This learner was not on the start part.', {
          code: 'learner-not-on-start-part',
          pointer: `/learners/${index}`,
          fix: 'Remove this learner. Make another claim for them.',
        });
  },
};

const sameEmployer: Rule = {
  id: 'completion.employed-at-completion',
  version: 1,
  title: 'Still employed by you on completion',
  text: 'The learner works for the same employer at the start and on completion. There is no 40% for somebody who has left.',
  source: 'Who is eligible: same employer at start and completion (rule S8)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'not-eligible',
  applies: (facts) => isCompletion(facts) && facts.claim.learners.length > 0,
  inputs: ({ claim }) => ({
    employedAtCompletion: claim.learners.map(
      (line) => `${line.learnerId}:${line.employedAtCompletion ?? 'not-said'}`,
    ),
  }),
  judge: ({ claim }) => {
    const index = claim.learners.findIndex((line) => line.employedAtCompletion === false);
    if (index !== -1) {
      return fail('This learner did not work for you on completion.', {
        code: 'not-employed-at-completion',
        pointer: `/learners/${index}/employedAtCompletion`,
        fix: 'Remove this learner. There is no second part for somebody who has left.',
      });
    }
    return claim.learners.every((line) => line.employedAtCompletion)
      ? pass('Everybody worked for you on completion.')
      : refer('You declare that everybody still worked for you on completion. It may be checked.');
  },
};

/** The later of the first payment and the start: nothing of the second part can have been paid before. */
const earliestSecondPayment = ({ claim }: JudgedFacts): CalendarDay | undefined =>
  claim.startPart && latestDay([claim.startPart.paymentDate, claim.startPart.startDate]);

const secondPayment: Rule = {
  id: 'completion.second-payment-in-order',
  version: 1,
  title: 'The rest is paid after the first payment',
  text: 'On a payment plan the rest of the price is paid on or after the day of the first payment and the day of the start. It changes neither the rate nor the year.',
  source: 'Payment plans; a second payment on the same day is allowed (rules T13, Y3, section 8)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'validation-failed',
  applies: ({ claim }) => claim.startPart !== undefined && claim.paymentDate !== undefined,
  inputs: (facts) => ({
    secondPayment: orNull(facts.claim.paymentDate),
    notBefore: orNull(earliestSecondPayment(facts)),
  }),
  judge: (facts) => {
    const earliest = earliestSecondPayment(facts) ?? '';
    return (facts.claim.paymentDate ?? '') >= earliest
      ? pass('The rest was paid after the first payment and the start.')
      : fail(`The rest cannot have been paid before ${formatDayInWords(earliest)}.`, {
          code: 'second-payment-too-early',
          pointer: '/paymentDate',
          fix: `Enter the day the rest was paid, on or after ${formatDayInWords(earliest)}.`,
        });
  },
};

export const COMPLETION_RULES: readonly Rule[] = [afterItsStart, samePeople, sameEmployer, secondPayment];
