import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fundEndpoints } from '../../../functions/api/funds/endpoints.ts';
import type { FundEndpointPorts } from '../../../functions/api/funds/endpoints.ts';
import type { FundJournal } from '../../../shared/application/ports/fund-journal.ts';
import { orderLogResponse } from '../../../shared/contracts/http/order-log-responses.ts';
import type { JournalLine } from '../../../shared/domain/fund/journal.ts';
import { isProblem } from '../../../shared/http/problem.ts';

const HASH = 'a'.repeat(64);

const lineOf = (number: number): JournalLine => ({
  number,
  outcome: 'held',
  ticketId: `ticket-${number}`,
  ticket: number,
  resolves: null,
  takenAt: '2025-10-01T09:00:00.000Z',
  settledAt: '2025-10-01T09:00:00.100Z',
  amountPence: 100,
  because: null,
  strictOrder: true,
  moved: { fundingPence: 0, availablePence: -100, heldPence: 100, committedPence: 0 },
  after: { limitPence: 1_000, availablePence: 900, heldPence: 100, committedPence: 0 },
  owner: HASH,
  previousHash: HASH,
  hash: HASH,
  claim: { reference: '7KD-M3QX-9TWB-A', organisationId: 'meadow' },
  capPence: 400,
});

/** A journal of so many lines, in memory. */
const journalOf = (count: number): FundJournal => ({
  read: (_fundYear, { after, limit }) => {
    const left = Math.max(0, Math.min(limit, count - after));
    return Promise.resolve(Array.from({ length: left }, (_, index) => lineOf(after + index + 1)));
  },
});

function ask(count: number, query: Record<string, string> = {}, year = '2025-26') {
  const ports = z.custom<FundEndpointPorts>().parse({ journal: journalOf(count) });
  return fundEndpoints(ports).readOrderLog({
    path: { fund: 'main', year },
    query,
    body: undefined,
    ifMatch: undefined,
    idempotencyKey: undefined,
    fingerprint: '',
    context: { person: undefined, now: '2025-10-01T09:00:00.000Z', correlationId: 'c' },
  });
}

async function page(count: number, query: Record<string, string> = {}) {
  const answer = await ask(count, query);
  if (isProblem(answer)) throw new Error(answer.detail);
  return { ...orderLogResponse.parse(answer.body), caching: answer.headers?.['cache-control'] };
}
const numbersOf = ({ lines }: Awaited<ReturnType<typeof page>>) => lines.map(({ number }) => number);

describe('the public order log', () => {
  it('begins with the first line, and ends where there is nothing to go on with', async () => {
    const all = await page(3);
    expect(all).toMatchObject({ fund: 'main', year: '2025-26', next: null });
    expect(numbersOf(all)).toEqual([1, 2, 3]);
  });

  it('goes on after the number that was asked for', async () => {
    expect(numbersOf(await page(5, { after: '3' }))).toEqual([4, 5]);
    expect(await page(5, { after: '5' })).toMatchObject({ lines: [], next: null });
  });

  it('comes in pages of 500 lines, each of which says where to go on', async () => {
    const [first, second, third] = [
      await page(1_000),
      await page(1_000, { after: '500' }),
      await page(1_000, { after: '1000' }),
    ];
    expect([first.next, second.next, third.next]).toEqual([500, 1_000, null]);
    expect(numbersOf(second)).toHaveLength(500);
    expect(numbersOf(third)).toEqual([]);
  });

  it('lets a whole page be kept, and never the last one, which grows', async () => {
    expect((await page(500)).caching).toBe('public, max-age=3600');
    expect((await page(499)).caching).toBeUndefined();
    expect((await page(500, { after: '1' })).caching).toBeUndefined();
  });

  it('names no employer, no claim and no cap', async () => {
    const text = JSON.stringify(await page(3));
    for (const secret of ['meadow', '7KD-M3QX-9TWB-A', 'claim', 'capPence'])
      expect(text).not.toContain(secret);
  });

  it('of a fund without lines is empty, and of what is no fund is not found', async () => {
    expect(await page(0)).toMatchObject({ lines: [], next: null });
    expect(await ask(3, {}, '2025-27')).toMatchObject({ status: 404, code: 'not-found' });
  });

  it.each(['-1', '1.5', 'last', '1000000000000'])('does not go on after %s', async (after) => {
    expect(await ask(3, { after })).toMatchObject({ status: 422, code: 'validation-failed' });
  });
});
