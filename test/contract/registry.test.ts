import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrganisations, createPeople } from '../../shared/adapters/dynamodb/registry.ts';
import type { OrganisationRegistry, PeopleRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { createSandboxClock } from '../../shared/adapters/dynamodb/sandbox-clock.ts';
import type { Organisation } from '../../shared/domain/organisation.ts';
import type { Person } from '../../shared/domain/person.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { NOW, at } from '../support/stored-things.ts';

let data: DataTables;
let people: PeopleRegistry;
let organisations: OrganisationRegistry;

beforeAll(async () => {
  data = await startDataTables();
  people = createPeople(data);
  organisations = createOrganisations(data);
});
afterAll(() => data.end());

const MEADOW: Organisation = {
  organisationId: 'org-meadow',
  name: 'Meadow Care Ltd',
  registration: 'registered',
  providesAdultSocialCare: true,
  employsInEngland: true,
  workforceDataSetUpToDateAt: NOW,
  registeredWithCqc: true,
  determinationsAccepted: ['2024-25', '2025-26'],
  bankDetails: 'verified',
};

describe('people', () => {
  it.each<Person>([
    { kind: 'employer', personId: 'owner@meadow', organisationId: 'org-meadow', role: 'owner' },
    { kind: 'staff', personId: 'lead@staff', role: 'lead-caseworker' },
  ])('are found as entered: $personId', async (person) => {
    await people.putPerson(person);

    expect(await people.find(person.personId)).toEqual(person);
  });

  it('are as they are now: a role that was taken away is gone with the next look', async () => {
    const person: Person = { kind: 'staff', personId: 'p', role: 'lead-caseworker' };
    await people.putPerson(person);
    await people.putPerson({ ...person, role: 'support' });

    expect(await people.find('p')).toEqual({ ...person, role: 'support' });
    expect(await people.find('nobody')).toBeUndefined();
  });

  it('are corrupt with a role that does not exist: nobody may do anything by a misspelling', async () => {
    await data.spoil('claims', {
      pk: { S: 'PERSON#broken' },
      sk: { S: 'PERSON' },
      person: { M: { kind: { S: 'staff' }, personId: { S: 'broken' }, role: { S: 'owner' } } },
    });

    await expect(people.find('broken')).rejects.toMatchObject({ name: 'CorruptRecordError' });
  });
});

describe('organisations', () => {
  it('read back as entered, replaced as a whole', async () => {
    await organisations.putOrganisation(MEADOW);
    expect(await organisations.read('org-meadow')).toEqual(MEADOW);

    const lapsed: Organisation = { ...MEADOW, workforceDataSetUpToDateAt: undefined, bankDetails: 'given' };
    await organisations.putOrganisation(lapsed);

    expect(await organisations.read('org-meadow')).toEqual(lapsed);
    expect(await organisations.read('org-none')).toBeUndefined();
  });

  it('are corrupt when they have lost their shape', async () => {
    await data.spoil('claims', { pk: { S: 'ORG#broken' }, sk: { S: 'ORGANISATION' } });

    await expect(organisations.read('broken')).rejects.toMatchObject({ name: 'CorruptRecordError' });
  });
});

describe('the sandbox clock', () => {
  it('follows the real one until it is set, and again when it is let go', async () => {
    const clock = createSandboxClock(data);

    expect(await clock.read()).toBeNull();
    await clock.set(at(90));
    expect(await clock.read()).toBe(at(90));
    await clock.set(null);
    expect(await clock.read()).toBeNull();
  });

  it('is never set to what is no moment', async () => {
    const clock = createSandboxClock(data);

    await expect(clock.set('tomorrow')).rejects.toMatchObject({ name: 'CorruptRecordError' });
    expect(await clock.read()).toBeNull();
  });
});
