import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { POLICY_VERSIONS } from '../../shared/domain/policy.ts';
import { inReview } from '../support/claims.ts';
import { publishedList } from '../support/published-list.ts';
import type { ListedRow } from '../support/published-list.ts';
import { expectRefusal } from '../support/refusals.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

let copy: RunningCopy;
let edith: ApiClient;
let farid: ApiClient;

beforeAll(async () => {
  copy = await startCopy();
  [edith, farid] = [await copy.as('policy@staff'), await copy.as('policy2@staff')];
});
afterAll(() => copy.close());

const changeSet = z.object({
  changeSetId: z.string(),
  status: z.string(),
  differences: z.array(z.string()),
  replay: z
    .object({
      tried: z.number(),
      lose: z.number(),
      gain: z.number(),
      potEffectPence: z.number(),
      losers: z.array(z.object({ reference: z.string(), differencePence: z.number() })),
    })
    .nullable(),
  importReport: z
    .object({ accepted: z.number(), changed: z.number(), unchanged: z.number(), error: z.number() })
    .nullable(),
  history: z.array(z.object({ action: z.string(), by: z.string() })),
});
const read = ({ body }: Answer) => changeSet.parse(body);

const propose = (content: Readonly<Record<string, unknown>>, effectiveOn: string): Promise<Answer> =>
  edith.send('POST', '/change-sets', {
    body: { effectiveOn, reason: 'The department asked for it.', ...content },
  });
const proposeList = (rows: readonly ListedRow[], effectiveOn = '2025-12-01') =>
  propose({ kind: 'catalogue', csv: publishedList(rows) }, effectiveOn);
const step = (who: ApiClient, id: string, what: 'replay' | 'approval') =>
  who.send('POST', `/change-sets/${id}/${what}`);

const found = async (q: string): Promise<readonly string[]> => {
  const { body } = await copy.nobody.send('GET', `/catalogue?q=${encodeURIComponent(q)}`);
  return z
    .object({ entries: z.array(z.object({ code: z.string() })) })
    .parse(body)
    .entries.map(({ code }) => code);
};
const liveVersion = async (): Promise<string> => {
  const { body } = await copy.nobody.send('GET', '/scheme');
  return z.object({ policy: z.object({ version: z.string() }) }).parse(body).policy.version;
};

/** The versions with 2025-26 cut before `day`, and a version of less time to submit from then on. */
const shorterFrom = (day: string, eve: string) =>
  POLICY_VERSIONS.flatMap((policy) =>
    policy.year === '2025-26'
      ? [
          { ...policy, effectiveTo: eve },
          { ...policy, version: '2025-26.2', effectiveFrom: day, windowMonths: 2 },
        ]
      : [policy],
  );

describe('a change of the list', () => {
  it('is proposed, replayed, approved by another person, and live on its day', async () => {
    const created = await proposeList([{ code: 'DEM-L3' }, { code: 'BAD-L3', maximum: '-5' }]);
    expect(created.status).toBe(201);
    const { changeSetId, differences, importReport } = read(created);
    expect(differences).toEqual([
      'DEM-L3, Award in Dementia Care, is new. Up to £600 for payments from 1 December 2025 to 31 March 2026.',
    ]);
    expect(importReport).toMatchObject({ accepted: 1, changed: 0, unchanged: 0, error: 1 });
    expect(JSON.stringify(created.body)).toContain('Write it as 1540, 1540.00 or £1,540.');

    const early = expectRefusal(await step(farid, changeSetId, 'approval'), {
      status: 409,
      code: 'change-set-not-ready',
    });
    expect(early.detail).toContain('Replay it first');
    expect((await step(edith, changeSetId, 'replay')).status).toBe(200);
    const alone = expectRefusal(await step(edith, changeSetId, 'approval'), {
      status: 403,
      code: 'forbidden',
    });
    expect(alone.detail).toContain('another policy owner');
    const approved = await step(farid, changeSetId, 'approval');
    expect(approved.status).toBe(200);
    expect(read(approved)).toMatchObject({
      status: 'approved',
      history: [
        { action: 'propose', by: 'policy@staff' },
        { action: 'replay', by: 'policy@staff' },
        { action: 'approve', by: 'policy2@staff' },
      ],
    });
    expectRefusal(await step(farid, changeSetId, 'approval'), { status: 409, code: 'change-set-not-ready' });

    await copy.setClock('2025-11-30T23:59:59Z');
    expect(await found('dementia')).toEqual([]);
    await copy.setClock('2025-12-01T00:00:00Z');
    expect(await found('dementia')).toEqual(['DEM-L3']);
    expect(await found('Northmoor Level 3')).toEqual(['DEM-L3']);
    expect(read(await edith.send('GET', `/change-sets/${changeSetId}`)).status).toBe('live');
    await copy.setClock(OPENING);
    expect(await found('dementia')).toEqual([]);
  });

  it('is refused where it edits the past, overlaps, or has nothing to say', async () => {
    const past = await proposeList([{ code: 'UPM', from: '2025-04-01', split: '100', maximum: '£1,540' }]);
    const problem = expectRefusal(past, {
      status: 422,
      code: 'validation-failed',
      pointer: '/csv',
      entry: 'row-refused',
    });
    expect(problem.errors?.[0]?.detail).toContain('Line 2, column valid_from');
    const line = {
      ...{ code: 'UPM', title: 'Again', kind: 'course', fund: 'main', split: false, rate: 'up-to-maximum' },
      ...{ maximumPence: 10_000, validFrom: '2025-12-01', validTo: '2026-03-31', illustrative: false },
    };
    const overlap = await propose({ kind: 'catalogue', entries: [line] }, '2025-12-01');
    expectRefusal(overlap, {
      status: 422,
      code: 'validation-failed',
      pointer: '/entries/0/validFrom',
      entry: 'overlap',
    });
    const late = await proposeList([{ code: 'LATE-1' }], '2025-10-01');
    expectRefusal(late, {
      status: 422,
      code: 'validation-failed',
      pointer: '/effectiveOn',
      entry: 'not-in-the-future',
    });
  });

  it('that was proposed beside another, which came first, has to be proposed again', async () => {
    const [one, other] = [
      read(await proposeList([{ code: 'ONE-1' }])),
      read(await proposeList([{ code: 'TWO-1' }])),
    ];
    for (const { changeSetId } of [one, other]) await step(edith, changeSetId, 'replay');
    expect((await step(farid, one.changeSetId, 'approval')).status).toBe(200);
    const outdated = expectRefusal(await step(farid, other.changeSetId, 'approval'), {
      status: 409,
      code: 'change-set-not-ready',
    });
    expect(outdated.detail).toContain('was changed since');
  });
});

