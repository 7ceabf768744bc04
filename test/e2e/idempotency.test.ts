import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { recordMet, take } from '../../infra/local/demo/caseworker.ts';
import { inventedNiNumber, submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { COURSE, drafted, eventually, fundOf, inReview, newLearner } from '../support/claims.ts';
import type { Drafted } from '../support/claims.ts';
import { announce, bytesOf, evidenceOf, withCleanEvidence } from '../support/evidence.ts';
import { everythingSeen, expectRefusal } from '../support/refusals.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

let copy: RunningCopy;
let employer: ApiClient;
let neighbour: ApiClient;
let caseworker: ApiClient;
let learnerId: string;

beforeAll(async () => {
  copy = await startCopy();
  employer = await copy.as('submitter@meadow');
  neighbour = await copy.as('submitter@harbour');
  caseworker = await copy.as('caseworker1@staff');
  learnerId = await newLearner(employer);
});
afterAll(() => copy.close());

const under = (key: string, more: Readonly<Record<string, string>> = {}) => ({
  'idempotency-key': key,
  ...more,
});

const atOnce = (times: number, send: () => Promise<Answer>): Promise<readonly Answer[]> =>
  Promise.all(Array.from({ length: times }, send));

/** All answers are the first one, in status, body and the headers that a client goes on with. */
function expectAllAlike(answers: readonly Answer[], status: number): Answer {
  const [first] = answers;
  if (first === undefined) throw new Error('Nothing was answered');
  expect([...new Set(answers.map((answer) => answer.status))]).toEqual([status]);
  for (const { body, etag, headers } of answers) {
    expect(body).toEqual(first.body);
    expect({ etag, location: headers.get('location') }).toEqual({
      etag: first.etag,
      location: first.headers.get('location'),
    });
  }
  return first;
}

const history = z.object({ events: z.array(z.object({ action: z.string() })) });
async function timesIn(claim: string, action: string): Promise<number> {
  const { body } = await employer.send('GET', `/claims/${claim}/history`);
  return history.parse(body).events.filter((event) => event.action === action).length;
}

const count = z.object({ items: z.array(z.unknown()) });
const listed = async (path: string): Promise<number> =>
  count.parse((await employer.send('GET', `${path}?limit=100`)).body).items.length;
const issued = async (): Promise<number> =>
  z.object({ ticketsIssued: z.number() }).parse((await employer.send('GET', '/funds/main/2025-26')).body)
    .ticketsIssued;

async function readyDraft(): Promise<Drafted> {
  const draft = await drafted(employer);
  await withCleanEvidence(employer, draft);
  return draft;
}

const { completionDate, ...DAYS } = COURSE;
const PROVIDER = { name: 'Northmoor Training', qualityAssured: true };
const claimBody = (note = 'First') => ({
  ...{ ...DAYS, type: 'full', provider: PROVIDER, note },
  learners: [{ learnerId, completionDate }],
});
const draftUnder = (who: ApiClient, key: string, body: unknown = claimBody()) =>
  who.send('POST', '/claims', { body, headers: under(key) });

let invented = 20_000;
const personBody = (familyName = 'Sample') => {
  invented += 1;
  const niNumber = inventedNiNumber(invented);
  return {
    niNumber,
    familyName,
    givenName: 'Imogen',
    jobTitle: 'Carer',
    roleCategory: 'other',
    regulated: false,
  };
};

describe('a submission', () => {
  it('sent 50 times at once under one key is done once, and answered 50 times alike', async () => {
    const { claim } = await readyDraft();
    const [before, tickets] = [await fundOf(employer), await issued()];
    const key = randomUUID();
    const first = expectAllAlike(await atOnce(50, () => submit(employer, claim, key)), 202);
    expect(first.body).toMatchObject({ reference: claim, receipt: { amountPence: 15_000 } });
    await waitForStatus(employer, claim, { statuses: ['in-review'] });
    expect((await fundOf(employer)).heldPence - before.heldPence).toBe(15_000);
    expect((await issued()) - tickets).toBe(1);
    expect(await timesIn(claim, 'submit')).toBe(1);
    expect(await timesIn(claim, 'open-review')).toBe(1);

    // Long after, when the claim has gone on, the answer and the effect are still the same.
    await copy.setClock('2025-12-30T09:00:00Z');
    const seen = await everythingSeen(employer, [claim]);
    const late = await submit(employer, claim, key);
    expectAllAlike([first, late], 202);
    expect(await everythingSeen(employer, [claim])).toEqual(seen);
    await copy.setClock(OPENING);
  });

  it('sent at once under many keys is done once, and refused otherwise', async () => {
    const { claim } = await readyDraft();
    const before = await fundOf(employer);
    const answers = await atOnce(12, () => submit(employer, claim));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused).toHaveLength(11);
    for (const answer of refused) {
      const code = answer.status === 412 ? 'stale-version' : 'wrong-state';
      expectRefusal(answer, { status: answer.status === 412 ? 412 : 409, code });
    }
    await waitForStatus(employer, claim, { statuses: ['in-review'] });
    expect((await fundOf(employer)).heldPence - before.heldPence).toBe(15_000);
    expect(await timesIn(claim, 'submit')).toBe(1);
  });

  it('that was refused may be mended and sent again under its key', async () => {
    const draft = await drafted(employer);
    const key = randomUUID();
    expectRefusal(await submit(employer, draft.claim, key), { status: 422, code: 'evidence-missing' });
    expectRefusal(await submit(employer, draft.claim, key), { status: 422, code: 'evidence-missing' });
    await withCleanEvidence(employer, draft);
    expect((await submit(employer, draft.claim, key)).status).toBe(202);
    expect((await submit(employer, draft.claim, key)).status).toBe(202);
    await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
    expect(await timesIn(draft.claim, 'submit')).toBe(1);
  });

  it('is answered again to everybody who may submit for the employer, and to nobody else', async () => {
    const { claim } = await readyDraft();
    const key = randomUUID();
    const first = await submit(employer, claim, key);
    await waitForStatus(employer, claim, { statuses: ['in-review'] });
    const owner = await copy.as('owner@meadow');
    expectAllAlike([first, await submit(owner, claim, key)], 202);
    const reader = await copy.as('reader@meadow');
    expectRefusal(await submit(reader, claim, key), { status: 403, code: 'forbidden' });
    expectRefusal(await submit(neighbour, claim, key), { status: 404, code: 'not-found' });
    expectRefusal(await submit(caseworker, claim, key), { status: 403, code: 'forbidden' });
    expect(await timesIn(claim, 'submit')).toBe(1);
  });
});

