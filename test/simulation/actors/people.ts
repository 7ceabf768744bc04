import { submitClaim } from '../../../shared/application/claims/submit-claim.ts';
import { withdrawClaim } from '../../../shared/application/claims/withdraw-claim.ts';
import { requestUpload } from '../../../shared/application/evidence/request-upload.ts';
import type { IdempotentRequest } from '../../../shared/application/once.ts';
import { decideClaim } from '../../../shared/application/review/decide-claim.ts';
import { holdClaim, resumeClaim } from '../../../shared/application/review/pause-review.ts';
import { recordReview } from '../../../shared/application/review/record-review.ts';
import type { StepInput } from '../../../shared/application/review/record-review.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import type { Refusal } from '../../../shared/application/refusal.ts';
import { failure } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { ReviewOutcome } from '../../../shared/domain/review.ts';
import { asPerson } from '../world.ts';
import type { World } from '../world.ts';
import { CARA, DEV, PDF, PDF_SHA256 } from './cast.ts';
import type { CastClaim } from './cast.ts';
import { asked } from './in-process.ts';
import type { Work } from './in-process.ts';

const aKey = ({ chance }: World, scope: string): IdempotentRequest => ({
  scope,
  key: `key-${chance.bits()}`,
  fingerprint: 'print',
});

/** Twice at once under one key now and then, as an impatient browser does. */
async function pressed<Value>(world: World, name: string, work: Work<Result<Value, Refusal>>): Promise<void> {
  const again = world.chance.odds(0.15) ? asked(world, name, work) : undefined;
  await asked(world, name, work);
  await again;
}

export function submit(world: World, { reference, owner }: CastClaim): Promise<void> {
  const request = aKey(world, owner.organisationId);
  return pressed(world, 'submit', (ports, process) =>
    submitClaim(ports, { reference, request }, asPerson(process, owner)),
  );
}

export function withdraw(world: World, { reference, owner }: CastClaim): Promise<void> {
  const command = {
    reference,
    reason: 'made-by-mistake',
    expectedVersion: undefined,
    request: aKey(world, owner.organisationId),
  };
  return pressed(world, 'withdraw', (ports, process) =>
    withdrawClaim(ports, command, asPerson(process, owner)),
  );
}

/** Announces both files, posts them, and submits when storage may not have told of them yet. */
export async function upload(world: World, claim: CastClaim): Promise<void> {
  const { reference, owner, learnerId } = claim;
  for (const kind of ['payment', 'completion'] as const) {
    const command = {
      reference,
      kind,
      learnerId: kind === 'completion' ? learnerId : undefined,
      fileName: 'paper.pdf',
      contentType: 'application/pdf',
      sizeBytes: PDF.length,
      sha256: PDF_SHA256,
      request: aKey(world, owner.organisationId),
    } as const;
    const permitted = await asked(world, 'request-upload', (ports, process) =>
      requestUpload(ports, command, asPerson(process, owner)),
    );
    if (permitted !== undefined) world.storage.upload(permitted.evidence, PDF);
  }
  await submit(world, claim);
}

const met = (costPerLearnerPence: number): StepInput => ({
  ...{ step: 'payment', outcome: 'met', reasonCodes: [], costPerLearnerPence, paidInFull: true },
});

function paymentStep({ chance }: World, { costPence }: CastClaim, outcome: ReviewOutcome): StepInput {
  switch (outcome) {
    case 'approved':
      return met(chance.pick([costPence, costPence, costPence - 1_000, costPence + 1_000]));
    case 'needs-action':
      return { step: 'payment', outcome: 'action', reasonCodes: ['payment-illegible'] };
    case 'rejected':
      return { step: 'payment', outcome: 'reject', reasonCodes: ['paid-by-learner'] };
  }
}

const notNow: Result<Claim, Refusal> = failure({ code: 'not-found' });

/** A caseworker looks at a claim and decides it, if it is there to be decided. */
export async function review(world: World, claim: CastClaim): Promise<void> {
  const { chance } = world;
  const { reference, learnerId } = claim;
  const person = chance.pick([CARA, DEV]);
  const outcome = chance.pick(['approved', 'approved', 'rejected', 'needs-action'] as const);
  const steps: readonly StepInput[] = [
    paymentStep(world, claim, outcome),
    { step: 'completion', learnerId, outcome: 'met', reasonCodes: [] },
  ];
  const request = aKey(world, person.personId);
  const looked = await asked(world, 'review', async (ports, process) => {
    const found = await ports.claims.read(reference);
    if (found?.status !== 'in-review') return notNow;
    const proposed = found.review.proposal !== undefined;
    if (proposed) return { ok: true, value: found };
    const command = { reference, expectedVersion: found.version, steps };
    const done = await recordReview(ports, command, asPerson(process, person));
    return done.ok ? { ok: true, value: done.value.claim } : done;
  });
  if (looked === undefined) return;
  const command = { reference, expectedVersion: looked.version, outcome, request };
  await pressed(world, 'decide', (ports, process) => decideClaim(ports, command, asPerson(process, person)));
}

/** Puts a claim on hold, or takes it off again. */
export async function pause(world: World, { reference }: CastClaim): Promise<void> {
  await asked(world, 'pause', async (ports, process) => {
    const found = await ports.claims.read(reference);
    const command = { reference, expectedVersion: found?.version ?? 0 };
    const context = asPerson(process, CARA);
    return found?.status === 'on-hold'
      ? resumeClaim(ports, command, context)
      : holdClaim(ports, { ...command, reason: 'to be looked into' }, context);
  });
}
