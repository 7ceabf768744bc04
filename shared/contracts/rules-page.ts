import { RULES } from '../domain/rules/run-rules.ts';
import type { RefusedAs, Rule } from '../domain/rules/rule.ts';

/** A rule of the scheme, for whoever wants to read or print it. */
export interface RuleEntry extends Pick<
  Rule,
  'id' | 'version' | 'title' | 'text' | 'source' | 'effectiveFrom' | 'effectiveTo' | 'fault' | 'refusedAs'
> {
  /** The suites that hold it at its boundary, as paths from the root. */
  readonly tests: readonly string[];
}

/** Where the tests that name a rule's id are, found by whoever can read files. */
export type TestsOf = (ruleId: string) => readonly string[];

export const ruleEntries = (testsOf: TestsOf): readonly RuleEntry[] =>
  RULES.map(({ id, version, title, text, source, effectiveFrom, effectiveTo, fault, refusedAs }) => ({
    id,
    version,
    title,
    text,
    source,
    effectiveFrom,
    effectiveTo,
    fault,
    refusedAs,
    tests: testsOf(id),
  }));

const GROUPS: Readonly<Record<string, string>> = {
  claim: 'The claim itself',
  training: 'Training',
  completion: 'Completion parts',
  dates: 'Dates and deadlines',
  employer: 'Employers',
  learner: 'Learners',
  evidence: 'Evidence',
};

const FAULTS: Readonly<Record<Rule['fault'], string>> = {
  correctable: 'Can be put right: the claim is sent back, never refused for it.',
  final: 'Cannot be put right: a refusal names this rule.',
};

const AT_SUBMISSION: Readonly<Record<RefusedAs, string>> = {
  'validation-failed': '`validation-failed`',
  'not-eligible': '`not-eligible`',
  'outside-window': '`outside-window`',
  'determination-not-accepted': '`determination-not-accepted`',
  'bank-details-missing': '`bank-details-missing`, or `not-eligible` where more is wrong',
  evidence: '`evidence-missing`',
};

const section = (entry: RuleEntry): readonly string[] => [
  `### ${entry.title}`,
  '',
  entry.text,
  '',
  `- Rule: \`${entry.id}\`, version ${entry.version}, for payments from ${entry.effectiveFrom}${entry.effectiveTo === undefined ? '' : ` to ${entry.effectiveTo}`}`,
  `- Source: ${entry.source}`,
  `- ${FAULTS[entry.fault]} At submission: ${AT_SUBMISSION[entry.refusedAs]}`,
  `- Tests: ${entry.tests.map((path) => `\`${path}\``).join(', ') || 'none'}`,
  '',
];

/** The page of the scheme's rules, in Markdown, drawn from the rules that decide. */
export function rulesPage(testsOf: TestsOf): string {
  const entries = ruleEntries(testsOf);
  const groups = Object.entries(GROUPS).flatMap(([prefix, title]) => [
    `## ${title}`,
    '',
    ...entries.filter(({ id }) => id.startsWith(`${prefix}.`)).flatMap(section),
  ]);
  return [
    '# Rules of the scheme',
    '',
    'Drawn from `shared/domain/rules` by `npm run docs`. Every submission runs all rules that apply to it and keeps their ids, versions, inputs and outcomes with the claim, so that the decision can be made again from its record alone. Numbers such as T2 are the sections and rows of the scheme rules that the sources were gathered in. Where no fact answers a rule, its outcome is `refer`: a caseworker answers it.',
    '',
    ...groups,
  ].join('\n');
}
