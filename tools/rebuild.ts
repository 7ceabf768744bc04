import { parseArgs } from 'node:util';
import { createFundAudit } from '../shared/adapters/dynamodb/fund-audit.ts';
import { createFundJournal } from '../shared/adapters/dynamodb/fund-journal.ts';
import { createDynamoDbClient } from '../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../shared/adapters/node/hashing.ts';
import { rebuildFund } from '../shared/application/fund/rebuild-fund.ts';
import { KNOWN_FUND_YEARS } from '../shared/domain/fund/ticket.ts';
import { READY_FILE } from '../infra/local/command/paths.ts';
import { ReadyFile } from '../infra/local/command/ready-file.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../infra/local/engine.ts';

const USAGE = 'npm run rebuild, or for tables on AWS: npm run rebuild -- --line TABLE --funds TABLE';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The tables on AWS that are named, with the credentials of the environment; or else those of the copy that runs here. */
function findBooks() {
  const { values } = parseArgs({ options: { line: { type: 'string' }, funds: { type: 'string' } } });
  const { line, funds } = values;
  if (line !== undefined && funds !== undefined)
    return { client: createDynamoDbClient(), tables: { line, funds } };
  const books = new ReadyFile(READY_FILE).read()?.books;
  if (books === undefined) return undefined;
  const { endpoint, tables } = books;
  const here = { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return { client: createDynamoDbClient(here), tables };
}

/** Counts every fund again from its journal. 0: all agree; 1: one does not; 2: there is nothing to count. */
async function rebuild(): Promise<number> {
  const books = findBooks();
  if (books === undefined) {
    process.stderr.write(`Nothing runs here. Start a copy with: npm start. Usage: ${USAGE}\n`);
    return 2;
  }
  const ports = { journal: createFundJournal(books), audit: createFundAudit(books), sha256 };
  let differing = 0;
  for (const fundYear of KNOWN_FUND_YEARS) {
    const done = await rebuildFund(ports, fundYear);
    const name = `${fundYear.fund} ${fundYear.year}`;
    if (!done.ok) {
      differing += 1;
      say(`${name}: line ${done.error.number} of the journal cannot be followed: ${done.error.why}`);
    } else if (done.value !== undefined) {
      const { lines, rebuiltHash, keptHash } = done.value;
      if (rebuiltHash !== keptHash) differing += 1;
      say(`${name}: ${lines} lines, ${rebuiltHash === keptHash ? 'the same' : 'NOT THE SAME'}`);
      say(`  rebuilt ${rebuiltHash}\n  kept    ${keptHash}`);
    }
  }
  books.client.destroy();
  return differing === 0 ? 0 : 1;
}

process.exitCode = await rebuild();
