import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createClaimStore } from '../../shared/adapters/dynamodb/claim-store.ts';
import { createIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import type { ClaimQuery, ClaimStore } from '../../shared/application/ports/claim-store.ts';
import type { IdempotencyStore } from '../../shared/application/ports/idempotency-store.ts';
import { baseOf } from '../../shared/domain/claim.ts';
import type { Claim, DraftClaim, EndedClaim } from '../../shared/domain/claim.ts';
import type { DuplicateGuard } from '../../shared/domain/duplicate-guard.ts';
import { judgedFacts } from '../../shared/domain/rules/judged-facts.ts';
import { someFacts } from '../unit/domain/rule-facts.ts';
import type { DecisionRecord } from '../../shared/domain/rules/run-rules.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import {
  NOW,
  aClaimTicket,
  aDraft,
  aReference,
  anEvent,
  at,
  draftChange,
  inReview,
  moveChange,
  next,
  submitted,
} from '../support/stored-things.ts';

const referenceIn = z.object({ ticket: z.object({ request: z.object({ reference: z.string() }) }) });

let data: DataTables;
let claims: ClaimStore;
let idempotency: IdempotencyStore;

beforeAll(async () => {
  data = await startDataTables();
  claims = createClaimStore(data);
  idempotency = createIdempotencyStore(data);
});
afterAll(() => data.end());

const guardFor = (claim: Claim, key = `hash-${next()}#ASCC-L2`): DuplicateGuard => ({
  key,
  reference: claim.reference,
  organisationId: claim.organisationId,
  learnerId: 'learner-1',
});

const used = (key: string) => ({ scope: 'person-owner', key, fingerprint: 'print', result: '{}' });

const aRecord = (judgedAt: string): DecisionRecord => ({
  policyVersion: '2025-26.1',
  judgedAt,
  rules: [
    {
      id: 'T2',
      version: 1,
      outcome: 'pass',
      explanation: 'In time.',
      inputs: { day: null, ids: ['a'], n: 2 },
    },
    {
      id: 'A1',
      version: 3,
      outcome: 'fail',
      explanation: 'Too dear.',
      inputs: { known: true },
      problem: { code: 'cost', pointer: '/declaredCostPence', detail: 'Too dear.', fix: 'Check it.' },
    },
  ],
  facts: judgedFacts(someFacts()),
});

async function drafted(changes: Partial<DraftClaim> = {}): Promise<DraftClaim> {
  const draft = aDraft(changes);
  await claims.commit(draftChange(draft));
  return draft;
}

/** Does something that must be refused, and proves that not one row of any table is another afterwards. */
async function changingNothing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const before = await data.everything();
  const answer = await work();
  expect(await data.everything()).toEqual(before);
  return answer;
}

const outboxRow = (eventId: string) => data.row('outbox', { pk: eventId });

