import * as z from 'zod';
import { accessDenied, S3Error } from './s3-error.ts';

const policyDocument = z.strictObject({
  expiration: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  conditions: z.array(
    z.union([
      z.record(z.string(), z.string()),
      z.tuple([z.string(), z.union([z.string(), z.number()]), z.union([z.string(), z.number()])]),
    ]),
  ),
});

/** What a browser upload offers to the policy that its bucket's owner signed. */
interface Upload {
  readonly bucket: string;
  /** By lower-case name, without the file. The key is already expanded. */
  readonly fields: ReadonlyMap<string, string>;
  readonly sizeBytes: number;
}

type Condition =
  | { readonly kind: 'size'; readonly least: number; readonly most: number }
  | {
      readonly kind: 'eq' | 'starts-with';
      readonly field: string;
      readonly value: string;
      readonly source: unknown;
    };

/** Fields that no condition needs to mention. */
const UNCONDITIONED = /^(?:policy|x-amz-signature|file|bucket|x-ignore-.*)$/u;

const invalidPolicy = (message: string): S3Error =>
  new S3Error({ status: 400, code: 'InvalidPolicyDocument', message: `Invalid Policy: ${message}` });

const violated = (message: string): S3Error => accessDenied(`Invalid according to Policy: ${message}`);

function readTuple(tuple: readonly [string, string | number, string | number]): Condition {
  const [operator, first, second] = tuple;
  const kind = operator.toLowerCase();
  if (kind === 'content-length-range') {
    const [least, most] = [Number(first), Number(second)];
    if (Number.isSafeInteger(least) && Number.isSafeInteger(most)) return { kind: 'size', least, most };
  }
  if ((kind === 'eq' || kind === 'starts-with') && typeof first === 'string' && first.startsWith('$')) {
    if (typeof second === 'string')
      return { kind, field: first.slice(1).toLowerCase(), value: second, source: tuple };
  }
  throw invalidPolicy(`Invalid Condition: ${JSON.stringify(tuple)}`);
}

function readConditions(source: z.output<typeof policyDocument>['conditions']): readonly Condition[] {
  return source.flatMap((condition): Condition[] => {
    if (Array.isArray(condition)) return [readTuple(condition)];
    return Object.entries(condition).map(([field, value]) => ({
      kind: 'eq',
      field: field.toLowerCase(),
      value,
      source: condition,
    }));
  });
}

function readPolicy(encoded: string): z.output<typeof policyDocument> {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const json = z
    .string()
    .transform((source, context): unknown => {
      try {
        return JSON.parse(source);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(policyDocument)
    .safeParse(text);
  if (json.success) return json.data;
  throw invalidPolicy('the document is not an expiration with conditions in JSON.');
}

function requireSize(sizeBytes: number, least: number, most: number): void {
  const refuse = (code: string, message: string): S3Error => new S3Error({ status: 400, code, message });
  if (sizeBytes < least) {
    throw refuse('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  if (sizeBytes > most)
    throw refuse('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
}

/** A list of content types must start right in each of its parts, or one could be smuggled in behind another. */
function startsWith(field: string, actual: string, start: string): boolean {
  const parts = field === 'content-type' ? actual.split(',').map((part) => part.trim()) : [actual];
  return parts.every((part) => part.startsWith(start));
}

function requireCondition(condition: Condition, upload: Upload): void {
  if (condition.kind === 'size') {
    requireSize(upload.sizeBytes, condition.least, condition.most);
    return;
  }
  const { kind, field, value, source } = condition;
  const actual = field === 'bucket' ? upload.bucket : upload.fields.get(field);
  const holds = actual !== undefined && (kind === 'eq' ? actual === value : startsWith(field, actual, value));
  if (!holds) throw violated(`Policy Condition failed: ${JSON.stringify(source)}`);
}

/**
 * Holds an upload against a policy whose signature was verified: it must not have expired, every condition must
 * hold, and every field must be named by a condition, so the browser can add nothing that the signer did not foresee.
 */
export function enforcePolicy(encoded: string, upload: Upload, now: Date): void {
  const policy = readPolicy(encoded);
  if (policy.expiration.getTime() <= now.getTime()) throw violated('Policy expired.');
  const conditions = readConditions(policy.conditions);
  const named = new Set(
    conditions.flatMap((condition) => (condition.kind === 'size' ? [] : [condition.field])),
  );
  for (const field of upload.fields.keys()) {
    if (!named.has(field) && !UNCONDITIONED.test(field)) throw violated(`Extra input fields: ${field}`);
  }
  for (const condition of conditions) requireCondition(condition, upload);
}
