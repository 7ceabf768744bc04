import { REFUSAL_CODES } from '../../domain/evidence.ts';
import type { RefusalCode } from '../../domain/evidence.ts';
import { REASONS } from '../../domain/reason-codes.ts';
import { RULES } from '../../domain/rules/run-rules.ts';
import { PROBLEM_MEANINGS } from './problem-meanings.ts';
import { PROBLEM_RESPONSES } from './problem-responses.ts';
import { PROBLEMS, PROBLEM_CODES } from './problems.ts';
import type { ProblemCode } from './problems.ts';

const EVIDENCE_CODES: Readonly<Record<RefusalCode, string>> = {
  'evidence-type': 'The file is not the type that it was announced as.',
  'evidence-size': 'The file is not the size that was announced, or larger than the scheme takes.',
  'evidence-hash': 'The file is not the one that was announced.',
  'evidence-late': 'The file arrived after its upload had expired.',
  'evidence-infected': 'A virus was found in the file. Nobody can read it.',
  'evidence-unscannable': 'The file cannot be read: it may be damaged or protected by a password.',
};

const ALWAYS = new Set(['type', 'title', 'status', 'code', 'detail', 'correlationId']);

const membersOf = (code: ProblemCode): string => {
  const members = Object.keys(PROBLEM_RESPONSES.get(code)?.shape ?? {}).filter((name) => !ALWAYS.has(name));
  return members.map((name) => `\`${name}\``).join(', ');
};

function problemRow(code: ProblemCode): string {
  const { status, title } = PROBLEMS[code];
  const { meaning, remedy } = PROBLEM_MEANINGS[code];
  return `| \`${code}\` | ${status} | ${title} | ${meaning} | ${remedy} | ${membersOf(code)} |`;
}

const table = (heads: readonly string[], rows: readonly string[]): readonly string[] => [
  `| ${heads.join(' | ')} |`,
  `| ${heads.map(() => '---').join(' | ')} |`,
  ...rows,
];

/** The page of problems, in Markdown, drawn from the tables that answer them. */
export const problemsPage = (): string =>
  [
    '# Problems',
    '',
    'Written by `npm run docs` from the tables that the service answers by.',
    '',
    'Whatever goes wrong is answered as `application/problem+json` (RFC 9457). Each has `type`, `title`, `status`, `code`, `detail` and `correlationId`. A code never changes its meaning: programs decide by `code`, people read `detail`. A request that was answered with a problem has changed nothing; of `internal` alone nobody can say, which is why writes take an `Idempotency-Key`.',
    '',
    ...table(
      ['Code', 'Status', 'Title', 'What it means', 'What to do', 'Also has'],
      PROBLEM_CODES.map(problemRow),
    ),
    '',
    'The gateway answers some requests before the service sees them, with `{"message": …}` and no code: 401 for a token that is missing or not valid, 404 for an address that does not exist, 413 for a body above 10 MB, 429 for too many requests at once, 500 and 503 for a function that failed or did not answer in time. Treat them as the codes `unauthenticated`, `not-found`, `too-large`, `too-many-requests` and `internal`.',
    '',
    '## Entries of `errors`',
    '',
    'Each entry names one thing: `pointer` is a JSON pointer into the body, or names the filter in the address; it is empty for the request as a whole. `code` says what kind of thing is wrong, `detail` what to do. What was sent is never repeated. Nothing stops at the first: the list is whole.',
    '',
    '## Codes of evidence',
    '',
    'As `reasonCode` of a refused file, and in `errors` of `evidence-refused`.',
    '',
    ...table(
      ['Code', 'What it means'],
      REFUSAL_CODES.map((code) => `| \`${code}\` | ${EVIDENCE_CODES[code]} |`),
    ),
    '',
    '## Reasons of caseworkers',
    '',
    'As `reasonCodes` of a step. What the employer can mend is only ever sent back, never a reason to reject.',
    '',
    ...table(
      ['Code', 'Step', 'Outcome', 'What the employer reads', 'What to do'],
      Object.entries(REASONS).map(
        ([code, { step, outcome, detail, fix }]) =>
          `| \`${code}\` | ${step} | ${outcome} | ${detail} | ${fix} |`,
      ),
    ),
    '',
    '## Rules',
    '',
    'Every rule that judges a submission, with the problem that its failure is answered as. They appear by id and version in `rules` of `not-eligible` and `bank-details-missing`, and in the decision record.',
    '',
    ...table(
      ['Rule', 'Version', 'Comes from', 'Answered as'],
      RULES.map(
        ({ id, version, source, refusedAs }) =>
          `| \`${id}\` | ${version} | ${source} | \`${refusedAs === 'evidence' ? 'evidence-missing' : refusedAs}\` |`,
      ),
    ),
    '',
  ].join('\n');
