import type { ClaimView } from '../../application/claims/read-claim.ts';
import { contentProblems, requiredEvidence } from '../../application/claims/submission-check.ts';
import type { ClaimSummary } from '../../application/ports/claim-store.ts';
import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { claimResponse, claimSummaryResponse } from '../../contracts/http/claim-responses.ts';
import { claimWindow } from '../../domain/claim-window.ts';
import { askedPence, decisionOf, earmarkOf, reviewOf, submissionOf } from '../../domain/claim.ts';
import type { Claim, Problem } from '../../domain/claim.ts';
import { amountOfFacts } from '../../domain/fund-ask.ts';
import { governingEntry } from '../../domain/governing-day.ts';
import { learnerName } from '../../domain/learner.ts';
import { rulesBehind } from '../../domain/reason-codes.ts';
import { problemsOfReview } from '../../domain/review-problems.ts';
import { reservationOf } from '../../domain/reservation.ts';
import { referenceAs } from '../../domain/reference.ts';
import { schemeYearOf } from '../../domain/scheme-year.ts';

type ClaimAnswer = Answer<typeof claimResponse>;

function fundOf({ claim, catalogue }: ClaimView): ClaimAnswer['fund'] {
  const submission = submissionOf(claim);
  if (submission) return { name: submission.fund, year: submission.year };
  const governing = governingEntry(claim, catalogue);
  return governing === undefined ? null : { name: governing.entry.fund, year: schemeYearOf(governing.day) };
}

function amountsOf({ claim, catalogue, ticket }: ClaimView): ClaimAnswer['amounts'] {
  const submission = submissionOf(claim);
  const amount = submission?.amount ?? amountOfFacts({ claim, catalogue });
  const decision = decisionOf(claim);
  const approvedPence = decision?.outcome === 'approved' ? decision.amount.totalPence : 0;
  return {
    maximumPence: amount?.totalPence ?? null,
    explanation: amount?.explanation ?? null,
    askedPence: submission ? askedPence(submission) : null,
    heldPence: ticket?.heldPence ?? 0,
    approvedPence,
    paidPence: claim.status === 'paid' ? approvedPence : 0,
  };
}

/** What the employer still has to do: on a draft what is missing, on a returned claim what was asked. */
function problemsOf({ claim, catalogue }: ClaimView): readonly Problem[] {
  if (claim.status === 'needs-action') return claim.action.problems;
  if (claim.status !== 'draft') return [];
  return contentProblems({ claim, catalogue });
}

function linesOf({ claim, learners }: ClaimView): ClaimAnswer['learners'] {
  const steps = reviewOf(claim)?.steps ?? [];
  return claim.learners.map((line, index) => {
    const learner = learners[index];
    const step = steps.find((each) => each.step === 'completion' && each.learnerId === line.learnerId);
    return {
      learnerId: line.learnerId,
      name: learner === undefined ? null : learnerName(learner),
      completionDate: line.completionDate ?? null,
      employedAtStart: line.employedAtStart ?? null,
      employedAtCompletion: line.employedAtCompletion ?? null,
      ...(step === undefined ? {} : { outcome: step.outcome, notes: step.note ?? null }),
    };
  });
}

