import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkBuckets, type S3Engine, type S3Fault, type S3Options } from './configuration.ts';
import { ObjectStore } from './object-store.ts';
import { route } from './router.ts';

export type { BucketConfiguration, CorsRule, ObjectCreated, S3Engine, S3Options } from './configuration.ts';

/** How long callers that are still being answered may take once the engine closes. */
const GRACE_MS = 500;

async function listen(server: Server, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => resolve(undefined));
  await promise;
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The S3 stand-in has no address.');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server, inFlight: ReadonlySet<Promise<void>>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.close(() => resolve(undefined));
  const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await promise;
  clearTimeout(impatience);
  await Promise.allSettled(inFlight);
}

/**
 * Starts S3's stand-in on 127.0.0.1. Signatures, upload policies and checksums are verified; what it does not
 * know it answers with 501 NotImplemented, naming it. Every write that was answered survives the process's death.
 * Rejects when the configuration is wrong or another process uses the directory.
 */
export async function startS3(options: S3Options): Promise<S3Engine> {
  const { directory, log = () => undefined, now = () => new Date() } = options;
  const buckets = checkBuckets(options.buckets);
  const store = new ObjectStore({ directory, buckets, now, log });
  let fault: S3Fault = 'off';
  const inFlight = new Set<Promise<void>>();
  const server = createServer((message, response) => {
    const exchange = route({ store, buckets, now, log, fault: () => fault }, message, response);
    inFlight.add(exchange);
    void exchange.finally(() => inFlight.delete(exchange));
  });
  const endpoint = await listen(server, options.port ?? 0).catch((error: unknown) => {
    store.close();
    throw error;
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await stop(server, inFlight);
    store.close();
  };
  return {
    endpoint,
    close: () => (closing ??= close()),
    onObjectCreated: (listener) => {
      store.events.listen(listener);
    },
    setFault: (mode) => {
      fault = mode;
    },
  };
}
