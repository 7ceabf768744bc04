import type { Balance } from '../../domain/fund/balance.ts';
import { atRest, capOf } from '../../domain/fund/line.ts';
import type { Pot } from '../../domain/fund/line.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { Person } from '../../domain/person.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { WorkContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { Refusal } from '../refusal.ts';

/** What is left of a fund, and of the reader's own part of it, at one moment. */
export interface FundView {
  readonly fundYear: FundYear;
  readonly pot: Pot;
  readonly asAt: Instant;
  readonly yours?: Balance | undefined;
}

/** The very figures that the allocator decides on. A fund whose limits nobody has set is not there. */
export async function readFund(
  ports: { readonly ledger: Pick<FundLedger, 'readPot' | 'readCap'> },
  wanted: { readonly fundYear: FundYear; readonly person: Person | undefined },
  context: WorkContext,
): Promise<Result<FundView, Refusal>> {
  const { fundYear, person } = wanted;
  const pot = await ports.ledger.readPot(fundYear);
  if (pot === undefined) return failure({ code: 'not-found' });
  const view = { fundYear, pot, asAt: context.now };
  if (person?.kind !== 'employer') return success(view);
  const cap = await ports.ledger.readCap(fundYear, person.organisationId);
  const caps = new Map(cap === undefined ? [] : [[person.organisationId, cap] as const]);
  const { line } = atRest({ fundYear, pot, caps, tickets: new Map(), waiting: [], stopped: false });
  return success({ ...view, yours: capOf(line, pot, person.organisationId) });
}
