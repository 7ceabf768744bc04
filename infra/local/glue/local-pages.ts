import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../http-api/request.ts';
import { PAGE_HEADERS } from '../pages/page.ts';
import { setFault } from './faults.ts';
import type { FaultTargets, FieldError } from './faults.ts';

/** What a local copy serves beside its API. The texts are asked for at each request, for the addresses come late. */
export interface LocalPages {
  readonly faults: FaultTargets;
  /** The page at the root. */
  readonly home: () => string;
  /** How to reach the parts of this copy, as JSON. */
  readonly readiness: () => string;
  /** Signing in for a try; answers false for addresses that are not its own. */
  readonly signIn: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/**
 * Answers what the templates know nothing of: the page at the root, signing in for a try, readiness, and the faults of
 * the embedded cloud.
 * Answers false, and touches nothing, for every other request.
 */
export function localPages(
  pages: LocalPages,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const asked = `${request.method === 'HEAD' ? 'GET' : (request.method ?? '')} ${path}`;
    if (asked === 'GET /') {
      response.writeHead(200, PAGE_HEADERS).end(pages.home());
    } else if (asked === 'GET /ready') {
      send(response, { status: 200, type: 'application/json', body: pages.readiness() });
    } else if (asked === 'PUT /sandbox/faults') {
      putFault(pages.faults, request, response).catch(() => response.destroy());
    } else {
      return pages.signIn(request, response);
    }
    return true;
  };
}

async function putFault(
  faults: FaultTargets,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const source = await bodyOf(request);
  if (source === undefined) {
    refuse(response, [{ pointer: '', code: 'too-long', detail: 'The body is too long.' }]);
    return;
  }
  const body = parseJson(source.toString());
  if (body === undefined) {
    refuse(response, [{ pointer: '', code: 'not-json', detail: 'The body is not JSON.' }]);
    return;
  }
  const outcome = setFault(faults, body);
  if (outcome.ok)
    send(response, { status: 200, type: 'application/json', body: JSON.stringify(outcome.setting) });
  else refuse(response, outcome.errors);
}

function refuse(response: ServerResponse, errors: readonly FieldError[]): void {
  const problem = {
    type: 'about:blank',
    title: 'The fault was not set',
    status: 422,
    code: 'validation-failed',
    detail: errors.map(({ detail }) => detail).join(' '),
    errors,
  };
  send(response, { status: 422, type: 'application/problem+json', body: JSON.stringify(problem) });
}

function send(response: ServerResponse, answer: { status: number; type: string; body: string }): void {
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
