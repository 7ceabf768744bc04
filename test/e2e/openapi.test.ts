import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, recordMet, take } from '../../infra/local/demo/caseworker.ts';
import { submit, upload, waitForStatus } from '../../infra/local/demo/employer.ts';
import { POLICY_VERSIONS } from '../../shared/domain/policy.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import { OPERATIONS } from '../../shared/contracts/http/openapi/operations.ts';
import { readApiDocument } from '../support/api-document.ts';
import {
  CERTIFICATE,
  INVOICE,
  drafted,
  eventually,
  inReview,
  submitted,
  withEvidence,
} from '../support/claims.ts';
import { DescribedAnswers } from '../support/described-answers.ts';
import { movePence } from '../support/spoiled-pot.ts';
import { publishedList } from '../support/published-list.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

const DOCUMENT: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'api', 'openapi.json'), 'utf8'),
);
const answers = new DescribedAnswers(readApiDocument(DOCUMENT));

let copy: RunningCopy;
let nobody: ApiClient;
let employer: ApiClient;
let caseworker: ApiClient;
let sandbox: ApiClient;

beforeAll(async () => {
  copy = await startCopy();
  nobody = answers.watch(copy.nobody);
  employer = answers.watch(await copy.as('submitter@meadow'));
  caseworker = answers.watch(await copy.as('caseworker1@staff'));
  sandbox = answers.watch(copy.sandbox, '');
});
afterAll(() => copy.close());

const etagOf = async (claim: string): Promise<string> =>
  (await employer.send('GET', `/claims/${claim}`)).etag;

/** Sends a step that is not met, and the decision that it leads to. */
async function decideAgainst(claim: string, learnerId: string, step: { outcome: string; reason: string }) {
  await take(caseworker, claim);
  const completion = {
    step: 'completion',
    learnerId,
    outcome: step.outcome,
    reasonCodes: [step.reason],
    note: 'See the certificate.',
  };
  const payment = { step: 'payment', outcome: 'met', costPerLearnerPence: 15_000, paidInFull: true };
  await caseworker.send('PUT', `/claims/${claim}/review`, {
    headers: { 'if-match': await etagOf(claim) },
    body: { steps: [payment, completion] },
  });
  return decide(caseworker, claim, step.outcome === 'reject' ? 'rejected' : 'needs-action');
}

