import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { CorruptRecordError } from './errors.ts';
import type { AnyKey, Key } from './keys.ts';

/** An item as DynamoDB has it. */
export type Item = Record<string, AttributeValue>;

/** A row to be written: its key, and its attributes in plain values. Attributes that are undefined are left out. */
export type Row = AnyKey & Readonly<Record<string, unknown>>;

export const toItem = (row: Readonly<Record<string, unknown>>): Item =>
  marshall(row, { removeUndefinedValues: true });

export const toKey = (key: AnyKey): Item => marshall({ ...key });

/** Which record is being looked at: its kind in words, and its key. */
export interface Place {
  readonly record: string;
  readonly key: AnyKey;
}

/** What a failed parse may say: names of fields, never values. */
function fieldsOf(error: z.ZodError): readonly string[] {
  return [...new Set(error.issues.map(({ path }) => path.join('.')).filter((path) => path !== ''))];
}

/** The value, if it has its shape; throws `CorruptRecordError` otherwise. Writers and readers ask alike. */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown, place: Place): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const key = Object.values(place.key).join(' ');
  throw new CorruptRecordError(place.record, key, fieldsOf(parsed.error));
}

/** Reads one attribute of an item that is kept as a whole in it, such as the claim of a claim's row. */
export function attributeOf<Value>(
  item: Item,
  attribute: { readonly name: string; readonly schema: z.ZodType<Value> },
  place: Place,
): Value {
  return checked(attribute.schema, unmarshall(item)[attribute.name], place);
}

/** Reads an item whose attributes, besides its key, are the record. */
export function recordOf<Value>(item: Item, schema: z.ZodType<Value>, place: Place): Value {
  const record = unmarshall(item);
  const attributes = Object.entries(record).filter(([name]) => !(name in place.key));
  return checked(schema, Object.fromEntries(attributes), place);
}

const keySchema = z.object({ pk: z.string(), sk: z.string() });

/** The key of an item of the claims or the funds table. */
export const keyOf = (item: Item): Key => keySchema.parse(unmarshall(item));
