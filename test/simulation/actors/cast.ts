import { createHash } from 'node:crypto';
import { changeOf } from '../../../shared/application/claims/claim-change.ts';
import { setLimits } from '../../../shared/application/fund/set-limits.ts';
import { CLAIM_SCHEMA_VERSION } from '../../../shared/domain/claim.ts';
import type { DraftClaim } from '../../../shared/domain/claim.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';
import type { Learner } from '../../../shared/domain/learner.ts';
import { actorOf } from '../../../shared/domain/person.ts';
import type { EmployerPerson, StaffPerson } from '../../../shared/domain/person.ts';
import { drawReference } from '../../../shared/domain/reference.ts';
import type { Process } from '../clockwork/process.ts';
import type { Ports } from '../ports.ts';
import { asPerson, asProcess } from '../world.ts';
import type { World } from '../world.ts';
import { inProcess } from './in-process.ts';

export const CARA: StaffPerson = { kind: 'staff', personId: 'caseworker-cara', role: 'caseworker' };
export const DEV: StaffPerson = { kind: 'staff', personId: 'caseworker-dev', role: 'caseworker' };

export const PDF = new TextEncoder().encode('%PDF-1.4\nPaid in full\n%%EOF\n');
export const PDF_SHA256 = createHash('sha256').update(PDF).digest('hex');

/** A claim of the run, from before it was submitted. */
export interface CastClaim {
  readonly reference: string;
  readonly owner: EmployerPerson;
  readonly learnerId: string;
  readonly costPence: number;
}

/** Who and what there is before anything happens. */
export interface Cast {
  readonly employers: readonly EmployerPerson[];
  readonly claims: readonly CastClaim[];
}

interface Plan {
  readonly owner: EmployerPerson;
  readonly person: number;
  readonly isOliver: boolean;
  readonly costPence: number;
  readonly hasFiles: boolean;
}

const employer = (number: number): EmployerPerson => ({
  kind: 'employer',
  personId: `owner-${number}`,
  organisationId: `org-${number}`,
  role: 'owner',
});

async function enter(
  { organisations }: Ports,
  { organisationId }: EmployerPerson,
  now: string,
): Promise<void> {
  await organisations.putOrganisation({
    organisationId,
    name: 'Meadow Care',
    registration: 'registered',
    providesAdultSocialCare: true,
    employsInEngland: true,
    workforceDataSetUpToDateAt: now,
    registeredWithCqc: true,
    determinationsAccepted: ['2024-25', '2025-26'],
    bankDetails: 'verified',
  });
}

/** The same person may be on several employers' lists, and is one person all the same. */
async function learnerFor({ learners, ids }: Ports, plan: Plan, now: string): Promise<string> {
  const learner: Learner = {
    learnerId: ids.unique(now),
    organisationId: plan.owner.organisationId,
    niNumber: 'AB123456C',
    identityHash: `person-${plan.person}`,
    givenName: 'Ann',
    familyName: `Archer ${plan.person}`,
    jobTitle: 'Care worker',
    roleCategory: 'care-or-support-worker',
    regulated: false,
    version: 1,
    createdAt: now,
  };
  const done = await learners.register(learner, undefined);
  if (!done.ok && done.error.code === 'learner-exists') return done.error.learner.learnerId;
  return learner.learnerId;
}

const cleanFile = (reference: string, evidenceId: string, now: string): Omit<Evidence, 'kind'> => ({
  ...{ reference, evidenceId, fileName: 'paper.pdf', contentType: 'application/pdf' },
  ...{ sizeBytes: PDF.length, sha256: PDF_SHA256, status: 'clean' },
  ...{ requestedAt: now, uploadBy: now, arrivedAt: now, settledAt: now, objectVersion: 'version-0' },
});

async function draft(ports: Ports, process: Process, plan: Plan): Promise<CastClaim> {
  const now = process.now();
  const { owner, costPence } = plan;
  const learnerId = await learnerFor(ports, plan, now);
  const reference = drawReference('full', ports.random);
  const content = plan.isOliver
    ? { trainingCode: 'OMMT/T2/EXT', startDate: '2025-09-01', paymentDate: '2025-09-03' }
    : { trainingCode: 'UPM', startDate: '2025-09-01', paymentDate: '2025-09-03' };
  const claim: DraftClaim = {
    ...content,
    ...{ schemaVersion: CLAIM_SCHEMA_VERSION, reference, type: 'full', status: 'draft', version: 0 },
    ...{ organisationId: owner.organisationId, createdAt: now, createdBy: owner.personId, changedAt: now },
    provider: { name: 'Northmoor Training', qualityAssured: true },
    learners: [{ learnerId, completionDate: '2025-09-20' }],
    declaredCostPence: costPence,
  };
  const { ids, scheme } = ports;
  const context = asPerson(process, owner);
  const step = { actor: actorOf(owner), context, policy: await scheme.policy(), ids };
  await ports.claims.commit(changeOf(undefined, claim, { ...step, action: 'draft' }));
  if (plan.hasFiles) {
    for (const kind of ['payment', 'completion'] as const) {
      const file = { ...cleanFile(reference, ids.unique(now), now), kind };
      const event = {
        ...changeOf(undefined, claim, { ...step, action: 'draft' }).event,
        action: 'request-upload',
      } as const;
      await ports.evidence.add(kind === 'payment' ? file : { ...file, learnerId }, event, {
        claimIn: ['draft'],
      });
    }
  }
  return { reference, owner, learnerId, costPence };
}

function planOf({ chance, fundYears }: World, owner: EmployerPerson): Plan {
  const isOliver = fundYears.length > 1 && chance.odds(0.3);
  return {
    owner,
    person: chance.below(12),
    isOliver,
    costPence: isOliver ? 2_000 + chance.below(8_000) : 3_000 + chance.below(16_000),
    hasFiles: !chance.odds(0.15),
  };
}

/** Limits as a run begins with them: usually too little for everybody, now and then none at all. */
async function openFunds(world: World): Promise<void> {
  const { chance } = world;
  for (const fundYear of world.fundYears) {
    if (chance.odds(0.08)) continue;
    const limitPence = chance.pick([9_000, 20_000, 30_000, 45_000, 60_000, 200_000]);
    const capPence = chance.pick([12_000, 20_000, 35_000, 200_000]);
    await inProcess(world, 'set-limits', (ports, process) =>
      setLimits(ports, { fundYear, limitPence, capPence }, asProcess(process)),
    );
  }
}

/** Sets the scene, before there are any faults. */
export async function gatherCast(world: World): Promise<Cast> {
  const { chance } = world;
  const employers = Array.from({ length: 1 + chance.below(3) }, (_, number) => employer(number));
  const claims: CastClaim[] = [];
  await inProcess(world, 'enter', async (ports, process) => {
    for (const owner of employers) await enter(ports, owner, process.now());
    for (let left = 3 + chance.below(5); left > 0; left -= 1) {
      const owner = employers[chance.below(employers.length)] ?? employer(0);
      claims.push(await draft(ports, process, planOf(world, owner)));
    }
  });
  await openFunds(world);
  return { employers, claims };
}
