import { addDays, londonDayOf } from '../../domain/calendar-day.ts';
import { baseOf, decisionOf, reviewOf } from '../../domain/claim.ts';
import type { Claim, Problem, RequestForAction, ReturnedClaim, SubmittedClaim } from '../../domain/claim.ts';
import { refusedByRules } from '../../domain/claim-refusal.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { problemsOf, resolutionOf } from '../../domain/rules/run-rules.ts';
import type { DecisionRecord, RuleRecord } from '../../domain/rules/run-rules.ts';
import { isOver } from '../../domain/transitions.ts';
import { changeOf } from '../claims/claim-change.ts';
import { refusalOf } from '../claims/end-claim.ts';
import { judgeClaim } from '../claims/judge-claim.ts';
import { gatherFacts } from '../claims/rule-facts.ts';
import type { FactPorts } from '../claims/rule-facts.ts';
import { evidenceProblems } from '../claims/submission-check.ts';
import type { ClaimChange, ClaimStore } from '../ports/claim-store.ts';
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

/** What becomes of the claim: nothing, it goes back to the employer, or it is over. */
type Resolution =
  | { readonly kind: 'passes' }
  | ({ readonly kind: 'send-back' } & Pick<RequestForAction, 'askedBy' | 'problems'>)
  | { readonly kind: 'refuse'; readonly rules: readonly RuleRecord[] };

interface Judgement {
  readonly resolution: Resolution;
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

/**
 * What the walk hears of a claim that has left this state. One that starts again in the middle finds the claim further
 * on than it expects: it is told where the claim is.
 */
function outcomeAt(claim: Claim): ValidationOutcome {
  if (claim.status === 'needs-action') return 'needs-action';
  return isOver(claim.status) && decisionOf(claim) === undefined ? 'ended' : passedOf(claim);
}

function resolutionBy(record: DecisionRecord): Resolution {
  const resolution = resolutionOf(record);
  return resolution.kind === 'send-back'
    ? { kind: resolution.kind, askedBy: 'rules', problems: problemsOf(record) }
    : resolution;
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
    const problems = found.length > 0 ? found : [SCAN_LATE];
    return { resolution: { kind: 'send-back', askedBy: 'evidence', problems }, record: undefined, policy };
  }
  const { record } = judgeClaim({ ...facts, evidence: files });
  return { resolution: resolutionBy(record), record, policy };
}

function returned(
  claim: SubmittedClaim,
  asked: Pick<RequestForAction, 'askedBy' | 'problems'>,
  at: { readonly policy: SchemePolicy; readonly context: ProcessContext },
): ReturnedClaim {
  const { now } = at.context;
  const { askedBy, problems } = asked;
  const actBy = addDays(londonDayOf(now), at.policy.daysToAnswer);
  const { submission, review } = claim;
  const action = { askedAt: now, askedBy, actBy, problems };
  return { ...baseOf(claim), status: 'needs-action', submission, action, review };
}

/** Undefined: the claim stays as it is and goes on. */
function changeFor(
  claim: SubmittedClaim,
  { resolution, record, policy }: Judgement,
  { ids, context }: { readonly ids: Ids; readonly context: ProcessContext },
): ClaimChange | undefined {
  const step = { actor: context.actor, context, policy, ids };
  const decisionRecord = record && { submissionNumber: claim.submission.number, record };
  switch (resolution.kind) {
    case 'passes':
      return undefined;
    case 'send-back': {
      const after = returned(claim, resolution, { policy, context });
      return { ...changeOf(claim, after, { ...step, action: 'return' }), decisionRecord };
    }
    case 'refuse': {
      const refusal = refusedByRules(resolution.rules, context.now);
      return { ...refusalOf(claim, refusal, step), decisionRecord };
    }
  }
}

/**
 * The Validation state: the rules again, on fresh data. A claim that fails goes back to the employer with everything
 * that has to be put right; its money stays held. One in which nothing can be put right is refused, with the rules that
 * say so, and its money is freed. Run twice, it says the same and changes nothing the second time.
 */
export async function validateClaim(
  ports: ValidatePorts,
  { reference, evidenceOutcome }: Validation,
  context: ProcessContext,
): Promise<ValidationOutcome> {
  const claim = await ports.claims.read(reference);
  if (claim === undefined) throw new Error(`Claim ${reference} has a workflow and no record`);
  if (claim.status !== 'submitted') return outcomeAt(claim);
  const judgement = await judge(ports, claim, { evidenceOutcome, context });
  const change = changeFor(claim, judgement, { ids: ports.ids, context });
  if (change === undefined) {
    const { record } = judgement;
    if (record) await ports.claims.keepRecord(reference, claim.submission.number, record);
    return passedOf(claim);
  }
  const done = await ports.claims.commit(change);
  // Somebody was faster, for example a withdrawal: look again at where the claim is now.
  return done.ok ? outcomeAt(done.value) : validateClaim(ports, { reference, evidenceOutcome }, context);
}
