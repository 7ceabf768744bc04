import { askedPence } from '../../domain/claim.ts';
import type { Claim } from '../../domain/claim.ts';
import type { LearnerId } from '../../domain/learner.ts';
import { formatPence } from '../../domain/money.ts';
import { actorOf } from '../../domain/person.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { failingLines, splitLines } from '../../domain/split-claim.ts';
import type { NoSplit } from '../../domain/split-claim.ts';
import { claimCodec } from '../claims/claim-codec.ts';
import { refusalOfCommit } from '../claims/refusal-of-commit.ts';
import { policyFor } from '../claims/rule-facts.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import type { ClaimChange } from '../ports/claim-store.ts';
import type { PersonContext } from '../ports/context.ts';
import type { EvidenceRecords } from '../ports/evidence.ts';
import { ACTIONS_IN_A_TRANSACTION } from '../ports/fund-ledger.ts';
import { invalid } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { DecidePorts } from './decide-claim.ts';
import { claimInReview } from './claim-in-review.ts';
import { reviewNeeds } from './record-review.ts';
import { neededFor, splitChange } from './split-change.ts';
import type { Splitting } from './split-change.ts';

export interface SplitPorts extends DecidePorts {
  readonly evidence: Pick<EvidenceRecords, 'list'>;
}

export interface SplitCommand {
  readonly reference: string;
  readonly expectedVersion: number;
  /** Whose lines leave. */
  readonly learnerIds: readonly LearnerId[];
  readonly request: IdempotentRequest;
}

const WORDS: Readonly<Record<NoSplit, string>> = {
  'learner-not-on-claim': 'Name learners who are on this claim.',
  'nothing-to-split-off': 'Name at least one learner to split off.',
  'nothing-would-stay': 'At least one learner has to stay. To decide on all of them, decide the claim.',
  'payment-not-met':
    'The payment is for all learners. Record it as met before you split the claim, or send all of it back.',
  'failing-line-stays': 'Only learners whose completion is met can stay. Name these too:',
};

function splitRefusal(why: NoSplit, failing: readonly LearnerId[]): Refusal {
  const detail = why === 'failing-line-stays' ? `${WORDS[why]} ${failing.join(', ')}.` : WORDS[why];
  return invalid('/learnerIds', why, detail);
}

async function check(
  ports: SplitPorts,
  command: SplitCommand,
  context: PersonContext,
): Promise<Result<Splitting, Refusal>> {
  const { person } = context;
  const found = await claimInReview(ports, command, { ...context, action: 'review.decide' });
  if (!found.ok) return found;
  const claim = found.value;
  const [policy, catalogue, governing, files] = await Promise.all([
    ports.scheme.policy(),
    ports.scheme.catalogue(),
    policyFor(ports.scheme, claim),
    ports.evidence.list(claim.reference),
  ]);
  const reviewed = { needs: reviewNeeds(claim, catalogue), steps: claim.review.steps };
  const split = splitLines(claim.learners, command.learnerIds, reviewed);
  const failing = failingLines(reviewed).filter((id) => !command.learnerIds.includes(id));
  if (!split.ok) return failure(splitRefusal(split.error, failing));
  const step = { actor: actorOf(person), context, policy, ids: ports.ids };
  return success({ claim, split: split.value, catalogue, governing, files, step });
}

/** Both parts have to find their money in what is held: neither asks the fund again. */
async function heldRefusal({ ledger }: SplitPorts, splitting: Splitting): Promise<Refusal | undefined> {
  const { fund, year, ticketId } = splitting.claim.submission;
  const ticket = await ledger.readTicket({ fund, year }, ticketId);
  if (ticket?.state === 'unsettled') return { code: 'in-progress' };
  const needed = neededFor(splitting);
  const has = ticket?.state === 'held' ? ticket.heldPence : 0;
  if (needed <= Math.min(has, askedPence(splitting.claim.submission))) return undefined;
  const detail = `The fund holds ${formatPence(has)} for this claim and its lines ask for ${formatPence(needed)}. Send the claim back, or check the cost for each learner.`;
  return { code: 'amount-above-held', detail };
}

/** Everything of a split is one transaction: beside the guards and the files, the two claims and what goes with them. */
const OTHER_WRITES = 7;

function sizeRefusal({ opens }: ClaimChange): Refusal | undefined {
  const writes = OTHER_WRITES + (opens?.guards?.length ?? 0) + (opens?.evidence?.length ?? 0);
  return writes <= ACTIONS_IN_A_TRANSACTION
    ? undefined
    : invalid('/learnerIds', 'too-many-at-once', 'These have too many files. Split off fewer at a time.');
}

/**
 * Splits lines that do not pass off a claim, so that the others can be approved at once. They become a claim of their
 * own, in review with the same caseworker, which keeps the day of the submission and the place in the line; answers
 * with the claim that they leave. Both, the guards, the files and the money are one transaction.
 */
export async function splitClaim(
  ports: SplitPorts,
  command: SplitCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const setting = { store: ports.idempotency, request: command.request, codec: claimCodec };
  return once(setting, async (record) => {
    const splitting = await check(ports, command, context);
    if (!splitting.ok) return splitting;
    const refusal = await heldRefusal(ports, splitting.value);
    if (refusal) return failure(refusal);
    const change = splitChange(splitting.value);
    const tooMany = sizeRefusal(change);
    if (tooMany) return failure(tooMany);
    const done = await ports.claims.commit({ ...change, idempotency: record(change.claim) });
    if (done.ok) return done;
    if (done.error.code === 'key-used') return failure({ code: 'key-used' });
    return failure(refusalOfCommit(done.error, splitting.value.claim));
  });
}
