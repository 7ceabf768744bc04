import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, take } from '../../infra/local/demo/caseworker.ts';
import { submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { drafted, eventually, fundOf, inReview, submitted, withEvidence } from '../support/claims.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

let copy: RunningCopy;
let employer: ApiClient;
let caseworker: ApiClient;

beforeAll(async () => {
  copy = await startCopy();
  employer = await copy.as('submitter@meadow');
  caseworker = await copy.as('caseworker1@staff');
});
afterAll(() => copy.close());

async function sentBack() {
  const draft = await inReview(employer);
  await take(caseworker, draft.claim);
  const { etag } = await caseworker.send('GET', `/claims/${draft.claim}`);
  await caseworker.send('PUT', `/claims/${draft.claim}/review`, {
    headers: { 'if-match': etag },
    body: {
      steps: [
        { step: 'payment', outcome: 'action', reasonCodes: ['payment-illegible'] },
        { step: 'completion', learnerId: draft.learnerId, outcome: 'met' },
      ],
    },
  });
  await decide(caseworker, draft.claim, 'needs-action');
  return draft;
}

it('ends a draft after the last second of its window and not before', async () => {
  // Completed on 20 September 2025: the window ends on 20 December 2025 at 23:59:59 in London, which is at UTC then.
  const draft = await drafted(employer);
  await withEvidence(employer, draft);
  await copy.setClock('2025-12-20T23:59:59.999Z');
  await copy.run('expire-claims');
  expect((await employer.send('GET', `/claims/${draft.claim}`)).body).toMatchObject({ status: 'draft' });
  await copy.setClock('2025-12-21T00:00:00Z');
  expect((await submit(employer, draft.claim)).status).toBe(422);
  await copy.run('expire-claims');
  expect((await employer.send('GET', `/claims/${draft.claim}`)).body).toMatchObject({ status: 'expired' });
  await copy.setClock(OPENING);
});

it('ends a send-back that nobody answered, once, and frees its money', async () => {
  const before = await fundOf(employer);
  const draft = await sentBack();
  expect((await fundOf(employer)).heldPence - before.heldPence).toBe(15_000);
  // Sent back on 1 October: 28 days to answer end with 29 October, a day in winter time.
  await copy.setClock('2025-10-29T23:59:59Z');
  await copy.run('expire-claims');
  expect((await employer.send('GET', `/claims/${draft.claim}`)).body).toMatchObject({
    status: 'needs-action',
  });
  await copy.setClock('2025-10-30T00:00:00Z');
  // Over from this moment, though nobody has swept it yet.
  expect((await submit(employer, draft.claim)).status).toBe(409);
  await Promise.all([copy.run('expire-claims'), copy.run('expire-claims'), copy.run('expire-claims')]);
  expect((await employer.send('GET', `/claims/${draft.claim}`)).body).toMatchObject({ status: 'expired' });
  const after = await eventually(
    () => fundOf(employer),
    ({ heldPence }) => heldPence === before.heldPence,
  );
  expect(after).toMatchObject({
    availablePence: before.availablePence,
    committedPence: before.committedPence,
  });
  const { body } = await employer.send('GET', `/claims/${draft.claim}/history`);
  expect(JSON.stringify(body).match(/"action":"expire"/g)).toHaveLength(1);
  await copy.setClock(OPENING);
});

it('lets an answer on the last day through', async () => {
  const draft = await sentBack();
  await copy.setClock('2025-10-29T23:59:59Z');
  expect((await submit(employer, draft.claim)).status).toBe(202);
  await copy.run('expire-claims');
  await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
  await copy.setClock(OPENING);
});

it('closes the waiting list at year end', async () => {
  await copy.sandbox.send('PUT', '/sandbox/funds/main/2024-25', {
    body: { limitPence: 1_000, capPence: 40_000_000 },
  });
  await copy.setClock('2025-03-01T09:00:00Z');
  const dates = { startDate: '2025-01-06', paymentDate: '2025-01-07', completionDate: '2025-02-20' };
  const claim = await submitted(employer, dates);
  await waitForStatus(employer, claim.claim, { statuses: ['waiting'] });
  await copy.setClock('2025-03-31T22:59:59Z');
  await copy.run('expire-claims');
  expect((await employer.send('GET', `/claims/${claim.claim}`)).body).toMatchObject({ status: 'waiting' });
  // 31 March 2025 ends in London an hour before it does in UTC: summer time has begun.
  await copy.setClock('2025-03-31T23:00:00Z');
  await copy.run('expire-claims');
  expect((await employer.send('GET', `/claims/${claim.claim}`)).body).toMatchObject({ status: 'expired' });
  const fund = await eventually(
    () => fundOf(employer, 'main', '2024-25'),
    ({ waitingCount }) => waitingCount === 0,
  );
  expect(fund).toMatchObject({ heldPence: 0, waitingPence: 0, availablePence: 1_000 });
  await copy.setClock(OPENING);
});
