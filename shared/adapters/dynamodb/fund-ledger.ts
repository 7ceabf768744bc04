import type { FundLedger } from '../../application/ports/fund-ledger.ts';
import type { Line, Movement, Pot } from '../../domain/fund/line.ts';
import { failure, success } from '../../domain/result.ts';
import { createFundFigures } from './fund-figures.ts';
import { capRow, potRow } from './fund-rows.ts';
import { lineName, potKey } from './keys.ts';
import { queryFirst } from './read.ts';
import { readLine, ticketIdOf } from './read-line.ts';
import type { FundTables } from './read-line.ts';
import { createTickets } from './ticket-store.ts';
import { ticketRow } from './tickets.ts';
import { ABSENT } from './condition.ts';
import { check, put, transact } from './transact.ts';
import type { Action } from './transact.ts';

type LedgerAction = Action<'fenced'>;

const fenced = (): 'fenced' => 'fenced';

/**
 * The fence. The pot goes from one `seq` to the next, so of all writers that read the same pot one gets through. Where
 * there is no pot, tickets are refused without one, and the fence is that there still is none.
 */
function potAction(
  funds: string,
  { before, after }: { readonly before: Line; readonly after: Pot | undefined },
): LedgerAction {
  const { fundYear, pot } = before;
  if (after === undefined) return { write: check(funds, potKey(fundYear), ABSENT), refusal: fenced };
  const condition = pot === undefined ? ABSENT : { expression: 'seq = :seq', values: { seq: pot.seq } };
  return { write: put(funds, potRow(fundYear, after), condition), refusal: fenced };
}

/**
 * Caps are written whole and without a condition. That is safe only behind the pot's fence: every write of a cap is in
 * a transaction that moves the pot from the `seq` that was read before the cap was, so nobody wrote a cap in between.
 */
function capActions(funds: string, { line, changedCaps }: Movement): readonly LedgerAction[] {
  return [...changedCaps].map((organisationId) => {
    const cap = line.caps.get(organisationId);
    if (cap === undefined) throw new Error('A changed cap is not in its line');
    return { write: put(funds, capRow(line.fundYear, organisationId, cap)) };
  });
}

function ticketActions(table: string, before: Line, movement: Movement): readonly LedgerAction[] {
  return [...movement.changedTickets.values()].map((ticket) => {
    const was = before.tickets.get(ticket.ticketId)?.state;
    if (was === undefined) throw new Error('A changed ticket was not read with its line');
    const condition = { expression: '#state = :was', names: { state: 'state' }, values: { was } };
    return { write: put(table, ticketRow(ticket), condition), refusal: fenced };
  });
}

async function write(
  { client, tables }: FundTables,
  before: Line,
  movement: Movement,
): ReturnType<FundLedger['write']> {
  const { line } = movement;
  if (movement.changedTickets.size === 0) return success(line);
  const after = line.pot && { ...line.pot, seq: (before.pot?.seq ?? 0) + 1 };
  const done = await transact(client, [
    potAction(tables.funds, { before, after }),
    ...capActions(tables.funds, movement),
    ...ticketActions(tables.line, before, movement),
  ]);
  return done.ok ? success({ ...line, pot: after }) : failure(done.error);
}

/** Keeps the funds in DynamoDB. Every read is consistent, because money is decided on it. */
export const createFundLedger = (funds: FundTables): FundLedger => {
  const { client, tables } = funds;
  return {
    ...createFundFigures(funds),
    ...createTickets(funds),
    async listUnsettled(fundYear, takenBefore, limit) {
      const question = {
        table: tables.line,
        index: 'unsettled',
        consistent: true,
        condition: 'line = :line AND unsettledSince < :before',
        values: { line: lineName(fundYear), before: takenBefore },
        pageSize: limit,
      };
      return (await queryFirst(client, question, limit)).map(ticketIdOf);
    },
    readLine: (fundYear, ticketIds) => readLine(funds, fundYear, ticketIds),
    write: (before, movement) => write(funds, before, movement),
  };
};
