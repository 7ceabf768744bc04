import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { EventRule } from '../../infra/local/events/start-events.ts';
import { startEvents } from '../../infra/local/events/start-events.ts';

const QUEUE = 'arn:aws:sqs:eu-west-2:000000000000:scan-results';

interface Delivered {
  readonly to: string;
  readonly event: unknown;
}

function busWith(rules: readonly EventRule[], broken: readonly string[] = []) {
  const delivered: Delivered[] = [];
  const lines: string[] = [];
  const take = (to: string, event: unknown): Promise<void> => {
    if (broken.includes(to)) return Promise.reject(new Error('queue is gone'));
    delivered.push({ to, event });
    return Promise.resolve();
  };
  const events = startEvents({
    rules,
    deliver: {
      toQueue: (queueArn, body) => take(queueArn, JSON.parse(body)),
      toFunction: (name, payload) => take(name, payload),
    },
    log: (line) => lines.push(line),
  });
  return { events, delivered, lines };
}

const toFunction = (name: string, eventPattern: unknown): EventRule => ({
  name,
  eventPattern,
  targets: [{ kind: 'lambda', functionName: name }],
});

/** Whether a rule with this pattern receives an event with this detail. */
async function matches(eventPattern: unknown, detail: Record<string, unknown>): Promise<boolean> {
  const { events, delivered } = busWith([toFunction('rule', eventPattern)]);
  await events.putEvent({ source: 'claims', detailType: 'Claim Changed', detail });
  return delivered.length === 1;
}

