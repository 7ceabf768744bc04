import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClaimStore } from '../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../shared/adapters/dynamodb/evidence-records.ts';
import type { ClaimStore } from '../../shared/application/ports/claim-store.ts';
import type { EvidenceRecords } from '../../shared/application/ports/evidence.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import type { DraftClaim, SubmittedClaim } from '../../shared/domain/claim.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import {
  aDraft,
  anEvent,
  at,
  draftChange,
  moveChange,
  someEvidence,
  submitted,
} from '../support/stored-things.ts';

const OPEN = { claimIn: ['draft', 'needs-action'] } as const;

let data: DataTables;
let claims: ClaimStore;
let evidence: EvidenceRecords;

beforeAll(async () => {
  data = await startDataTables();
  claims = createClaimStore(data);
  evidence = createEvidenceRecords(data);
});
afterAll(() => data.end());

async function drafted(): Promise<DraftClaim> {
  const draft = aDraft();
  await claims.commit(draftChange(draft));
  return draft;
}

async function moved(draft: DraftClaim): Promise<SubmittedClaim> {
  const after = submitted(draft, { number: 3 });
  await claims.commit(moveChange(draft, after));
  return after;
}

const requested = (draft: DraftClaim): AuditEvent => anEvent(draft, { action: 'request-upload' });

async function withFile(changes: Partial<Evidence> = {}): Promise<{ draft: DraftClaim; file: Evidence }> {
  const draft = await drafted();
  const file = someEvidence(draft.reference, changes);
  await evidence.add(file, requested(draft), OPEN);
  return { draft, file };
}

async function changingNothing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const before = await data.everything();
  const answer = await work();
  expect(await data.everything()).toEqual(before);
  return answer;
}

const actions = async (reference: string) => (await claims.history(reference)).map(({ action }) => action);
const used = (key: string) => ({ scope: 'person-owner', key, fingerprint: 'print', result: '{}' });

describe('adding a file', () => {
  it('keeps it beside its claim, with a line of history, and leaves the claim itself alone', async () => {
    const { draft, file } = await withFile({ learnerId: 'learner-1', kind: 'completion' });

    expect(await evidence.read(draft.reference, file.evidenceId)).toEqual(file);
    expect(await evidence.list(draft.reference)).toEqual([file]);
    expect(await actions(draft.reference)).toEqual(['draft', 'request-upload']);
    expect(await claims.read(draft.reference)).toEqual(draft);
    expect(await evidence.read(draft.reference, 'none')).toBeUndefined();
  });

  it('is refused when the claim may not be changed, or is not there, and changes nothing', async () => {
    const draft = await drafted();
    await moved(draft);
    const add = (claim: DraftClaim) => () =>
      evidence.add(someEvidence(claim.reference), requested(claim), {
        ...OPEN,
        idempotency: used('refused'),
      });

    expect(await changingNothing(add(draft))).toEqual({ ok: false, error: 'wrong-state' });
    expect(await changingNothing(add(aDraft()))).toEqual({ ok: false, error: 'wrong-state' });
  });

  it('is done once under one key, which counts before the claim’s state', async () => {
    const draft = await drafted();
    const add = () =>
      evidence.add(someEvidence(draft.reference), requested(draft), { ...OPEN, idempotency: used('add') });

    const answers = await Promise.all(Array.from({ length: 20 }, add));
    await moved(draft);

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await evidence.list(draft.reference)).toHaveLength(1);
    expect(await changingNothing(add)).toEqual({ ok: false, error: 'key-used' });
  });
});

describe('removing a file', () => {
  it('removes it with a line of history, and a second time does nothing', async () => {
    const { draft, file } = await withFile();
    const remove = () => evidence.remove(file, anEvent(draft, { action: 'delete-evidence' }), OPEN.claimIn);

    expect(await remove()).toEqual({ ok: true, value: undefined });
    expect(await changingNothing(remove)).toEqual({ ok: true, value: undefined });

    expect(await evidence.list(draft.reference)).toEqual([]);
    expect(await actions(draft.reference)).toEqual(['draft', 'request-upload', 'delete-evidence']);
  });

  it('is refused when the claim may not be changed, gone or not, and changes nothing', async () => {
    const { draft, file } = await withFile();
    await moved(draft);
    const remove = (target: Evidence) => () =>
      evidence.remove(target, anEvent(draft, { action: 'delete-evidence' }), OPEN.claimIn);

    expect(await changingNothing(remove(file))).toEqual({ ok: false, error: 'wrong-state' });
    expect(await changingNothing(remove(someEvidence(draft.reference)))).toEqual({
      ok: false,
      error: 'wrong-state',
    });
  });
});

