import { amountFor } from '../../domain/amounts.ts';
import type { Amount } from '../../domain/amounts.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { CLAIM_SCHEMA_VERSION, askedPence, contentOf } from '../../domain/claim.ts';
import type { ClaimLine, ReviewedClaim, Submission } from '../../domain/claim.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { Ticket } from '../../domain/fund/ticket.ts';
import { amountInputOf, fundAsk } from '../../domain/fund-ask.ts';
import { pence } from '../../domain/money.ts';
import type { Pence } from '../../domain/money.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { drawReference } from '../../domain/reference.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { stepsAbout } from '../../domain/split-claim.ts';
import type { Split } from '../../domain/split-claim.ts';
import type { StartPart } from '../../domain/start-part.ts';
import { changeOf } from '../claims/claim-change.ts';
import type { Step } from '../claims/claim-change.ts';
import type { ClaimChange, OpenedClaim } from '../ports/claim-store.ts';

/** A claim whose lines part, with all that this takes. */
export interface Splitting {
  readonly claim: ReviewedClaim;
  readonly split: Split;
  readonly catalogue: readonly CatalogueEntry[];
  /** The policy that governs its payment. */
  readonly governing: SchemePolicy;
  readonly files: readonly Evidence[];
  readonly step: Omit<Step, 'action'>;
}

/** What these lines by themselves can be paid, and what they ask of the fund. */
function worthOf(
  { claim, catalogue, governing }: Splitting,
  learners: readonly ClaimLine[],
): { readonly amount: Amount; readonly asksPence: Pence } {
  const input = amountInputOf({ claim: { ...claim, learners }, catalogue });
  if (input === undefined) throw new Error(`No line of the catalogue pays claim ${claim.reference}`);
  return { amount: amountFor(input), asksPence: fundAsk(input, governing).amountPence };
}

/** What the fund has to hold for the two parts together. */
export const neededFor = (splitting: Splitting): Pence => {
  const { stays, leaves } = splitting.split;
  return pence(worthOf(splitting, stays).asksPence + worthOf(splitting, leaves).asksPence);
};

const isOn =
  (lines: readonly ClaimLine[]) =>
  ({ learnerId }: { readonly learnerId?: string | undefined }): boolean =>
    lines.some((line) => line.learnerId === learnerId);

interface Part {
  readonly lines: readonly ClaimLine[];
  readonly amount: Amount;
  readonly asksPence: Pence;
  readonly ticketId: string;
}

const submissionOfPart = ({ submission }: ReviewedClaim, part: Part): Submission => ({
  ...submission,
  ticketId: part.ticketId,
  amount: part.amount,
  askedPence: part.asksPence,
  guards: submission.guards.filter(isOn(part.lines)),
});

/** Nobody can be put back on the part that they have left: a completion part takes only those of its start part. */
const startPartFor = (claim: ReviewedClaim, keeps: (learnerId: string) => boolean) =>
  claim.startPart === undefined
    ? {}
    : {
        startPart: {
          ...claim.startPart,
          learnerIds: claim.startPart.learnerIds.filter(keeps),
        } satisfies StartPart,
      };

const wholeOf = ({ wholePence, submission }: ReviewedClaim): Pence =>
  wholePence ?? submission.amount.totalPence;

/** The claim with the lines that stay, and what the fund holds for them. A proposal was made on all lines, and is void. */
function rest({ claim, split }: Splitting, part: Part, splitOff: readonly ClaimReference[]): ReviewedClaim {
  const { openedAt, assignment, steps } = claim.review;
  return {
    ...claim,
    ...startPartFor(claim, (learnerId) => !isOn(split.leaves)({ learnerId })),
    learners: part.lines,
    splitOff,
    wholePence: wholeOf(claim),
    submission: submissionOfPart(claim, part),
    review: { openedAt, assignment, steps: stepsAbout(part.lines, steps) },
  };
}

/** The claim of the lines that leave: in review where the other is, by the same person, submitted when that was. */
function opened({ claim, step }: Splitting, part: Part, reference: ClaimReference): ReviewedClaim {
  const { openedAt, assignment, steps } = claim.review;
  const { type, organisationId, createdBy } = claim;
  const { now } = step.context;
  return {
    ...contentOf(claim),
    ...startPartFor(claim, (learnerId) => isOn(part.lines)({ learnerId })),
    ...{ schemaVersion: CLAIM_SCHEMA_VERSION, reference, type, organisationId, createdBy },
    ...{ version: 0, createdAt: now, changedAt: now },
    ...{ splitFrom: claim.reference, wholePence: wholeOf(claim) },
    learners: part.lines,
    status: 'in-review',
    submission: submissionOfPart(claim, part),
    review: { openedAt, assignment, steps: stepsAbout(part.lines, steps) },
  };
}

/** What goes over with the lines: their guards, the proof of payment, and their own evidence. */
function goesOver(
  { claim, files }: Splitting,
  after: ReviewedClaim,
): Pick<OpenedClaim, 'guards' | 'evidence'> {
  const { reference, organisationId, submission, learners } = after;
  return {
    guards: submission.guards.map((guard) => ({ ...guard, reference, organisationId })),
    evidence: files
      .filter((file) => file.kind === 'payment' || isOn(learners)(file))
      .map((file) => ({ ...file, reference, storedUnder: file.storedUnder ?? claim.reference })),
  };
}

/** The ticket by which the line divides the hold: the part keeps the place, and nobody can come between. */
function divisionTicket(
  { claim, step }: Splitting,
  { ticketId, asksPence }: Part,
  reference: string,
): Ticket {
  const { organisationId, submission } = claim;
  const { fund, year, ticketId: splitFromTicketId } = submission;
  const request = { kind: 'claim', reference, organisationId, amountPence: asksPence } as const;
  const fundYear = { fund, year };
  const takenAt = step.context.now;
  return newTicket({ ticketId, fundYear, request: { ...request, splitFromTicketId }, takenAt });
}

/**
 * One claim becomes two, in one write: each line with its guard, its evidence and what was found about it on exactly one
 * of them, and of the money that is held for the first exactly as much on the second as that one asks for.
 */
export function splitChange(splitting: Splitting): ClaimChange {
  const { claim, split, step } = splitting;
  const reference = drawReference(claim.type, (below) => step.ids.random(below));
  const leaving = worthOf(splitting, split.leaves);
  const ticketId = step.ids.unique(step.context.now);
  const part: Part = { lines: split.leaves, ...leaving, ticketId };
  const stays: Part = {
    lines: split.stays,
    amount: worthOf(splitting, split.stays).amount,
    asksPence: pence(askedPence(claim.submission) - leaving.asksPence),
    ticketId: claim.submission.ticketId,
  };
  const after = rest(splitting, stays, [...(claim.splitOff ?? []), reference]);
  const second = opened(splitting, part, reference);
  const opens = changeOf(undefined, second, { ...step, action: 'split-off', other: claim.reference });
  return {
    ...changeOf(claim, after, { ...step, action: 'split', other: reference }),
    ticket: divisionTicket(splitting, part, reference),
    opens: { claim: opens.claim, event: opens.event, due: opens.due, ...goesOver(splitting, second) },
  };
}
