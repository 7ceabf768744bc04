import type { IncomingMessage } from 'node:http';

/** The CORS settings of an HTTP API. */
export interface CorsConfiguration {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  /** Origins, `*`, or every origin of a scheme: `https://*`. */
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

type Headers = Record<string, string>;

/** Throws for settings that API Gateway would not take. */
export function checkCors(cors: CorsConfiguration): void {
  for (const origin of cors.allowOrigins ?? []) {
    if (/\*./.test(origin) || (origin.endsWith('*') && !/^(?:https?:\/\/)?\*$/.test(origin))) {
      throw new Error(`CORS origin ${origin}: a wildcard stands for all origins, or for all of one scheme`);
    }
  }
  if (cors.allowCredentials === true && cors.allowOrigins?.includes('*') === true) {
    throw new Error('CORS: credentials cannot be allowed to every origin');
  }
}

function allowedOrigin(origin: string, cors: CorsConfiguration): string | undefined {
  const allowed = cors.allowOrigins ?? [];
  if (allowed.includes('*')) return '*';
  const fits = allowed.some(
    (entry) => entry === origin || (entry.endsWith('://*') && origin.startsWith(entry.slice(0, -1))),
  );
  return fits ? origin : undefined;
}

/** What goes with every answer to a page of an allowed origin; nothing for anybody else. */
export function corsHeaders(request: IncomingMessage, cors: CorsConfiguration | undefined): Headers {
  const { origin } = request.headers;
  if (cors === undefined || origin === undefined) return {};
  const allowed = allowedOrigin(origin, cors);
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.allowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders === undefined
      ? {}
      : { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
  };
}

/** A browser that asks beforehand what it may send. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  const asks = headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
  return method === 'OPTIONS' && asks;
}

/** What the answer to a preflight says beyond the headers of every answer; nothing for an origin not allowed. */
export function preflightHeaders(request: IncomingMessage, cors: CorsConfiguration): Headers {
  if (allowedOrigin(request.headers.origin ?? '', cors) === undefined) return {};
  return {
    ...(cors.allowMethods === undefined
      ? {}
      : { 'access-control-allow-methods': cors.allowMethods.join(',') }),
    ...(cors.allowHeaders === undefined
      ? {}
      : { 'access-control-allow-headers': cors.allowHeaders.join(',') }),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