describe('a commit', () => {
  it('writes a claim that reads back as it was, with one line of history and no message', async () => {
    const draft = aDraft({ note: 'Two of the three have left.', startDate: undefined });
    const change = draftChange(draft);

    expect(await claims.commit(change)).toEqual({ ok: true, value: draft });

    expect(await claims.read(draft.reference)).toEqual(draft);
    expect(await claims.history(draft.reference)).toEqual([change.event]);
    expect(await outboxRow(change.event.eventId)).toBeUndefined();
  });

  it('finds no claim where there is none', async () => {
    expect(await claims.read(aReference())).toBeUndefined();
  });

  it('writes exactly one message when the claim moves, and none when it is only edited', async () => {
    const draft = await drafted();
    const edited = { ...draft, version: 2, note: 'x' };
    const edit = moveChange(draft, edited, { event: anEvent(edited, { from: 'draft', to: 'draft' }) });
    const moved = submitted(edited);
    const move = moveChange(edited, moved);

    await claims.commit(edit);
    await claims.commit(move);

    expect(await outboxRow(edit.event.eventId)).toBeUndefined();
    expect(await outboxRow(move.event.eventId)).toMatchObject({
      message: {
        messageId: move.event.eventId,
        reference: draft.reference,
        action: 'submit',
        submissionNumber: 1,
        correlationId: 'correlation-1',
      },
      pendingSince: NOW,
    });
  });

  it('puts the ticket into the line in the same transaction', async () => {
    const draft = await drafted();
    const ticket = aClaimTicket(draft);

    await claims.commit(moveChange(draft, submitted(draft, { ticketId: ticket.ticketId }), { ticket }));

    const key = { line: 'LINE#main#2025-26', ticketId: ticket.ticketId };
    expect(await data.row('line', key)).toMatchObject({
      ticket,
      state: 'unsettled',
    });
  });

  it('takes forty learners in one transaction, and refuses to cut a larger one into pieces', async () => {
    const draft = await drafted();
    const moved = submitted(draft);
    const guards = (count: number) => Array.from({ length: count }, () => guardFor(draft));
    const [old, fresh, tooMany] = [guards(40), guards(40), guards(100)];
    const more = {
      ticket: aClaimTicket(draft),
      idempotency: used('forty'),
      decisionRecord: { submissionNumber: 1, record: aRecord(NOW) },
    };

    await expect(
      changingNothing(() => claims.commit(moveChange(draft, moved, { ...more, takeGuards: tooMany }))),
    ).rejects.toThrow('106 actions do not fit into one transaction of 100');
    const change = moveChange(draft, moved, { ...more, takeGuards: fresh, releaseGuards: old });
    expect(await claims.commit(change)).toMatchObject({ ok: true });
  });

  it('is refused before anything is written when a table that it needs was not given', async () => {
    const few = createClaimStore({ client: data.client, tables: { claims: data.tables.claims } });
    const draft = aDraft();
    expect(await few.commit(draftChange(draft))).toMatchObject({ ok: true });

    await expect(changingNothing(() => few.commit(moveChange(draft, submitted(draft))))).rejects.toThrow(
      'needs the outbox table',
    );
  });

  it('never writes a claim that could not be read again', async () => {
    const draft = aDraft({ createdAt: '2025-10-01T09:00:00Z' });

    await expect(changingNothing(() => claims.commit(draftChange(draft)))).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });
});

describe('a commit that somebody else was quicker than', () => {
  it('is refused with the claim as it is now, and changes nothing', async () => {
    const draft = await drafted();
    const theirs = { ...draft, version: 2, note: 'theirs' };
    await claims.commit(moveChange(draft, theirs, { event: anEvent(theirs) }));
    const ours = submitted(draft);
    const takeGuards = [guardFor(draft)];
    const change = moveChange(draft, ours, {
      ticket: aClaimTicket(draft),
      takeGuards,
      idempotency: used('late'),
    });

    const refused = await changingNothing(() => claims.commit(change));

    expect(refused).toEqual({ ok: false, error: { code: 'stale-version', current: theirs } });
  });

  it('is refused when the version is right and the status is not', async () => {
    const draft = await drafted();
    const change = moveChange(draft, submitted(draft), { expected: { version: 1, status: 'needs-action' } });

    const refused = await changingNothing(() => claims.commit(change));

    expect(refused).toEqual({ ok: false, error: { code: 'stale-version', current: draft } });
  });

  it('is refused when the claim is gone, or when a new one is there already', async () => {
    const nowhere = aDraft();
    const there = await drafted();

    expect(await changingNothing(() => claims.commit(moveChange(nowhere, submitted(nowhere))))).toEqual({
      ok: false,
      error: { code: 'stale-version', current: undefined },
    });
    expect(
      await changingNothing(() => claims.commit(draftChange(aDraft({ reference: there.reference })))),
    ).toEqual({
      ok: false,
      error: { code: 'stale-version', current: there },
    });
  });

  it('lets one of fifty writers of the same version through', async () => {
    const draft = await drafted();
    const writers = Array.from({ length: 50 }, () => claims.commit(moveChange(draft, submitted(draft))));

    const answers = await Promise.all(writers);

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await claims.read(draft.reference))?.version).toBe(2);
    expect(await claims.history(draft.reference)).toHaveLength(2);
  });
});