describe('real answers are what the OpenAPI document says', () => {
  it('of the scheme, its list, its funds, and the document itself', async () => {
    await nobody.send('GET', '/scheme');
    await nobody.send('GET', '/catalogue?q=oliver&kind=course&paymentDate=2025-09-03');
    await nobody.send('GET', '/funds/main/2025-26');
    await employer.send('GET', '/funds/oliver/2025-26');
    await nobody.send('GET', '/order-log/main/2025-26?after=1');
    await nobody.send('GET', '/order-log/main/2031-32');
    expect((await nobody.send('GET', '/funds/main/2031-32')).status).toBe(404);
    expect((await nobody.send('GET', '/catalogue?colour=blue')).status).toBe(422);
    expect((await nobody.send('GET', '/openapi.json')).body).toEqual(DOCUMENT);
  });

  it('of the sandbox', async () => {
    await sandbox.send('PUT', '/sandbox/clock', { body: { now: null } });
    await sandbox.send('PUT', '/sandbox/clock', { body: { now: OPENING } });
    await sandbox.send('PUT', '/sandbox/funds/oliver/2025-26', {
      body: { limitPence: 1_198_000_000, capPence: 40_000_000 },
    });
    await sandbox.send('POST', '/sandbox/run/expire-claims');
    await sandbox.send('POST', '/sandbox/run/resume-stalled');
    expect((await sandbox.send('POST', '/sandbox/run/nothing')).status).toBe(404);
  });

  it('of a fund that is a penny out: the proof says where, and its money stops until it is released', async () => {
    const fund = '/funds/main/2024-25';
    const payments = answers.watch(await copy.as('payments@staff'));
    const release = () =>
      payments.send('POST', `${fund}/release`, { body: { reason: 'The pot was put right.' } });
    expect((await nobody.send('GET', `${fund}/proof`)).status).toBe(404);
    await copy.run('reconcile-funds');
    expect((await nobody.send('GET', `${fund}/proof`)).body).toMatchObject({
      balanced: true,
      differences: [],
    });
    expect((await release()).status).toBe(404);

    await movePence(copy.funds, { fund: 'main', year: '2024-25' }, 1);
    await copy.run('reconcile-funds');

    const differences = [
      { where: 'pot', what: 'available', journalPence: 1_200_000_000, foundPence: 1_199_999_999 },
      { where: 'pot', what: 'reserved', journalPence: 0, foundPence: 1 },
    ];
    expect((await nobody.send('GET', `${fund}/proof`)).body).toMatchObject({ balanced: false, differences });
    expect((await nobody.send('GET', fund)).body).toMatchObject({ stopped: true });
    await movePence(copy.funds, { fund: 'main', year: '2024-25' }, -1);
    expect((await release()).status).toBe(200);
    expect((await nobody.send('GET', fund)).body).toMatchObject({ stopped: false });
  });

  it('of learners', async () => {
    const { learnerId } = await drafted(employer);
    await employer.send('GET', '/learners?q=imogen&limit=1');
    const edit = { body: { jobTitle: 'Senior care worker' } };
    const { body } = await employer.send('GET', '/learners');
    const { items } = z
      .object({ items: z.array(z.object({ learnerId: z.string(), version: z.int() })) })
      .parse(body);
    const version = items.find((each) => each.learnerId === learnerId)?.version;
    const headers = { 'if-match': `"${version}"` };
    expect((await employer.send('PATCH', `/learners/${learnerId}`, { ...edit, headers })).status).toBe(200);
    expect((await employer.send('PATCH', `/learners/${learnerId}`, { ...edit, headers })).status).toBe(412);
    expect((await employer.send('PATCH', `/learners/${learnerId}`, edit)).status).toBe(428);
    const ni = { niNumber: 'AB 12 34 56 C', givenName: 'Ola', familyName: 'Sample' };
    const details = { jobTitle: 'Carer', roleCategory: 'other', regulated: false, dateOfBirth: '1990-02-28' };
    await employer.send('POST', '/learners', { body: { ...ni, ...details } });
    expect((await employer.send('POST', '/learners', { body: { ...ni, ...details } })).status).toBe(409);
  });

  it('of quotes, good and bad', async () => {
    const { learnerId } = await drafted(employer);
    const content = {
      trainingCode: 'UPM',
      provider: { name: 'Northmoor Training', qualityAssured: true },
      learners: [{ learnerId, completionDate: '2025-09-20' }],
    };
    const paid = { startDate: '2025-09-01', paymentDate: '2025-09-03' };
    for (const body of [
      { ...content, ...paid, type: 'full' },
      { ...content, type: 'start' },
    ]) {
      expect((await employer.send('POST', '/quotes', { body })).status).toBe(200);
    }
    expect((await employer.send('POST', '/quotes', { body: content })).status).toBe(422);
  });

  it('of a draft, its files and its end', async () => {
    const { claim, learnerId } = await drafted(employer);
    const etag = await etagOf(claim);
    await employer.send('PATCH', `/claims/${claim}`, {
      headers: { 'if-match': etag },
      body: { note: 'Two days.' },
    });
    await employer.send('PATCH', `/claims/${claim}`, { headers: { 'if-match': etag }, body: { note: null } });
    const evidenceId = await upload(employer, claim, { kind: 'completion', learnerId, file: CERTIFICATE });
    await eventually(
      () => employer.send('GET', `/claims/${claim}/evidence/${evidenceId}`),
      ({ body }) => z.object({ status: z.string() }).parse(body).status === 'clean',
    );
    await employer.send('GET', `/claims/${claim}/evidence`);
    expect((await submit(employer, claim)).status).toBe(422);
    await employer.send('DELETE', `/claims/${claim}/evidence/${evidenceId}`);
    const current = { 'if-match': await etagOf(claim) };
    expect((await employer.send('DELETE', `/claims/${claim}`, { headers: current })).status).toBe(204);
    expect((await employer.send('GET', `/claims/${claim}`)).status).toBe(404);
  });

  it('of a claim that is approved, and of everything that can be read of it', async () => {
    expect((await caseworker.send('POST', '/work-items/next', { body: {} })).status).toBe(204);
    const { claim, learnerId } = await drafted(employer);
    await withEvidence(employer, { claim, learnerId });
    const key = randomUUID();
    const first = await submit(employer, claim, key);
    expect((await submit(employer, claim, key)).body).toEqual(first.body);
    expect((await submit(employer, claim)).status).toBe(409);
    await waitForStatus(employer, claim, { statuses: ['in-review'] });
    await caseworker.send('GET', '/work-items?kind=review&limit=5');
    await caseworker.send('POST', '/work-items/next', { body: { kinds: ['review'] } });
    await caseworker.send('DELETE', `/claims/${claim}/assignment`);
    await take(caseworker, claim);
    expect((await decide(caseworker, claim, 'approved')).status).toBe(409);
    await caseworker.send('POST', `/claims/${claim}/hold`, {
      headers: { 'if-match': await etagOf(claim) },
      body: { reason: 'The provider is being checked.', until: '2025-10-31' },
    });
    await caseworker.send('POST', `/claims/${claim}/resume`, {
      headers: { 'if-match': await etagOf(claim) },
      body: {},
    });
    await recordMet(caseworker, claim, { learnerIds: [learnerId], costPerLearnerPence: 14_000 });
    expect((await decide(caseworker, claim, 'approved')).status).toBe(200);
    for (const reader of [employer, caseworker]) {
      for (const part of ['', '/history', '/decision-record', '/receipt']) {
        expect((await reader.send('GET', `/claims/${claim}${part}`)).status).toBe(200);
      }
    }
    await employer.send('GET', '/claims?status=approved,draft&type=full&sort=oldest&limit=2');
  });

  it('of claims that are sent back, rejected and withdrawn', async () => {
    const sentBack = await inReview(employer);
    const back = await decideAgainst(sentBack.claim, sentBack.learnerId, {
      outcome: 'action',
      reason: 'certificate-date-missing',
    });
    expect(back.status).toBe(200);
    await employer.send('GET', `/claims/${sentBack.claim}`);
    await employer.send('POST', `/claims/${sentBack.claim}/withdrawal`, { body: { reason: 'Given up.' } });
    const rejected = await inReview(employer);
    const against = { outcome: 'reject', reason: 'apprenticeship' };
    expect((await decideAgainst(rejected.claim, rejected.learnerId, against)).status).toBe(200);
    expect((await employer.send('GET', `/claims/${rejected.claim}/history`)).status).toBe(200);
  });

  it('of a proposal that waits for a second person, and of a split instead', async () => {
    const costly = { trainingCode: 'DIPLM-L5', declaredCostPence: 280_000 };
    const { claim, learnerId } = await drafted(employer, costly);
    const second = await drafted(employer, costly);
    const learners = [learnerId, second.learnerId].map((id) => ({
      learnerId: id,
      completionDate: '2025-09-20',
    }));
    await employer.send('PATCH', `/claims/${claim}`, {
      headers: { 'if-match': await etagOf(claim) },
      body: { learners },
    });
    await upload(employer, claim, { kind: 'payment', file: INVOICE });
    for (const { learnerId: id } of learners)
      await upload(employer, claim, { kind: 'completion', learnerId: id, file: CERTIFICATE });
    await submit(employer, claim);
    await waitForStatus(employer, claim, { statuses: ['in-review'] });
    await take(caseworker, claim);
    const learnerIds = learners.map((each) => each.learnerId);
    await recordMet(caseworker, claim, { learnerIds, costPerLearnerPence: 280_000 });
    const proposed = await decide(caseworker, claim, 'approved');
    expect(proposed.body).toMatchObject({ outcome: 'awaiting-second-person' });
    const split = await caseworker.send('POST', `/claims/${claim}/split`, {
      headers: { 'if-match': await etagOf(claim), 'idempotency-key': randomUUID() },
      body: { learnerIds: [second.learnerId] },
    });
    expect(split.status, JSON.stringify(split.body)).toBe(200);
    expect((await employer.send('GET', `/claims/${claim}/history`)).status).toBe(200);
  });

  it('of a change of the scheme', async () => {
    const [first, second] = [
      answers.watch(await copy.as('policy@staff')),
      answers.watch(await copy.as('policy2@staff')),
    ];
    const csv = publishedList([{ code: 'ONE-1' }, { code: '' }]);
    const created = await first.send('POST', '/change-sets', {
      body: { kind: 'catalogue', effectiveOn: '2025-12-01', reason: 'New on the list', csv },
    });
    const { changeSetId } = z.object({ changeSetId: z.string() }).parse(created.body);
    const at = `/change-sets/${changeSetId}`;
    expect((await second.send('POST', `${at}/approval`)).status).toBe(409);
    expect((await first.send('POST', `${at}/replay`)).status).toBe(200);
    expect((await first.send('POST', `${at}/approval`)).status).toBe(403);
    expect((await second.send('POST', `${at}/approval`)).status).toBe(200);
    expect((await second.send('GET', at)).status).toBe(200);
    expect((await second.send('GET', '/change-sets?limit=5')).status).toBe(200);
    expect((await second.send('GET', '/change-sets/none')).status).toBe(404);
    const versions = POLICY_VERSIONS.map((each) => ({ ...each, windowMonths: 6 }));
    const past = { kind: 'policy', effectiveOn: '2025-12-01', reason: 'Too late', versions };
    expect((await first.send('POST', '/change-sets', { body: past })).status).toBe(422);
  });

  it('of requests that cannot be accepted', async () => {
    const { claim, learnerId } = await submitted(employer);
    const again = await drafted(employer, { learnerIds: [learnerId] });
    await withEvidence(employer, again);
    expect((await submit(employer, again.claim)).status).toBe(409);
    const late = await drafted(employer, {
      startDate: '2025-01-02',
      paymentDate: '2025-01-03',
      completionDate: '2025-02-20',
    });
    await withEvidence(employer, late);
    expect((await submit(employer, late.claim)).status).toBe(422);
    const stranger = answers.watch(await copy.as('submitter@harbour'));
    expect((await stranger.send('GET', `/claims/${claim}`)).status).toBe(404);
    const reader = answers.watch(await copy.as('reader@meadow'));
    expect(
      (await reader.send('POST', `/claims/${claim}/withdrawal`, { body: { reason: 'No.' } })).status,
    ).toBe(403);
    expect((await nobody.send('GET', '/claims')).status).toBe(401);
    expect((await employer.send('POST', '/claims', { body: '{' })).status).toBe(400);
    const plain = { body: 'hello', headers: { 'content-type': 'text/plain' } };
    expect((await employer.send('POST', '/claims', plain)).status).toBe(415);
    const large = { body: JSON.stringify({ note: 'x'.repeat(300_000) }) };
    expect((await employer.send('POST', '/claims', large)).status).toBe(413);
    expect((await employer.send('POST', '/claims', { body: {} })).status).toBe(422);
  });

  it('for every operation, in every way in which it can succeed', () => {
    const promised = ROUTES.flatMap(({ operation }) =>
      OPERATIONS[operation].success.map(({ status }) => `${operation} ${status}`),
    );
    expect(promised.filter((way) => !answers.seen.has(way))).toEqual([]);
  });
});
