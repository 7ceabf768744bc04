import { evidenceRequired } from '../../domain/catalogue.ts';
import type { Claim, Problem } from '../../domain/claim.ts';
import { evidenceGaps } from '../../domain/evidence.ts';
import type { Evidence, EvidenceGap } from '../../domain/evidence.ts';
import { governingEntry } from '../../domain/governing-day.ts';
import { assertNever, failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { contentGaps } from '../../domain/rules/content-rules.ts';
import type { RuleFacts } from '../../domain/rules/rule.ts';
import { failedRules, problemsOf, refusalKindOf } from '../../domain/rules/run-rules.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';
import type { FieldError, Refusal } from '../refusal.ts';
import { judgeClaim } from './judge-claim.ts';
import type { Worth } from './judge-claim.ts';

/** What a claim that passed every check asks of which fund. */
export interface Ask extends Worth {
  readonly record: DecisionRecord;
}

/** A problem as an entry of the list of errors. */
export const errorOf = ({ pointer, code, detail, fix }: Problem): FieldError => ({
  pointer,
  code,
  detail: `${detail} ${fix}`,
});

/** Everything that the claim does not say yet. */
export const contentProblems = (facts: Pick<RuleFacts, 'claim' | 'catalogue'>): readonly Problem[] =>
  contentGaps(facts).map(({ pointer, explanation, fix }) => ({
    code: 'field-missing',
    pointer,
    detail: explanation,
    fix,
  }));

/** The rule about completeness names the first gap, for the record; whoever has to fill them wants them all. */
function unfinished(record: DecisionRecord, facts: RuleFacts): readonly FieldError[] {
  const gaps = contentProblems(facts);
  const others = problemsOf(record).filter(({ code }) => !gaps.some((gap) => gap.code === code));
  return [...gaps, ...others].map(errorOf);
}

const ONCE = 'learner.once-for-each-course';

/** A failed run of the rules as an answer to the employer: the kind of the first failure, the whole list of problems. */
function refusalOfRules(record: DecisionRecord, facts: RuleFacts): Refusal | undefined {
  const kind = refusalKindOf(record);
  const problems = problemsOf(record);
  const failed = failedRules(record);
  // Whose claim stands in the way is said by whoever knows, and only to its own employer.
  if (failed.length > 0 && failed.every(({ id }) => id === ONCE))
    return { code: 'duplicate-claim', own: undefined };
  switch (kind) {
    case undefined:
      return undefined;
    case 'validation-failed':
      return { code: 'validation-failed', errors: unfinished(record, facts) };
    case 'not-eligible':
    case 'bank-details-missing':
      return { code: kind, problems, rules: failed };
    case 'evidence':
      return { code: 'evidence-missing', problems };
    case 'outside-window':
    case 'determination-not-accepted':
      return { code: kind, problems };
    default:
      return assertNever(kind);
  }
}

/** The rules, and what they make the claim worth. */
export function askOf(facts: RuleFacts): Result<Ask, Refusal> {
  const { record, worth } = judgeClaim(facts);
  const refusal = refusalOfRules(record, facts);
  if (refusal) return failure(refusal);
  if (worth === undefined) throw new Error('Rules passed a claim that no line of the catalogue pays');
  return success({ ...worth, record });
}

const WORDS: Readonly<Record<EvidenceGap['reason'], { readonly detail: string; readonly fix: string }>> = {
  missing: { detail: 'This evidence is missing.', fix: 'Upload it before you submit the claim.' },
  'not-arrived': {
    detail: 'This file was announced and has not arrived.',
    fix: 'Upload it again, or remove it.',
  },
  'evidence-type': {
    detail: 'The file is not the type it says it is.',
    fix: 'Remove it and upload a PDF, JPG or PNG.',
  },
  'evidence-size': {
    detail: 'The file is not the size that was announced.',
    fix: 'Remove it and upload it again.',
  },
  'evidence-hash': {
    detail: 'The file is not the one that was announced.',
    fix: 'Remove it and upload it again.',
  },
  'evidence-late': {
    detail: 'The file arrived after its upload had expired.',
    fix: 'Remove it and upload it again.',
  },
  'evidence-infected': {
    detail: 'A virus was found in the file.',
    fix: 'Remove it and upload a clean copy.',
  },
  'evidence-unscannable': {
    detail: 'The file cannot be read: it may be damaged or protected by a password.',
    fix: 'Remove it and upload a copy that opens without a password.',
  },
};

/** Gaps as problems that the employer can act upon. */
export function problemsOfGaps(
  claim: Pick<Claim, 'learners'>,
  gaps: readonly EvidenceGap[],
): readonly Problem[] {
  return gaps.map(({ kind, learnerId, reason, evidenceId }) => {
    const line = claim.learners.findIndex((learner) => learner.learnerId === learnerId);
    const place =
      evidenceId === undefined
        ? kind === 'payment'
          ? '/evidence/payment'
          : `/learners/${line}/evidence`
        : `/evidence/${evidenceId}`;
    const code = reason === 'missing' || reason === 'not-arrived' ? 'evidence-missing' : reason;
    const { detail, fix } = WORDS[reason];
    const what = kind === 'payment' ? 'Proof of payment' : 'Evidence of completion';
    return {
      code,
      pointer: place,
      detail: `${what}: ${detail.charAt(0).toLowerCase()}${detail.slice(1)}`,
      fix,
    };
  });
}

/** What this claim needs by way of evidence, by the line of the catalogue that pays it. */
export function requiredEvidence(
  claim: Claim,
  catalogue: RuleFacts['catalogue'],
): { readonly payment: boolean; readonly completion: boolean } {
  const entry =
    governingEntry(claim, catalogue)?.entry ?? catalogue.find(({ code }) => code === claim.trainingCode);
  return evidenceRequired(entry ?? { rate: 'up-to-maximum' }, claim.type, claim.startPart?.paymentPlan);
}

export function evidenceProblems(
  claim: Claim,
  catalogue: RuleFacts['catalogue'],
  files: readonly Evidence[],
): readonly Problem[] {
  const learnerIds = claim.learners.map(({ learnerId }) => learnerId);
  return problemsOfGaps(claim, evidenceGaps(requiredEvidence(claim, catalogue), learnerIds, files));
}
