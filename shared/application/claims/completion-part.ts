import { CLAIM_SCHEMA_VERSION, baseOf, contentOf } from '../../domain/claim.ts';
import type { Claim, ClaimContent, DecidedClaim, DraftClaim } from '../../domain/claim.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { Earmark, Ticket } from '../../domain/fund/ticket.ts';
import { referenceAs } from '../../domain/reference.ts';
import { schemeYearOf } from '../../domain/scheme-year.ts';
import { completionContent, startPartOf } from '../../domain/start-part.ts';
import type { ClaimChange, OpenedClaim } from '../ports/claim-store.ts';
import type { FieldError } from '../refusal.ts';
import { changeOf } from './claim-change.ts';
import type { Step } from './claim-change.ts';

/** The fields that an approved start part has settled for its completion part. */
const SETTLED = ['trainingCode', 'provider', 'startDate', 'declaredCostPence'] as const;

/** What is wrong with changing a completion part so: its start part has settled some of it. */
export function settledErrors(claim: Claim, content: ClaimContent): readonly FieldError[] {
  const { startPart } = claim;
  if (startPart === undefined) return [];
  const before = contentOf(claim);
  const settled = SETTLED.filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(content[field]),
  ).map((field) => ({
    pointer: `/${field}`,
    code: 'settled-by-start-part',
    detail: 'The approved start part has settled this. Leave it as it is.',
  }));
  const strangers = content.learners.flatMap(({ learnerId }, index) =>
    startPart.learnerIds.includes(learnerId)
      ? []
      : [
          {
            pointer: `/learners/${index}/learnerId`,
            code: 'learner-not-on-start-part',
            detail: 'This learner was not on the start part. Make another claim for them.',
          },
        ],
  );
  return [...settled, ...strangers];
}

/**
 * The completion part that the approval of a start part opens, in the same transaction: a draft of the employer's, with
 * the reference of the start part but for its last letter, so that there is never a second one.
 */
export function opensCompletion(
  start: DecidedClaim,
  { entry, earmark }: { readonly entry: CatalogueEntry; readonly earmark: Earmark | undefined },
  step: Step,
): OpenedClaim {
  const startPart = startPartOf(start, entry);
  const { now } = step.context;
  const draft: DraftClaim = {
    ...completionContent(start, startPart),
    status: 'draft',
    schemaVersion: CLAIM_SCHEMA_VERSION,
    reference: referenceAs('completion', start.reference),
    type: 'completion',
    organisationId: start.organisationId,
    version: 0,
    createdAt: now,
    createdBy: start.createdBy,
    changedAt: now,
    startPart,
    ...(earmark === undefined ? {} : { earmark }),
  };
  const { claim, event, due } = changeOf(undefined, draft, { ...step, action: 'draft' });
  return { claim, event, due };
}

/** A ticket that frees what is kept for a completion part that has not been submitted. Its start part's ticket holds it. */
export function earmarkRelease(claim: Claim, step: Pick<Step, 'ids' | 'context'>): Ticket | undefined {
  if (claim.status !== 'draft' || claim.earmark === undefined || claim.startPart === undefined)
    return undefined;
  const { startPart, organisationId } = claim;
  const { reference, ticketId: claimTicketId, entry, paymentDate } = startPart;
  const takenAt = step.context.now;
  return newTicket({
    ticketId: step.ids.unique(takenAt),
    fundYear: { fund: entry.fund, year: schemeYearOf(paymentDate) },
    request: { kind: 'release', reference, organisationId, claimTicketId },
    takenAt,
  });
}

/**
 * Frees an earmark whose time has run out; the completion part stays open and asks the fund like anybody else from then
 * on. The release ticket and the draft without its earmark are one write, and so are the submission and the draw: of the
 * two exactly one happens. Undefined while the earmark's time runs, or without one.
 */
export function earmarkOverdue(
  claim: Claim,
  step: Step & { readonly now: Instant },
): ClaimChange | undefined {
  if (claim.status !== 'draft' || claim.earmark === undefined || claim.earmark.until > step.now)
    return undefined;
  const change = changeOf(
    claim,
    { ...baseOf(claim), status: 'draft' },
    { ...step, action: 'release-earmark' },
  );
  return { ...change, ticket: earmarkRelease(claim, step) };
}
