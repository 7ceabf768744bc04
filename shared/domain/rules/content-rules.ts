import type { CalendarDay } from '../calendar-day.ts';
import { governingDay, judgedLines } from '../governing-day.ts';
import { FROM_THE_START, fail, pass } from './rule.ts';
import type { JudgedFacts } from './judged-facts.ts';
import type { Rule } from './rule.ts';

interface Gap {
  readonly pointer: string;
  readonly explanation: string;
  readonly fix: string;
}

const isFixedRate = ({ catalogue }: Pick<JudgedFacts, 'catalogue'>): boolean =>
  catalogue.length > 0 && catalogue.every(({ rate }) => rate === 'fixed');

/** What a claim of this type must still say before it can be submitted. The rule reports the first; a draft shows them all. */
export function contentGaps(facts: Pick<JudgedFacts, 'claim' | 'catalogue'>): readonly Gap[] {
  return [...partGaps(facts), ...completionGaps(facts), ...ageGaps(facts)];
}

/** A completion part takes its start from its start part, and pays only where the rest was left to pay. */
const mustPay = (facts: Pick<JudgedFacts, 'claim' | 'catalogue'>): boolean =>
  facts.claim.type === 'completion' ? facts.claim.startPart?.paymentPlan === true : !isFixedRate(facts);

const startOf = ({ claim }: Pick<JudgedFacts, 'claim'>): CalendarDay | undefined =>
  claim.startDate ?? claim.startPart?.startDate;

function partGaps(facts: Pick<JudgedFacts, 'claim' | 'catalogue'>): readonly Gap[] {
  const { claim } = facts;
  const needed: Gap[] = [];
  if (claim.learners.length === 0) {
    needed.push({ pointer: '/learners', explanation: 'The claim names nobody.', fix: 'Add the learner.' });
  }
  if (claim.type !== 'full' && startOf(facts) === undefined) {
    needed.push({
      pointer: '/startDate',
      explanation: 'The start date is missing.',
      fix: 'Add the date the training started.',
    });
  }
  if (mustPay(facts) && claim.paymentDate === undefined) {
    needed.push({
      pointer: '/paymentDate',
      explanation: 'The payment date is missing.',
      fix: 'Add the date you paid.',
    });
  }
  return needed;
}

function completionGaps({ claim }: Pick<JudgedFacts, 'claim'>): readonly Gap[] {
  if (claim.type === 'start') return [];
  return claim.learners.flatMap(({ completionDate }, index) =>
    completionDate === undefined
      ? [
          {
            pointer: `/learners/${index}/completionDate`,
            explanation: 'A completion date is missing.',
            fix: 'Add the date on the certificate.',
          },
        ]
      : [],
  );
}

function ageGaps(facts: Pick<JudgedFacts, 'claim' | 'catalogue'>): readonly Gap[] {
  const { claim, catalogue } = facts;
  const limited = judgedLines(claim, catalogue).some(({ minimumAge }) => minimumAge !== undefined);
  return startOf(facts) === undefined && limited
    ? [
        {
          pointer: '/startDate',
          explanation: 'The start date is missing, and this training has an age limit on that day.',
          fix: 'Add the date the training started.',
        },
      ]
    : [];
}

const complete: Rule = {
  id: 'claim.complete',
  version: 1,
  title: 'The claim says everything that it has to',
  text: 'A claim names its learners and gives the dates that its type needs: the payment, the start for a claim in two parts or for training with an age limit, the completion of each learner once it is complete, and on a payment plan the day the rest was paid.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'Evidence and claim data (section 7)',
  refusedAs: 'validation-failed',
  applies: () => true,
  inputs: (facts) => ({
    learners: facts.claim.learners.length,
    startDate: facts.claim.startDate ?? null,
    governingDay: governingDay(facts.claim, facts.catalogue) ?? null,
  }),
  judge: (facts) => {
    const gap = contentGaps(facts)[0];
    return gap === undefined
      ? pass('The claim says everything that it has to.')
      : fail(gap.explanation, { code: 'field-missing', pointer: gap.pointer, fix: gap.fix });
  },
};

const oneOfEach: Rule = {
  id: 'claim.each-learner-once',
  version: 1,
  title: 'Nobody is on a claim twice',
  text: 'A learner is on a claim once.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  source: 'Once for each learner and course (rule S12)',
  refusedAs: 'validation-failed',
  applies: ({ claim }) => claim.learners.length > 1,
  inputs: ({ claim }) => ({ learners: claim.learners.map(({ learnerId }) => learnerId) }),
  judge: ({ claim }) => {
    const ids = claim.learners.map(({ learnerId }) => learnerId);
    const again = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    return again === -1
      ? pass('Nobody is on the claim twice.')
      : fail('The same learner is on this claim twice.', {
          code: 'learner-twice',
          pointer: `/learners/${again}`,
          fix: 'Remove one of the two.',
        });
  },
};

export const CONTENT_RULES: readonly Rule[] = [complete, oneOfEach];
