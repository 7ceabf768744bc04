import { formatDayInWords, londonDayOf } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import { claimWindow } from '../claim-window.ts';
import { fail, orNull, pass } from './rule.ts';
import type { Rule, RuleFacts, RuleInputs } from './rule.ts';

interface NamedDay {
  readonly pointer: string;
  readonly name: string;
  readonly day: CalendarDay;
}

function namedDays({ claim }: RuleFacts): readonly NamedDay[] {
  const all = [
    { pointer: '/startDate', name: 'start date', day: claim.startDate },
    { pointer: '/paymentDate', name: 'payment date', day: claim.paymentDate },
    ...claim.learners.map(({ completionDate }, index) => ({
      pointer: `/learners/${index}/completionDate`,
      name: 'completion date',
      day: completionDate,
    })),
  ];
  return all.flatMap(({ day, ...rest }) => (day === undefined ? [] : [{ ...rest, day }]));
}

const dateInputs = (facts: RuleFacts): RuleInputs => ({
  startDate: orNull(facts.claim.startDate),
  paymentDate: orNull(facts.claim.paymentDate),
  completionDates: facts.claim.learners.map(({ completionDate }) => completionDate ?? ''),
});

const notInTheFuture: Rule = {
  id: 'dates.not-in-the-future',
  version: 1,
  source: 'Date sanity (rule T13)',
  refusedAs: 'validation-failed',
  applies: (facts) => namedDays(facts).length > 0,
  inputs: (facts) => ({ ...dateInputs(facts), today: londonDayOf(facts.now) }),
  judge: (facts) => {
    const today = londonDayOf(facts.now);
    const late = namedDays(facts).find(({ day }) => day > today);
    return late === undefined
      ? pass('No date is in the future.')
      : fail(`The ${late.name} is in the future.`, {
          code: 'date-in-the-future',
          pointer: late.pointer,
          fix: `Enter a date that is not after today, ${formatDayInWords(today)}.`,
        });
  },
};

const inOrder: Rule = {
  id: 'dates.completion-on-or-after-start',
  version: 1,
  source: 'Date sanity (rule T13)',
  refusedAs: 'validation-failed',
  applies: ({ claim }) => claim.startDate !== undefined,
  inputs: dateInputs,
  judge: ({ claim }) => {
    const start = claim.startDate ?? '';
    const early = claim.learners.findIndex(
      ({ completionDate }) => completionDate !== undefined && completionDate < start,
    );
    return early === -1
      ? pass('Nobody completed before the training started.')
      : fail('The completion date is before the start date.', {
          code: 'completion-before-start',
          pointer: `/learners/${early}/completionDate`,
          fix: `Enter a completion date on or after ${formatDayInWords(start)}, or correct the start date.`,
        });
  },
};

const afterFloor: Rule = {
  id: 'dates.on-or-after-scheme-start',
  version: 1,
  source: 'LDSS guide: started and paid on or after 1 April 2024 (rule Y5)',
  refusedAs: 'not-eligible',
  applies: ({ claim }) => claim.startDate !== undefined || claim.paymentDate !== undefined,
  inputs: (facts) => ({ ...dateInputs(facts), floorDay: facts.policy.floorDay }),
  judge: ({ claim, policy }) => {
    const early = [
      { pointer: '/startDate', day: claim.startDate },
      { pointer: '/paymentDate', day: claim.paymentDate },
    ].find(({ day }) => day !== undefined && day < policy.floorDay);
    return early === undefined
      ? pass(`The training started and was paid for on or after ${formatDayInWords(policy.floorDay)}.`)
      : fail(
          `The scheme covers training that started and was paid for on or after ${formatDayInWords(policy.floorDay)}.`,
          {
            code: 'before-scheme-start',
            pointer: early.pointer,
            fix: 'Check the date. Earlier training cannot be claimed.',
          },
        );
  },
};

const withinWindow: Rule = {
  id: 'dates.within-window',
  version: 1,
  source: 'LDSS guide: within 3 months; judged on the first submission (rules T2 to T4, T7, T12)',
  refusedAs: 'outside-window',
  applies: (facts) => claimWindow(facts.claim, facts.policy) !== undefined,
  inputs: (facts) => {
    const window = claimWindow(facts.claim, facts.policy);
    return {
      anchor: orNull(window?.anchor),
      lastDay: orNull(window?.lastDay),
      submittedAt: facts.submittedAt,
    };
  },
  judge: (facts) => {
    const window = claimWindow(facts.claim, facts.policy);
    if (window === undefined || facts.submittedAt < window.closesAt)
      return pass('The claim was submitted in time.');
    return fail(`This claim had to be submitted by the end of ${formatDayInWords(window.lastDay)}.`, {
      code: 'outside-window',
      pointer: facts.claim.type === 'start' ? '/paymentDate' : '/learners/0/completionDate',
      fix: 'Check the dates. If they are right, the time to claim has passed.',
    });
  },
};

export const DATE_RULES: readonly Rule[] = [notInTheFuture, inOrder, afterFloor, withinWindow];
