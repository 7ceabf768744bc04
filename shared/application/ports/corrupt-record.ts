/**
 * What is stored, or is about to be, does not have its shape. Never taken for "not found". Says which record and which
 * fields, and never what is in them: records hold people's data.
 */
export class CorruptRecordError extends Error {
  override readonly name = 'CorruptRecordError';

  constructor(record: string, key: string, fields: readonly string[] = []) {
    const where = fields.length === 0 ? '' : `: ${fields.join(', ')}`;
    super(`The ${record} under ${key} does not have its shape${where}`);
  }
}
