import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PastClaims } from '../../application/ports/scheme-changes.ts';
import { decisionRecordSchema } from '../../contracts/stored/decision-record.ts';
import { KNOWN_FUND_YEARS } from '../../domain/fund/ticket.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { PastClaim } from '../../domain/policy/replay.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import type { TableNames } from './client.ts';
import { attributeOf, keyOf } from './item.ts';
import { RECORDS, claimPartition, lineName } from './keys.ts';
import { itemsOf, queryFirst, rowsOf } from './read.ts';
import { ticketIdOf } from './ticket-store.ts';
import { ticketOf } from './tickets.ts';

interface PastClaimsOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims' | 'line'>;
}

const AT_ONCE = 16;

/** The claims of one line, the newest first: one more than `limit` says that there are more. */
async function newestInLine(
  { client, tables }: PastClaimsOptions,
  fundYear: FundYear,
  limit: number,
): Promise<readonly ClaimReference[]> {
  const question = {
    table: tables.line,
    consistent: true,
    condition: 'line = :line',
    values: { line: lineName(fundYear) },
    descending: true,
  };
  const found: ClaimReference[] = [];
  for await (const item of itemsOf(client, question)) {
    const { request } = ticketOf(item, fundYear, ticketIdOf(item));
    if (request.kind === 'claim') found.push(request.reference);
    if (found.length > limit) break;
  }
  return found;
}

/** The record of the claim's last submission. A claim that was never judged by the rules has none. */
async function lastRecord(
  { client, tables }: PastClaimsOptions,
  reference: ClaimReference,
): Promise<PastClaim | undefined> {
  const question = {
    ...rowsOf(tables.claims, claimPartition(reference), RECORDS),
    descending: true,
    pageSize: 1,
  };
  const [item] = await queryFirst(client, question, 1);
  if (item === undefined) return undefined;
  const place = { record: 'decision record', key: keyOf(item) };
  return { reference, record: attributeOf(item, { name: 'record', schema: decisionRecordSchema }, place) };
}

/** Reads what was decided, out of the lines in which every claim has its place. It reads, and nothing else. */
export const createPastClaims = (options: PastClaimsOptions): PastClaims => ({
  async newest(limit) {
    const lines = await Promise.all(
      KNOWN_FUND_YEARS.map((fundYear) => newestInLine(options, fundYear, limit)),
    );
    const references = [...new Set(lines.flatMap((line) => line.slice(0, limit)))];
    const claims: PastClaim[] = [];
    for (let from = 0; from < references.length; from += AT_ONCE) {
      const batch = references.slice(from, from + AT_ONCE);
      const records = await Promise.all(batch.map((reference) => lastRecord(options, reference)));
      claims.push(...records.filter((record) => record !== undefined));
    }
    return { claims, complete: lines.every((line) => line.length <= limit) };
  },
});
