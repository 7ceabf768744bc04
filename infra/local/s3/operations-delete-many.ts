import { DIGEST_HEADERS, xmlAnswer, type Answer, type Call, type Operation } from './operation.ts';
import { invalidRequest, malformedXml, notImplemented, S3Error } from './s3-error.ts';
import { branch, childText, leaf, parseXml, xmlDocument, type XmlElement } from './xml.ts';

const MAX_OBJECTS = 1000;

interface Doomed {
  readonly key: string;
  readonly versionId: string | undefined;
}

function readObject(element: XmlElement): Doomed {
  const other = element.children.find(({ name }) => name !== 'Key' && name !== 'VersionId');
  if (other !== undefined) throw notImplemented(`${other.name} in DeleteObjects`);
  const key = childText(element, 'Key');
  if (key === undefined || key === '') throw malformedXml('expected a Key');
  return { key, versionId: childText(element, 'VersionId') };
}

function readDeletion(source: string): { objects: readonly Doomed[]; quiet: boolean } {
  const root = parseXml(source, 'Delete');
  const other = root.children.find(({ name }) => name !== 'Object' && name !== 'Quiet');
  if (other !== undefined) throw malformedXml(`unexpected ${other.name}`);
  const objects = root.children.filter(({ name }) => name === 'Object').map(readObject);
  if (objects.length === 0 || objects.length > MAX_OBJECTS)
    throw malformedXml(`expected 1 to ${MAX_OBJECTS} objects`);
  return { objects, quiet: childText(root, 'Quiet') === 'true' };
}

async function removeOne(
  call: Call,
  { key, versionId }: Doomed,
): Promise<{ failed: boolean; report: string }> {
  const { store, request } = call;
  const named = [leaf('Key', key), ...(versionId === undefined ? [] : [leaf('VersionId', versionId)])];
  try {
    const removed = await store.remove(store.bucket(request.bucket), key, versionId);
    const marker =
      removed?.kind === 'marker'
        ? [leaf('DeleteMarker', true), leaf('DeleteMarkerVersionId', removed.versionId)]
        : [];
    return { failed: false, report: branch('Deleted', [...named, ...marker]) };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return {
      failed: true,
      report: branch('Error', [...named, leaf('Code', error.code), leaf('Message', error.message)]),
    };
  }
}

async function removeMany(call: Call): Promise<Answer> {
  if (call.checksum === undefined && !call.request.headers.has('content-md5')) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const { objects, quiet } = readDeletion(call.bytes.toString('utf8'));
  const reports: string[] = [];
  for (const object of objects) {
    const { failed, report } = await removeOne(call, object);
    if (failed || !quiet) reports.push(report);
  }
  return xmlAnswer(xmlDocument('DeleteResult', reports));
}

export const DELETE_MANY_OPERATIONS: readonly Operation[] = [
  {
    name: 'DeleteObjects',
    scope: 'bucket',
    method: 'POST',
    mark: { query: 'delete' },
    headers: [...DIGEST_HEADERS, 'x-amz-decoded-content-length', 'x-amz-trailer'],
    run: removeMany,
  },
];
