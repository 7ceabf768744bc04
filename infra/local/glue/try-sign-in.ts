import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Log } from '../engine.ts';
import { PAGE_HEADERS } from '../pages/page.ts';
import { notSignedInPage, signedInPage } from './signed-in-pages.ts';
import type { SeededPerson } from '../seeded-people.ts';
import type { LocalSignIn } from './sign-in-substitution.ts';

export const TRY_SIGN_IN_PATH = '/sign-in';
/** Where the template says that the sign-in service sends people back to. */
const CALLBACK_PATH = '/sign-in/callback';
const COOKIE = 'local_sign_in_try';
const SCOPE = 'openid profile';
const MINUTES = 60;

export interface TrySignInOptions {
  readonly signIn: LocalSignIn;
  readonly people: readonly SeededPerson[];
  /** The address that browsers see, without a trailing slash. */
  readonly origin: () => string;
  readonly log: Log;
}

const discovery = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url(),
  jwks_uri: z.url(),
});
const tokens = z.object({ access_token: z.string(), expires_in: z.int() });

/**
 * Lets people who try a local copy sign in as an application would (authorisation code with PKCE) and shows them the
 * token that they get. Keeps nothing: what one request has to know of another is in a cookie of its own. Answers false
 * for every other address.
 */
export function trySignIn(
  options: TrySignInOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const serve = (work: Promise<void>, response: ServerResponse): true => {
    work.catch((error: unknown) => {
      options.log(`sign-in: ${error instanceof Error ? error.message : String(error)}`);
      sendPage(response, 502, notSignedInPage('The sign-in service did not answer as it should.'));
    });
    return true;
  };
  return (request, response) => {
    if (request.method !== 'GET') return false;
    const url = new URL(request.url ?? '/', options.origin());
    if (url.pathname === TRY_SIGN_IN_PATH) return serve(begin(options, response), response);
    if (url.pathname === CALLBACK_PATH) return serve(end(options, { request, url }, response), response);
    return false;
  };
}

const secret = (): string => randomBytes(32).toString('base64url');

async function endpointsOf({ issuer }: LocalSignIn): Promise<z.output<typeof discovery>> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  return discovery.parse(await response.json());
}

async function begin({ signIn, origin }: TrySignInOptions, response: ServerResponse): Promise<void> {
  const { authorization_endpoint: authorize } = await endpointsOf(signIn);
  const [state, verifier] = [secret(), secret()];
  const query = new URLSearchParams({
    client_id: signIn.audience,
    redirect_uri: origin() + CALLBACK_PATH,
    response_type: 'code',
    scope: SCOPE,
    // Somebody who is signed in already is asked as well, for they may want to be somebody else.
    prompt: 'login',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  response.writeHead(303, {
    location: `${authorize}?${query.toString()}`,
    'cache-control': 'no-store',
    'set-cookie': `${COOKIE}=${state}.${verifier}; Path=${CALLBACK_PATH}; Max-Age=${MINUTES * 60}; HttpOnly; SameSite=Lax`,
  });
  response.end();
}

function remembered(
  request: IncomingMessage,
): { readonly state: string; readonly verifier: string } | undefined {
  const value = new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)\\.([\\w-]+)`).exec(request.headers.cookie ?? '');
  const [, state, verifier] = value ?? [];
  return state === undefined || verifier === undefined ? undefined : { state, verifier };
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

async function end(
  options: TrySignInOptions,
  { request, url }: { readonly request: IncomingMessage; readonly url: URL },
  response: ServerResponse,
): Promise<void> {
  const asked = remembered(request);
  const code = url.searchParams.get('code');
  if (asked === undefined || code === null || !same(asked.state, url.searchParams.get('state') ?? '')) {
    const why =
      url.searchParams.get('error_description') ?? 'This sign-in was not started here, or has ended.';
    sendPage(response, 400, notSignedInPage(why));
    return;
  }
  const { signIn, origin, people } = options;
  const endpoints = await endpointsOf(signIn);
  const answer = await fetch(endpoints.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: signIn.audience,
      redirect_uri: origin() + CALLBACK_PATH,
      code,
      code_verifier: asked.verifier,
    }),
  });
  if (!answer.ok) {
    sendPage(response, 400, notSignedInPage('The sign-in had been used already, or took too long.'));
    return;
  }
  const { access_token: token, expires_in: seconds } = tokens.parse(await answer.json());
  const keys = createRemoteJWKSet(new URL(endpoints.jwks_uri));
  const { payload } = await jwtVerify(token, keys, { issuer: signIn.issuer, audience: signIn.audience });
  const person = people.find(({ subject }) => subject === payload.sub);
  const out = new URLSearchParams({ client_id: signIn.audience, post_logout_redirect_uri: `${origin()}/` });
  const signOut = `${endpoints.end_session_endpoint}?${out.toString()}`;
  sendPage(
    response,
    200,
    signedInPage({ person, token, minutes: Math.round(seconds / 60), signOut, origin: origin() }),
  );
}

function sendPage(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    ...PAGE_HEADERS,
    // A code works once: going back to this address finds no sign-in under way and says so.
    'set-cookie': `${COOKIE}=; Path=${CALLBACK_PATH}; Max-Age=0; HttpOnly; SameSite=Lax`,
  });
  response.end(body);
}
