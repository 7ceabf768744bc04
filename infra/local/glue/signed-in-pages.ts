import { html } from '../pages/html.ts';
import { page } from '../pages/page.ts';
import type { SeededPerson } from '../seeded-people.ts';

export interface SignedIn {
  /** Undefined for somebody who can sign in and is not in the list. */
  readonly person: SeededPerson | undefined;
  readonly token: string;
  /** How long the token is valid. */
  readonly minutes: number;
  /** Where signing out begins. */
  readonly signOut: string;
  readonly origin: string;
}

/** Who somebody is now, and the token that says so. */
export function signedInPage({ person, token, minutes, signOut, origin }: SignedIn): string {
  const name = person?.name ?? 'somebody';
  return page({
    title: `Signed in as ${name}`,
    home: '/',
    main: html`<h1>You are signed in as ${name}</h1>
      <p class="lead">${person?.description ?? ''}</p>
      <h2>Your token</h2>
      <p>
        Send it to the API as <code>Authorization: Bearer …</code>. It is valid for ${String(minutes)}
        minutes.
      </p>
      <label class="over" for="token">Access token</label>
      <textarea id="token" rows="6" readonly spellcheck="false">${token}</textarea>
      <p>For example, in a shell where <code>TOKEN</code> holds it:</p>
      <pre><code>curl -H "Authorization: Bearer $TOKEN" ${origin}/v1/claims</code></pre>
      <p>
        <a class="button" href="/sign-in">Sign in as somebody else</a>
        <a class="button quiet" href="${signOut}">Sign out</a>
      </p>`,
  });
}

/** Why a sign-in ended without anybody signed in. */
export function notSignedInPage(reason: string): string {
  return page({
    title: 'You are not signed in',
    home: '/',
    main: html`<h1>You are not signed in</h1>
      <p class="wrong">${reason}</p>
      <p><a class="button" href="/sign-in">Start again</a></p>`,
  });
}
