import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Organisations, People } from '../../application/ports/registry.ts';
import { organisationSchema, personSchema } from '../../contracts/stored/registry.ts';
import type { Organisation } from '../../domain/organisation.ts';
import type { Person } from '../../domain/person.ts';
import type { TableNames } from './client.ts';
import { attributeOf, checked } from './item.ts';
import { organisationKey, personKey } from './keys.ts';
import { readItem } from './read.ts';
import { putItem } from './single-writes.ts';

interface RegistryOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}

/** People as of now, and the way to enter them. */
export interface PeopleRegistry extends People {
  /** Enters a person, or replaces what was known of them. */
  putPerson(person: Person): Promise<void>;
}

export interface OrganisationRegistry extends Organisations {
  /** Enters an organisation, or replaces what was known of it. */
  putOrganisation(organisation: Organisation): Promise<void>;
}

export const createPeople = ({ client, tables }: RegistryOptions): PeopleRegistry => ({
  async find(personId) {
    const key = personKey(personId);
    const item = await readItem(client, tables.claims, key);
    return item && attributeOf(item, { name: 'person', schema: personSchema }, { record: 'person', key });
  },
  async putPerson(person) {
    const key = personKey(person.personId);
    const row = { ...key, person: checked(personSchema, person, { record: 'person', key }) };
    await putItem(client, tables.claims, { row });
  },
});

export const createOrganisations = ({ client, tables }: RegistryOptions): OrganisationRegistry => ({
  async read(organisationId) {
    const key = organisationKey(organisationId);
    const item = await readItem(client, tables.claims, key);
    const place = { record: 'organisation', key };
    return item && attributeOf(item, { name: 'organisation', schema: organisationSchema }, place);
  },
  async putOrganisation(organisation) {
    const key = organisationKey(organisation.organisationId);
    const place = { record: 'organisation', key };
    const row = { ...key, organisation: checked(organisationSchema, organisation, place) };
    await putItem(client, tables.claims, { row });
  },
});