describe('duplicate guards', () => {
  it('keep another claim out, name their holder, and leave everything as it was', async () => {
    const [first, second] = [await drafted(), await drafted({ organisationId: 'org-harbour' })];
    const guard = guardFor(first);
    await claims.commit(moveChange(first, submitted(first), { takeGuards: [guard] }));
    const change = moveChange(second, submitted(second), {
      takeGuards: [guardFor(second), guardFor(second, guard.key)],
      ticket: aClaimTicket(second),
    });

    const refused = await changingNothing(() => claims.commit(change));

    expect(refused).toEqual({ ok: false, error: { code: 'duplicate-claim', holder: guard } });
  });

  it('let one of a hundred claims through when all employers claim for one person at once', async () => {
    const key = `hash-${next()}#ASCC-L2`;
    const drafts = await Promise.all(
      Array.from({ length: 100 }, (_, employer) => drafted({ organisationId: `org-${employer}` })),
    );

    const answers = await Promise.all(
      drafts.map((draft) =>
        claims.commit(
          moveChange(draft, submitted(draft), {
            takeGuards: [guardFor(draft, key)],
            ticket: aClaimTicket(draft),
          }),
        ),
      ),
    );

    const winners = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    expect(winners).toHaveLength(1);
    const holders = answers.flatMap((answer) =>
      !answer.ok && answer.error.code === 'duplicate-claim' ? [answer.error.holder.reference] : [],
    );
    expect(holders).toEqual(Array.from({ length: 99 }, () => winners[0]?.reference));
    const statuses = await Promise.all(
      drafts.map(async ({ reference }) => (await claims.read(reference))?.status),
    );
    expect(statuses.filter((status) => status === 'submitted')).toHaveLength(1);
    const rows = [...(await data.everything())].filter(([name]) => name.startsWith('Line'));
    const competing = new Set(drafts.map(({ reference }) => reference));
    const taken = rows.filter(([, row]) => competing.has(referenceIn.parse(row).ticket.request.reference));
    expect(taken).toHaveLength(1);
  });

  it('may be taken again by their own claim, and by another once released', async () => {
    const [first, second] = [await drafted(), await drafted()];
    const guard = guardFor(first);
    const moved = submitted(first);
    await claims.commit(moveChange(first, moved, { takeGuards: [guard] }));
    const again = { ...moved, version: 3 };
    expect(await claims.commit(moveChange(moved, again, { takeGuards: [guard] }))).toMatchObject({
      ok: true,
    });
    const ended: EndedClaim = { ...baseOf(again), status: 'withdrawn', version: 4 };
    await claims.commit(moveChange(again, ended, { releaseGuards: [guard] }));

    const taken = guardFor(second, guard.key);
    const change = moveChange(second, submitted(second), { takeGuards: [taken] });
    expect(await claims.commit(change)).toMatchObject({ ok: true });
    expect(await data.row('claims', { pk: `GUARD#${guard.key}`, sk: 'GUARD' })).toMatchObject(taken);
  });

  it('stay taken when a change releases and takes the same one', async () => {
    const draft = await drafted();
    const guard = guardFor(draft);

    await claims.commit(moveChange(draft, submitted(draft), { takeGuards: [guard], releaseGuards: [guard] }));

    expect(await data.row('claims', { pk: `GUARD#${guard.key}`, sk: 'GUARD' })).toBeDefined();
  });

  it('may be released when they are gone already, and never when they are another claim’s', async () => {
    const [first, second] = [await drafted(), await drafted()];
    const guard = guardFor(first);
    await claims.commit(moveChange(first, submitted(first), { takeGuards: [guard] }));
    const release = (key: string) =>
      claims.commit(moveChange(second, submitted(second), { releaseGuards: [guardFor(second, key)] }));

    await expect(changingNothing(() => release(guard.key))).rejects.toThrow();
    expect(await release('nobody-has-it')).toMatchObject({ ok: true });
  });
});

