import * as z from 'zod';
import type { AnswerHeader } from './operation.ts';

export const CORRELATION_ID = z.string().meta({
  description: 'Names this request in the service’s log. Quote it when something went wrong.',
  header: { id: 'X-Correlation-Id' },
});

export const ANSWER_HEADERS: Readonly<Record<AnswerHeader, z.ZodType>> = {
  ETag: z.string().meta({
    description: 'The version that was answered. Send it in `If-Match` to change exactly that version.',
    examples: ['"3"'],
    header: { id: 'ETag' },
  }),
  Location: z.string().meta({ description: 'Where the thing is from now on.', header: { id: 'Location' } }),
};

export const RETRY_AFTER = z
  .string()
  .optional()
  .meta({
    description: 'After how many seconds to send an `in-progress` request again.',
    header: { id: 'Retry-After' },
  });

const etag = z.string().regex(/^(?:W\/)?"\d{1,9}"$/);
const ifMatchWords = 'The `ETag` of your last read, so that nobody’s change is lost.';

export const IF_MATCH = {
  required: etag.meta({ param: { id: 'IfMatch', example: '"3"', description: ifMatchWords } }),
  optional: etag
    .optional()
    .meta({ param: { id: 'IfMatchIfWanted', example: '"3"', description: ifMatchWords } }),
};

const key = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const example = '3f0f5f1e-5f0a-4b52-9e0f-0d9f6f6f3b1c';
const keyWords =
  'A value of your own, such as a UUID. The same request under the same key is carried out once, and answered alike each time.';

export const IDEMPOTENCY_KEY = {
  required: key.meta({ param: { id: 'IdempotencyKey', example, description: keyWords } }),
  optional: key.optional().meta({ param: { id: 'IdempotencyKeyIfWanted', example, description: keyWords } }),
};
