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

/** The scheme as it is live now. A change of it comes with its day, for everybody at once. */
export interface Scheme {
  /** The version that governs payments made today, or else the last that did: work goes on while nobody has decided. */
  policy(): Promise<SchemePolicy>;
  /** Every version, for payments made on other days. */
  policies(): Promise<readonly SchemePolicy[]>;
  catalogue(): Promise<readonly CatalogueEntry[]>;
}
