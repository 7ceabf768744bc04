import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { OutboxMessage } from '../../application/ports/workflow.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import { CorruptRecordError } from './errors.ts';
import { attributeOf } from './item.ts';
import type { Item } from './item.ts';
import { fundYearOf } from './keys.ts';
import { outboxMessageSchema } from './outbox-message.ts';
import { ticketOf } from './tickets.ts';

/** A value as Lambda hands it over. The kinds that we never store (binary, sets) are refused. */
const attributeValue: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.boolean() }),
    z.strictObject({ L: z.array(attributeValue) }),
    z.strictObject({ M: z.record(z.string(), attributeValue) }),
  ]),
);

const streamRecord = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({
    Keys: z.record(z.string(), attributeValue),
    NewImage: z.record(z.string(), attributeValue).optional(),
    SequenceNumber: z.string().min(1),
  }),
});

const sequenced = z.object({ dynamodb: z.object({ SequenceNumber: z.string().min(1) }) });

/** The record's own name in its stream: what a partial batch failure reports. */
export function sequenceNumberOf(record: unknown): string {
  const parsed = sequenced.safeParse(record);
  if (!parsed.success) throw new CorruptRecordError('stream record', 'an unknown number');
  return parsed.data.dynamodb.SequenceNumber;
}

function readRecord(record: unknown): {
  readonly keys: Item;
  readonly image: Item | undefined;
  readonly number: string;
} {
  const number = sequenceNumberOf(record);
  const parsed = streamRecord.safeParse(record);
  if (!parsed.success) throw new CorruptRecordError('stream record', number);
  const { Keys, NewImage } = parsed.data.dynamodb;
  return { keys: Keys, image: NewImage, number };
}

const ticketKeys = z.object({ line: z.string(), ticketId: z.string().min(1) });

/** Which ticket a record of the line's stream is about. Enough to read it, even when the record's image is unreadable. */
export interface TicketName {
  readonly fundYear: FundYear;
  readonly ticketId: TicketId;
}

/** Throws `CorruptRecordError` when the record names no ticket of a line. */
export function ticketNameIn(record: unknown): TicketName {
  const { keys, number } = readRecord(record);
  const named = ticketKeys.safeParse(unmarshall(keys));
  const fundYear = named.success ? fundYearOf(named.data.line) : undefined;
  if (!named.success || fundYear === undefined) throw new CorruptRecordError('ticket key', number);
  return { fundYear, ticketId: named.data.ticketId };
}

/** The ticket as the record shows it. It may have moved on since. Throws `CorruptRecordError` when it cannot be read. */
export function ticketIn(record: unknown): Ticket {
  const { fundYear, ticketId } = ticketNameIn(record);
  const { image, number } = readRecord(record);
  if (image === undefined) throw new CorruptRecordError('ticket image', number);
  return ticketOf(image, fundYear, ticketId);
}

/** The message that a record of the outbox's stream brings. Throws `CorruptRecordError` when it cannot be read. */
export function messageIn(record: unknown): OutboxMessage {
  const { image, number } = readRecord(record);
  if (image === undefined) throw new CorruptRecordError('message image', number);
  const place = { record: 'message', key: { pk: number } };
  return attributeOf(image, { name: 'message', schema: outboxMessageSchema }, place);
}
