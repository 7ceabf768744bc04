import { randomUUID } from 'node:crypto';
import type { Answer, ApiClient } from './api-client.ts';

/** Takes the claim, so that nobody else works on it. */
export const take = (caseworker: ApiClient, claim: string): Promise<Answer> =>
  caseworker.send('PUT', `/claims/${claim}/assignment`, { body: {} });

export interface Finding {
  readonly learnerIds: readonly string[];
  readonly costPerLearnerPence: number;
}

/** Records what a caseworker finds in good evidence: paid, and every learner complete. */
export async function recordMet(caseworker: ApiClient, claim: string, found: Finding): Promise<Answer> {
  const { etag } = await caseworker.send('GET', `/claims/${claim}`);
  const payment = {
    step: 'payment',
    outcome: 'met',
    costPerLearnerPence: found.costPerLearnerPence,
    paidInFull: true,
  };
  const completion = found.learnerIds.map((learnerId) => ({ step: 'completion', learnerId, outcome: 'met' }));
  return caseworker.send('PUT', `/claims/${claim}/review`, {
    body: { steps: [payment, ...completion] },
    headers: { 'if-match': etag },
  });
}

export async function decide(caseworker: ApiClient, claim: string, outcome: string): Promise<Answer> {
  const { etag } = await caseworker.send('GET', `/claims/${claim}`);
  return caseworker.send('POST', `/claims/${claim}/decision`, {
    body: { outcome },
    headers: { 'if-match': etag, 'idempotency-key': randomUUID() },
  });
}
