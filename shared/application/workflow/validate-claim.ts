import { addDays, londonDayOf } from '../../domain/calendar-day.ts';
import { baseOf, decisionOf, reviewOf } from '../../domain/claim.ts';
import type { Claim, Problem, RequestForAction, ReturnedClaim, SubmittedClaim } from '../../domain/claim.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { problemsOf } from '../../domain/rules/run-rules.ts';
import type { DecisionRecord } from '../../domain/rules/run-rules.ts';
import { isOver } from '../../domain/transitions.ts';
import { changeOf } from '../claims/claim-change.ts';
import { judgeClaim } from '../claims/judge-claim.ts';
import { gatherFacts } from '../claims/rule-facts.ts';
import type { FactPorts } from '../claims/rule-facts.ts';
import { evidenceProblems } from '../claims/submission-check.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { EvidenceRecords } from '../ports/evidence.ts';

export interface ValidatePorts extends FactPorts {
  readonly claims: ClaimStore;
  readonly evidence: EvidenceRecords;
  readonly ids: Ids;
}

export const EVIDENCE_OUTCOMES = ['clean', 'refused', 'late', 'ended'] as const;

export interface Validation {
  readonly reference: ClaimReference;
  readonly evidenceOutcome: (typeof EVIDENCE_OUTCOMES)[number];
}

/** `passed-again`: the claim was in review before, so its money is held and the line need not be asked. */
export type ValidationOutcome = 'passed' | 'passed-again' | 'needs-action' | 'ended';

interface Judgement {
  readonly problems: readonly Problem[];
  readonly askedBy: RequestForAction['askedBy'];
  readonly record: DecisionRecord | undefined;
  readonly policy: SchemePolicy;
}

const SCAN_LATE: Problem = {
  code: 'evidence-unscannable',
  pointer: '/evidence',
  detail: 'The virus scan of your files did not finish in time.',
  fix: 'Remove the files, upload them again and submit the claim again.',
};

const passedOf = (claim: Claim): ValidationOutcome =>
  reviewOf(claim) === undefined ? 'passed' : 'passed-again';

/** A walk that starts again in the middle finds the claim further on than it expects: it says where the claim is. */
function outcomeElsewhere(claim: Claim): ValidationOutcome {
  if (claim.status === 'needs-action') return 'needs-action';
  return isOver(claim.status) && decisionOf(claim) === undefined ? 'ended' : passedOf(claim);
}

async function judge(
  ports: ValidatePorts,
  claim: SubmittedClaim,
  setting: { readonly evidenceOutcome: Validation['evidenceOutcome']; readonly context: ProcessContext },
): Promise<Judgement> {
  const { context, evidenceOutcome } = setting;
  const submittedAt = claim.submission.firstSubmittedAt;
  const gathered = await gatherFacts(ports, { claim, submittedAt, now: context.now, holdsGuards: true });
  if (!gathered.ok) throw new Error(`A learner on submitted claim ${claim.reference} is gone`);
  const { facts } = gathered.value;
  const { policy } = facts;
  const files = await ports.evidence.list(claim.reference);
  if (evidenceOutcome !== 'clean') {
    const found = evidenceProblems(claim, facts.catalogue, files);
    return {
      problems: found.length > 0 ? found : [SCAN_LATE],
      askedBy: 'evidence',
      record: undefined,
      policy,
    };
  }
  const { record } = judgeClaim({ ...facts, evidence: files });
  return { problems: problemsOf(record), askedBy: 'rules', record, policy };
}

function returned(claim: SubmittedClaim, judgement: Judgement, context: ProcessContext): ReturnedClaim {
  const { askedBy, problems, policy } = judgement;
  const actBy = addDays(londonDayOf(context.now), policy.daysToAnswer);
  const action = { askedAt: context.now, askedBy, actBy, problems };
  return {
    ...baseOf(claim),
    status: 'needs-action',
    submission: claim.submission,
    action,
    review: claim.review,
  };
}

/**
 * The Validation state: the rules again, on fresh data. A claim that fails goes back to the employer with everything
 * that has to be put right; its money stays held. Run twice, it says the same and changes nothing the second time.
 */
export async function validateClaim(
  ports: ValidatePorts,
  { reference, evidenceOutcome }: Validation,
  context: ProcessContext,
): Promise<ValidationOutcome> {
  const claim = await ports.claims.read(reference);
  if (claim === undefined) throw new Error(`Claim ${reference} has a workflow and no record`);
  if (claim.status !== 'submitted') return outcomeElsewhere(claim);
  const judgement = await judge(ports, claim, { evidenceOutcome, context });
  const { record, policy } = judgement;
  const { number } = claim.submission;
  if (judgement.problems.length === 0) {
    if (record) await ports.claims.keepRecord(reference, number, record);
    return passedOf(claim);
  }
  const step = { action: 'return', actor: context.actor, context, policy, ids: ports.ids } as const;
  const change = changeOf(claim, returned(claim, judgement, context), step);
  const done = await ports.claims.commit({
    ...change,
    decisionRecord: record && { submissionNumber: number, record },
  });
  // Somebody was faster, for example a withdrawal: look again at where the claim is now.
  return done.ok ? 'needs-action' : validateClaim(ports, { reference, evidenceOutcome }, context);
}
