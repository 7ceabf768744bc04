import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  NotFound,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { EvidenceFiles, ScanStatus, Upload } from '../../application/ports/evidence.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { attachmentNamed } from './content-disposition.ts';
import { objectKeyOf } from './object-keys.ts';

const DOWNLOAD_SECONDS = 5 * 60;

interface EvidenceFilesOptions {
  readonly client: S3Client;
  readonly buckets: { readonly quarantine: string; readonly evidence: string };
}

/** The tag in which Amazon GuardDuty writes its finding. Anything that is not a clear finding cannot be trusted. */
const SCAN_TAG = 'GuardDutyMalwareScanStatus';
const MARKS: Readonly<Record<string, ScanStatus>> = {
  NO_THREATS_FOUND: 'clean',
  THREATS_FOUND: 'infected',
};

/**
 * A form that uploads exactly this file: its key, type, size and hash are conditions of the signed policy, so S3 itself
 * refuses any other file.
 */
async function permitUpload(options: EvidenceFilesOptions, evidence: Evidence): Promise<Upload> {
  const { sizeBytes, contentType, sha256, requestedAt, uploadBy } = evidence;
  const fields = {
    'Content-Type': contentType,
    'x-amz-checksum-algorithm': 'SHA256',
    'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
  };
  return createPresignedPost(options.client, {
    Bucket: options.buckets.quarantine,
    Key: objectKeyOf(evidence),
    Fields: fields,
    Conditions: [['content-length-range', sizeBytes, sizeBytes]],
    // As long as the policy of that moment gave; a form that is asked for again has as long again.
    Expires: Math.round((Date.parse(uploadBy) - Date.parse(requestedAt)) / 1_000),
  });
}

interface ArrivalsOptions {
  readonly client: S3Client;
  readonly quarantine: string;
}

/** Looks into quarantine, for those who need nothing else from storage. */
export const createArrivals = ({
  client,
  quarantine,
}: ArrivalsOptions): Pick<EvidenceFiles, 'findArrival'> => ({
  async findArrival(evidence) {
    try {
      const head = new HeadObjectCommand({ Bucket: quarantine, Key: objectKeyOf(evidence) });
      const { VersionId: objectVersion } = await client.send(head);
      if (objectVersion === undefined) throw new Error('The quarantine bucket does not keep versions');
      return { objectVersion };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  },
});

/** Where a version lies in quarantine. */
const quarantined = ({ buckets }: EvidenceFilesOptions, evidence: Evidence, objectVersion: string) => ({
  Bucket: buckets.quarantine,
  Key: objectKeyOf(evidence),
  VersionId: objectVersion,
});

const reads = (options: EvidenceFilesOptions): Pick<EvidenceFiles, 'readQuarantined' | 'readScanMark'> => ({
  async readQuarantined(evidence, objectVersion) {
    const command = new GetObjectCommand(quarantined(options, evidence, objectVersion));
    const { Body: body } = await options.client.send(command);
    if (body === undefined) throw new Error('S3 answered without the file');
    return body.transformToByteArray();
  },
  async readScanMark(evidence, objectVersion) {
    const command = new GetObjectTaggingCommand(quarantined(options, evidence, objectVersion));
    const { TagSet: tags = [] } = await options.client.send(command);
    const mark = tags.find(({ Key }) => Key === SCAN_TAG)?.Value;
    return mark === undefined ? undefined : (MARKS[mark] ?? 'unscannable');
  },
});

async function permitDownload(
  { client, buckets }: EvidenceFilesOptions,
  evidence: Evidence,
): Promise<{ readonly url: string }> {
  const command = new GetObjectCommand({
    Bucket: buckets.evidence,
    Key: objectKeyOf(evidence),
    ResponseContentDisposition: attachmentNamed(evidence.fileName),
    ResponseContentType: evidence.contentType,
  });
  return { url: await getSignedUrl(client, command, { expiresIn: DOWNLOAD_SECONDS }) };
}

/** Keeps the files themselves in two buckets: everything arrives in quarantine, and only clean copies are ever served. */
export const createEvidenceFiles = (options: EvidenceFilesOptions): EvidenceFiles => {
  const { client, buckets } = options;
  return {
    ...reads(options),
    permitUpload: (evidence) => permitUpload(options, evidence),
    ...createArrivals({ client, quarantine: buckets.quarantine }),
    /** The very version that was scanned: one that was uploaded over it meanwhile stays in quarantine. */
    async accept(evidence, objectVersion) {
      const key = objectKeyOf(evidence);
      const source = `${buckets.quarantine}/${key}?versionId=${encodeURIComponent(objectVersion)}`;
      await client.send(new CopyObjectCommand({ Bucket: buckets.evidence, Key: key, CopySource: source }));
    },
    permitDownload: (evidence) => permitDownload(options, evidence),
    async discard(evidence) {
      const deletions = [buckets.quarantine, buckets.evidence].map((Bucket) =>
        client.send(new DeleteObjectCommand({ Bucket, Key: objectKeyOf(evidence) })),
      );
      await Promise.all(deletions);
    },
  };
};
