import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Answer, ApiClient } from '../../infra/local/demo/api-client.ts';
import { postFile } from '../../infra/local/demo/api-client.ts';
import { eventually, withEvidence } from './claims.ts';
import type { Drafted } from './claims.ts';

/** A file as somebody posts it, whatever was said about it before. */
export interface Posted {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(text, 'latin1'));

interface Announcement {
  readonly file: Posted;
  /** What is said otherwise than the file is. */
  readonly change?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Announces a file as proof of payment. */
export function announce(
  employer: ApiClient,
  claim: string,
  { file, change = {}, headers = {} }: Announcement,
): Promise<Answer> {
  const { fileName, contentType, bytes } = file;
  const body = { kind: 'payment', fileName, contentType, sizeBytes: bytes.length, sha256: sha256Of(bytes) };
  return employer.send('POST', `/claims/${claim}/evidence`, { body: { ...body, ...change }, headers });
}

const idOf = (body: unknown): string => z.object({ evidenceId: z.string() }).parse(body).evidenceId;

/** Announces a file and posts it. Storage's answer is for the test to judge. */
export async function give(employer: ApiClient, claim: string, file: Posted) {
  const announced = await announce(employer, claim, { file });
  if (announced.status !== 201) throw new Error(`Not announced: ${JSON.stringify(announced.body)}`);
  const stored = await postFile(announced.body, { ...file, contentType: 'application/pdf' });
  return { evidenceId: idOf(announced.body), announced: announced.body, stored };
}

const evidenceShape = z.object({
  evidenceId: z.string(),
  kind: z.enum(['payment', 'completion']),
  status: z.enum(['awaiting-upload', 'scanning', 'clean', 'refused']),
  reasonCode: z.string().optional(),
  fileName: z.string(),
  download: z.object({ url: z.url(), expiresAt: z.string() }).optional(),
});
export type SeenEvidence = z.infer<typeof evidenceShape>;

export async function evidenceOf(reader: ApiClient, claim: string): Promise<readonly SeenEvidence[]> {
  const { body } = await reader.send('GET', `/claims/${claim}/evidence`);
  return z.object({ items: z.array(evidenceShape) }).parse(body).items;
}

export async function readEvidence(
  reader: ApiClient,
  claim: string,
  evidenceId: string,
): Promise<SeenEvidence> {
  return evidenceShape.parse((await reader.send('GET', `/claims/${claim}/evidence/${evidenceId}`)).body);
}

/** Waits until no file of the claim is on its way or being scanned. */
export const settledEvidence = (reader: ApiClient, claim: string): Promise<readonly SeenEvidence[]> =>
  eventually(
    () => evidenceOf(reader, claim),
    (files) => files.every(({ status }) => status === 'clean' || status === 'refused'),
  );

/** Gives the claim the evidence that it needs, and waits until all of it is clean. */
export async function withCleanEvidence(employer: ApiClient, draft: Drafted): Promise<void> {
  await withEvidence(employer, draft);
  await settledEvidence(employer, draft.claim);
}
