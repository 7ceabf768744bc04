import * as z from 'zod';
import { sequenceNumberOf } from '../../../shared/adapters/dynamodb/stream-records.ts';
import type { TicketName } from '../../../shared/adapters/dynamodb/stream-records.ts';
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
  ) => Promise<void>;
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
        await work.allocate(batch, context);
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
