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
    await leaveOthersSession(form.provider, interaction, person);
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

/**
 * Ends the session of somebody else who was signed in in this browser. Left to itself the provider ends it too, but by
 * way of a page of its own that needs JavaScript.
 */
async function leaveOthersSession(
  provider: Provider,
  interaction: Awaited<ReturnType<Provider['interactionDetails']>>,
  person: Person,
): Promise<void> {
  const { session } = interaction;
  if (session === undefined || session.accountId === person.subject) return;
  await (await provider.Session.findByUid(session.uid))?.destroy();
  interaction.session = undefined;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1_000));
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
