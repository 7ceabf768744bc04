import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, recordMet, take } from '../../infra/local/demo/caseworker.ts';
import {
  draftClaim,
  inventedNiNumber,
  registerLearner,
  submit,
  upload,
  waitForStatus,
} from '../../infra/local/demo/employer.ts';
import type { ClaimInput } from '../../infra/local/demo/employer.ts';
import { paper, pdfOf } from '../../infra/local/demo/paper.ts';

let people = 0;

/** An invented learner that nobody has used before in this run. */
export async function newLearner(employer: ApiClient): Promise<string> {
  people += 1;
  return registerLearner(employer, {
    niNumber: inventedNiNumber(people),
    givenName: 'Imogen',
    familyName: `Sample${'abcdefghij'.charAt(people % 10)}`,
  });
}

/** Started, paid and completed inside the window of 1 October 2025. `UPM` is a course with a maximum of £160. */
export const COURSE = {
  trainingCode: 'UPM',
  startDate: '2025-09-01',
  paymentDate: '2025-09-03',
  completionDate: '2025-09-20',
  declaredCostPence: 15_000,
} as const;

export const INVOICE = paper('invoice.pdf', pdfOf(['Northmoor Training', 'Paid in full']));
export const CERTIFICATE = paper('certificate.pdf', pdfOf(['Certificate of completion']));

export interface Drafted {
  readonly claim: string;
  readonly learnerId: string;
}

export async function drafted(employer: ApiClient, overrides: Partial<ClaimInput> = {}): Promise<Drafted> {
  const learnerId = overrides.learnerIds?.[0] ?? (await newLearner(employer));
  const claim = await draftClaim(employer, { ...COURSE, learnerIds: [learnerId], ...overrides });
  return { claim, learnerId };
}

export async function withEvidence(employer: ApiClient, { claim, learnerId }: Drafted): Promise<void> {
  await upload(employer, claim, { kind: 'payment', file: INVOICE });
  await upload(employer, claim, { kind: 'completion', learnerId, file: CERTIFICATE });
}

/** A claim with good evidence, submitted; it has left the employer's hands and nothing more. */
export async function submitted(employer: ApiClient, overrides: Partial<ClaimInput> = {}): Promise<Drafted> {
  const draft = await drafted(employer, overrides);
  await withEvidence(employer, draft);
  const answer = await submit(employer, draft.claim);
  if (answer.status !== 202) throw new Error(`Not submitted: ${JSON.stringify(answer.body)}`);
  return draft;
}

export async function inReview(employer: ApiClient, overrides: Partial<ClaimInput> = {}): Promise<Drafted> {
  const draft = await submitted(employer, overrides);
  await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
  return draft;
}

const heldFor = z.object({ amounts: z.object({ heldPence: z.number() }) });

/** Takes the claim, records every step as met and approves it; waits until the line has committed the money. */
export async function approve(
  caseworker: ApiClient,
  { claim, learnerId }: Drafted,
  costPerLearnerPence = 15_000,
): Promise<Answer> {
  await take(caseworker, claim);
  await recordMet(caseworker, claim, { learnerIds: [learnerId], costPerLearnerPence });
  const decision = await decide(caseworker, claim, 'approved');
  if (decision.status !== 200) return decision;
  await eventually(
    async () => heldFor.parse((await caseworker.send('GET', `/claims/${claim}`)).body).amounts.heldPence,
    (heldPence) => heldPence === 0,
  );
  return decision;
}

const fundFigures = z.object({
  limitPence: z.number(),
  availablePence: z.number(),
  heldPence: z.number(),
  committedPence: z.number(),
  waitingCount: z.number(),
  waitingPence: z.number(),
  yours: z
    .object({
      capPence: z.number(),
      availablePence: z.number(),
      heldPence: z.number(),
      committedPence: z.number(),
    })
    .optional(),
});
export type FundFigures = z.infer<typeof fundFigures>;

export async function fundOf(reader: ApiClient, fund = 'main', year = '2025-26'): Promise<FundFigures> {
  return fundFigures.parse((await reader.send('GET', `/funds/${fund}/${year}`)).body);
}

/** Waits until `condition` holds for what `read` gives; fails with the last value otherwise. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  condition: (value: Value) => boolean,
): Promise<Value> {
  let value = await read();
  for (let tries = 0; tries < 200 && !condition(value); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    value = await read();
  }
  if (!condition(value)) throw new Error(`Never came true; last was ${JSON.stringify(value)}`);
  return value;
}

const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().min(10),
  correlationId: z.string().min(1),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
});

/** A problem detail, checked for its shape. */
export const problemIn = (body: unknown) => problemShape.parse(body);
