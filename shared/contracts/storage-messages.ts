import * as z from 'zod';

const queueMessage = z.object({ messageId: z.string().min(1), body: z.string() });

/** How a queue names one message when it is brought again. */
export const messageIdOf = (record: unknown): string => queueMessage.parse(record).messageId;

const bodyOf = (record: unknown): unknown => JSON.parse(queueMessage.parse(record).body);

const storageNotice = z.union([
  z.object({
    Records: z.array(
      z.object({
        s3: z.object({ object: z.object({ key: z.string(), versionId: z.string() }) }),
      }),
    ),
  }),
  // What storage sends once, when the notification is set up.
  z.object({ Event: z.literal('s3:TestEvent') }).transform(() => ({ Records: [] })),
]);

export interface Arrival {
  readonly key: string;
  readonly objectVersion: string;
}

/** Notices of storage spell keys as forms do: plus for a space, percent for the rest. */
const keyIn = (spelt: string): string => decodeURIComponent(spelt.replaceAll('+', ' '));

/** The objects that a notice of storage tells of. */
export const arrivalsIn = (record: unknown): readonly Arrival[] =>
  storageNotice.parse(bodyOf(record)).Records.map(({ s3: { object } }) => ({
    key: keyIn(object.key),
    objectVersion: object.versionId,
  }));

const scanResult = z.object({
  source: z.literal('aws.guardduty'),
  detail: z.object({
    s3ObjectDetails: z.object({ objectKey: z.string(), versionId: z.string() }),
    scanResultDetails: z.object({ scanResultStatus: z.string() }),
  }),
});

export interface ScanResult extends Arrival {
  readonly scan: 'clean' | 'infected' | 'unscannable';
}

/** The scanner's word on one version of one object. Only a plain "no threats found" is clean. */
export function scanResultIn(record: unknown): ScanResult {
  const { s3ObjectDetails, scanResultDetails } = scanResult.parse(bodyOf(record)).detail;
  const status = scanResultDetails.scanResultStatus;
  const scan =
    status === 'NO_THREATS_FOUND' ? 'clean' : status === 'THREATS_FOUND' ? 'infected' : 'unscannable';
  return { key: s3ObjectDetails.objectKey, objectVersion: s3ObjectDetails.versionId, scan };
}
