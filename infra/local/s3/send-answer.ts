import { randomBytes } from 'node:crypto';
import { closeSync, createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './operation.ts';
import type { S3Error } from './s3-error.ts';
import { errorDocument } from './xml.ts';

export const newRequestId = (): string => randomBytes(8).toString('hex').toUpperCase();

/** A refusal in S3's words. HEAD has no body, so there the status must do. */
export function refusal(error: S3Error, requestId: string): Answer {
  const headers = { 'content-type': 'application/xml', ...error.headers };
  return { status: error.status, headers, body: errorDocument(error.code, error.message, requestId) };
}

/** Sends an answer whole, and closes the file that it reads from whether or not the caller stayed to hear it. */
export async function sendAnswer(response: ServerResponse, answer: Answer, method: string): Promise<void> {
  const { status, headers, body } = answer;
  if (typeof body !== 'string') {
    response.strictContentLength = true;
    response.writeHead(status, headers);
    if (body.length === 0) {
      closeSync(body.descriptor);
      response.end();
      return;
    }
    const { descriptor, start, length } = body;
    await pipeline(createReadStream('', { fd: descriptor, start, end: start + length - 1 }), response);
    return;
  }
  const silent = method === 'HEAD' || status === 204 || status === 304;
  const length = silent ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...length, ...headers });
  response.end(silent ? undefined : body);
}