describe('an idempotency key', () => {
  it('gives fifty parallel commits one effect', async () => {
    const drafts = Array.from({ length: 50 }, () => aDraft());
    const record = (draft: Claim) => ({ ...used('fifty'), result: draft.reference });

    const answers = await Promise.all(
      drafts.map((draft) => claims.commit(draftChange(draft, { idempotency: record(draft) }))),
    );

    const [winner] = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
    expect(refusals).toEqual(Array.from({ length: 49 }, () => ({ code: 'key-used' })));
    const written = await Promise.all(drafts.map(({ reference }) => claims.read(reference)));
    expect(written.filter((claim) => claim !== undefined)).toEqual([winner]);
    expect(await idempotency.find('person-owner', 'fifty')).toEqual(winner && record(winner));
  });

  it('is the reason given when a guard is taken and the version is stale as well', async () => {
    const [holder, draft] = [await drafted(), await drafted()];
    const guard = guardFor(holder);
    await claims.commit(moveChange(holder, submitted(holder), { takeGuards: [guard] }));
    const moved = submitted(draft);
    await claims.commit(moveChange(draft, moved, { idempotency: used('all') }));
    const taking = { takeGuards: [guardFor(draft, guard.key)] };

    const all = await changingNothing(() =>
      claims.commit(moveChange(draft, moved, { ...taking, idempotency: used('all') })),
    );
    const two = await changingNothing(() => claims.commit(moveChange(draft, moved, taking)));

    expect(all).toEqual({ ok: false, error: { code: 'key-used' } });
    expect(two).toEqual({ ok: false, error: { code: 'duplicate-claim', holder: guard } });
  });

  it('belongs to one person: another’s same key is another key', async () => {
    await claims.commit(draftChange(aDraft(), { idempotency: used('mine') }));

    expect(await idempotency.find('person-other', 'mine')).toBeUndefined();
    expect(await idempotency.find('person-owner', 'mine')).toEqual(used('mine'));
  });
});

describe('history and decision records', () => {
  it('come in order, notes among them, each once', async () => {
    const draft = await drafted();
    const moved = submitted(draft);
    const note = anEvent(draft, {
      eventId: 'z-read',
      action: 'read',
      actor: { kind: 'staff', personId: 'p' },
    });
    const reference = draft.reference;

    await claims.note(note);
    await claims.commit(moveChange(draft, moved));
    await claims.note(note);

    expect((await claims.history(reference)).map(({ action, version }) => [version, action])).toEqual([
      [1, 'draft'],
      [1, 'read'],
      [2, 'submit'],
    ]);
  });

  it('keep every run of the rules, oldest first, and a run kept twice once', async () => {
    const draft = await drafted();
    const { reference } = draft;
    const [first, second] = [aRecord(NOW), aRecord(at(1))];

    await claims.keepRecord(reference, 1, second);
    await claims.keepRecord(reference, 1, second);
    const decisionRecord = { submissionNumber: 1, record: first };
    await claims.commit(moveChange(draft, submitted(draft), { decisionRecord }));

    expect(await claims.decisionRecords(reference)).toEqual([first, second]);
  });
});

