import type { Ready } from '../command/ready-file.ts';
import { html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';
import { page } from '../pages/page.ts';
import type { SeededPerson } from '../seeded-people.ts';
import { TRY_SIGN_IN_PATH } from './try-sign-in.ts';

export interface WebPage {
  readonly ready: Ready;
  readonly people: readonly SeededPerson[];
}

interface Place {
  readonly address: string;
  readonly name: string;
  readonly words: string;
}

const placesOf = ({ api }: Ready): readonly Place[] => [
  {
    address: `${api}/openapi.json`,
    name: 'The API, described',
    words: 'Every operation, as an OpenAPI 3.1 document.',
  },
  { address: `${api}/scheme`, name: 'The scheme', words: 'Years, funds, windows and the policy of today.' },
  {
    address: `${api}/catalogue`,
    name: 'Eligible training',
    words: 'What the scheme pays for, and up to how much.',
  },
  {
    address: `${api}/funds/main/2025-26`,
    name: 'What is left of the fund',
    words: 'The main fund of 2025-26, at this moment.',
  },
  { address: '/ready', name: 'Readiness', words: 'The addresses of this copy, for programs.' },
];

const place = ({ address, name, words }: Place): Html =>
  html`<li>
    <a href="${address}">${name}</a>
    <p>${words}</p>
  </li>`;

const line = ({ subject, name, description }: SeededPerson): Html =>
  html`<div>
    <dt>${name} <code>${subject}</code></dt>
    <dd>${description}</dd>
  </div>`;

const group = (name: string, people: readonly SeededPerson[]): Html =>
  html`<h3>${name}</h3>
    <dl class="people">${people.map(line)}</dl>`;

/** The page at the root of a local copy: what this is, where its parts are, and who can sign in. */
export function webPage({ ready, people }: WebPage): string {
  const groups = [...Map.groupBy(people, (person) => person.group ?? 'Others')];
  return page({
    title: 'Start',
    home: '/',
    main: html`<h1>Claims for the cost of training</h1>
      <p class="lead">
        Adult social care employers are paid back for training, first come, first served, out of a fund that
        is capped. This is a whole copy of the service that does it.
      </p>
      <p><a class="button" href="${TRY_SIGN_IN_PATH}">Sign in</a></p>
      <h2>Look around</h2>
      <ul class="links">
        ${placesOf(ready).map(place)}
      </ul>
      <h2>Who can sign in</h2>
      ${groups.map(([name, some]) => group(name, some))}
      <h2>From the command line</h2>
      <p>A token for one of them, and what the API says to it:</p>
      <pre><code>TOKEN=$(npm run --silent token -- owner@meadow)
curl -H "Authorization: Bearer $TOKEN" ${ready.api}/claims</code></pre>
      <p>To watch one claim go from draft to approved: <code>npm run demo</code></p>`,
  });
}
