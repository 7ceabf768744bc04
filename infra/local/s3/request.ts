import type { IncomingMessage } from 'node:http';
import { invalidArgument, notImplemented, S3Error } from './s3-error.ts';

/** One request, read but not yet trusted. */
export interface S3Request {
  readonly method: string;
  /** As it stood on the wire: the signature covers it. */
  readonly path: string;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Decoded; empty for a bucket or the service. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost']);

const invalidUri = (): S3Error =>
  new S3Error({ status: 400, code: 'InvalidURI', message: "Couldn't parse the specified URI." });

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidUri();
  }
}

function readQuery(source: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(source)) {
    if (query.has(name)) throw invalidArgument(`The query parameter ${name} is given twice.`);
    query.set(name, value);
  }
  return query;
}

function readHeaders(message: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, typeof value === 'string' ? value : value.join(','));
  }
  return headers;
}

/** Reads a path-style request. A bucket in the host name, or an address off this machine, is refused. */
export function readRequest(message: IncomingMessage): S3Request {
  const target = message.url ?? '';
  const headers = readHeaders(message);
  const host = headers.get('host') ?? '';
  if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/u, ''))) {
    throw notImplemented(`the host name ${host} (path-style addresses on 127.0.0.1 or localhost only)`);
  }
  const [path = '', ...query] = target.split('?');
  const parts = /^\/([^/]*)(?:\/(.*))?$/u.exec(path);
  if (parts === null) throw invalidUri();
  const key = decode(parts[2] ?? '');
  if (key.includes('\0')) throw invalidUri();
  return {
    method: message.method ?? '',
    path,
    bucket: decode(parts[1] ?? ''),
    key,
    query: readQuery(query.join('?')),
    headers,
  };
}
