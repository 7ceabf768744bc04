import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, recordMet, take } from '../../infra/local/demo/caseworker.ts';
import { submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { LOCAL_ACCOUNT, LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import {
  approve,
  drafted,
  eventually,
  fundOf,
  inReview,
  submitted,
  withEvidence,
} from '../support/claims.ts';
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
  amounts: z.object({
    maximumPence: z.number().nullable(),
    heldPence: z.number(),
    approvedPence: z.number(),
  }),
  ticket: z.number().nullable().optional(),
  problems: z.array(z.object({ code: z.string(), detail: z.string(), fix: z.string() })),
  actBy: z.string().optional(),
  refusal: z
    .object({ reason: z.string(), requestedPence: z.number(), capAvailablePence: z.number() })
    .optional(),
});
const read = async (claim: string) => claimShape.parse((await employer.send('GET', `/claims/${claim}`)).body);

const historyShape = z.object({
  events: z.array(
    z.object({
      kind: z.string(),
      action: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
});
async function transitionsOf(claim: string): Promise<readonly string[]> {
  const { events } = historyShape.parse((await employer.send('GET', `/claims/${claim}/history`)).body);
  return events
    .filter(({ kind }) => kind === 'transition')
    .map(({ from, to }) => `${from ?? 'new'}→${to ?? ''}`);
}

const adds = ({ availablePence, heldPence, committedPence }: Awaited<ReturnType<typeof fundOf>>): number =>
  availablePence + heldPence + committedPence;

describe('the straight walk', () => {
  it('takes a full claim from draft to approved, and its money from available to held to committed', async () => {
    const before = await fundOf(employer);
    const draft = await drafted(employer);
    await withEvidence(employer, draft);
    const answer = await submit(employer, draft.claim);
    const { receipt } = z
      .object({
        receipt: z.object({
          ticket: z.int(),
          amountPence: z.int(),
          hash: z.string(),
          previousHash: z.string(),
        }),
      })
      .parse(answer.body);
    expect(receipt.amountPence).toBe(15_000);
    expect(receipt.hash).toMatch(/^[0-9a-f]{64}$/);

    await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
    const during = await fundOf(employer);
    expect(during.heldPence - before.heldPence).toBe(15_000);

    const decision = await approve(caseworker, draft, 14_000);
    expect(decision.body).toMatchObject({
      outcome: 'approved',
      amount: { perLearnerPence: 14_000, learners: 1, sharePercent: 100, totalPence: 14_000 },
    });
    const settled = await eventually(
      () => read(draft.claim),
      ({ amounts }) => amounts.heldPence === 0,
    );
    expect(settled).toMatchObject({ status: 'approved', amounts: { approvedPence: 14_000, heldPence: 0 } });
    const after = await fundOf(employer);
    expect(after.committedPence - before.committedPence).toBe(14_000);
    // £10 more was held than the evidence supports: it is free again.
    expect(before.availablePence - after.availablePence).toBe(14_000);
    for (const figures of [before, during, after]) expect(adds(figures)).toBe(figures.limitPence);
    expect(await transitionsOf(draft.claim)).toEqual([
      'new→draft',
      'draft→submitted',
      'submitted→in-review',
      'in-review→approved',
    ]);
  });

  it('never pays more than the maximum rate, however much the training cost', async () => {
    // Cost £200, maximum £160: the scheme pays £160 (worked check of the rules).
    const draft = await inReview(employer, { declaredCostPence: 20_000 });
    expect((await read(draft.claim)).amounts.heldPence).toBe(16_000);
    const decision = await approve(caseworker, draft, 20_000);
    expect(decision.body).toMatchObject({ amount: { totalPence: 16_000 } });
  });

  it('lets nothing but identifiers into the execution, and nothing about people into any log', async () => {
    const draft = await inReview(employer);
    const client = new SFNClient({
      endpoint: copy.stepFunctionsEndpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
    const machine = (await eventuallyMachine(client)).replace(':stateMachine:', ':execution:');
    const { events = [] } = await client.send(
      new GetExecutionHistoryCommand({ executionArn: `${machine}:${draft.claim}-1`, maxResults: 1000 }),
    );
    const walked = JSON.stringify(events);
    expect(events.length).toBeGreaterThan(10);
    expect(walked).toContain(draft.claim);
    const learners = JSON.stringify((await employer.send('GET', '/learners')).body);
    expect(learners).toContain('Imogen');
    for (const text of [walked, copy.functionLogs()]) {
      for (const secret of [
        'Imogen',
        'Sample',
        'invoice.pdf',
        'certificate.pdf',
        '100001A',
        '100002A',
        '100003A',
      ]) {
        expect(text).not.toContain(secret);
      }
      expect(text).not.toMatch(/[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D]/);
    }
  });
});

async function eventuallyMachine(client: SFNClient): Promise<string> {
  const { ListStateMachinesCommand } = await import('@aws-sdk/client-sfn');
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const arn = stateMachines[0]?.stateMachineArn ?? '';
  expect(arn).toContain(LOCAL_ACCOUNT);
  return arn;
}

describe('a send-back', () => {
  it('keeps the money and the ticket, shows what to mend, and goes on when the claim is submitted again', async () => {
    const draft = await inReview(employer);
    const before = await read(draft.claim);
    await take(caseworker, draft.claim);
    const { etag } = await caseworker.send('GET', `/claims/${draft.claim}`);
    const reviewed = await caseworker.send('PUT', `/claims/${draft.claim}/review`, {
      headers: { 'if-match': etag },
      body: {
        steps: [
          { step: 'payment', outcome: 'met', costPerLearnerPence: 15_000 },
          {
            step: 'completion',
            learnerId: draft.learnerId,
            outcome: 'action',
            reasonCodes: ['certificate-date-missing'],
          },
        ],
      },
    });
    expect(reviewed.body).toMatchObject({ derivedOutcome: 'needs-action', missingSteps: [] });
    await decide(caseworker, draft.claim, 'needs-action');
    const returned = await read(draft.claim);
    expect(returned).toMatchObject({
      status: 'needs-action',
      actBy: '2025-10-29',
      amounts: { heldPence: 15_000 },
      problems: [{ code: 'certificate-date-missing' }],
    });
    expect(returned.problems[0]?.fix).toContain('dated certificate');

    const { etag: mine } = await employer.send('GET', `/claims/${draft.claim}`);
    const edited = await employer.send('PATCH', `/claims/${draft.claim}`, {
      headers: { 'if-match': mine },
      body: { note: 'A dated certificate is attached.' },
    });
    expect(edited.status).toBe(200);
    expect((await submit(employer, draft.claim)).status).toBe(202);
    await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
    expect((await read(draft.claim)).ticket).toBe(before.ticket);
    const decision = await approve(caseworker, draft);
    expect(decision.status).toBe(200);
    expect(await transitionsOf(draft.claim)).toEqual([
      'new→draft',
      'draft→submitted',
      'submitted→in-review',
      'in-review→needs-action',
      'needs-action→submitted',
      'submitted→in-review',
      'in-review→approved',
    ]);
  });
});

describe('a rejection', () => {
  it('frees the money, says why, and lets the training be claimed again', async () => {
    const before = await fundOf(employer);
    const draft = await inReview(employer);
    await take(caseworker, draft.claim);
    const { etag } = await caseworker.send('GET', `/claims/${draft.claim}`);
    await caseworker.send('PUT', `/claims/${draft.claim}/review`, {
      headers: { 'if-match': etag },
      body: {
        steps: [
          { step: 'payment', outcome: 'met', costPerLearnerPence: 15_000 },
          {
            step: 'completion',
            learnerId: draft.learnerId,
            outcome: 'reject',
            reasonCodes: ['apprenticeship'],
          },
        ],
      },
    });
    const decision = await decide(caseworker, draft.claim, 'rejected');
    expect(decision.body).toMatchObject({ outcome: 'rejected', reasonCodes: ['apprenticeship'] });
    const after = await eventually(
      () => fundOf(employer),
      ({ heldPence }) => heldPence === before.heldPence,
    );
    expect(after.availablePence).toBe(before.availablePence);
    const again = await submitted(employer, { learnerIds: [draft.learnerId] });
    expect(again.claim).not.toBe(draft.claim);
  });
});

describe('a withdrawal', () => {
  it('frees the money at once and ends the walk', async () => {
    const before = await fundOf(employer);
    const draft = await inReview(employer);
    const withdrawn = await employer.send('POST', `/claims/${draft.claim}/withdrawal`, {
      body: { reason: 'Entered twice' },
    });
    expect(withdrawn.body).toMatchObject({ status: 'withdrawn' });
    const after = await eventually(
      () => fundOf(employer),
      ({ heldPence }) => heldPence === before.heldPence,
    );
    expect(after.availablePence).toBe(before.availablePence);
    const late = await approve(caseworker, draft);
    expect(late.status).toBe(409);
  });
});

describe('a hold', () => {
  it('keeps everybody from deciding until it is lifted', async () => {
    const draft = await inReview(employer);
    await take(caseworker, draft.claim);
    const held = await caseworker.send('POST', `/claims/${draft.claim}/hold`, {
      headers: { 'if-match': (await caseworker.send('GET', `/claims/${draft.claim}`)).etag },
      body: { reason: 'The provider is being checked' },
    });
    expect(held.body).toMatchObject({ status: 'on-hold' });
    expect(
      (
        await recordMet(caseworker, draft.claim, {
          learnerIds: [draft.learnerId],
          costPerLearnerPence: 15_000,
        })
      ).status,
    ).toBe(409);
    const resumed = await caseworker.send('POST', `/claims/${draft.claim}/resume`, {
      headers: { 'if-match': held.etag },
      body: {},
    });
    expect(resumed.body).toMatchObject({ status: 'in-review' });
    expect((await approve(caseworker, draft)).status).toBe(200);
  });
});

describe('two people', () => {
  it('takes two for an approval above £5,000, and never the same one twice', async () => {
    // Three learners at £2,000 each are £6,000.
    const first = await drafted(employer, { trainingCode: 'DIPAC-L3', declaredCostPence: 200_000 });
    const others = [await drafted(employer), await drafted(employer)].map(({ learnerId }) => learnerId);
    const learnerIds = [first.learnerId, ...others];
    const { etag } = await employer.send('GET', `/claims/${first.claim}`);
    const learners = learnerIds.map((learnerId) => ({ learnerId, completionDate: '2025-09-20' }));
    await employer.send('PATCH', `/claims/${first.claim}`, {
      headers: { 'if-match': etag },
      body: { learners },
    });
    const { upload } = await import('../../infra/local/demo/employer.ts');
    const { CERTIFICATE, INVOICE } = await import('../support/claims.ts');
    await upload(employer, first.claim, { kind: 'payment', file: INVOICE });
    for (const learnerId of learnerIds)
      await upload(employer, first.claim, { kind: 'completion', learnerId, file: CERTIFICATE });
    expect((await submit(employer, first.claim)).status).toBe(202);
    await waitForStatus(employer, first.claim, { statuses: ['in-review'] });
    await take(caseworker, first.claim);
    await recordMet(caseworker, first.claim, { learnerIds, costPerLearnerPence: 200_000 });
    const proposed = await decide(caseworker, first.claim, 'approved');
    expect(proposed.body).toMatchObject({ status: 'in-review', outcome: 'awaiting-second-person' });
    expect((await decide(caseworker, first.claim, 'approved')).status).toBe(403);
    const second = await copy.as('caseworker2@staff');
    const approved = await decide(second, first.claim, 'approved');
    expect(approved.body).toMatchObject({
      status: 'approved',
      decidedBy: 'caseworker1@staff',
      secondedBy: 'caseworker2@staff',
      amount: { totalPence: 600_000 },
    });
  });
});
