import type { Checksum } from './checksums.ts';
import type { BucketConfiguration } from './configuration.ts';
import type { Version } from './versions.ts';

/** The response header that names a version; none where the bucket keeps no versions. */
export function versionHeaders(
  bucket: BucketConfiguration,
  version: Version | undefined,
): Record<string, string> {
  if (!bucket.versioned || version === undefined) return {};
  return { 'x-amz-version-id': version.versionId };
}

export const ENCRYPTION_HEADERS = { 'x-amz-server-side-encryption': 'AES256' } as const;

export const checksumHeaders = ({ algorithm, value }: Checksum): Record<string, string> => ({
  [`x-amz-checksum-${algorithm}`]: value,
  'x-amz-checksum-type': 'FULL_OBJECT',
});
