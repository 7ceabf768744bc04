import * as z from 'zod';
import { xmlAnswer, type Answer, type Call, type Operation } from './operation.ts';
import { cutPage, groupOf, readLimit, type Entry, type Grouping } from './page.ts';
import { invalidArgument, notImplemented } from './s3-error.ts';
import { isVersionId, sequenceOf, type Version } from './versions.ts';
import { branch, leaf, xmlDocument } from './xml.ts';

/** Where a listing goes on: after a key, or after every key of a group. */
const resumePoint = z.strictObject({ after: z.string(), group: z.boolean() });
type ResumePoint = z.infer<typeof resumePoint>;

function readToken(token: string): ResumePoint {
  try {
    return resumePoint.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    throw invalidArgument('The continuation token provided is incorrect.');
  }
}

const writeToken = ({ kind, key }: Entry<Version>): string =>
  Buffer.from(JSON.stringify({ after: key, group: kind === 'group' } satisfies ResumePoint)).toString(
    'base64url',
  );

const readGrouping = (query: ReadonlyMap<string, string>): Grouping => ({
  prefix: query.get('prefix') ?? '',
  delimiter: query.get('delimiter') ?? '',
});

const commonPrefix = (key: string): string => branch('CommonPrefixes', [leaf('Prefix', key)]);

/** Echoes the parameters that shaped the listing, in S3's spelling. */
function echo(query: ReadonlyMap<string, string>, names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).flatMap(([parameter, element]) => {
    const value = query.get(parameter);
    return value === undefined ? [] : [leaf(element, value)];
  });
}

function describe(version: Version): string[] {
  const { eTag, sizeBytes, checksum } =
    version.kind === 'object' ? version.object : { eTag: undefined, sizeBytes: 0, checksum: undefined };
  const object =
    checksum === undefined
      ? []
      : [
          leaf('ETag', eTag),
          leaf('ChecksumAlgorithm', checksum.algorithm.toUpperCase()),
          leaf('ChecksumType', 'FULL_OBJECT'),
          leaf('Size', sizeBytes),
          leaf('StorageClass', 'STANDARD'),
        ];
  return [leaf('Key', version.key), leaf('LastModified', version.modified.toISOString()), ...object];
}

function* after(rows: Iterable<Version>, skip: (row: Version) => boolean): Generator<Version> {
  for (const row of rows) if (!skip(row)) yield row;
}

function listObjects({ request, store }: Call): Answer {
  const { query } = request;
  if (query.get('list-type') !== '2') throw notImplemented(`list-type=${query.get('list-type') ?? ''}`);
  const grouping = readGrouping(query);
  const limit = readLimit(query);
  const token = query.get('continuation-token');
  const resume =
    token === undefined ? { after: query.get('start-after') ?? '', group: false } : readToken(token);
  const from =
    Buffer.compare(Buffer.from(resume.after), Buffer.from(grouping.prefix)) > 0
      ? resume.after
      : grouping.prefix;
  const rows = after(
    store.objectsFrom(store.bucket(request.bucket), from),
    (row) => row.key === resume.after,
  );
  const page = cutPage(rows, { ...grouping, limit, shown: resume.group ? resume.after : undefined });
  const last = page.entries.at(-1);
  return xmlAnswer(
    xmlDocument('ListBucketResult', [
      leaf('Name', request.bucket),
      leaf('Prefix', grouping.prefix),
      leaf('KeyCount', page.entries.length),
      leaf('MaxKeys', limit),
      leaf('IsTruncated', page.truncated),
      ...echo(query, {
        delimiter: 'Delimiter',
        'start-after': 'StartAfter',
        'continuation-token': 'ContinuationToken',
      }),
      ...(page.truncated && last !== undefined ? [leaf('NextContinuationToken', writeToken(last))] : []),
      ...page.entries.map((entry) =>
        entry.kind === 'group' ? commonPrefix(entry.key) : branch('Contents', describe(entry.row)),
      ),
    ]),
  );
}

const versionElement = (version: Version): string =>
  branch(version.kind === 'marker' ? 'DeleteMarker' : 'Version', [
    ...describe(version),
    leaf('VersionId', version.versionId),
    leaf('IsLatest', version.latest),
  ]);

/** Whether an earlier page ended at or after this version. A version removed since then still has its place. */
function isBefore(row: Version, keyMarker: string | undefined, versionMarker: string | undefined): boolean {
  if (keyMarker === undefined || row.key !== keyMarker) return false;
  return versionMarker === undefined || row.sequence >= sequenceOf(versionMarker);
}

function listVersions({ request, store }: Call): Answer {
  const { query } = request;
  const grouping = readGrouping(query);
  const limit = readLimit(query);
  const keyMarker = query.get('key-marker');
  const versionMarker = query.get('version-id-marker');
  if (versionMarker !== undefined && (keyMarker === undefined || !isVersionId(versionMarker))) {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker, and must be a version id.',
    );
  }
  const marker = keyMarker ?? '';
  const from =
    Buffer.compare(Buffer.from(marker), Buffer.from(grouping.prefix)) > 0 ? marker : grouping.prefix;
  const rows = after(store.versionsFrom(store.bucket(request.bucket), from), (row) =>
    isBefore(row, keyMarker, versionMarker),
  );
  const shown = groupOf(marker, grouping) === marker ? marker : undefined;
  const page = cutPage(rows, { ...grouping, limit, shown });
  const last = page.truncated ? page.entries.at(-1) : undefined;
  return xmlAnswer(
    xmlDocument('ListVersionsResult', [
      leaf('Name', request.bucket),
      leaf('Prefix', grouping.prefix),
      leaf('KeyMarker', marker),
      leaf('VersionIdMarker', versionMarker ?? ''),
      leaf('MaxKeys', limit),
      leaf('IsTruncated', page.truncated),
      ...echo(query, { delimiter: 'Delimiter' }),
      ...(last === undefined ? [] : [leaf('NextKeyMarker', last.key)]),
      ...(last?.kind === 'row' ? [leaf('NextVersionIdMarker', last.row.versionId)] : []),
      ...page.entries.map((entry) =>
        entry.kind === 'group' ? commonPrefix(entry.key) : versionElement(entry.row),
      ),
    ]),
  );
}

const lists = { scope: 'bucket', method: 'GET' } as const;

export const LIST_OPERATIONS: readonly Operation[] = [
  {
    ...lists,
    name: 'ListObjectsV2',
    mark: { query: 'list-type' },
    query: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after'],
    run: listObjects,
  },
  {
    ...lists,
    name: 'ListObjectVersions',
    mark: { query: 'versions' },
    query: ['prefix', 'delimiter', 'max-keys', 'key-marker', 'version-id-marker'],
    run: listVersions,
  },
];
