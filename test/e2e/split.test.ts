import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, take } from '../../infra/local/demo/caseworker.ts';
import { draftClaim, submit, upload, waitForStatus } from '../../infra/local/demo/employer.ts';
import { CERTIFICATE, COURSE, INVOICE, eventually, fundOf, newLearner } from '../support/claims.ts';
import { askNode } from '../support/order-verifiers.ts';
import { startCopy } from '../support/running-copy.ts';
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

const claimShape = z.object({
  status: z.string(),
  learners: z.array(z.object({ learnerId: z.string() })),
  splitFrom: z.string().optional(),
  splitOff: z.array(z.string()).optional(),
  amounts: z.object({ maximumPence: z.number(), heldPence: z.number(), approvedPence: z.number() }),
});
const read = async (claim: string) => claimShape.parse((await employer.send('GET', `/claims/${claim}`)).body);

const PRICE = 15_000;

/** Two learners at £150 each, one of whose certificates cannot be read. */
async function oneBad(): Promise<{ readonly claim: string; readonly bad: string }> {
  const [good, bad] = [await newLearner(employer), await newLearner(employer)];
  const claim = await draftClaim(employer, { ...COURSE, learnerIds: [good, bad] });
  await upload(employer, claim, { kind: 'payment', file: INVOICE });
  for (const learnerId of [good, bad])
    await upload(employer, claim, { kind: 'completion', learnerId, file: CERTIFICATE });
  expect((await submit(employer, claim)).status).toBe(202);
  await waitForStatus(employer, claim, { statuses: ['in-review'] });
  await take(caseworker, claim);
  const steps = [
    { step: 'payment', outcome: 'met', costPerLearnerPence: PRICE },
    { step: 'completion', learnerId: good, outcome: 'met' },
    { step: 'completion', learnerId: bad, outcome: 'action', reasonCodes: ['certificate-illegible'] },
  ];
  const { etag } = await caseworker.send('GET', `/claims/${claim}`);
  const headers = { 'if-match': etag };
  const recorded = await caseworker.send('PUT', `/claims/${claim}/review`, { headers, body: { steps } });
  expect(recorded.status, JSON.stringify(recorded.body)).toBe(200);
  return { claim, bad };
}

const evidence = z.object({ items: z.array(z.object({ evidenceId: z.string(), kind: z.string() })) });
const download = z.object({ download: z.object({ url: z.string() }) });

it('a learner is split off a claim through the API, with files and money, and both are decided by themselves', async () => {
  const before = await fundOf(employer);
  const { claim, bad } = await oneBad();
  const { etag } = await caseworker.send('GET', `/claims/${claim}`);
  const headers = { 'if-match': etag, 'idempotency-key': randomUUID() };
  const body = { learnerIds: [bad] };
  const answer = await caseworker.send('POST', `/claims/${claim}/split`, { headers, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const [left = ''] = claimShape.parse(answer.body).splitOff ?? [];
  const again = await caseworker.send('POST', `/claims/${claim}/split`, { headers, body });
  expect(claimShape.parse(again.body).splitOff).toEqual([left]);

  const divided = await eventually(
    () => read(left),
    ({ amounts }) => amounts.heldPence === PRICE,
  );
  expect(divided).toMatchObject({
    status: 'in-review',
    splitFrom: claim,
    learners: [{ learnerId: bad }],
    amounts: { maximumPence: PRICE },
  });
  expect((await read(claim)).amounts).toMatchObject({ maximumPence: PRICE, heldPence: PRICE });

  const copies = evidence.parse((await caseworker.send('GET', `/claims/${left}/evidence`)).body).items;
  expect(copies.map(({ kind }) => kind).toSorted()).toEqual(['completion', 'payment']);
  for (const { evidenceId } of copies) {
    const file = await caseworker.send('GET', `/claims/${left}/evidence/${evidenceId}`);
    const stored = await fetch(download.parse(file.body).download.url);
    expect(stored.status).toBe(200);
  }

  expect((await decide(caseworker, claim, 'approved')).status).toBe(200);
  expect((await decide(caseworker, left, 'needs-action')).status).toBe(200);
  await upload(employer, left, { kind: 'completion', learnerId: bad, file: CERTIFICATE });
  expect((await submit(employer, left)).status).toBe(202);
  await waitForStatus(employer, left, { statuses: ['in-review'] });
  const reread = await caseworker.send('GET', `/claims/${left}`);
  await caseworker.send('PUT', `/claims/${left}/review`, {
    headers: { 'if-match': reread.etag },
    body: { steps: [{ step: 'completion', learnerId: bad, outcome: 'met' }] },
  });
  expect((await decide(caseworker, left, 'approved')).status).toBe(200);
  const after = await eventually(
    () => fundOf(employer),
    ({ committedPence }) => committedPence === before.committedPence + 2 * PRICE,
  );
  expect(after.heldPence).toBe(before.heldPence);

  const log = await employer.send('GET', '/order-log/main/2025-26');
  const receipt = await employer.send('GET', `/claims/${left}/receipt`);
  const files = { 'log.json': JSON.stringify(log.body), 'receipt.json': JSON.stringify(receipt.body) };
  const [answered] = askNode([{ words: ['log.json', '--receipt', 'receipt.json'], files }]);
  expect(answered).toEqual([0, expect.stringContaining('it agrees with the log')]);
});
