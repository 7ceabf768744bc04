import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { instant } from '../../contracts/stored/shape.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { TableNames } from './client.ts';
import { attributeOf, checked } from './item.ts';
import { SANDBOX_CLOCK } from './keys.ts';
import { readItem } from './read.ts';
import { putItem } from './single-writes.ts';

const PLACE = { record: 'sandbox clock', key: SANDBOX_CLOCK };
const nowSchema = instant.nullable();

/** The time that the sandbox was told it is. Stages without a sandbox never make one. */
export interface SandboxClock {
  /** Null while the sandbox follows the real clock. */
  read(): Promise<Instant | null>;
  set(now: Instant | null): Promise<void>;
}

export const createSandboxClock = ({
  client,
  tables,
}: {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}): SandboxClock => ({
  async read() {
    const item = await readItem(client, tables.claims, SANDBOX_CLOCK);
    return item === undefined ? null : attributeOf(item, { name: 'now', schema: nowSchema }, PLACE);
  },
  async set(now) {
    const row = { ...SANDBOX_CLOCK, now: checked(nowSchema, now, PLACE) };
    await putItem(client, tables.claims, { row });
  },
});
