import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Log } from '../engine.ts';
import { PAGE_HEADERS } from '../pages/page.ts';
import type { Person } from './pages.ts';
import { cannotSignInPage, choosePersonPage } from './pages.ts';
import { readBody } from './request-body.ts';

export interface SignInForm {
  readonly provider: Provider;
  readonly people: readonly Person[];
  readonly log: Log;
}

/** Shows the list of people (GET) and takes the choice (POST). Works without JavaScript. */
export async function serveSignInForm(
  form: SignInForm,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const interaction = await form.provider.interactionDetails(request, response);
    const action = `/sign-in/${interaction.uid}`;
    if (request.method !== 'POST') {
      send(response, 200, choosePersonPage(form.people, action, false));
      return;
    }
    const person = await chosenPerson(form.people, request);
    if (person === undefined) {
      send(response, 422, choosePersonPage(form.people, action, true));
      return;
    }
    form.log(`sign-in: ${person.subject} signed in`);
    const login = { accountId: person.subject };
    await form.provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) {
      throw error;
    }
    send(
      response,
      400,
      cannotSignInPage('session-not-found', 'this sign-in was not started here, or has ended'),
    );
  }
}

async function chosenPerson(
  people: readonly Person[],
  request: IncomingMessage,
): Promise<Person | undefined> {
  const subject = new URLSearchParams(await readBody(request)).get('subject');
  return people.find((person) => person.subject === subject);
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, PAGE_HEADERS).end(body);
}