describe('a key that was used for something else', () => {
  it('is refused, and nothing changes', async () => {
    const key = randomUUID();
    const first = await draftUnder(employer, key);
    const { reference } = z.object({ reference: z.string() }).parse(first.body);
    const ready = await readyDraft();
    const before = await everythingSeen(employer, [reference, ready.claim]);
    const path = `/claims/${reference}`;
    for (const answer of [
      await draftUnder(employer, key, claimBody('Second')),
      await draftUnder(employer, key, { ...claimBody(), type: 'full', declaredCostPence: 1 }),
      await employer.send('POST', '/learners', { body: personBody(), headers: under(key) }),
      await submit(employer, ready.claim, key),
      await announce(employer, reference, {
        file: { fileName: 'a.pdf', contentType: 'application/pdf', bytes: bytesOf('%PDF-1.4') },
        headers: under(key),
      }),
    ]) {
      const problem = expectRefusal(answer, { status: 409, code: 'idempotency-mismatch' });
      expect(problem.detail).toContain('new key');
    }
    expect(await everythingSeen(employer, [reference, ready.claim])).toEqual(before);
    // The first request is still answered as it was.
    expectAllAlike([first, await draftUnder(employer, key)], 201);
    expect((await employer.send('GET', path)).body).toEqual(first.body);
  });

  it('is refused for another claim too, though the body is the same', async () => {
    const [one, other] = [await readyDraft(), await readyDraft()];
    const key = randomUUID();
    expect((await submit(employer, one.claim, key)).status).toBe(202);
    await waitForStatus(employer, one.claim, { statuses: ['in-review'] });
    const before = await everythingSeen(employer, [other.claim]);
    expectRefusal(await submit(employer, other.claim, key), { status: 409, code: 'idempotency-mismatch' });
    expect(await everythingSeen(employer, [other.claim])).toEqual(before);
  });

  it('is another key when another employer uses it', async () => {
    const key = randomUUID();
    const first = await draftUnder(employer, key);
    const theirs = { ...claimBody(), learners: [{ learnerId: await newLearner(neighbour), completionDate }] };
    const second = await draftUnder(neighbour, key, theirs);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toMatchObject({ organisation: 'harbour' });
    expect(second.body).not.toMatchObject({
      reference: z.object({ reference: z.string() }).parse(first.body).reference,
    });
    expectAllAlike([second, await draftUnder(neighbour, key, theirs)], 201);
    expectAllAlike([first, await draftUnder(employer, key)], 201);
  });
});

describe('a draft', () => {
  it('begun 20 times at once under one key is one claim', async () => {
    const before = await listed('/claims');
    const key = randomUUID();
    expectAllAlike(await atOnce(20, () => draftUnder(employer, key)), 201);
    expect(
      await eventually(
        () => listed('/claims'),
        (claims) => claims > before,
      ),
    ).toBe(before + 1);
  });

  it('that was refused may be mended and begun again under its key; without a key each is another', async () => {
    const key = randomUUID();
    const wrong = { ...claimBody(), trainingCode: 'NOT-ON-THE-LIST' };
    expectRefusal(await draftUnder(employer, key, wrong), { status: 422, code: 'validation-failed' });
    const mended = await draftUnder(employer, key);
    expectAllAlike([mended, await draftUnder(employer, key)], 201);
    const plain = await atOnce(2, () => employer.send('POST', '/claims', { body: claimBody() }));
    const references = plain.map(({ body }) => z.object({ reference: z.string() }).parse(body).reference);
    expect(new Set(references).size).toBe(2);
  });
});

