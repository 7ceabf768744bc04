import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../engine.ts';
import { readAll, receiveBody } from './body.ts';
import type { BucketConfiguration, S3Fault } from './configuration.ts';
import { corsHeaders, preflight } from './cors.ts';
import { POST_OBJECT, postObject } from './operation-post.ts';
import type { ObjectStore } from './object-store.ts';
import type { Answer } from './operation.ts';
import { refuseUnknown, selectOperation } from './operations.ts';
import { unhoist } from './presigned-query.ts';
import { readRequest, type S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import { newRequestId, refusal, sendAnswer } from './send-answer.ts';
import { authenticate } from './sigv4.ts';

const SLOW_MS = 1000;

interface RouterOptions {
  readonly store: ObjectStore;
  readonly buckets: ReadonlyMap<string, BucketConfiguration>;
  readonly now: () => Date;
  readonly log: Log;
  readonly fault: () => S3Fault;
}

const FORM = /^multipart\/form-data\b/iu;

async function answerForm(
  options: RouterOptions,
  request: S3Request,
  message: IncomingMessage,
): Promise<Answer> {
  refuseUnknown(POST_OBJECT, request);
  return postObject({
    store: options.store,
    bucket: options.store.bucket(request.bucket),
    contentType: request.headers.get('content-type') ?? '',
    body: await readAll(message),
    origin: `http://${request.headers.get('host') ?? ''}`,
    now: options.now(),
  });
}

async function answerSigned(
  options: RouterOptions,
  request: S3Request,
  message: IncomingMessage,
): Promise<Answer> {
  const { store } = options;
  const { payload, presigned } = authenticate(request, options.now());
  const plain = presigned ? unhoist(request, options.log) : request;
  const operation = selectOperation(plain);
  if (operation.scope !== 'service') store.bucket(plain.bucket);
  const body = await receiveBody(plain, payload, message);
  return operation.run({ ...body, request: plain, store });
}

async function answer(options: RouterOptions, request: S3Request, message: IncomingMessage): Promise<Answer> {
  if (request.method === 'OPTIONS') return preflight(options.buckets.get(request.bucket), request);
  const isForm =
    request.method === 'POST' && request.key === '' && FORM.test(request.headers.get('content-type') ?? '');
  return isForm ? answerForm(options, request, message) : answerSigned(options, request, message);
}

async function obeyFault(fault: S3Fault): Promise<void> {
  if (fault === 'slow') await pause(SLOW_MS);
  if (fault === 'down') {
    const message = 'Service is unable to handle request.';
    throw new S3Error({ status: 503, code: 'ServiceUnavailable', message });
  }
}

/** A fault of the stand-in's own. What it was is told to the log alone. */
function unexpected(error: unknown, log: Log): S3Error {
  log(`s3 internal error: ${error instanceof Error ? (error.stack ?? error.message) : typeof error}`);
  const message = 'We encountered an internal error. Please try again.';
  return new S3Error({ status: 500, code: 'InternalError', message });
}

/** What is known of an exchange, for its answer's CORS headers and for the log. Keys stay out: they may name people. */
interface Exchange {
  readonly requestId: string;
  bucket: string;
  cors: Readonly<Record<string, string>>;
  outcome: string;
}

async function answerAtLast(
  options: RouterOptions,
  message: IncomingMessage,
  exchange: Exchange,
): Promise<Answer> {
  try {
    const request = readRequest(message);
    const bucket = options.buckets.get(request.bucket);
    exchange.bucket = bucket?.name ?? '-';
    if (request.method !== 'OPTIONS') exchange.cors = corsHeaders(bucket, request);
    await obeyFault(options.fault());
    return await answer(options, request, message);
  } catch (error) {
    const known = error instanceof S3Error ? error : unexpected(error, options.log);
    exchange.outcome = known.code;
    return refusal(known, exchange.requestId);
  }
}

/** Answers one HTTP exchange. It never rejects: a caller that hangs up is noted and forgotten. */
export async function route(
  options: RouterOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = message.method ?? '';
  const exchange: Exchange = { requestId: newRequestId(), bucket: '-', cors: {}, outcome: 'OK' };
  const reply = await answerAtLast(options, message, exchange);
  try {
    message.resume();
    const headers = { ...exchange.cors, ...reply.headers, 'x-amz-request-id': exchange.requestId };
    await sendAnswer(response, { ...reply, headers }, method);
  } catch (error) {
    exchange.outcome = `not delivered: ${error instanceof Error ? error.name : typeof error}`;
    response.destroy();
  }
  options.log(`s3 ${method} ${exchange.bucket} ${reply.status} ${exchange.outcome} ${exchange.requestId}`);
}
