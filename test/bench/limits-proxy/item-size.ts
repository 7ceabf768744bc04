/** An item as requests carry it: attribute names with typed values, which are looked at only to measure them. */
export type WireItem = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is WireItem =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const textBytes = (text: string): number => Buffer.byteLength(text);

/** One byte for two significant digits, and one more; a sign is another. */
function numberBytes(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replaceAll(/[^0-9]/g, '')
    .replaceAll(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

/** Written by hand and not as a schema: a transaction has thousands of values, and each is looked at twice. */
function contentBytes(kind: string, content: unknown): number {
  if (kind === 'S' && typeof content === 'string') return textBytes(content);
  if (kind === 'N' && typeof content === 'string') return numberBytes(content);
  if (kind === 'BOOL' || kind === 'NULL') return 1;
  if (kind === 'L' && Array.isArray(content)) return 3 + sumOf(content.map((part) => 1 + valueBytes(part)));
  if (kind === 'M' && isRecord(content)) return 3 + Object.keys(content).length + itemBytes(content);
  throw new Error(`The limits proxy cannot measure a value of the kind ${kind}.`);
}

function valueBytes(value: unknown): number {
  const [entry, ...others] = isRecord(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) throw new Error('An attribute has no typed value.');
  return contentBytes(...entry);
}

/**
 * The size that DynamoDB bills for, by its guide ("DynamoDB item sizes and formats"): names and values in UTF-8, numbers
 * by their digits, three bytes for a list or a map and one for each of its entries. Binary values and sets, which no
 * table of the service holds, are refused.
 */
export function itemBytes(item: WireItem): number {
  return sumOf(Object.entries(item).map(([name, value]) => textBytes(name) + valueBytes(value)));
}
