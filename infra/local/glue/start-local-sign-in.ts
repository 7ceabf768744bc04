import { join } from 'node:path';
import type { IdentityPlan } from '../assembly/resources/identity.ts';
import type { SeededPerson } from '../seeded-people.ts';
import { AUDIENCE } from '../sign-in/open-id-provider.ts';
import { startSignIn } from '../sign-in/start-sign-in.ts';
import type { SignIn } from '../sign-in/start-sign-in.ts';
import { onRememberedPort } from './remembered-port.ts';
import type { Surroundings } from './surroundings.ts';

interface SignInParts extends Surroundings {
  readonly people: readonly SeededPerson[];
  readonly identity: IdentityPlan | undefined;
}

/** The sign-in service, with the addresses of the web pages that the template gives to the user pool's client. */
export async function startLocalSignIn({
  people,
  identity,
  directory,
  log,
  closing,
}: SignInParts): Promise<SignIn> {
  const keysDirectory = join(directory, 'sign-in');
  const redirectUris = identity?.callbackUrls ?? [];
  const client = { clientId: AUDIENCE, redirectUris, postLogoutRedirectUris: identity?.logoutUrls ?? [] };
  const clients = redirectUris.length > 0 ? { clients: [client] } : {};
  return closing.add(
    await onRememberedPort(keysDirectory, (port) =>
      startSignIn({ port, people, keysDirectory, log, ...clients }),
    ),
  );
}
