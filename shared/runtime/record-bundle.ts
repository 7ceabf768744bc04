import * as z from 'zod';
import type { ProcessContext } from '../application/ports/context.ts';
import { errorFields } from '../observability/error-fields.ts';
import { processContext, requestIdOf } from './task-bundle.ts';
import type { ProcessParts } from './task-bundle.ts';

/** What Lambda takes as "these were not handled; bring them again". */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const batch = z.object({ Records: z.array(z.unknown()) });

interface RecordWork {
  /** How the source names one record when it is brought again. */
  readonly identifierOf: (record: unknown) => string;
  /** In order: a failure stops the batch there, because what comes after may depend on it. Otherwise each on its own. */
  readonly inOrder: boolean;
  readonly work: (record: unknown, context: ProcessContext) => Promise<void>;
}

/** Handles records one by one. A record that fails is reported and brought again; those that were handled are not. */
export function recordHandler(parts: ProcessParts, { identifierOf, inOrder, work }: RecordWork) {
  return async (event: unknown, lambda: unknown): Promise<BatchAnswer> => {
    const records = batch.parse(event).Records;
    const context = await processContext(parts, requestIdOf(lambda));
    const failures: { readonly itemIdentifier: string }[] = [];
    for (const record of records) {
      try {
        await work(record, context);
      } catch (error) {
        parts.log('RECORD_FAULT', {
          correlationId: context.correlationId,
          process: parts.process,
          ...errorFields(error),
        });
        failures.push({ itemIdentifier: identifierOf(record) });
        if (inOrder) break;
      }
    }
    const counts = { records: records.length, failed: failures.length };
    parts.log('RECORDS_DONE', { correlationId: context.correlationId, process: parts.process, ...counts });
    return { batchItemFailures: failures };
  };
}
