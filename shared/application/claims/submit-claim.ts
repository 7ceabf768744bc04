import type { Instant } from '../../domain/calendar-day.ts';
import { askedPence, earmarkOf, submissionOf } from '../../domain/claim.ts';
import type { Claim, Problem, Submission } from '../../domain/claim.ts';
import { endOf } from '../../domain/due.ts';
import { formatPence } from '../../domain/money.ts';
import { actorOf } from '../../domain/person.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { arrivedEvidence } from '../evidence/arrived-evidence.ts';
import type { ArrivalPorts } from '../evidence/arrived-evidence.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import { invalid } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { earmarkOverdue } from './completion-part.ts';
import { claimCodec } from './claim-codec.ts';
import { findClaim } from './find-claim.ts';
import { refusalOfCommit } from './refusal-of-commit.ts';
import { gatherFacts } from './rule-facts.ts';
import type { FactPorts, GatheredFacts } from './rule-facts.ts';
import { isSubmittable, submissionChange } from './submission-change.ts';
import type { Ready, Submittable } from './submission-change.ts';
import { askOf, errorOf, evidenceProblems } from './submission-check.ts';
import type { Ask } from './submission-check.ts';

export interface SubmitPorts extends FactPorts, ArrivalPorts {
  readonly claims: ClaimStore;
  readonly idempotency: IdempotencyStore;
  readonly ids: Ids;
  readonly ledger: Pick<FundLedger, 'readTicket'>;
}

export interface SubmitCommand {
  readonly reference: string;
  readonly request: IdempotentRequest;
}

/** A claim that was sent back keeps its ticket, so it cannot ask the fund for more or for other money than before. */
function askedForMore(before: Submission | undefined, ask: Ask): Refusal | undefined {
  if (before === undefined) return undefined;
  if (before.fund !== ask.fundYear.fund || before.year !== ask.fundYear.year) {
    return invalid(
      '/paymentDate',
      'fund-changed',
      'This change moves the claim to another fund or year. Withdraw it and make a new claim.',
    );
  }
  if (askedPence(before) >= ask.asks.amountPence) return undefined;
  const kept = formatPence(askedPence(before));
  return invalid(
    '/declaredCostPence',
    'more-than-reserved',
    `The fund keeps ${kept} for this claim. To ask for more, withdraw it and make a new claim.`,
  );
}

/** An unfinished claim lacks evidence as well as words: one list says all that is left to do. */
const withEvidenceGaps = (refusal: Refusal, problems: readonly Problem[]): Refusal =>
  refusal.code === 'validation-failed'
    ? { ...refusal, errors: [...refusal.errors, ...problems.map(errorOf)] }
    : refusal;

/** A claim that stands in the way is named only to the employer whose own it is. */
const namedToOwner = (refusal: Refusal, { elsewhere }: GatheredFacts, mine: Claim): Refusal =>
  refusal.code === 'duplicate-claim' && elsewhere[0] !== undefined
    ? refusalOfCommit({ code: 'duplicate-claim', holder: elsewhere[0] }, mine)
    : refusal;

async function prepare(
  ports: SubmitPorts,
  claim: Submittable,
  context: PersonContext,
): Promise<Result<Ready, Refusal>> {
  const before = submissionOf(claim);
  const gathered = await gatherFacts(ports, {
    claim,
    submittedAt: before?.firstSubmittedAt ?? context.now,
    now: context.now,
  });
  if (!gathered.ok) return gathered;
  const files = await arrivedEvidence(ports, claim.reference, context);
  const problems = evidenceProblems(claim, gathered.value.facts.catalogue, files);
  const ask = askOf(gathered.value.facts);
  if (!ask.ok) return failure(withEvidenceGaps(namedToOwner(ask.error, gathered.value, claim), problems));
  const more = askedForMore(before, ask.value);
  if (more) return failure(more);
  if (problems.length > 0) {
    const missing = problems.every(({ code }) => code === 'evidence-missing');
    return failure({ code: missing ? 'evidence-missing' : 'evidence-refused', problems });
  }
  return success({ claim, ask: ask.value, learners: gathered.value.learners, gathered: gathered.value });
}

