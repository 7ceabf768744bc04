import { formatDayInWords } from '../calendar-day.ts';
import { FUNDS } from '../catalogue.ts';
import type { FundName } from '../catalogue.ts';
import { formatPence } from '../money.ts';
import type { FundPolicy, LongStop, SchemePolicy } from '../policy.ts';

/** One thing that a change set changes, as people say it. */
export interface Difference {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
  readonly sentence: string;
}

const NOT_SET = 'not set';

const money = (amount: number | undefined): string => (amount === undefined ? NOT_SET : formatPence(amount));
const day = (value: string | undefined): string => (value === undefined ? NOT_SET : formatDayInWords(value));
const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
const counted =
  (unit: string) =>
  (value: number): string =>
    `${value} ${unit}${value === 1 ? '' : 's'}`;

const stops = (longStops: readonly LongStop[]): string =>
  longStops.length === 0
    ? 'none'
    : longStops
        .map(({ startedBefore, lastDay }) => `begun before ${day(startedBefore)}: by ${day(lastDay)}`)
        .join('; ');

const BANK = { verified: 'verified', given: 'given, verified or not', 'not-needed': 'not needed' } as const;

type Reading = readonly [subject: string, read: (policy: SchemePolicy) => string];

const GENERAL: readonly Reading[] = [
  ['The first day of payments it governs', ({ effectiveFrom }) => day(effectiveFrom)],
  ['The last day of payments it governs', ({ effectiveTo }) => day(effectiveTo)],
  ['The first day of the scheme', ({ floorDay }) => day(floorDay)],
  ['The time to submit', ({ windowMonths }) => counted('month')(windowMonths)],
  ['The time to answer a claim that was sent back', ({ daysToAnswer }) => counted('day')(daysToAnswer)],
  ['The time a draft is kept', ({ draftDays }) => counted('day')(draftDays)],
  ['The amount above which two people approve', (policy) => money(policy.secondApproverAbovePence)],
  ['The first day of quality-assured delivery', ({ qualityAssuredFrom }) => day(qualityAssuredFrom)],
  ['Whether a claim that does not fit keeps later ones behind it', ({ strictOrder }) => yesNo(strictOrder)],
  ['The state of bank details that is needed', ({ bankDetails }) => BANK[bankDetails]],
  ['Whether money is kept for completion parts', (policy) => yesNo(policy.earmarkCompletionParts)],
  ['The time money is kept for a completion part', ({ earmarkMonths }) => counted('month')(earmarkMonths)],
  ['The list of long stops', ({ longStops }) => stops(longStops)],
  ['The largest file', ({ evidence }) => counted('byte')(evidence.maximumBytes)],
  ['The limit of payment files', ({ evidence }) => counted('file')(evidence.maximumPaymentFiles)],
  [
    'The limit of completion files for each learner',
    ({ evidence }) => counted('file')(evidence.maximumCompletionFilesForEachLearner),
  ],
  ['The time to upload a file', ({ evidence }) => counted('minute')(evidence.uploadMinutes)],
  ['The time a caseworker keeps a claim', ({ assignmentMinutes }) => counted('minute')(assignmentMinutes)],
];

const FUND_NAMES: Readonly<Record<FundName, string>> = {
  main: 'main fund',
  oliver: 'Oliver McGowan fund',
};

const ofFund = (fund: FundName): readonly Reading[] => {
  const name = FUND_NAMES[fund];
  const read =
    (field: (policy: FundPolicy) => string) =>
    ({ funds }: SchemePolicy): string =>
      field(funds[fund] ?? {});
  return [
    [`Whether the ${name} pays in this year`, ({ funds }) => yesNo(funds[fund] !== undefined)],
    [`The pot of the ${name}`, read(({ potPence }) => money(potPence))],
    [`The most for one employer from the ${name}`, read(({ capPence }) => money(capPence))],
    [`The last day to submit to the ${name}`, read(({ lastSubmissionDay }) => day(lastSubmissionDay))],
  ];
};

const READINGS: readonly Reading[] = [...GENERAL, ...FUNDS.flatMap(ofFund)];

/** What is different between two versions, in plain words, in a fixed order. Empty when they mean the same. */
export const differences = (before: SchemePolicy, after: SchemePolicy): readonly Difference[] =>
  READINGS.flatMap(([subject, read]) => {
    const [was, is] = [read(before), read(after)];
    return was === is
      ? []
      : [{ subject, before: was, after: is, sentence: `${subject} changes from ${was} to ${is}.` }];
  });