describe('an employer’s list', () => {
  const query = (organisationId: string, changes: Partial<ClaimQuery> = {}): ClaimQuery => ({
    organisationId,
    newestFirst: true,
    limit: 10,
    ...changes,
  });

  /** All pages of a list, as references. */
  async function pagesOf(asked: ClaimQuery): Promise<readonly (readonly string[])[]> {
    const { items, cursor } = await claims.list(asked);
    const rest = cursor === undefined ? [] : await pagesOf({ ...asked, cursor });
    return [items.map(({ reference }) => reference), ...rest];
  }

  it('shows its own claims in order, page by page, without a cursor on the last one', async () => {
    const organisationId = 'org-pages';
    const created = [];
    for (const minute of [0, 1, 2, 3, 4, 5]) {
      created.push((await drafted({ organisationId, createdAt: at(minute) })).reference);
    }
    await drafted({ organisationId: 'org-other' });

    expect(await pagesOf(query(organisationId, { newestFirst: false, limit: 4 }))).toEqual([
      created.slice(0, 4),
      created.slice(4),
    ]);
    expect(await pagesOf(query(organisationId, { limit: 3 }))).toEqual([
      created.toReversed().slice(0, 3),
      created.toReversed().slice(3),
    ]);
  });

  it('shows what a line of the list needs', async () => {
    const draft = await drafted({ organisationId: 'org-summary', createdAt: at(-5) });
    await claims.commit(moveChange(draft, submitted(draft, { submittedAt: at(2) })));

    expect(await claims.list(query('org-summary'))).toEqual({
      items: [
        {
          reference: draft.reference,
          status: 'submitted',
          type: 'full',
          trainingCode: 'ASCC-L2',
          createdAt: at(-5),
          submittedAt: at(2),
        },
      ],
    });
  });

  it('is filtered by status, type, training and submission, also over several pages', async () => {
    const organisationId = 'org-filter';
    const draft = await drafted({ organisationId, type: 'start' });
    const early = await drafted({ organisationId, createdAt: at(1) });
    const late = await drafted({ organisationId, createdAt: at(2), trainingCode: 'DIPAC-L3' });
    await claims.commit(moveChange(early, submitted(early, { submittedAt: at(10) })));
    await claims.commit(moveChange(late, submitted(late, { submittedAt: at(20) })));
    const found = async (changes: Partial<ClaimQuery>) =>
      (await pagesOf(query(organisationId, changes))).flat();

    expect(await found({ status: ['draft'] })).toEqual([draft.reference]);
    expect(await found({ status: ['submitted', 'paid'], limit: 1 })).toEqual([
      late.reference,
      early.reference,
    ]);
    expect(await found({ status: [] })).toEqual([]);
    expect(await found({ type: 'start' })).toEqual([draft.reference]);
    expect(await found({ trainingCode: 'DIPAC-L3', type: 'full', status: ['submitted'] })).toEqual([
      late.reference,
    ]);
    const [learner] = early.learners;
    expect(await found({ learnerId: learner?.learnerId })).toContain(early.reference);
    expect(await found({ learnerId: 'nobody' })).toEqual([]);
    expect(await found({ submittedFrom: at(11) })).toEqual([late.reference]);
    expect(await found({ submittedBefore: at(20) })).toEqual([early.reference]);
  });

  it('forgets a deleted draft, which can still be read', async () => {
    const draft = await drafted({ organisationId: 'org-deleted' });
    const deleted: EndedClaim = { ...baseOf(draft), status: 'deleted', version: 2 };

    await claims.commit(moveChange(draft, deleted));

    expect(await claims.list(query('org-deleted'))).toEqual({ items: [] });
    expect(await claims.read(draft.reference)).toEqual(deleted);
  });

  it.each(['', 'nonsense', Buffer.from('["claims","x"]').toString('base64url'), 'WyJ3b3JrIiwiIl0'])(
    'refuses a cursor that it did not give out: %j',
    async (cursor) => {
      await expect(claims.list(query('org-pages', { cursor }))).rejects.toMatchObject({
        name: 'BadCursorError',
      });
    },
  );
});

describe('what is due', () => {
  it('comes earliest first, by kind, up to now and no more than asked for', async () => {
    const early = Array.from({ length: 8 }, () => aDraft());
    for (const [index, draft] of early.entries()) {
      await claims.commit(draftChange(draft, { due: { kind: 'expiry', at: at(-100 + index) } }));
    }
    const [later, stalled] = [aDraft(), aDraft()];
    await claims.commit(draftChange(later, { due: { kind: 'expiry', at: at(-80) } }));
    await claims.commit(draftChange(stalled, { due: { kind: 'stall', at: at(-100) } }));

    expect(await claims.listDue('expiry', at(-93), 20)).toEqual(early.map(({ reference }) => reference));
    expect(await claims.listDue('expiry', at(-93), 3)).toEqual(
      early.slice(0, 3).map(({ reference }) => reference),
    );
    expect(await claims.listDue('stall', at(-90), 20)).toEqual([stalled.reference]);
    expect(await claims.listDue('expiry', at(-101), 20)).toEqual([]);
  });

  it('is due no more once the claim has moved on', async () => {
    const draft = aDraft();
    await claims.commit(draftChange(draft, { due: { kind: 'stall', at: at(-300) } }));
    await claims.commit(moveChange(draft, submitted(draft)));

    expect(await claims.listDue('stall', at(-299), 5)).toEqual([]);
  });

  it('can be postponed or forgotten without a change of the claim, unless somebody changed it meanwhile', async () => {
    const draft = aDraft();
    const change = draftChange(draft, { due: { kind: 'stall', at: at(-500) } });
    await claims.commit(change);
    const isDue = async () => (await claims.listDue('stall', at(-400), 5)).includes(draft.reference);

    await claims.postpone(draft, { kind: 'stall', at: at(-300) });
    expect(await isDue()).toBe(false);
    await claims.postpone(draft, { kind: 'stall', at: at(-450) });
    expect(await isDue()).toBe(true);
    await changingNothing(() => claims.postpone({ ...draft, version: 9 }, undefined));
    await changingNothing(() => claims.postpone(submitted({ ...draft, version: 0 }), undefined));
    await claims.postpone(draft, undefined);
    expect(await isDue()).toBe(false);
    expect(await claims.read(draft.reference)).toEqual(draft);
    expect(await claims.history(draft.reference)).toEqual([change.event]);
  });

  it('is not made by postponing a claim that is not there', async () => {
    await changingNothing(() => claims.postpone(aDraft(), { kind: 'stall', at: NOW }));
  });
});

