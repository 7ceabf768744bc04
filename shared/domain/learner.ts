import type { CalendarDay, Instant } from './calendar-day.ts';
import type { NationalInsuranceNumber } from './national-insurance.ts';
import type { OrganisationId } from './person.ts';

/** The role categories of the care workforce pathway from April 2025, and the rest. */
export const ROLE_CATEGORIES = [
  'new-to-care',
  'care-or-support-worker',
  'enhanced-care-worker',
  'personal-assistant',
  'supervisor-or-leader',
  'practice-leader',
  'deputy-manager',
  'registered-manager',
  'other',
] as const;
export type RoleCategory = (typeof ROLE_CATEGORIES)[number];

export type LearnerId = string;

/** A member of staff as one employer knows them. */
export interface Learner {
  readonly learnerId: LearnerId;
  readonly organisationId: OrganisationId;
  readonly niNumber: NationalInsuranceNumber;
  /** Keyed hash of the NI number. Equal across employers; says nothing to anyone without the key. */
  readonly identityHash: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly jobTitle: string;
  readonly roleCategory: RoleCategory;
  /** Whether the law asks this person to be registered with a professional regulator (rule S3). */
  readonly regulated: boolean;
  readonly dateOfBirth?: CalendarDay | undefined;
  readonly version: number;
  readonly createdAt: Instant;
}

export const learnerName = ({ givenName, familyName }: Pick<Learner, 'givenName' | 'familyName'>): string =>
  `${givenName} ${familyName}`;
