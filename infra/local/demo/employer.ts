import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Answer, ApiClient } from './api-client.ts';
import { postFile } from './api-client.ts';
import type { Paper } from './paper.ts';

const reference = z.object({ reference: z.string() });

/** Fails with the problem detail that the API gave, so that a broken walk says what broke it. */
export function expectStatus(answer: Answer, status: number, what: string): Answer {
  if (answer.status === status) return answer;
  throw new Error(`${what}: expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}`);
}

const LETTERS = 'ABCEGHJKLMNPRSTWXYZ';
const letter = (index: number): string => LETTERS.charAt(index % LETTERS.length);

/** An invented NI number of a valid form, another one for each `index`. */
export function inventedNiNumber(index: number): string {
  const digits = String(100_000 + (index % 900_000));
  return `${letter(index)}${'ACEHJLMP'.charAt(Math.floor(index / 19) % 8)}${digits}A`;
}

export interface LearnerInput {
  readonly niNumber: string;
  readonly givenName: string;
  readonly familyName: string;
}

export async function registerLearner(employer: ApiClient, learner: LearnerInput): Promise<string> {
  const body = {
    ...learner,
    jobTitle: 'Care worker',
    roleCategory: 'care-or-support-worker',
    regulated: false,
  };
  const answer = expectStatus(await employer.send('POST', '/learners', { body }), 201, 'Register a learner');
  return z.object({ learnerId: z.string() }).parse(answer.body).learnerId;
}

export interface ClaimInput {
  readonly learnerIds: readonly string[];
  readonly trainingCode: string;
  readonly startDate?: string;
  readonly paymentDate: string;
  readonly completionDate: string;
  readonly declaredCostPence?: number;
}

export async function draftClaim(employer: ApiClient, claim: ClaimInput): Promise<string> {
  const { learnerIds, completionDate, ...rest } = claim;
  const learners = learnerIds.map((learnerId) => ({ learnerId, completionDate }));
  const provider = { name: 'Northmoor Training', qualityAssured: true };
  const body = { type: 'full', provider, learners, ...rest };
  const answer = expectStatus(await employer.send('POST', '/claims', { body }), 201, 'Draft a claim');
  return reference.parse(answer.body).reference;
}

export interface EvidenceInput {
  readonly kind: 'payment' | 'completion';
  readonly learnerId?: string;
}

/** Announces a file, gets permission and posts it straight to storage. Gives its id. */
export async function upload(
  employer: ApiClient,
  claim: string,
  { file, ...place }: EvidenceInput & { readonly file: Paper },
): Promise<string> {
  const { fileName, contentType, bytes, sha256 } = file;
  const body = { ...place, fileName, contentType, sizeBytes: bytes.length, sha256 };
  const answer = expectStatus(
    await employer.send('POST', `/claims/${claim}/evidence`, { body }),
    201,
    'Ask for an upload',
  );
  const stored = await postFile(answer.body, file);
  if (stored.status !== 204)
    throw new Error(`Storage refused the file: ${stored.status} ${await stored.text()}`);
  return z.object({ evidenceId: z.string() }).parse(answer.body).evidenceId;
}

export async function submit(
  employer: ApiClient,
  claim: string,
  key: string = randomUUID(),
): Promise<Answer> {
  return employer.send('POST', `/claims/${claim}/submission`, {
    body: { declaration: true },
    headers: { 'idempotency-key': key },
  });
}

const status = z.object({ status: z.string() });

/** Waits until the claim is in one of these states, telling each one that it passes. */
export async function waitForStatus(
  reader: ApiClient,
  claim: string,
  wanted: { readonly statuses: readonly string[]; readonly seen?: (status: string) => void },
): Promise<Answer> {
  let last = '';
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await reader.send('GET', `/claims/${claim}`);
    const now = status.parse(answer.body).status;
    if (now !== last) wanted.seen?.(now);
    last = now;
    if (wanted.statuses.includes(now)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The claim stayed ${last} and never became ${wanted.statuses.join(' or ')}`);
}
