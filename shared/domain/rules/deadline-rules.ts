import { endOfLondonDay, formatDayInWords } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import { claimWindow } from '../claim-window.ts';
import { governingEntry } from '../governing-day.ts';
import { lastDayOf } from '../scheme-year.ts';
import { longStopOf } from '../start-part.ts';
import type { JudgedFacts } from './judged-facts.ts';
import { FROM_THE_START, fail, orNull, pass } from './rule.ts';
import type { Rule, RuleOutcome } from './rule.ts';

const windowOf = (facts: JudgedFacts) => claimWindow(facts.claim, facts.policy);

const dateThatCounts = ({ claim }: JudgedFacts): string =>
  claim.type === 'start' ? '/paymentDate' : '/learners/0/completionDate';

/** To the last moment of the day in London, and not one later. */
const isInTime = ({ submittedAt }: JudgedFacts, lastDay: CalendarDay): boolean =>
  submittedAt < endOfLondonDay(lastDay);

function judgeBy(
  lastDay: CalendarDay | undefined,
  facts: JudgedFacts,
  pointer = dateThatCounts(facts),
): RuleOutcome {
  if (lastDay === undefined || isInTime(facts, lastDay)) return pass('The claim was submitted in time.');
  return fail(`This claim had to be submitted by the end of ${formatDayInWords(lastDay)}.`, {
    code: 'outside-window',
    pointer,
    fix: 'Check the dates. If they are right, the time to claim has passed.',
  });
}

const withinWindow: Rule = {
  id: 'dates.within-window',
  version: 1,
  title: 'Submitted within three months',
  text: 'A full claim and a completion part are submitted within three months of the last learner’s completion, a start part within three months of the later of payment and start. The last day is the same day three months on, or the last of the month, to 23:59:59 in London. Only the first submission counts.',
  source: 'LDSS guide: within 3 months; judged on the first submission (rules T2 to T4, T7, T12)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'outside-window',
  applies: (facts) => windowOf(facts) !== undefined,
  inputs: (facts) => ({
    anchor: orNull(windowOf(facts)?.anchor),
    lastDay: orNull(windowOf(facts)?.lastDay),
    submittedAt: facts.submittedAt,
  }),
  judge: (facts) => judgeBy(windowOf(facts)?.lastDay, facts),
};

/** The year's deadline binds claims that could be made within the year; what was still running is carried forward. */
function yearEndOf(facts: JudgedFacts): CalendarDay | undefined {
  const { claim, catalogue, policy } = facts;
  const governing = governingEntry(claim, catalogue);
  const window = windowOf(facts);
  if (governing === undefined || window === undefined || claim.type === 'completion') return undefined;
  const { effectiveFrom, effectiveTo, year } = policy;
  if (governing.day < effectiveFrom || governing.day > effectiveTo) return undefined;
  return window.anchor > lastDayOf(year) ? undefined : policy.funds[governing.entry.fund]?.lastSubmissionDay;
}

const beforeYearEnd: Rule = {
  id: 'dates.before-year-end',
  version: 1,
  title: 'Submitted before the year’s deadline',
  text: 'Where the department sets a last day for a year and fund, claims whose three months began in that year are submitted by its end. Completion parts are carried forward, and so is training that was not finished by 31 March.',
  source: 'LDSS guide, March 2025; Oliver McGowan training notice (rules T8, T9)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'outside-window',
  applies: (facts) => yearEndOf(facts) !== undefined,
  inputs: (facts) => ({ lastDay: orNull(yearEndOf(facts)), submittedAt: facts.submittedAt }),
  judge: (facts) => judgeBy(yearEndOf(facts), facts),
};

const stopOf = ({ claim, policy }: JudgedFacts): CalendarDay | undefined =>
  claim.startDate === undefined ? undefined : longStopOf(claim.startDate, policy);

const beforeLongStop: Rule = {
  id: 'dates.before-long-stop',
  version: 1,
  title: 'Submitted before the long stop',
  text: 'Training that began before 31 March 2025 is claimed by the end of December 2026, however long it took.',
  source: 'What can be claimed: long courses (rule T10)',
  effectiveFrom: FROM_THE_START,
  fault: 'final',
  refusedAs: 'outside-window',
  applies: (facts) => stopOf(facts) !== undefined,
  inputs: (facts) => ({ lastDay: orNull(stopOf(facts)), submittedAt: facts.submittedAt }),
  judge: (facts) => judgeBy(stopOf(facts), facts, '/startDate'),
};

export const DEADLINE_RULES: readonly Rule[] = [withinWindow, beforeYearEnd, beforeLongStop];
