import { createFundJournal } from '../../../shared/adapters/dynamodb/fund-journal.ts';
import { createFundLedger } from '../../../shared/adapters/dynamodb/fund-ledger.ts';
import { lineName } from '../../../shared/adapters/dynamodb/keys.ts';
import { queryAll } from '../../../shared/adapters/dynamodb/read.ts';
import { readTickets, ticketIdOf } from '../../../shared/adapters/dynamodb/ticket-store.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { wholeJournal } from '../../../shared/application/ports/fund-journal.ts';
import { GENESIS_HASH, entriesOf, hashedText } from '../../../shared/domain/fund/journal.ts';
import type { JournalLine } from '../../../shared/domain/fund/journal.ts';
import type { FundYear } from '../../../shared/domain/fund/ticket.ts';
import { TABLES } from '../../support/table-definitions.ts';
import type { BenchEngine } from './bench-engine.ts';
import type { Fund } from './design.ts';
import type { Books } from './outcome.ts';

/** Tickets to read with one question: all of a surge's would be too much for the engine. */
const AT_ONCE = 500;

type Sums = ReadonlyMap<string, number>;

const total = (sums: Sums): number => [...sums.values()].reduce((sum, pence) => sum + pence, 0);

function added(sums: Map<string, number>, name: string, pence: number): void {
  sums.set(name, (sums.get(name) ?? 0) + pence);
}

/** Throws unless this line stands where it has to and seals what it says and the line before. */
function checkSeal(fundYear: FundYear, line: JournalLine, before: JournalLine | undefined): void {
  const follows =
    line.number === (before?.number ?? 0) + 1 && line.previousHash === (before?.hash ?? GENESIS_HASH);
  if (!follows || line.hash !== sha256(hashedText(fundYear, line)))
    throw new Error(`The journal is broken at line ${line.number}.`);
}

/** What is held for each employer, by the entries of a journal whose every line was checked against the one before. */
async function heldByJournal({ client }: BenchEngine, fundYear: FundYear): Promise<Sums> {
  const held = new Map<string, number>();
  let before: JournalLine | undefined;
  for await (const line of wholeJournal(createFundJournal({ client, tables: TABLES }), fundYear)) {
    checkSeal(fundYear, line, before);
    for (const { account, pence } of entriesOf(line)) {
      if (account.startsWith('held/')) added(held, account.slice('held/'.length), pence);
    }
    before = line;
  }
  return held;
}

/** What is held for each employer, by the tickets themselves. */
async function heldByTickets({ client }: BenchEngine, fundYear: FundYear): Promise<Sums> {
  const question = {
    table: TABLES.line,
    consistent: true,
    condition: 'line = :line',
    values: { line: lineName(fundYear) },
  };
  const taken = (await queryAll(client, question)).map(ticketIdOf);
  const held = new Map<string, number>();
  for (let from = 0; from < taken.length; from += AT_ONCE) {
    const some = taken.slice(from, from + AT_ONCE);
    const { tickets, unreadable } = await readTickets({ client, tables: TABLES }, fundYear, some);
    if (unreadable.size > 0) throw new Error(`${unreadable.size} tickets cannot be read.`);
    for (const { request, heldPence } of tickets.values()) {
      if (request.kind === 'claim') added(held, request.organisationId, heldPence);
    }
  }
  return held;
}

/** Reads the fund past every limit, from three places that were each written for themselves. */
export async function lineBooks(engine: BenchEngine, fund: Fund): Promise<Books> {
  const ledger = createFundLedger({ client: engine.client, tables: TABLES });
  const pot = await ledger.readPot(fund.fundYear);
  const [journal, tickets] = [
    await heldByJournal(engine, fund.fundYear),
    await heldByTickets(engine, fund.fundYear),
  ];
  const employers = [...new Set([...journal.keys(), ...tickets.keys()])];
  const apart = employers.map((employer) =>
    Math.abs((journal.get(employer) ?? 0) - (tickets.get(employer) ?? 0)),
  );
  return {
    ...fund,
    heldPence: pot?.heldPence ?? 0,
    heldByClaimsPence: total(tickets),
    heldByJournalPence: total(journal),
    employersApartPence: apart.reduce((sum, pence) => sum + pence, 0),
    largestEmployerPence: Math.max(0, ...tickets.values()),
  };
}
