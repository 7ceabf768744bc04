import type { Instant } from './calendar-day.ts';
import type { OrganisationId } from './person.ts';
import type { SchemeYear } from './scheme-year.ts';

/** An employer, as far as the rules of the scheme need to know it. */
export interface Organisation {
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly registration: 'in-progress' | 'registered';
  readonly providesAdultSocialCare: boolean;
  readonly employsInEngland: boolean;
  /** When the Adult Social Care Workforce Data Set account was last confirmed up to date; absent when it is not. */
  readonly workforceDataSetUpToDateAt?: Instant | undefined;
  readonly registeredWithCqc: boolean;
  /** Years whose grant determination the Senior Responsible Officer has accepted (rule E8). */
  readonly determinationsAccepted: readonly SchemeYear[];
  readonly bankDetails: 'none' | 'given' | 'verified';
}