describe('a change of the policy', () => {
  it('tells who would lose, keeps what was judged, and governs payments from its day', async () => {
    const meadow = await copy.as('submitter@meadow');
    const judged = await inReview(meadow, {
      ...{ startDate: '2025-07-01', paymentDate: '2025-07-02', completionDate: '2025-07-05' },
    });
    const record = async () => (await meadow.send('GET', `/claims/${judged.claim}/decision-record`)).body;
    const before = await record();
    expect(JSON.stringify(before)).toContain('2025-26.1');

    const created = await propose(
      { kind: 'policy', versions: shorterFrom('2026-01-01', '2025-12-31') },
      '2026-01-01',
    );
    expect(created.status).toBe(201);
    const { changeSetId, differences } = read(created);
    expect(differences).toEqual([
      'Version 2025-26.1: The last day of payments it governs changes from 31 March 2026 to 31 December 2025.',
      'Version 2025-26.2 is new, for payments from 1 January 2026 to 31 March 2026.',
      'Version 2025-26.2: The time to submit changes from 3 months to 2 months.',
    ]);
    const replayed = read(await step(edith, changeSetId, 'replay'));
    // The claim came in the third month: by the version that comes it would have been too late.
    expect(replayed.replay).toMatchObject({
      ...{ tried: 1, gain: 0, lose: 1, potEffectPence: -15_000 },
      losers: [{ reference: judged.claim, differencePence: -15_000 }],
    });
    expect((await step(farid, changeSetId, 'approval')).status).toBe(200);

    expect(await liveVersion()).toBe('2025-26.1');
    await copy.setClock('2026-01-01T00:00:01Z');
    expect(await liveVersion()).toBe('2025-26.2');
    expect(await record()).toEqual(before);
    await copy.setClock(OPENING);
  });

  it('is refused with pointers where it edits the past or leaves a gap', async () => {
    const edited = POLICY_VERSIONS.map((policy) => ({ ...policy, windowMonths: 6 }));
    expectRefusal(await propose({ kind: 'policy', versions: edited }, '2026-02-01'), {
      ...{ status: 422, code: 'validation-failed', pointer: '/versions/0', entry: 'edits-the-past' },
    });
    const gap = shorterFrom('2026-02-02', '2026-01-31');
    expectRefusal(await propose({ kind: 'policy', versions: gap }, '2026-02-01'), {
      ...{ status: 422, code: 'validation-failed', pointer: '/versions/1/effectiveTo', entry: 'gap' },
    });
  });
});

describe('who sees changes', () => {
  it('is all staff, in pages, and no employer', async () => {
    const support = await copy.as('support@staff');
    const page = z.object({
      items: z.array(changeSet.pick({ changeSetId: true })),
      cursor: z.string().nullable(),
    });
    const first = page.parse((await support.send('GET', '/change-sets?limit=2')).body);
    const rest = page.parse(
      (await support.send('GET', `/change-sets?limit=100&cursor=${first.cursor}`)).body,
    );
    const ids = [...first.items, ...rest.items].map(({ changeSetId }) => changeSetId);
    expect(ids).toHaveLength(4);
    expect(ids).toEqual(ids.toSorted().toReversed());
    const owner = await copy.as('owner@meadow');
    expectRefusal(await owner.send('GET', `/change-sets/${ids[0]}`), { status: 403, code: 'forbidden' });
  });
});
