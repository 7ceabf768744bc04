import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { TOKEN_SECONDS } from './open-id-provider.ts';
import { readBody } from './request-body.ts';

const request = z.strictObject({ subject: z.string().min(1) });

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

/**
 * `POST /local-token` with JSON `{ "subject": … }`: an access token without a browser. JSON alone is taken, so that a
 * page from elsewhere cannot ask by a plain form.
 */
export async function serveLocalToken(
  token: (subject: string) => Promise<string | undefined>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!/^application\/json\b/.test(message.headers['content-type'] ?? '')) {
    const detail = 'Send the subject as application/json.';
    refuse(response, {
      status: 415,
      title: 'Unsupported Media Type',
      code: 'unsupported-media-type',
      detail,
    });
    return;
  }
  const body = request.safeParse(parseJson((await readBody(message)) ?? ''));
  if (!body.success) {
    const detail = 'Send {"subject": "…"} and nothing else.';
    refuse(response, { status: 400, title: 'Bad Request', code: 'validation-failed', detail });
    return;
  }
  const accessToken = await token(body.data.subject);
  if (accessToken === undefined) {
    const detail = 'Nobody with this subject can sign in on this machine.';
    refuse(response, { status: 404, title: 'Not Found', code: 'unknown-person', detail });
    return;
  }
  const answer = { access_token: accessToken, token_type: 'Bearer', expires_in: TOKEN_SECONDS };
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(answer));
}

function refuse(response: ServerResponse, problem: Problem): void {
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify({ type: 'about:blank', ...problem }));
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