describe('moving a file on', () => {
  it('happens once, however many see it happen', async () => {
    const { draft, file } = await withFile();
    const arrived: Evidence = { ...file, status: 'scanning', arrivedAt: at(1), objectVersion: 'v1' };

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => evidence.move(arrived, 'awaiting-upload')),
    );

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ ok }) => !ok)).toHaveLength(19);
    expect(await evidence.read(draft.reference, file.evidenceId)).toEqual(arrived);
    expect(await actions(draft.reference)).toEqual(['draft', 'request-upload']);
  });

  it('tells the workflow exactly once when it comes with an event', async () => {
    const { draft, file } = await withFile({ status: 'scanning', arrivedAt: at(1), objectVersion: 'v1' });
    const claim = await moved(draft);
    const clean: Evidence = { ...file, status: 'clean', settledAt: at(2) };
    const eventOnce = () =>
      anEvent(claim, { action: 'evidence-clean', actor: { kind: 'system', process: 'scan' } });
    const event = eventOnce();

    expect(await evidence.move(clean, 'scanning', event)).toEqual({ ok: true, value: clean });
    expect(await changingNothing(() => evidence.move(clean, 'scanning', eventOnce()))).toEqual({
      ok: false,
      error: 'moved-already',
    });

    expect((await data.row('outbox', { pk: event.eventId }))?.['message']).toEqual({
      messageId: event.eventId,
      reference: draft.reference,
      action: 'evidence-clean',
      submissionNumber: 3,
      correlationId: 'correlation-1',
    });
    expect(await actions(draft.reference)).toContain('evidence-clean');
  });

  it('never brings a removed file back', async () => {
    const { draft, file } = await withFile();
    await evidence.remove(file, anEvent(draft, { action: 'delete-evidence' }), OPEN.claimIn);

    const late = await changingNothing(() =>
      evidence.move({ ...file, status: 'scanning' }, 'awaiting-upload'),
    );

    expect(late).toEqual({ ok: false, error: 'moved-already' });
  });

  it('is refused before anything is written when it has to be told and there is no outbox', async () => {
    const { draft, file } = await withFile();
    const few = createEvidenceRecords({ client: data.client, tables: { claims: data.tables.claims } });
    const refused: Evidence = { ...file, status: 'refused', reasonCode: 'evidence-infected' };
    const event = anEvent(draft, { action: 'evidence-refused' });

    await expect(changingNothing(() => few.move(refused, 'awaiting-upload', event))).rejects.toThrow(
      'outbox',
    );
  });
});

describe('files that wait for their scan', () => {
  it('are listed since they arrived, longest first, until they are scanned', async () => {
    const arrivals = [];
    for (const minute of [-60, -59, -58, -57, -56, -55]) {
      const { file } = await withFile();
      const arrived: Evidence = { ...file, status: 'scanning', arrivedAt: at(minute), objectVersion: 'v' };
      await evidence.move(arrived, 'awaiting-upload');
      arrivals.push(arrived);
    }
    const listed = (files: readonly Evidence[]) =>
      files.map(({ reference, evidenceId }) => ({ reference, evidenceId }));

    expect(await evidence.listUnscanned(at(-57), 10)).toEqual(listed(arrivals.slice(0, 3)));
    expect(await evidence.listUnscanned(at(-50), 2)).toEqual(listed(arrivals.slice(0, 2)));
    const [first] = arrivals;
    if (first) await evidence.move({ ...first, status: 'clean' }, 'scanning');
    expect(await evidence.listUnscanned(at(-57), 10)).toEqual(listed(arrivals.slice(1, 3)));
    expect(await claims.listDue('stall', at(100), 100)).toEqual([]);
  });
});

describe('a stored file record that has lost its shape', () => {
  it('is an error of its own and never an absent file', async () => {
    const { draft } = await withFile();
    await data.spoil('claims', {
      pk: { S: `CLAIM#${draft.reference}` },
      sk: { S: 'EVIDENCE#broken' },
      evidence: { M: { fileName: { S: 'Ann Archer.pdf' }, status: { S: 'clean' } } },
    });

    const reading = evidence.read(draft.reference, 'broken');
    await expect(reading).rejects.toMatchObject({ name: 'CorruptRecordError' });
    await expect(reading).rejects.not.toThrow('Archer');
    await expect(evidence.list(draft.reference)).rejects.toMatchObject({ name: 'CorruptRecordError' });
  });
});
