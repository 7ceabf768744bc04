import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdempotencyStore } from '../../shared/adapters/dynamodb/idempotency-store.ts';
import { createLearnerStore } from '../../shared/adapters/dynamodb/learner-store.ts';
import type { LearnerStore } from '../../shared/application/ports/learner-store.ts';
import type { Learner } from '../../shared/domain/learner.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { aLearner } from '../support/stored-things.ts';

let data: DataTables;
let learners: LearnerStore;

beforeAll(async () => {
  data = await startDataTables();
  learners = createLearnerStore(data);
});
afterAll(() => data.end());

async function registered(changes: Partial<Learner> = {}): Promise<Learner> {
  const learner = aLearner(changes);
  expect(await learners.register(learner, undefined)).toEqual({ ok: true, value: learner });
  return learner;
}

const used = (key: string) => ({ scope: 'person-owner', key, fingerprint: 'print', result: '{}' });

async function changingNothing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const before = await data.everything();
  const answer = await work();
  expect(await data.everything()).toEqual(before);
  return answer;
}

describe('a learner', () => {
  it('reads back as registered, for their own employer alone', async () => {
    const learner = await registered({ dateOfBirth: '1990-02-28' });

    expect(await learners.read('org-meadow', learner.learnerId)).toEqual(learner);
    expect(await learners.read('org-harbour', learner.learnerId)).toBeUndefined();
  });

  it('is registered once by each employer: the second time they are told who it is, and nothing changes', async () => {
    const learner = await registered({ identityHash: 'hash-known' });
    const again = aLearner({ identityHash: 'hash-known', givenName: 'Anne' });

    const refused = await changingNothing(() => learners.register(again, used('again')));

    expect(refused).toEqual({ ok: false, error: { code: 'learner-exists', learner } });
    await registered({ identityHash: 'hash-known', organisationId: 'org-harbour' });
  });

  it('is registered once however many ask at the same time', async () => {
    const askers = Array.from({ length: 30 }, () => aLearner({ identityHash: 'hash-raced' }));

    const answers = await Promise.all(askers.map((learner) => learners.register(learner, undefined)));

    const known = answers.map((answer) =>
      answer.ok ? answer.value : answer.error.code === 'learner-exists' ? answer.error.learner : undefined,
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(known.map((learner) => learner?.learnerId)).size).toBe(1);
  });

  it('is registered once under an idempotency key, which counts before everything else', async () => {
    const learner = aLearner();
    await learners.register(learner, used('register'));

    expect(await changingNothing(() => learners.register(learner, used('register')))).toEqual({
      ok: false,
      error: { code: 'key-used' },
    });
    const idempotency = createIdempotencyStore(data);
    expect(await idempotency.find('person-owner', 'register')).toEqual(used('register'));
  });
});

describe('many learners', () => {
  it('are read in the order asked for, with gaps where there is none, more than one batch of them', async () => {
    const found = await Promise.all(
      Array.from({ length: 120 }, () => registered({ organisationId: 'org-many' })),
    );
    const ids = found.map(({ learnerId }) => learnerId).toReversed();
    const asked = [...ids, 'nobody', ...ids.slice(0, 1)];

    expect(await learners.readMany('org-many', asked)).toEqual([
      ...found.toReversed(),
      undefined,
      found.at(-1),
    ]);
    expect(await learners.readMany('org-other', ids.slice(0, 2))).toEqual([undefined, undefined]);
    expect(await learners.readMany('org-many', [])).toEqual([]);
  });

  it('are read on when DynamoDB leaves some of them for later', async () => {
    const organisationId = 'org-later';
    const found = [await registered({ organisationId }), await registered({ organisationId })];
    const ids = found.map(({ learnerId }) => learnerId);
    let left = 3;
    const reluctant = data.clientWith(({ input, output }) => {
      if (!('RequestItems' in input) || left === 0) return;
      left -= 1;
      Object.assign(output, { Responses: {}, UnprocessedKeys: input.RequestItems });
    });

    const answer = await createLearnerStore({ ...data, client: reluctant }).readMany(organisationId, ids);

    expect(answer).toEqual(found);
    expect(left).toBe(0);
    reluctant.destroy();
  });
});