describe('the event bus', () => {
  it('delivers the full envelope, the same to queues (as JSON text) and to functions', async () => {
    const { events, delivered } = busWith([
      {
        name: 'scan-results',
        eventPattern: { source: ['aws.guardduty'] },
        targets: [
          { kind: 'sqs', queueArn: QUEUE },
          { kind: 'lambda', functionName: 'evidence-scanned' },
        ],
      },
    ]);

    const { eventId } = await events.putEvent({
      source: 'aws.guardduty',
      detailType: 'GuardDuty Malware Protection Object Scan Result',
      detail: { scanStatus: 'COMPLETED' },
      resources: ['arn:aws:guardduty:eu-west-2:000000000000:malware-protection-plan/p1'],
      time: new Date('2026-11-02T10:20:30.456Z'),
    });

    const envelope = {
      version: '0',
      id: eventId,
      'detail-type': 'GuardDuty Malware Protection Object Scan Result',
      source: 'aws.guardduty',
      account: '000000000000',
      time: '2026-11-02T10:20:30Z',
      region: 'eu-west-2',
      resources: ['arn:aws:guardduty:eu-west-2:000000000000:malware-protection-plan/p1'],
      detail: { scanStatus: 'COMPLETED' },
    };
    expect(delivered).toEqual([
      { to: QUEUE, event: envelope },
      { to: 'evidence-scanned', event: envelope },
    ]);
  });

  it('gives every event an id of its own, and a time when the producer names none', async () => {
    const { events, delivered } = busWith([toFunction('all', { source: ['claims'] })]);
    const entry = { source: 'claims', detailType: 'Claim Changed', detail: {} };
    const first = await events.putEvent(entry);
    const second = await events.putEvent(entry);
    expect(first.eventId).not.toBe(second.eventId);
    const { time } = z.looseObject({ time: z.string() }).parse(delivered[0]?.event);
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('sends an event to every matching rule and to no other', async () => {
    const { events, delivered } = busWith([
      toFunction('by-source', { source: ['claims', 'payments'] }),
      toFunction('by-type', { 'detail-type': ['Claim Changed'] }),
      toFunction('other', { source: ['aws.s3'] }),
    ]);
    await events.putEvent({ source: 'claims', detailType: 'Claim Changed', detail: {} });
    expect(delivered.map((delivery) => delivery.to)).toEqual(['by-source', 'by-type']);
  });

  it('accepts an event that no rule wants, and logs no payload', async () => {
    const { events, delivered, lines } = busWith([toFunction('other', { source: ['aws.s3'] })]);
    await events.putEvent({
      source: 'claims',
      detailType: 'Claim Changed',
      detail: { name: 'Ada Lovelace' },
    });
    expect(delivered).toEqual([]);
    expect(lines).toEqual(['events: Claim Changed from claims matched 0 rules']);
  });

  it('tells the producer which target did not take the event, after trying the others', async () => {
    const rules = [
      {
        name: 'to-queue',
        eventPattern: { source: ['claims'] },
        targets: [{ kind: 'sqs' as const, queueArn: QUEUE }],
      },
      toFunction('still-told', { source: ['claims'] }),
    ];
    const { events, delivered } = busWith(rules, [QUEUE]);
    await expect(
      events.putEvent({ source: 'claims', detailType: 'Claim Changed', detail: {} }),
    ).rejects.toThrow(`to-queue → ${QUEUE} (queue is gone)`);
    expect(delivered.map((delivery) => delivery.to)).toEqual(['still-told']);
  });

  it('gives each function a copy, so one cannot change what another sees', async () => {
    const seen: unknown[] = [];
    const events = startEvents({
      rules: [toFunction('first', { source: ['claims'] }), toFunction('second', { source: ['claims'] })],
      deliver: {
        toQueue: () => Promise.resolve(),
        toFunction: (_name, payload) => {
          seen.push(structuredClone(payload));
          if (typeof payload === 'object' && payload !== null) Reflect.set(payload, 'detail', 'changed');
          return Promise.resolve();
        },
      },
      log: () => undefined,
    });
    await events.putEvent({ source: 'claims', detailType: 'Claim Changed', detail: { reference: 'ABC' } });
    expect(seen).toEqual([
      expect.objectContaining({ detail: { reference: 'ABC' } }),
      expect.objectContaining({ detail: { reference: 'ABC' } }),
    ]);
  });
});

describe('event patterns', () => {
  const detail = {
    object: { key: 'quarantine/a.pdf', tags: ['one', 'two'] },
    size: 12,
    infected: false,
    owner: null,
  };

  it.each([
    ['exact text', { detail: { object: { key: ['other', 'quarantine/a.pdf'] } } }],
    ['exact number', { detail: { size: [12] } }],
    ['exact boolean', { detail: { infected: [false] } }],
    ['null', { detail: { owner: [null] } }],
    ['a value inside an array', { detail: { object: { tags: ['two'] } } }],
    ['prefix', { detail: { object: { key: [{ prefix: 'quarantine/' }] } } }],
    ['exists', { detail: { size: [{ exists: true }] } }],
    ['not exists', { detail: { missing: [{ exists: false }] } }],
    ['not exists, below an object that is absent', { detail: { absent: { field: [{ exists: false }] } } }],
    ['anything but one value', { detail: { object: { key: [{ 'anything-but': 'x' }] } } }],
    ['anything but a list', { detail: { size: [{ 'anything-but': [1, 2] }] } }],
    ['one alternative of several', { detail: { size: [{ 'anything-but': [12] }, 12] } }],
    ['several fields at once', { source: ['claims'], detail: { size: [12], infected: [false] } }],
  ])('match by %s', async (_name, pattern) => {
    expect(await matches(pattern, detail)).toBe(true);
  });

  it.each([
    ['another text', { detail: { object: { key: ['other'] } } }],
    ['the number as text', { detail: { size: ['12'] } }],
    ['a prefix of something else', { detail: { object: { key: [{ prefix: 'clean/' }] } } }],
    ['a prefix of a number', { detail: { size: [{ prefix: '1' }] } }],
    ['exists on an absent field', { detail: { missing: [{ exists: true }] } }],
    ['not exists on a present field', { detail: { size: [{ exists: false }] } }],
    ['anything but its very value', { detail: { size: [{ 'anything-but': 12 }] } }],
    ['anything but, on an absent field', { detail: { missing: [{ 'anything-but': 'x' }] } }],
    ['one field of two', { detail: { size: [12], infected: [true] } }],
    ['a nested pattern on a plain value', { detail: { size: { unit: ['pence'] } } }],
  ])('do not match by %s', async (_name, pattern) => {
    expect(await matches(pattern, detail)).toBe(false);
  });

  it('match an array of objects when one of its objects matches whole', async () => {
    const lines = {
      lines: [
        { kind: 'a', state: 'open' },
        { kind: 'b', state: 'paid' },
      ],
    };
    expect(await matches({ detail: { lines: { kind: ['b'], state: ['paid'] } } }, lines)).toBe(true);
    expect(await matches({ detail: { lines: { kind: ['a'], state: ['paid'] } } }, lines)).toBe(false);
  });

  it.each([
    ['suffix', { detail: { key: [{ suffix: '.pdf' }] } }, 'the operator "suffix"'],
    ['numeric', { detail: { size: [{ numeric: ['>', 1] }] } }, 'the operator "numeric"'],
    ['wildcard', { detail: { key: [{ wildcard: '*.pdf' }] } }, 'the operator "wildcard"'],
    ['$or', { detail: { $or: [{ a: [1] }, { b: [2] }] } }, 'the operator "$or"'],
    [
      'anything-but prefix',
      { detail: { key: [{ 'anything-but': { prefix: 'x' } }] } },
      'the operator "anything-but"',
    ],
    [
      'prefix ignoring case',
      { detail: { key: [{ prefix: { 'equals-ignore-case': 'x' } }] } },
      'the operator "prefix"',
    ],
    [
      'two operators in one',
      { detail: { key: [{ prefix: 'x', exists: true }] } },
      'neither a value nor one operator',
    ],
    ['a bare value', { detail: { key: 'x' } }, 'a value outside an array'],
    ['an empty array', { detail: { key: [] } }, 'an empty array'],
    ['an empty pattern', {}, 'at least one field'],
  ])('refuse %s at start, naming the rule', (_name, pattern, reason) => {
    const start = () => busWith([toFunction('strange-rule', pattern)]);
    expect(start).toThrow('strange-rule');
    expect(start).toThrow(reason);
  });

  it('refuse two rules of one name', () => {
    expect(() => busWith([toFunction('same', { a: [1] }), toFunction('same', { a: [2] })])).toThrow(
      'Two event rules are named same',
    );
  });
});
