import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { invalidRequest, S3Error } from './s3-error.ts';

export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A checksum of the whole object. `value` is base64, as S3 writes it. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

const DIGEST_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

/** The part of the SDK's checksum classes that is used here. */
interface CyclicState {
  update(bytes: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

async function cyclic(state: CyclicState, bytes: Buffer): Promise<string> {
  state.update(bytes);
  return Buffer.from(await state.digest()).toString('base64');
}

/** The checksum of `bytes` in base64. */
export async function computeChecksum(algorithm: ChecksumAlgorithm, bytes: Buffer): Promise<string> {
  switch (algorithm) {
    case 'crc32': {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc32(bytes));
      return digest.toString('base64');
    }
    case 'crc32c':
      return cyclic(new Crc32c(), bytes);
    case 'crc64nvme':
      return cyclic(new Crc64Nvme(), bytes);
    case 'sha1':
    case 'sha256':
      return createHash(algorithm).update(bytes).digest('base64');
  }
}

/** Reads an algorithm's name as S3's headers spell it, in any case. */
export function readAlgorithm(name: string): ChecksumAlgorithm {
  const found = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toLowerCase());
  if (found === undefined) throw invalidRequest(`Checksum algorithm provided is unsupported: ${name}.`);
  return found;
}

const isDigest = (value: string, length: number): boolean => {
  const digest = Buffer.from(value, 'base64');
  return digest.length === length && digest.toString('base64') === value;
};

function declaredChecksum(fields: ReadonlyMap<string, string>): Checksum | undefined {
  const declared = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = fields.get(`x-amz-checksum-${algorithm}`);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (declared.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  return declared[0];
}

/** A field that names an algorithm is a promise of its checksum; a promise that is not kept is refused. */
export function requireAnnounced(announced: string | undefined, checksum: Checksum | undefined): void {
  if (announced === undefined || readAlgorithm(announced) === checksum?.algorithm) return;
  throw invalidRequest(
    `The checksum algorithm ${announced} is specified, but no corresponding x-amz-checksum-* or x-amz-trailer was found.`,
  );
}

/** Holds `bytes` against `Content-MD5`, when the caller gave one. */
export function verifyContentMd5(given: string | undefined, bytes: Buffer): void {
  if (given === undefined) return;
  if (!isDigest(given, 16)) {
    throw new S3Error({
      status: 400,
      code: 'InvalidDigest',
      message: 'The Content-MD5 you specified is not valid.',
    });
  }
  if (createHash('md5').update(bytes).digest('base64') === given) return;
  const message = 'The Content-MD5 you specified did not match what we received.';
  throw new S3Error({ status: 400, code: 'BadDigest', message });
}

/** Holds `bytes` against the one checksum that headers, trailers or form fields declare. Undefined when none does. */
export async function verifyChecksum(
  fields: ReadonlyMap<string, string>,
  bytes: Buffer,
): Promise<Checksum | undefined> {
  const declared = declaredChecksum(fields);
  requireAnnounced(fields.get('x-amz-sdk-checksum-algorithm'), declared);
  if (declared === undefined) return undefined;
  const { algorithm, value } = declared;
  if (!isDigest(value, DIGEST_BYTES[algorithm])) {
    throw invalidRequest(`Value for x-amz-checksum-${algorithm} header is invalid.`);
  }
  if ((await computeChecksum(algorithm, bytes)) === value) return declared;
  const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`;
  throw new S3Error({ status: 400, code: 'BadDigest', message });
}