describe('an edited learner', () => {
  it('is replaced at the next version, and their place in the list moves with their name', async () => {
    const organisationId = 'org-edit';
    const learner = await registered({ organisationId, familyName: 'Archer' });
    const other = await registered({ organisationId, familyName: 'Brown' });
    const renamed = { ...learner, familyName: 'Clark', version: 2 };

    expect(await learners.replace(renamed)).toEqual({ ok: true, value: renamed });

    expect((await learners.list({ organisationId, limit: 10 })).items).toEqual([other, renamed]);
    const samePlace = { ...renamed, jobTitle: 'Team leader', version: 3 };
    expect(await learners.replace(samePlace)).toMatchObject({ ok: true });
    expect((await learners.list({ organisationId, limit: 10 })).items).toEqual([other, samePlace]);
  });

  it('is refused when somebody else was quicker, or when there is none, and nothing changes', async () => {
    const learner = await registered();
    await learners.replace({ ...learner, version: 2 });
    const stale = { ok: false, error: 'stale-version' };

    expect(
      await changingNothing(() => learners.replace({ ...learner, familyName: 'Late', version: 2 })),
    ).toEqual(stale);
    expect(await changingNothing(() => learners.replace({ ...learner, version: 4 }))).toEqual(stale);
    expect(await changingNothing(() => learners.replace({ ...aLearner(), version: 2 }))).toEqual(stale);
  });

  it('is replaced by one of many writers of the same version', async () => {
    const learner = await registered({ organisationId: 'org-raced' });
    const writers = Array.from({ length: 20 }, (_, index) =>
      learners.replace({ ...learner, familyName: `Name ${index}`, version: 2 }),
    );

    const answers = await Promise.all(writers);

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const { items } = await learners.list({ organisationId: 'org-raced', limit: 10 });
    expect(items).toEqual([await learners.read('org-raced', learner.learnerId)]);
  });

  it('stays who they are: another identity is a fault', async () => {
    const learner = await registered();
    const swapped = { ...learner, identityHash: 'hash-other', version: 2 };

    await expect(changingNothing(() => learners.replace(swapped))).rejects.toThrow('another learner');
  });
});

describe('the list of learners', () => {
  const organisationId = 'org-list';
  const names = ['Ann archer', 'Bob Archer', 'Zoë Ågren', 'anna Brown', 'Dan O’Neill', 'Émile Zola'];

  beforeAll(async () => {
    for (const name of names) {
      const [givenName = '', familyName = ''] = name.split(' ');
      await registered({ organisationId, givenName, familyName });
    }
    await registered({ organisationId: 'org-elsewhere', givenName: 'Ann', familyName: 'Archer' });
  });

  const named = (items: readonly Learner[]) =>
    items.map(({ givenName, familyName }) => `${givenName} ${familyName}`);

  it('comes by family name, page by page, whatever the case of the letters', async () => {
    const first = await learners.list({ organisationId, limit: 4 });
    const second = await learners.list({ organisationId, limit: 4, cursor: first.cursor });

    expect(named([...first.items, ...second.items])).toEqual([
      'Ann archer',
      'Bob Archer',
      'anna Brown',
      'Dan O’Neill',
      'Émile Zola',
      'Zoë Ågren',
    ]);
    expect(second.cursor).toBeUndefined();
    expect((await learners.list({ organisationId, limit: 6 })).cursor).toBeUndefined();
  });

  it('finds the beginning of either name', async () => {
    const found = async (query: string) =>
      named((await learners.list({ organisationId, query, limit: 9 })).items);

    expect(await found('ANN')).toEqual(['Ann archer', 'anna Brown']);
    expect(await found(' arch ')).toEqual(['Ann archer', 'Bob Archer']);
    expect(await found('E\u0301mile')).toEqual(['Émile Zola']);
    expect(await found('rcher')).toEqual([]);
    expect(await found('')).toHaveLength(6);
  });

  it('pages through what it finds', async () => {
    const first = await learners.list({ organisationId, query: 'an', limit: 1 });
    const second = await learners.list({ organisationId, query: 'an', limit: 1, cursor: first.cursor });

    expect(named([...first.items, ...second.items])).toEqual(['Ann archer', 'anna Brown']);
    expect(second.cursor).toBeUndefined();
  });

  it('keeps names out of its cursors, which work for their own employer alone', async () => {
    const { cursor } = await learners.list({ organisationId, limit: 1 });

    expect(cursor).toBeDefined();
    expect(
      Buffer.from(cursor ?? '', 'base64url')
        .toString()
        .toLowerCase(),
    ).not.toMatch(/ann|archer/u);
    await expect(learners.list({ organisationId: 'org-elsewhere', limit: 1, cursor })).rejects.toMatchObject({
      name: 'BadCursorError',
    });
    await expect(learners.list({ organisationId, limit: 1, cursor: 'x' })).rejects.toMatchObject({
      name: 'BadCursorError',
    });
  });

  it('takes names of any length', async () => {
    const familyName = '🧑'.repeat(400);
    const learner = await registered({ organisationId: 'org-long', familyName });

    expect((await learners.list({ organisationId: 'org-long', limit: 5 })).items).toEqual([learner]);
  });
});

describe('a stored learner that has lost its shape', () => {
  it('is an error of its own, and says neither name nor number', async () => {
    const key = { pk: { S: 'ORG#org-meadow' }, sk: { S: 'LEARNER#learner-broken' } };
    await data.spoil('claims', {
      ...key,
      learner: { M: { familyName: { S: 'Archer' }, niNumber: { S: 'AB123456C' } } },
    });

    const reading = learners.read('org-meadow', 'learner-broken');
    await expect(reading).rejects.toMatchObject({ name: 'CorruptRecordError' });
    await expect(reading).rejects.not.toThrow(/Archer|AB123456C/u);
    await expect(learners.readMany('org-meadow', ['learner-broken'])).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });
});
