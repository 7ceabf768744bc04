import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { FundJournal } from '../../application/ports/fund-journal.ts';
import { journalLineSchema } from '../../contracts/stored/journal.ts';
import type { JournalLine } from '../../domain/fund/journal.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { TableNames } from './client.ts';
import { attributeOf, checked, keyOf } from './item.ts';
import type { Item, Row } from './item.ts';
import { journalKey, journalPartition, journalSort } from './keys.ts';
import { itemsOf, queryFirst } from './read.ts';
import type { Question } from './read.ts';

interface FundJournalOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'funds'>;
}

const linesSchema = z.array(journalLineSchema).min(1);

/** The lines of one write as they are kept, under the number of the first. */
export function journalRow(fundYear: FundYear, lines: readonly JournalLine[]): Row {
  const key = journalKey(fundYear, lines[0]?.number ?? 0);
  return { ...key, lines: checked(linesSchema, lines, { record: 'journal', key }) };
}

const linesOf = (item: Item): readonly JournalLine[] =>
  attributeOf(item, { name: 'lines', schema: linesSchema }, { record: 'journal', key: keyOf(item) });

/** Each row has a line at least, so that a page of as many rows as lines is always enough. */
async function readLines(
  { client, tables }: FundJournalOptions,
  fundYear: FundYear,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly JournalLine[]> {
  const question: Omit<Question, 'condition'> = {
    table: tables.funds,
    consistent: true,
    values: { pk: journalPartition(fundYear), number: journalSort(after + 1) },
  };
  // Rows are only ever added, in their order: what is read after the rest holds everything that came before it. The other
  // way round, or side by side, two rows that are written between the two reads leave a gap.
  const beyond = { ...question, condition: 'pk = :pk AND sk > :number', pageSize: limit };
  const rest = await firstLines(client, beyond, limit);
  // The line after this one may lie inside a row that begins before it.
  const upTo = { ...question, condition: 'pk = :pk AND sk <= :number', descending: true, pageSize: 1 };
  const first = await queryFirst(client, upTo, 1);
  const lines = [...first.flatMap(linesOf), ...rest];
  return lines.filter(({ number }) => number > after).slice(0, limit);
}

/** In a rush a row has many lines: whoever read as many rows as lines are wanted would read most of them for nothing. */
async function firstLines(
  client: DynamoDBClient,
  question: Question,
  count: number,
): Promise<readonly JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const item of itemsOf(client, question)) {
    lines.push(...linesOf(item));
    if (lines.length >= count) break;
  }
  return lines;
}

/** The funds' journals, for those who read them. Only the allocator's own write adds to one. */
export const createFundJournal = (options: FundJournalOptions): FundJournal => ({
  read: (fundYear, page) => readLines(options, fundYear, page),
});
