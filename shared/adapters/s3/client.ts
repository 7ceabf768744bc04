import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';

/**
 * The one way to make a client. Checksums only where S3 asks for them: otherwise the SDK signs the checksum of an empty
 * body into every address that somebody else uploads to. `AWS_ENDPOINT_URL_S3` comes from the environment.
 */
export const createS3Client = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({
    maxAttempts: 4,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    ...config,
  });
