import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { downloadOrderLog } from '../../infra/local/command/order-log.ts';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { decide, take } from '../../infra/local/demo/caseworker.ts';
import { waitForStatus } from '../../infra/local/demo/employer.ts';
import { claimResponse, receiptResponse } from '../../shared/contracts/http/claim-responses.ts';
import { fundResponse } from '../../shared/contracts/http/fund-responses.ts';
import { orderLogResponse } from '../../shared/contracts/http/order-log-responses.ts';
import { readApiDocument } from '../support/api-document.ts';
import { approve, eventually, submitted } from '../support/claims.ts';
import type { Drafted } from '../support/claims.ts';
import { DescribedAnswers } from '../support/described-answers.ts';
import { startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const VERIFIER = join(ROOT, 'verify', 'verify-order.mjs');
const DOCUMENT: unknown = JSON.parse(readFileSync(join(ROOT, 'docs', 'api', 'openapi.json'), 'utf8'));
const answers = new DescribedAnswers(readApiDocument(DOCUMENT));
const files = mkdtempSync(join(tmpdir(), 'ldss-order-log-'));

let copy: RunningCopy;
let everybody: ApiClient;
let meadow: ApiClient;
let harbour: ApiClient;
let caseworker: ApiClient;
/** The claims of this file, in the order of their tickets, with who made each. */
const claims: { readonly employer: 'meadow' | 'harbour'; readonly claim: string }[] = [];

beforeAll(async () => {
  copy = await startCopy();
  everybody = answers.watch(copy.nobody);
  meadow = answers.watch(await copy.as('submitter@meadow'));
  harbour = answers.watch(await copy.as('submitter@harbour'));
  caseworker = answers.watch(await copy.as('caseworker1@staff'));
});
afterAll(async () => {
  rmSync(files, { recursive: true, force: true });
  await copy.close();
});

const employerOf = (name: 'meadow' | 'harbour') => (name === 'meadow' ? meadow : harbour);
const viewOf = async (reader: ApiClient, claim: string) =>
  claimResponse.parse((await reader.send('GET', `/claims/${claim}`)).body);
const meter = async () => fundResponse.parse((await everybody.send('GET', '/funds/main/2025-26')).body);
const download = async () => orderLogResponse.parse(await downloadOrderLog(everybody, 'main', '2025-26'));

/** The log and the meter of one moment: what the meter shows is what the log's last line left. */
async function agreed() {
  const figures = await eventually(
    async () => {
      const before = await meter();
      const log = await download();
      return { before, log, after: await meter() };
    },
    ({ before, after }) => JSON.stringify({ ...before, asAt: '' }) === JSON.stringify({ ...after, asAt: '' }),
  );
  const { log, after: now } = figures;
  const { limitPence, availablePence, heldPence, committedPence } = now;
  expect(log.lines.at(-1)?.after).toEqual({ limitPence, availablePence, heldPence, committedPence });
  return { log, meter: now };
}

async function made(employer: 'meadow' | 'harbour', cost: number, status: string): Promise<Drafted> {
  const draft = await submitted(employerOf(employer), { declaredCostPence: cost });
  claims.push({ employer, claim: draft.claim });
  await waitForStatus(employerOf(employer), draft.claim, { statuses: [status] });
  return draft;
}

const setFund = (limitPence: number, capPence: number) =>
  copy.sandbox.send('PUT', '/sandbox/funds/main/2025-26', { body: { limitPence, capPence } });
const withdraw = (employer: 'meadow' | 'harbour', { claim }: Drafted) =>
  employerOf(employer).send('POST', `/claims/${claim}/withdrawal`, { body: { reason: 'Not needed' } });
const lastOutcomes = async (count: number) =>
  (await agreed()).log.lines.slice(-count).map(({ outcome, ticket }) => [outcome, ticket]);

function verify(log: unknown, receipts: readonly unknown[] = []) {
  const write = (name: string, value: unknown) => {
    const path = join(files, name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const options = receipts.flatMap((receipt, index) => [
    '--receipt',
    write(`receipt-${index}.json`, receipt),
  ]);
  const words = [VERIFIER, write('log.json', log), ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe('a fund, followed line by line', () => {
  it('shows in its log what its meter shows, at every step of many claims', async () => {
    await setFund(30_000, 100_000);
    await agreed();
    const first = await made('meadow', 15_000, 'in-review');
    expect((await agreed()).meter).toMatchObject({ availablePence: 15_000, stopped: false, lowPot: null });
    const second = await made('harbour', 15_000, 'in-review');
    expect((await agreed()).meter).toMatchObject({ availablePence: 0, lowPot: 95, forecast: null });
    const third = await made('meadow', 14_000, 'waiting');
    const fourth = await made('harbour', 1_000, 'waiting');
    const fifth = await made('meadow', 9_000, 'waiting');
    expect(await lastOutcomes(3)).toEqual([
      ['waiting', 3],
      ['waiting', 4],
      ['waiting', 5],
    ]);

    const place = (position: number, pence: number, ofClaims: number) => ({
      position,
      ahead: { claims: position - 1, pence },
      ofClaims,
    });
    expect((await viewOf(meadow, third.claim)).waiting).toEqual(place(1, 0, 3));
    expect((await viewOf(harbour, fourth.claim)).waiting).toEqual(place(2, 14_000, 3));
    expect((await viewOf(meadow, fifth.claim)).waiting).toEqual(place(3, 15_000, 3));
    expect((await viewOf(caseworker, fifth.claim)).waiting).toEqual(place(3, 15_000, 3));
    expect((await viewOf(meadow, fifth.claim)).reserved).toBeUndefined();

    await withdraw('harbour', fourth);
    await eventually(
      () => viewOf(meadow, fifth.claim),
      ({ waiting }) => waiting?.position === 2,
    );
    expect((await viewOf(meadow, fifth.claim)).waiting).toEqual(place(2, 14_000, 2));
    expect(await lastOutcomes(1)).toEqual([['left', null]]);

    await withdraw('harbour', second);
    await waitForStatus(meadow, third.claim, { statuses: ['in-review'] });
    expect(await lastOutcomes(2)).toEqual([
      ['released', null],
      ['promoted', 3],
    ]);
    expect((await viewOf(meadow, third.claim)).waiting).toBeUndefined();
    expect((await viewOf(meadow, fifth.claim)).waiting).toEqual(place(1, 0, 1));

    await approve(caseworker, first, 15_000);
    expect(await lastOutcomes(1)).toEqual([['committed', null]]);
    await setFund(40_000, 100_000);
    await waitForStatus(meadow, fifth.claim, { statuses: ['in-review'] });
    expect(await lastOutcomes(2)).toEqual([
      ['limit-set', null],
      ['promoted', 5],
    ]);
    expect((await agreed()).meter).toMatchObject({
      committedPence: 15_000,
      waitingCount: 0,
      ticketsIssued: 5,
    });
  });

  it('tells an employer what is reserved, until when, and what would release it', async () => {
    await setFund(100_000, 100_000);
    const { claim, learnerId } = await made('meadow', 15_000, 'in-review');
    expect((await viewOf(meadow, claim)).reserved).toMatchObject({ pence: 15_000, until: null });

    await take(caseworker, claim);
    const hold = async () => ({ 'if-match': (await caseworker.send('GET', `/claims/${claim}`)).etag });
    const reason = { reason: 'The provider is being checked.' };
    await caseworker.send('POST', `/claims/${claim}/hold`, { headers: await hold(), body: reason });
    expect((await viewOf(meadow, claim)).reserved).toEqual({
      pence: 15_000,
      until: null,
      releasedBy: ['Nothing, for as long as the claim is on hold.'],
    });
    expect((await withdraw('meadow', { claim, learnerId })).status).toBe(409);
    await caseworker.send('POST', `/claims/${claim}/resume`, { headers: await hold(), body: {} });

    const completion = {
      step: 'completion',
      learnerId,
      outcome: 'action',
      reasonCodes: ['certificate-date-missing'],
      note: 'See the certificate.',
    };
    await caseworker.send('PUT', `/claims/${claim}/review`, {
      headers: await hold(),
      body: {
        steps: [
          { step: 'payment', outcome: 'met', costPerLearnerPence: 15_000, paidInFull: true },
          completion,
        ],
      },
    });
    await decide(caseworker, claim, 'needs-action');
    const sentBack = await viewOf(meadow, claim);
    expect(sentBack).toMatchObject({ status: 'needs-action', reserved: { pence: 15_000 } });
    expect(sentBack.reserved?.until).toBe(sentBack.actBy);
    expect(sentBack.reserved?.releasedBy).toContain(
      'The claim is not submitted again by the end of that day.',
    );

    // Exactly that day's end frees it: not a moment before, and by one line of the log.
    const lines = (await agreed()).log.lines.length;
    await copy.setClock(`${sentBack.reserved?.until ?? ''}T22:30:00Z`);
    await copy.run('expire-claims');
    expect((await viewOf(meadow, claim)).reserved?.pence).toBe(15_000);
    expect((await agreed()).log.lines).toHaveLength(lines);
    await copy.setClock('2026-01-31T09:00:00Z');
    await copy.run('expire-claims');
    await eventually(
      () => viewOf(meadow, claim),
      ({ status, amounts }) => status === 'expired' && amounts.heldPence === 0,
    );
    expect((await viewOf(meadow, claim)).reserved).toBeUndefined();
    expect((await agreed()).log.lines).toHaveLength(lines + 1);
    expect(await lastOutcomes(1)).toEqual([['released', null]]);
    await copy.setClock('2025-10-01T09:00:00Z');
  });
});

describe('the public order log', () => {
  const receiptsOf = () =>
    Promise.all(
      claims.map(async ({ employer, claim }) =>
        receiptResponse.parse((await employerOf(employer).send('GET', `/claims/${claim}/receipt`)).body),
      ),
    );

  it('is found sound by a verifier that knows nothing of the service, with every receipt', async () => {
    const [log, receipts] = [await download(), await receiptsOf()];
    expect(receipts.map(({ ticket }) => ticket)).toEqual(claims.map((_, index) => index + 1));
    const { status, said } = verify(log, receipts);
    expect(said).toContain('The order log of main 2025-26 is sound.');
    expect(said.match(/agrees with the log/g)).toHaveLength(claims.length);
    expect(status).toBe(0);
  });

  it('lets whoever has the receipt, the reference and the employer find the line, and nobody else', async () => {
    const [{ lines }, receipts] = [await download(), await receiptsOf()];
    for (const [index, { employer, claim }] of claims.entries()) {
      const mark = createHash('sha256')
        .update(JSON.stringify([claim, employer]))
        .digest('hex');
      const receipt = receipts[index];
      expect(receipt?.owner).toBe(mark);
      const own = lines.filter(({ owner }) => owner === mark);
      expect(own[0]).toMatchObject({
        number: receipt?.position,
        hash: receipt?.hash,
        takenAt: receipt?.submittedAt,
      });
      expect(own.map(({ ticketId, resolves }) => resolves ?? ticketId)).toEqual(
        own.map(() => receipt?.ticketId),
      );
    }
  });

  it('is broken when one penny, one line or one receipt in it is another', async () => {
    const [log, [receipt]] = [await download(), await receiptsOf()];
    const changed = log.lines.map((line) => (line.ticket === 2 ? { ...line, amountPence: 14_999 } : line));
    expect(verify({ ...log, lines: changed }).status).toBe(1);
    expect(verify({ ...log, lines: log.lines.toSpliced(3, 1) }).status).toBe(1);
    const untrue = { ...receipt, submittedAt: '2025-09-30T09:00:00.000Z' };
    expect(verify(log, [untrue])).toMatchObject({ status: 1 });
  });

  it('names no employer, no claim, no learner and no person', async () => {
    const text = JSON.stringify(await download()).toLowerCase();
    const learners = z.object({ items: z.array(z.object({ learnerId: z.string() })) });
    const mine = learners.parse((await meadow.send('GET', '/learners')).body).items;
    const secrets = [
      ...claims.flatMap(({ claim }) => [claim, claim.replaceAll('-', '')]),
      ...mine.map(({ learnerId }) => learnerId),
      ...['meadow', 'harbour', 'newco', 'submitter', 'caseworker', 'imogen', 'sample', '@'],
    ];
    expect(mine.length).toBeGreaterThan(0);
    expect(secrets.filter((secret) => text.includes(secret.toLowerCase()))).toEqual([]);
  });

  it('goes on after any line', async () => {
    const { lines } = await download();
    const rest = orderLogResponse.parse(
      (await everybody.send('GET', `/order-log/main/2025-26?after=${lines.length - 2}`)).body,
    );
    expect(rest).toEqual({ fund: 'main', year: '2025-26', lines: lines.slice(-2), next: null });
  });

  it('of another fund is another chain', async () => {
    const other = orderLogResponse.parse(await downloadOrderLog(everybody, 'oliver', '2025-26'));
    expect(other.lines.map(({ outcome }) => outcome)).toEqual(['limit-set']);
    expect(verify(other).status).toBe(0);
    expect(verify({ ...other, fund: 'main' }).status).toBe(1);
  });
});
