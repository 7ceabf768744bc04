import * as z from 'zod';
import { sequenceNumberOf } from '../../../shared/adapters/dynamodb/stream-records.ts';
import type { TicketName } from '../../../shared/adapters/dynamodb/stream-records.ts';
import type { Allocation } from '../../../shared/application/fund/allocate-tickets.ts';
import type { ProcessContext } from '../../../shared/application/ports/context.ts';
import { fundYearName } from '../../../shared/domain/fund/ticket.ts';
import type { FundYear, TicketId } from '../../../shared/domain/fund/ticket.ts';
import { errorFields } from '../../../shared/observability/error-fields.ts';
import type { BatchAnswer } from '../../../shared/runtime/record-bundle.ts';
import { processContext, requestIdOf } from '../../../shared/runtime/task-bundle.ts';
import type { ProcessParts } from '../../../shared/runtime/task-bundle.ts';

interface LineBatch {
  readonly fundYear: FundYear;
  readonly ticketIds: TicketId[];
  readonly firstSequence: string;
}

interface LineWork {
  readonly ticketNameIn: (record: unknown) => TicketName;
  readonly allocate: (
    batch: Pick<LineBatch, 'fundYear' | 'ticketIds'>,
    context: ProcessContext,
  ) => Promise<Allocation>;
}

const streamEvent = z.object({ Records: z.array(z.unknown()) });

/** The tickets of each fund in the order in which they were committed. Lines are independent of each other. */
function byLine(records: readonly unknown[], { ticketNameIn }: LineWork): readonly LineBatch[] {
  const lines = new Map<string, LineBatch>();
  for (const record of records) {
    const { fundYear, ticketId } = ticketNameIn(record);
    const name = fundYearName(fundYear);
    const batch = lines.get(name) ?? { fundYear, ticketIds: [], firstSequence: sequenceNumberOf(record) };
    batch.ticketIds.push(ticketId);
    lines.set(name, batch);
  }
  return [...lines.values()];
}

/** A stop and a ticket that was set aside wake somebody: both alarms count these codes. */
function report(
  parts: ProcessParts,
  { setAside, stopped }: Allocation,
  { correlationId }: ProcessContext,
): void {
  const { process } = parts;
  if (stopped !== undefined) parts.log('FUND_STOPPED', { correlationId, process });
  if (setAside > 0) parts.log('TICKETS_SET_ASIDE', { correlationId, process, counts: { setAside } });
}

/**
 * The line's stream rings the bell: whole batches are settled at once, one fund's after the other's. A batch that fails
 * is brought again from its first ticket; those that were settled change nothing the second time.
 */
export function lineHandler(parts: ProcessParts, work: LineWork) {
  return async (event: unknown, lambda: unknown): Promise<BatchAnswer> => {
    const { Records } = streamEvent.parse(event);
    const context = await processContext(parts, requestIdOf(lambda));
    const failures: { readonly itemIdentifier: string }[] = [];
    for (const batch of byLine(Records, work)) {
      try {
        report(parts, await work.allocate(batch, context), context);
      } catch (error) {
        const { correlationId } = context;
        parts.log('RECORD_FAULT', { correlationId, process: parts.process, ...errorFields(error) });
        failures.push({ itemIdentifier: batch.firstSequence });
      }
    }
    const counts = { records: Records.length, failed: failures.length };
    parts.log('RECORDS_DONE', { correlationId: context.correlationId, process: parts.process, ...counts });
    return { batchItemFailures: failures };
  };
}