/**
 * A completion part can be submitted the moment its start part is approved, a little before the line has settled the
 * approval. Until then there is nothing to take over.
 */
async function isKept({ ledger }: SubmitPorts, claim: Submittable, { ask }: Ready): Promise<boolean> {
  const earmark = earmarkOf(claim);
  if (earmark === undefined || claim.startPart === undefined) return true;
  const ticket = await ledger.readTicket(ask.fundYear, claim.startPart.ticketId);
  if (ticket?.state !== 'committed') return false;
  if (ticket.heldPence !== earmark.amountPence)
    throw new Error(`Claim ${claim.reference} has an earmark that its start part's ticket does not hold`);
  return true;
}

/** An earmark whose time has run out is freed first, as the sweep would; the claim then asks the fund like any other. */
async function withoutOverdue(
  ports: SubmitPorts,
  claim: Claim,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const policy = await ports.scheme.policy();
  const actor = actorOf(context.person);
  const step = { action: 'release-earmark', actor, context, policy, ids: ports.ids } as const;
  const change = earmarkOverdue(claim, { ...step, now: context.now });
  if (change === undefined) return success(claim);
  const done = await ports.claims.commit(change);
  return done.ok ? done : failure(refusalOfCommit(done.error, claim));
}

/**
 * A send-back that was not answered in time is over from that moment, and so is a completion part whose time has passed,
 * whether or not anybody has ended it yet.
 */
function isTooLate(
  claim: Submittable,
  { policy, now }: { readonly policy: SchemePolicy; readonly now: Instant },
) {
  const endsAt = endOf(claim, policy);
  const ends = claim.status === 'needs-action' || claim.startPart !== undefined;
  return ends && endsAt !== undefined && now >= endsAt;
}

/** Why this claim cannot be submitted at all, whatever is in it. */
function closedRefusal(
  claim: Claim,
  at: { readonly policy: SchemePolicy; readonly now: Instant },
): Refusal | undefined {
  if (!isSubmittable(claim)) {
    const detail =
      'This claim was submitted already. You can submit it again only if it is sent back to you.';
    return { code: 'wrong-state', status: claim.status, detail };
  }
  if (!isTooLate(claim, at)) return undefined;
  const detail = 'Its last day has passed, so this claim is over. Its money goes back to the fund.';
  return { code: 'wrong-state', status: claim.status, detail };
}

function submittable(claim: Claim): Submittable {
  if (isSubmittable(claim)) return claim;
  throw new Error(`Claim ${claim.reference} was freed of its earmark and is ${claim.status}`);
}

/**
 * Submits a claim, or submits it again after it was sent back.
 *
 * One transaction: the claim becomes submitted, its duplicate guards are taken, its ticket joins the fund's line, and
 * the history, the message to the workflow and the idempotency record are written. If any part cannot be, none is.
 */
export async function submitClaim(
  ports: SubmitPorts,
  command: SubmitCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const found = await findClaim(ports.claims, command.reference, {
    person: context.person,
    action: 'claim.submit',
  });
  if (!found.ok) return found;
  const claim = found.value;
  const setting = { store: ports.idempotency, request: command.request, codec: claimCodec };
  return once(setting, async (record) => {
    const policy = await ports.scheme.policy();
    const closed = closedRefusal(claim, { policy, now: context.now });
    if (closed) return failure(closed);
    const current = await withoutOverdue(ports, claim, context);
    if (!current.ok) return current;
    const ready = await prepare(ports, submittable(current.value), context);
    if (!ready.ok) return ready;
    if (!(await isKept(ports, ready.value.claim, ready.value))) return failure({ code: 'in-progress' });
    const change = submissionChange(ports, ready.value, context);
    const done = await ports.claims.commit({ ...change, idempotency: record(change.claim) });
    if (done.ok) return done;
    return failure(
      done.error.code === 'key-used' ? { code: 'key-used' } : refusalOfCommit(done.error, claim),
    );
  });
}
