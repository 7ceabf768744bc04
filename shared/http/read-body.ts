import type { ApiEvent } from './api-event.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

/** Larger than any body the API takes: files never come this way. */
const MOST_BYTES = 256 * 1024;

function parseJson(text: string): { readonly value: unknown } | Problem {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return problem('malformed-body', 'Send a JSON document. Look for a missing quote, comma or bracket.');
  }
}

/** The body as JSON, or what is wrong with it. An empty body is undefined. */
export function readBody(event: ApiEvent): { readonly value: unknown } | Problem {
  const text = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
  if (text === '') return { value: undefined };
  if (Buffer.byteLength(text) > MOST_BYTES) return problem('too-large', 'Send a body of at most 256 KB.');
  const type = event.headers['content-type'] ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    return problem('unsupported-media-type', 'Send JSON with the header Content-Type: application/json.');
  }
  return parseJson(text);
}
