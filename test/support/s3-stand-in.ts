import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import {
  createPresignedPost,
  type PresignedPost,
  type PresignedPostOptions,
} from '@aws-sdk/s3-presigned-post';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import {
  startS3,
  type BucketConfiguration,
  type S3Engine,
  type S3Options,
} from '../../infra/local/s3/start-s3.ts';

export const PAGE_ORIGIN = 'https://claims.example';
/** Keeps versions, and lets pages of PAGE_ORIGIN upload. */
export const EVIDENCE: BucketConfiguration = {
  name: 'evidence',
  versioned: true,
  cors: [
    {
      allowedOrigins: [PAGE_ORIGIN, 'https://*.preview.example'],
      allowedMethods: ['GET', 'POST', 'PUT'],
      allowedHeaders: ['content-type', 'x-amz-*'],
      exposedHeaders: ['ETag'],
      maxAgeSeconds: 600,
    },
  ],
};
/** Keeps only the newest of each key, and no page may read it. */
export const REPORTS: BucketConfiguration = { name: 'reports', versioned: false, cors: [] };

/** The SDK warns of each refusal of a stream that it cannot repeat; here refusals are the point. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface StandIn {
  readonly engine: S3Engine;
  readonly directory: string;
  readonly client: S3Client;
  /** Another client of the same engine. */
  readonly clientWith: (config: S3ClientConfig) => S3Client;
  /** Closes the engine and removes its directory. */
  readonly end: () => Promise<void>;
}

/** Starts an engine on a directory of its own, with an SDK client that does not repeat refused requests. */
export async function startStandIn(options: Partial<S3Options> = {}): Promise<StandIn> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 's3-stand-in-'));
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  const engine = await startS3({ buckets: [EVIDENCE, REPORTS], ...options, directory }).catch(
    (error: unknown) => {
      remove();
      throw error;
    },
  );
  const clientWith = (config: S3ClientConfig): S3Client =>
    new S3Client({
      endpoint: engine.endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
      forcePathStyle: true,
      maxAttempts: 1,
      logger: SILENT,
      ...config,
    });
  const client = clientWith({});
  const end = async (): Promise<void> => {
    client.destroy();
    await engine.close();
    remove();
  };
  return { engine, directory, client, clientWith, end };
}

const serviceException = z.object({
  name: z.string(),
  message: z.string(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }),
});

/** `status code: message` of a call that must be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = serviceException.parse(error);
    return `${$metadata.httpStatusCode ?? 0} ${name}: ${message}`;
  }
  throw new Error('The call was not refused.');
}

/** `status code` of a fetched answer: the error code of its XML, or nothing where it succeeded. */
export async function outcomeOf(answer: Response): Promise<string> {
  const code = /<Code>([^<]*)<\/Code>/u.exec(await answer.text())?.[1] ?? '';
  return `${answer.status} ${code}`.trimEnd();
}

/** A request as the SDK is about to put it on the wire. */
export interface WireRequest {
  readonly headers: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

const isWireRequest = (value: unknown): value is WireRequest =>
  typeof value === 'object' && value !== null && 'headers' in value && 'query' in value;

function alterRequest(request: unknown, alter: (request: WireRequest) => void): void {
  if (!isWireRequest(request)) throw new Error('The SDK sent something that is not an HTTP request.');
  alter(request);
}

/** Lets `alter` change each request of `client` before it is signed, to ask for what the SDK has no command for. */
export function alterBeforeSigning(client: S3Client, alter: (request: WireRequest) => void): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      alterRequest(args.request, alter);
      return next(args);
    },
    { step: 'build', priority: 'low', name: 'alterBeforeSigning' },
  );
  return client;
}

/** Lets `alter` change each request of `client` after it was signed, as somebody on the way could. */
export function alterAfterSigning(client: S3Client, alter: (request: WireRequest) => void): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      alterRequest(args.request, alter);
      return next(args);
    },
    { step: 'deserialize', priority: 'low', name: 'alterAfterSigning' },
  );
  return client;
}

type PostClient = Parameters<typeof createPresignedPost>[0];

/** The presigner may bring a client class of its own version; it needs no more than ours has. */
const postClient = z.custom<PostClient>((value) => value instanceof S3Client);

/** What a server gives to a page that may upload. */
export const presignPost = (client: S3Client, options: PresignedPostOptions): Promise<PresignedPost> =>
  createPresignedPost(postClient.parse(client), options);
