import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { SignIn, SignInOptions } from '../../infra/local/sign-in/start-sign-in.ts';
import { startSignIn } from '../../infra/local/sign-in/start-sign-in.ts';

const PEOPLE = [
  { subject: 'owner-1', name: 'Amina Okafor', description: 'Owner at Rosewood Care, sends claims' },
  {
    subject: 'caseworker-1',
    name: 'Tom <b>Reed</b>',
    description: 'Caseworker, decides on "claims" & queries',
  },
];
const REDIRECT = 'http://127.0.0.1:61234/signed-in';

let keysDirectory: string;
let signIn: SignIn;
const others: SignIn[] = [];

async function start(options: Partial<SignInOptions> = {}): Promise<SignIn> {
  const started = await startSignIn({ people: PEOPLE, keysDirectory, log: () => undefined, ...options });
  others.push(started);
  return started;
}

beforeAll(async () => {
  keysDirectory = mkdtempSync(join(tmpdir(), 'sign-in-'));
  signIn = await startSignIn({ people: PEOPLE, keysDirectory, log: () => undefined });
});

afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.close()));
});

afterAll(async () => {
  await signIn.close();
  rmSync(keysDirectory, { recursive: true });
});

/** A browser without JavaScript: it keeps cookies by path and follows redirects inside the sign-in service. */
class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await this.#fetch(url, form);
    const location = response.headers.get('location');
    if (location === null || !new URL(location, url).href.startsWith(signIn.issuer)) {
      return response;
    }
    return this.go(new URL(location, url).href);
  }

  async #fetch(url: string, form?: Record<string, string>): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, accept: 'text/html' },
      ...body,
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, { value, path: /path=([^;]*)/i.exec(line)?.[1] ?? '/' });
      if (value === '') this.#cookies.delete(name);
    }
    return response;
  }
}

const verifier = randomBytes(32).toString('base64url');

function authorizeUrl(changes: Record<string, string> = {}): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    client_id: signIn.audience,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid profile',
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  });
  return `${signIn.issuer}/auth?${query.toString()}`;
}

const formAction = (html: string): string => /<form[^>]*action="([^"]*)"/.exec(html)?.[1] ?? '';

async function codeFor(subject: string, browser = new Browser()): Promise<string> {
  const page = await browser.go(authorizeUrl());
  const action = new URL(formAction(await page.text()), signIn.issuer).href;
  const back = await browser.go(action, { subject });
  const location = new URL(back.headers.get('location') ?? '');
  expect(`${location.origin}${location.pathname}`).toBe(REDIRECT);
  expect(location.searchParams.get('state')).toBe('state-1');
  return location.searchParams.get('code') ?? '';
}

