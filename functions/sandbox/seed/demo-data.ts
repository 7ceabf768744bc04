import type { FundName } from '../../../shared/domain/catalogue.ts';
import type { Organisation } from '../../../shared/domain/organisation.ts';
import type { EmployerRole, Person, StaffRole } from '../../../shared/domain/person.ts';
import type { Limits } from '../../../shared/application/fund/set-limits.ts';

const registered = (organisationId: string, name: string): Organisation => ({
  organisationId,
  name,
  registration: 'registered',
  providesAdultSocialCare: true,
  employsInEngland: true,
  workforceDataSetUpToDateAt: '2025-04-01T08:00:00.000Z',
  registeredWithCqc: true,
  determinationsAccepted: ['2024-25', '2025-26'],
  bankDetails: 'verified',
});

/** Invented employers: two that can claim, and one that has not finished registering. */
export const DEMO_ORGANISATIONS: readonly Organisation[] = [
  registered('meadow', 'Meadow View Care'),
  registered('harbour', 'Harbour House'),
  {
    organisationId: 'newco',
    name: 'Newco Homecare',
    registration: 'in-progress',
    providesAdultSocialCare: true,
    employsInEngland: true,
    registeredWithCqc: false,
    determinationsAccepted: [],
    bankDetails: 'none',
  },
];

const employer = (role: EmployerRole, organisationId: string): Person => ({
  kind: 'employer',
  personId: `${role}@${organisationId}`,
  organisationId,
  role,
});
const staff = (name: string, role: StaffRole): Person => ({ kind: 'staff', personId: `${name}@staff`, role });

/** Invented people, by the names under which the local sign-in service knows them. */
export const DEMO_PEOPLE: readonly Person[] = [
  ...['meadow', 'harbour'].flatMap((organisation) => [
    employer('owner', organisation),
    employer('submitter', organisation),
    employer('reader', organisation),
  ]),
  employer('owner', 'newco'),
  staff('caseworker1', 'caseworker'),
  staff('caseworker2', 'caseworker'),
  staff('lead', 'lead-caseworker'),
  staff('quality', 'quality-assurer'),
  staff('onboarder', 'onboarder'),
  staff('payments', 'payments-officer'),
  staff('policy', 'policy-owner'),
  staff('policy2', 'policy-owner'),
  staff('support', 'support'),
];

const limits = (fund: FundName, year: string, limitPence: number): Limits => ({
  fundYear: { fund, year },
  limitPence,
  capPence: 40_000_000,
});

/** The published pots and caps; the Oliver McGowan cap is invented, because no source states it. */
export const DEMO_LIMITS: readonly Limits[] = [
  limits('main', '2024-25', 1_200_000_000),
  limits('main', '2025-26', 1_200_000_000),
  limits('oliver', '2025-26', 1_198_000_000),
];
