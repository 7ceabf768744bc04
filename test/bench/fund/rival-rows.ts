import { GetItemCommand, PutItemCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Pence } from '../../../shared/domain/money.ts';
import { TABLES } from '../../support/table-definitions.ts';
import type { Application } from './applications.ts';
import type { Fund } from './design.ts';
import type { ModelledService } from './modelled-service.ts';

/** A pot or a cap as the rival designs keep it: what is held, and how often it was written. */
export interface Balance {
  readonly heldPence: Pence;
  readonly version: number;
}

const shape = z.object({ heldPence: z.number(), version: z.number() });
const NOTHING: Balance = { heldPence: 0, version: 0 };

export type Key = Readonly<Record<'pk' | 'sk', string>>;

const nameOf = ({ fundYear }: Fund): string => `RIVAL#${fundYear.fund}#${fundYear.year}`;

/** The pot and each cap have a partition of their own: the rivals get the best layout there is. */
export const potKey = (fund: Fund): Key => ({ pk: nameOf(fund), sk: 'POT' });
export const capKey = (fund: Fund, { organisationId }: Application): Key => ({
  pk: `${nameOf(fund)}#CAP#${organisationId}`,
  sk: 'CAP',
});

export const wire = (plain: Readonly<Record<string, unknown>>): Record<string, AttributeValue> =>
  marshall(plain);

/** The claim's own record of its hold: about as large as a ticket. */
export const claimPut = (fund: Fund, application: Application, heldAt: number): TransactWriteItem => ({
  Put: {
    TableName: TABLES.claims,
    Item: wire({
      pk: `${nameOf(fund)}#CLAIM#${application.reference}`,
      sk: 'HOLD',
      ...application,
      ...fund.fundYear,
      heldAt,
      state: 'held',
    }),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

export async function readBalance(
  service: Pick<ModelledService, 'clientOf'> | BooksReader,
  key: Key,
  caller = 0,
): Promise<Balance> {
  const client = 'clientOf' in service ? service.clientOf(caller) : service.client;
  const command = new GetItemCommand({ TableName: TABLES.funds, Key: wire(key), ConsistentRead: true });
  const { Item: item } = await client.send(command);
  return item === undefined ? NOTHING : shape.parse(unmarshall(item));
}

type BooksReader = ModelledService['engine'];

export async function putEmptyPot(service: ModelledService, fund: Fund): Promise<void> {
  const Item = wire({ ...potKey(fund), ...NOTHING });
  await service.clientOf(0).send(new PutItemCommand({ TableName: TABLES.funds, Item }));
}

/** Why a transaction was cancelled, by position; undefined when it was not cancelled. */
export const reasonsOf = (error: unknown): readonly string[] | undefined =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
    : undefined;
