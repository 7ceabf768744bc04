import type { CatalogueEntry } from '../../domain/catalogue.ts';
import type { Organisation } from '../../domain/organisation.ts';
import type { OrganisationId, Person, PersonId } from '../../domain/person.ts';
import type { SchemePolicy } from '../../domain/policy.ts';

/** Who people are and what they may do, as of now: a role that was taken away is gone with the next request. */
export interface People {
  find(personId: PersonId): Promise<Person | undefined>;
}

export interface Organisations {
  read(organisationId: OrganisationId): Promise<Organisation | undefined>;
}

/** The scheme's rules of the day. */
export interface Scheme {
  /** The policy of today's year, for what does not depend on a payment. */
  policy(): Promise<SchemePolicy>;
  /** Every version, each for the payments of its days. */
  policies(): Promise<readonly SchemePolicy[]>;
  catalogue(): Promise<readonly CatalogueEntry[]>;
}
