/** Somebody who may sign in to a local copy. Everybody here is invented. */
export interface SeededPerson {
  /** The subject of the person's tokens. */
  readonly subject: string;
  readonly name: string;
  readonly description: string;
}

const person = (subject: string, name: string, description: string): SeededPerson => ({
  subject,
  name,
  description,
});

/** The people of a local copy. Who they are to the service (employer, role) is in the seeded data, not here. */
export const SEEDED_PEOPLE: readonly SeededPerson[] = [
  person('owner@meadow', 'Maureen Appleby', 'Senior Responsible Officer of Meadow View Care'),
  person('submitter@meadow', 'Dev Okafor', 'Submits claims for Meadow View Care'),
  person('reader@meadow', 'Ruth Lindqvist', 'Reads the claims of Meadow View Care'),
  person('owner@harbour', 'Callum Reid', 'Senior Responsible Officer of Harbour House'),
  person('submitter@harbour', 'Priya Nair', 'Submits claims for Harbour House'),
  person('reader@harbour', 'Tom Ashworth', 'Reads the claims of Harbour House'),
  person('owner@newco', 'Ines Carvalho', 'Registering Newco Homecare, which is not done yet'),
  person('caseworker1@staff', 'Grace Bello', 'Caseworker'),
  person('caseworker2@staff', 'Harvey Mistry', 'Caseworker'),
  person('lead@staff', 'Joan Fairweather', 'Lead caseworker'),
  person('quality@staff', 'Samir Haddad', 'Quality assurer'),
  person('onboarder@staff', 'Bethan Rhys', 'Onboards employers'),
  person('payments@staff', 'Oliver Tran', 'Payments officer'),
  person('policy@staff', 'Edith Marlowe', 'Policy owner'),
  person('support@staff', 'Nikhil Sen', 'Support, who may read only'),
];
