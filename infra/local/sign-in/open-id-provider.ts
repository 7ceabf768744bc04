import type { Configuration, Grant, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { interactionPolicy, Provider } from 'oidc-provider';
import { createEphemeralStore } from './ephemeral-store.ts';
import { trusted } from '../pages/html.ts';
import { PAGE_HEADERS } from '../pages/page.ts';
import type { Person } from './pages.ts';
import { cannotSignInPage, signedOutPage, signOutPage } from './pages.ts';
import type { SignInKeys } from './signing-keys.ts';

/** A web application that may ask people to sign in. It is public: it has no secret, and must use PKCE. */
export interface SignInClient {
  readonly clientId: string;
  /** On loopback; the port may be any. */
  readonly redirectUris: readonly string[];
  /** On loopback; the port may be any. */
  readonly postLogoutRedirectUris: readonly string[];
}

/** What access tokens are for: the `aud` claim, and the client that command-line tokens name. */
export const AUDIENCE = 'ldss-claims-web';
export const TOKEN_SECONDS = 3_600;
export const SCOPE = 'openid profile';

/** The one resource that access tokens open. Applications need not name it. */
const RESOURCE = 'urn:ldss:claims-api';
const RESOURCE_SERVER: ResourceServer = {
  scope: SCOPE,
  audience: AUDIENCE,
  accessTokenTTL: TOKEN_SECONDS,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'RS256' } },
};

/** Browsers send cookies to every port of an address, so the names must not meet those of the service itself. */
const COOKIE_NAMES = {
  session: 'local_sign_in_session',
  interaction: 'local_sign_in_choice',
  resume: 'local_sign_in_return',
};

const SESSION_SECONDS = 8 * 3_600;
const SIGN_IN_SECONDS = 3_600;

/** Path of the page that asks who signs in. */
export const SIGN_IN_PATH = '/sign-in/';

/** An OpenID provider that knows the people and clients, and asks nobody for consent. */
export function createOpenIdProvider(
  issuer: string,
  options: {
    readonly people: readonly Person[];
    readonly clients: readonly SignInClient[];
    readonly keys: SignInKeys;
  },
): Provider {
  const { people, clients, keys } = options;
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const provider = new Provider(issuer, {
    adapter: createEphemeralStore(),
    clients: clients.map(clientMetadata),
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookies], names: COOKIE_NAMES },
    scopes: ['openid'],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    interactions: { policy, url: (_context, interaction) => `${SIGN_IN_PATH}${interaction.uid}` },
    findAccount: (_context, subject) => accountOf(people.find((person) => person.subject === subject)),
    loadExistingGrant: grantEverything,
    clientBasedCORS: (_context, origin) => isLoopback(origin),
    extraTokenClaims: () => ({ token_use: 'access' }),
    features: features(),
    renderError: (context, { error, error_description: reason = '' }) =>
      sendPage(context, cannotSignInPage(error, reason)),
    ttl: {
      AccessToken: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      AuthorizationCode: 60,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
      Interaction: SIGN_IN_SECONDS,
    },
  });
  provider.use(signOutOfNothing);
  return provider;
}

/** Where nobody is signed in, there is nothing to ask; the provider's own page for this needs JavaScript. */
async function signOutOfNothing(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const { route, session } = context.oidc;
  if (route === 'end_session' && context.status === 200 && session?.accountId === undefined) {
    sendPage(context, signedOutPage());
  }
}

/** An access token like those that applications get, made for the command line. */
export async function issueAccessToken(provider: Provider, subject: string): Promise<string> {
  const client = await provider.Client.find(AUDIENCE);
  if (client === undefined) {
    throw new Error(`Sign-in has no client ${AUDIENCE}.`);
  }
  const token = new provider.AccessToken({
    client,
    accountId: subject,
    grantId: 'local-token',
    gty: 'local-token',
    scope: SCOPE,
    resourceServer: new provider.ResourceServer(RESOURCE, RESOURCE_SERVER),
  });
  return token.save();
}

function features(): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => RESOURCE_SERVER,
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => sendPage(context, signOutPage(trusted(form))),
      postLogoutSuccessSource: (context) => sendPage(context, signedOutPage()),
    },
    userinfo: { enabled: false },
  };
}

/** "native" is OpenID's word for an application on loopback, whose port is free. */
function clientMetadata({ clientId, redirectUris, postLogoutRedirectUris }: SignInClient) {
  return {
    client_id: clientId,
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    redirect_uris: [...redirectUris],
    post_logout_redirect_uris: [...postLogoutRedirectUris],
  };
}

function accountOf(person: Person | undefined) {
  return person === undefined
    ? undefined
    : { accountId: person.subject, claims: () => ({ sub: person.subject, name: person.name }) };
}

/** The applications belong to the service, so whoever signs in has agreed. */
async function grantEverything(context: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider } = context.oidc;
  if (client === undefined || session?.accountId === undefined) {
    return undefined;
  }
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPE);
  grant.addResourceScope(RESOURCE, SCOPE);
  await grant.save();
  return grant;
}

function isLoopback(origin: string): boolean {
  const url = URL.parse(origin);
  return url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
}

function sendPage(context: KoaContextWithOIDC, body: string): void {
  context.set(PAGE_HEADERS);
  context.body = body;
}
