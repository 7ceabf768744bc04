import * as z from 'zod';
import { invalidArgument, malformedXml, S3Error } from './s3-error.ts';
import { branch, childText, leaf, parseXml, xmlDocument } from './xml.ts';

const MAX_TAGS = 10;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export const tagSet = z.array(z.strictObject({ key: z.string(), value: z.string() }));
export type TagSet = z.infer<typeof tagSet>;

const invalidTag = (message: string): S3Error => new S3Error({ status: 400, code: 'InvalidTag', message });

function checkTags(tags: TagSet): TagSet {
  if (tags.length > MAX_TAGS) {
    throw new S3Error({ status: 400, code: 'BadRequest', message: 'Object tags cannot be greater than 10.' });
  }
  if (new Set(tags.map((tag) => tag.key)).size !== tags.length) {
    throw invalidTag('Cannot provide multiple Tags with the same key.');
  }
  for (const { key, value } of tags) {
    if (key === '' || key.length > 128 || !ALLOWED.test(key) || key.toLowerCase().startsWith('aws:')) {
      throw invalidTag('The TagKey you have provided is invalid.');
    }
    if (value.length > 256 || !ALLOWED.test(value))
      throw invalidTag('The TagValue you have provided is invalid.');
  }
  return tags;
}

/** Reads the `x-amz-tagging` header, which is written like a query string. */
export function readTaggingHeader(header: string | undefined): TagSet {
  if (header === undefined) return [];
  try {
    header.split(/[&=]/u).forEach(decodeURIComponent);
  } catch {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters.",
    );
  }
  return checkTags([...new URLSearchParams(header)].map(([key, value]) => ({ key, value })));
}

/** Reads the body of PutObjectTagging. */
export function readTaggingDocument(source: string): TagSet {
  const [set, ...others] = parseXml(source, 'Tagging').children;
  if (set?.name !== 'TagSet' || others.length > 0) throw malformedXml('expected one TagSet');
  return checkTags(
    set.children.map((element) => {
      const key = childText(element, 'Key');
      const value = childText(element, 'Value');
      if (element.name !== 'Tag' || key === undefined || value === undefined)
        throw malformedXml('expected a Tag');
      return { key, value };
    }),
  );
}

/** The answer of GetObjectTagging. */
export function taggingDocument(tags: TagSet): string {
  const elements = tags.map(({ key, value }) => branch('Tag', [leaf('Key', key), leaf('Value', value)]));
  return xmlDocument('Tagging', [branch('TagSet', elements)]);
}