function exchange(code: string, codeVerifier = verifier): Promise<Response> {
  return fetch(`${signIn.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: signIn.audience,
      redirect_uri: REDIRECT,
      code,
      code_verifier: codeVerifier,
    }),
  });
}

const tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  expires_in: z.literal(3600),
  token_type: z.literal('Bearer'),
});
const discovery = z.looseObject({
  issuer: z.string(),
  jwks_uri: z.string(),
  code_challenge_methods_supported: z.array(z.string()),
  end_session_endpoint: z.string(),
});

async function discover() {
  return discovery.parse(await (await fetch(`${signIn.issuer}/.well-known/openid-configuration`)).json());
}

/** What an API does with a token: discovery, then keys, then issuer, audience and signature. */
async function verify(token: string) {
  const { issuer, jwks_uri: keysAddress } = await discover();
  const keys = createRemoteJWKSet(new URL(keysAddress));
  return jwtVerify(token, keys, { issuer, audience: signIn.audience, algorithms: ['RS256'] });
}

describe('signing in', () => {
  it('by authorisation code and PKCE gives an access token that verifies against the published keys', async () => {
    const response = await exchange(await codeFor('caseworker-1'));
    const { access_token: accessToken, id_token: idToken } = tokens.parse(await response.json());

    const access = await verify(accessToken);
    expect(access.payload).toMatchObject({
      iss: signIn.issuer,
      sub: 'caseworker-1',
      aud: 'ldss-claims-web',
      client_id: 'ldss-claims-web',
      scope: 'openid profile',
      token_use: 'access',
    });
    expect((access.payload.exp ?? 0) - (access.payload.iat ?? 0)).toBe(3600);
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });

    const id = await verify(idToken);
    expect(id.payload).toMatchObject({ sub: 'caseworker-1', name: 'Tom <b>Reed</b>', nonce: 'nonce-1' });
  });

  it('publishes PKCE with S256 alone, and no private part of its key', async () => {
    const { jwks_uri: keysAddress, code_challenge_methods_supported: methods } = await discover();
    expect(methods).toEqual(['S256']);
    const { keys } = z
      .object({ keys: z.array(z.record(z.string(), z.unknown())) })
      .parse(await (await fetch(keysAddress)).json());
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });

  it('refuses a code with another verifier, and the code is then worth nothing', async () => {
    const code = await codeFor('owner-1');
    const wrong = await exchange(code, randomBytes(32).toString('base64url'));
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('refuses a code that was used before', async () => {
    const code = await codeFor('owner-1');
    expect((await exchange(code)).status).toBe(200);
    expect(await (await exchange(code)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('refuses a request without PKCE', async () => {
    const back = await new Browser().go(authorizeUrl({ code_challenge: '' }));
    expect(new URL(back.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it.each([
    ['another path', 'http://127.0.0.1:61234/elsewhere'],
    ['another machine', 'http://example.com/signed-in'],
    ['another scheme', 'https://127.0.0.1:61234/signed-in'],
  ])('refuses to send people to %s, on a page and not by a redirect', async (_what, redirect) => {
    const response = await new Browser().go(authorizeUrl({ redirect_uri: redirect }));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    const text = await response.text();
    expect(text).toContain('You cannot sign in from here');
    expect(text).toContain('invalid_redirect_uri');
  });

  it('refuses an unknown application', async () => {
    const response = await new Browser().go(authorizeUrl({ client_id: 'stranger' }));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('invalid_client');
  });

  it('remembers who signed in, until they sign out', async () => {
    const browser = new Browser();
    await codeFor('owner-1', browser);
    const silent = await browser.go(authorizeUrl());
    expect(silent.headers.get('location')).toContain(`${REDIRECT}?code=`);

    const { end_session_endpoint: endSession } = await discover();
    const leave = new URLSearchParams({
      client_id: signIn.audience,
      post_logout_redirect_uri: 'http://127.0.0.1:61234/',
    });
    const question = await (await browser.go(`${endSession}?${leave.toString()}`)).text();
    expect(question).toContain('Do you want to sign out?');
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(question)?.[1] ?? '';
    const left = await browser.go(formAction(question), { xsrf, logout: 'yes' });
    expect(left.headers.get('location')).toBe('http://127.0.0.1:61234/');

    expect(await (await browser.go(authorizeUrl())).text()).toContain('Who do you want to sign in as?');
  });

  it('says so when somebody signed out without a place to go back to', async () => {
    const browser = new Browser();
    await codeFor('owner-1', browser);
    const { end_session_endpoint: endSession } = await discover();
    const question = await (await browser.go(endSession)).text();
    const xsrf = /name="xsrf" value="([^"]*)"/.exec(question)?.[1] ?? '';
    const done = await browser.go(formAction(question), { xsrf, logout: 'yes' });
    expect(await done.text()).toContain('You are signed out');
  });

  it('lets an application on loopback exchange its code from the browser, and no other', async () => {
    const ask = async (origin: string, code: string) =>
      fetch(`${signIn.issuer}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: signIn.audience,
          redirect_uri: REDIRECT,
          code,
          code_verifier: verifier,
        }),
      });
    const own = await ask('http://127.0.0.1:61234', await codeFor('owner-1'));
    expect(own.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:61234');
    const strange = await ask('https://example.com', await codeFor('owner-1'));
    expect(strange.status).toBe(400);
    expect(strange.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('serves further applications, each under its own id', async () => {
    const client = {
      clientId: 'console',
      redirectUris: ['http://127.0.0.1/back'],
      postLogoutRedirectUris: [],
    };
    const other = await start({ clients: [client] });
    const query = authorizeUrl({ client_id: 'console', redirect_uri: 'http://127.0.0.1:9/back' });
    const response = await fetch(query.replace(signIn.issuer, other.issuer), { redirect: 'manual' });
    expect(response.headers.get('location')).toMatch(/^\/sign-in\//);
  });
});

describe('the page that asks who signs in', () => {
  const open = async () => {
    const browser = new Browser();
    const response = await browser.go(authorizeUrl());
    const text = await response.text();
    return { browser, response, text, action: new URL(formAction(text), signIn.issuer).href };
  };

  it('is one plain form: one h1, a labelled radio button for each person, a button', async () => {
    const { response, text } = await open();
    expect(response.status).toBe(200);
    expect(text).toContain('<html lang="en-GB">');
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).toContain('<legend>Who do you want to sign in as?</legend>');
    for (const [index, { subject }] of PEOPLE.entries()) {
      const id = `person-${index + 1}`;
      expect(text).toMatch(
        new RegExp(
          `<input\\s+type="radio"\\s+id="${id}"\\s+name="subject"\\s+value="${subject}"\\s+aria-describedby="${id}-hint"`,
        ),
      );
      expect(text).toContain(`<label for="${id}">`);
      expect(text).toContain(`<p id="${id}-hint">`);
    }
    expect(text).toContain('<button type="submit">Sign in</button>');
  });

  it('runs no script, loads nothing, cannot be framed, and escapes what it shows', async () => {
    const { response, text } = await open();
    const policy = response.headers.get('content-security-policy');
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
    expect(text).not.toMatch(/<script|src=|@import|url\(/);
    expect(text).toContain('Tom &lt;b&gt;Reed&lt;/b&gt;');
    expect(text).toContain('decides on &quot;claims&quot; &amp; queries');
  });

  it.each([
    ['nobody', {}],
    ['somebody unknown', { subject: 'stranger' }],
  ])('choosing %s shows the page again, with the error first and linked to the list', async (_who, form) => {
    const { browser, action } = await open();
    const response = await browser.go(action, form);
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).toContain('<title>Error: Sign in');
    expect(text).toContain('<a href="#person-1">Choose the person to sign in as</a>');
    expect(text).toContain('aria-describedby="problem"');
    expect((await browser.go(action, { subject: 'owner-1' })).headers.get('location')).toContain(REDIRECT);
  });

  it('cannot be used from another browser, or without a sign-in under way', async () => {
    const { action } = await open();
    for (const form of [undefined, { subject: 'owner-1' }]) {
      const response = await new Browser().go(action, form);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('You cannot sign in from here');
    }
  });
});

