import { draftClaim } from '../../../shared/application/claims/draft-claim.ts';
import { editClaim } from '../../../shared/application/claims/edit-claim.ts';
import type { ContentPatch } from '../../../shared/application/claims/edit-claim.ts';
import { submitClaim } from '../../../shared/application/claims/submit-claim.ts';
import { decideClaim } from '../../../shared/application/review/decide-claim.ts';
import { recordReview } from '../../../shared/application/review/record-review.ts';
import type { StepInput } from '../../../shared/application/review/record-review.ts';
import type { Claim, ClaimContent } from '../../../shared/domain/claim.ts';
import type { EvidenceKind } from '../../../shared/domain/evidence.ts';
import type { LearnerId } from '../../../shared/domain/learner.ts';
import type { EmployerPerson } from '../../../shared/domain/person.ts';
import { referenceAs } from '../../../shared/domain/reference.ts';
import type { ReviewOutcome } from '../../../shared/domain/review.ts';
import { NOW, anEvent, someEvidence } from '../../support/stored-things.ts';
import { CARA, aKey, aRegistered, anEmployer, decision, good, there } from './journey.ts';
import { by, settle } from './world.ts';
import type { World } from './world.ts';

/** A qualification of up to £2,000 that cost £1,800 for one learner: £1,080 at the start, £720 on completion. */
export const DIPLOMA: Omit<ClaimContent, 'learners'> = {
  trainingCode: 'DIPAC-L3',
  provider: { name: 'Rowan College', qualityAssured: true },
  startDate: '2025-09-01',
  paymentDate: '2025-09-03',
  declaredCostPence: 180_000,
};
export const PRICE = 180_000;
export const START = 108_000;
export const REST = 72_000;

/** When the learners of these tests have completed. */
export const COMPLETED = '2025-11-20';
export const LATER = '2025-12-01T09:00:00.000Z';

export async function drafted(
  world: World,
  content: Partial<ClaimContent> & {
    readonly type?: 'full' | 'start';
    readonly learners?: ClaimContent['learners'];
  } = {},
  owner?: EmployerPerson,
): Promise<{ readonly owner: EmployerPerson; readonly claim: Claim }> {
  const { type = 'start', ...rest } = content;
  const employer = owner ?? (await anEmployer(world));
  const learners = rest.learners ?? [{ learnerId: (await aRegistered(world, employer)).learnerId }];
  const command = { type, content: { ...DIPLOMA, ...rest, learners }, request: undefined };
  return { owner: employer, claim: good(await draftClaim(world.ports, command, by(employer))) };
}

/** Files that are there and scanned clean, without the way there. */
export async function filed(
  { ports }: World,
  claim: Claim,
  kinds: readonly (readonly [EvidenceKind, LearnerId?])[],
): Promise<void> {
  const settled = { status: 'clean', arrivedAt: NOW, settledAt: NOW, objectVersion: 'version-0' } as const;
  for (const [kind, learnerId] of kinds) {
    const file = someEvidence(claim.reference, {
      kind,
      ...(learnerId === undefined ? {} : { learnerId }),
      ...settled,
    });
    const event = anEvent(claim, { action: 'request-upload' });
    good(await ports.evidence.add(file, event, { claimIn: ['draft', 'needs-action'] }));
  }
}

export const submits = (
  { ports }: World,
  { owner, claim }: { readonly owner: EmployerPerson; readonly claim: Claim },
  now = NOW,
) => submitClaim(ports, { reference: claim.reference, request: aKey(owner.organisationId) }, by(owner, now));

export const reread = async ({ ports }: World, { reference }: Pick<Claim, 'reference'>): Promise<Claim> =>
  there(await ports.claims.read(reference));

export const paid = (extra: Partial<StepInput & { step: 'payment' }> = {}): StepInput => ({
  step: 'payment',
  outcome: 'met',
  reasonCodes: [],
  costPerLearnerPence: PRICE,
  paidInFull: true,
  ...extra,
});

export const completed = (learnerId: LearnerId, outcome: 'met' | 'reject' = 'met'): StepInput => ({
  step: 'completion',
  learnerId,
  outcome,
  reasonCodes: outcome === 'met' ? [] : ['apprenticeship'],
});

export async function recorded(
  { ports }: World,
  claim: Claim,
  { steps, now = NOW }: { readonly steps: readonly StepInput[]; readonly now?: string },
) {
  const { reference, version: expectedVersion } = claim;
  return recordReview(ports, { reference, expectedVersion, steps }, by(CARA, now));
}

/** Looked at by a caseworker and decided; the line has not come to it. */
export async function judged(
  world: World,
  claim: Claim,
  found: { readonly steps: readonly StepInput[]; readonly outcome?: ReviewOutcome; readonly now?: string },
): Promise<Claim> {
  const { steps, outcome = 'approved', now = NOW } = found;
  good(await recorded(world, await reread(world, claim), { steps, now }));
  const ready = await reread(world, claim);
  const [command] = decision(ready, outcome);
  return good(await decideClaim(world.ports, command, by(CARA, now)));
}

export interface Parts {
  readonly owner: EmployerPerson;
  readonly start: Claim;
  readonly completion: Claim;
}

/** A start part that is approved, with its completion part open. `settled: false` leaves the approval to the line. */
export async function approvedStart(
  world: World,
  options: {
    readonly learners?: number;
    readonly step?: Partial<StepInput & { step: 'payment' }>;
    readonly settled?: boolean;
    readonly content?: Partial<ClaimContent>;
  } = {},
): Promise<Parts> {
  const owner = await anEmployer(world);
  const learners = [];
  for (let each = 0; each < (options.learners ?? 1); each += 1)
    learners.push({ learnerId: (await aRegistered(world, owner)).learnerId });
  const { claim } = await drafted(world, { ...options.content, learners }, owner);
  await filed(world, claim, [['payment']]);
  good(await submits(world, { owner, claim }));
  await settle(world);
  await judged(world, claim, { steps: [paid(options.step)] });
  if (options.settled !== false) await settle(world);
  const completion = await reread(world, { reference: referenceAs('completion', claim.reference) });
  return { owner, start: await reread(world, claim), completion };
}

export async function edited(
  world: World,
  {
    owner,
    claim,
    now = LATER,
  }: { readonly owner: EmployerPerson; readonly claim: Claim; readonly now?: string },
  patch: ContentPatch,
) {
  const { reference, version: expectedVersion } = await reread(world, claim);
  return editClaim(world.ports, { reference, expectedVersion, patch }, by(owner, now));
}

/** The completion part with its dates and certificates, ready to be submitted. */
export async function completedPart(world: World, { owner, completion }: Parts, now = LATER): Promise<Claim> {
  const learners = completion.learners.map(({ learnerId }) => ({ learnerId, completionDate: COMPLETED }));
  good(await edited(world, { owner, claim: completion, now }, { learners }));
  await filed(
    world,
    completion,
    learners.map(({ learnerId }) => ['completion', learnerId] as const),
  );
  return reread(world, completion);
}
