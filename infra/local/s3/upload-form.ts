import { invalidArgument, notImplemented, S3Error } from './s3-error.ts';

const MAX_FIELD_BYTES = 20_480;
const HEADER_END = '\r\n\r\n';

/** A browser's form: fields by lower-case name, then one file. */
export interface UploadForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly bytes: Buffer;
}

interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly content: Buffer;
}

function malformed(why: string): S3Error {
  const message = `The body of your POST request is not well-formed multipart/form-data: ${why}.`;
  return new S3Error({ status: 400, code: 'MalformedPOSTRequest', message });
}

/** Browsers write a quote or a line end in a name as a percent escape, and nothing else. */
const unescapeName = (name: string): string =>
  name.replaceAll(/%(?:22|0D|0A)/giu, (escape) => decodeURIComponent(escape));

/** What remains of a path that some browsers send as the file's name. */
const baseName = (name: string): string =>
  name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);

function readPart(part: Buffer): Part {
  const end = part.indexOf(HEADER_END);
  if (end < 0) throw malformed('a part has no headers');
  const headers = part.toString('utf8', 0, end).split('\r\n');
  if (headers.some((line) => /^content-transfer-encoding:/iu.test(line))) {
    throw notImplemented('Content-Transfer-Encoding in a form');
  }
  const disposition = headers.find((line) => /^content-disposition:\s*form-data\b/iu.test(line)) ?? '';
  const name = /;\s*name="([^"]*)"/iu.exec(disposition)?.[1];
  if (name === undefined) throw malformed('a part has no name');
  const fileName = /;\s*filename="([^"]*)"/iu.exec(disposition)?.[1];
  return {
    name: unescapeName(name).toLowerCase(),
    fileName: fileName === undefined ? undefined : unescapeName(fileName),
    content: part.subarray(end + HEADER_END.length),
  };
}

function readBoundary(contentType: string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/iu.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw malformed('there is no boundary');
  return boundary;
}

/** The parts in their order, lazily: what follows the file is never looked at. */
function* partsOf(contentType: string, body: Buffer): Generator<Part> {
  const delimiter = `\r\n--${readBoundary(contentType)}`;
  const opening = delimiter.slice(2);
  if (!body.subarray(0, opening.length).equals(Buffer.from(opening)))
    throw malformed('it does not start with the boundary');
  let at = opening.length;
  while (body.toString('latin1', at, at + 2) !== '--') {
    if (body.toString('latin1', at, at + 2) !== '\r\n') throw malformed('a boundary does not end its line');
    const end = body.indexOf(delimiter, at + 2);
    if (end < 0) throw malformed('a part has no end');
    yield readPart(body.subarray(at + 2, end));
    at = end + delimiter.length;
  }
}

/** Reads a form up to its file; as on S3, the file is the last field, and nothing after it counts. */
export function readUploadForm(contentType: string, body: Buffer): UploadForm {
  const fields = new Map<string, string>();
  let size = 0;
  for (const { name, fileName, content } of partsOf(contentType, body)) {
    if (name === 'file') return { fields, fileName: baseName(fileName ?? ''), bytes: content };
    if (fields.has(name)) throw malformed(`the field ${name} is given twice`);
    fields.set(name, content.toString('utf8'));
    size += Buffer.byteLength(name) + content.length;
    if (size > MAX_FIELD_BYTES) {
      const message = 'Your POST request fields preceding the upload file were too large.';
      throw new S3Error({ status: 400, code: 'MaxPostPreDataLengthExceeded', message });
    }
  }
  throw invalidArgument('POST requires exactly one file upload per request.');
}
