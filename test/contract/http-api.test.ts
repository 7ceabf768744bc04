import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

import type { Invoke } from '../../infra/local/engine.ts';
import { startHttpApi } from '../../infra/local/http-api/http-api.ts';
import type { HttpApi, HttpApiOptions } from '../../infra/local/http-api/http-api.ts';
import { startLambdaHost } from '../../infra/local/lambda/lambda-host.ts';

const apis: HttpApi[] = [];

/** What the function behind every route was called with, and what it is to answer. */
const behind: { calls: { name: string; event: Event }[]; answer: () => unknown } = {
  calls: [],
  answer: () => ({ statusCode: 200 }),
};

const Event = z.looseObject({
  version: z.literal('2.0'),
  routeKey: z.string(),
  rawPath: z.string(),
  rawQueryString: z.string(),
  cookies: z.array(z.string()).optional(),
  headers: z.record(z.string(), z.string()),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  pathParameters: z.record(z.string(), z.string()).optional(),
  requestContext: z.looseObject({
    authorizer: z
      .object({ jwt: z.object({ claims: z.record(z.string(), z.string()), scopes: z.unknown() }) })
      .optional(),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
});
type Event = z.infer<typeof Event>;

const invoke: Invoke = async (name, payload) => {
  behind.calls.push({ name, event: Event.parse(JSON.parse(JSON.stringify(payload))) });
  const answer = (await behind.answer()) ?? null;
  return { payload: JSON.stringify(answer), functionError: undefined };
};

async function start(options: Partial<HttpApiOptions> = {}): Promise<HttpApi> {
  const api = await startHttpApi({
    routes: [{ routeKey: '$default', functionName: 'web' }],
    invoke,
    ...options,
  });
  apis.push(api);
  return api;
}

const routesOf = (...routeKeys: string[]) =>
  routeKeys.map((routeKey) => ({ routeKey, functionName: routeKey }));

/** The event of the only call so far. */
function eventSeen(): Event {
  expect(behind.calls).toHaveLength(1);
  return z.object({ event: Event }).parse(behind.calls[0]).event;
}

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const anyText: unknown = expect.any(String);
const anyNumber: unknown = expect.any(Number);

/** Sends a path exactly as it is written, which fetch would normalise. */
async function rawStatus(api: HttpApi, path: string): Promise<number | undefined> {
  const { port } = new URL(api.endpoint);
  const sent = httpRequest({ host: '127.0.0.1', port, path });
  sent.end();
  const [response] = z.tuple([z.custom<IncomingMessage>()]).parse(await once(sent, 'response'));
  response.resume();
  return response.statusCode;
}

beforeEach(() => {
  behind.calls = [];
  behind.answer = () => ({ statusCode: 200 });
});

afterEach(async () => {
  await Promise.all(apis.splice(0).map(async (api) => api.close()));
});

describe('the event of a request', () => {
  it('is payload format 2.0, every field of it', async () => {
    const api = await start({
      routes: [{ routeKey: 'POST /v1/claims/{ref}/notes/{note}', functionName: 'notes' }],
    });
    const sentAt = Date.now();
    const response = await fetch(
      `${api.endpoint}/v1/claims/7KD-A/notes/a%2Fb%20c?q=a%20b&tag=x&tag=y,z&empty=&bare&plus=1+1`,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'X-Mixed-Case': 'Yes',
          'User-Agent': 'test/1',
          cookie: 'a=1; b=2',
        },
        body: '{"name":"Zoë"}',
      },
    );
    const host = new URL(api.endpoint).host;
    expect(eventSeen()).toEqual({
      version: '2.0',
      routeKey: 'POST /v1/claims/{ref}/notes/{note}',
      rawPath: '/v1/claims/7KD-A/notes/a/b c',
      rawQueryString: 'q=a%20b&tag=x&tag=y,z&empty=&bare&plus=1+1',
      cookies: ['a=1', 'b=2'],
      headers: {
        accept: '*/*',
        'accept-encoding': anyText,
        'accept-language': '*',
        'content-length': '15',
        'content-type': 'application/json; charset=utf-8',
        host,
        'sec-fetch-mode': 'cors',
        'user-agent': 'test/1',
        'x-amzn-trace-id': matching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': new URL(api.endpoint).port,
        'x-forwarded-proto': 'http',
        'x-mixed-case': 'Yes',
      },
      queryStringParameters: { q: 'a b', tag: 'x,y,z', empty: '', bare: '', plus: '1 1' },
      pathParameters: { ref: '7KD-A', note: 'a/b c' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: host,
        domainPrefix: 'local',
        http: {
          method: 'POST',
          path: '/v1/claims/7KD-A/notes/a/b c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
        requestId: response.headers.get('apigw-requestid'),
        routeKey: 'POST /v1/claims/{ref}/notes/{note}',
        stage: '$default',
        time: matching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: anyNumber,
      },
      body: '{"name":"Zoë"}',
      isBase64Encoded: false,
    });
    const { timeEpoch, time } = z
      .object({ timeEpoch: z.int(), time: z.string() })
      .parse(eventSeen().requestContext);
    expect(timeEpoch).toBeGreaterThanOrEqual(sentAt);
    expect(Date.parse(time.replace(':', ' ').replaceAll('/', ' '))).toBe(Math.floor(timeEpoch / 1000) * 1000);
    expect(behind.calls[0]?.name).toBe('notes');
  });

  it('leaves out what a request does not have', async () => {
    const api = await start();
    await fetch(`${api.endpoint}/`);
    const event = eventSeen();
    expect(Object.keys(event).toSorted()).toEqual([
      'headers',
      'isBase64Encoded',
      'rawPath',
      'rawQueryString',
      'requestContext',
      'routeKey',
      'version',
    ]);
    expect(event).toMatchObject({
      routeKey: '$default',
      rawPath: '/',
      rawQueryString: '',
      isBase64Encoded: false,
    });
    expect(event.headers['content-length']).toBe('0');
  });

  it('joins duplicate headers by commas, cookies by entry, and drops what concerns the connection alone', async () => {
    const api = await start();
    const { port } = new URL(api.endpoint);
    const sent = httpRequest({ host: '127.0.0.1', port, path: '/', method: 'GET' });
    sent.setHeader('X-Part', ['one', 'two']);
    sent.setHeader('Cookie', ['a=1', 'b=2; c=3']);
    sent.setHeader('X-Forwarded-For', '10.0.0.9');
    sent.setHeader('Connection', 'keep-alive');
    sent.end();
    await once(sent, 'response');
    sent.destroy();
    const { headers, cookies } = eventSeen();
    expect(headers).toMatchObject({ 'x-part': 'one,two', 'x-forwarded-for': '10.0.0.9, 127.0.0.1' });
    expect(cookies).toEqual(['a=1', 'b=2', 'c=3']);
    expect(headers).not.toHaveProperty('connection');
    expect(headers).not.toHaveProperty('cookie');
  });

  it.each([
    ['text/csv', 'a,b', false],
    ['application/json', '{}', false],
    ['APPLICATION/JSON', '{}', false],
    ['application/xml', '<a/>', false],
    ['application/javascript', '1', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/problem+json', '{}', true],
    ['application/octet-stream', '\u0000ÿ', true],
    ['multipart/form-data; boundary=x', '--x--', true],
    [undefined, 'untyped', true],
  ])('carries a body of type %s as it is or as base64', async (contentType, body, isBase64Encoded) => {
    const api = await start();
    const bytes = Buffer.from(body);
    await fetch(api.endpoint, {
      method: 'PUT',
      body: bytes,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    });
    expect(eventSeen()).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? bytes.toString('base64') : body,
    });
  });

  it('takes 10 MB, and one byte more is 413 without a call', async () => {
    const api = await start();
    const limit = 10 * 1024 * 1024;
    const post = async (size: number) =>
      fetch(api.endpoint, { method: 'POST', body: Buffer.alloc(size, 'x') });
    expect((await post(limit)).status).toBe(200);
    const refused = await post(limit + 1);
    expect([refused.status, await refused.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
    expect(behind.calls).toHaveLength(1);
  });
});

describe('the route of a request', () => {
  const routes = routesOf(
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'GET /pets/{id}',
    'GET /pets/dog',
    'ANY /pets/{id}',
    'GET /pets/{id}/toys',
    'GET /pets/dog/{toy}',
    'HEAD /heads',
    'OPTIONS /choices',
    '$default',
  );

  it.each([
    ['GET', '/pets/dog', 'GET /pets/dog', undefined],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['DELETE', '/pets/cat', 'ANY /pets/{id}', { id: 'cat' }],
    ['DELETE', '/pets/dog', 'ANY /pets/{id}', { id: 'dog' }],
    ['GET', '/pets/dog/toys', 'GET /pets/dog/{toy}', { toy: 'toys' }],
    ['GET', '/pets/cat/toys', 'GET /pets/{id}/toys', { id: 'cat' }],
    ['GET', '/pets/cat/1/2', 'GET /pets/{proxy+}', { proxy: 'cat/1/2' }],
    ['GET', '/pets/cat/', 'GET /pets/{proxy+}', { proxy: 'cat/' }],
    ['POST', '/pets/cat/1', 'ANY /{proxy+}', { proxy: 'pets/cat/1' }],
    ['GET', '/pets', 'ANY /{proxy+}', { proxy: 'pets' }],
    ['GET', '/PETS/dog', 'ANY /{proxy+}', { proxy: 'PETS/dog' }],
    ['GET', '/', '$default', undefined],
    ['GET', '/pets/d%6Fg', 'GET /pets/dog', undefined],
    ['GET', '/pets/a%2Fb', 'GET /pets/{id}', { id: 'a/b' }],
    ['HEAD', '/heads', 'HEAD /heads', undefined],
    ['HEAD', '/pets/dog', 'ANY /pets/{id}', { id: 'dog' }],
    ['OPTIONS', '/choices', 'OPTIONS /choices', undefined],
  ])('%s %s is %s', async (...parameters) => {
    const [method, path, routeKey, pathParameters] = parameters;
    const api = await start({ routes });
    await fetch(api.endpoint + path, { method });
    expect([behind.calls[0]?.name, eventSeen().pathParameters]).toEqual([routeKey, pathParameters]);
  });

  it.each([
    ['GET', '/v1/claims/'],
    ['GET', '/v1'],
    ['HEAD', '/v1/claims'],
    ['OPTIONS', '/v1/claims'],
    ['DELETE', '/v1/claims'],
    ['GET', '/v1/claims//history'],
  ])('%s %s is none of GET /v1/claims, and its answer 404', async (method, path) => {
    const api = await start({ routes: routesOf('GET /v1/claims', 'GET /v1/claims/{ref}/history') });
    const response = await fetch(api.endpoint + path, { method });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe(method === 'HEAD' ? '' : '{"message":"Not Found"}');
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
    expect(behind.calls).toEqual([]);
  });

  it('is looked for in the path as it was sent, and one that cannot be decoded is 400', async () => {
    const api = await start({ routes: routesOf('GET /a/{proxy+}') });
    expect(await rawStatus(api, '/a/../b//c')).toBe(200);
    expect(eventSeen().pathParameters).toEqual({ proxy: '../b//c' });
    expect(await rawStatus(api, '/a/%zz')).toBe(400);
  });

  it.each([
    ['GET /a/{x+}/b', 'greedy'],
    ['FETCH /a', 'METHOD /path'],
    ['GET a', 'METHOD /path'],
    ['GET /a/x{y}', 'neither a literal nor a variable'],
  ])('may not read %s', async (routeKey, words) => {
    await expect(start({ routes: routesOf(routeKey) })).rejects.toThrow(words);
  });

  it.each([[['GET /a/{x}', 'GET /a/{y}']], [['$default', '$default']]])(
    'may not be one of two that match the same requests: %s',
    async (routeKeys) => {
      await expect(start({ routes: routesOf(...routeKeys) })).rejects.toThrow(
        'two routes match the same requests',
      );
    },
  );
});

describe('the answer of a function', () => {
  async function answered(answer: unknown, method = 'GET') {
    behind.answer = () => answer;
    const api = await start();
    const response = await fetch(api.endpoint, { method });
    return {
      status: response.status,
      headers: response.headers,
      body: Buffer.from(await response.arrayBuffer()),
    };
  }

  it('with a status is passed on with its headers, cookies and body', async () => {
    const { status, headers, body } = await answered({
      statusCode: 201,
      headers: {
        Location: '/v1/claims/7KD',
        'X-Count': 3,
        'x-flag': true,
        'Set-Cookie': 'z=0',
        'Content-Length': '99',
      },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: '{"é":1}',
    });
    expect([status, body.toString()]).toEqual([201, '{"é":1}']);
    expect(Object.fromEntries(headers)).toMatchObject({
      location: '/v1/claims/7KD',
      'x-count': '3',
      'x-flag': 'true',
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '8',
    });
    expect(headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2', 'z=0']);
  });

  it('in base64 is decoded', async () => {
    const bytes = Buffer.from([0, 255, 128, 7]);
    const { headers, body } = await answered({
      statusCode: '200',
      headers: { 'content-type': 'application/zip' },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
    expect(body).toEqual(bytes);
    expect(headers.get('content-type')).toBe('application/zip');
  });

  it.each([
    ['an object', { claim: 1 }, '{"claim":1}'],
    ['a list', [1], '[1]'],
    ['a text', 'hello', '"hello"'],
    ['nothing', null, 'null'],
  ])('without a status is a 200 in JSON: %s', async (_, answer, text) => {
    const { status, headers, body } = await answered(answer);
    expect([status, headers.get('content-type'), body.toString()]).toEqual([200, 'application/json', text]);
  });

  it.each([
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a status that is no number', { statusCode: 'fine' }],
    ['a status outside HTTP', { statusCode: 1000 }],
    ['no status value', { statusCode: null }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
    ['a header that cannot be sent', { statusCode: 200, headers: { 'x-bad': 'a\r\nb: c' } }],
    ['a header name that cannot be sent', { statusCode: 200, headers: { 'x bad': 'a' } }],
    ['a body that is not the base64 it claims', { statusCode: 200, body: '!', isBase64Encoded: true }],
  ])('that is malformed is a 500 that says nothing: %s', async (_, answer) => {
    const { status, headers, body } = await answered(answer);
    expect([status, body.toString()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
  });

  it('that failed is a 500 that shows nothing of the failure', async () => {
    const failing: Invoke = async () =>
      Promise.resolve({ payload: '{"errorMessage":"secret"}', functionError: 'Unhandled' });
    const api = await start({ invoke: failing });
    const response = await fetch(api.endpoint);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it.each([
    ['RequestTooLargeException', 413],
    ['TooManyRequestsException', 503],
    ['ResourceNotFoundException', 500],
  ])('that never came because of %s is a %i', async (name, status) => {
    const refusing: Invoke = async () => Promise.reject(Object.assign(new Error('refused'), { name }));
    const api = await start({ invoke: refusing });
    expect((await fetch(api.endpoint)).status).toBe(status);
  });

  it('that comes too late is a 503', async () => {
    behind.answer = async () => sleep(500);
    const api = await start({ integrationTimeoutSeconds: 0.05 });
    const response = await fetch(api.endpoint);
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it.each([204, 304])('with status %i has no body and no length', async (statusCode) => {
    const { status, headers, body } = await answered({ statusCode, body: 'ignored' });
    expect([status, body.length, headers.get('content-length')]).toEqual([statusCode, 0, null]);
  });

  it('to HEAD keeps its headers and loses its body', async () => {
    const { status, headers, body } = await answered({ statusCode: 200, body: 'four' }, 'HEAD');
    expect([status, headers.get('content-length'), body.length]).toEqual([200, '4', 0]);
  });
});

describe('a JWT authoriser', () => {
  const keys: { kid: string; privateKey: CryptoKey; publicKey: CryptoKey }[] = [];
  const served = { discovery: 0, keys: 0, down: false };
  let published: string[] = [];
  let issuerServer: Server;
  let issuer: string;
  let api: HttpApi;

  beforeAll(async () => {
    for (const kid of ['first', 'second', 'unpublished']) {
      keys.push({ kid, ...(await generateKeyPair('RS256', { extractable: true })) });
    }
    issuerServer = createServer((request, response) => {
      void answerAsIssuer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    issuerServer.listen(0, '127.0.0.1');
    await once(issuerServer, 'listening');
    issuer = `http://127.0.0.1:${z.object({ port: z.int() }).parse(issuerServer.address()).port}`;
  });

  beforeEach(async () => {
    published = ['first'];
    Object.assign(served, { discovery: 0, keys: 0, down: false });
    const authorizer = {
      issuer,
      audience: ['claims-api', 'web'],
      identitySource: '$request.header.Authorization',
    } as const;
    api = await start({
      routes: [
        { routeKey: 'GET /open', functionName: 'open' },
        { routeKey: 'GET /closed', functionName: 'closed', authorizer },
        {
          routeKey: 'GET /scoped',
          functionName: 'scoped',
          authorizer,
          authorizationScopes: ['claims.read', 'claims.all'],
        },
      ],
    });
  });

  afterAll(() => {
    issuerServer.closeAllConnections();
    issuerServer.close();
  });

  async function answerAsIssuer({ url }: IncomingMessage): Promise<{ status: number; body: unknown }> {
    if (served.down) return { status: 500, body: {} };
    if (url === '/.well-known/openid-configuration') {
      served.discovery += 1;
      return { status: 200, body: { issuer, jwks_uri: `${issuer}/keys` } };
    }
    served.keys += 1;
    const shown = keys.filter(({ kid }) => published.includes(kid));
    const jwks = shown.map(async ({ kid, publicKey }) => ({
      ...(await exportJWK(publicKey)),
      kid,
      use: 'sig',
    }));
    return { status: 200, body: { keys: await Promise.all(jwks) } };
  }

  const now = () => Math.floor(Date.now() / 1000);

  async function token(
    claims: Record<string, unknown> = {},
    header: { kid?: string; signedBy?: string } = {},
  ): Promise<string> {
    const { kid = 'first', signedBy = kid } = header;
    const key = keys.find((entry) => entry.kid === signedBy);
    return new SignJWT({ iss: issuer, aud: 'claims-api', sub: 'owner', exp: now() + 60, ...claims })
      .setProtectedHeader({ alg: 'RS256', ...(kid === '' ? {} : { kid }) })
      .sign(z.object({ privateKey: z.custom<CryptoKey>() }).parse(key).privateKey);
  }

  const get = async (path: string, authorization?: string) =>
    fetch(api.endpoint + path, { headers: authorization === undefined ? {} : { authorization } });

  it('lets a genuine token through and shows its claims as text', async () => {
    const claims = {
      scope: 'openid claims.read',
      auth_time: 1_700_000_000,
      email_verified: true,
      'cognito:groups': ['owner', 'reader'],
      address: { country: 'GB' },
      nothing: null,
    };
    const response = await get('/closed', `Bearer ${await token(claims)}`);
    expect(response.status).toBe(200);
    expect(eventSeen().requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          iss: issuer,
          aud: 'claims-api',
          sub: 'owner',
          exp: matching(/^\d{10}$/),
          scope: 'openid claims.read',
          auth_time: '1700000000',
          email_verified: 'true',
          'cognito:groups': '[owner reader]',
          address: '{"country":"GB"}',
        },
        scopes: null,
      },
    });
  });

  it.each([
    ['without the word Bearer', (text: string) => text],
    ['with the word in another case', (text: string) => `bearer ${text}`],
  ])('takes a token %s', async (_, header) => {
    expect((await get('/closed', header(await token()))).status).toBe(200);
  });

  it('leaves routes without it alone', async () => {
    expect((await get('/open')).status).toBe(200);
    expect(eventSeen().requestContext).not.toHaveProperty('authorizer');
  });

  it.each([
    ['by aud', { aud: 'web' }],
    ['by one aud of several', { aud: ['other', 'web'] }],
    ['by client_id where there is no aud', { aud: undefined, client_id: 'web' }],
    ['and not before now', { nbf: 0, iat: 0 }],
  ])('takes a token meant for it %s', async (_, claims) => {
    expect((await get('/closed', await token(claims))).status).toBe(200);
  });

  it.each([
    ['another audience', { aud: 'other' }, 'the token does not have a valid audience'],
    [
      'another audience, whatever its client_id',
      { aud: 'other', client_id: 'web' },
      'the token does not have a valid audience',
    ],
    ['no audience', { aud: undefined }, 'the token does not have a valid audience'],
    ['another issuer', { iss: 'https://elsewhere.example' }, 'the token does not have a valid iss'],
    ['no expiry', { exp: undefined }, 'the token does not have a valid exp'],
    ['an expiry in the past', { exp: now() - 1 }, 'the token has expired'],
    ['a start in the future', { nbf: now() + 60 }, 'the token does not have a valid nbf'],
    ['an issue in the future', { iat: now() + 60 }, 'the token was issued in the future'],
  ])('refuses a token with %s', async (_, claims, reason) => {
    await expectUnauthorized(await token(claims), reason);
  });

  it('refuses a request without a token, and says how to ask', async () => {
    const response = await get('/closed');
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
    expect(behind.calls).toEqual([]);
  });

  it.each([
    ['of another key under a known name', { kid: 'first', signedBy: 'second' }, 'the signature is not valid'],
    ['of a key that is not published', { kid: 'unpublished' }, 'no key of the issuer fits the token'],
    ['that names no key', { kid: '', signedBy: 'first' }, 'the token does not name its key'],
  ])('refuses a token with the signature %s', async (_, header, reason) => {
    await expectUnauthorized(await token({}, header), reason);
  });

  it('refuses a token whose claims were changed after signing', async () => {
    const [header, , signature] = (await token()).split('.');
    const forged = Buffer.from(
      JSON.stringify({ iss: issuer, aud: 'claims-api', exp: now() + 60, sub: 'lead' }),
    );
    await expectUnauthorized(
      `${String(header)}.${forged.toString('base64url')}.${String(signature)}`,
      'the signature is not valid',
    );
  });

  it.each([
    [
      'no signature',
      async () => Promise.resolve(unsigned({ alg: 'none', kid: 'first' })),
      'the token is not signed with RS256',
    ],
    [
      'a shared secret',
      async () =>
        new SignJWT({ iss: issuer, aud: 'claims-api', exp: now() + 60 })
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .sign(Buffer.alloc(32, 1)),
      'the token is not signed with RS256',
    ],
    ['no structure', async () => Promise.resolve('not-a-token'), 'the token cannot be read'],
  ])('refuses a token with %s', async (_, make, reason) => {
    await expectUnauthorized(await make(), reason);
  });

  const unsigned = (header: object) =>
    [header, { iss: issuer, aud: 'claims-api', exp: now() + 60 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.') + '.';

  async function expectUnauthorized(text: string, reason: string): Promise<void> {
    const response = await get('/closed', `Bearer ${text}`);
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer scope="" error="invalid_token" error_description="${reason}"`,
    );
    expect(behind.calls).toEqual([]);
  }

  it.each([
    ['scope', { scope: 'openid claims.read' }, ['openid', 'claims.read']],
    ['scp', { scp: ['claims.all'], scope: 'ignored' }, ['claims.all']],
  ])('lets a token with a wanted scope in %s through and lists its scopes', async (_, claims, scopes) => {
    expect((await get('/scoped', await token(claims))).status).toBe(200);
    expect(eventSeen().requestContext.authorizer?.jwt.scopes).toEqual(scopes);
  });

  it.each([
    ['none', {}],
    ['others', { scope: 'claims.readx openid' }],
  ])('forbids a route that wants scopes to a token with %s', async (_, claims) => {
    const response = await get('/scoped', await token(claims));
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(response.headers.get('www-authenticate')).toContain(
      'scope="claims.read claims.all" error="insufficient_scope"',
    );
    expect(behind.calls).toEqual([]);
  });

  it('asks the issuer once and keeps its keys', async () => {
    for (let n = 0; n < 3; n += 1) expect((await get('/closed', await token())).status).toBe(200);
    expect(served).toMatchObject({ discovery: 1, keys: 1 });
  });

  it('fetches the keys again for a key that it does not know yet', async () => {
    expect((await get('/closed', await token())).status).toBe(200);
    published = ['first', 'second'];
    expect((await get('/closed', await token({}, { kid: 'second' }))).status).toBe(200);
    expect(served).toMatchObject({ discovery: 1, keys: 2 });
  });

  it('refuses while the issuer cannot be reached, and recovers with it', async () => {
    served.down = true;
    await expectUnauthorized(await token(), 'OIDC discovery endpoint communication error');
    served.down = false;
    expect((await get('/closed', await token())).status).toBe(200);
  });

  it('must have an audience, and scopes must have it', async () => {
    const authorizer = { issuer, audience: [], identitySource: '$request.header.Authorization' } as const;
    const route = { routeKey: 'GET /a', functionName: 'a' };
    await expect(start({ routes: [{ ...route, authorizer }] })).rejects.toThrow(
      'GET /a: the authoriser has no audience',
    );
    await expect(start({ routes: [{ ...route, authorizationScopes: ['x'] }] })).rejects.toThrow(
      'scopes need an authoriser',
    );
  });
});

describe('CORS', () => {
  const cors = {
    allowOrigins: ['https://claims.example', 'http://*'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: ['etag'],
    allowCredentials: true,
    maxAgeSeconds: 600,
  };
  const routes = routesOf('GET /v1/claims', 'ANY /any');

  const preflight = async (api: HttpApi, path: string, origin = 'https://claims.example') =>
    fetch(api.endpoint + path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it('answers a preflight itself where no route takes OPTIONS', async () => {
    const api = await start({ routes, cors });
    const response = await preflight(api, '/v1/claims');
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://claims.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      'apigw-requestid': anyText,
    });
    expect(behind.calls).toEqual([]);
  });

  it('gives an origin that is not allowed an empty preflight', async () => {
    const api = await start({ routes, cors });
    const response = await preflight(api, '/v1/claims', 'https://elsewhere.example');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, null]);
    expect(response.headers.has('access-control-allow-methods')).toBe(false);
  });

  it('leaves OPTIONS to a route that takes it, and a plain OPTIONS to 404', async () => {
    const api = await start({ routes, cors });
    expect((await preflight(api, '/any')).status).toBe(200);
    expect(behind.calls[0]?.name).toBe('ANY /any');
    expect((await fetch(`${api.endpoint}/v1/claims`, { method: 'OPTIONS' })).status).toBe(404);
  });

  it('adds its headers to answers and ignores those of the function', async () => {
    behind.answer = () => ({
      statusCode: 200,
      headers: { 'Access-Control-Allow-Origin': 'https://evil.example', etag: '"1"' },
    });
    const api = await start({ routes, cors });
    const headersFor = async (path: string, origin: string) =>
      Object.fromEntries((await fetch(api.endpoint + path, { headers: { origin } })).headers);
    expect(await headersFor('/v1/claims', 'http://anything.example')).toMatchObject({
      'access-control-allow-origin': 'http://anything.example',
      'access-control-expose-headers': 'etag',
      etag: '"1"',
    });
    expect(await headersFor('/v1/claims', 'https://elsewhere.example')).not.toHaveProperty(
      'access-control-allow-origin',
    );
    expect(await headersFor('/missing', 'https://claims.example')).toHaveProperty(
      'access-control-allow-origin',
    );
  });

  it('without settings passes on what the function says', async () => {
    behind.answer = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } });
    const api = await start({ routes });
    const response = await fetch(`${api.endpoint}/v1/claims`, { headers: { origin: 'https://a.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await preflight(api, '/v1/claims')).status).toBe(404);
  });

  it.each([
    [{ allowOrigins: ['*'], allowCredentials: true }, 'every origin'],
    [{ allowOrigins: ['https://*.example'] }, 'wildcard'],
    [{ allowOrigins: ['ftp*'] }, 'wildcard'],
  ])('refuses settings that API Gateway would not take: %o', async (settings, words) => {
    await expect(start({ routes, cors: settings })).rejects.toThrow(words);
  });
});

describe('an API in front of a Lambda host', () => {
  it('hands the function its event and the client its answer', async () => {
    const codeDirectory = join(import.meta.dirname, 'fixtures', 'lambda');
    const echo = {
      name: 'echo',
      arn: 'arn:aws:lambda:eu-west-2:000000000000:function:echo',
      codeDirectory,
      handler: 'handlers.echo',
      timeoutSeconds: 5,
      memoryMegabytes: 128,
      environment: {},
    };
    const host = await startLambdaHost({ functions: [echo] });
    const routes = [{ routeKey: 'PUT /v1/claims/{ref}', functionName: echo.arn }];
    const api = await start({ routes, invoke: host.invoke });
    const put = async (body: string | Buffer) =>
      fetch(`${api.endpoint}/v1/claims/7KD`, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'text/plain' },
      });
    const { event } = z.object({ event: Event }).parse(await (await put('Zoë')).json());
    expect(event).toMatchObject({ pathParameters: { ref: '7KD' }, body: 'Zoë', isBase64Encoded: false });
    expect((await put(Buffer.alloc(7 * 1024 * 1024, 'x'))).status).toBe(413);
    await host.close();
  });
});

describe('the stage', () => {
  it('throttles beyond the burst', async () => {
    const api = await start({ throttle: { burst: 2, ratePerSecond: 0.001 } });
    const responses = await Promise.all(Array.from({ length: 5 }, async () => fetch(api.endpoint)));
    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 200, 429, 429, 429,
    ]);
    const refused = await fetch(api.endpoint);
    expect([refused.status, await refused.json()]).toEqual([429, { message: 'Too Many Requests' }]);
    expect(behind.calls).toHaveLength(2);
  });

  it('lets through again at its rate', async () => {
    const api = await start({ throttle: { burst: 1, ratePerSecond: 100 } });
    for (let n = 0; n < 3; n += 1) {
      expect((await fetch(api.endpoint)).status).toBe(200);
      await sleep(30);
    }
  });

  it('asks for pages outside the API only where no route matches, and answers 404 where there is none', async () => {
    const asked: (string | undefined)[] = [];
    const api = await start({
      routes: routesOf('GET /v1/claims'),
      unmatched: (request, response) => {
        asked.push(request.url);
        if (request.url !== '/sign-in') return false;
        request.pipe(response);
        return true;
      },
    });
    expect((await fetch(`${api.endpoint}/v1/claims`)).status).toBe(200);
    const page = await fetch(`${api.endpoint}/sign-in`, { method: 'POST', body: 'who is it' });
    expect(await page.text()).toBe('who is it');
    expect((await fetch(`${api.endpoint}/elsewhere`)).status).toBe(404);
    expect(asked).toEqual(['/sign-in', '/elsewhere']);
  });

  it('refuses headers over 10 KB', async () => {
    const api = await start();
    expect((await fetch(api.endpoint, { headers: { 'x-large': 'x'.repeat(10_240) } })).status).toBe(431);
  });

  it('serves many at once, each with its own id', async () => {
    const api = await start();
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(api.endpoint)).headers.get('apigw-requestid')),
    );
    expect(new Set(ids).size).toBe(50);
  });

  it('listens on loopback only, survives a client that breaks off, and closes twice', async () => {
    const api = await start();
    const { hostname, port } = new URL(api.endpoint);
    expect(hostname).toBe('127.0.0.1');
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await sleep(20);
    socket.destroy();
    expect((await fetch(api.endpoint)).status).toBe(200);
    await api.close();
    await api.close();
    await expect(fetch(api.endpoint)).rejects.toThrow();
  });

  it('logs the route and the status, never the address or the body', async () => {
    const lines: string[] = [];
    const api = await start({
      routes: routesOf('POST /v1/claims/{ref}'),
      log: (line) => lines.push(line),
    });
    await fetch(`${api.endpoint}/v1/claims/7KD-SECRET?q=SECRET`, { method: 'POST', body: 'SECRET' });
    await fetch(`${api.endpoint}/SECRET`);
    expect(lines).toEqual([
      matching(/^http-api: POST \/v1\/claims\/\{ref\} [\w-]{15}= 200 in \d+ ms$/),
      matching(/^http-api: no route [\w-]{15}= 404 in \d+ ms$/),
    ]);
  });
});
