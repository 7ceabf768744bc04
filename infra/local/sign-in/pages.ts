import type { Html } from '../pages/html.ts';
import { html, trusted } from '../pages/html.ts';
import { page } from '../pages/page.ts';

/** Somebody who can sign in on this machine. */
export interface Person {
  /** The immutable id that tokens carry as `sub`. */
  readonly subject: string;
  readonly name: string;
  /** What this person may do, in plain words. */
  readonly description: string;
  /** Where they work: people of one place are shown together. */
  readonly group?: string;
}

const choiceId = (index: number): string => `person-${index + 1}`;

function choice({ subject, name, description }: Person, index: number): Html {
  const id = choiceId(index);
  return html`<div class="choice">
    <input type="radio" id="${id}" name="subject" value="${subject}" aria-describedby="${id}-hint" />
    <label for="${id}">${name}</label>
    <p id="${id}-hint">${description}</p>
  </div>`;
}

/** People of one place under its name. Their numbers are those in the whole list, so that the first is always person 1. */
function group(name: string, people: readonly { readonly person: Person; readonly index: number }[]): Html {
  const choices = html`<div class="choices">
    ${people.map(({ person, index }) => choice(person, index))}
  </div>`;
  return name === ''
    ? choices
    : html`<div class="group">
        <h2>${name}</h2>
        ${choices}
      </div>`;
}

const groups = (people: readonly Person[]): readonly Html[] => {
  const numbered = people.map((person, index) => ({ person, index }));
  return [...Map.groupBy(numbered, ({ person }) => person.group ?? '')].map(([name, some]) =>
    group(name, some),
  );
};

/** The list of people. `action` is where the choice is posted; `missed` says that nobody was chosen. */
export function choosePersonPage(people: readonly Person[], action: string, missed: boolean): string {
  const problem = 'Choose the person to sign in as';
  const summary = html`<div class="error" role="alert">
    <h2>There is a problem</h2>
    <a href="#${choiceId(0)}">${problem}</a>
  </div>`;
  return page({
    title: `${missed ? 'Error: ' : ''}Sign in`,
    main: html`${missed ? summary : ''}
      <h1>Sign in</h1>
      <p class="lead">Nobody here has a password. Choose a person, and the service treats you as them.</p>
      <form method="post" action="${action}">
        <fieldset ${missed ? trusted('aria-describedby="problem"') : ''}>
          <legend>Who do you want to sign in as?</legend>
          ${missed ? html`<p class="problem" id="problem">Error: ${problem}</p>` : ''} ${groups(people)}
        </fieldset>
        <button type="submit">Sign in</button>
      </form>`,
  });
}

/** Asks before signing out. `form` is the form `op.logoutForm`, which the buttons belong to. */
export function signOutPage(form: Html): string {
  return page({
    title: 'Sign out',
    main: html`<h1>Do you want to sign out?</h1>
      <p>Tokens that you were given stay valid until they expire, an hour after they were made.</p>
      ${form}
      <button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>
      <button type="submit" form="op.logoutForm" class="quiet">No, stay signed in</button>`,
  });
}

export function signedOutPage(): string {
  return page({
    title: 'You are signed out',
    main: html`<h1>You are signed out</h1>
      <p>You can close this page.</p>`,
  });
}

/** Why a request cannot go on, with the code that a developer needs. */
export function cannotSignInPage(code: string, reason: string): string {
  return page({
    title: 'You cannot sign in from here',
    main: html`<h1>You cannot sign in from here</h1>
      <p>
        The link that brought you here is wrong, or it is too old. Go back to the service and start again.
      </p>
      <p class="wrong">Reason: ${reason} (<code>${code}</code>)</p>`,
  });
}
