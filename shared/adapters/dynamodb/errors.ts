export { BadCursorError } from '../../application/ports/context.ts';
export { CorruptRecordError } from '../../application/ports/corrupt-record.ts';

/** DynamoDB was too busy for as long as we cared to ask. Nothing was written; trying again later is safe. */
export class Throttled extends Error {
  override readonly name = 'Throttled';

  constructor(cause: unknown) {
    super('DynamoDB was too busy', { cause });
  }
}
