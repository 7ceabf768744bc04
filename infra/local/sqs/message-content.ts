import { createHash } from 'node:crypto';
import * as z from 'zod';
import { SqsError, invalid } from './sqs-error.ts';

export const LARGEST_MESSAGE_BYTES = 1_048_576;

const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export const messageAttributes = z.record(
  z.string().min(1),
  z.strictObject({
    DataType: z.string().regex(/^(String|Number|Binary)(\..+)?$/),
    StringValue: z.string().optional(),
    /** In base64, as JSON carries it. */
    BinaryValue: z.string().optional(),
  }),
);
export type MessageAttributes = z.output<typeof messageAttributes>;

/** The bytes that count towards the limit. Throws when the text holds what SQS does not take, or there is too much. */
export function checkedSize(body: string, attributes: MessageAttributes): number {
  if (FORBIDDEN.test(body)) {
    throw new SqsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  }
  let bytes = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length;
  }
  if (bytes > LARGEST_MESSAGE_BYTES) {
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${LARGEST_MESSAGE_BYTES} bytes.`,
    );
  }
  return bytes;
}

export function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** The digest that SQS documents: every name, type and value with its length before it, in the order of the names. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) {
    return undefined;
  }
  return md5(
    Buffer.concat(
      entries.flatMap(([name, attribute]) => [
        withLength(Buffer.from(name)),
        withLength(Buffer.from(attribute.DataType)),
        Buffer.of(isBinary(attribute.DataType) ? 2 : 1),
        withLength(valueBytes(attribute)),
      ]),
    ),
  );
}

function isBinary(dataType: string): boolean {
  return dataType.startsWith('Binary');
}

function valueBytes({ DataType, StringValue, BinaryValue }: MessageAttributes[string]): Buffer {
  const value = isBinary(DataType) ? BinaryValue : StringValue;
  if (value === undefined) {
    throw invalid(`A message attribute of type ${DataType} must have a value of that type.`);
  }
  return Buffer.from(value, isBinary(DataType) ? 'base64' : 'utf8');
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
