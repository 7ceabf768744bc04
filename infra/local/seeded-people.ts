/** Somebody who may sign in to a local copy. Everybody here is invented. */
export interface SeededPerson {
  /** The subject of the person's tokens. */
  readonly subject: string;
  readonly name: string;
  readonly description: string;
  /** Where they work: people of one place are shown together. */
  readonly group?: string;
}

const at = (group: string, people: readonly (readonly [string, string, string])[]): readonly SeededPerson[] =>
  people.map(([subject, name, description]) => ({ subject, name, description, group }));

/** The people of a local copy. Who they are to the service (employer, role) is in the seeded data, not here. */
export const SEEDED_PEOPLE: readonly SeededPerson[] = [
  ...at('Meadow View Care', [
    ['owner@meadow', 'Maureen Appleby', 'Senior Responsible Officer of Meadow View Care'],
    ['submitter@meadow', 'Dev Okafor', 'Submits claims for Meadow View Care'],
    ['reader@meadow', 'Ruth Lindqvist', 'Reads the claims of Meadow View Care'],
  ]),
  ...at('Harbour House', [
    ['owner@harbour', 'Callum Reid', 'Senior Responsible Officer of Harbour House'],
    ['submitter@harbour', 'Priya Nair', 'Submits claims for Harbour House'],
    ['reader@harbour', 'Tom Ashworth', 'Reads the claims of Harbour House'],
  ]),
  ...at('Newco Homecare', [
    ['owner@newco', 'Ines Carvalho', 'Registering Newco Homecare, which is not done yet'],
  ]),
  ...at('Staff of the scheme', [
    ['caseworker1@staff', 'Grace Bello', 'Caseworker'],
    ['caseworker2@staff', 'Harvey Mistry', 'Caseworker'],
    ['lead@staff', 'Joan Fairweather', 'Lead caseworker'],
    ['quality@staff', 'Samir Haddad', 'Quality assurer'],
    ['onboarder@staff', 'Bethan Rhys', 'Onboards employers'],
    ['payments@staff', 'Oliver Tran', 'Payments officer'],
    ['policy@staff', 'Edith Marlowe', 'Policy owner'],
    ['policy2@staff', 'Farid Nasser', 'Policy owner, the second of two'],
    ['support@staff', 'Nikhil Sen', 'Support, who may read only'],
  ]),
];