describe('a learner', () => {
  it('registered 20 times at once under one key is one learner, and nobody is told of a duplicate', async () => {
    const before = await listed('/learners');
    const [key, body] = [randomUUID(), personBody()];
    const register = () => employer.send('POST', '/learners', { body, headers: under(key) });
    expectAllAlike(await atOnce(20, register), 201);
    expect(await listed('/learners')).toBe(before + 1);
    const again = await employer.send('POST', '/learners', { body, headers: under(randomUUID()) });
    expectRefusal(again, { status: 409, code: 'learner-exists' });
    expect(JSON.stringify(again.body)).not.toContain(body.niNumber);
  });
});

describe('an announced file', () => {
  it('is one file however often its announcement comes, the last place included', async () => {
    const { claim } = await drafted(employer);
    const file = { fileName: 'a.pdf', contentType: 'application/pdf', bytes: bytesOf('%PDF-1.4\n%%EOF') };
    for (let number = 1; number <= 3; number += 1) await announce(employer, claim, { file });
    const key = randomUUID();
    const answers = await atOnce(12, () => announce(employer, claim, { file, headers: under(key) }));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const ids = answers.map(({ body }) => z.object({ evidenceId: z.string() }).parse(body).evidenceId);
    expect(new Set(ids).size).toBe(1);
    expect(await evidenceOf(employer, claim)).toHaveLength(4);
    const other = { ...file, fileName: 'b.pdf' };
    const mismatch = await announce(employer, claim, { file: other, headers: under(key) });
    expectRefusal(mismatch, { status: 409, code: 'idempotency-mismatch' });
  });
});

describe('a withdrawal', () => {
  const withdraw = (claim: string, key: string, { reason = 'Entered twice', etag = '' } = {}) =>
    employer.send('POST', `/claims/${claim}/withdrawal`, {
      body: { reason },
      headers: under(key, etag === '' ? {} : { 'if-match': etag }),
    });

  it('sent 20 times at once under one key frees the money once', async () => {
    const before = await fundOf(employer);
    const { claim } = await inReview(employer);
    const { etag } = await employer.send('GET', `/claims/${claim}`);
    const key = randomUUID();
    const answers = await atOnce(20, () => withdraw(claim, key, { etag }));
    const states = answers.map(({ status, body }) => ({
      status,
      claim: z.object({ status: z.string(), version: z.number() }).parse(body),
    }));
    expect(states).toEqual(states.map(() => ({ status: 200, claim: states[0]?.claim })));
    expect(states[0]?.claim.status).toBe('withdrawn');
    const after = await eventually(
      () => fundOf(employer),
      ({ heldPence }) => heldPence === before.heldPence,
    );
    expect(after.availablePence).toBe(before.availablePence);
    expect(await timesIn(claim, 'withdraw')).toBe(1);
    // The ETag that it was sent with is stale by now, and it is still the same request.
    expect((await withdraw(claim, key, { etag })).status).toBe(200);
    const other = await withdraw(claim, key, { etag, reason: 'Another reason' });
    expectRefusal(other, { status: 409, code: 'idempotency-mismatch' });
    expectRefusal(await withdraw(claim, randomUUID()), { status: 409, code: 'wrong-state' });
  });

  it('that came too early may be sent again under its key', async () => {
    const before = await fundOf(employer);
    const draft = await readyDraft();
    const key = randomUUID();
    expectRefusal(await withdraw(draft.claim, key), { status: 409, code: 'wrong-state' });
    expect((await submit(employer, draft.claim)).status).toBe(202);
    expect((await withdraw(draft.claim, key)).body).toMatchObject({ status: 'withdrawn' });
    await eventually(
      () => fundOf(employer),
      ({ heldPence }) => heldPence === before.heldPence,
    );
  });
});

describe('a decision', () => {
  it('sent 20 times at once under one key commits the money once, and is answered alike', async () => {
    const before = await fundOf(employer);
    const { claim, learnerId: learner } = await inReview(employer);
    await take(caseworker, claim);
    await recordMet(caseworker, claim, { learnerIds: [learner], costPerLearnerPence: 15_000 });
    const { etag } = await employer.send('GET', `/claims/${claim}`);
    const key = randomUUID();
    const decide = (who = caseworker, outcome = 'approved') =>
      who.send('POST', `/claims/${claim}/decision`, {
        body: { outcome },
        headers: under(key, { 'if-match': etag }),
      });
    expectAllAlike(await atOnce(20, () => decide()), 200);
    const after = await eventually(
      () => fundOf(employer),
      ({ committedPence }) => committedPence !== before.committedPence,
    );
    expect(after.committedPence - before.committedPence).toBe(15_000);
    expect(await timesIn(claim, 'approve')).toBe(1);
    expectRefusal(await decide(caseworker, 'rejected'), { status: 409, code: 'idempotency-mismatch' });
    // Every member of staff has keys of their own.
    expectRefusal(await decide(await copy.as('caseworker2@staff')), { status: 409, code: 'wrong-state' });
  });
});
