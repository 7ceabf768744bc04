import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';

/** Says whether a record passes. */
export type RecordFilter = (record: DynamoDBRecord) => boolean;

const leaf = z.array(z.union([z.string(), z.strictObject({ exists: z.boolean() })])).min(1);
const images = z.record(z.string(), z.strictObject({ S: leaf }));
const pattern = z.strictObject({
  eventName: z
    .array(z.enum(['INSERT', 'MODIFY', 'REMOVE']))
    .min(1)
    .optional(),
  dynamodb: z
    .strictObject({ Keys: images.optional(), NewImage: images.optional(), OldImage: images.optional() })
    .optional(),
});
type Leaf = z.output<typeof leaf>;
type Images = z.output<typeof images>;

const SECTIONS = ['Keys', 'NewImage', 'OldImage'] as const;

/**
 * Compiles the patterns of a `FilterCriteria`: within one every field must fit, and one that fits is enough.
 *
 * Supported are `eventName`, and string attributes of the keys and images by equality and `exists`. Throws on anything
 * else, naming the mapping and the place, so that a filter never lets through more or less than its author meant.
 */
export function compileFilters(mappingId: string, filters: readonly string[]): RecordFilter {
  const matchers = filters.map((text) => compilePattern(mappingId, text));
  return (record) => matchers.length === 0 || matchers.some((matches) => matches(record));
}

function compilePattern(mappingId: string, text: string): RecordFilter {
  const parsed = pattern.safeParse(fromJson(text));
  if (!parsed.success) {
    const places = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the pattern'}: ${message}`,
    );
    throw new Error(
      `The event source mapping ${mappingId} has a filter that is not supported: ${text} (${places.join('; ')})`,
    );
  }
  const { eventName, dynamodb = {} } = parsed.data;
  return (record) =>
    (eventName === undefined || eventName.some((name) => name === record.eventName)) &&
    SECTIONS.every((section) => fits(dynamodb[section] ?? {}, record.dynamodb?.[section] ?? {}));
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fits(wanted: Images, image: Readonly<Record<string, { readonly S?: string | undefined }>>): boolean {
  return Object.entries(wanted).every(([name, { S: alternatives }]) =>
    leafFits(alternatives, image[name]?.S),
  );
}

function leafFits(alternatives: Leaf, value: string | undefined): boolean {
  return alternatives.some((alternative) =>
    typeof alternative === 'string' ? alternative === value : alternative.exists === (value !== undefined),
  );
}
