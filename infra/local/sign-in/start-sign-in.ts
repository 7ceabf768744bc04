import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Provider } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Engine, Log } from '../engine.ts';
import { serveLocalToken } from './local-token.ts';
import type { SignInClient } from './open-id-provider.ts';
import { AUDIENCE, createOpenIdProvider, issueAccessToken, SIGN_IN_PATH } from './open-id-provider.ts';
import type { Person } from './pages.ts';
import { serveSignInForm } from './sign-in-form.ts';
import { loadSignInKeys } from './signing-keys.ts';

export interface SignInOptions {
  /** A free port when absent. Tokens outlive a restart only at the same port, because it is part of the issuer. */
  readonly port?: number;
  readonly people: readonly Person[];
  /** Beside the service's own client, whose id is `audience`. Naming that one replaces its addresses. */
  readonly clients?: readonly SignInClient[];
  readonly keysDirectory: string;
  readonly log: Log;
}

export interface SignIn extends Engine {
  /** The `iss` of every token; discovery and keys are below it. */
  readonly issuer: string;
  /** The `aud` of every access token. */
  readonly audience: string;
  /** An access token, valid for an hour. Rejects when nobody has this subject. */
  token(subject: string): Promise<string>;
}

const OWN_CLIENT: SignInClient = {
  clientId: AUDIENCE,
  redirectUris: ['http://127.0.0.1/signed-in'],
  postLogoutRedirectUris: ['http://127.0.0.1/'],
};

/**
 * Sign-in for this machine: OpenID Connect with discovery, authorisation code and PKCE, RS256 access tokens, and a
 * page that lists the people instead of asking for passwords. It trusts everybody who can reach it, so it listens on
 * loopback only, and only under its own address.
 */
export async function startSignIn(options: SignInOptions): Promise<SignIn> {
  const { people, log } = options;
  const named = options.clients ?? [];
  const clients = named.some(({ clientId }) => clientId === AUDIENCE) ? named : [OWN_CLIENT, ...named];
  const subjects = new Set(people.map((person) => person.subject));
  if (subjects.size !== people.length || people.length === 0) {
    throw new Error('Sign-in needs people, each with a subject of their own.');
  }
  if (new Set(clients.map(({ clientId }) => clientId)).size !== clients.length) {
    throw new Error('Each sign-in client needs an id of its own.');
  }
  const keys = await loadSignInKeys(options.keysDirectory);
  const server = createServer();
  const issuer = await listen(server, options.port ?? 0);
  const provider = createOpenIdProvider(issuer, { people, clients, keys });
  const token = tokenIssuer(provider, subjects);
  // Before anything else is awaited, so that no request is missed.
  server.on('request', route({ provider, people, issuer, log, token }));
  provider.on('server_error', (_context, error) => log(`sign-in: ${error.name}: ${error.message}`));
  await requireUsable(provider, clients).catch(async (error: unknown) => {
    await close(server);
    throw error;
  });
  log(`sign-in: ${issuer}, ${people.length} people`);
  return {
    endpoint: issuer,
    issuer,
    audience: AUDIENCE,
    token: async (subject) => {
      const issued = await token(subject);
      if (issued === undefined) {
        throw new Error(`Nobody on this machine has the subject ${subject}.`);
      }
      return issued;
    },
    close: () => close(server),
  };
}

type TokenIssuer = (subject: string) => Promise<string | undefined>;

function tokenIssuer(provider: Provider, subjects: ReadonlySet<string>): TokenIssuer {
  return async (subject) => (subjects.has(subject) ? issueAccessToken(provider, subject) : undefined);
}

/** The provider looks at an application's addresses only when it is first used; a mistake should show at start. */
async function requireUsable(provider: Provider, clients: readonly SignInClient[]): Promise<void> {
  for (const { clientId } of clients) {
    try {
      await provider.Client.find(clientId);
    } catch (error) {
      const reason = error instanceof errors.OIDCProviderError ? error.error_description : String(error);
      throw new Error(`The sign-in client ${clientId} cannot be used: ${reason ?? 'unknown reason'}.`, {
        cause: error,
      });
    }
  }
}

interface Routing {
  readonly provider: Provider;
  readonly people: readonly Person[];
  readonly issuer: string;
  readonly log: Log;
  readonly token: TokenIssuer;
}

function route(routing: Routing): (request: IncomingMessage, response: ServerResponse) => void {
  const openId = routing.provider.callback();
  const { host } = new URL(routing.issuer);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    if (request.headers.host !== host) {
      // Under another name a page from elsewhere could make a browser read what is served here.
      response.writeHead(421, { 'content-type': 'text/plain' }).end(`Use ${routing.issuer}\n`);
    } else if (path === '/local-token' && request.method === 'POST') {
      await serveLocalToken(routing.token, request, response);
    } else if (path.startsWith(SIGN_IN_PATH)) {
      await serveSignInForm(routing, request, response);
    } else {
      await openId(request, response);
    }
  };
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      routing.log(`sign-in: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    });
  };
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The sign-in service has no port.');
  }
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  if (server.listening) {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
