import { formatDayInWords, londonDayOf } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import { governingEntry } from '../governing-day.ts';
import { FROM_THE_START, fail, orNull, pass } from './rule.ts';
import type { JudgedFacts } from './judged-facts.ts';
import type { Rule, RuleInputs } from './rule.ts';

interface NamedDay {
  readonly pointer: string;
  readonly name: string;
  readonly day: CalendarDay;
}

function namedDays({ claim }: JudgedFacts): readonly NamedDay[] {
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

const firstStartOf = ({ claim, catalogue }: JudgedFacts): CalendarDay | undefined =>
  governingEntry(claim, catalogue)?.entry.firstStart;

const dateInputs = (facts: JudgedFacts): RuleInputs => ({
  startDate: orNull(facts.claim.startDate),
  paymentDate: orNull(facts.claim.paymentDate),
  completionDates: facts.claim.learners.map(({ completionDate }) => completionDate ?? ''),
});

const notInTheFuture: Rule = {
  id: 'dates.not-in-the-future',
  version: 1,
  title: 'No date is in the future',
  text: 'Nothing on a claim happens after today, in London.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
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
  title: 'Completed on or after the start',
  text: 'Nobody completes before the training starts.',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
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
  title: 'Started and paid on or after 1 April 2024',
  text: 'The scheme covers training that both started and was paid for on or after its first day.',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
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

const notBeforeFirstDelivery: Rule = {
  id: 'dates.not-before-first-delivery',
  version: 1,
  title: 'Not started before anybody could start it',
  text: 'Where the list gives the first day that the training could be started, it did not start before.',
  source: 'Level 2 Adult Social Care Certificate, FAQ: no launch before 3 June 2024 (requirement 004-04)',
  effectiveFrom: FROM_THE_START,
  fault: 'correctable',
  refusedAs: 'validation-failed',
  applies: (facts) => facts.claim.startDate !== undefined && firstStartOf(facts) !== undefined,
  inputs: (facts) => ({ startDate: orNull(facts.claim.startDate), firstStart: orNull(firstStartOf(facts)) }),
  judge: (facts) => {
    const first = firstStartOf(facts) ?? '';
    return (facts.claim.startDate ?? '') >= first
      ? pass(`The training started on or after ${formatDayInWords(first)}.`)
      : fail(`Nobody could start this training before ${formatDayInWords(first)}.`, {
          code: 'before-first-delivery',
          pointer: '/startDate',
          fix: 'Check the start date and the training.',
        });
  },
};

export const DATE_RULES: readonly Rule[] = [notInTheFuture, inOrder, afterFloor, notBeforeFirstDelivery];
