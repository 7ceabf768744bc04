import * as z from 'zod';
import type { CreateDocumentOptions } from 'zod-openapi';
import * as fields from '../fields.ts';

type Override = Extract<CreateDocumentOptions['override'], (...given: never[]) => void>;

/** The formats of request fields that their own code checks, by what they were made from: a described copy shares it. */
const FORMATS: ReadonlyMap<unknown, object> = new Map<unknown, object>([
  [fields.calendarDay.def, { format: 'date', examples: ['2025-09-20'] }],
  [fields.instant.def, { format: 'date-time', examples: ['2025-10-31T09:00:00Z'] }],
]);

/**
 * What zod cannot know of a schema. Answers stay open: a field may be added to one at any time, so the document does
 * not forbid it, though the tests do until it is described.
 */
export const complete: Override = ({ zodSchema, jsonSchema, io }) => {
  Object.assign(jsonSchema, FORMATS.get(zodSchema._zod.def));
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // Not every reader of a pattern knows classes of characters; one that does not would refuse every word with a "p".
  if (jsonSchema.pattern?.includes('\\p{') === true) delete jsonSchema.pattern;
  // Every whole number of JavaScript ends there; it is nobody's limit.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

interface Noted {
  readonly schema: z.ZodObject;
  readonly notes: Readonly<Record<string, string>>;
}

function mapFields({ schema, notes }: Noted, describe: (field: z.ZodType, words: string) => z.ZodType) {
  const described = Object.entries(schema.shape).map(([name, field]) => {
    const words = notes[name];
    return [
      name,
      words === undefined ? field : describe(z.instanceof(z.ZodType).parse(field), words),
    ] as const;
  });
  return z.strictObject(Object.fromEntries(described));
}

/** The same fields, each with its words. The schemas that requests are checked with carry none. */
export const describedBody = (body: Noted): z.ZodObject =>
  mapFields(body, (field, description) => field.meta({ description })).meta({ unusedIO: 'input' });

export const describedQuery = (query: Noted): z.ZodObject =>
  mapFields(query, (field, description) => field.meta({ param: { description } }));
