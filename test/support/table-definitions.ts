import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { tableProperties, toTable } from '../../infra/local/assembly/resources/tables.ts';
import type { TableDefinition } from '../../infra/local/dynamodb/table-definition.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../infra/local/engine.ts';
import type { TableNames } from '../../shared/adapters/dynamodb/client.ts';

const INFRA = join(import.meta.dirname, '../../infra');
const LOGICAL_IDS = { claims: 'ClaimsTable', line: 'LineTable', funds: 'FundsTable', outbox: 'OutboxTable' };
export const TABLES: TableNames = { claims: 'Claims', line: 'Line', funds: 'Funds', outbox: 'Outbox' };

const resources = z.record(z.string(), z.object({ Properties: z.object(tableProperties.shape) }));

/** Everything that the tables of the template can depend on. */
function fingerprint(): string {
  const constructs = readdirSync(join(INFRA, 'constructs')).map((name) => join('constructs', name));
  const hash = createHash('sha256');
  for (const name of [
    'stacks/data-stack.ts',
    'stages.ts',
    '../package-lock.json',
    ...constructs.toSorted(),
  ]) {
    hash.update(readFileSync(join(INFRA, name)));
  }
  return hash.digest('hex').slice(0, 32);
}

async function synthesize(): Promise<unknown> {
  const { App } = await import('aws-cdk-lib');
  const { Template } = await import('aws-cdk-lib/assertions');
  const { DataStack } = await import('../../infra/stacks/data-stack.ts');
  const { settingsOf } = await import('../../infra/stages.ts');
  const app = new App({ analyticsReporting: false });
  const stack = new DataStack(app, 'Data', { settings: settingsOf('local'), env: { region: LOCAL_REGION } });
  return Template.fromStack(stack).findResources('AWS::DynamoDB::Table');
}

/** Loading the CDK takes longer than most suites, so its answer is kept for as long as its sources are the same. */
async function tablesOfTemplate(): Promise<z.output<typeof resources>> {
  const kept = join(tmpdir(), `ldss-tables-${fingerprint()}.json`);
  try {
    return resources.parse(JSON.parse(readFileSync(kept, 'utf8')));
  } catch {
    const tables = resources.parse(await synthesize());
    const draft = `${kept}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(tables));
    renameSync(draft, kept);
    return tables;
  }
}

/** The tables as the CDK app defines them; there is no second definition. */
export async function tableDefinitions(): Promise<readonly TableDefinition[]> {
  const found = Object.entries(await tablesOfTemplate());
  return Object.entries(LOGICAL_IDS).map(([table, logicalId]) => {
    const name = TABLES[z.enum(['claims', 'line', 'funds', 'outbox']).parse(table)];
    const resource = found.find(([id]) => id.startsWith(logicalId))?.[1];
    if (resource === undefined) throw new Error(`The data stack has no ${logicalId}`);
    const arn = `arn:aws:dynamodb:${LOCAL_REGION}:${LOCAL_ACCOUNT}:table/${name}`;
    const place = { stack: 'Data', logicalId, type: 'AWS::DynamoDB::Table' };
    return toTable({ name, reference: name, arn, place, properties: resource.Properties });
  });
}
