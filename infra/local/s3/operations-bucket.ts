import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';
import { empty, xmlAnswer, type Answer, type Call, type Operation } from './operation.ts';
import { branch, leaf, xmlDocument } from './xml.ts';

function list({ store }: Call): Answer {
  const buckets = store
    .buckets()
    .map((bucket) =>
      branch('Bucket', [
        leaf('Name', bucket.name),
        leaf('CreationDate', store.createdAt(bucket).toISOString()),
      ]),
    );
  const owner = branch('Owner', [leaf('ID', LOCAL_ACCOUNT)]);
  return xmlAnswer(xmlDocument('ListAllMyBucketsResult', [owner, branch('Buckets', buckets)]));
}

function versioning({ request, store }: Call): Answer {
  const status = store.bucket(request.bucket).versioned ? [leaf('Status', 'Enabled')] : [];
  return xmlAnswer(xmlDocument('VersioningConfiguration', status));
}

export const BUCKET_OPERATIONS: readonly Operation[] = [
  { name: 'ListBuckets', scope: 'service', method: 'GET', run: list },
  {
    name: 'HeadBucket',
    scope: 'bucket',
    method: 'HEAD',
    run: () => empty(200, { 'x-amz-bucket-region': LOCAL_REGION }),
  },
  {
    name: 'GetBucketVersioning',
    scope: 'bucket',
    method: 'GET',
    mark: { query: 'versioning' },
    run: versioning,
  },
];