describe('tokens for the command line', () => {
  const ask = (body: string, type = 'application/json') =>
    fetch(`${signIn.issuer}/local-token`, { method: 'POST', headers: { 'content-type': type }, body });

  it('are like those from signing in', async () => {
    const response = await ask(JSON.stringify({ subject: 'owner-1' }));
    const answer = z.strictObject({
      access_token: z.string(),
      token_type: z.string(),
      expires_in: z.number(),
    });
    const { access_token: token, expires_in: seconds } = answer.parse(await response.json());
    expect(seconds).toBe(3600);
    const fromSigningIn = tokens.parse(await (await exchange(await codeFor('owner-1'))).json()).access_token;
    const claims = await Promise.all([token, fromSigningIn, await signIn.token('owner-1')].map(verify));
    const steady = claims.map(({ payload }) =>
      Object.fromEntries(Object.entries(payload).filter(([name]) => !['jti', 'iat', 'exp'].includes(name))),
    );
    expect(steady[0]).toEqual(steady[1]);
    expect(steady[2]).toEqual(steady[1]);
    expect(decodeProtectedHeader(token)).toEqual(decodeProtectedHeader(fromSigningIn));
  });

  it.each([
    ['an unknown person', '{"subject":"stranger"}', 'application/json', 404, 'unknown-person'],
    ['no subject', '{}', 'application/json', 400, 'validation-failed'],
    ['what is not JSON', 'subject=owner-1', 'application/json', 400, 'validation-failed'],
    [
      'a plain form, which any web page could send',
      'subject=owner-1',
      'text/plain',
      415,
      'unsupported-media-type',
    ],
    [
      'a body without end',
      `{"subject":"${'x'.repeat(70_000)}"}`,
      'application/json',
      400,
      'validation-failed',
    ],
  ])('are refused for %s, as a problem', async (...[, body, type, status, code]) => {
    const response = await ask(body, type);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'about:blank', status, code });
  });

  it('are refused in process too for an unknown person', async () => {
    await expect(signIn.token('stranger')).rejects.toThrow('stranger');
  });
});

describe('the service itself', () => {
  it('answers under no other name than its own', async () => {
    const { port } = new URL(signIn.issuer);
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    httpRequest(
      { host: '127.0.0.1', port, path: '/jwks', headers: { host: `rebound.example:${port}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    ).end();
    expect(await promise).toBe(421);
  });

  it('keeps its keys over a restart: tokens from before still verify', async () => {
    const first = await start();
    const token = await first.token('owner-1');
    const port = Number(new URL(first.issuer).port);
    await first.close();

    const second = await start({ port });
    const keys = createRemoteJWKSet(new URL(`${second.issuer}/jwks`));
    const { payload } = await jwtVerify(token, keys, { issuer: second.issuer, audience: second.audience });
    expect(payload.sub).toBe('owner-1');
  });

  it('keeps its keys where nobody else on the machine can read them', () => {
    const [file = '', ...more] = readdirSync(keysDirectory);
    expect(more).toEqual([]);
    expect(statSync(join(keysDirectory, file)).mode & 0o077).toBe(0);
  });

  it('does not start over damaged keys', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'sign-in-'));
    writeFileSync(join(damaged, 'sign-in-keys.json'), '{"signing":');
    await expect(start({ keysDirectory: damaged })).rejects.toThrow('are damaged');
    rmSync(damaged, { recursive: true });
  });

  it('does not start without people, or with two of one subject', async () => {
    await expect(start({ people: [] })).rejects.toThrow('needs people');
    await expect(start({ people: [...PEOPLE, ...PEOPLE] })).rejects.toThrow('a subject of their own');
  });

  it('does not start with an application that is not on this machine', async () => {
    const client = { clientId: 'far', redirectUris: ['http://example.com/back'], postLogoutRedirectUris: [] };
    await expect(start({ clients: [client] })).rejects.toThrow('The sign-in client far cannot be used');
    await expect(start({ clients: [client, client] })).rejects.toThrow('an id of its own');
  });

  it('closes twice without complaint', async () => {
    const other = await start();
    await other.close();
    await expect(other.close()).resolves.toBeUndefined();
    await expect(fetch(`${other.issuer}/jwks`)).rejects.toThrow();
  });
});
