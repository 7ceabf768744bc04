import { parseArgs } from 'node:util';
import { createClaimStore } from '../shared/adapters/dynamodb/claim-store.ts';
import { createDynamoDbClient } from '../shared/adapters/dynamodb/client.ts';
import { rerunDecisions } from '../shared/application/claims/rerun-decisions.ts';
import { isClaimReference, normaliseReference } from '../shared/domain/reference.ts';
import { READY_FILE } from '../infra/local/command/paths.ts';
import { ReadyFile } from '../infra/local/command/ready-file.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../infra/local/engine.ts';

const USAGE = 'npm run rerun -- REFERENCE, or for a table on AWS: npm run rerun -- REFERENCE --claims TABLE';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function refuse(line: string): number {
  process.stderr.write(`${line} Usage: ${USAGE}\n`);
  return 2;
}

/** The table on AWS that is named, with the credentials of the environment; or else that of the copy that runs here. */
function findClaims(table: string | undefined) {
  if (table !== undefined) return { client: createDynamoDbClient(), tables: { claims: table } };
  const books = new ReadyFile(READY_FILE).read()?.books;
  if (books === undefined) return undefined;
  const here = { endpoint: books.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return { client: createDynamoDbClient(here), tables: { claims: books.tables.claims } };
}

/** Makes every decision about a claim again. 0: all are the same; 1: one is not; 2: there is nothing to make again. */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { claims: { type: 'string' } },
    allowPositionals: true,
  });
  const reference = normaliseReference(positionals[0] ?? '');
  if (!isClaimReference(reference)) return refuse('Name one claim by its reference.');
  const found = findClaims(values.claims);
  if (found === undefined) return refuse('Nothing runs here. Start a copy with: npm start.');
  const runs = await rerunDecisions({ claims: createClaimStore(found) }, reference);
  found.client.destroy();
  if (runs.length === 0) return refuse(`The rules have not decided anything about ${reference}.`);
  for (const { judgedAt, policyVersion, rules, differing } of runs) {
    const said = differing.length === 0 ? 'the same' : `DIFFERENT: ${differing.join(', ')}`;
    say(`${reference} of ${judgedAt}, policy ${policyVersion}, ${rules} rules: ${said}`);
  }
  return runs.every(({ differing }) => differing.length === 0) ? 0 : 1;
}

process.exitCode = await run();
