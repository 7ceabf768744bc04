import * as z from 'zod';
import type { Paper } from './paper.ts';

/** An answer of the API, its body parsed as JSON where there is one. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly etag: string;
  readonly headers: Headers;
}

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API as one person uses it. */
export interface ApiClient {
  send(method: string, path: string, asked?: Asked): Promise<Answer>;
}

export function apiClient(api: string, token?: string): ApiClient {
  return {
    async send(method, path, { body, headers = {} } = {}) {
      const response = await fetch(`${api}${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      const etag = response.headers.get('etag') ?? '';
      return { status: response.status, body: parsed, etag, headers: response.headers };
    },
  };
}

/** A token of the local sign-in service, for one of the seeded people. */
export async function tokenFor(issuer: string, subject: string): Promise<string> {
  const response = await fetch(`${issuer}/local-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

const permission = z.object({
  evidenceId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
});

/** Posts the file straight to storage, as the permission says. */
export async function postFile(
  given: unknown,
  file: Pick<Paper, 'bytes' | 'contentType' | 'fileName'>,
): Promise<Response> {
  const { upload } = permission.parse(given);
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob([file.bytes], { type: file.contentType }), file.fileName);
  return fetch(upload.url, { method: 'POST', body: form });
}