function moneyOf({ claim, ticket, receipt, waiting }: ClaimView) {
  const reserved = ticket && reservationOf(claim, ticket);
  return {
    ...(receipt === undefined ? {} : { ticket: receipt.ticket, receipt }),
    ...(reserved === undefined ? {} : { reserved }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

/** What a caseworker decided, without who it was: employers see that staff did. */
function decisionFor(claim: Claim): ClaimAnswer['decision'] {
  const decision = decisionOf(claim);
  const review = reviewOf(claim);
  if (decision === undefined) return undefined;
  const { outcome, decidedAt, amount, reasonCodes } = decision;
  return {
    ...{ outcome, decidedAt },
    ...(outcome === 'approved' ? { amount } : {}),
    reasons: review === undefined ? [] : problemsOfReview(claim, review),
    rules: rulesBehind(reasonCodes),
  };
}

function paymentFor(claim: Claim): ClaimAnswer['payment'] {
  const step = reviewOf(claim)?.steps.find((each) => each.step === 'payment');
  if (step === undefined) return undefined;
  const { outcome, note, costPerLearnerPence, paidInFull, paidPerLearnerPence } = step;
  return {
    ...{ outcome, notes: note ?? null },
    ...(costPerLearnerPence === undefined ? {} : { costPerLearnerPence }),
    ...(paidInFull === undefined ? {} : { paidInFull }),
    ...(paidPerLearnerPence === undefined ? {} : { paidPerLearnerPence }),
  };
}

/** How it went with the claim, and how it ended. */
function outcomesOf({ claim }: ClaimView) {
  const refusal = claim.status === 'rejected' ? claim.refusal : undefined;
  const [decision, payment] = [decisionFor(claim), paymentFor(claim)];
  const endedReason = 'endedReason' in claim ? claim.endedReason : undefined;
  return {
    ...(payment === undefined ? {} : { payment }),
    ...(decision === undefined ? {} : { decision }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(endedReason === undefined ? {} : { endedReason }),
  };
}

/** What the start part fixed, but for what the service alone has to know. */
function startPartFor({ startPart }: Claim): ClaimAnswer['startPart'] {
  if (startPart === undefined) return undefined;
  const { reference, startDate, paymentDate, learnerIds, paymentPlan } = startPart;
  const { costPerLearnerPence, approvedPerLearnerPence } = startPart;
  return {
    ...{ reference, startDate, paymentDate, learnerIds },
    ...{ costPerLearnerPence, approvedPerLearnerPence, paymentPlan },
  };
}

/** Where other claims are that belong to this one, and what they have to do with each other. */
function partsOf({ claim }: ClaimView) {
  const { startPart, type, status } = claim;
  const opened = type === 'start' && (status === 'approved' || status === 'paid');
  const partner = startPart?.reference ?? (opened ? referenceAs('completion', claim.reference) : undefined);
  const earmark = earmarkOf(claim);
  const { splitFrom, splitOff } = claim;
  const fixed = startPartFor(claim);
  return {
    ...(splitFrom === undefined ? {} : { splitFrom }),
    ...(splitOff === undefined ? {} : { splitOff: [...splitOff] }),
    ...(partner === undefined ? {} : { partner }),
    ...(fixed === undefined ? {} : { paymentPlan: fixed.paymentPlan, startPart: fixed }),
    ...(earmark === undefined ? {} : { earmark }),
  };
}

function askedOf(claim: Claim) {
  if (claim.status !== 'needs-action') return {};
  const { actBy, askedAt, askedBy } = claim.action;
  return { actBy, askedAt, askedBy };
}

function submittedOf(claim: Claim) {
  const submission = submissionOf(claim);
  if (submission === undefined) return {};
  const { number: submissionNumber, firstSubmittedAt, submittedAt } = submission;
  return { submissionNumber, firstSubmittedAt, submittedAt };
}

function momentsOf(view: ClaimView) {
  const { claim, policy } = view;
  const submission = submissionOf(claim);
  return {
    submitBy: submission === undefined ? (claimWindow(claim, policy)?.lastDay ?? null) : null,
    ...askedOf(claim),
    createdAt: claim.createdAt,
    changedAt: claim.changedAt,
    ...submittedOf(claim),
    ...('decision' in claim && claim.decision !== undefined ? { decidedAt: claim.decision.decidedAt } : {}),
  };
}

/** The claim as the API answers it. The same for employers and staff; a caseworker's own things are under `review`. */
export function claimJson(view: ClaimView): ClaimAnswer {
  const { claim, catalogue } = view;
  const entry = governingEntry(claim, catalogue)?.entry ?? catalogue[0];
  return {
    reference: claim.reference,
    type: claim.type,
    status: claim.status,
    training: {
      code: claim.trainingCode,
      title: entry?.title ?? null,
      illustrative: entry?.illustrative ?? false,
    },
    organisation: claim.organisationId,
    provider: claim.provider,
    learners: linesOf(view),
    startDate: claim.startDate ?? null,
    paymentDate: claim.paymentDate ?? null,
    declaredCostPence: claim.declaredCostPence ?? null,
    apprenticeship: claim.apprenticeship ?? null,
    note: claim.note ?? null,
    fund: fundOf(view),
    evidenceNeeded: requiredEvidence(claim, catalogue),
    amounts: amountsOf(view),
    ...moneyOf(view),
    ...partsOf(view),
    ...outcomesOf(view),
    problems: problemsOf(view),
    ...(claim.status === 'on-hold' ? { hold: claim.hold ?? null } : {}),
    version: claim.version,
    ...momentsOf(view),
  };
}

export function summaryJson(summary: ClaimSummary): Answer<typeof claimSummaryResponse> {
  const { reference, status, type, trainingCode, createdAt, submittedAt = null } = summary;
  return { reference, status, type, trainingCode, createdAt, submittedAt };
}

export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;
