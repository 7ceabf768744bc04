export const EMPLOYER_ROLES = ['owner', 'submitter', 'reader'] as const;
export const STAFF_ROLES = [
  'caseworker',
  'lead-caseworker',
  'quality-assurer',
  'onboarder',
  'payments-officer',
  'policy-owner',
  'support',
] as const;

export type EmployerRole = (typeof EMPLOYER_ROLES)[number];
export type StaffRole = (typeof STAFF_ROLES)[number];
export type Role = EmployerRole | StaffRole;

export type OrganisationId = string;
export type PersonId = string;

/** Somebody who signs in. The identity provider proves who they are; this record says what they may do, at once. */
export type Person = EmployerPerson | StaffPerson;

export interface EmployerPerson {
  readonly kind: 'employer';
  readonly personId: PersonId;
  readonly organisationId: OrganisationId;
  readonly role: EmployerRole;
}

export interface StaffPerson {
  readonly kind: 'staff';
  readonly personId: PersonId;
  readonly role: StaffRole;
}

/** Who did something, for the audit trail: an immutable id, never a name. */
export type Actor =
  | { readonly kind: 'employer'; readonly personId: PersonId; readonly organisationId: OrganisationId }
  | { readonly kind: 'staff'; readonly personId: PersonId }
  | { readonly kind: 'system'; readonly process: string };

export const actorOf = (person: Person): Actor =>
  person.kind === 'employer'
    ? { kind: 'employer', personId: person.personId, organisationId: person.organisationId }
    : { kind: 'staff', personId: person.personId };
