import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { submit, waitForStatus } from '../../infra/local/demo/employer.ts';
import { drafted, eventually, fundOf, inReview, submitted, withEvidence } from '../support/claims.ts';
import { startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

let copy: RunningCopy;
let meadow: ApiClient;
let harbour: ApiClient;

beforeAll(async () => {
  copy = await startCopy();
  meadow = await copy.as('submitter@meadow');
  harbour = await copy.as('submitter@harbour');
});
afterAll(() => copy.close());

const setFund = (limitPence: number, capPence: number) =>
  copy.sandbox.send('PUT', '/sandbox/funds/main/2025-26', { body: { limitPence, capPence } });
const statusOf = async (reader: ApiClient, claim: string) =>
  z.object({ status: z.string() }).parse((await reader.send('GET', `/claims/${claim}`)).body).status;

describe('the fund, seen from outside', () => {
  it('holds what is asked, makes the rest wait in ticket order, and serves those who wait when money comes back', async () => {
    await setFund(30_000, 30_000);
    const first = await inReview(meadow);
    const second = await inReview(harbour);
    const third = await submitted(meadow);
    await waitForStatus(meadow, third.claim, { statuses: ['waiting'] });
    const fourth = await submitted(harbour, { declaredCostPence: 1_000 });
    // £10 would not fit either way: nothing is left, and strict order keeps later claims behind the third.
    await waitForStatus(harbour, fourth.claim, { statuses: ['waiting'] });
    expect(await fundOf(meadow)).toMatchObject({
      limitPence: 30_000,
      availablePence: 0,
      heldPence: 30_000,
      waitingCount: 2,
      waitingPence: 16_000,
    });

    await harbour.send('POST', `/claims/${second.claim}/withdrawal`, { body: { reason: 'Not needed' } });
    await waitForStatus(meadow, third.claim, { statuses: ['in-review'] });
    expect(await statusOf(harbour, fourth.claim)).toBe('waiting');
    expect(await fundOf(meadow)).toMatchObject({
      availablePence: 0,
      heldPence: 30_000,
      waitingCount: 1,
      waitingPence: 1_000,
    });

    await meadow.send('POST', `/claims/${first.claim}/withdrawal`, { body: { reason: 'Not needed' } });
    await waitForStatus(harbour, fourth.claim, { statuses: ['in-review'] });
    expect(await fundOf(meadow)).toMatchObject({
      availablePence: 14_000,
      heldPence: 16_000,
      waitingCount: 0,
    });
  });

  it('refuses what the cap has no room for, with the exact figures, and leaves the pot alone', async () => {
    await setFund(100_000, 30_000);
    const { yours } = await fundOf(meadow);
    const room = yours?.availablePence ?? 0;
    expect(room).toBe(15_000);
    const before = await fundOf(meadow);
    const tooMuch = await submitted(meadow, { declaredCostPence: 15_500 });
    await waitForStatus(meadow, tooMuch.claim, { statuses: ['rejected'] });
    const { body } = await meadow.send('GET', `/claims/${tooMuch.claim}`);
    expect(body).toMatchObject({
      refusal: {
        reason: 'cap-exceeded',
        requestedPence: 15_500,
        capPence: 30_000,
        capAvailablePence: 15_000,
      },
      amounts: { heldPence: 0 },
    });
    expect(await fundOf(meadow)).toEqual({ ...before });
  });

  it('never lets the pot go below what is held and committed', async () => {
    const { heldPence, committedPence, limitPence } = await fundOf(meadow);
    const refused = await setFund(heldPence + committedPence - 1, 30_000);
    expect(refused.status).toBe(422);
    expect((await fundOf(meadow)).limitPence).toBe(limitPence);
    expect((await setFund(heldPence + committedPence, 30_000)).status).toBe(200);
  });

  it('is not there before anybody has set its limits', async () => {
    expect((await meadow.send('GET', '/funds/oliver/2024-25')).status).toBe(404);
    expect((await meadow.send('GET', '/funds/main/2019-20')).status).toBe(404);
  });
});

describe('the same learner and course', () => {
  it('goes to exactly one of many claims at once, and the others hold no money', async () => {
    await setFund(1_000_000, 500_000);
    const { registerLearner } = await import('../../infra/local/demo/employer.ts');
    const person = { niNumber: 'JK 45 67 89 B', givenName: 'Imogen', familyName: 'Sampleton' };
    const mine = await registerLearner(meadow, person);
    const theirs = await registerLearner(harbour, person);
    const drafts = await Promise.all([
      ...Array.from({ length: 5 }, async () => ({
        who: meadow,
        ...(await drafted(meadow, { learnerIds: [mine] })),
      })),
      ...Array.from({ length: 5 }, async () => ({
        who: harbour,
        ...(await drafted(harbour, { learnerIds: [theirs] })),
      })),
    ]);
    for (const draft of drafts) await withEvidence(draft.who, draft);
    const before = await fundOf(meadow);
    const answers = await Promise.all(drafts.map(({ who, claim }) => submit(who, claim)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    const after = await eventually(
      () => fundOf(meadow),
      ({ heldPence }) => heldPence > before.heldPence,
    );
    expect(after.heldPence - before.heldPence).toBe(15_000);
  });
});
