import { kept, rebuilt } from '../../domain/fund/balances.ts';
import type { JournalFault } from '../../domain/fund/books.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { booksOf } from './reconcile-fund.ts';
import type { ReconcilePorts } from './reconcile-fund.ts';

/** The hashes of all balances of a fund: counted again from its journal, and as they are kept. */
export interface Rebuilt {
  readonly fundYear: FundYear;
  readonly lines: number;
  readonly rebuiltHash: string;
  readonly keptHash: string;
}

/**
 * Builds every balance of a fund from its journal and nothing else, and hashes the result beside what is kept. Only
 * reads. Undefined: nobody has set this fund's limits. A journal that cannot be followed is a fault with its line.
 */
export async function rebuildFund(
  ports: Pick<ReconcilePorts, 'journal' | 'audit' | 'sha256'>,
  fundYear: FundYear,
): Promise<Result<Rebuilt | undefined, JournalFault>> {
  const books = await booksOf(ports, fundYear);
  if (!books.ok) return failure({ number: books.error.number, why: books.error.why });
  const [pot, caps, tickets] = await Promise.all([
    ports.audit.readPot(fundYear),
    ports.audit.listCaps(fundYear),
    ports.audit.readTickets(fundYear, [...books.value.claims.keys()]),
  ]);
  const found = kept({ pot, caps, tickets });
  if (found === undefined && books.value.lastNumber === 0) return success(undefined);
  return success({
    fundYear,
    lines: books.value.lastNumber,
    rebuiltHash: ports.sha256(JSON.stringify(rebuilt(books.value))),
    keptHash: ports.sha256(JSON.stringify(found ?? null)),
  });
}