describe('the caseworkers’ queue', () => {
  it('shows claims in review, longest waiting first, page by page, with who has them', async () => {
    const opened = [];
    for (const minute of [5, 1, 4, 2, 3]) {
      const draft = await drafted();
      const moved = submitted(draft);
      const reviewed = inReview(moved, at(minute));
      const assignment = { personId: 'person-caseworker', until: at(60) };
      const assigned = minute === 3 ? { ...reviewed, review: { ...reviewed.review, assignment } } : reviewed;
      await claims.commit(moveChange(draft, moved));
      await claims.commit(moveChange(moved, assigned));
      opened.push({ minute, claim: assigned });
    }
    const inOrder = opened.toSorted((a, b) => a.minute - b.minute).map(({ claim }) => claim.reference);

    const first = await claims.listWork({ limit: 3 });
    const second = await claims.listWork({ limit: 3, cursor: first.cursor });

    expect([...first.items, ...second.items].map(({ reference }) => reference)).toEqual(inOrder);
    expect(second.cursor).toBeUndefined();
    expect(first.items.map(({ openedAt }) => openedAt)).toEqual([at(1), at(2), at(3)]);
    expect(first.items[2]).toMatchObject({
      assignee: 'person-caseworker',
      assignedUntil: at(60),
      kind: 'review',
    });
    const [oldest] = opened.filter(({ minute }) => minute === 1);
    if (oldest) {
      const held = { ...oldest.claim, status: 'on-hold', version: oldest.claim.version + 1 } as const;
      await claims.commit(moveChange(oldest.claim, held));
    }
    expect((await claims.listWork({ limit: 1 })).items.map(({ reference }) => reference)).toEqual(
      inOrder.slice(1, 2),
    );
    await expect(claims.listWork({ limit: 1, cursor: 'x' })).rejects.toMatchObject({
      name: 'BadCursorError',
    });
  });
});

describe('a stored claim that has lost its shape', () => {
  it('is an error of its own that names the record and says nothing of what is in it', async () => {
    const draft = await drafted({ note: 'A secret about Ann' });
    const { reference } = draft;
    await data.spoil('claims', {
      pk: { S: `CLAIM#${reference}` },
      sk: { S: 'CLAIM' },
      claim: { M: { status: { S: 'draft' }, note: { S: 'A secret about Ann' } } },
      version: { N: '1' },
      status: { S: 'draft' },
    });

    const reading = claims.read(reference);
    await expect(reading).rejects.toMatchObject({ name: 'CorruptRecordError' });
    await expect(reading).rejects.toThrow(`CLAIM#${reference} CLAIM`);
    await expect(reading).rejects.not.toThrow('secret');
    const late = { ...submitted(draft), version: 8 };
    await expect(claims.commit(moveChange({ ...draft, version: 7 }, late))).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });

  it('is corrupt as well when it has a field that this version does not know', async () => {
    const draft = await drafted();
    const { reference } = draft;
    const key = { pk: `CLAIM#${reference}`, sk: 'CLAIM' };
    const row = await data.row('claims', key);
    expect(row).toBeDefined();
    await data.spoil(
      'claims',
      marshall({ ...row, claim: { ...draft, newer: 1 } }, { removeUndefinedValues: true }),
    );

    await expect(claims.read(reference)).rejects.toMatchObject({ name: 'CorruptRecordError' });
  });
});

