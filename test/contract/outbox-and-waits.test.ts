import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createClaimStore } from '../../shared/adapters/dynamodb/claim-store.ts';
import { createOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import { messageIn, sequenceNumberOf } from '../../shared/adapters/dynamodb/stream-records.ts';
import { createWaits } from '../../shared/adapters/dynamodb/waits.ts';
import type { Outbox, Wait, Waits } from '../../shared/application/ports/workflow.ts';
import { isClaimReference } from '../../shared/domain/reference.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import {
  aDraft,
  aReference,
  anEvent,
  at,
  draftChange,
  moveChange,
  submitted,
} from '../support/stored-things.ts';
import { readStream } from '../support/table-streams.ts';

let data: DataTables;
let outbox: Outbox;
let waits: Waits;

beforeAll(async () => {
  data = await startDataTables();
  outbox = createOutbox(data);
  waits = createWaits(data);
});
afterAll(() => data.end());

/** Moves a new claim at that minute, and gives back the message that was committed with the move. */
async function told(minute: number): Promise<string> {
  const claims = createClaimStore(data);
  const draft = aDraft();
  const after = submitted(draft);
  const event = anEvent(after, { action: 'submit', from: 'draft', to: 'submitted', at: at(minute) });
  await claims.commit(draftChange(draft));
  await claims.commit(moveChange(draft, after, { event }));
  return event.eventId;
}

describe('the outbox', () => {
  it('lists what has waited since before a moment, longest first, until it is done', async () => {
    const messages = [];
    for (const minute of [3, 1, 2, 5, 4, 6]) messages.push({ minute, id: await told(minute) });
    const inOrder = messages.toSorted((a, b) => a.minute - b.minute).map(({ id }) => id);
    const pending = async (before: string, limit: number) =>
      (await outbox.listPending(before, limit)).map(({ messageId }) => messageId);

    expect(await pending(at(5), 10)).toEqual(inOrder.slice(0, 4));
    expect(await pending(at(60), 2)).toEqual(inOrder.slice(0, 2));
    await outbox.done(inOrder[0] ?? '');
    await outbox.done(inOrder[0] ?? '');
    expect(await pending(at(4), 10)).toEqual(inOrder.slice(1, 3));
  });

  it('gives messages as they were committed', async () => {
    const id = await told(-30);

    const [message] = await outbox.listPending(at(-20), 5);

    const { reference } = message ?? {};
    expect(isClaimReference(reference ?? '')).toBe(true);
    expect(message).toEqual({
      messageId: id,
      reference,
      action: 'submit',
      submissionNumber: 1,
      correlationId: 'correlation-1',
    });
  });

  it('announces each message on its stream, in a form that reads back', async () => {
    const id = await told(-90);

    const records = await readStream(data, 'outbox');

    const inserted = z.object({ eventName: z.literal('INSERT') });
    const record = records
      .filter((each) => inserted.safeParse(each).success)
      .find((each) => messageIn(each).messageId === id);
    expect(record && messageIn(record)).toMatchObject({ messageId: id, action: 'submit' });
    expect(record && sequenceNumberOf(record)).toMatch(/^\d+$/u);
  });

  it('calls a message without its shape corrupt, by its number alone', () => {
    const image = { pk: { S: 'm' }, message: { M: { note: { S: 'Ann Archer' } } } };
    const record = {
      eventName: 'INSERT',
      dynamodb: { Keys: { pk: { S: 'm' } }, NewImage: image, SequenceNumber: '17' },
    };

    expect(() => messageIn(record)).toThrow(expect.objectContaining({ name: 'CorruptRecordError' }));
    expect(() => messageIn(record)).toThrow('17');
    expect(() => messageIn(record)).not.toThrow('Archer');
    expect(() => messageIn({ ...record, dynamodb: { SequenceNumber: '17' } })).toThrow('17');
    expect(() => sequenceNumberOf({})).toThrow(expect.objectContaining({ name: 'CorruptRecordError' }));
  });
});

describe('open waits', () => {
  const aWait = (changes: Partial<Wait> = {}): Wait => ({
    reference: aReference(),
    step: 'review',
    token: 'token-1',
    ...changes,
  });

  it('are listed by claim, one for each step', async () => {
    const wait = aWait();
    const funds: Wait = { ...wait, step: 'funds', token: 'token-2' };

    await waits.open(wait);
    await waits.open(funds);
    await waits.open(aWait());

    expect(await waits.list(wait.reference)).toEqual([funds, wait]);
    expect(await waits.list(aReference())).toEqual([]);
  });

  it('stand beside a younger one of the same step, whichever of the two was written last', async () => {
    const old = aWait();
    const young = { ...old, token: 'token-2' };
    await waits.open(young);
    await waits.open(old);
    expect(await waits.list(old.reference)).toEqual(expect.arrayContaining([old, young]));

    await waits.close(old);
    expect(await waits.list(old.reference)).toEqual([young]);
    await waits.close(young);
    await waits.close(young);
    expect(await waits.list(old.reference)).toEqual([]);
  });

  it('are closed by whoever opened them, leaving those of other steps', async () => {
    const wait = aWait();
    await waits.open(wait);
    await waits.open({ ...wait, step: 'action', token: 'token-2' });

    await waits.close(wait);

    expect(await waits.list(wait.reference)).toEqual([{ ...wait, step: 'action', token: 'token-2' }]);
  });

  it('are corrupt when they have lost their shape', async () => {
    const { reference } = aWait();
    await data.spoil('claims', { pk: { S: `CLAIM#${reference}` }, sk: { S: 'WAIT#x' }, wait: { S: 'x' } });

    await expect(waits.list(reference)).rejects.toMatchObject({ name: 'CorruptRecordError' });
  });
});
