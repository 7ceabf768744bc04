import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The largest body that an HTTP API takes, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024;

/** The address of a request, taken apart but never normalised: `..` and `//` reach the routes as they were sent. */
export interface Target {
  /** Decoded one by one, so that an encoded slash stays inside its segment. */
  readonly segments: readonly string[];
  readonly rawQueryString: string;
}

/** Undefined for an address that cannot be decoded or is no path. */
export function targetOf(url: string): Target | undefined {
  if (!url.startsWith('/')) return undefined;
  const question = url.indexOf('?');
  const path = question === -1 ? url : url.slice(0, question);
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent);
    return { segments, rawQueryString: question === -1 ? '' : url.slice(question + 1) };
  } catch {
    return undefined;
  }
}

/** The body, or undefined when it is over 10 MB; the rest is then read and dropped so that the sender hears why. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
    });
    request.on('end', () => {
      resolve(size <= BODY_LIMIT ? Buffer.concat(chunks) : undefined);
    });
    request.on('error', reject);
    request.on('close', () => {
      reject(new Error('the client broke off'));
    });
  });
}

/** As API Gateway writes it: 16 characters of base64, the last one `=`. */
export const newRequestId = (): string =>
  randomBytes(11).toString('base64').replaceAll('/', '-').replaceAll('+', '_');

export function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}