describe('other transactions in the way', () => {
  it('are waited for', async () => {
    const draft = aDraft();
    data.engine.setFault('conflict', 3);

    expect(await claims.commit(draftChange(draft))).toMatchObject({ ok: true });
    expect(await claims.history(draft.reference)).toHaveLength(1);
  });

  it('are not waited for without end: nothing is written and the error says Throttled', async () => {
    const draft = aDraft();
    data.engine.setFault('conflict');

    await expect(claims.commit(draftChange(draft))).rejects.toMatchObject({ name: 'Throttled' });

    data.engine.setFault('off');
    expect(await claims.read(draft.reference)).toBeUndefined();
  });

  it('that the SDK has given up on are not asked for again', async () => {
    let asked = 0;
    const client = data.clientWith(() => {
      asked += 1;
      throw Object.assign(new Error('Slow down'), { name: 'ProvisionedThroughputExceededException' });
    });
    const busy = createClaimStore({ client, tables: data.tables });

    await expect(busy.read(aReference())).rejects.toMatchObject({ name: 'Throttled' });
    expect(asked).toBe(1);
    client.destroy();
  });

  it('are waited for by single writes too', async () => {
    const draft = await drafted();
    let inTheWay = 3;
    const client = data.clientWith(() => {
      inTheWay -= 1;
      if (inTheWay >= 0) throw new TransactionConflictException({ message: 'Ongoing', $metadata: {} });
    });
    const note = anEvent(draft, { action: 'read' });

    await createClaimStore({ client, tables: data.tables }).note(note);

    expect(await claims.history(draft.reference)).toContainEqual(note);
    client.destroy();
  });
});

describe('a long history', () => {
  it('is read over all its pages, in order', async () => {
    const draft = await drafted();
    const reason = 'x'.repeat(100_000);
    const notes = Array.from({ length: 12 }, (_, index) =>
      anEvent(draft, { eventId: `note-${String(index).padStart(2, '0')}`, reason }),
    );

    await Promise.all(notes.map((note) => claims.note(note)));

    const history = await claims.history(draft.reference);
    expect(history.slice(1)).toEqual(notes);
  });
});

describe('a claim that another opens', () => {
  const opening = (draft: DraftClaim, opened: DraftClaim) => {
    const after = submitted(draft);
    return moveChange(draft, after, {
      opens: {
        claim: opened,
        event: anEvent(opened, { action: 'draft' }),
        due: { kind: 'expiry', at: at(60) },
      },
    });
  };

  it('is written with it: both or neither, and never a second time', async () => {
    const draft = await drafted();
    const opened = aDraft({ earmark: { amountPence: 72_000, until: at(600) } });

    expect(await claims.commit(opening(draft, opened))).toMatchObject({ ok: true });

    expect(await claims.read(opened.reference)).toEqual(opened);
    expect(await claims.history(opened.reference)).toMatchObject([{ action: 'draft' }]);
    expect(await claims.listDue('expiry', at(61), 100)).toContain(opened.reference);

    const [stale, other] = [await drafted(), aDraft()];
    const change = { ...opening(stale, other), expected: { version: 9, status: 'draft' } as const };
    expect(await claims.commit(change)).toMatchObject({ ok: false, error: { code: 'stale-version' } });
    expect(await claims.read(other.reference)).toBeUndefined();

    const again = await drafted();
    await expect(claims.commit(opening(again, opened))).rejects.toThrow();
    expect((await claims.read(again.reference))?.status).toBe('draft');
  });
});

describe('guards that are asked for', () => {
  it('are those that somebody holds; free ones are left out', async () => {
    const draft = await drafted();
    const [held, free] = [guardFor(draft), guardFor(draft)];
    await claims.commit(moveChange(draft, submitted(draft), { takeGuards: [held] }));

    expect(await claims.guards([held.key, free.key])).toEqual([held]);
    expect(await claims.guards([])).toEqual([]);
  });
});
