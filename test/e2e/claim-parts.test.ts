import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, take } from '../../infra/local/demo/caseworker.ts';
import { submit, upload, waitForStatus } from '../../infra/local/demo/employer.ts';
import { CERTIFICATE, INVOICE, eventually, fundOf, newLearner, problemIn } from '../support/claims.ts';
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
  reference: z.string(),
  status: z.string(),
  type: z.string(),
  partner: z.string().optional(),
  paymentPlan: z.boolean().optional(),
  earmark: z.object({ amountPence: z.number(), until: z.string() }).optional(),
  startPart: z.record(z.string(), z.unknown()).optional(),
  payment: z.record(z.string(), z.unknown()).optional(),
  decision: z.record(z.string(), z.unknown()).optional(),
  evidenceNeeded: z.object({ payment: z.boolean(), completion: z.boolean() }),
  amounts: z.object({
    maximumPence: z.number().nullable(),
    askedPence: z.number().nullable(),
    heldPence: z.number(),
    approvedPence: z.number(),
  }),
});
const read = async (client: ApiClient, claim: string) =>
  claimShape.parse((await client.send('GET', `/claims/${claim}`)).body);

/** A diploma of up to £2,000 that cost £1,800: £1,080 at its start, £720 on completion. */
const DIPLOMA = {
  trainingCode: 'DIPAC-L3',
  provider: { name: 'Rowan College', qualityAssured: true },
  startDate: '2025-09-01',
  paymentDate: '2025-09-03',
  declaredCostPence: 180_000,
};

async function reviewed(claim: string, steps: readonly unknown[]) {
  await take(caseworker, claim);
  const { etag } = await caseworker.send('GET', `/claims/${claim}`);
  const recorded = await caseworker.send('PUT', `/claims/${claim}/review`, {
    headers: { 'if-match': etag },
    body: { steps },
  });
  expect(recorded.status, JSON.stringify(recorded.body)).toBe(200);
  return decide(caseworker, claim, 'approved');
}

describe('a claim in two parts, through the API', () => {
  it('is quoted, held whole, paid 60%, and paid the rest out of what was kept', async () => {
    const learnerId = await newLearner(employer);
    const body = { ...DIPLOMA, type: 'start', learners: [{ learnerId }] };
    const before = await fundOf(employer);

    const quoted = await employer.send('POST', '/quotes', { body });
    expect(quoted.status).toBe(200);
    expect(quoted.body).toMatchObject({
      eligible: true,
      amount: { maximumPence: 108_000, heldPence: 180_000 },
      funds: { fund: 'main', year: '2025-26', pot: { fits: true }, cap: { fits: true } },
      submitBy: '2025-12-03',
    });
    expect(await fundOf(employer)).toMatchObject({ heldPence: before.heldPence });

    const start = claimShape.parse((await employer.send('POST', '/claims', { body })).body);
    expect(start.reference).toMatch(/-B$/);
    expect(start.evidenceNeeded).toEqual({ payment: true, completion: false });
    await upload(employer, start.reference, { kind: 'payment', file: INVOICE });
    expect((await submit(employer, start.reference)).status).toBe(202);
    await waitForStatus(employer, start.reference, { statuses: ['in-review'] });
    expect((await read(employer, start.reference)).amounts).toMatchObject({
      maximumPence: 108_000,
      askedPence: 180_000,
      heldPence: 180_000,
    });
    const payment = {
      step: 'payment',
      outcome: 'met',
      costPerLearnerPence: 180_000,
      paidInFull: false,
      paidPerLearnerPence: 108_000,
    };
    expect((await reviewed(start.reference, [payment])).body).toMatchObject({
      outcome: 'approved',
      amount: { sharePercent: 60, totalPence: 108_000 },
    });
    const approved = await eventually(
      () => read(employer, start.reference),
      ({ amounts }) => amounts.heldPence === 72_000,
    );
    const reference = start.reference.replace(/B$/, 'C');
    expect(approved).toMatchObject({
      status: 'approved',
      partner: reference,
      amounts: { approvedPence: 108_000 },
      payment: { outcome: 'met', costPerLearnerPence: 180_000, paidInFull: false },
      decision: { outcome: 'approved', amount: { totalPence: 108_000 }, reasons: [], rules: [] },
    });

    expect(await read(employer, reference)).toMatchObject({
      status: 'draft',
      type: 'completion',
      partner: start.reference,
      paymentPlan: true,
      evidenceNeeded: { payment: true, completion: true },
      earmark: { amountPence: 72_000, until: '2027-09-01T23:00:00.000Z' },
      startPart: {
        reference: start.reference,
        startDate: '2025-09-01',
        paymentDate: '2025-09-03',
        learnerIds: [learnerId],
        costPerLearnerPence: 180_000,
        approvedPerLearnerPence: 108_000,
        paymentPlan: true,
      },
      amounts: { maximumPence: 72_000, askedPence: null },
    });
    expect((await caseworker.send('GET', `/claims/${reference}`)).status).toBe(404);

    await copy.setClock('2025-12-01T09:00:00Z');
    const { etag } = await employer.send('GET', `/claims/${reference}`);
    const edited = await employer.send('PATCH', `/claims/${reference}`, {
      headers: { 'if-match': etag },
      body: { learners: [{ learnerId, completionDate: '2025-11-20' }], paymentDate: '2025-11-25' },
    });
    expect(edited.status, JSON.stringify(edited.body)).toBe(200);
    await upload(employer, reference, { kind: 'payment', file: INVOICE });
    await upload(employer, reference, { kind: 'completion', learnerId, file: CERTIFICATE });
    const done = await submit(employer, reference);
    expect(done.status, JSON.stringify(done.body)).toBe(202);
    await waitForStatus(employer, reference, { statuses: ['in-review'] });
    const steps = [
      { step: 'payment', outcome: 'met' },
      { step: 'completion', learnerId, outcome: 'met' },
    ];
    expect((await reviewed(reference, steps)).body).toMatchObject({
      outcome: 'approved',
      amount: { sharePercent: 40, totalPence: 72_000 },
    });
    const after = await eventually(
      () => fundOf(employer),
      ({ heldPence }) => heldPence === before.heldPence,
    );
    expect(after.committedPence - before.committedPence).toBe(180_000);
    await copy.run('reconcile-funds');
    const proof = await employer.send('GET', '/funds/main/2025-26/proof');
    expect(proof.body).toMatchObject({ differences: [] });
  });

  it('cannot be begun at its completion, nor for a course', async () => {
    const learnerId = await newLearner(employer);
    const learners = [{ learnerId }];
    const completion = await employer.send('POST', '/claims', {
      body: { ...DIPLOMA, type: 'completion', learners },
    });
    expect(completion.status).toBe(422);
    const body = { ...DIPLOMA, trainingCode: 'UPM', type: 'start', learners };
    const course = claimShape.parse((await employer.send('POST', '/claims', { body })).body);
    await upload(employer, course.reference, { kind: 'payment', file: INVOICE });
    const refused = await submit(employer, course.reference);
    expect(problemIn(refused.body)).toMatchObject({
      code: 'not-eligible',
      errors: [{ code: 'split-not-allowed' }],
    });
    const quoted = await employer.send('POST', '/quotes', { body });
    expect(quoted.body).toMatchObject({ eligible: false });
  });
});
